#!/usr/bin/env bash
# Pages, crawls, archives and feeds from end to end. The inputs are made here, by hand.
. "$(dirname "$0")/lib.sh"

# Writes web archives, archives and pages in odd charsets into the working folder.
cat >make.py <<'END'
import gzip, io, os, sys, tarfile, zipfile, zlib

def page(title, paragraphs, head=""):
    return ("<html><head><title>%s | Gazette</title>%s</head><body><nav><a href=/>Home</a> <a href=/w>Weather"
            "</a></nav><article><h1>%s</h1>%s</article><footer>(c) Gazette, all rights reserved</footer></body></html>"
            % (title, head, title, "".join("<p>%s</p>" % p for p in paragraphs)))

HARBOUR = page("Market to close", [
    "The harbour authority of Eastmere said on Friday it would close the old fish market in June and move the "
    "traders to a new hall beside the railway station.",
    "The council had argued over the plan for almost nine years, and the last auction in the old building is "
    "planned for the second week of June."])
BRIDGE = page("Bridge reopens", [
    "Engineers reopened the swing bridge over the Marn on Tuesday after eleven weeks of repairs to its bearings, "
    "and the first lorries crossed before dawn.",
    "The county said the work had cost four million and would keep the bridge open for another thirty years."])

def http(body, status="200 OK", kind="text/html; charset=utf-8", *headers):
    lines = ["HTTP/1.1 " + status, "Content-Type: " + kind] + list(headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

def warc(kind, url, block, content="application/http; msgtype=response"):
    head = ("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-03-02T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:%s>\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            % (kind, url, "0" * 8, content, len(block)))
    return head.encode() + block + b"\r\n\r\n"

def chunked(body):
    return b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 100]), body[i:i + 100]) for i in range(0, len(body), 100)) + b"0\r\n\r\n"

records = [
    warc("warcinfo", "", b"software: by hand\r\n", "application/warc-fields"),
    warc("request", "https://www.gazette.example/a", b"GET /a HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
    warc("response", "https://www.gazette.example/a", http(HARBOUR.encode())),
    warc("response", "https://www.gazette.example/b",
         http(chunked(gzip.compress(BRIDGE.encode())), "200 OK", "text/html", "Transfer-Encoding: chunked",
              "Content-Encoding: gzip")),
    warc("response", "https://www.gazette.example/gone", http(b"<html>no such page</html>", "404 Not Found")),
    warc("response", "https://www.gazette.example/x.png", http(b"\x89PNG\r\n", "200 OK", "image/png")),
    warc("conversion", "https://www.gazette.example/wet",
         b"The text of a page that somebody else had already taken out of its markup.", "text/plain"),
]
open("crawl.warc", "wb").write(b"".join(records))
open("members.warc.gz", "wb").write(b"".join(gzip.compress(r) for r in records))
open("whole.warc.gz", "wb").write(gzip.compress(b"".join(records)))
broken = list(records) # a length past the end of the file, and a record without one
broken[2] = records[2].replace(b"Content-Length: ", b"Content-Length: 9")
broken[4] = records[4].replace(b"Content-Length: ", b"Content-Size: ")
open("broken.warc", "wb").write(b"".join(broken))

body = http(HARBOUR.encode())
arc = b"filedesc://crawl.arc 0.0.0.0 20240302000000 text/plain 69\n1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n\n"
arc += b"https://www.gazette.example/a 192.0.2.1 20240302000000 text/html %d\n" % len(body) + body + b"\n"
open("crawl.arc", "wb").write(arc)

with tarfile.open("pages.tar.xz", "w:xz") as t:
    for name, text in (("p/harbour.html", HARBOUR), ("p/bridge.html", BRIDGE)):
        info = tarfile.TarInfo(name)
        info.size = len(text.encode())
        t.addfile(info, io.BytesIO(text.encode()))
with zipfile.ZipFile("pages.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("harbour.html", HARBOUR)
    z.writestr("bridge.html", BRIDGE)

RUSSIAN = page("Рынок закроют", [
    "Портовое управление сообщило в пятницу, что старый рыбный рынок закроют в июне, а торговцев переведут в новый "
    "павильон рядом с вокзалом.",
    "Городской совет спорил об этом почти девять лет, последний аукцион намечен на вторую неделю июня."], "%s")
open("meta.html", "wb").write((RUSSIAN % "<meta charset=windows-1251>").encode("cp1251"))
open("silent.html", "wb").write((RUSSIAN % "").encode("cp1251"))
open("lying.html", "wb").write((RUSSIAN % "<meta charset=iso-8859-1>").encode("utf-8"))
open("header.warc", "wb").write(warc("response", "https://www.gazeta.example/r",
                                     http((RUSSIAN % "").encode("koi8-r"), "200 OK", "text/html; charset=KOI8-R")))
CHINESE = page("鱼市场将关闭", [
    "港口管理局星期五表示，将于六月关闭旧鱼市场，并将商贩迁至火车站旁的新市场大厅。市议会就此计划争论了将近九年。",
    "旧建筑内的最后一次拍卖定于六月的第二个星期举行，届时将有来自全国各地的买家到场。"], "<meta charset=gb2312>")
open("chinese.html", "wb").write(CHINESE.encode("gb18030"))
open("bad.html", "wb").write(HARBOUR.replace("Friday", "Fri\0day à l'église, à côté du marché").encode().replace(b"Fri\0day", b"Fri\xffday"))

open("rss.xml", "w").write("""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Gazette</title><item><title>Market to close</title><link>https://www.gazette.example/a</link>
<pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate><description>short</description><content:encoded><![CDATA[<p>The harbour authority of Eastmere said on
Friday it would close the old fish market in June and move the traders to a new hall.</p><p>The council had argued over the plan for
almost nine years, and the last auction is planned for the second week of June.</p>]]></content:encoded></item></channel></rss>""")
open("atom.xml", "w").write("""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><entry><title>Bridge reopens</title>
<link href="https://www.gazette.example/b"/><published>2024-03-05T08:00:00Z</published><content type="text">Engineers reopened the swing bridge over
the Marn on Tuesday after eleven weeks of repairs to its bearings.</content></entry></feed>""")

# Ten megabytes that are ten kilobytes.
bomb = zlib.compress(b"<p>word " * 1300000)
open("bomb.warc", "wb").write(warc("response", "https://www.gazette.example/bomb",
                                   http(bomb, "200 OK", "text/html", "Content-Encoding: deflate")) + records[2])
open("header-bomb.warc", "wb").write(b"WARC/1.0\r\n" + b"X-Filler: y\r\n" * 100000 + b"\r\n" + records[2])
END
python3 make.py || exit 99

# articles URL-TAIL...: exactly these pages were printed, in this order
articles() {
    grep -o '"url":"[^"]*"' out | sed 's|.*/||; s|"$||' | tr '\n' ' ' | sed 's/ $//' >urls
    [ "$(cat urls)" = "$*" ] || bad "pages are '$(cat urls)' instead of '$*'"
}

for crawl in crawl.warc members.warc.gz whole.warc.gz; do
    it "$crawl: the pages and the extracted text, and what else there is counted by reason"
    run 0 wirecopy extract --json $crawl
    articles a b wet
    json 'rows[0]["title"] == "Market to close" and rows[1]["text"].startswith("Engineers reopened") and rows[0]["site"] == "gazette.example"'
    json 'all("Weather" not in r["text"] and "rights reserved" not in r["text"] for r in rows)'
    json 'all(r["published"] is None for r in rows)'
    run 0 wirecopy extract --json -v $crawl
    for reason in "HTTP status" "not HTML" "not a response"; do err_has "$reason"; done
done

it "a record in a web archive is found again at its offset"
run 0 wirecopy extract --json members.warc.gz
json 'b"gazette.example/b" in __import__("gzip").decompress(open("members.warc.gz","rb").read()[rows[1]["offset"]:])[:200]'

it "a broken record costs itself alone"
run 2 wirecopy extract --json broken.warc
articles a b wet
err_has "broken.warc, record 5: "

it "ARC files are read"
run 0 wirecopy extract --json crawl.arc
articles a
json 'rows[0]["title"] == "Market to close"'

it "standard input, whatever it holds"
run 0 wirecopy extract --json - <members.warc.gz
articles a b wet
run 0 wirecopy extract --json - <pages.zip
json '[r["title"] for r in rows] == ["Market to close", "Bridge reopens"]'

for archive in pages.tar.xz pages.zip; do
    it "$archive: its members, named after archive and member"
    run 0 wirecopy extract --json $archive
    json 'sorted(r["title"] for r in rows) == ["Bridge reopens", "Market to close"]'
    json 'all(r["file"].startswith("'$archive'!") for r in rows)'
done

it "charsets: meta, header, none, a wrong one, and a Chinese label"
for file in meta.html silent.html lying.html header.warc; do
    run 0 wirecopy extract --json $file
    json 'rows[0]["title"] == "Рынок закроют" and rows[0]["text"].startswith("Портовое управление") and rows[0]["bad_bytes"] == 0'
done
run 0 wirecopy extract --json meta.html
json 'rows[0]["charset"] == "windows-1251"'
run 0 wirecopy extract --json chinese.html
json 'rows[0]["title"] == "鱼市场将关闭" and rows[0]["charset"].lower() == "gbk"'

it "bad bytes become U+FFFD and are counted"
run 0 wirecopy extract --json bad.html
json '"Fri\ufffdday" in rows[0]["text"] and rows[0]["bad_bytes"] == 1'

it "feeds with full content"
run 0 wirecopy extract --json rss.xml atom.xml
articles a b
json 'rows[0]["title"] == "Market to close" and rows[0]["text"].startswith("The harbour authority") and rows[0]["text"].count("<") == 0'
json 'rows[0]["published"].startswith("Fri, 01 Mar 2024") and rows[1]["published"] == "2024-03-05T08:00:00Z"'

it "decompression bombs and absurd headers are bounded, reported, and cost themselves alone"
run 2 wirecopy extract --json --max-record 1M bomb.warc
articles a
err_has "too large"
run 2 wirecopy extract --json header-bomb.warc
articles a

it "patterns that the shell left alone, in the order of names; a file of that name comes first"
mkdir globs
cp crawl.arc globs/b.arc
cp header.warc globs/a.warc
cp rss.xml 'globs/[ab].xml'
run 0 wirecopy extract --json 'globs/*.[aw]*'
articles r a
run 0 wirecopy extract --json 'globs/[ab].xml'
articles a
run 2 wirecopy extract --json crawl.arc 'globs/none-*'
articles a
err_has "globs/none-*"

it "extract prints what else the page says"
cat >rich.html <<'END'
<html lang="de"><head><title>Markt schliesst - Anzeiger</title><link rel="canonical" href="https://www.agentur.example/1">
<meta property="og:url" content="https://www.anzeiger.example/markt"><meta property="og:site_name" content="Anzeiger">
<meta property="article:section" content="Lokales"><meta name="description" content="Der alte Fischmarkt schliesst.">
<meta property="article:modified_time" content="2024-03-02T10:00:00Z"></head><body><article><h1>Markt schliesst</h1>
<p>Die Hafenverwaltung von Eastmere teilte am Freitag mit, dass sie den alten Fischmarkt im Juni schliessen und die Stände in
eine neue Halle neben dem Bahnhof verlegen werde.</p><p>Der Rat hatte fast neun Jahre lang über den Plan gestritten, die letzte
Versteigerung ist für die zweite Juniwoche vorgesehen.</p></article></body></html>
END
run 0 wirecopy extract --json rich.html
json '[rows[0][k] for k in ("canonical","og_url","site_name","section","lang","description")] == ["https://www.agentur.example/1","https://www.anzeiger.example/markt","Anzeiger","Lokales","de","Der alte Fischmarkt schliesst."]'
json 'rows[0]["url"] == rows[0]["og_url"] and rows[0]["site"] == "anzeiger.example"'

it "a day of change is never given as the day of publication without a mark"
json 'rows[0]["published"] == "2024-03-02?"'
run 0 wirecopy add -q dated rich.html
run 0 wirecopy show --json dated "rich.html#1"
json 'rows[0]["published"] == "2024-03-02?"'

it "--explain shows every block with its verdict and reason"
run 0 wirecopy extract --explain members.warc.gz
out_has "+ 0."
out_has "mostly links"
out_has "The harbour authority"
run 0 wirecopy extract --json --explain members.warc.gz
json 'set(rows[0]["blocks"][0]) == {"kept","score","reason","element","text"} and "blocks" not in rows[2]'
json 'rows[0]["text"] == "\n\n".join(b["text"] for b in rows[0]["blocks"] if b["kept"])'
json 'any(b["reason"] == "title" and not b["kept"] for b in rows[0]["blocks"])'

it "--explain shows the blocks of a page without an article, which is skipped otherwise"
printf '<html><body><ul><li><a href=/a>Home</a></li><li><a href=/b>Contact</a></li></ul></body></html>' >menu.html
run 2 wirecopy extract --json menu.html
err_has "menu.html"
run 0 wirecopy extract --json --explain menu.html
json 'rows[0]["text"] == "" and len(rows[0]["blocks"]) == 2 and not any(b["kept"] for b in rows[0]["blocks"])'

# Six stories of one site, each among four long notices that stand in the article itself: nine words
# in ten are the same.
cat >site.py <<'END'
import json, random
r = random.Random(3)
words = ["w%d" % i for i in range(400)]
line = lambda n: " ".join(r.choice(words) for _ in range(n)) + "."
notices = [line(150) for _ in range(4)]
html, text = open("site-html.jsonl", "w"), open("site-text.jsonl", "w")
for i in range(6):
    body = notices[:2] + [line(60)] + notices[2:]
    record = {"id": "n%d" % i, "url": "https://www.notice.example/%d" % i, "title": "Title %d" % i}
    text.write(json.dumps(dict(record, text="\n".join(body))) + "\n")
    page = "".join("<p>%s</p>" % b for b in body)
    html.write(json.dumps(dict(record, html="<html><title>Title %d</title><body><article><h1>Title %d</h1>%s"
                               "</article></body></html>" % (i, i, page))) + "\n")
END
python3 site.py
for kind in html text; do
    it "$kind: blocks that recur on the pages of a site are its furniture"
    head -3 site-$kind.jsonl >few-$kind.jsonl
    run 0 wirecopy add -q few-$kind few-$kind.jsonl
    run 0 wirecopy clusters --json few-$kind
    json 'rows[0]["size"] == 3' # too few pages to learn from: that much common text is a copy
    run 0 wirecopy add -q all-$kind site-$kind.jsonl
    run 0 wirecopy clusters --json all-$kind
    out_empty
done

it "an index that learns more decides again"
run 0 wirecopy add -q few-html site-html.jsonl
run 0 wirecopy clusters --json few-html
out_empty

sample=$root/../shared/data/sample/whale-large-capital.txt
it "a page's whole text among others of its site: only its article counts"
if [ -f "$sample" ]; then
    cat >frame.py <<'END'
import json, random, sys
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
first = next(i for i, x in enumerate(lines) if x.startswith("Chinese Premier"))
last = next(i for i, x in enumerate(lines) if x.startswith("This post appeared"))
r = random.Random(5)
words = ["v%d" % i for i in range(900)]
def put(name, title, body, frame=True):
    text = "\n".join(lines[:first] + body + lines[last:] if frame else body)
    print(json.dumps({"id": name, "site": "frame.example" if frame else "other.example", "title": title, "text": text}))
put("sample", "China", lines[first:last])
for i in range(5):
    put("page%d" % i, "Story %d" % i, ["%s." % " ".join(r.choice(words) for _ in range(80)) for _ in range(4)])
put("copy", "China", lines[first:last], False)
END
    python3 frame.py "$sample" >frame.jsonl
    run 0 wirecopy add -q frame frame.jsonl
    run 0 wirecopy clusters --json frame
    json 'len(rows) == 1 and sorted(m["id"] for m in rows[0]["members"]) == ["copy", "sample"]'
    run 0 wirecopy pairs --json frame
    json 'all({r["a"], r["b"]} == {"sample", "copy"} for r in rows if r["relation"] not in ("overlap", "template"))'
else
    skip "no $sample"
fi
