#!/usr/bin/env bash
# An index that an earlier build wrote (tests/data/make-index) is read and written by this one.
. "$(dirname "$0")/lib.sh"
data=$root/tests/data
mkdir old
zstd -q -d "$data/index.mdb.zst" -o old/data.mdb

if [ "$(getconf PAGESIZE)" -ne 4096 ]; then
    it "an old index"
    skip "it was written on a machine with pages of 4096 bytes"
    exit 0
fi

it "it is sound"
run 0 wirecopy check --full old

it "it answers as it did"
"$data/answers" "$WIRECOPY" old >answers
same answers "$data/index.answers"

it "the same input is known, byte for byte: the hashes are the same"
tail -n +2 "$data/scripts.jsonl" >rest.jsonl
run 0 wirecopy add --json -q old rest.jsonl
json 'rows[0]["unchanged"] == 13 and rows[0]["indexed"] == 0'

it "a copy of an old text is found, and joins its cluster"
run 0 wirecopy query --json old --id reuters-1
json 'len(rows) >= 3'
run 0 wirecopy add -q old "$corpus"
"$WIRECOPY" export --json old >out
json '[r for r in rows if r["id"] == "herald-1"][0]["original"] == "reuters-1"'
