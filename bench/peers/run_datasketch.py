"""datasketch: MinHashLSH as in its documentation (threshold .5, 128 permutations), batch updates."""
import sys

import common
from datasketch import MinHash, MinHashLSH

ids, texts = common.read(sys.argv[1])
lsh = MinHashLSH(threshold=0.5, num_perm=128)
sketches = MinHash.generator(([s.encode() for s in common.shingles(t)] for t in texts), num_perm=128)
union = common.Union(len(ids))
for i, sketch in enumerate(sketches):
    for m in lsh.query(sketch):
        union.join(i, m)
    lsh.insert(i, sketch)
common.write(sys.argv[2], ids, union)
