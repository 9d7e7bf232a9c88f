#!/usr/bin/env python3
"""Are the fixed phrases that credit a source found? In every collection of real news at hand.

usage: phrase_recall.py --bench build/bench/bench_credit --shared ../shared --out build/eval/phrases
                        [--misses N] [--sample N --seed S]

A regular expression for each phrase ("appeared first on", rights footers, datelines ...) finds its
occurrences in the texts; one counts as found when a credit is reported whose words overlap it. The
expressions are wider than the rules, not copies of them, so that a miss is seen. --misses prints
up to N missed occurrences of each phrase. --sample prints N credits drawn at random for a person
to read, at most nine of one source and kind in a collection; the site's own marks are left out.
Skipped, loudly, when SHARED is not there. Exit code 1 when a phrase is found in less than .95.
"""
import argparse
import collections
import glob
import json
import os
import random
import re
import subprocess
import sys

import harness

LEAST = .95
PIECE = "(?:post|article|story|piece|column|op-ed|essay|report|commentary|interview|analysis|content)"
AGENCY = ("AP|Reuters|REUTERS|AFP|CNN|UPI|Xinhua|dpa|DPA|EFE|ANSA|TASS|Interfax|PTI|ANI|IANS|Kyodo|"
          "Yonhap|Bloomberg|PRNewswire|Business Wire|BUSINESS WIRE|GLOBE NEWSWIRE|CP|The Canadian Press")
ARABIC = r"(?:رويترز|أ ?ف ?ب|أ\. ?ف\. ?ب\.?|د ?ب ?أ|د\. ?ب\. ?أ\.?|واس|أ ?ش ?أ|كونا|وام|قنا|بنا)"
AGENCY_NAME = r"(?:Associated Press|\bAP\b|Reuters|Agence France-Presse|\bAFP\b|Bloomberg|CNN)"
PHRASES = {
    "the post ... appeared first on": r"\bThe (?:post|article) .{1,300}? (?:appeared first|first appeared) on ",
    "this article originally/first appeared, was published":
        r"\b[Tt]h(?:is|e) " + PIECE + r" (?:was |is |has been )?(?:originally |first |previously )(?:appeared|published|"
        r"posted|ran|run|printed)(?: first)? (?:on|in|at|by) (?:the |The )?[A-Z](?!\w* \d)",
    "originally appeared, at a line's start":
        r"(?m)^\W{0,4}(?:Originally|First) (?:appeared|published|posted) (?:on|in|at|by) (?:the |The )?[A-Z](?!\w* \d)",
    "rights footer": r"(?i)may not be published, broadcast",
    "copyright of an agency":
        r"(?m)^\W{0,3}(?:©|\([cC]\)|Copyright)[^\n]{0,30}?(?:Associated Press|Reuters|Agence France|AFP|Bloomberg|UPI|CNN)",
    "dateline, Latin":
        r"(?m)^[\W_]{0,3}(?:[A-Z][A-Z.'’]+[^\n()]{0,60} )?\((?:" + AGENCY + r")\) ?[-–—]",
    "dateline, Arabic":
        r"(?m)^[\W_]{0,3}(?:Next Previous )?(?:(?:[ء-ي]+ ){1,3}?(?:[-–—] ?[«\"“]?" + ARABIC + r"[»\"”]?[ :.\n]|\(" + ARABIC +
        r"\) ?[-–—:])|" + ARABIC + r" ?[-–—] ?(?:[ء-ي]+ ?){1,3}[:.\n])",
    "dateline, Chinese": r"(?m)^[^\n]{0,12}(?:新华社|中新社|中新网)[^\n，。、]{1,30}(?:电|電|消息)",
    "opening, Persian": r"به گزارش (?:خبرگزاری )?(?:ایسنا|ایرنا|فارس|مهر|تسنیم|رویترز|باشگاه خبرنگاران جوان|ایلنا|میزان|خبرآنلاین)",
    "tail of 1987": r"(?m) Reuters?\s*\x03",
    "contributed to this": AGENCY_NAME + r"[^\n.]{0,80} contributed (?:to this|reporting)",
}
OPENING = ("opening, Persian",)  # counts in the first paragraphs only


def side(pair, which):
    d = pair[which]
    return {"id": "%s-%s" % (pair["pair"], which), "site": d.get("site", ""), "text": d["text"]}


def articles(path):
    """The articles of one collection as {"id","site","text"}; both sides of labelled pairs."""
    for d in harness.json_lines(path):
        if "pair" in d:
            yield side(d, "a")
            yield side(d, "b")
        else:
            yield {"id": str(d["id"]), "site": d.get("site") or re.sub(r"^\w+://([^/:]*).*", r"\1", d.get("url", "")),
                   "text": d.get("text") or ""}


def credits_of(bench, path, out):
    """Pairs of an article and its credits."""
    name = os.path.basename(path).split(".")[0]
    file = os.path.join(out, name + ".jsonl")
    harness.write_json_lines(file, articles(path))
    done = subprocess.run([bench, "--all", file], capture_output=True, check=True)
    with open(file, encoding="utf-8") as f:
        for article, found in zip(f, done.stdout.split(b"\n")):
            yield json.loads(article), json.loads(found.decode("utf-8", "replace"))["credits"]


def is_opening(text, at):
    """Before the end of the third paragraph."""
    return sum(len(line.strip()) >= 40 for line in text[:at].split("\n")[:-1]) < 3


def occurrences(article, credits):
    """(phrase, its match, found) of every occurrence in the text."""
    text = article["text"]
    for phrase, expression in PHRASES.items():
        for m in re.finditer(expression, text):
            if phrase in OPENING and not is_opening(text, m.start()):
                continue
            start, end = len(text[:m.start()].encode()), len(text[:m.end()].encode())
            yield phrase, m, any(c["offset"] < end and start < c["offset"] + len(c["evidence"].encode()) for c in credits)


def context(text, start, end, width=120):
    part = text[max(0, start - width):start] + "[[" + text[start:end] + "]]" + text[end:end + width]
    return re.sub(r"\s*\n\s*", " / ", part)


def print_sample(pool, size, seed):
    drawn = random.Random(seed)
    drawn.shuffle(pool)
    seen, printed = collections.Counter(), 0
    for name, article, credit in pool:
        key = name, credit["source"], credit["kind"]
        if printed == size or seen[key] == 9:
            continue
        seen[key] += 1
        printed += 1
        raw = article["text"].encode()
        start = len(raw[:credit["offset"]].decode("utf-8", "replace"))
        shown = context(article["text"], start, start + len(credit["evidence"]))
        print("%d\t%s %s %s\t%s, %s\n\t%s" % (printed, name, article["id"], article["site"], credit["source"], credit["kind"], shown))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("bench", "shared", "out"):
        ap.add_argument("--" + option, required=True)
    ap.add_argument("--misses", type=int, default=0)
    ap.add_argument("--sample", type=int, default=0)
    ap.add_argument("--seed", type=int, default=1)
    o = ap.parse_args()
    paths = sorted(glob.glob(os.path.join(o.shared, "data", "*", "*.jsonl.zst")))
    verdicts = harness.Verdicts(o.out)
    if not paths:
        verdicts.skip("fixed phrases", "no collections in %s/data: nothing was measured" % o.shared)
        return verdicts.finish("phrases")
    total, hits, misses, pool = collections.Counter(), collections.Counter(), collections.defaultdict(list), []
    for path in paths:
        name = os.path.basename(path).split(".")[0]
        for article, credits in credits_of(o.bench, path, o.out):
            pool += [(name, article, c) for c in credits if c["kind"] != "self"]
            for phrase, m, found in occurrences(article, credits):
                total[phrase] += 1
                hits[phrase] += found
                if not found:
                    misses[phrase].append("%s %s %s" % (name, article["id"], context(article["text"], m.start(), m.end())))
    for phrase in PHRASES:
        if total[phrase]:
            verdicts.least("%s, %d of %d" % (phrase, hits[phrase], total[phrase]), hits[phrase] / total[phrase], LEAST)
        for miss in misses[phrase][:o.misses]:
            print("   missed: " + miss)
    if o.sample:
        print_sample(pool, o.sample, o.seed)
    return verdicts.finish("phrases")


if __name__ == "__main__":
    sys.exit(main())
