"""gaoya: MinHashStringIndex as its documentation builds it (32 bits, threshold .5, 42 bands of 3), word
5-grams, both bulk functions, which use all cores."""
import sys

import common
import gaoya

ids, texts = common.read(sys.argv[1])
index = gaoya.minhash.MinHashStringIndex(32, 0.5, 42, 3, None, "word", True, (5, 5))
index.par_bulk_insert_docs(list(range(len(texts))), texts)
union = common.Union(len(ids))
for i, matches in enumerate(index.par_bulk_query(texts)):
    for m in matches:
        union.join(i, m)
common.write(sys.argv[2], ids, union)
