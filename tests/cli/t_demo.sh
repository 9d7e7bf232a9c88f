#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# The demo in a build folder of its own that borrows this program.
mkdir build
cp "$WIRECOPY" build/wirecopy

it "the demo runs to its end without a network"
DEMO_SMALL=1 run 0 "$root/tools/demo" build
err_lacks "rror"
out_has "$ wirecopy clusters idx --members"
out_has "$ wirecopy diff idx gazette-ferry ledger-ferry"

it "it ends by writing the report and saying where to open it"
tail -1 out >last
has last "file://$PWD/build/demo/report.html"
[ -s build/demo/report.html ] || bad "no report"

cd build/demo || exit 1
it "its sample pages: the copies are found, and only those"
run 0 wirecopy clusters --json idx
json '{"gazette-ferry","reader-ferry","post-ferry","ledger-ferry","brief-ferry","weekly-ferry"} == {m["id"] for c in rows if c["original"] == "gazette-ferry" for m in c["members"]}'
json '{"courier-dam","post-dam","reader-dam"} == {m["id"] for c in rows if c["original"] == "courier-dam" for m in c["members"]}'
# The round-up, another newsroom's report of the event, and an unrelated piece.
for id in post-week herald-ferry ledger-bread; do
    out_lacks "\"$id\""
done

it "the reader's letter is known, an unwritten text is not"
run 0 wirecopy query --json idx letter.txt
json 'any(r["id"] == "gazette-ferry" for r in rows)'
