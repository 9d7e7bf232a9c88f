#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
. "$cli_dir/serve_lib.sh"
make_index

passage="The harbour authority of Eastmere said on Friday it would close the old fish market in June and move the traders to a new hall beside the railway station"
echo "$passage" >letter.txt
start

it "a page and an object are read as 'extract' reads them, and the text comes back"
printf '<html><head><title>Market</title></head><body><article><h1>Market</h1><p>%s. Nobody was asked.</p><p>%s</p></article></body></html>' \
    "$passage" "Another paragraph follows here so that the page looks like an article of a newspaper and not like a menu." >page.html
post 200 /api/query "text/html; charset=utf-8" page.html
json '"close the old fish market" in rows[0]["text"] and len(rows[0]["matches"]) == 6'
printf '{\n "id": "new",\n "title": "Market",\n "text": "%s"\n}\n' "$passage" >object.json
post 200 /api/query application/json object.json
json 'rows[0]["query"] == "new" and rows[0]["title"] == "Market" and len(rows[0]["matches"]) == 6'

it "an unknown text has no matches"
echo "nothing at all in the index resembles these particular words in this order" >new.txt
post 200 /api/query text/plain new.txt
json 'rows[0]["matches"] == []'

it "listings come in parts"
get 200 "/api/pairs?limit=2"
json 'len(rows[0]["pairs"]) == 2 and rows[0]["next"] == 2'
cp out first
get 200 "/api/pairs?limit=2&offset=2"
python3 -c 'import json; a, b = json.load(open("first")), json.load(open("out")); assert a["pairs"] != b["pairs"] and b["next"] == 4' || bad "the second part"
get 200 "/api/pairs?offset=100000"
json 'rows[0]["pairs"] == [] and rows[0]["next"] is None'

it "what makes no sense is refused in words"
get 404 /nowhere
get 404 /api/articles/nobody
json 'rows[0]["error"]'
get 404 /api/clusters/99
get 404 /api/clusters/x
get 404 /api/stories/99
get 404 "/api/query?id=nobody"
get 400 "/api/query"
get 400 "/api/query?id=mirror-1&text=x"
get 400 "/api/query?id=mirror-1&limit=0"
get 400 "/api/query?id=mirror-1&limit=1e3"
get 400 "/api/query?id=mirror-1&min_jaccard=nan"
get 400 "/api/query?id=mirror-1&passages=maybe"
get 400 "/api/query?ID=mirror-1"
json '"unknown parameter" in rows[0]["error"]'
get 400 "/api/pairs?min_jaccard=0.1"
get 400 "/api/clusters?min_size=1"
get 400 "/api/flows?since=never"
get 405 /api/stat -X POST -d x
get 405 /api/query -X DELETE
header_has "Allow: GET"
: >empty
post 400 /api/query text/plain empty
post 415 /api/query application/octet-stream letter.txt
post 415 /api/query text/plain letter.txt -H "Content-Encoding: gzip"
post 400 /api/query application/json letter.txt
echo '{"title": "no text"}' >object.json
post 422 /api/query application/json object.json
echo '{"text": ' >object.json
post 422 /api/query application/json object.json
gzip -c letter.txt >letter.gz
post 400 /api/query text/html letter.gz

it "the pages, and what they are made of, under a strict policy"
for path in / /page.css /page.js /provider.js /ask.js /ask.css /openapi.json /api/overview /api/stories/1; do
    get 200 "$path"
    header_has "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'"
    header_has "X-Content-Type-Options: nosniff"
    ! grep -qi "^Access-Control" headers || bad "CORS on $path"
done
get 200 /
! grep -qE '<script>|<style| on[a-z]+=|https?://' out || bad "the page has a script, a style or a foreign address of its own"
cmp -s <(curl -s "$url/openapi.json") "$root/doc/openapi.json" || bad "another openapi.json"

it "/api/find: an id or an address, in full"
address=$(wirecopy show --json idx mirror-1 | python3 -c 'import json; print(json.loads(input())["url"])')
for q in mirror-1 "$address"; do
    get 200 /api/find -G --data-urlencode "q=$q"
    json 'rows[0]["article"]["id"] == "mirror-1" and set(rows[0]["article"]) == {"id", "url", "site", "title", "published", "cluster"}'
done
for q in "" nothing "<script>" "$(head -c 3000 /dev/zero | tr '\0' x)"; do
    get 200 /api/find -G --data-urlencode "q=$q"
    json 'rows == [{"article": None}]'
done
get 200 /api/find
get 400 "/api/find?id=1"

it "an ETag saves sending an answer again, until the index changes"
get 200 /api/stat
tag=$(tr -d '\r' <headers | sed -n 's/^ETag: //Ip')
[ -n "$tag" ] || bad "no ETag"
get 304 /api/stat -H "If-None-Match: $tag"
[ ! -s out ] || bad "a body with 304"
get 200 /api/stat -H 'If-None-Match: "other"'
post 200 /api/query text/plain letter.txt
header_has "Cache-Control: no-store"

it "long answers are compressed for those who like that"
get 200 "/page.js"
cp out plain
get 200 "/page.js" -H "Accept-Encoding: gzip"
header_has "Content-Encoding: gzip"
gzip -dc <out | cmp -s - plain || bad "other bytes after gzip"
[ "$(wc -c <out)" -lt "$(wc -c <plain)" ] || bad "not smaller"
get 200 "/page.js" -H "Accept-Encoding: gzip;q=0, br"
same out plain
get 200 "/page.js" -I
header_has "Content-Length: $(wc -c <plain)"

it "pages of other sites, and other names of this machine, get nothing"
get 421 /api/stat -H "Host: evil.example"
get 421 /api/stat -H "Host: localhost.evil.example:80"
get 421 /api/stat -H "Host:"
get 200 /api/stat -H "Host: localhost"
get 200 /api/stat -H "Host: [::1]:99"
get 403 /api/stat -H "Origin: http://evil.example"
get 403 /api/stat -H "Sec-Fetch-Site: cross-site"
get 200 /api/stat -H "Origin: $url"
get 403 / -H "Origin: null"

it "health and metrics"
get 200 /healthz
json 'rows == [{"status": "ok"}]'
get 200 /metrics
out_has 'wirecopy_http_requests_total{route="/api/query",code="2xx"}'
out_has 'wirecopy_http_request_seconds_bucket{route="/api/stat",le="+Inf"}'
out_has 'wirecopy_index_articles 8'
grep -vE '^(#|wirecopy_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$)' out >odd
[ ! -s odd ] || bad "no metrics: $(head -3 odd)"

it "answers follow what another process adds"
echo '{"id": "added", "site": "late.example", "text": "'"$passage"' and that is all there is to say about it today."}' >added.jsonl
wirecopy add -q idx added.jsonl || bad "cannot add"
get 200 /api/articles/added
post 200 /api/query text/plain letter.txt
json '"added" in [m["id"] for m in rows[0]["matches"]]'
get 200 /api/overview
json 'rows[0]["stat"]["articles"] == 9'
wirecopy remove -q idx added || bad "cannot remove"
get 404 /api/articles/added
get 200 /api/overview
json 'rows[0]["stat"]["articles"] == 8'

it "hostile paths and parameters"
get 404 "/api/articles/%00"
get 404 "/api/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd"
get 404 "/../../etc/passwd" --path-as-is
get 404 "/api/articles/%ff%fe"
get 200 "/api/query?text=%00%ff%fe%f0%28%8c%28&limit=1"
printf '\000\377\376 %s \355\240\200' "$passage" >odd.txt
post 200 /api/query text/plain odd.txt

it "the log has a line for each request, without texts that were asked about"
get 200 "/api/query?text=secret+words+of+an+unpublished+article&limit=1"
stop
grep -qE '^[0-9]{4}-[0-9-]*T[0-9:]*Z 127.0.0.1 "GET /api/query\?text=\.\.\.&limit=1" 200 [0-9]+ [0-9.]+$' log || bad "no line" "$(tail -3 log)"
! grep -q secret log || bad "the text is in the log"
grep -q '"POST /api/query" 200 ' log || bad "no line for POST" "$(head -5 log)"

it "SIGINT ends it as well, after the request under way"
start --json
mkfifo body
(curl -s -m 60 -o slow.out -w '%{http_code}' -H 'Content-Type: text/plain' -T body -X POST "$url/api/query" >slow.code) &
slow=$!
exec 3>body
head -c 50 letter.txt >&3
sleep 0.3
kill -INT "$server"
sleep 0.5
tail -c +51 letter.txt >&3
exec 3>&-
wait "$slow"
[ "$(cat slow.code)" = 200 ] || bad "the request under way got $(cat slow.code)"
wait "$server" || bad "the server ended with code $?"
server=""
cp log out
json 'rows[-1]["method"] == "POST" and rows[-1]["status"] == 200 and set(rows[-1]) == {"time","client","method","target","status","bytes","milliseconds"}'

it "slow, huge, malformed and aborted requests hurt nobody else"
start --timeout 2 --max-body 100000 -j 2
python3 - "${url#http://}" <<'PY' || bad "see above" "$(cat server.err)"
import socket, sys, time, urllib.request
host, port = sys.argv[1].rsplit(":", 1)
def connect():
    return socket.create_connection((host, int(port)), timeout=30)
def well():
    start = time.monotonic()
    assert urllib.request.urlopen("http://%s:%s/healthz" % (host, port), timeout=20).status == 200
    return time.monotonic() - start
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
urllib.request.install_opener(opener)
def status(s):
    data = s.recv(65536)
    return int(data.split()[1]) if data.startswith(b"HTTP/1.") else None
def ended(s):
    try:
        while s.recv(65536):
            pass
    except ConnectionError:
        pass
    return True
slow = [connect() for _ in range(40)]
for s in slow:
    s.sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\nab")
drip = connect()
well()
start = time.monotonic()  # a byte now and then is no progress
try:
    for byte in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 60:
        drip.sendall(bytes([byte]))
        time.sleep(0.2)
    raise SystemExit("a request may take for ever")
except ConnectionError:
    pass
assert time.monotonic() - start < 11
assert all(ended(s) for s in slow)
huge = connect()
huge.sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n")
assert status(huge) == 413, "announced"
chunked = connect()
chunked.sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
for _ in range(30):
    chunked.sendall(b"1000\r\n" + b"a" * 4096 + b"\r\n")
chunked.sendall(b"0\r\n\r\n")
assert status(chunked) == 413, "not announced"
long_line = connect()
try:
    long_line.sendall(b"GET /" + b"a" * 200000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert status(long_line) in (413, 414, 431, None)
except ConnectionError:
    pass
for junk in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\r\n\r\n\r\n", b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
             b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 100, b"POST /api/query HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"):
    s = connect()
    s.sendall(junk)
    s.shutdown(socket.SHUT_WR)
    ended(s)
for _ in range(50):
    s = connect()
    s.sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 50000\r\n\r\n" + b"some words " * 1000)
    s.close()
well()
PY
get 200 /api/stat
get 200 /metrics
out_has "wirecopy_http_connections 1"
out_has "wirecopy_http_requests_in_flight 1"
stop

it "as many slow requests as there are connections do not keep others out for the time they may take"
start --timeout 60 --connections 20
python3 - "${url#http://}" <<'PY' || bad "see above" "$(cat server.err)"
import socket, sys, time, urllib.error, urllib.request
host, port = sys.argv[1].rsplit(":", 1)
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))
slow = []
for _ in range(20):
    slow.append(socket.create_connection((host, int(port)), timeout=30))
    slow[-1].sendall(b"POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nab")
end = time.monotonic() + 45
while True:  # one connection too many is closed at once; try again
    try:
        assert urllib.request.urlopen("http://%s:%s/healthz" % (host, port), timeout=45).status == 200
        break
    except OSError:
        assert time.monotonic() < end, "kept out"
        time.sleep(.2)
PY
stop

it "another machine's address needs a token"
run 64 wirecopy serve idx --listen 0.0.0.0
err_has "--token-file"
run 64 wirecopy serve idx --listen 0.0.0.0 --token-file nowhere
echo short >token
run 64 wirecopy serve idx --listen 0.0.0.0 --token-file token
err_has "openssl rand"
run 64 wirecopy serve idx --port 65536
run 64 wirecopy serve idx --listen localhost:80
start
run 74 wirecopy serve idx --port "${url##*:}"
err_has "cannot listen"
stop
run 76 wirecopy serve nowhere

it "with a token nothing is answered without it"
(umask 077 && echo 0123456789abcdef0123 >token)
start --token-file token --no-text
get 401 /
header_has "WWW-Authenticate: Basic"
get 401 /api/stat -H "Authorization: Bearer 0123456789abcdef012"
get 401 /api/stat -H "Authorization: Bearer 0123456789abcdef01234"
get 401 /api/stat -u any:wrong
get 200 /api/stat -H "Authorization: Bearer 0123456789abcdef0123"
get 200 / -u any:0123456789abcdef0123
get 200 /healthz
get 200 /api/stat -u any:0123456789abcdef0123 -H "Host: news.example"
get 200 "/api/articles/mirror-1?text=1" -u any:0123456789abcdef0123
json '"text" not in rows[0]'
get 200 /api/stories/1 -u any:0123456789abcdef0123
json 'not any("text" in m for m in rows[0]["members"])'
stop
