#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "--json has the documented fields"
run 0 wirecopy flows --json idx
lines 5 out
json 'list(rows[0]) == ["from","to","outside","copies","stories","verbatim","timed","median_lag","first","last"]'
json 'all(r["from"] == "reuters.example" and not r["outside"] and r["copies"] == 1 for r in rows)'
json '[r["to"] for r in rows] == ["echo.example","gazette.example","herald.example","mirror.example","post.example"]'
json '[r["median_lag"] for r in rows] == [77400, 9000, 30600, 73800, 167400]'
json '[r["verbatim"] for r in rows] == [0, 1, 1, 0, 0]'
json 'rows[0]["first"] == rows[0]["last"] == "2024-03-02T07:00:00Z"'

it "for people: a table"
run 0 wirecopy flows idx
lines 6 out
out_has "  copies   stories  verbatim    median lag  from                          to"
out_has "       1         1     100 %    2 h 30 min  reuters.example               gazette.example"
out_has "       1         1       0 %   21 h 30 min  reuters.example               echo.example"

it "lags of a source outside the corpus count from its first copy"
sed 's/(Northwire)/(Reuters)/; s/(NORTHWIRE)/(REUTERS)/' "$corpus" >agency.jsonl
run 0 wirecopy add -q agency agency.jsonl
run 0 wirecopy flows --json agency
json 'len(rows) == 6 and all(r["from"] == "agency:reuters" and r["outside"] for r in rows)'
json '[r["median_lag"] for r in rows] == [77400, 9000, 30600, 73800, 167400, 0]'
run 0 wirecopy flows agency
out_has "    2 h 30 min  agency:reuters                gazette.example"

it "without dates there is no lag"
sed 's/"published": "[^"]*", //' "$corpus" >undated.jsonl
run 0 wirecopy add -q undated undated.jsonl
run 0 wirecopy flows --json undated
json 'len(rows) == 5 and all(r["median_lag"] is None and r["timed"] == 0 and r["first"] is None for r in rows)'
run 0 wirecopy flows undated
out_has "             -  reuters.example               gazette.example"

it "filters by site, direction, time, number"
run 0 wirecopy flows --json --site echo.example idx
lines 1 out
run 0 wirecopy flows --json --from echo.example idx
out_empty
run 0 wirecopy flows --json --to echo.example idx
lines 1 out
run 0 wirecopy flows --json --since 2024-03-02 idx
json '[r["to"] for r in rows] == ["echo.example","mirror.example","post.example"]'
run 0 wirecopy flows --json --until 2024-03-02 idx
json 'len(rows) == 4'
run 0 wirecopy flows --json --until 2024-03-02T06:30:00Z idx
json 'len(rows) == 3'
run 0 wirecopy flows --json -n 2 idx
lines 2 out
run 0 wirecopy flows --json --min-copies 2 idx
out_empty
run 0 wirecopy flows --json --lang de idx
out_empty

it "a date that is none is a usage error"
run 64 wirecopy flows --since yesterday idx
err_has "'--since yesterday' is no date"
run 64 wirecopy flows --since 2024-03-02 --until 2024-03-01 idx
err_has "'--since' is after '--until'"
run 64 wirecopy flows --json --format csv idx
err_has "two formats"

it "CSV has a line of names and a line a flow"
run 0 wirecopy flows --format csv idx
lines 6 out
[ "$(head -1 out)" = "from,to,outside,copies,stories,verbatim,timed,median_lag_seconds,first,last" ] || bad "names: $(head -1 out)"
out_has '"reuters.example","gazette.example",0,1,1,1,1,9000,2024-03-01T12:00:00Z,2024-03-01T12:00:00Z'

# Sites with names that mean something to a spreadsheet, to XML, to DOT and to a terminal.
python3 - "$corpus" >nasty.jsonl <<'PY'
import json, sys
names = {"reuters-1": "=cmd|' /C calc'!A0", "gazette-1": '+1,"2"', "herald-1": "@SUM(A1)", "mirror-1": "<b>&\"'\\",
         "echo-1": "a\\\"];x->y[label=\"", "post-1": "esc\u001b[2J\u0000\n\ud83d\ude00"}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    if row["id"] in names:
        row["site"] = names[row["id"]]
        del row["url"]
    print(json.dumps(row))
PY

it "no cell is a formula, whatever the sites are called"
run 0 wirecopy add -q nasty nasty.jsonl
run 0 wirecopy flows --format csv nasty
python3 - <<'PY' || bad "CSV is not what it should be" "$(cat out)"
import csv
rows = list(csv.DictReader(open("out", encoding="utf-8", newline="")))
assert len(rows) == 5, rows
assert all(r["from"] == "'=cmd|' /C calc'!A0" for r in rows), rows
assert {r["to"] for r in rows} >= {"'+1,\"2\"", "'@SUM(A1)", "<b>&\"'\\"}, rows
assert not any(c[:1] in ("=", "+", "-", "@", "\t", "\r") for r in rows for c in r.values()), rows
PY

it "GraphML is well-formed and complete"
run 0 wirecopy flows --format graphml nasty
python3 - <<'PY' || bad "GraphML is not what it should be" "$(cat out)"
import xml.etree.ElementTree as E
n = "{http://graphml.graphdrawing.org/xmlns}"
root = E.parse("out").getroot()
labels = {x.get("id"): x.find(n + "data[@key='label']").text for x in root.iter(n + "node")}
edges = list(root.iter(n + "edge"))
assert len(labels) == 6 and len(edges) == 5, (labels, edges)
assert "<b>&\"'\\" in labels.values(), labels
assert {labels[e.get("source")] for e in edges} == {"=cmd|' /C calc'!A0"}
assert len({e.get("target") for e in edges}) == 5
assert edges[0].find(n + "data[@key='median_lag']").text.isdigit()
PY

it "DOT quotes every name"
run 0 wirecopy flows --format dot nasty
out_has 'label="a\\\"];x->y[label=\""'
out_has 'label="<b>&\"'"'"'\\"'
[ "$(grep -c -- '->.*penwidth' out)" -eq 5 ] || bad "edges:" "$(cat out)"

it "no format lets a site's name drive the terminal"
for format in table csv graphml dot; do
    run 0 wirecopy flows --format $format nasty
    ! grep -q "$(printf '\033')" out || bad "escape in $format"
done
