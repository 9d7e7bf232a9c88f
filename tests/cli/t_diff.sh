#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json gives the shared passages as byte ranges of both texts"
run 0 wirecopy diff --json idx reuters-1 mirror-1
json 'list(rows[0]) == ["a","b","bytes_a","bytes_b","passages"]'
json 'rows[0]["a"] == "reuters-1" and rows[0]["b"] == "mirror-1" and len(rows[0]["passages"]) == 3'
json 'rows[0]["passages"][0]["a"][0] == 0 and rows[0]["passages"][0]["b"][0] == 0'
python3 - "$corpus" <<'PY' || bad "the ranges do not hold the same words"
import json, re, sys
texts = {r["id"]: r["text"].encode() for r in map(json.loads, open(sys.argv[1]))}
row = json.loads(open("out").read())
words = lambda s: re.findall(r"\w+", s.decode().lower())
for p in row["passages"]:
    a, b = texts["reuters-1"][slice(*p["a"])], texts["mirror-1"][slice(*p["b"])]
    assert words(a) == words(b) and len(words(a)) >= 5, (a, b)
PY

it "nothing in common exits 1"
run 1 wirecopy diff --json idx reuters-1 science-1
json 'rows[0]["passages"] == []'
run 1 wirecopy diff idx reuters-1 science-1
out_has "no shared passage"

it "an unknown id exits 1 and says which"
run 1 wirecopy diff idx reuters-1 nobody
err_has "no article with the id 'nobody'"

it "--files compares two files and needs no index"
printf 'One two three four five six seven. Something else here.\n' >a.txt
printf 'Before it: one two three four five six seven!\n' >b.txt
run 0 wirecopy diff --files --json a.txt b.txt
json 'len(rows[0]["passages"]) == 1 and rows[0]["a"] == "a.txt"'
json 'rows[0]["passages"][0]["a"][0] == 0 and rows[0]["passages"][0]["b"][0] == 11'
run 1 wirecopy diff --files --shingle 9 a.txt b.txt
run 66 wirecopy diff --files a.txt nowhere.txt
err_has "nowhere.txt"

it "for people: what is shared and what only one of them has"
run 0 wirecopy diff --files a.txt b.txt
out_has "  in A              in B"
grep -qE '^= \[0, [0-9]+\) +\[11, [0-9]+\) +One two three four five six seven' out || bad "no line =" "$(cat out)"
grep -qE '^- \[[0-9]+, [0-9]+\) +.*Something else here' out || bad "no line -" "$(cat out)"
grep -qE '^\+ +\[0, 11\) +Before it$' out || bad "no line +" "$(cat out)"

it "a long stretch is shortened, with --full it is not"
run 0 wirecopy diff idx reuters-1 post-1
out_has "... "
run 0 wirecopy diff --full idx reuters-1 post-1
out_lacks "... "
