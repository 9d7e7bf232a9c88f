#!/usr/bin/env python3
"""wirecopy serve under load.

usage: serve_run.py load|soak --program build/wirecopy --tools build/bench --base BASE.jsonl.zst
                    [--articles N] [--index INDEX] [--seconds S] [--connections C]

load    wrk asks about 3 KB articles (half longer versions of indexed stories, half unknown), without and with
        clients that hold slow requests and ask for listings at the same time
soak    the same for a long time, with listings, errors and aborted requests; resident memory at the start
        and at the end

The index is made of N generated articles unless INDEX names one. wrk is Debian's; it shares the machine's
processors with the server. Exit code 1 when a bound is missed.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import harness

urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))


class Server:
    def __init__(self, program, index):
        # Warnings of the system about sockets would only disturb.
        self.process = subprocess.Popen([program, "serve", index, "--port", "0", "--no-log"], stderr=subprocess.PIPE,
                                        text=True)
        line = self.process.stderr.readline()
        self.url = re.search(r"http://[^/ ]*", line).group(0)
        self.port = int(self.url.rsplit(":", 1)[1])
        with urllib.request.urlopen(self.url + "/api/overview") as answer:  # made once, then kept
            answer.read()

    def rss(self):
        """Anonymous resident memory: the mapped index is the kernel's cache."""
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as f:
            return int(re.search(r"RssAnon:\s+(\d+)", f.read()).group(1)) * 1024

    def cpu(self):
        with open("/proc/%d/stat" % self.process.pid, encoding="ascii") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Load:
    def __init__(self, o):
        self.o = o
        self.verdicts = harness.Verdicts(o.out)

    def file(self, name):
        os.makedirs(self.o.out, exist_ok=True)
        return os.path.join(self.o.out, name)

    def gen(self, path, *options):
        if not os.path.exists(path):
            harness.run([os.path.join(self.o.tools, "gen_corpus"), "--base", self.o.base, *options],
                        stdout=path + ".part")
            os.rename(path + ".part", path)
        return path

    def index(self):
        if self.o.index:
            return self.o.index
        index = self.file("serve-%d.idx" % self.o.articles)
        if not os.path.exists(index):
            corpus = self.gen(self.file("serve-%d.jsonl" % self.o.articles), "--articles", self.o.articles,
                              "--seed", 7)
            harness.run([self.o.program, "add", "-q", index, corpus])
        return index

    def questions(self):
        path = self.file("serve-questions.jsonl")
        with open(path, "wb") as out:
            for name, seed in (("known", 7), ("new", 1007)):
                part = self.gen(self.file("serve-%s.jsonl" % name), "--articles", 500, "--words", 500, "--copied", 0,
                                "--seed", seed)
                with open(part, "rb") as f:
                    shutil.copyfileobj(f, out)
        return path

    def wrk(self, server, questions, seconds):
        lua = os.path.join(os.path.dirname(__file__), "serve.lua")
        before = server.cpu()
        done = subprocess.run(["wrk", "-t1", "-c%d" % self.o.connections, "-d%ds" % seconds, "-s", lua, server.url,
                               "--", questions], capture_output=True, text=True, check=True)
        r = json.loads(done.stdout.strip().splitlines()[-1])
        r["cpu_us"] = (server.cpu() - before) / max(1, r["requests"]) * 1e6
        r["rate"] = r["requests"] / r["seconds"]
        return r

    def report(self, what, r):
        self.verdicts.info(what, "%.0f requests/s, median %.2f ms, p99 %.2f ms, %.0f us of processor time each" % (
            r["rate"], r["median_ms"], r["p99_ms"], r["cpu_us"]))
        self.verdicts.most("%s: failed requests" % what, r["errors"], 0)

    def load(self):
        questions = self.questions()
        server = Server(self.o.program, self.index())
        try:
            self.wrk(server, questions, 3)
            quiet = self.wrk(server, questions, self.o.seconds)
            self.report("3 KB articles", quiet)
            self.verdicts.least("requests a second", quiet["rate"], 2000)
            self.verdicts.most("99th percentile, ms", quiet["p99_ms"], 10)
            stop = threading.Event()
            nuisances = [threading.Thread(target=f, args=(server, stop)) for f in (slow_clients, lister)]
            for t in nuisances:
                t.start()
            busy = self.wrk(server, questions, self.o.seconds)
            stop.set()
            for t in nuisances:
                t.join()
            self.report("the same beside 100 slow requests and listings", busy)
            self.verdicts.least("rate beside them / without", busy["rate"] / quiet["rate"], .5)
        finally:
            code = server.stop()
        self.verdicts.most("exit code after SIGTERM", code, 0)

    def soak(self):
        questions = self.questions()
        server = Server(self.o.program, self.index())
        sizes, stop = [], threading.Event()
        nuisances = [threading.Thread(target=f, args=(server, stop)) for f in (slow_clients, lister, aborter)]
        for t in nuisances:
            t.start()
        end = time.monotonic() + self.o.seconds
        try:
            while time.monotonic() < end:
                r = self.wrk(server, questions, max(1, min(20, int(self.o.seconds / 20))))
                sizes.append(floor(server))
                print("%8.1f MiB  %6.0f requests/s  p99 %.1f ms" % (sizes[-1] / 2**20, r["rate"], r["p99_ms"]),
                      flush=True)
        finally:
            stop.set()
            for t in nuisances:
                t.join()
            code = server.stop()
        tenth = max(3, len(sizes) // 10)
        first, last = statistics.median(sizes[tenth:2 * tenth + 1]), statistics.median(sizes[-tenth:])
        self.verdicts.most("resident memory at the end / after a tenth", last / first, 1.05)
        self.verdicts.most("exit code after SIGTERM", code, 0)


def floor(server):
    """The least of a second: a listing that is being made takes its room and gives it back."""
    samples = []
    for _ in range(10):
        samples.append(server.rss())
        time.sleep(.1)
    return min(samples)


def slow_clients(server, stop):
    """A hundred requests that do not come to an end."""
    while not stop.is_set():
        held = []
        for _ in range(100):
            s = socket.create_connection(("127.0.0.1", server.port))
            s.sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000\r\n\r\nslow")
            held.append(s)
        stop.wait(5)
        for s in held:
            s.close()


def lister(server, stop):
    paths = ("/api/clusters?limit=1000", "/api/pairs?limit=5000&offset=20000", "/api/overview", "/api/stories/1", "/metrics",
             "/nowhere", "/api/query?limit=0")
    while not stop.is_set():
        for path in paths:
            try:
                with urllib.request.urlopen(server.url + path, timeout=60) as answer:
                    answer.read()
            except urllib.error.HTTPError:
                pass
        stop.wait(.5)


def aborter(server, stop):
    while not stop.is_set():
        with socket.create_connection(("127.0.0.1", server.port)) as s:
            s.sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + b"word " * 5000)
        stop.wait(.05)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("load", "soak"))
    parser.add_argument("--program", default="build/wirecopy")
    parser.add_argument("--tools", default="build/bench")
    parser.add_argument("--base", default="../shared/data/speed/allsides-half.jsonl.zst")
    parser.add_argument("--out", default="build/bench/data")
    parser.add_argument("--index")
    parser.add_argument("--articles", type=int, default=100000)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--connections", type=int, default=8)
    o = parser.parse_args()
    load = Load(o)
    if not shutil.which("wrk") or not os.path.exists(o.base):
        load.verdicts.skip("serve " + o.what, "%s is not here: NOTHING WAS MEASURED" % (
            "Debian's wrk" if not shutil.which("wrk") else o.base))
    else:
        print(harness.machine() + ", load %.1f %.1f %.1f" % os.getloadavg())
        getattr(load, o.what)()
    load.verdicts.info("load average at the end", "%.1f %.1f %.1f" % os.getloadavg())
    return load.verdicts.finish("serve-" + o.what)


if __name__ == "__main__":
    sys.exit(main())
