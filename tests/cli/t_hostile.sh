#!/usr/bin/env bash
# Names, ids and texts made by somebody who means harm.
. "$(dirname "$0")/lib.sh"

it "names in archives are labels: nothing is written outside"
python3 - <<'PY'
import io, tarfile, zipfile
page = b"The ferry between the island and the mainland sails again this winter, the county said on Monday, after a year without."
with tarfile.open("evil.tar", "w") as t:
    for name in "../../escaped.txt", "/tmp/wirecopy-escaped.txt", "a/../../b.txt":
        info = tarfile.TarInfo(name)
        info.size = len(page)
        t.addfile(info, io.BytesIO(page))
    link = tarfile.TarInfo("link.html")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    t.addfile(link)
with zipfile.ZipFile("evil.zip", "w") as z:
    z.writestr("../../escaped.txt", page)
PY
mkdir -p deep/er
mv evil.tar evil.zip deep/er
(cd deep/er && wirecopy extract --json evil.tar evil.zip) >out 2>err
code=$?
[ $code -eq 0 ] || [ $code -eq 2 ] || bad "exit code $code"
out_has "../../escaped.txt"
out_lacks "root:"
find . -name '*escaped*' | grep -q . && bad "a file was written"
[ ! -e /tmp/wirecopy-escaped.txt ] || bad "a file was written to /tmp"

it "ids with newlines, escapes and formulas are kept, and cannot forge lines"
python3 - >evil.jsonl <<'PY'
import json
text = "the ferry between the island and the mainland will sail through the winter for the first time in thirty years the county said on monday after the company found a second crew"
for id in "one\ntwo", "\x1b[31mred", "=1+1", "-x", "a\tb", "\u202egnp", "x" * 3000:
    print(json.dumps({"id": id, "title": id, "site": id[:20] + ".example", "text": text}))
PY
run 0 wirecopy add -q evil evil.jsonl
run 0 wirecopy export --json evil
lines 7 out
json 'sorted(r["id"] for r in rows) == sorted(["one\ntwo", "\x1b[31mred", "=1+1", "-x", "a\tb", "\u202egnp", "x" * 3000])'
for command in export clusters pairs "show one" "flows"; do
    # shellcheck disable=SC2086 # words
    wirecopy $command --color always evil >out 2>err </dev/null
    ! grep -q "$(printf '\033\[31mred')" out || bad "$command prints an escape of an id"
    ! grep -q '^two' out || bad "$command lets an id begin a line"
done

it "such ids can be asked for and removed"
run 0 wirecopy show --json evil "$(printf 'one\ntwo')"
run 0 wirecopy remove --json -q evil -- "$(printf 'one\ntwo')" "-x" "=1+1"
json 'rows[0]["removed"] == 3'
run 0 wirecopy check --full evil

it "a table for a spreadsheet holds no formulas"
run 0 wirecopy flows --help
if grep -q csv out; then
    run 0 wirecopy flows --format csv evil
    ! grep -qE '(^|,)"?[=+@-][^0-9]' out || bad "a formula: $(grep -E '(^|,)"?[=+@-]' out | head -2)"
else
    skip "there is no CSV output"
fi

it "a thousand articles that share every shingle with a victim cost no more than other copies"
python3 - >flood.jsonl <<'PY'
import json
words = ["w%d" % i for i in range(200)]
print(json.dumps({"id": "victim", "site": "v.example", "text": " ".join(words)}))
for i in range(1000):
    print(json.dumps({"id": "f%d" % i, "site": "s%d.example" % i, "text": " ".join(words + ["own%d" % i])}))
print(json.dumps({"id": "late", "site": "late.example", "text": " ".join(words)}))
PY
run 0 timeout 120 "$WIRECOPY" add -q flood flood.jsonl
run 0 wirecopy show --json flood late
json 'rows[0]["original"] == "victim" or rows[0]["cluster"]'
run 0 wirecopy check --full flood

it "the seed of an index changes its hashes, and nothing that is answered"
run 0 wirecopy add -q --seed 12345 seeded "$corpus"
make_index
for command in export clusters pairs; do
    wirecopy $command --json idx >plain.$command
    wirecopy $command --json seeded >seeded.$command
    same plain.$command seeded.$command
done
run 0 wirecopy query --json seeded --id reuters-1
run 64 wirecopy add -q --seed 99 seeded "$corpus"
