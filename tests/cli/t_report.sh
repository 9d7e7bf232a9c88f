#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

# page FILE 'EXPRESSION': a Python expression about the page that is to be true. `html` is the file,
# `first` the overview, `stories` the story documents by cluster, `scripts` what would run.
page() {
    python3 - "$1" "$2" <<'PY' || bad "not true of $1: $2"
import base64, hashlib, json, re, sys
html = open(sys.argv[1], encoding="utf-8").read()
blocks = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S)
data = {re.search(r'id="([^"]*)"', a).group(1): json.loads(t) for a, t in blocks if "application/json" in a}
scripts = [t for a, t in blocks if "application/json" not in a]
styles = re.findall(r"<style>(.*?)</style>", html, re.S)
first = data["overview"]
stories = {int(k[6:]): v for k, v in data.items() if k.startswith("story-")}
policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1)
def table(name):
    return [dict(zip(first[name]["fields"], row)) for row in first[name]["rows"]]
def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
def text(story, i):
    m = story["members"][i]
    if isinstance(m["text"], str):
        return m["text"]
    base = text(story, m["base"]).encode()
    return "".join(p if isinstance(p, str) else base[p[0]:p[1]].decode() for p in m["text"])
sys.exit(0 if eval(sys.argv[2]) else 1)
PY
}

it "writes report.html and says what is in it and where"
run 0 wirecopy report idx
out_empty
err_has "wrote report.html ("
err_has "1 stories, 1 with texts"
err_has "open it in a browser: $work/report.html"
[ ! -e report.html.partial ] || bad "a partial file is left"

it "--json says it as a line, -q nothing"
run 0 wirecopy report --json idx -o a.html
json 'list(rows[0]) == ["output","bytes","clusters","listed","full","with_text"]'
json 'rows[0]["bytes"] == __import__("os").path.getsize("a.html") and rows[0]["full"] == 1'
err_empty
run 0 wirecopy report -q idx -o -
err_empty
head -c 15 out >start
has start "<!doctype html>"

it "the overview counts what the other commands count"
page report.html 'first["stat"]["articles"] == 8 and first["stat"]["clusters"] == 1 and first["stat"]["clustered"] == 6'
page report.html 'sum(f["articles"] for f in table("facts")) == 8 == sum(f["articles"] for f in table("times"))'
page report.html 'first["sizes"] == [[6, 1]] and first["tail"] == {"clusters": 0, "articles": 0}'
page report.html 'table("stories")[0]["sites"] == 6 and table("stories")[0]["title"] == "Eastmere to close its fish market"'
page report.html 'sum(f["original"] + f["agency"] + f["copied"] for f in table("facts")) == first["stat"]["text_bytes"]'
page report.html '{(first["sites"][f["from"]], first["sites"][f["to"]]) for f in table("flows")} == {("reuters.example", s + ".example") for s in ("gazette", "herald", "mirror", "echo", "post")}'

it "a story has its members, and texts and passages as the other commands print them"
page report.html '[m["id"] for m in stories[table("stories")[0]["cluster"]]["members"]] == ["reuters-1","gazette-1","herald-1","mirror-1","echo-1","post-1"]'
for i in 1 2 3 4 5; do
    id=$(sed -n "$((i + 1))p" <<<"$(printf '%s\n' reuters-1 gazette-1 herald-1 mirror-1 echo-1 post-1)")
    run 0 wirecopy show --json --text idx "$id"
    mv out shown
    run 0 wirecopy diff --json idx reuters-1 "$id"
    mv out compared
    page report.html "text(next(iter(stories.values())), $i) == json.loads(open('shown').read())['text']"
    page report.html "next(iter(stories.values()))['members'][$i]['passages'] == [p['a'] + p['b'] for p in json.loads(open('compared').read())['passages']]"
done

it "a member that was compared by way of another is told from that one"
python3 - >via.jsonl <<'PY'
import json
w = lambda c, n: " ".join(f"{c}{i}" for i in range(n))
story = w("agency", 60)
print(json.dumps({"id": "o", "site": "a.example", "published": "2024-01-01", "text": story}))
print(json.dumps({"id": "x", "site": "b.example", "published": "2024-01-02", "text": story + " " + w("more", 90)}))
print(json.dumps({"id": "y", "site": "c.example", "published": "2024-01-03", "text": story + " " + w("more", 90) + " end"}))
PY
run 0 wirecopy add -q via via.jsonl
run 0 wirecopy report -q via -o via.html
run 0 wirecopy clusters --json via
page via.html 'all(text(s, i).startswith("agency0 ") for s in stories.values() for i in range(len(s["members"])))'
page via.html 'all(m["base"] == next(k for k, o in enumerate(s["members"]) if o["id"] == m["via"]) for s in stories.values() for m in s["members"] if "via" in m)'

it "the policy allows the page's own scripts and style by their hashes, and nothing else"
page report.html 'len(scripts) == 2 and len(styles) == 1'
none="'none'"
page report.html "policy == \"default-src $none; script-src \" + ' '.join(map(digest, scripts)) + '; style-src ' + digest(styles[0]) + \"; img-src data:; base-uri $none; form-action $none\""
page report.html 'not re.search(r"<(link|img|iframe|script)[^>]*(src|href)=(?!\"data:,\")", html) and "@import" not in styles[0] and "url(" not in styles[0]'
page report.html 'not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc", "".join(scripts))'

it "hostile titles, ids, sites and addresses stay data"
python3 "$root/tests/browser/hostile.py" >hostile.jsonl
run 0 wirecopy add -q hostile hostile.jsonl
run 0 wirecopy report -q hostile --name '</script><b>name' -o hostile.html
page hostile.html 'first["name"] == "</script><b>name" and len(stories) == 9 and len(scripts) == 2'
page hostile.html 'html.count("<script") == 3 + len(stories) and html.count("</script>") == 3 + len(stories)'
page hostile.html '"<img" not in html and "<svg" not in html and "<iframe" not in html and "<!--" not in html'
page hostile.html 'any(t["title"].startswith("</script>") for t in table("stories"))'
page hostile.html 'any(m["url"].startswith("javascript:") for s in stories.values() for m in s["members"])'

it "--no-text leaves the texts out, everywhere"
run 0 wirecopy report -q idx --no-text -o public.html
page public.html 'all(m.get("text") is None and m.get("passages") is None for s in stories.values() for m in s["members"])'
lacks public.html "harbour authority"
has report.html "harbour authority"

it "so does an index that keeps none"
run 0 wirecopy add -q --no-text bare "$corpus"
run 0 wirecopy report -q bare -o bare.html
page bare.html 'len(stories) == 1 and not first["stat"]["has_text"]'

it "--stories and --max-size bound the page; what is left out is counted"
run 0 wirecopy report --json hostile --stories 4 -o few.html
json 'rows[0]["clusters"] == 9 and rows[0]["listed"] == 4'
page few.html 'first["tail"] == {"clusters": 5, "articles": 10} and len(table("stories")) == 4'
size=$(wc -c <hostile.html)
run 0 wirecopy report --json hostile --max-size $((size - 6000)) -o small.html
[ "$(wc -c <small.html)" -le $((size - 6000)) ] || bad "too large"
json '0 < rows[0]["full"] < 9'
page small.html 'sum(t["full"] for t in table("stories")) == len(stories)'
page small.html 'all((t["cluster"] in stories) == bool(t["full"]) for t in table("stories"))'

it "an index without copies, and one without articles, have a page"
printf '{"id":"one","text":"a single article about a quiet day at the weather station"}\n' >one.jsonl
run 0 wirecopy add -q one one.jsonl
run 0 wirecopy report -q one -o one.html
page one.html 'stories == {} and first["stat"]["articles"] == 1'
run 0 wirecopy remove -q one one
run 0 wirecopy report -q one -o none.html
page none.html 'first["facts"]["rows"] == []'

it "the file is replaced whole or not at all"
mkdir locked
echo old >locked/report.html
run 74 wirecopy report -q idx -o missing/report.html
err_has "cannot write 'missing/report.html': No such file or directory"
run 74 wirecopy report -q idx -o locked
[ ! -e locked.partial ] || bad "a partial file is left"

it "a full disk is an error"
if [ -e /dev/full ]; then
    "$WIRECOPY" report -q idx -o - >/dev/full 2>err
    [ $? -eq 74 ] || bad "exit code"
fi

it "bad usage, and no index"
run 64 wirecopy report
run 64 wirecopy report idx --json -o -
err_has "both want standard output"
run 64 wirecopy report idx --stories 9999999
run 76 wirecopy report nothing
