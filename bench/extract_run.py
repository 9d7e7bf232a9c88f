#!/usr/bin/env python3
"""Extracts the articles of a set of pages with wirecopy and its peers, one after the other on one
core, and prints speed and accuracy of each. See bench/extract.mk.

Speed counts what turns a decoded page into text: reading the file and writing the result are not
in it, for any program. MB are megabytes of HTML.
"""
import argparse
import base64
import json
import os
import re
import subprocess
import sys
import time


def read_pages(path):
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True).stdout
    else:
        with open(path, "rb") as f:
            data = f.read()
    return data, [json.loads(line) for line in data.split(b"\n") if line]


def page_of(record):
    if record.get("html_base64"):
        return base64.b64decode(record["html_base64"]).decode("utf-8", "replace")
    return record["html"]


def trafilatura_text(html, url):
    import trafilatura
    return trafilatura.extract(html, url=url, include_comments=False) or ""


def trafilatura_fast_text(html, url):
    import trafilatura
    return trafilatura.extract(html, url=url, include_comments=False, fast=True) or ""


def resiliparse_text(html, url):
    from resiliparse.extract.html2text import extract_plain_text
    return extract_plain_text(html, main_content=True)


def readability_text(html, url):
    from readability import Document
    import lxml.html
    return lxml.html.fromstring(Document(html).summary()).text_content()


PEERS = {"trafilatura": trafilatura_text, "trafilatura-fast": trafilatura_fast_text,
         "resiliparse": resiliparse_text, "readability": readability_text}


def run_peer(name, records, out):
    extract, seconds, size = PEERS[name], 0.0, 0
    extract("<html><body><p>warm up</p></body></html>", None)
    with open(out, "w") as f:
        for record in records:
            html = page_of(record)
            start = time.process_time()
            try:
                text = extract(html, record.get("url") or None)
            except Exception as e:  # a page that a peer cannot read counts as empty
                text = ""
                print("%s: %s: %s" % (name, record["id"], e), file=sys.stderr)
            seconds += time.process_time() - start
            size += len(html.encode("utf-8", "surrogatepass"))
            f.write(json.dumps({"id": record["id"], "text": text}) + "\n")
    return size / seconds / 1e6


def run_own(program, data, out):
    with open(out, "wb") as f:
        p = subprocess.run([program], input=data, stdout=f, stderr=subprocess.PIPE, check=True)
    return float(re.search(rb"([\d.]+) MB/s", p.stderr).group(1))


def score(scorer, pages, out):
    if not os.path.exists(scorer):
        return ""
    text = subprocess.run([sys.executable, scorer, pages, out, "--json"], stdout=subprocess.PIPE,
                          check=True, text=True).stdout
    d = json.loads(text.strip().split("\n")[-1])
    must_not = d["must_not"]["found"]
    return "%.4f  %.4f  %.4f  %.4f  %s" % (
        d["shingle"]["f1"], d["word"]["precision"], d["word"]["recall"], d["word"]["f1"],
        "-" if must_not is None else "%.4f" % must_not)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    for name in ("--program", "--pages", "--scorer", "--out", "--peers"):
        ap.add_argument(name, required=True)
    o = ap.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    data, records = read_pages(o.pages)
    print("%d pages of %s" % (len(records), os.path.basename(o.pages)))
    print("%-18s %10s %8s  %s" % ("", "MB/s", "x", "4-run F1 word P  word R  word F1  must_not"))
    own = run_own(o.program, data, os.path.join(o.out, "extract.wirecopy.jsonl"))
    for name in ["wirecopy"] + [p for p in o.peers.split(",") if p]:
        out = os.path.join(o.out, "extract.%s.jsonl" % name)
        speed = own if name == "wirecopy" else run_peer(name, records, out)
        print("%-18s %10.2f %8.1f  %s" % (name, speed, own / speed, score(o.scorer, o.pages, out)),
              flush=True)


main()
