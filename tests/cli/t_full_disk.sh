#!/usr/bin/env bash
# Every command on a file system of 16 MiB that is full.
. "$(dirname "$0")/lib.sh"

mkdir small
if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=16m tmpfs small 2>/dev/null; then
    it "every command on a full file system"
    skip "a small file system can be mounted by root only"
    exit 0
fi
trap 'umount small; finish' EXIT

python3 - <<'PY'
import json, random
random.seed(1)
word = lambda: "w%x" % random.getrandbits(24)
for name, count in ("some", 400), ("many", 12000):
    with open(name + ".jsonl", "w") as f:
        text = ""
        for i in range(count):
            if i % 4 != 3:
                text = " ".join(word() for _ in range(90))
            f.write(json.dumps({"id": "%s%d" % (name, i), "site": "s%d.example" % (i % 7), "text": text + " " + word()}) + "\n")
PY

wirecopy add -q oracle some.jsonl || bad "cannot make the oracle"
cp -r oracle small/idx

# state INDEX FILE: what the listings say of it
state() {
    for command in export clusters pairs; do
        wirecopy $command --json "$1" || echo "$command failed"
    done >"$2" 2>&1
}
state oracle before

# fill: not a byte is left; the commands that read need none
fill() { cat /dev/zero >small/ballast 2>/dev/null; }

# says: exit code 74 and a message that names the place and the cause
says() {
    err_has "$1"
    grep -qi "space\|disk full" err || bad "the message does not say why: $(cat err)"
}

fill
for command in "stat" "export" "clusters" "pairs" "show some1" "query --id some2" "diff some2 some3"; do
    # shellcheck disable=SC2086 # words
    set -- $command
    it "$1 works on a full disk"
    name=$1
    shift
    run 0 wirecopy "$name" --json small/idx "$@"
done

it "extract works on a full disk, and cannot write there"
run 0 wirecopy extract --json some.jsonl
wirecopy extract --json some.jsonl >small/ballast2 2>err
[ $? -eq 74 ] || bad "exit code"
says "standard output"
rm -f small/ballast2

it "add ends with 74, and the index stays as it was"
run 74 wirecopy add -q small/idx many.jsonl
says small/idx
state small/idx after
same before after

it "remove ends with 74, and the index stays as it was"
seq -f some%g 0 399 >ids
run 74 wirecopy remove -q small/idx --from ids
says small/idx
state small/idx after
same before after

it "add of a new index ends with 74 and leaves none behind"
run 74 wirecopy add -q small/new some.jsonl
says small/new
run 76 wirecopy stat small/new

it "dedup ends with 74 and leaves no output"
run 74 wirecopy dedup -q -o small/out.jsonl --scratch . some.jsonl
says small/out.jsonl
[ ! -e small/out.jsonl ] || bad "there is an output"
run 74 wirecopy dedup -q -o out.jsonl --scratch small some.jsonl
says small
[ ! -e out.jsonl ] || bad "there is an output"

it "with space again, the same commands succeed"
rm small/ballast
run 0 wirecopy remove -q small/idx --from ids
run 0 wirecopy add -q small/idx some.jsonl
run 0 wirecopy add -q small/new some.jsonl
state small/new after
same before after

it "a disk that fills up on the way: whole batches, and the rest with space again"
rm -rf small/idx small/new
head -c 10M /dev/zero >small/ballast
run 74 wirecopy add -q --memory 4M small/idx many.jsonl
says small/idx
run 0 wirecopy stat --json small/idx
json '0 < rows[0]["articles"] < 12000'
cp -r small/idx grown
run 0 wirecopy add -q --memory 4M grown many.jsonl
run 0 wirecopy add -q --memory 4M undisturbed many.jsonl
state grown grown.state
state undisturbed undisturbed.state
same grown.state undisturbed.state
