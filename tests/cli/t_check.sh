#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

# hurt BYTES: a copy of the index with the first such run of bytes changed in data.mdb
hurt() {
    rm -rf hurt
    cp -r idx hurt
    python3 - "$1" <<'PY' || bad "no '$1' in the index"
import sys
data = bytearray(open("hurt/data.mdb", "rb").read())
at = data.find(sys.argv[1].encode())
if at < 0:
    sys.exit(1)
while at >= 0:
    data[at] ^= 1
    at = data.find(sys.argv[1].encode())
open("hurt/data.mdb", "wb").write(data)
PY
}

it "a sound index passes"
run 0 wirecopy check idx
err_has "no problems: "
out_empty
run 0 wirecopy check -q idx
err_empty
run 0 wirecopy check --quick idx
err_has "0 texts"
run 0 wirecopy check --full --json idx
out_empty

it "--sample takes a part of the texts"
: >counts
for k in 1 2 3; do
    run 0 wirecopy check --sample $k/3 idx
    sed -n 's/.* \([0-9]*\) texts/\1/p' err >>counts
done
[ "$(awk '{ n += $1 } END { print n }' counts)" -eq 8 ] || bad "$(cat counts)"
run 64 wirecopy check --sample 0/3 idx
run 64 wirecopy check --sample 4/3 idx
run 64 wirecopy check --sample x idx
run 64 wirecopy check --quick --full idx

it "a changed title is found, with its article"
hurt gazette-1
run 78 wirecopy check hurt
out_has "articles, "
out_has "a record with a bad checksum"
err_has "index 'hurt' is damaged: "
err_has "restore a backup or run 'wirecopy repair'"
run 78 wirecopy check --quick hurt

it "--json has a line for each problem"
run 78 wirecopy check --json hurt
json 'len(rows) >= 1 and all(set(r) == {"database", "key", "what"} for r in rows)'
json 'rows[0]["database"] == "articles" and rows[0]["key"] == "2"'

it "a hundred problems are printed, the others counted"
python3 - >many.jsonl <<'PY'
import json
for i in range(300):
    print(json.dumps({"id": "many-%d" % i, "site": "a.example", "title": "Title many",
                      "text": "The %s word of this text is number %d of them all, and so on." % ("x" * (i + 1), i)}))
PY
run 0 wirecopy add -q many many.jsonl
cp -r idx kept
rm -rf idx
mv many idx
hurt "Title many"
rm -rf idx
mv kept idx
run 78 wirecopy check hurt
lines 100 out
err_has "200 more problems not shown"
err_has "index 'hurt' is damaged: 300 problems"
run 78 wirecopy check --limit 299 hurt
lines 299 out
err_has "1 more problem not shown"
run 78 wirecopy check -n 1 --json hurt
lines 1 out
run 78 wirecopy check --json hurt
lines 300 out
err_lacks "not shown"

it "a broken tree is found before LMDB walks it"
rm -rf hurt
cp -r idx hurt
python3 - <<'PY'
data = bytearray(open("hurt/data.mdb", "rb").read())
for page in range(2, len(data) // 4096):
    data[page * 4096 + 14] ^= 0x80
open("hurt/data.mdb", "wb").write(data)
PY
run 78 wirecopy check hurt
out_has "lmdb, page "

it "a file that is too short is reported, not a crash"
rm -rf hurt
cp -r idx hurt
truncate -s 20000 hurt/data.mdb
run 78 wirecopy check --json hurt
json 'rows[0]["database"] == "index" and "shorter" in rows[0]["what"]'

it "what is no index cannot be checked"
run 76 wirecopy check nowhere
mkdir junk
seq 10000 >junk/data.mdb
run 77 wirecopy check junk

it "a writer may work meanwhile"
mkfifo pipe
"$WIRECOPY" add -q idx - <pipe 2>/dev/null &
writer=$!
exec 9>pipe
sleep 0.2
run 0 wirecopy check idx
exec 9>&-
wait $writer
