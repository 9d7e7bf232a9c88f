#!/usr/bin/env python3
"""A crash at every system call that changes a file: before it, and in the middle of a write.

add, remove, compact and dedup are killed at the n-th call, for every n. The index is then in a state between
two batches and the same command again gives the oracle's.

  SEED=1 BUILD=build tests/crash/t_sites.py
"""
import os
import shutil
import signal
import subprocess
import time

from harness import (ADD, LIMIT, PROGRAM, Corpus, Tap, articles, copy_index, faults, must, rng, run, state,
                     work_folder)

CALLS = "open,write,sync,truncate,rename,unlink,mkdir"
SITES = [(CALLS, "kill"), ("write", "tear")]


def count_calls(args, calls, folder):
    path = folder + "/count"
    r = run(*args, env=faults(calls, 0, "kill", count=path))
    if r.code not in (0, 1, 2):
        raise RuntimeError("%s: %s" % (args, r))
    with open(path, encoding="ascii") as f:
        return int(f.read())


def sweep_index(folder, name, base, args, states, codes=(0,), child=()):
    """`child`: exit codes when not the program but a process that it started was killed."""
    index = folder + "/idx"
    problems, total = [], 0
    for calls, what in SITES:
        copy_index(base, index)
        n = count_calls(args, calls, folder)
        for at in range(1, n + 1):
            total += 1
            where = "%s, %s at call %d of %d" % (name, what, at, n)
            copy_index(base, index)
            r = run(*args, env=faults(calls, at, what))
            now = state(index)
            if r.code in child and now in states:
                pass
            elif r.code != -signal.SIGKILL and (r.code not in codes or now != states[-1]):
                problems.append("%s: it was to be killed: %s" % (where, r))
            elif now not in states:
                problems.append("%s: no state between two batches: %s" % (where, now))
            r = run(*args)
            if r.code not in codes or state(index) != states[-1]:
                problems.append("%s: the same command again: %s" % (where, r))
    return total, problems


def sweep_dedup(folder, corpus):
    out, scratch = folder + "/out.jsonl", folder + "/scratch"
    os.mkdir(scratch)
    args = ["dedup", "-q", "-j2", "-o", out, "--scratch", scratch, corpus.path]
    codes = (0, 2)
    must(*args, codes=codes)
    with open(out, "rb") as f:
        expected = f.read()
    problems, total = [], 0
    for calls, what in SITES:
        n = count_calls(args, calls, folder)
        for at in range(1, n + 1):
            total += 1
            if os.path.exists(out):
                os.remove(out)
            r = run(*args, env=faults(calls, at, what))
            if os.path.exists(out):
                with open(out, "rb") as f:
                    if f.read() != expected:
                        problems.append("dedup, %s at call %d of %d: a part of the output has the "
                                        "final name: %s" % (what, at, n, r))
            shutil.rmtree(scratch)
            os.mkdir(scratch)
        r = run(*args)
        with open(out, "rb") as f:
            if r.code not in codes or f.read() != expected:
                problems.append("dedup again: %s" % r)
    return total, problems


def interrupt_twice(folder, corpus):
    """The first signal waits for the commit, which here never ends; the second does not."""
    problems, index = [], folder + "/idx"
    for number in (signal.SIGINT, signal.SIGTERM):
        copy_index(None, index)
        env = {**os.environ, **faults("sync", 8, "hang")}
        p = subprocess.Popen([PROGRAM, *ADD, index, corpus.path], env=env, stderr=subprocess.PIPE,
                             preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        time.sleep(1)
        for nth in (1, 2):
            p.send_signal(number)
            time.sleep(0.5)
            if nth == 1 and p.poll() is not None:
                problems.append("it did not wait for the commit: exit code %d" % p.returncode)
        try:
            code = p.wait(LIMIT)
        except subprocess.TimeoutExpired:
            p.kill()
            code = p.wait()
        if code != 128 + number:
            problems.append("exit code %d" % code)
        if state(index) not in corpus.states:
            problems.append("the index is in no state between two batches")
        must(*ADD, index, corpus.path)
        if state(index) != corpus.states[-1]:
            problems.append("the same command again gives another index")
    return problems


def main():
    tap = Tap()
    folder = work_folder()
    try:
        random = rng("sites")
        first = Corpus(folder, "first", articles(random, 36), 9)
        more = Corpus(folder, "more", articles(random, 12, "b") + articles(random, 12), 12,
                      first.index)
        index, after = folder + "/idx", folder + "/removed"
        gone = random.sample(more.ids, 8)
        copy_index(more.index, after)
        must("remove", "-q", after, *gone)
        sweeps = [("add", None, [*ADD, index, first.path], first.states, (0,), ()),
                  ("add to it", first.index, [*ADD, index, more.path], more.states, (0,), ()),
                  ("remove", more.index, ["remove", "-q", index, *gone],
                   [more.states[-1], state(after)], (0, 1), ()),
                  ("compact", after, ["compact", "-q", index], [state(after)] * 2, (0,), (70,))]
        for name, base, args, states, codes, child in sweeps:
            total, problems = sweep_index(folder, name, base, args, states, codes, child)
            tap.test("%s survives a crash at each of %d places" % (name, total), problems)
        total, problems = sweep_dedup(folder, first)
        tap.test("dedup survives a crash at each of %d places" % total, problems)
        tap.test("interrupted twice, add ends at once", interrupt_twice(folder, first))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
