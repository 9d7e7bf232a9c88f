#!/usr/bin/env python3
"""Versions, originals and round-ups of an index of simulated news, against the simulation's truth.

usage: score_provenance.py TRUTH.tsv CLUSTERS.jsonl [ROUNDUPS.jsonl]

TRUTH     the simulator's: id, cluster, original, relation, credit, date_role, ops
CLUSTERS  of `wirecopy clusters --json`
ROUNDUPS  of `wirecopy clusters --roundups --json`

  versions   articles called `version` against the simulated updates of the original's site
  originals  of the true clusters with copies: the original named, by what its date is worth
  outside    of those whose original is not in the corpus: no member is called the original; the same
             of those in which a copy credits somebody, for without a word it cannot be told, and the
             source named is one that the copies credit; clusters of which no two members are put
             together count as wrong
  round-ups  pages recognised; stories in them listed, of all recognised and not recognised pages

With --min-versions X and so on the exit code is 1 when a figure is lower.
"""
import argparse
import csv
import json
import re
import sys


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def share(part, whole):
    return part / whole if whole else 1.0


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0.0


def score_versions(truth, clusters):
    found = {m["id"] for c in clusters for m in c["members"] if m["relation"] == "version"}
    true = {i for i, t in truth.items() if t["relation"] == "update"}
    hit = len(found & true)
    p, r = share(hit, len(found)), share(hit, len(true))
    joined = sum(1 for c in clusters for m in c["members"] if m["id"] in true
                 and any(truth[x["id"]]["relation"] == "original" and truth[x["id"]]["cluster"] == truth[m["id"]]["cluster"]
                         for x in c["members"]))
    return {"updates": len(true), "called version": len(found), "precision": p, "recall": r, "F1": f1(p, r),
            "in the cluster of their original": share(joined, len(true))}


def name_key(name):
    return re.sub(r"[^a-z0-9]", "", name.lower().removeprefix("agency:").removeprefix("the "))


def score_originals(truth, clusters):
    """A true cluster is scored by the found cluster that holds most of it."""
    place = {m["id"]: c for c in clusters for m in c["members"]}
    true = {}
    for i, t in truth.items():
        true.setdefault(t["cluster"], []).append(i)
    out = {}
    for members in true.values():
        copies = [i for i in members if truth[i]["relation"] not in ("original", "unique", "update", "composite", "quote", "stub", "template")]
        if len(members) < 2 or not copies:
            continue
        original = truth[members[0]]["original"]
        votes = {}
        for i in members:
            if i in place:
                votes[place[i]["cluster"]] = votes.get(place[i]["cluster"], 0) + 1
        best = max(votes, key=lambda c: (votes[c], -c)) if votes else None
        c = next((place[i] for i in members if i in place and place[i]["cluster"] == best), None)
        if original == "-":
            names = {name_key(n) for i in members for credit in truth[i]["credit"].split(";") for n in credit.lstrip("?").split("|") if n}
            s = out.setdefault("outside", [0, 0, 0, 0, 0, 0])
            s[0] += 1
            s[1] += bool(c and c["original"] is None)
            s[5] += c is None
            if names:
                s[2] += 1
                s[4] += bool(c and c["original"] is None)
                source = name_key((c or {}).get("source") or "")
                s[3] += bool(c and c["original"] is None and any(source in n or n in source for n in names if n and source))
        else:
            s = out.setdefault("date " + truth[original]["date_role"], [0, 0])
            s[0] += 1
            s[1] += bool(c and c["original"] == original)
    return out


def score_roundups(truth, found):
    pages = {i: set(next(o for o in t["ops"].split() if o.startswith("from:"))[5:].split(","))
             for i, t in truth.items() if t["relation"] == "composite"}
    listed = {r["id"]: r["stories"] for r in found}
    hit = sum(1 for i in listed if i in pages)
    total = sum(map(len, pages.values()))
    named = good = 0
    for i, stories in listed.items():
        got = {truth[s["id"]]["cluster"] for s in stories}
        named += len(stories)
        good += len(got & pages.get(i, set()))
    return {"pages": len(pages), "recognised": share(hit, len(pages)), "recognised rightly": share(hit, len(listed)),
            "stories": total, "precision": share(good, named), "recall": share(good, total)}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("truth")
    ap.add_argument("clusters")
    ap.add_argument("roundups", nargs="?")
    for bound in ("versions", "originals", "outside", "stories"):
        ap.add_argument("--min-" + bound, type=float, default=0)
    o = ap.parse_args()
    with open(o.truth, encoding="utf-8", newline="") as f:
        truth = {t["id"]: t for t in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)}
    clusters = rows(o.clusters)
    bad = []

    def line(name, value, bound=0.0):
        print("%-44s %s" % (name, "%.4f" % value if isinstance(value, float) else value))
        if isinstance(value, float) and value < bound:
            bad.append(name)

    for k, v in score_versions(truth, clusters).items():
        line("versions: " + k, v, o.min_versions if k == "F1" else 0)
    originals = score_originals(truth, clusters)
    inside = [v for k, v in sorted(originals.items()) if k != "outside"]
    for k, v in sorted(originals.items()):
        if k != "outside":
            line("originals, %s: right of %d" % (k, v[0]), share(v[1], v[0]), o.min_originals)
    line("originals: right of %d" % sum(v[0] for v in inside), share(sum(v[1] for v in inside), sum(v[0] for v in inside)), o.min_originals)
    if "outside" in originals:
        v = originals["outside"]
        line("outside: said so of %d" % v[0], share(v[1], v[0]))
        line("outside: not put together", v[5])
        line("outside: said so of %d credited" % v[2], share(v[4], v[2]), o.min_outside)
        line("outside: source named of %d credited" % v[2], share(v[3], v[2]))
    if o.roundups:
        for k, v in score_roundups(truth, rows(o.roundups)).items():
            line("round-ups: " + k, v, o.min_stories if k in ("recognised", "precision", "recall") else 0)
    for name in bad:
        print("FAIL: " + name)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
