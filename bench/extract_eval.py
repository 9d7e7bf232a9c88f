#!/usr/bin/env python3
"""Accuracy of extraction on pages of sites that the block model has not seen; its training.

usage: extract_eval.py check|train --program build/bench/bench_extract --shared ../shared --out build/eval/extract

check: the pages of wcxb-dev, dragnet and of simulated sites (wiresim.py) are split into four folds by site; the
blocks of a fold are judged by models trained on the other three (tools/train-blocks --check), and all rules
behind the model are applied by the program itself (bench_extract -s). Word F1 and runs of four are those of
score_extraction.py; surplus words are the words of an extracted text that its true text does not hold (as
multisets), of all pages together. Titles and dates need no model, and say nothing of sites: the same sites
were read when their rules were made.
train: the model is trained on all of these pages and written to src/article/html_model_table.inc.

Runs about ten minutes on one core. Needs numpy, lightgbm and rapidfuzz (`make eval-extract` installs them). Exit code
1 when a check failed.
"""
import argparse
import os
import subprocess
import sys
from collections import Counter

import harness

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# name, data, weight of a page; "title-": headline and byline are part of the true text
SETS = [("wcxb", "extraction/wcxb-dev", 1), ("title-dragnet", "extraction/dragnet", .6)]
SIMULATED = [("en", "speed/allsides-half", 500), ("ar", "neardup/saudinewsnet-july", 150),
             ("fa", "neardup/irnews-fa", 150), ("pt", "neardup/fakebr-pt", 150),
             ("zh", "neardup/xwlb-zh", 150), ("ja", "neardup/jawikinews-ja", 150)]
SIMULATED_WEIGHT = .15
BOUNDS = {"word F1, wcxb-dev": .94, "4-run F1, dragnet": .92, "surplus": .02, "title": .95, "date": .90}


class Pages:
    """One set of pages: its file, what bench_extract made of it, its features."""

    def __init__(self, folder, name, weight):
        self.name, self.weight = name, weight
        self.pages, self.seen, self.rows, self.scores, self.unseen = (
            os.path.join(folder, name + ending)
            for ending in (".jsonl", ".out", ".rows", ".scores", ".unseen"))

    def spec(self):
        return "%s=%s,%s,%s,%s" % (self.name, self.pages, self.seen, self.rows, self.weight)


def unpack(source, target):
    with open(target, "wb") as out:
        subprocess.run(["zstd", "-dcq", source], stdout=out, check=True)


def make_sets(o):
    sets = []
    for name, data, weight in SETS:
        pages = Pages(o.out, name, weight)
        unpack(os.path.join(o.shared, "data", data + ".jsonl.zst"), pages.pages)
        sets.append(pages)
    for lang, data, stories in SIMULATED:
        folder, pages = os.path.join(o.out, "sim", lang), Pages(o.out, "sim-" + lang, SIMULATED_WEIGHT)
        pages.pages = os.path.join(folder, "pages.jsonl")
        if not os.path.exists(pages.pages):
            harness.run([sys.executable, os.path.join(o.shared, "eval", "wiresim.py"),
                         os.path.join(o.shared, "data", data + ".jsonl.zst"), folder, "--seed", "1",
                         "--stories", stories, "--html"])
        sets.append(pages)
    for pages in sets:
        harness.run([o.program, "-f", pages.rows], stdin=pages.pages, stdout=pages.seen)
    return sets


def train(o, sets, *options):
    harness.run([sys.executable, os.path.join(ROOT, "tools", "train-blocks"), *options,
                 *(pages.spec() for pages in sets)])


def surplus(o, truth, found):
    """Share of surplus words among the extracted words of all pages."""
    sys.path.insert(0, os.path.join(o.shared, "eval"))
    import score_extraction  # the scorer's own words
    texts = {str(d["id"]): d.get("text") or "" for d in harness.json_lines(found)}
    extra = total = 0
    for page in harness.json_lines(truth):
        lang = (page.get("lang") or "").lower()[:2]
        true, out = (Counter(w.lower() for w in score_extraction.tokens(text, lang))
                     for text in (page.get("text") or "", texts.get(str(page["id"]), "")))
        extra += sum((out - true).values())
        total += sum(out.values())
    return extra / max(total, 1)


def check(o, sets):
    verdicts = harness.Verdicts(o.out)
    train(o, sets, "--check", o.out)
    scorer = os.path.join(o.shared, "eval", "score_extraction.py")
    for pages in sets:
        harness.run([o.program, "-s", pages.scores], stdin=pages.pages, stdout=pages.unseen)
        for name, found in (("seen sites", pages.seen), ("unseen sites", pages.unseen)):
            r, _ = harness.last_json([scorer, pages.pages, found])
            extra = surplus(o, pages.pages, found)
            verdicts.info("%s, %s" % (pages.name, name), "word P %.4f R %.4f F1 %.4f   4-run F1 %.4f   surplus %.4f" % (
                r["word"]["precision"], r["word"]["recall"], r["word"]["f1"], r["shingle"]["f1"], extra))
        if pages.name == "wcxb":
            verdicts.least("word F1, wcxb-dev, unseen sites", r["word"]["f1"], BOUNDS["word F1, wcxb-dev"])
            verdicts.least("title exact, wcxb-dev", r["title"]["exact"], BOUNDS["title"])
            verdicts.least("date to the day, wcxb-dev", r["date"]["right"], BOUNDS["date"])
        if pages.name == "title-dragnet":
            verdicts.least("4-run F1, dragnet, unseen sites", r["shingle"]["f1"], BOUNDS["4-run F1, dragnet"])
        if not pages.name.startswith("sim-"):
            verdicts.most("surplus words, %s, unseen sites" % pages.name, extra, BOUNDS["surplus"])
    return verdicts.finish("extract")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("check", "train"))
    for name in ("--program", "--shared", "--out"):
        ap.add_argument(name, required=True)
    o = ap.parse_args()
    os.makedirs(o.out, exist_ok=True)
    if not os.path.isdir(os.path.join(o.shared, "data")):
        verdicts = harness.Verdicts(o.out)
        verdicts.skip("extraction", "%s/data is not there: nothing was measured" % o.shared)
        return verdicts.finish("extract")
    sets = make_sets(o)
    if o.what == "train":
        train(o, sets)
        return 0
    return check(o, sets)


sys.exit(main())
