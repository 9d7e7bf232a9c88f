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

it "a web page: title, text, and none of its furniture"
cat >page.html <<'END'
<html><head><title>Market to close | Gazette</title></head><body><nav><a href="/">Home</a> <a href="/w">Weather</a></nav>
<article><h1>Market to close</h1><p>The harbour authority of Eastmere said on Friday it would close the old fish market in June
and move the traders to a new hall beside the railway station.</p><p>The council had argued over the plan for almost nine years,
and the last auction in the old building is planned for the second week of June.</p></article></body></html>
END
run 0 wirecopy extract --json page.html
json 'len(rows) == 1 and rows[0]["title"] == "Market to close" and rows[0]["text"].startswith("The harbour authority") and "Weather" not in rows[0]["text"]'

it "what is no article in a web archive is no failure, and named with -v"
printf 'WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n' >info.warc
run 0 wirecopy extract --json info.warc
out_empty
err_empty
run 0 wirecopy extract --json -v info.warc
err_has "info.warc, record 1: "

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
