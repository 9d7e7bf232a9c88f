#!/usr/bin/env python3
"""Speed, size and memory of wirecopy, as ratios measured in one run.

usage: bench_run.py ends|growth|floods|corpus|peers --program build/wirecopy --tools build/bench
                    --base BASE.jsonl.zst --shared ../shared [--articles N] [--runs K]

ends    dedup and add of a .jsonl.zst against `zstd -dc`, -j2 against -j1, queries, index size
growth  the add rate of the last tenth of N articles against the first; peak memory under --memory 512M
floods  articles that repeat 50,000 times against ordinary ones: time and memory
corpus  document frequencies of generated text beside those of the base
peers   other programs on the same corpus: CPU seconds, and recall on real news

Corpora are made by gen_corpus from BASE and kept in OUT. Bounds are those of the project's speed
contract; bench/README.md says how each figure is obtained. Exit code 1 when one is missed.
"""
import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys

import harness

FLOODS = ("identical", "near", "template", "footer")
BANDS = ("J>=.8", "J .5-.8", "J .3-.5", "C>=.8")
FAST_PEERS = ("rensa", "rensa_rho", "gaoya", "incrededup")
PEERS = FAST_PEERS + ("datasketch", "text_dedup", "datatrove")


class Bench:
    def __init__(self, o):
        self.o = o
        self.program = harness.Program(o.program)
        self.verdicts = harness.Verdicts(o.out)
        self.gen = os.path.join(o.tools, "gen_corpus")

    def file(self, *parts):
        path = os.path.join(self.o.out, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def corpus(self, articles, *options, name=None, plain=False):
        """A generated corpus, made once. --seed 7 unless the options say otherwise."""
        end = ".jsonl" if plain else ".jsonl.zst"
        path = self.file((name or "ordinary") + "-%d" % articles + end)
        if not os.path.exists(path):
            argv = [self.gen, "--base", self.o.base, "--articles", articles, "--seed", 7, *options]
            if plain:
                harness.run(argv, stdout=path + ".part")
            else:
                harness.pipe(argv, (["zstd", "-q", "-3"], path + ".part"))
            os.rename(path + ".part", path)
        return path

    # ------------------------------------------------------------------ ends

    def ends(self):
        n = self.o.articles
        corpus, index = self.corpus(n), self.file("index", "ends")
        harness.run(["zstd", "-dcq", corpus], stdout=os.devnull)  # into the page cache
        self.text_stage()
        self.compare_with_zstd(corpus, index)
        self.compare_threads(corpus)
        self.sizes(corpus, index, n)
        self.queries(index, n)

    def text_stage(self):
        done = subprocess.run([os.path.join(self.o.tools, "bench_text"), self.o.base], capture_output=True,
                              check=True)
        r = json.loads(done.stdout)
        self.verdicts.least("text stage, one core, GB/s", r["all"], .8)
        self.verdicts.info("its steps, GB/s", "tokens %.2f, shingles %.2f, fingerprints %.2f" % (
            r["tokens"], r["shingles"], r["fingerprints"]))

    def compare_with_zstd(self, corpus, index):
        """Interleaved runs, so that a slow minute of the machine hits all three."""
        runs = {"zstd": [], "dedup": [], "add": []}
        out = self.file("deduped.jsonl")
        for _ in range(self.o.runs):
            runs["zstd"].append(harness.run(["zstd", "-dcq", corpus]))
            runs["dedup"].append(harness.run([self.o.program, "dedup", "-o", out, corpus]))
            runs["add"].append(self.program.add(index, corpus))
        os.remove(out)
        wall = {k: statistics.median(u.wall for u in v) for k, v in runs.items()}
        cpu = {k: statistics.median(u.cpu for u in v) for k, v in runs.items()}
        for name, bound in (("dedup", 3.0), ("add", 5.0)):
            self.verdicts.most("%s / zstd -dc, wall" % name, wall[name] / wall["zstd"], bound)
            self.verdicts.info("%s / zstd -dc, CPU" % name, "%.2f" % (cpu[name] / cpu["zstd"]))
            self.verdicts.info("%s, median of %d" % (name, self.o.runs),
                               "%.2f s wall (%.2f to %.2f), %.2f CPU s, %.0f articles/s, peak %.0f MiB" % (
                                   wall[name], min(u.wall for u in runs[name]), max(u.wall for u in runs[name]),
                                   cpu[name], self.o.articles / wall[name], runs[name][-1].peak / 2**20))
        self.verdicts.info("zstd -dc", "%.2f s wall, %.2f CPU s, %.0f MB of JSON Lines" % (
            wall["zstd"], cpu["zstd"], self.plain_bytes(corpus) / 1e6))

    @staticmethod
    def plain_bytes(path):
        with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE) as p:
            return sum(len(block) for block in iter(lambda: p.stdout.read(1 << 20), b""))

    def compare_threads(self, corpus):
        index, wall = self.file("index", "threads"), {"1": [], "2": []}
        for _ in range(max(1, self.o.runs // 2)):
            for threads, times in wall.items():
                times.append(self.program.add(index, corpus, "-j", threads).wall)
        self.verdicts.least("add -j1 / add -j2, wall",
                            statistics.median(wall["1"]) / statistics.median(wall["2"]), 1.8)

    def sizes(self, corpus, index, n):
        self.verdicts.info("index with text, bytes an article", "%.0f" % (harness.folder_bytes(index) / n))
        stat = self.program.stat(index)
        if "bytes_text" in stat:
            self.verdicts.most("all but the stored text, bytes an article",
                               (harness.folder_bytes(index) - stat["bytes_text"]) / n, 600)
        bare = self.file("index", "no-text")
        self.program.add(bare, corpus, "--no-text")
        self.verdicts.info("index made with --no-text, bytes an article",
                           "%.0f" % (harness.folder_bytes(bare) / n))

    def queries(self, index, n):
        """Half of the questions are longer versions of indexed stories (the same seed with more words
        begins with the same text), half are unknown texts; 3 KB each."""
        known = self.corpus(500, "--words", 500, "--copied", 0, name="known", plain=True)
        new = self.corpus(500, "--words", 500, "--copied", 0, "--seed", 1007, name="new", plain=True)
        questions = self.file("questions.jsonl")
        with open(questions, "wb") as out:
            for path in (known, new):
                with open(path, "rb") as f:
                    shutil.copyfileobj(f, out)
        done = subprocess.run([os.path.join(self.o.tools, "bench_query"), index, questions],
                              capture_output=True, check=True)
        r = json.loads(done.stdout)
        self.verdicts.most("warm query, median, microseconds", r["median_us"], 150)
        self.verdicts.most("warm query, 99th percentile", r["p99_us"], 1000)
        self.verdicts.least("two readers / one, queries a second", r["per_second_2"] / r["per_second_1"], 1.9)
        self.verdicts.info("queries that found a copy", "%d of %d in %d articles" % (r["found"], r["queries"], n))
        self.whole_process(index, known)

    def whole_process(self, index, articles):
        article = self.file("question.txt")
        with open(articles, encoding="utf-8") as f, open(article, "w", encoding="utf-8") as out:
            out.write(json.loads(f.readline())["text"])
        walls = [harness.run([self.o.program, "query", index, article], ok=(0, 1)).wall for _ in range(21)]
        self.verdicts.most("wirecopy query as a process, ms", statistics.median(walls) * 1e3, 15)

    # ------------------------------------------------------------------ growth

    def growth(self):
        """Ten equal batches, one add each. The first tenth of 5 million is 500,000 articles."""
        tenth, index = self.o.articles // 10, self.file("index", "growth")
        folder = self.file("growth-%d" % self.o.articles, "")
        if not os.path.exists(folder + "done"):
            split = "split -l %d -d --additional-suffix=.jsonl.zst --filter='zstd -q -3 > $FILE' - %spart" % (
                tenth, folder)
            harness.pipe([self.gen, "--base", self.o.base, "--articles", self.o.articles, "--seed", 7],
                         (["sh", "-c", split], None))
            open(folder + "done", "w", encoding="utf-8").close()
        usages = []
        for i, part in enumerate(sorted(x for x in os.listdir(folder) if x.startswith("part"))):
            usages.append(self.program.add(index, folder + part, "--memory", "512M", fresh=i == 0))
            u = usages[-1]
            self.verdicts.info("%d articles" % ((i + 1) * tenth), "%.0f articles/s, %.1f CPU s, peak %.0f MiB, "
                               "of them %.0f anonymous, index %.0f MiB" % (
                                   tenth / u.wall, u.cpu, u.peak / 2**20, u.anonymous / 2**20,
                                   harness.folder_bytes(index) / 2**20))
        self.verdicts.least("add rate at %d / at %d" % (self.o.articles, tenth),
                            usages[0].wall / usages[-1].wall, .75)
        self.verdicts.most("peak memory of add with --memory 512M, MiB", max(u.peak for u in usages) / 2**20, 600)
        self.verdicts.info("the same, anonymous pages only", "%.0f MiB" % (max(u.anonymous for u in usages) / 2**20))

    # ------------------------------------------------------------------ floods

    def floods(self):
        n = self.o.articles
        # A footer of 300 words is text to be read and kept: as long ordinary articles are its measure.
        usual, long = self.flood("ordinary", n), self.flood("ordinary", n, words=284 + 300)
        for name in FLOODS:
            u, ordinary = self.flood(name, n), long if name == "footer" else usual
            self.verdicts.most("flood %s / ordinary, wall" % name, u.wall / ordinary.wall, 4)
            self.verdicts.most("flood %s / ordinary, CPU" % name, u.cpu / ordinary.cpu, 4)
            self.verdicts.most("flood %s / ordinary, peak memory" % name, u.peak / ordinary.peak, 1.2)

    def flood(self, name, n, words=284):
        corpus = self.corpus(n, "--flood", name, "--words", words, name="flood-%s-%d" % (name, words))
        u = self.program.add(self.file("index", "flood"), corpus)
        self.verdicts.info("flood %s, %d words" % (name, words), "%.1f us an article, %.1f CPU s, peak %.0f MiB (%.0f anonymous), "
                           "index %.0f bytes an article" % (
                               u.wall / n * 1e6, u.cpu, u.peak / 2**20, u.anonymous / 2**20,
                               harness.folder_bytes(self.file("index", "flood")) / n))
        return u

    # ------------------------------------------------------------------ corpus

    def shingle_stats(self, path, limit=0):
        done = subprocess.run([os.path.join(self.o.tools, "shingle_stats"), path, str(limit)],
                              capture_output=True, text=True, check=True)
        return [float(x.split(":")[1]) for x in done.stdout.split() if x.startswith("<=")], done.stdout.strip()

    def corpus_check(self):
        """The share of shingles that occur once, twice, ... in generated text without copies, beside
        the base's, at several sizes: text that repeats more as it grows would show here."""
        for n in (2000, 5000, 9000, 18834):
            made = self.corpus(n, "--words", 0, "--copied", 0, name="check")
            real, line = self.shingle_stats(self.o.base, n)
            generated, made_line = self.shingle_stats(made)
            self.verdicts.info("base", line)
            self.verdicts.info("generated", made_line)
            apart = sum(abs(a - b) for a, b in zip(real, generated)) / 2
            self.verdicts.most("%d articles, distance of the two" % n, apart, .02)

    # ------------------------------------------------------------------ peers

    def peers(self):
        rows, news = [], self.file("saudi.jsonl")
        corpus, truth = self.corpus(self.o.articles, "--truth", self.file("peers.tsv"), name="peers",
                                    plain=True), self.file("peers.tsv")
        # Without the pages that have no text: several peers call all of those copies of each other.
        harness.write_json_lines(news, (d for d in harness.json_lines(
            self.shared("data/neardup/saudinewsnet-july.jsonl.zst")) if len(d["text"].split()) >= 5))
        for name in ("wirecopy",) + PEERS:
            row = self.peer(name, corpus, truth, news)
            if row:
                rows.append(row)
        own = rows[0]
        with open(self.file("peers.txt"), "w", encoding="utf-8") as f:
            f.write(table(rows))
        print(table(rows))
        for row in rows[1:]:
            bound = 10 if row["name"] in FAST_PEERS else 50
            self.verdicts.least("CPU seconds of %s / wirecopy" % row["name"], row["cpu"] / own["cpu"], bound)

    def shared(self, path):
        return os.path.join(self.o.shared, path)

    def peer(self, name, corpus, truth, news):
        found = {c: self.file("peers", "%s.%s.jsonl" % (name, os.path.basename(c))) for c in (corpus, news)}
        usage = {c: self.run_peer(name, c, found[c]) for c in found}
        if not usage[corpus]:
            self.verdicts.skip("peer " + name, "is not installed")
            return None
        row = {"name": name, "cpu": usage[corpus].cpu, "wall": usage[corpus].wall,
               "peak": usage[corpus].peak / 2**20, "rate": self.o.articles / usage[corpus].cpu}
        if os.path.getsize(found[corpus]):
            r, _ = harness.last_json([self.shared("eval/score_clusters.py"), truth, found[corpus]])
            row["ari"] = r["ari"]
            pairs = self.file("peers", name + ".pairs.jsonl")
            harness.write_json_lines(pairs, cluster_pairs(found[news]))
            r, _ = harness.last_json([self.shared("eval/score_pairs.py"),
                                      self.shared("data/neardup/saudinewsnet-july.pairs.tsv.zst"), pairs])
            row.update({b: r["recall"][b]["recall"] for b in BANDS}, precision=r["precision"])
        self.verdicts.info("peer " + name, json.dumps(row))
        return row

    def run_peer(self, name, corpus, found):
        if name == "wirecopy":
            index = self.file("index", "peers")
            usage = self.program.add(index, corpus)
            listing = self.program.write("clusters", index, found)
            usage.cpu, usage.wall = usage.cpu + listing.cpu, usage.wall + listing.wall
            return usage
        venv = "venv-text-dedup" if name == "text_dedup" else "venv"
        python = os.path.join(self.o.peers, venv, "bin", "python")
        driver = os.path.join(os.path.dirname(__file__), "peers", "run_%s.py" % name)
        if not os.path.exists(driver) or not os.path.exists(python):
            return None
        module = {"rensa_rho": "rensa", "incrededup": "sqlite3"}.get(name, name)
        if subprocess.call([python, "-c", "import " + module], stderr=subprocess.DEVNULL):
            return None
        if name == "incrededup" and not os.path.exists(os.path.join(self.o.peers, "incrededup/bin/incrededup")):
            return None
        return harness.run([python, driver, corpus, found], ok=(0,))


def cluster_pairs(path):
    """All pairs of articles that one cluster puts together."""
    for cluster in harness.json_lines(path):
        ids = [m["id"] if isinstance(m, dict) else m for m in cluster["members"]]
        for a, b in itertools.combinations(ids, 2):
            yield {"a": a, "b": b}


def table(rows):
    head = "%-12s %9s %9s %12s %9s %8s %s\n" % (
        "program", "CPU s", "wall s", "art./CPU s", "peak MiB", "ARI",
        " ".join("%8s" % b for b in BANDS + ("precision",)))
    out = [head]
    for r in rows:
        cells = [r.get(b) for b in ("ari",) + BANDS + ("precision",)]
        out.append("%-12s %9.1f %9.1f %12.0f %9.0f %s\n" % (
            r["name"], r["cpu"], r["wall"], r["rate"], r["peak"],
            " ".join("%8s" % ("-" if x is None else "%.3f" % x) for x in cells)))
    return "".join(out)


WHAT = {"ends": Bench.ends, "growth": Bench.growth, "floods": Bench.floods, "corpus": Bench.corpus_check,
        "peers": Bench.peers}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--program", default="build/wirecopy")
    parser.add_argument("--tools", default="build/bench")
    parser.add_argument("--base", default="../shared/data/speed/allsides-half.jsonl.zst")
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--out", default="build/bench/data")
    parser.add_argument("--peers", default="build/peers")
    parser.add_argument("--articles", type=int, default=100000)
    parser.add_argument("--runs", type=int, default=5)
    o = parser.parse_args()
    b = Bench(o)
    if not os.path.exists(o.base):
        b.verdicts.skip("bench " + o.what, "%s is not here: NOTHING WAS MEASURED" % o.base)
    else:
        print(harness.machine() + ", load %.1f %.1f %.1f" % os.getloadavg())
        WHAT[o.what](b)
    b.verdicts.info("load average at the end", "%.1f %.1f %.1f" % os.getloadavg())
    return b.verdicts.finish(o.what)


if __name__ == "__main__":
    sys.exit(main())
