#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

it "--json has the documented fields in their order"
run 0 wirecopy extract --json "$corpus"
lines 8 out
json 'list(rows[0]) == ["id","file","offset","url","site","title","author","published","lang","text","credits"]'
json 'rows[0]["site"] == "reuters.example" and rows[0]["offset"] == 0 and rows[1]["offset"] > 800'
json 'all(list(c) == ["source","kind","evidence","offset"] for r in rows for c in r["credits"])'

it "what it prints can be added again, with the same texts"
wirecopy extract --json "$corpus" >again.jsonl
run 0 wirecopy add -q one "$corpus"
run 0 wirecopy add -q two again.jsonl
run 0 wirecopy clusters --json one
mv out one.clusters
run 0 wirecopy clusters --json two
same out one.clusters

it "--text prints nothing but the texts"
printf 'Only this text here.\n' >letter.txt
run 0 wirecopy extract --text letter.txt
out_has "Only this text here."
out_lacks "letter.txt"

it "for people: a heading, fields and the beginning of the text"
run 0 wirecopy extract "$corpus"
out_has "reuters-1"
out_has "  title      Eastmere to close its fish market"
out_has "  site       reuters.example"
out_has "    LONDON, March 1 (Northwire) - The harbour authority of Eastmere"
