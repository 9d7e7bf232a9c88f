#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json has the documented fields, in the order of indexing"
run 0 wirecopy export --json idx
json 'list(rows[0]) == ["id","url","site","title","published","cluster","original","relation","keep"]'
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
grep -qE '^drop  edited +mirror-1 +for reuters-1$' out || bad "no such line" "$(cat out)"
grep -qE '^keep  original +reuters-1 +Eastmere to close' out || bad "no such line" "$(cat out)"
