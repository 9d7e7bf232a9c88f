#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

passage="The harbour authority of Eastmere said on Friday it would close the old fish market in June and move the traders to a new hall beside the railway station"

it "a text: matches best first, exit 0"
run 0 wirecopy query --json idx --text "$passage"
json 'list(rows[0]) == ["query","id","relation","jaccard","containment_query","containment_match","cluster","original","passages"]'
json 'rows[0]["query"] is None and all(r["containment_query"] == 1 for r in rows)'
json '{r["id"] for r in rows} == {"reuters-1","gazette-1","herald-1","mirror-1","echo-1","post-1"}'
json 'rows[0]["id"] == "echo-1" and rows[0]["original"] == "reuters-1" and rows[0]["cluster"] is not None'

it "passages are byte ranges in the query and in the match"
python3 - "$passage" "$corpus" <<'PY' || bad "the ranges do not hold the same words"
import json, re, sys
texts = {r["id"]: r["text"] for r in map(json.loads, open(sys.argv[2]))}
words = lambda s: re.findall(r"\w+", s.lower())
for row in map(json.loads, open("out")):
    assert row["passages"], row
    for p in row["passages"]:
        a = sys.argv[1].encode()[p["query"][0]:p["query"][1]].decode()
        b = texts[row["id"]].encode()[p["match"][0]:p["match"][1]].decode()
        assert words(a) == words(b) and len(words(a)) >= 5, (a, b)
PY

it "an unknown text exits 1 and prints no line of JSON"
run 1 wirecopy query --json idx --text "nothing at all in the index resembles these particular words in this order"
out_empty
run 1 wirecopy query idx --text "nothing at all in the index resembles these particular words in this order"
out_has "no match for the text"

it "--id asks about an indexed article and leaves it out"
run 0 wirecopy query --json idx --id mirror-1
json '"mirror-1" not in [r["id"] for r in rows] and all(r["query"] == "mirror-1" for r in rows)'
json '[r for r in rows if r["id"] == "reuters-1"][0]["jaccard"] == 0.535948'
run 1 wirecopy query --json idx --id science-1
out_empty

it "--url finds the article by its address"
run 0 wirecopy query --json idx --url https://mirror.example/4711
json 'rows[0]["query"] == "mirror-1"'

it "an unknown id or url exits 1 and says so"
run 1 wirecopy query idx --id nobody
err_has "no article with the id 'nobody'"
run 1 wirecopy query idx --url https://nowhere.example/
err_has "no article with the url"

it "a stream of articles: every line names its query"
echo '{"id": "new", "text": "Nobody has printed this yet: the swimming pool of Westmere opens at noon from now on, and dogs are welcome on Thursdays."}' >new.jsonl
sed -n '5p' "$corpus" | sed 's/echo-1/copy/' >>new.jsonl
run 0 wirecopy query --json idx new.jsonl
json '{r["query"] for r in rows} == {"copy"} and rows[0]["id"] == "echo-1" and rows[0]["relation"] == "identical"'
run 0 wirecopy query --json idx - <new.jsonl
json 'len(rows) > 0'
run 0 wirecopy query --json idx <new.jsonl
json 'len(rows) > 0'
run 1 wirecopy query --json idx - < <(head -1 new.jsonl)

it "a text file"
echo "$passage." >letter.txt
run 0 wirecopy query --json idx letter.txt
json 'len(rows) == 6'

it "bad records of a stream are named and the exit code is 2"
{ echo '{"broken'; cat new.jsonl; } >half.jsonl
run 2 wirecopy query --json idx half.jsonl
json 'len(rows) > 0'
err_has "half.jsonl, record 1: "

it "a missing input exits 66"
run 66 wirecopy query idx nowhere.txt

it "--min-jaccard, --min-containment, --limit and --no-passages"
run 0 wirecopy query --json --min-jaccard 0.9 --min-containment 1 --id gazette-1 idx
json '{r["id"] for r in rows} == {"reuters-1", "herald-1"}'
run 0 wirecopy query --json --limit 1 --id gazette-1 idx
lines 1 out
run 0 wirecopy query --json --no-passages --id gazette-1 idx
json 'all(r["passages"] == [] for r in rows)'

it "for people: relation, id, shares, place and an excerpt"
run 0 wirecopy query idx letter.txt
head -1 out | grep -q "^6 matches for .*letter.txt" || bad "heading: $(head -1 out)"
out_has "100 % of the query is in it"
out_has "cluster 1, original reuters-1"
out_has "  \"The harbour authority of Eastmere said on"
