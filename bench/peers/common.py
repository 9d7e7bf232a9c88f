"""What the drivers of other programs share: reading, shingles, clusters from matches.

Every driver is called as `run_NAME.py CORPUS.jsonl CLUSTERS.jsonl`, does the whole way from the file
to clusters with the peer's own functions, and fills in Python only what the peer leaves to its user.
"""
import json
import re

try:
    import orjson
    loads = orjson.loads
except ImportError:
    loads = json.loads

WORD = re.compile(r"\w+")


def read(path):
    """Ids and texts of a JSON Lines file."""
    ids, texts = [], []
    with open(path, "rb") as f:
        for line in f:
            d = loads(line)
            ids.append(d["id"])
            texts.append(d["text"])
    return ids, texts


def shingles(text, n=5):
    words = WORD.findall(text.lower())
    return {" ".join(words[i:i + n]) for i in range(max(1, len(words) - n + 1))}


class Union:
    """Connected components of matches, which is how these libraries' users make clusters."""

    def __init__(self, n):
        self.parent = list(range(n))

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        if a != b:
            self.parent[max(a, b)] = min(a, b)


def write(path, ids, union):
    groups = {}
    for i in range(len(ids)):
        groups.setdefault(union.find(i), []).append(ids[i])
    with open(path, "w", encoding="utf-8") as f:
        for k, members in groups.items():
            if len(members) > 1:
                f.write(json.dumps({"cluster": k, "members": members}, ensure_ascii=False) + "\n")
