#!/usr/bin/env python3
"""Each system call and each allocation of every command fails once, and from there on for good.

Whatever fails: no crash, no hang, a documented exit code; when it says 0, the output is the right
one; else a message that names what failed. The index is then in a state between two batches, and
the same command again gives the oracle's.

  FAULTS=400 (cases, drawn; or all) SEED=1 BUILD=build tests/crash/t_faults.py
"""
import bz2
import gzip
import io
import lzma
import os
import shutil
import tarfile
import zipfile

from harness import (ADD, BUILD, DOCUMENTED, EMPTY, FAULTS, NOTHING, PROGRAM, Corpus, Tap, articles,
                     copy_index, export_ids, faults, must, rng, run, state, words, work_folder)

CASES = os.environ.get("FAULTS", "400")
ONLY = os.environ.get("FAULTS_ONLY", "")  # a command's name

ERRORS = {
    "open": ["EMFILE", "EACCES", "EIO", "ENOSPC"],
    "read": ["EIO", "EINTR", "short"],
    "write": ["EIO", "ENOSPC", "EINTR", "short"],
    "sync": ["EIO", "ENOSPC", "EINTR"],
    "truncate": ["EIO", "ENOSPC"],
    "rename": ["EIO", "ENOSPC"],
    "unlink": ["EIO"],
    "mkdir": ["EACCES", "ENOSPC", "EROFS"],
    "map": ["ENOMEM", "EIO"],
    "alloc": ["ENOMEM"],
    "thread": ["EAGAIN"],
}
NEVER_LASTING = {"EINTR"}  # a call that is interrupted for ever may be tried for ever


class Command:
    """A command under test. `states`: of the index afterwards, the last is that of success; None:
    it does not change the index."""

    def __init__(self, name, args, base=None, index=None, states=None, codes=(0,), output=None,
                 own=False):
        self.name, self.args, self.base, self.index = name, args, base, index
        self.states, self.codes, self.output = states, codes, output
        self.own = own  # only our own allocations fail, not those of other libraries

    def prepare(self):
        if self.index:
            copy_index(self.base, self.index)
        if self.output and os.path.exists(self.output):
            os.remove(self.output)

    def result(self, r):
        if self.states is not None:
            return self.states[-1]
        if self.output is None:
            return r.out
        if not os.path.exists(self.output):
            return None
        with open(self.output, "rb") as f:
            return f.read()


OWN_PROGRAM = BUILD + "/crash/wirecopy-alloc"


def alloc_program():
    """Under AddressSanitizer malloc cannot be preloaded: a program with hooks of its own."""
    count = work_folder()
    run("--version", env={"LD_PRELOAD": FAULTS, "FAULTS_CALLS": "alloc", "FAULTS_COUNT": count + "/n"})
    with open(count + "/n", encoding="ascii") as f:
        preloaded = int(f.read()) > 0
    shutil.rmtree(count)
    return PROGRAM if preloaded else OWN_PROGRAM


class Sweep:
    def __init__(self, folder):
        self.folder = folder
        self.alloc = alloc_program()
        self.tried = {}

    def run(self, command, kind, at, what, lasting=False, count=None):
        program = OWN_PROGRAM if command.own else self.alloc
        return run(*command.args, env=faults(kind, at, what, lasting, count, program != PROGRAM),
                   program=program if kind == "alloc" else None)

    def cases(self, command):
        """All (command, kind, error, lasting, n)."""
        for kind, errors in ERRORS.items():
            command.prepare()
            path = self.folder + "/count"
            r = self.run(command, kind, 0, "EIO", count=path)
            if r.code not in command.codes:
                raise RuntimeError("%s: %s" % (command.name, r))
            with open(path, encoding="ascii") as f:
                n = int(f.read())
            for what in errors:
                for lasting in (False, True):
                    if not lasting or what not in NEVER_LASTING | {"short"}:
                        for at in range(1, n + 1):
                            yield command, kind, what, lasting, at

    def message_problem(self, r):
        text = r.err.decode(errors="replace")
        if "Sanitizer" in text:
            return "a sanitizer complains: " + text[:2000]
        if not text.startswith("wirecopy: ") or "without a reason" in text:
            return "no message"
        named = [self.folder, "memory", "standard", "threads"]
        if not any(word in text for word in named):
            return "the message does not say what failed"
        return None

    def check(self, case):
        command, kind, what, lasting, at = case
        command.prepare()
        r = self.run(command, kind, at, what, lasting)
        where = "%s, %s %s%s at %d" % (command.name, kind, what, " for good" if lasting else "", at)
        problems = []
        if r.code not in DOCUMENTED:
            problems.append("%s: %s" % (where, r))
        elif r.code in command.codes and (kind != "read" or not r.err):
            if not self.is_right(command, r):
                problems.append("%s: it says that all went well: %s" % (where, r))
        elif message := self.message_problem(r):
            problems.append("%s: %s: %s" % (where, message, r))
        # An input that could not be read is skipped, or ends early: what comes with the second try
        # has other numbers and was compared in other company. So only articles are compared.
        return problems + self.check_after(command, kind == "read" or r.code == 2, where)

    def is_right(self, command, r):
        if command.states is not None:
            return state(command.index) == command.states[-1]
        return command.result(r) == command.expected

    def check_after(self, command, partly, where):
        if command.states is None:
            return []
        problems = []
        now = state(command.index)
        if not partly and now not in command.states:
            problems.append("%s: no state between two batches: %s" % (where, now))
        r = run(*command.args)
        if r.code not in command.again:
            problems.append("%s: the same command again: %s" % (where, r))
        elif partly:
            if export_ids(command.index) != command.ids:
                problems.append("%s: the same command again: articles are missing" % where)
        elif state(command.index) != command.states[-1]:
            problems.append("%s: after the same command again the index differs" % where)
        return problems


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Bay News</title><item>
<title>%s</title><link>https://bay.example/%d</link><description>%s</description></item></channel></rss>
"""
PAGE = """<!doctype html><html lang="en"><head><title>%s</title></head><body><article><h1>%s</h1>
<p>%s</p><p>%s</p><p>%s</p></article></body></html>
"""


def record(kind, payload, n):
    head = ("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://bay.example/warc/%d\r\n"
            "Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n")
    return (head % (kind, n, len(payload))).encode() + payload + b"\r\n\r\n"


def page(random):
    parts = (words(random, 5), words(random, 5), words(random, 60), words(random, 60), words(random, 60))
    return (PAGE % parts).encode()


def response(random, n):
    body = gzip.compress(page(random), mtime=0)
    return record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                  b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body, n)


def web(random):
    return {
        "page.html": page(random),
        "plain.txt": words(random, 90).encode(),
        "text.txt.gz": gzip.compress(words(random, 90).encode(), mtime=0),
        "pages.warc": response(random, 1) + response(random, 2),
        "pages.warc.gz": gzip.compress(response(random, 3), mtime=0)
                         + gzip.compress(response(random, 4), mtime=0),
    }


def archives(random):
    feed = (RSS % (words(random, 5), 1, words(random, 80))).encode()
    tar, archive = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as t:
        for name, content in ("in-tar.html", page(random)), ("in-tar.xml", feed):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            t.addfile(info, io.BytesIO(content))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("in-zip.html", page(random))
    return {
        "feed.xml": feed,
        "text.txt.xz": lzma.compress(words(random, 90).encode()),
        "text.txt.bz2": bz2.compress(words(random, 90).encode()),
        "pages.tar.gz": tar.getvalue(),
        "pages.zip": archive.getvalue(),
    }


def add_folder(folder, name, files, own):
    """The command that adds a folder of such files."""
    to, index, oracle = "%s/%s" % (folder, name), folder + "/idx", "%s/%s.oracle" % (folder, name)
    os.mkdir(to)
    for file, content in files.items():
        with open("%s/%s" % (to, file), "wb") as f:
            f.write(content)
    must(*ADD, oracle, to)
    return Command("add " + name, [*ADD, index, to], None, index, [NOTHING, EMPTY, state(oracle)],
                   own=own)


def commands(folder):
    random = rng("faults")
    first = Corpus(folder, "first", articles(random, 18), 9)
    more = Corpus(folder, "more", articles(random, 8, "b") + articles(random, 4), 12, first.index)
    index, after, query = folder + "/idx", folder + "/removed", folder + "/query.jsonl"
    gone = random.sample(more.ids, 5)
    copy_index(more.index, after)
    must("remove", "-q", after, *gone)
    ids = more.ids
    with open(query, "w", encoding="utf-8") as f, open(first.path, encoding="utf-8") as g:
        f.writelines(g.readlines()[:4])
    out, scratch = folder + "/out.jsonl", folder + "/scratch"
    os.mkdir(scratch)
    old = more.index
    return [
        Command("add", [*ADD, index, first.path], None, index, first.states),
        Command("add to it", [*ADD, index, more.path], first.index, index, more.states),
        Command("remove", ["remove", "-q", index, *gone], old, index,
                [more.states[-1], state(after)], (0, 1)),
        Command("dedup", ["dedup", "-q", "-j2", "-o", out, "--scratch", scratch, first.path],
                output=out),
        Command("query", ["query", "--json", old, query]),
        Command("show", ["show", "--json", old, ids[0]]),
        Command("clusters", ["clusters", "--json", old]),
        Command("pairs", ["pairs", "--json", old]),
        Command("export", ["export", "--json", "--with-text", old]),
        Command("stat", ["stat", "--json", old]),
        Command("diff", ["diff", "--json", old, ids[0], ids[1]], codes=(0, 1)),
        Command("extract", ["extract", "--json", query]),
        add_folder(folder, "web", web(random), False),
        # libarchive and libxml2 end the process when they get no memory: only our own allocations.
        add_folder(folder, "archives", archives(random), True),
    ]


def main():
    tap = Tap()
    folder = work_folder()
    try:
        sweep = Sweep(folder)
        list_of = [c for c in commands(folder) if ONLY in ("", c.name)]
        for c in list_of:
            c.prepare()
            r = run(*c.args)
            c.expected = c.result(r)
            c.again = (0, 1, 2) if c.states else c.codes
            c.ids = export_ids(c.index) if c.states else None
        every = [case for c in list_of for case in sweep.cases(c)]
        if CASES == "all":
            chosen = every
        else:
            # Half of them calls, half allocations, which are many more.
            random = rng("faults sample")
            calls = [c for c in every if c[1] != "alloc"]
            allocs = [c for c in every if c[1] == "alloc"]
            n = int(CASES) // 2
            chosen = random.sample(calls, min(n, len(calls))) + random.sample(allocs, min(n, len(allocs)))
            # Each write of a commit once, for the one of the meta page is among them.
            chosen += [c for c in calls if c not in chosen and c[0].name == "add to it"
                       and c[1:4] == ("write", "EIO", False)]
        problems = {c.name: [] for c in list_of}
        count = {c.name: 0 for c in list_of}
        for case in chosen:
            problems[case[0].name] += sweep.check(case)
            count[case[0].name] += 1
        for c in list_of:
            tap.test("%s bears %d of %d failures of calls and allocations"
                     % (c.name, count[c.name], sum(1 for x in every if x[0] is c)), problems[c.name])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
