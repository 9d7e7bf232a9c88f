"""incrededup: its program on a SQLite database, with its defaults (16 bands of 8, threshold .8)."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid

import common

PROGRAM = os.path.join(os.path.dirname(sys.prefix), "incrededup", "bin", "incrededup")  # beside the venv


def load(path, texts):
    """Its documentation's schema; it wants UUIDs, so the n-th article gets the number n."""
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE documents (id TEXT PRIMARY KEY, content TEXT NOT NULL, "
               "content_len INTEGER NOT NULL, filename TEXT, is_parent INTEGER)")
    db.execute("CREATE TABLE dupes (child_id TEXT PRIMARY KEY, parent_id TEXT NOT NULL, jaccard_similarity "
               "REAL NOT NULL, size_difference INTEGER NOT NULL, size_difference_pct REAL NOT NULL)")
    db.executemany("INSERT INTO documents (id, content, content_len) VALUES (?, ?, ?)",
                   ((str(uuid.UUID(int=i)), t, len(t)) for i, t in enumerate(texts)))
    db.commit()
    db.close()


def main():
    ids, texts = common.read(sys.argv[1])
    scratch = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(sys.argv[2])))
    path = scratch + "/corpus.sqlite"
    load(path, texts)
    subprocess.run([PROGRAM, "--sqlite", path, "--data-dir", scratch + "/data"], check=True,
                   stdout=subprocess.DEVNULL)
    union = common.Union(len(ids))
    for child, parent in sqlite3.connect(path).execute("SELECT child_id, parent_id FROM dupes"):
        union.join(uuid.UUID(child).int, uuid.UUID(parent).int)
    common.write(sys.argv[2], ids, union)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
