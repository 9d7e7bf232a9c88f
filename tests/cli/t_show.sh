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
json 'rows[0]["why"]["jaccard"] < 1 and rows[0]["why"]["containment"] > rows[0]["relations"][0]["containment_query"]'
run 0 wirecopy show --why credited gazette-1
out_has "gazette-1 credits it: originally-published"
out_has "reuters-1 is dated before all others"
out_has "of that one in this"

it "--why of an article without copies has nothing to say"
run 0 wirecopy show --json --why idx science-1
json '"why" not in rows[0]'

# Nobody says whose the text is, and no date helps: a site that others credit elsewhere, and a site
# that prints such a report every day.
python3 >beside.jsonl <<'PY'
import json
def put(id, site, title, text, published=""):
    print(json.dumps({"id": id, "site": site, "title": title, "text": text, "published": published}))
story = ("The ferry between Eastmere and the island of Holm will stop running at the end of the month, because the company that owns the "
         "only ship has run out of money to repair its engine, and the mayor said that nobody could tell her whether another would come.")
put("copy", "copier.example", "Ferry to stop", story)
put("source", "holmobserver.com", "Ferry to stop", story)
for n, what in enumerate(("comet", "bridge", "scales")):
    put("other-%d" % n, "paper%d.example" % n, "About the " + what,
        "A long piece about the %s was all that anybody in the town talked about this week.\n\nOriginally published by the Holm Observer." % what)
for day in range(1, 5):
    text = ("Shares on the Eastmere exchange closed at %d points on day %d. Turnover reached %d million shares, compared with %d million in the "
            "session before. Advancing issues outnumbered decliners by %d to %d, while %d stocks ended unchanged in a quiet market. "
            "The exchange opens again at nine in the morning, and prices are subject to change without notice."
            % (2000 + 37 * day, day, 100 + 7 * day, 93 + 7 * day, 10 + day, 5 + day, 3 * day))
    put("bell-%d" % day, "eastmere.example", "Closing bell %d" % day, text, "" if day == 3 else "2024-03-0%d" % day)
    if day == 3:
        put("bell-copy", "copier.example", "Closing bell 3", text, "2024-03-03")
PY

it "--why: the record of a site, and the series it prints"
run 0 wirecopy add -q beside beside.jsonl
run 0 wirecopy show --json --why beside copy
json 'rows[0]["original"] == "source" and rows[0]["relation"] == "identical"'
json '[(r["kind"], r["by"]) for r in rows[0]["why"]["reasons"]] == [("record", "source")]'
run 0 wirecopy show --why beside copy
out_has "source is on a site that other articles credit"
run 0 wirecopy show --json --why beside bell-copy
json 'rows[0]["original"] == "bell-3" and rows[0]["why"]["reasons"][0]["kind"] == "series"'
it "--why says the same after compact"
run 0 wirecopy compact beside
run 0 wirecopy show --json --why beside copy
json '[(r["kind"], r["by"]) for r in rows[0]["why"]["reasons"]] == [("record", "source")]'
