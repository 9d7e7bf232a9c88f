#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json has the documented fields and each member's certificate"
run 0 wirecopy clusters --json idx
lines 1 out
json 'list(rows[0]) == ["cluster","size","original","source","first","last","sites","members"]'
json 'rows[0]["size"] == 6 and rows[0]["sites"] == 6'
json 'rows[0]["original"] == "reuters-1" and rows[0]["source"] == "reuters.example"'
json 'rows[0]["first"] == "2024-03-01T09:30:00Z" and rows[0]["last"] == "2024-03-03T08:00:00Z"'
json 'all(list(m) == ["id","relation","jaccard","containment","via","lag","version_of","containment_original"] for m in rows[0]["members"])'
json '[m["id"] for m in rows[0]["members"]] == ["reuters-1","gazette-1","herald-1","mirror-1","echo-1","post-1"]'
json '[m["relation"] for m in rows[0]["members"]] == ["original","near-duplicate","identical","edited","abridged","extended"]'
json 'rows[0]["members"][3]["jaccard"] == 0.535948 and rows[0]["members"][3]["containment"] == 0.745455'

it "the report of another newsroom and the unrelated story are in no cluster"
out_lacks courier-1
out_lacks science-1

it "for people: one line a cluster under a heading"
run 0 wirecopy clusters idx
lines 2 out
out_has "  size  sites  published               original                  title                                     relations"
out_has "     6      6  2024-03-01..2024-03-03  reuters-1                 Eastmere to close its fish market         1 identical, 1 near-duplicate, 1 edited, 1 abridged, 1 extended"

it "an agency that is named in the text, and not in the corpus, is the source"
sed 's/(Northwire)/(Reuters)/; s/(NORTHWIRE)/(REUTERS)/' "$corpus" >agency.jsonl
run 0 wirecopy add -q agency agency.jsonl
run 0 wirecopy clusters --json agency
json 'rows[0]["size"] == 6 and rows[0]["original"] is None and rows[0]["source"] == "agency:reuters"'
json '[m["relation"] for m in rows[0]["members"]] == ["original","near-duplicate","identical","edited","abridged","extended"]'
run 0 wirecopy clusters agency
out_has "  agency:reuters            Eastmere to close its fish market  "

it "--members lists them under each cluster"
run 0 wirecopy clusters --members idx
lines 8 out
out_has "        near-duplicate J 0.92   96 % in  2024-03-01   2 h 30 min  gazette-1                 gazette.example"

it "--min-size and --limit"
run 0 wirecopy clusters --json --min-size 7 idx
out_empty
run 0 wirecopy clusters --json --limit 0 idx
out_empty
run 0 wirecopy clusters --json -n 1 idx
lines 1 out

it "largest first"
printf '%s\n' \
    '{"id":"k1","text":"a completely different story about a lighthouse keeper who counted ships every night for forty years and wrote down their names and colours in small green notebooks that his daughter found"}' \
    '{"id":"k2","text":"a completely different story about a lighthouse keeper who counted ships every night for forty years and wrote down their names and colours in small green notebooks that his daughter found"}' >small.jsonl
run 0 wirecopy add -q big small.jsonl
run 0 wirecopy add -q big "$corpus"
run 0 wirecopy clusters --json big
json '[r["size"] for r in rows] == [6, 2]'

# The agency's correction, and a paper that prints the story again with another beginning.
python3 - "$corpus" >versions.jsonl <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for row in rows:
    print(json.dumps(row))
new = dict(rows[0], id="reuters-2", url=rows[0]["url"] + "?2", published="2024-03-01T11:00:00Z")
new["text"] = new["text"].replace("in June", "in July") + " The authority corrected the date."
print(json.dumps(new))
again = dict(rows[1], id="gazette-2", url="https://www.gazette.example/again", published="2024-03-02T12:00:00Z")
again["text"] = "Readers asked for it: " + again["text"]
print(json.dumps(again))
PY

it "of equal texts that nothing tells apart the one that was indexed first is the original, in whatever batches"
text="The harbour authority said on Friday it would close the old fish market in June and move its traders to a new hall beside the rail yard, ending a row that has split the council for two years."
for n in 1 2 3; do
    echo '{"id":"equal-'$n'","site":"site'$n'.example","text":"'"$text"'"}'
done >equal.jsonl
run 0 wirecopy add -q equal equal.jsonl
run 0 wirecopy clusters --json equal
mv out one
while IFS= read -r line; do
    run 0 wirecopy add -q equals - <<<"$line"
done <equal.jsonl
run 0 wirecopy clusters --json equals
same out one
json 'rows[0]["original"] == "equal-1"'

it "versions on one site are told from copies, and stay in the cluster"
run 0 wirecopy add -q versions versions.jsonl
run 0 wirecopy clusters --json versions
json 'rows[0]["size"] == 8 and rows[0]["original"] == "reuters-1"'
json '{m["id"]: (m["relation"], m["version_of"]) for m in rows[0]["members"] if m["version_of"]} == {"reuters-2": ("version", "reuters-1"), "gazette-2": ("version", "gazette-1")}'
json '{m["id"]: m["lag"] for m in rows[0]["members"]}["reuters-2"] == 5400'
run 0 wirecopy show --json versions reuters-1
json '[v["id"] for v in rows[0]["versions"]] == ["reuters-2"] and rows[0]["version_of"] is None'
run 0 wirecopy show versions reuters-2
out_has "version of reuters-1, 1 h 30 min after it"
out_has "  version    reuters-1  2024-03-01"
run 0 wirecopy pairs --json versions
json '{(r["a"], r["b"]) for r in rows if r["relation"] == "version"} == {("reuters-1", "reuters-2"), ("gazette-1", "gazette-2")}'
run 0 wirecopy export --json versions
json '{r["id"]: r["relation"] for r in rows}["reuters-2"] == "version"'
run 0 wirecopy flows --json versions
json 'not any(r["to"] == "reuters.example" for r in rows) and {r["to"]: r["copies"] for r in rows}["gazette.example"] == 2'

it "dedup writes the same clusters, versions and lags"
run 0 wirecopy dedup -q -o clean.jsonl --clusters clusters.jsonl versions.jsonl
wirecopy clusters --json versions >expected
same clusters.jsonl expected

# Three stories of two papers each, and a page with the beginnings of all three under their headlines.
cp "$cli_dir/data/roundup.jsonl" .

it "--roundups lists what a page is put together from"
run 0 wirecopy add -q roundup roundup.jsonl
run 0 wirecopy clusters --roundups --json roundup
lines 1 out
json 'list(rows[0]) == ["id","site","title","published","cluster","stories"] and rows[0]["id"] == "page" and rows[0]["cluster"] is None'
json '{s["id"] for s in rows[0]["stories"]} == {"north-0", "north-1", "north-2"} and rows[0]["stories"][0]["id"] == "north-1"'
json 'all(s["cluster"] and 0.15 < s["share"] < 0.6 for s in rows[0]["stories"]) and sum(s["share"] for s in rows[0]["stories"]) <= 1'
run 0 wirecopy clusters --roundups roundup
lines 4 out
out_has "of its text: north-1  Student finds a comet in old photographs"
run 0 wirecopy show --json roundup page
json 'len(rows[0]["stories"]) == 3 and rows[0]["relation"] == "composite"'
run 0 wirecopy show --json roundup north-1
json '"stories" not in rows[0]'
run 0 wirecopy clusters --roundups idx
out_empty

# A page with one short sentence of each story: too little for a pair.
python3 >short.jsonl <<'PY'
import json
stories = [json.loads(line) for line in open("roundup.jsonl")]
page = stories.pop()
def brief(name, site, pieces):
    page.update(id=name, site=site, title="Briefing of " + site, text="\n".join(["Good morning. This is what our editors read today."] + pieces))
    return json.dumps(page)
pieces = []
for s in stories[::2]:
    pieces += [s["title"], " ".join(s["text"].split()[:11]) + "."]
links = [s["title"] for s in stories[::2]] + ["All stories of the week and everything that our readers told us about them is on the next page."]
with open("pages.jsonl", "w") as f:
    print(brief("brief", "east.example", pieces), brief("links", "west.example", links), sep="\n", file=f)
with open("stories.jsonl", "w") as f:
    for s in stories:
        s["text"] = " ".join(s["text"].split("\n")[0].split()[:11]) + ".\n" + s["text"]
        print(json.dumps(s), file=f)
PY
brief_is_found() {
    run 0 wirecopy clusters --roundups --json "$1"
    lines 1 out
    json 'rows[0]["id"] == "brief" and {s["id"] for s in rows[0]["stories"]} == {"north-0", "north-1", "north-2"}'
}
it "--roundups knows short pieces by the headlines above them"
run 0 wirecopy add -q short stories.jsonl pages.jsonl
brief_is_found short

it "--roundups knows them when the stories come later"
run 0 wirecopy add -q late pages.jsonl
run 0 wirecopy clusters --roundups --json late
out_empty
run 0 wirecopy add -q late stories.jsonl
brief_is_found late
