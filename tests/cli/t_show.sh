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
