#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

answers() {
    { wirecopy export --json --with-text "$1" && wirecopy clusters --json "$1" && wirecopy pairs --json "$1" &&
        wirecopy show --json "$1" gazette-1 && wirecopy stat --batches --json "$1"; } >"$2" 2>err || bad "$1 does not answer"
}

# Several batches, a new version, a text that was removed with its twin left.
for line in $(seq 8); do
    sed -n "${line}p" "$corpus" >part.jsonl
    wirecopy add -q idx part.jsonl
done
sed -n 1p "$corpus" | sed 's/"id": *"[^"]*"/"id": "topsy-turvy"/' | sed 's/"text": *"/"text": "Zanzibarquux /' >secret.jsonl
wirecopy add -q idx secret.jsonl
sed -n 8p "$corpus" | sed 's/"text": *"/"text": "Updated. /' >update.jsonl
wirecopy add -q idx update.jsonl
wirecopy remove -q idx topsy-turvy
answers idx before

it "a compacted index says the same and is smaller"
run 0 wirecopy compact --json idx
json 'rows[0]["bytes_after"] < rows[0]["bytes_before"]'
err_has " before, "
answers idx after
same before after
run 0 wirecopy check -q idx
run 0 wirecopy stat --json idx
json 'rows[0]["segments"] <= 6'
[ "$(find . -maxdepth 1 -name 'idx*' | wc -l)" -eq 1 ] || bad "something was left: $(ls)"

it "nothing is left of what was removed"
wirecopy export --json idx >out
lacks out topsy-turvy
! grep -qa topsy-turvy idx/data.mdb || bad "the id is still in the file"

it "an old version is still known, and so is everything else"
run 0 wirecopy add --json idx "$corpus"
json 'rows[0]["indexed"] == 0 and rows[0]["unchanged"] == 8'
run 0 wirecopy add --json idx update.jsonl secret.jsonl
json 'rows[0]["unchanged"] == 1 and rows[0]["indexed"] == 1'
run 0 wirecopy check -q idx

it "again changes nothing"
answers idx before
run 0 wirecopy compact -q idx
run 0 wirecopy compact -q idx
err_empty
answers idx after
same before after

it "a reader goes on with what it opened"
mkfifo pipe
"$WIRECOPY" query --json idx - <pipe >reader.out 2>reader.err &
reader=$!
exec 9>pipe
sleep 0.3
run 0 wirecopy compact -q idx
head -1 "$corpus" >&9
exec 9>&-
wait $reader || bad "the reader failed: $(cat reader.err)"
[ -s reader.out ] || bad "the reader found nothing"

it "a writer keeps others from it"
"$WIRECOPY" add -q idx - <pipe 2>/dev/null &
writer=$!
exec 9>pipe
sleep 0.3
run 75 wirecopy compact idx
err_has "$writer"
exec 9>&-
wait $writer
[ ! -e idx.compacting ] || bad "something was left behind"

it "a link to an index stays a link"
ln -s idx link
run 0 wirecopy compact -q link
[ -L link ] || bad "it is none"
answers idx after
same before after

it "what a crash left behind is no hindrance"
cp -r idx idx.compacting
run 0 wirecopy compact -q idx
[ ! -e idx.compacting ] || bad "it is still there"

it "without texts, too"
wirecopy add -q --no-text sketches "$corpus"
wirecopy remove -q sketches post-1
wirecopy export --json sketches >before
wirecopy pairs --json sketches >>before
run 0 wirecopy compact -q sketches
wirecopy export --json sketches >after
wirecopy pairs --json sketches >>after
same before after
run 0 wirecopy check -q sketches

it "what is no index, or damaged, is left alone"
run 76 wirecopy compact nowhere
cp -r idx hurt
truncate -s 30000 hurt/data.mdb
run 78 wirecopy compact hurt
[ "$(wc -c <hurt/data.mdb)" -eq 30000 ] || bad "it was changed"

it "killed at any moment, there is the old index or the new one"
rm -rf kill
wirecopy add -q kill "$corpus"
answers kill before
for i in $(seq 30); do
    "$WIRECOPY" compact -q kill 2>/dev/null &
    compacting=$!
    sleep "0.0$((i % 10))"
    kill -9 $compacting 2>/dev/null
    wait $compacting 2>/dev/null
    answers kill after
    same before after
done
run 0 wirecopy check -q kill
run 0 wirecopy compact -q kill
[ "$(echo kill*)" = kill ] || bad "something was left: $(echo kill*)"

it "with writers and readers at the same time, nothing is lost and no reader fails"
rm -f stop
while [ ! -e stop ]; do
    wirecopy compact -q kill 2>/dev/null
done &
compacting=$!
for i in $(seq 10); do
    echo "{\"id\":\"z$i\",\"text\":\"number $i of the little texts that say nothing at all\"}" >little.jsonl
    for _ in $(seq 200); do
        wirecopy add -q kill little.jsonl 2>err && break
        grep -q "is being written" err || bad "adding failed"
    done
    run 0 wirecopy stat --json kill
    json "rows[0]['articles'] == 8 + $i"
done
touch stop
wait $compacting
run 0 wirecopy check -q kill
