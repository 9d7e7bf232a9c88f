#!/usr/bin/env bash
# The JSON of `wirecopy serve`: the answers of the command line, as doc/openapi.json describes them.
. "$(dirname "$0")/lib.sh"
. "$cli_dir/serve_lib.sh"

# The story of most tests, a round-up, and one text in three languages and weeks.
passage="The harbour authority of Eastmere said on Friday it would close the old fish market in June and move the traders to a new hall beside the railway station"
echo "$passage" >letter.txt
python3 >weeks.jsonl <<'PY'
import json
text = "Keepers at the zoo of Lindau counted eleven young flamingos on Monday, the most since the birds were brought there in the spring of 1968, and named one of them after the vet."
for name, day, lang in (("early", "2024-05-01", "en-GB"), ("later", "2024-05-09", "en"), ("last", "2024-06-20", "de"), ("undated", None, None)):
    print(json.dumps({"id": name, "site": name + ".example", "title": name, "published": day, "lang": lang, "text": text + " " + name + " wrote it down."}))
PY
wirecopy add -q idx "$corpus" "$cli_dir/data/roundup.jsonl" weeks.jsonl || bad "cannot make the index"
start

# listed NAME: the list of this name in out is what the command line printed into expected.
listed() {
    python3 - "$1" <<'PY' || bad "other $1 than the command line's" "$(head -c 400 out)"
import json, sys
found = json.load(open("out"))[sys.argv[1]]
assert found and found == [json.loads(line) for line in open("expected")]
PY
}

it "articles, clusters and counts are those of the command line"
get 200 "/api/articles/mirror-1?text=1"
wirecopy show --json --text idx mirror-1 >expected
same out expected
get 200 "/api/articles/mirror-1?why=1"
wirecopy show --json --why idx mirror-1 >expected
same out expected
get 200 "/api/articles/https:%2f%2fmirror.example%2f4711?by=url"
wirecopy show --json --url idx https://mirror.example/4711 >expected
same out expected
get 200 "/api/clusters/1"
wirecopy clusters --json --limit 1 idx >expected
same out expected
get 200 "/api/stat"
wirecopy stat --json idx >expected
same out expected

it "listings and their filters are those of the command line"
# Our parameters and the options of the command line that they stand for.
while read -r name parameters options; do
    get 200 "/api/$name?$parameters"
    # shellcheck disable=SC2086 # words
    wirecopy ${options%% *} --json idx ${options#"${options%% *}"} >expected
    listed "$name"
done <<'END'
clusters limit=10000 clusters
clusters min_size=4&limit=1 clusters --min-size 4 --limit 1
roundups limit=5 clusters --roundups --limit 5
pairs limit=10000 pairs
pairs min_jaccard=.8&min_containment=1 pairs --min-jaccard .8 --min-containment 1
flows limit=10000 flows
flows until=2024-03-02&to=mirror.example flows --until 2024-03-02 --to mirror.example
flows since=2024-05-02&lang=en flows --since 2024-05-02 --lang en
flows site=gazette.example&min_copies=1 flows --site gazette.example --min-copies 1
flows from=reuters.example&limit=2 flows --from reuters.example --limit 2
END

it "a query by text, id and url has the matches of the command line"
same_matches() {
    python3 - <<'PY' || bad "other matches" "$(head -c 400 out)"
import json
found = json.load(open("out"))["matches"]
more = ("url", "site", "title", "published", "shared")
assert all(name in m for m in found for name in more)
assert [{k: v for k, v in m.items() if k not in more} for m in found] == [json.loads(x) for x in open("expected")]
assert found
PY
}
wirecopy query --json idx letter.txt >all
sed 's/"query":"[^"]*"/"query":null/' all >expected
post 200 /api/query text/plain letter.txt
same_matches
get 200 /api/query -G --data-urlencode "text@letter.txt"
same_matches
wirecopy query --json idx --id mirror-1 >expected
get 200 "/api/query?id=mirror-1"
same_matches
get 200 /api/query -G --data-urlencode "url=https://mirror.example/4711"
same_matches
wirecopy query --json --limit 1 --min-jaccard 0.3 --no-passages idx --id mirror-1 >expected
get 200 "/api/query?id=mirror-1&limit=1&min_jaccard=0.3&passages=0"
same_matches

it "a query is limited to a time and a language as on the command line"
# matched ID...: these matches, in any order.
matched() {
    json "sorted(m['id'] for m in rows[0]['matches']) == sorted('$*'.split())"
}
for parameters in window=2w 'window=30d&lang=en' lang=de lang=en; do
    # shellcheck disable=SC2046 # words
    wirecopy query --json idx --id early $(sed 's/^/--/; s/&/ --/g' <<<"$parameters") >expected
    get 200 "/api/query?id=early&$parameters"
    same_matches
done
get 200 "/api/query?id=early&window=2w"
matched later undated
get 200 "/api/query?id=early&lang=en"
matched later
python3 -c 'import json; print(json.loads(next(open("weeks.jsonl")))["text"])' >zoo.txt
post 200 "/api/query?window=2w" text/plain zoo.txt
matched early later last undated
post 200 "/api/query?window=2w&published=2024-06-19" text/plain zoo.txt
matched last undated
post 200 "/api/query?window=2w&published=2024-06-19&lang=de" text/plain zoo.txt
matched last
python3 -c 'import json; print(json.dumps({"published": "2024-05-02", "text": open("zoo.txt").read()}))' >zoo.json
post 200 "/api/query?window=2d" application/json zoo.json
matched early undated
get 400 "/api/query?id=early&window=2"
json '"span of time" in rows[0]["error"]'
get 400 "/api/query?id=early&window=0d"
get 400 "/api/query?id=early&published=soon"
get 400 "/api/flows?since=2024-03-02&until=2024-03-01"

it "an index without texts says that it cannot"
stop
wirecopy add -q --no-text bare weeks.jsonl || bad "cannot make the index"
index=bare
start
get 200 "/api/query?id=early"
json 'len(rows[0]["matches"]) == 3 and all(m["estimated"] for m in rows[0]["matches"])'
get 400 "/api/query?id=early&window=2w"
json '"without texts" in rows[0]["error"]'
get 400 "/api/query?id=early&lang=en"
stop
index=idx
start

it "every answer is as openapi.json describes it, to the last field"
python3 - "$root/doc/openapi.json" "$url" <<'PY' || bad "see above"
import json, re, sys, urllib.error, urllib.request
doc, url = json.load(open(sys.argv[1])), sys.argv[2]
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))
seen = set()  # (schema, field) that an answer had
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
def is_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])
def look(value, schema, where):
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return look(value, doc["components"]["schemas"][name], name)
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    assert not types or any(is_type(value, t) for t in types), (where, value, types)
    assert value is None or value in schema.get("enum", [value]), (where, value)
    if isinstance(value, dict) and "properties" in schema:
        for name in schema.get("required", ()):
            assert name in value, (where, "lacks", name)
        for name, inner in value.items():
            assert name in schema["properties"], (where, "has", name, "which is not described")
            seen.add((where, name))
            look(inner, schema["properties"][name], where + "." + name)
    if isinstance(value, list):
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)), (where, value)
        for inner in value:
            look(inner, schema["items"], where + "[]")
def ask(path, target, status=200, body=None, kind="text/plain"):
    request = urllib.request.Request(url + target, body, {"Content-Type": kind})
    try:
        answer = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    assert answer.status == status, (target, answer.status)
    response = doc["paths"][path]["post" if body else "get"]["responses"][str(status)]
    if "$ref" in response:
        response = doc["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    (media, content), = response["content"].items()
    assert answer.headers["Content-Type"].split(";")[0] == media.split(";")[0], (target, answer.headers["Content-Type"])
    if media == "application/json":
        look(json.load(answer), content["schema"], target)
for name in ("mirror-1", "gazette-1", "page", "early", "north-1"):
    ask("/api/articles/{id}", "/api/articles/%s?text=1&why=1" % name)
    ask("/api/query", "/api/query?id=" + name)
ask("/api/query", "/api/query", body=open("letter.txt", "rb").read())
ask("/api/query", "/api/query", body=open("zoo.json", "rb").read(), kind="application/json")
ask("/api/query", "/api/query", 422, b'{"title": "no text"}', "application/json")
ask("/api/query", "/api/query?id=nobody", 404)
ask("/api/query", "/api/query", 400)
for path in doc["paths"]:
    if "{" not in path and path not in ("/api/query", "/openapi.json"):
        ask(path, path)
ask("/api/find", "/api/find?q=early")
ask("/api/clusters/{number}", "/api/clusters/1")
ask("/api/stories/{number}", "/api/stories/1")
ask("/api/articles/{id}", "/api/articles/nobody", 404)
# And the other way round: what is described came up, but for what only an index without texts says.
for name in ("Answer", "Match", "Article", "Cluster", "Clusters", "Pair", "Pairs", "Flow", "Flows", "Roundup", "Roundups"):
    missing = {(name, field) for field in doc["components"]["schemas"][name]["properties"] if field != "estimated"} - seen
    assert not missing, missing
PY

it "every route is described, and nothing else"
python3 - "$root" <<'PY' || bad "openapi.json and the routes differ"
import json, re, sys
source = open(sys.argv[1] + "/src/serve/route.c").read()
routes = set(re.findall(r'"(/(?:api|healthz|metrics|openapi)[^"]*)"', source.split("route_names[]")[1]))
doc = json.load(open(sys.argv[1] + "/doc/openapi.json"))
assert routes == set(doc["paths"]), routes ^ set(doc["paths"])
for path, entry in doc["paths"].items():
    table = source.split("route_names[]")[0]
    row = re.search(re.escape('"%s"' % re.sub(r"\{.*", "", path)) + r".*?answer_", table, re.S).group(0)
    own = {p["name"] for o in entry.values() for p in o.get("parameters", ()) if p["in"] == "query"}
    assert own == set(re.findall(r'"([a-z_]+)"', row)), (path, own)
PY
stop
