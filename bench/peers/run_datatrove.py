"""datatrove: the three MinHash stages of its example with the defaults (5-grams, 14 buckets of 8)."""
import os
import shutil
import struct
import sys
import tempfile

import common
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader

LANGUAGES = {"ar": "arb_Arab", "en": "eng_Latn"}


def main():
    corpus, out = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with open(corpus, "rb") as f:
        language = LANGUAGES[common.loads(f.readline()).get("lang") or "en"]
    scratch = tempfile.mkdtemp(dir=os.path.dirname(out))
    folder, name = os.path.split(corpus)
    config = MinhashConfig()
    stages = [
        (1, [JsonlReader(folder, glob_pattern=name),
             MinhashDedupSignature(scratch + "/signatures", config=config, language=language)]),
        (config.num_buckets, [MinhashDedupBuckets(scratch + "/signatures", scratch + "/buckets", config=config)]),
        (1, [MinhashDedupCluster(scratch + "/buckets", scratch + "/clusters", config=config,
                                 save_cluster_id=True)]),
    ]
    for i, (tasks, pipeline) in enumerate(stages):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1,
                              logging_dir="%s/logs%d" % (scratch, i)).run()
    write_clusters(corpus, out, scratch + "/clusters/000000.clusters")
    shutil.rmtree(scratch)


def write_clusters(corpus, out, file):
    ids, _ = common.read(corpus)
    union, first = common.Union(len(ids)), {}
    if os.path.exists(file):
        with open(file, "rb") as f:
            for document, cluster in struct.iter_unpack("<II", f.read()):
                union.join(document, first.setdefault(cluster, document))
    common.write(out, ids, union)


if __name__ == "__main__":
    main()
