#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json has the documented fields, in the order of indexing"
run 0 wirecopy export --json idx
json 'list(rows[0]) == ["id","url","site","title","published","cluster","original","relation","keep","kept","jaccard","containment","containment_kept","via","reason"]'
json '[r["id"] for r in rows] == ["reuters-1","gazette-1","herald-1","mirror-1","echo-1","post-1","courier-1","science-1"]'

it "of each cluster one article is kept, and every article without copies"
json '[r["id"] for r in rows if r["keep"]] == ["reuters-1","courier-1","science-1"]'
json 'all(r["original"] == "reuters-1" for r in rows if not r["keep"])'
json 'rows[-1]["cluster"] is None and rows[0]["relation"] == "original"'

it "--keep-only leaves the others out, --with-text adds the text"
run 0 wirecopy export --json --keep-only --with-text idx
lines 3 out
json 'rows[2]["text"].startswith("The observatory")'

it "for people: keep or drop, and for what"
run 0 wirecopy export idx
lines 8 out
grep -qE '^drop  edited +mirror-1 +for reuters-1  \(original\)$' out || bad "no such line" "$(cat out)"
grep -qE '^keep  original +reuters-1 +Eastmere to close' out || bad "no such line" "$(cat out)"

it "each policy keeps one article a cluster, and says why"
run 0 wirecopy export --json --keep earliest idx
json '[r["kept"] for r in rows] == 6 * ["reuters-1"] + ["courier-1", "science-1"]'
json '{r["reason"] for r in rows} == {"earliest", "no copies"}'
run 0 wirecopy export --json --keep longest idx
json '[r["id"] for r in rows if r["keep"]] == ["post-1", "courier-1", "science-1"]'
run 0 wirecopy export --json --keep cleanest idx
json '[r["id"] for r in rows if r["keep"]] == ["reuters-1", "courier-1", "science-1"]'
echo echo.example >sites.txt
run 0 wirecopy export --json --keep prefer=sites.txt idx
json '[r["id"] for r in rows if r["keep"]] == ["echo-1", "courier-1", "science-1"]'
json 'rows[0]["relation"] == "extended" and rows[0]["containment_kept"] == 1'

it "without dates the earliest is the original"
sed 's/"published": "[^"]*", //' "$corpus" >undated.jsonl
run 0 wirecopy add -q undated undated.jsonl
run 0 wirecopy export --json --keep earliest undated
json 'rows[1]["kept"] == "reuters-1" and rows[1]["reason"] == "no date, so the original"'
