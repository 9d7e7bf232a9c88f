#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "forgets an article"
run 0 wirecopy remove idx gazette-1
err_has "removed 1 of 1 articles"
run 1 wirecopy show idx gazette-1
run 0 wirecopy clusters --json idx
json 'rows[0]["size"] == 5 and "gazette-1" not in [m["id"] for m in rows[0]["members"]]'
run 0 wirecopy pairs --json idx
out_lacks gazette-1
run 0 wirecopy stat --json idx
json 'rows[0]["articles"] == 7 and rows[0]["removed"] == 1'

it "unknown ids exit 1, some known ones 0"
run 1 wirecopy remove idx nobody gazette-1
err_has "removed 0 of 2 articles"
run 0 wirecopy remove --json -q idx nobody herald-1
json 'rows == [{"asked": 2, "removed": 1}]'
err_has "no article with the id"
lines 1 err

it "ids that are not there are named, twenty of them and with -v all"
seq 30 >missing
run 1 wirecopy remove idx --from missing
[ "$(grep -c "no article with the id" err)" -eq 20 ] || bad "lines: $(wc -l <err)"
err_has "10 more ids that are not in the index; -v names them"
run 1 wirecopy remove -v idx --from missing
[ "$(grep -c "no article with the id" err)" -eq 30 ] || bad "lines with -v: $(wc -l <err)"

it "--from reads ids, one a line, from a file or standard input"
printf 'mirror-1\r\n\necho-1' >ids
run 0 wirecopy remove --json -q idx --from ids
json 'rows[0]["removed"] == 2'
run 0 wirecopy remove --json -q idx --from - <<<"post-1"
json 'rows[0]["removed"] == 1'
run 66 wirecopy remove idx --from nowhere
err_has "cannot open 'nowhere'"

it "the last copy gone, the cluster is gone"
run 0 wirecopy clusters --json idx
out_empty
run 0 wirecopy export --json idx
json '[r["id"] for r in rows] == ["reuters-1","courier-1","science-1"] and all(r["keep"] for r in rows)'

it "the original goes, the others stay together"
run 0 wirecopy add -q idx2 "$corpus"
run 0 wirecopy remove -q idx2 reuters-1
run 0 wirecopy clusters --json idx2
json 'len(rows) == 1 and rows[0]["original"] != "reuters-1" and {"gazette-1","herald-1"} <= {m["id"] for m in rows[0]["members"]}'

it "what was removed can be added again"
run 0 wirecopy add --json -q idx2 "$corpus"
json 'rows[0]["indexed"] == 1 and rows[0]["unchanged"] == 7'
run 0 wirecopy clusters --json idx2
json 'rows[0]["size"] == 6'
