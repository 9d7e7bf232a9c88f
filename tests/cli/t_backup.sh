#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

# answers INDEX FILE: what the index says
answers() {
    { wirecopy export --json --with-text "$1" && wirecopy clusters --json "$1" && wirecopy pairs --json "$1" &&
        wirecopy show --json "$1" gazette-1 && wirecopy stat --batches --json "$1"; } >"$2" 2>err || bad "$1 does not answer"
}
answers idx before

it "a backup is an index that says the same"
run 0 wirecopy backup idx copy
out_empty
err_empty
answers copy after
same before after
run 0 wirecopy check -q copy
run 0 wirecopy add -q copy "$corpus"

it "nothing is overwritten"
run 64 wirecopy backup idx copy
err_has "exists already"
: >file
run 64 wirecopy backup idx file
run 74 wirecopy backup idx no/such/folder
run 76 wirecopy backup nowhere other
[ ! -e other ] && [ ! -e other.partial ] || bad "something was left behind"

it "a damaged index gives no backup"
cp -r idx hurt
python3 - <<'PY'
data = bytearray(open("hurt/data.mdb", "rb").read())
at = data.find(b"gazette-1")
while at >= 0:
    data[at] ^= 1
    at = data.find(b"gazette-1")
open("hurt/data.mdb", "wb").write(data)
PY
run 78 wirecopy backup hurt copy2
err_has "index 'hurt' is damaged, so no backup was made"
[ ! -e copy2 ] && [ ! -e copy2.partial ] || bad "something was left behind"

it "a backup is made while a writer writes"
mkfifo pipe
"$WIRECOPY" add -q idx - <pipe 2>/dev/null &
writer=$!
exec 9>pipe
printf '{"id":"w1","text":"one two three four five six seven"}\n' >&9
sleep 0.2
run 0 wirecopy backup idx during
exec 9>&-
wait $writer
answers during after
same before after

it "what a crash left behind is no hindrance"
mkdir later.partial
echo x >later.partial/data.mdb
run 0 wirecopy backup idx later
[ ! -e later.partial ] || bad "it is still there"
run 0 wirecopy check -q later
