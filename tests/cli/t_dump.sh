#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index
sed -n 8p "$corpus" | sed 's/"text": *"/"text": "Updated. /' >update.jsonl
wirecopy add -q idx update.jsonl
wirecopy remove -q idx post-1

answers() {
    { wirecopy export --json --with-text "$1" && wirecopy clusters --json "$1" && wirecopy pairs --json "$1" &&
        wirecopy show --json "$1" gazette-1 && wirecopy stat --batches --json "$1"; } >"$2" 2>err || bad "$1 does not answer"
}
answers idx before

it "a loaded dump is an index that says the same"
run 0 wirecopy dump idx
err_empty
cp out idx.dump
run 0 wirecopy load idx2 idx.dump
out_empty
answers idx2 after
same before after
run 0 wirecopy check -q idx2
run 0 wirecopy dump idx2
same out idx.dump

it "credits and sources go along"
run 0 wirecopy add -q credits "$root/demo/syndication.jsonl"
run 0 wirecopy dump -o credits.dump credits
has credits.dump '{"credit":'
run 0 wirecopy load credits2 credits.dump
for name in credits credits2; do
    for id in gazette-ferry reader-ferry week-roundup; do
        wirecopy show --json --why $name $id
    done >$name.shown 2>&1
done
has credits.shown '"credits":[{'
same credits.shown credits2.shown
run 0 wirecopy compact -q credits2
run 0 wirecopy dump credits2
grep -v '"end":' out >after
grep -v '"end":' credits.dump >before.dump
same before.dump after

it "it is an index like any other"
run 0 wirecopy add --json idx2 "$corpus"
json 'rows[0]["indexed"] == 1 and rows[0]["unchanged"] == 7'
run 0 wirecopy check -q idx2

it "a dump is lines of JSON"
cp idx.dump out
json 'rows[0]["wirecopy_dump"] == 1 and rows[-1]["lines"] == len(rows) - 1'
json 'sum("article" in r and "id" in r for r in rows) == rows[-1]["articles"] == 8'
out_lacks post-1

it "by files and pipes, compressed and not"
run 0 wirecopy dump idx -o idx.dump.zst
run 0 wirecopy load idx3 idx.dump.zst
answers idx3 after
same before after
run 0 wirecopy dump idx -o idx.dump.gz
gzip -dc idx.dump.gz | wirecopy load idx4 2>err || bad "code $?"
answers idx4 after
same before after

it "a dump that was cut is refused"
n=$(wc -l <idx.dump)
for keep in 0 1 2 $((n / 2)) $((n - 1)); do
    head -n "$keep" idx.dump >cut.dump
    run 65 wirecopy load cut cut.dump
    err_has cut.dump
    [ ! -e cut ] && [ ! -e cut.loading ] || bad "something was left behind"
done
head -c -1 idx.dump >cut.dump
run 65 wirecopy load cut cut.dump
head -c 500 idx.dump.zst >cut.dump
run 65 wirecopy load cut cut.dump

it "a dump that was changed is refused"
sed 's/Eastmere/Westmere/' idx.dump >changed.dump
run 65 wirecopy load changed changed.dump
err_has "has been changed"
sed '10d' idx.dump >changed.dump
run 65 wirecopy load changed changed.dump
sed '1s/"wirecopy_dump":1/"wirecopy_dump":2/' idx.dump >changed.dump
run 77 wirecopy load changed changed.dump
run 65 wirecopy load changed "$corpus"
err_has "not a dump of wirecopy"
[ ! -e changed ] || bad "an index was made"

it "nothing is overwritten"
run 64 wirecopy load idx idx.dump
run 66 wirecopy load new nowhere.dump
run 76 wirecopy dump nowhere
[ ! -e new ] || bad "an index was made"

it "without texts, too"
wirecopy add -q --no-text sketches "$corpus"
wirecopy dump sketches >s.dump
run 0 wirecopy load sketches2 s.dump
answers sketches before
answers sketches2 after
same before after
run 0 wirecopy check -q sketches2
