#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# A few hundred articles, made of sentences that come again in others.
python3 - >many.jsonl <<'PY'
import json, random
random.seed(7)
words = [a + b for a in "ba de fi go ku la mo ne pi ro su ta".split() for b in "rn lt st nd mp x".split()]
sentence = lambda: " ".join(random.choice(words) for _ in range(random.randint(8, 16)))
pool = [sentence() for _ in range(400)]
for i in range(600):
    own = [sentence() for _ in range(5)]
    shared = random.sample(pool, random.randint(0, 8))
    text = ". ".join(own + shared if random.random() < .7 else shared * 2 + own[:1])
    print(json.dumps({"id": "n%d" % i, "site": "s%d.example" % (i % 17), "published": "2024-01-%02d" % (1 + i % 28), "text": text}))
    if i % 5 == 0:
        print(json.dumps({"id": "c%d" % i, "site": "t.example", "published": "2024-02-01", "text": text.replace("barn", "barns")}))
PY

it "one thread and two give the same bytes"
run 0 wirecopy add -q -j1 one many.jsonl
run 0 wirecopy add -q -j2 two many.jsonl
for command in export clusters pairs; do
    wirecopy $command --json one >one.$command
    wirecopy $command --json two >two.$command
    same one.$command two.$command
    [ -s one.$command ] || bad "$command prints nothing"
done

it "more threads than can read the index at a time are as many as can"
if nm "$WIRECOPY" | grep -q ' __tsan_init'; then
    skip "ThreadSanitizer stands still with more than 256 threads, in its own locks"
else
    run 0 wirecopy add -q -j 5000 crowd many.jsonl
    wirecopy export --json crowd >crowd.export
    same one.export crowd.export
fi

it "a small memory gives the same bytes"
run 0 wirecopy add -q -j2 --memory 16M small many.jsonl
for command in export clusters pairs; do
    wirecopy $command --json small >small.$command
    same one.$command small.$command
done

it "the same again, from a compressed file"
gzip -k many.jsonl
run 0 wirecopy add -q packed many.jsonl.gz
for command in export clusters pairs; do
    wirecopy $command --json packed >packed.$command
    same one.$command packed.$command
done

it "dedup with one thread and two gives the same bytes"
run 0 wirecopy dedup -q -j1 -o d1.jsonl --removed r1.jsonl --clusters c1.jsonl many.jsonl
run 0 wirecopy dedup -q -j2 -o d2.jsonl --removed r2.jsonl --clusters c2.jsonl many.jsonl
same d1.jsonl d2.jsonl
same r1.jsonl r2.jsonl
same c1.jsonl c2.jsonl
