#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

answers() {
    { wirecopy export --json --with-text "$1" && wirecopy clusters --json "$1" && wirecopy pairs --json "$1"; } >"$2" 2>err ||
        bad "$1 does not answer"
}
answers idx sound

# hurt PYTHON: a copy of the index with its data.mdb, `data`, changed
hurt() {
    rm -rf hurt hurt.*
    cp -r idx hurt
    python3 - "$1" <<'PY' || bad "cannot change the index"
import sys
data = bytearray(open("hurt/data.mdb", "rb").read())
def change(word):
    at = data.find(word)
    if at < 0:
        sys.exit(1)
    while at >= 0:
        data[at] ^= 1
        at = data.find(word)
exec(sys.argv[1])
open("hurt/data.mdb", "wb").write(data)
PY
}

it "a sound index is left alone"
run 0 wirecopy repair idx
err_has "nothing is wrong with it"
run 0 wirecopy repair -q idx
err_empty
[ "$(echo idx*)" = idx ] || bad "$(echo idx*)"

it "an article whose record is broken is lost, and named; the others are saved"
hurt 'change(b"gazette-1")'
cp hurt/data.mdb before.mdb
run 0 wirecopy repair --json hurt
json '[r["lost"] for r in rows] == [2] and rows[0]["id"] is None and rows[0]["what"] == "its record is broken"'
err_has "saved 7 articles, lost 1"
err_has "the damaged index is now"
run 0 wirecopy check -q hurt
cmp -s before.mdb hurt.damaged-1/data.mdb || bad "the damaged index was not kept as it was"
wirecopy export --json hurt >out
json 'len(rows) == 7 and all(r["id"] != "gazette-1" for r in rows)'

it "adding the inputs again brings it back"
run 0 wirecopy add --json hurt "$corpus"
json 'rows[0]["indexed"] == 1 and rows[0]["unchanged"] == 7'
wirecopy export --json hurt | grep -o '"id":"[^"]*"' | sort >ids.after
grep -o '"id":"[^"]*","url"' sound | sed 's/,"url"//' | sort >ids.before
same ids.before ids.after

it "lists, pairs and clusters are derived anew: nothing is lost"
for what in meta0 meta1 metas; do
    case $what in
    meta0) hurt 'data[0:4096] = bytes(4096)' ;;
    meta1) hurt 'data[4096:8192] = bytes(4096)' ;;
    metas) hurt 'data[0:8192] = bytes(8192)' ;;
    esac
    run 0 wirecopy repair hurt
    out_empty
    answers hurt after
    same sound after
    run 0 wirecopy check -q hurt
done

it "whatever page is lost, what is left is sound and every loss is told"
pages=$(($(wc -c <idx/data.mdb) / 4096))
for page in $(seq 2 $((pages - 1))); do
    hurt "data[$page * 4096:$page * 4096 + 4096] = bytes(4096)"
    wirecopy check -q hurt 2>err && continue
    wirecopy repair --json hurt >out 2>err
    code=$?
    case $code in
    0) ;;
    78) has err "not one article is intact" && continue ;;
    *) bad "page $page: code $code" && continue ;;
    esac
    lost=$(wc -l <out)
    run 0 wirecopy check -q hurt
    wirecopy export --json hurt >out
    [ $((lost + $(wc -l <out))) -eq 8 ] || bad "page $page: lost $lost, left $(wc -l <out)"
done

it "what is no index is not repaired"
run 76 wirecopy repair nowhere
mkdir junk
seq 10000 >junk/data.mdb
wirecopy repair junk 2>err && bad "it was"
[ "$(seq 10000 | cksum)" = "$(cksum <junk/data.mdb)" ] || bad "it was changed"
[ "$(echo junk*)" = junk ] || bad "$(echo junk*)"

it "a writer keeps others from it"
mkfifo pipe
"$WIRECOPY" add -q idx - <pipe 2>/dev/null &
writer=$!
exec 9>pipe
sleep 0.3
run 75 wirecopy repair idx
exec 9>&-
wait $writer
