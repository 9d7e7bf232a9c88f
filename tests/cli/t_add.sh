#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

it "makes an index and says what it did, on standard error"
run 0 wirecopy add idx "$corpus"
out_empty
err_has "indexed 8, unchanged 0, skipped 0 of 8 records (1 identical to others, "

it "adding the same input again changes nothing"
wirecopy export --json idx >before
run 0 wirecopy add idx "$corpus"
err_has "indexed 0, unchanged 8, skipped 0 of 8 records"
wirecopy export --json idx >after
same before after

it "--json prints the counts on standard output"
run 0 wirecopy add --json -q idx "$corpus"
err_empty
json 'len(rows) == 1 and rows[0]["read"] == 8 and rows[0]["unchanged"] == 8 and rows[0]["indexed"] == 0'

it "-q prints nothing when all is well"
run 0 wirecopy add -q idx2 "$corpus"
out_empty
err_empty

it "a known id with another content becomes its new version"
sed -n 's/almost nine years/exactly nine years/; 1p' "$corpus" >changed.jsonl
run 0 wirecopy add --json -q idx2 changed.jsonl
json 'rows[0]["indexed"] == 1 and rows[0]["updated"] == 1'
run 0 wirecopy show --json --text idx2 reuters-1
json 'rows[0]["version"] == 2 and "exactly nine years" in rows[0]["text"]'
run 0 wirecopy stat --json idx2
json 'rows[0]["articles"] == 8'

it "an id that comes again within a batch names the record that is kept, and its file"
printf '{"id":"1","text":"%s"}\n' "a first text of some words" "a second text of some words" >one.jsonl
printf '{"id":"1","text":"%s"}\n' "a third text of some words" >two.jsonl
run 2 wirecopy add idx6 one.jsonl two.jsonl
err_has "one.jsonl, record 1: repeated id (record 2 has the same id and is kept)"
err_has "one.jsonl, record 2: repeated id (record 1 of 'two.jsonl' has the same id and is kept)"

it "in two batches gives the same clusters as in one"
head -4 "$corpus" >first.jsonl
tail -4 "$corpus" >second.jsonl
run 0 wirecopy add -q idx3 first.jsonl
run 0 wirecopy add -q idx3 second.jsonl
run 0 wirecopy clusters --json idx3
mv out two
run 0 wirecopy clusters --json idx
same out two

it "the order of options does not matter and -j takes its number directly"
run 0 wirecopy add idx4 "$corpus" -qj1
err_empty

it "a parameter that the index does not have is refused"
run 64 wirecopy add --shingle 7 idx "$corpus"
err_has "the index was made with '--shingle 5'"
run 0 wirecopy add --shingle 5 -q idx "$corpus"

it "--no-text keeps no text; similarities are estimates"
run 0 wirecopy add -q --no-text idx5 "$corpus"
run 0 wirecopy show --json --text idx5 reuters-1
json 'rows[0]["text"] == "" and all(r["estimated"] for r in rows[0]["relations"])'
run 0 wirecopy query --json idx5 --id reuters-1
json 'len(rows) > 0 and rows[0]["query"] == "reuters-1"'
run 64 wirecopy diff idx5 reuters-1 gazette-1
err_has "keeps no texts"

it "a file in the place of the index is told apart, and left alone"
head -1 "$corpus" >file.jsonl
for command in "add file.jsonl idx" "stat file.jsonl" "remove file.jsonl a"; do
    # shellcheck disable=SC2086 # words
    run 76 wirecopy $command
    err_has "'file.jsonl' is a file, not the folder of an index; the index is named first"
done
lines 1 file.jsonl

it "a folder that is no index is not turned into one"
mkdir -p photos && : >photos/cat.jpg
wirecopy add -q photos "$corpus" >out 2>err && bad "it was accepted"
[ "$(ls photos)" = cat.jpg ] || bad "files were left in it: $(ls photos)"
err_has "photos"
