"""text-dedup: its MinHash program with its defaults (256 permutations, threshold .7), 5-grams. The
clusters are read from the union-find that --debug leaves."""
import os
import pickle
import shutil
import subprocess
import sys
import tempfile

import common

ids, _ = common.read(sys.argv[1])
scratch = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(sys.argv[2])))
env = dict(os.environ, HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
subprocess.run([sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", sys.argv[1],
                "--split", "train", "--column", "text", "--ngram", "5", "--batch_size", "10000",
                "--cache_dir", scratch + "/cache", "--output", scratch + "/out", "--debug",
                "--num_proc", str(os.cpu_count())], check=True, env=env, stdout=subprocess.DEVNULL)
with open(scratch + "/out/uf.pkl", "rb") as f:
    parent = pickle.load(f)
shutil.rmtree(scratch)
union = common.Union(len(ids))
for child, root in getattr(parent, "parent", parent).items():
    union.join(child, root)
common.write(sys.argv[2], ids, union)
