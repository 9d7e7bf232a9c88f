#!/usr/bin/env bash
# Indexes of all formats that were ever written (tests/data/make-index) are read and written by this
# build.
. "$(dirname "$0")/lib.sh"
data=$root/tests/data

if [ "$(getconf PAGESIZE)" -ne 4096 ]; then
    it "old indexes"
    skip "they were written on a machine with pages of 4096 bytes"
    exit 0
fi

newest=0

it "what format this build writes"
run 0 wirecopy add -q today "$corpus"
run 0 wirecopy stat --json today
written=$(sed 's/.*"format":\([0-9]*\).*/\1/' out)

for packed in "$data"/index-*.mdb.zst; do
    format=${packed##*/index-} format=${format%.mdb.zst}
    old=old-$format newest=$format
    mkdir "$old"
    zstd -q -d "$packed" -o "$old/data.mdb"

    it "format $format: it is sound"
    run 0 wirecopy check --full "$old"
    run 0 wirecopy stat --json "$old"
    json "rows[0]['format'] == $format"

    it "format $format: it answers as it did"
    "$data/answers" "$WIRECOPY" "$old" >answers
    same answers "$data/index-$format.answers"

    it "format $format: the same input is known, byte for byte: the hashes are the same"
    tail -n +2 "$data/scripts.jsonl" >rest.jsonl
    run 0 wirecopy add --json -q "$old" rest.jsonl
    json 'rows[0]["unchanged"] == 13 and rows[0]["indexed"] == 0'

    it "format $format: a copy of an old text is found, and joins its cluster"
    run 0 wirecopy query --json "$old" --id reuters-1
    json 'len(rows) >= 3'
    run 0 wirecopy add -q "$old" "$corpus"
    "$WIRECOPY" export --json "$old" >out
    json '[r for r in rows if r["id"] == "herald-1"][0]["original"] == "reuters-1"'

    it "format $format: what is written to it makes it one of today"
    run 0 wirecopy check --full "$old"
    run 0 wirecopy stat --json "$old"
    json "rows[0]['format'] == $written"
    run 0 wirecopy compact -q "$old"
    run 0 wirecopy check --full "$old"
done

it "today's format is among them"
[ "$newest" -eq "$written" ] || bad "no index of format $written in tests/data; make old-index"
