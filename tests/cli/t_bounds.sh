#!/usr/bin/env bash
# What is compared with what: --window and --same-site.
. "$(dirname "$0")/lib.sh"

# The agency's story, its copies after hours and days, a correction, and the same copy weeks later.
python3 - "$corpus" >dated.jsonl <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for row in rows:
    print(json.dumps(row))
print(json.dumps(dict(rows[0], id="reuters-2", url="", published="2024-03-01T11:00:00Z", text=rows[0]["text"].replace("in June", "in July"))))
for n, day in enumerate(("2024-04-20", "2024-04-21")):
    print(json.dumps(dict(rows[1], id="late-%d" % n, url="", site="late%d.example" % n, published=day)))
print(json.dumps(dict(rows[1], id="undated", url="", site="undated.example", published="")))
PY

it "--window: only articles published within it are compared"
run 0 wirecopy add -q any dated.jsonl
run 0 wirecopy add -q window --window 7d dated.jsonl
run 0 wirecopy clusters --json any
json 'sorted(r["size"] for r in rows) == [10]'
run 0 wirecopy pairs --json window
json 'all({r["a"], r["b"]} == {"late-0", "late-1"} or "undated" in (r["a"], r["b"]) for r in rows if "late" in r["a"] + r["b"])'
json 'sum({r["a"], r["b"]} == {"late-0", "late-1"} and r["relation"] == "identical" for r in rows) == 1'
json 'len({(r["a"], r["b"]) for r in rows}) == len(rows)'
run 0 wirecopy pairs --json any
json 'any(r["a"] == "gazette-1" and r["b"] == "late-0" and r["relation"] == "identical" for r in rows)'

it "an index with a window is whole, also after a removal, a dump and a load"
run 0 wirecopy check window
run 0 wirecopy dump -o window.dump window
run 0 wirecopy load again window.dump
run 0 wirecopy check again
wirecopy pairs --json again >expected
run 0 wirecopy pairs --json window
same out expected
run 0 wirecopy stat --json again
json 'rows[0]["parameters"]["window"] == 7 * 86400 and rows[0]["parameters"]["same_site"] == "versions"'
run 0 wirecopy remove window late-0
run 0 wirecopy check window
run 0 wirecopy query --json window "$corpus"
json 'len({(r["query"], r["id"]) for r in rows}) == len(rows)'

it "the bounds belong to the index"
run 64 wirecopy add -q window --window 8d dated.jsonl
err_has "cannot be changed"
run 64 wirecopy add -q any --window 8 dated.jsonl
err_has "a span of time such as 12h, 30d or 4w"
run 64 wirecopy add -q any --window 0d dated.jsonl

it "a secret seed is drawn once, belongs to the index and is not shown"
for name in secret1 secret2; do
    run 0 wirecopy add -q $name --seed random "$corpus"
    run 0 wirecopy stat --json $name
    json 'rows[0]["parameters"]["seeded"] is True and "seed" not in rows[0]["parameters"]'
    run 0 wirecopy dump -o $name.dump $name
done
python3 - <<'PY' || bad "the seeds are the same, or none"
import json
seeds = [json.loads(open("secret%d.dump" % n).readline())["seed"] for n in (1, 2)]
assert seeds[0] != seeds[1] and 0 not in seeds
PY
run 0 wirecopy pairs --json secret1
mv out expected
run 0 wirecopy pairs --json secret2
same out expected
run 0 wirecopy add -q secret1 --seed random "$corpus"
run 64 wirecopy add -q secret1 --seed 7 "$corpus"
err_has "made with another '--seed'"
run 64 wirecopy add -q any --seed random "$corpus"
err_has "made without '--seed'"
run 0 wirecopy add -q known --seed 18446744073709551614 "$corpus"
run 64 wirecopy add -q known --seed 18446744073709551613 "$corpus"
run 64 wirecopy add -q none --seed secret "$corpus"
err_has "a whole number, or random"
run 0 wirecopy stat any
out_lacks "secret seed"
run 0 wirecopy stat known
out_has "a secret seed"

it "--same-site says what copies on one site are"
relation() { # INDEX: of the correction to the agency's story
    wirecopy pairs --json "$1" | python3 -c '
import json, sys
print([r["relation"] for r in map(json.loads, sys.stdin) if r["a"] == "reuters-1" and r["b"] == "reuters-2"])'
}
[ "$(relation any)" = "['version']" ] || bad "versions: $(relation any)"
run 0 wirecopy add -q merge --same-site merge dated.jsonl
[ "$(relation merge)" = "['near-duplicate']" ] || bad "merge: $(relation merge)"
run 0 wirecopy add -q ignore --same-site ignore dated.jsonl
[ "$(relation ignore)" = "[]" ] || bad "ignore: $(relation ignore)"
run 0 wirecopy check ignore
run 0 wirecopy stat ignore
out_has "copies on one site: ignore"

it "dedup takes the bounds, too"
grep -v '"undated"' dated.jsonl >all-dated.jsonl
run 0 wirecopy dedup -q -o clean.jsonl --window 7d --removed removed.jsonl all-dated.jsonl
grep -q '"late-0"' clean.jsonl || bad "a copy is dropped for a story of another month"
cp removed.jsonl out
json '[(r["id"], r["kept"]) for r in rows if "late" in r["id"]] == [("late-1", "late-0")]'
run 0 wirecopy dedup -q -o clean.jsonl --same-site ignore all-dated.jsonl

# The agency's story and its copies in two languages, as their pages say, and one that does not say.
python3 - "$corpus" >spoken.jsonl <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
base = next(row for row in rows if row["id"] == "reuters-1")
for n, lang in enumerate(("en", "en-GB", "de", "", "EN_us")):
    print(json.dumps(dict(base, id="spoken-%d" % n, url="", site="site%d.example" % n, lang=lang, published="2024-03-%02d" % (1 + 9 * (n % 3)))))
PY
others() { python3 -c 'import json, sys; print(*sorted(json.loads(line)["id"][-1] for line in sys.stdin))' <out; }

it "--lang same: only articles in one language are compared"
run 0 wirecopy add -q same --lang same spoken.jsonl
run 0 wirecopy pairs --json same
json '{r["a"][-1] + r["b"][-1] for r in rows} == {"01", "04", "14", "03", "13", "23", "34"}'
run 0 wirecopy check same
run 0 wirecopy stat --json same
json 'rows[0]["parameters"]["lang"] == "same"'
run 0 wirecopy stat same
out_has "compared within a language"
run 64 wirecopy add -q any --lang same spoken.jsonl
err_has "cannot be changed"
run 64 wirecopy add -q any --lang en spoken.jsonl
run 0 wirecopy dump -o same.dump same
run 0 wirecopy load same-again same.dump
run 0 wirecopy stat --json same-again
json 'rows[0]["parameters"]["lang"] == "same"'
run 0 wirecopy dedup -q -o clean.jsonl --lang same spoken.jsonl
cp clean.jsonl out
lines 1 out
grep -v '"lang": ""' spoken.jsonl >said.jsonl
run 0 wirecopy dedup -q -o clean.jsonl --lang same said.jsonl
cp clean.jsonl out
lines 2 out

it "query --lang and --window bound the matches"
run 0 wirecopy add -q all spoken.jsonl
run 0 wirecopy query --json --lang en all --id spoken-0
[ "$(others)" = "1 4" ] || bad "en: $(others)"
run 0 wirecopy query --json --lang de all --id spoken-0
[ "$(others)" = "2" ] || bad "de: $(others)"
run 1 wirecopy query --json --lang fr all --id spoken-0
run 0 wirecopy query --json --window 9d all --id spoken-0
[ "$(others)" = "1 3 4" ] || bad "9d: $(others)"
run 0 wirecopy query --json --window 8d all --id spoken-0
[ "$(others)" = "3" ] || bad "8d: $(others)"
run 0 wirecopy query --json --window 8d all --text "$(python3 -c 'import json; print(json.loads(open("spoken.jsonl").readline())["text"])')"
[ "$(others)" = "0 1 2 3 4" ] || bad "a text without a date: $(others)"
run 64 wirecopy query --window 8 all --id spoken-0
run 0 wirecopy add -q bare --no-text spoken.jsonl
run 64 wirecopy query --lang en bare --id spoken-0
err_has "leave out '--window' and '--lang'"
