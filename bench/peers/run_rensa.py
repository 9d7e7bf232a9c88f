"""rensa: R-MinHash with its deduplicator, as in "Keep unique documents" of its README (threshold .8,
128 permutations, LSH), then the kept article that each dropped one matched."""
import sys

import common
from rensa import RMinHash, RMinHashDeduplicator

ids, texts = common.read(sys.argv[1])
sketches = RMinHash.from_token_sets([list(common.shingles(t)) for t in texts], num_perm=128, seed=42)
dedup = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
keys = [str(i) for i in range(len(ids))]
kept = dedup.add_pairs(zip(keys, sketches))
union = common.Union(len(ids))
for i, matches in enumerate(dedup.get_duplicate_sets(sketches)):
    if not kept[i]:
        for m in matches:
            union.join(i, int(m))
common.write(sys.argv[2], ids, union)
