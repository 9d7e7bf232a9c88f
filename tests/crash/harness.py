"""What the crash tests share: a corpus that is indexed in many small batches, the state of an index
as text, and counting in TAP.

A crash test compares an index that lived through something with an oracle: the same commands on
another index, undisturbed. Everything is drawn from SEED, so a failure comes again.
"""
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
PROGRAM = os.environ.get("WIRECOPY", BUILD + "/wirecopy")
FAULTS = BUILD + "/crash/faults.so"
SEED = int(os.environ.get("SEED", "1"))
DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "demo", "syndication.jsonl")
CHUNK = 512 << 10  # bytes after which the reader hands over a chunk (src/input/chunk.h)
LIMIT = 60  # seconds after which a command hangs

DOCUMENTED = {0, 1, 2, 64, 65, 66, 70, 74, 75, 76, 77, 78, 130, 141, 143}


# ------------------------------------------------------------------ TAP

class Tap:
    def __init__(self):
        self.number = 0
        self.bad = 0

    def test(self, name, problems):
        """One test: it passes when there are no problems."""
        self.number += 1
        self.bad += bool(problems)
        print("%sok %d - %s" % ("not " if problems else "", self.number, name))
        for line in problems[:20]:
            print("# " + line[:600].replace("\n", "\n#   "))
        if len(problems) > 20:
            print("# and %d more" % (len(problems) - 20))
        sys.stdout.flush()

    def skip(self, name, why):
        self.number += 1
        print("ok %d # SKIP %s: %s" % (self.number, name, why))

    def finish(self):
        """Says loudly when only what the listings show could be compared."""
        if not HAS_CHECK:
            self.skip("check --full after each of these", "this wirecopy has no 'check'")
        print("1..%d" % self.number)
        sys.exit(1 if self.bad else 0)


# ------------------------------------------------------------------ running

def work_folder():
    """In memory where that is possible: the moment of a kill does not depend on a disk."""
    parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return tempfile.mkdtemp(prefix="wirecopy-crash-", dir=os.environ.get("CRASH_TMP", parent))


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return "exit code %d, %s" % (self.code, self.err.decode(errors="replace").strip()[-300:])


def run(*args, env=None, stdin=None, program=None):
    """Runs the program; a signal is a negative code, a hang -999."""
    p = subprocess.Popen([program or PROGRAM, *args], stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         env={**os.environ, **env} if env else None)
    try:
        out, err = p.communicate(stdin, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        p.kill()
        out, err = p.communicate()
        return Result(-999, out, err)
    return Result(p.returncode, out, err)


def must(*args, codes=(0,)):
    r = run(*args)
    if r.code not in codes:
        raise RuntimeError("%s: %s" % (" ".join(args), r))
    return r


def faults(calls, at, what, lasting=False, count=None, own=False):
    """The variables of tests/crash/faults.c; with `own` and "alloc" those of alloc_faults.c."""
    env = {"FAULTS_CALLS": calls, "FAULTS_AT": str(at), "FAULTS_DO": what}
    if lasting:
        env["FAULTS_LASTING"] = "1"
    if count:
        env["FAULTS_COUNT"] = count
    if not own or calls != "alloc":
        env["LD_PRELOAD"] = FAULTS
    return env


def has_command(name):
    return run("help", name).code == 0


HAS_CHECK = has_command("check")


def copy_index(source, target):
    shutil.rmtree(target, ignore_errors=True)
    if source:
        shutil.copytree(source, target)


# ------------------------------------------------------------------ states

NOTHING = "no index"
EMPTY = hashlib.sha256(b"--\n" * 3).hexdigest()  # made, but no batch yet


def state(index):
    """All that the listings say of an index, as a digest; NOTHING when there is no index yet."""
    h = hashlib.sha256()
    for command in (["export", "--with-text"], ["clusters"], ["pairs"]):
        r = run(command[0], "--json", *command[1:], index)
        if r.code == 76 and command[0] == "export":
            return NOTHING
        if r.code != 0:
            return "%s: %s" % (command[0], r)
        h.update(r.out)
        h.update(b"--\n")
    if HAS_CHECK:
        r = run("check", "--full", index)
        if r.code != 0:
            return "check: %s\n%s" % (r, r.out.decode(errors="replace")[-300:])
    return h.hexdigest()


def export_ids(index):
    """The articles of an index: id and text."""
    r = must("export", "--json", "--with-text", index)
    rows = [json.loads(line) for line in r.out.splitlines()]
    return sorted((row["id"], row.get("text", "")) for row in rows)


# ------------------------------------------------------------------ the corpus

def words(rng, n):
    parts = ["ba", "de", "fi", "go", "ku", "la", "mo", "ne", "pi", "ro", "su", "ta"]
    ends = ["rn", "lt", "st", "nd", "mp", "x", "l", ""]
    return " ".join(rng.choice(parts) + rng.choice(parts) + rng.choice(ends) for _ in range(n))


BACK = 20  # an id comes again this much later, so never twice in a batch


def articles(rng, count, prefix="a"):
    """Stories, their copies (the same, edited, cut), repeated footers, new versions of known ids."""
    stories, made = [], []
    footers = ["%s.\nContact: %s." % (words(rng, 14), words(rng, 9)) for _ in range(4)]
    for i in range(count):
        site = rng.randrange(8)
        if stories and rng.random() < 0.55:
            text = rng.choice(stories)
            kind = rng.random()
            if kind < 0.4:
                parts = text.split()
                for _ in range(3):
                    parts[rng.randrange(len(parts))] = words(rng, 1)
                text = " ".join(parts)
            elif kind < 0.6:
                text = text[:len(text) * 2 // 3]
        else:
            text = ". ".join(words(rng, rng.randint(9, 16)) for _ in range(rng.randint(4, 8)))
            stories.append(text)
        name = "%s%d" % (prefix, i)
        if len(made) > BACK and rng.random() < 0.08:
            name = rng.choice(made[:-BACK])["id"]
            if name in {a["id"] for a in made[-BACK:]}:
                name = "%s%d" % (prefix, i)
        if site < 4:
            text += "\n" + footers[site]
        made.append({"id": name, "site": "site%d.example" % site, "title": words(rng, 5),
                     "published": "2024-03-%02dT%02d:00:00Z" % (1 + i // 24 % 28, i % 24), "text": text})
    return made


def write_batches(path, made, size):
    """JSON Lines that are read as one chunk for each `size` articles: a blank line as long as a chunk
    ends each. With --memory 1K every chunk becomes a batch. Gives the number of batches."""
    groups = [made[i:i + size] for i in range(0, len(made), size)]
    with open(path, "w", encoding="utf-8") as f:
        for group in groups:
            for a in group:
                f.write(json.dumps(a) + "\n")
            f.write(" " * CHUNK + "\n")
    return groups


ADD = ["add", "-q", "-j2", "--memory", "1K"]


def demo_articles():
    with open(DEMO, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


class Corpus:
    """A corpus file and the states of an index after each of its batches."""

    def __init__(self, folder, name, made, size, base=None):
        self.path = "%s/%s.jsonl" % (folder, name)
        self.groups = write_batches(self.path, made, size)
        self.index = "%s/%s.oracle" % (folder, name)
        copy_index(base, self.index)
        self.states = [state(self.index)] if base else [NOTHING, EMPTY]
        for i, group in enumerate(self.groups):
            piece = "%s/%s.piece" % (folder, name)
            write_batches(piece, group, size)
            must(*ADD, self.index, piece)
            self.states.append(state(self.index))
        os.remove(piece)
        whole = "%s/%s.whole" % (folder, name)
        copy_index(base, whole)
        must(*ADD, whole, self.path)
        if state(whole) != self.states[-1]:
            raise RuntimeError("the corpus at once and in pieces give different indexes")
        self.index_whole = whole

    @property
    def ids(self):
        return sorted({a["id"] for g in self.groups for a in g})


def rng(name):
    return random.Random("%s %d" % (name, SEED))
