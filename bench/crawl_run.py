#!/usr/bin/env python3
"""What it costs to index a crawl of pages, as ratios to decompressing it.

usage: crawl_run.py --program build/wirecopy --pages PAGES.jsonl.zst --out DIR [--runs K] [--copies N]

Makes DIR/crawl.warc.gz once: every page is an HTTP response in a record of its own, compressed
record by record, as crawlers write them; with --copies the pages are repeated under other
addresses. Then `gzip -dc`, `extract` and `add` (all processors, and one) read it in turn.
"""
import argparse
import gzip
import json
import os
import statistics
import sys

import harness

BOUND = 2.5  # add / gzip -dc, wall


def page_bytes(record):
    return (record.get("html") or "").encode("utf-8", "surrogatepass")


def response(url, html):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = ("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-03-02T00:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % (url, len(http)))
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 6, mtime=0)


def make_crawl(pages, copies, out):
    path = os.path.join(out, "crawl-%d.warc.gz" % copies)
    if os.path.exists(path):
        return path
    with open(path + ".part", "wb") as f:
        for copy in range(copies):
            for record in harness.json_lines(pages):
                url = record.get("url") or "https://example.org/" + str(record["id"])
                f.write(response(url + ("#%d" % copy if copy else ""), page_bytes(record)))
    os.rename(path + ".part", path)
    return path


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--program", "--pages", "--out"):
        ap.add_argument(name, required=True)
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--copies", type=int, default=1)
    o = ap.parse_args()
    verdicts = harness.Verdicts(o.out)
    if not os.path.exists(o.pages):
        verdicts.skip("crawl", "no %s" % o.pages)
        return verdicts.finish("crawl")
    crawl = make_crawl(o.pages, o.copies, o.out)
    index = os.path.join(o.out, "index-crawl")
    program = harness.Program(o.program)
    jobs = {
        "gzip -dc": lambda: harness.run(["gzip", "-dc", crawl]),
        "extract": lambda: harness.run([o.program, "extract", "--json", crawl]),
        "add": lambda: program.add(index, crawl),
        "add -j1": lambda: program.add(index, crawl, "-j", 1),
    }
    runs = {name: [] for name in jobs}
    for _ in range(o.runs):  # interleaved, so that a slow minute of the machine hits all of them
        for name, job in jobs.items():
            runs[name].append(job())
    wall = {k: statistics.median(u.wall for u in v) for k, v in runs.items()}
    cpu = {k: statistics.median(u.cpu for u in v) for k, v in runs.items()}
    verdicts.info("crawl", "%d bytes of .warc.gz, load %.1f" % (os.path.getsize(crawl), os.getloadavg()[0]))
    for name in jobs:
        verdicts.info(name, "%.2f s wall (%.2f to %.2f), %.2f CPU s" % (
            wall[name], min(u.wall for u in runs[name]), max(u.wall for u in runs[name]), cpu[name]))
    verdicts.most("add / gzip -dc, wall", wall["add"] / wall["gzip -dc"], BOUND)
    verdicts.info("add -j1 / gzip -dc, CPU", "%.2f" % (cpu["add -j1"] / cpu["gzip -dc"]))
    verdicts.info("extract / gzip -dc, CPU", "%.2f" % (cpu["extract"] / cpu["gzip -dc"]))
    return verdicts.finish("crawl")


sys.exit(main())
