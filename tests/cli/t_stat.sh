#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json counts everything"
run 0 wirecopy stat --json idx
lines 1 out
json 'list(rows[0])[:6] == ["articles","clusters","pairs","fingerprints","bytes","batches"]'
json 'rows[0]["articles"] == 8 and rows[0]["clusters"] == 1 and rows[0]["clustered"] == 6 and 0 < rows[0]["pairs"] <= 15'
json 'rows[0]["batches"] == 1 and rows[0]["sites"] == 8 and rows[0]["has_text"] is True'
json 'rows[0]["fingerprints"] >= 8 and rows[0]["bytes"] > 0 and rows[0]["text_bytes"] > 4000'
json 'rows[0]["parameters"]["shingle"] == 5 and rows[0]["parameters"]["scale"] == 16'

it "every record that was read is accounted for"
{ echo '{"broken'; head -2 "$corpus"; } >more.jsonl
run 2 wirecopy add -q idx more.jsonl
run 0 wirecopy stat --json idx
json 'rows[0]["read"] == 11 and rows[0]["skipped"] == 1 and rows[0]["unchanged"] == 2'

it "--batches lists the commits with what they read and skipped"
run 0 wirecopy stat --json --batches idx
json 'rows[0]["batch"] >= 1 and rows[0]["indexed"] == 8 and rows[0]["inputs"][0].endswith("corpus.jsonl")'
json 'rows[-1]["unchanged"] == 2 and rows[-1]["skipped"] == 1 and "more.jsonl" in rows[-1]["skips"][0]'
json 'all(r["started"] <= r["ended"] and r["ended"].endswith("Z") for r in rows)'
run 0 wirecopy stat --batches idx
out_has "indexed 8, unchanged 0, skipped 0"

it "for people: counts and parameters"
run 0 wirecopy stat idx
grep -qE '^articles +8' out || bad "no count of articles" "$(cat out)"
out_has "shingles of 5 words, one in 16 indexed but at least "

it "the defaults in the help of add are those of a new index"
run 0 wirecopy stat --json idx
python3 - "$(wirecopy help add)" <<'PY' || bad "the help is out of step"
import json, re, sys
has = json.load(open("out"))["parameters"]
assert (has.pop("window"), has.pop("same_site"), has.pop("lang")) == (0, "versions", "any")
says = re.findall(r"--([a-z-]+) [NX] ((?:(?! --).)*?)\(default ([\d.]+)", re.sub(r"\s+", " ", sys.argv[1]))
says = {name.replace("-", "_"): float(value) for name, _, value in says}
has["seed"] = float(has.pop("seeded"))
wrong = {k: (v, says.get(k)) for k, v in has.items() if says.get(k) != v}
if wrong:
    sys.exit(str(wrong))
PY

for command in "stat idx" "show idx a" "clusters idx" "pairs idx" "export idx" "query idx --id a" "diff idx a b" "remove idx a"; do
    it "without an index exits 76: $command"
    # shellcheck disable=SC2086 # words
    run 76 wirecopy ${command/idx/nowhere}
    out_empty
    err_has "nowhere"
    [ ! -e nowhere ] || bad "it made something"
done
