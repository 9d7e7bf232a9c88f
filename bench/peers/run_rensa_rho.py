"""rensa's fastest pipeline, the one of its benchmark: rho sketches, 128 slots, 8 bands, threshold .8.
It only says which rows have a duplicate, so no clusters are written."""
import sys

import common
from rensa import RMinHash, RMinHashLSH

ids, texts = common.read(sys.argv[1])
matrix = RMinHash.digest_matrix_from_token_sets_rho([list(common.shingles(t)) for t in texts],
                                                    num_perm=128, seed=42)
flags = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=8).query_duplicate_flags_matrix_one_shot(matrix)
open(sys.argv[2], "w", encoding="utf-8").close()
print(sum(flags), "flagged", file=sys.stderr)
