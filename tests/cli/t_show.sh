#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json has the record, the cluster, the credits and the relations"
run 0 wirecopy show --json idx gazette-1
lines 1 out
json 'list(rows[0])[:9] == ["id","file","offset","url","site","title","author","published","lang"]'
json 'rows[0]["id"] == "gazette-1" and rows[0]["original"] == "reuters-1" and rows[0]["relation"] == "near-duplicate"'
json 'rows[0]["shingles"] == 125 and rows[0]["version"] == 1 and rows[0]["cluster"] is not None'
json '"credits" in rows[0] and "text" not in rows[0]'
json '{r["id"]: r["relation"] for r in rows[0]["relations"]}["reuters-1"] == "near-duplicate"'
json 'rows[0]["file"].endswith("corpus.jsonl") and rows[0]["offset"] > 0'

it "an article without copies has no cluster"
run 0 wirecopy show --json idx science-1
json 'rows[0]["cluster"] is None and rows[0]["original"] is None and rows[0]["relations"] == []'
run 0 wirecopy show idx science-1
out_has "none: no copies known"

it "--text adds the text as it was read"
run 0 wirecopy show --json --text idx science-1
json 'rows[0]["text"].startswith("The observatory on Mount Kell")'
run 0 wirecopy show --text idx science-1
out_has "The observatory on Mount Kell"

it "--url finds it by its address"
run 0 wirecopy show --json --url idx https://science.example/comet
json 'rows[0]["id"] == "science-1"'

it "an unknown id exits 1"
run 1 wirecopy show idx nobody
out_empty
err_is <<'END'
wirecopy: no article with the id 'nobody' in the index
END

it "for people"
run 0 wirecopy show idx mirror-1
out_has "mirror-1"
out_has "  title      End of an era on the quay"
out_has "edited of reuters-1"

it "says how long after the original a copy came"
json_lag() { json "rows[0]['lag'] == $1"; }
run 0 wirecopy show --json idx gazette-1
json_lag 9000
run 0 wirecopy show --json idx reuters-1
json_lag None

it "--why gives the reasons for the original with their weights, and the comparison"
sed 's/reuters\.example/eastmerewire.com/g' "$corpus" | python3 -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    if row["id"] in ("gazette-1", "mirror-1"):
        row["text"] += "\n\nThis article was originally published on eastmerewire.com."
    print(json.dumps(row))' >credited.jsonl
run 0 wirecopy add -q credited credited.jsonl
run 0 wirecopy show --json --why credited gazette-1
json 'rows[0]["why"]["confidence"] > 0.9'
json 'len([r for r in rows[0]["why"]["reasons"] if r["kind"] == "credit"]) == 2'
json '[r["weight"] for r in rows[0]["why"]["reasons"]] == sorted((r["weight"] for r in rows[0]["why"]["reasons"]), reverse=True)'
json 'rows[0]["why"]["reasons"][0]["source"] == "eastmerewire.com" and rows[0]["why"]["reasons"][0]["by"] == "gazette-1"'
json '"originally published on eastmerewire.com" in rows[0]["why"]["reasons"][0]["evidence"] and rows[0]["why"]["reasons"][0]["offset"] > 0'
json 'rows[0]["why"]["jaccard"] < 1 and rows[0]["why"]["containment"] < rows[0]["why"]["containment_original"]'
run 0 wirecopy show --why credited gazette-1
out_has "gazette-1 credits it: originally-published"
out_has "reuters-1 is dated before all others"
out_has "of that one in this"

it "--why of an article without copies has nothing to say"
run 0 wirecopy show --json --why idx science-1
json '"why" not in rows[0]'
