#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# A file system of 2 MiB, where this may be mounted.
mkdir small
if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=2m tmpfs small 2>/dev/null; then
    it "a full disk"
    skip "a small file system can be mounted by root only"
    exit 0
fi
trap 'umount small; finish' EXIT

python3 - >many.jsonl <<'PY'
import json, random
random.seed(1)
for i in range(20000):
    print(json.dumps({"id": "n%d" % i, "text": " ".join("w%x" % random.getrandbits(24) for _ in range(60))}))
PY

it "a full disk ends an add with 74 and says so"
run 74 wirecopy add small/idx many.jsonl
grep -qi "space\|full" err || bad "the message does not say why"

it "and what was committed can still be read"
if [ -e small/idx ]; then
    wirecopy stat --json small/idx >out 2>err
    case $? in 0 | 76) ;; *) bad "exit code" ;; esac
fi

it "a full disk under the output of dedup exits 74"
rm -rf small/idx
run 74 wirecopy dedup -o small/out.jsonl --scratch . many.jsonl
