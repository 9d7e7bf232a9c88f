#!/usr/bin/env python3
"""kill -9 at random moments of add, remove, compact and dedup, then the same command again.

After a kill the index is in one of the states between two batches, never before one that it had
reached; the same command again ends as if nothing had happened.

  KILLS=300 SEED=1 BUILD=build tests/crash/t_kill.py
"""
import os
import shutil
import signal
import subprocess
import time

from harness import (ADD, PROGRAM, Corpus, Tap, articles, copy_index, demo_articles,
                     must, rng, run, state, work_folder)

KILLS = int(os.environ.get("KILLS", "300"))


def run_and_kill(args, after):
    """Kills it `after` seconds from its start; None when it was done before, else True."""
    p = subprocess.Popen([PROGRAM, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    try:
        p.wait(after)
    except subprocess.TimeoutExpired:
        p.kill()
        p.wait()
    return p.returncode == -signal.SIGKILL


def duration(args, index, base):
    best = 1e9
    for _ in range(3):
        copy_index(base, index)
        start = time.monotonic()
        must(*args)
        best = min(best, time.monotonic() - start)
    return best


class Victim:
    """A command, the index it starts from and the states it may leave."""

    def __init__(self, name, index, base, args, states, codes=(0,)):
        self.name, self.index, self.base, self.args = name, index, base, args
        self.states, self.codes = states, codes
        self.time = duration(args, index, base)
        self.rounds = self.killed = self.resumed = 0
        self.reached = set()

    def round(self, random):
        copy_index(self.base, self.index)
        self.rounds += 1
        at, kills = 0, 0
        while kills < 4 and run_and_kill(self.args, random.random() * 1.1 * self.time):
            kills += 1
            now = state(self.index)
            if now not in self.states[at:]:
                return ["%s: after kill %d the index is in no state between two batches: %s"
                        % (self.name, kills, now)]
            at += self.states[at:].index(now)
            self.reached.add(at)
            if random.random() < 0.5:
                break
        self.killed += kills
        r = run(*self.args)
        if r.code not in self.codes:
            return ["%s: the same command after %d kills: %s" % (self.name, kills, r)]
        if state(self.index) != self.states[-1]:
            return ["%s: after %d kills and the same command again the index differs from the "
                    "oracle's" % (self.name, kills)]
        return []


class DedupVictim:
    """dedup writes its output at once or not at all."""

    def __init__(self, folder, corpus):
        self.name = "dedup"
        self.out = folder + "/out.jsonl"
        scratch = folder + "/scratch"
        os.mkdir(scratch)
        self.scratch = scratch
        self.args = ["dedup", "-q", "-j2", "-o", self.out, "--scratch", scratch, corpus.path]
        must(*self.args, codes=(2,))  # some ids come twice
        start = time.monotonic()
        must(*self.args, codes=(2,))
        self.time = time.monotonic() - start
        with open(self.out, "rb") as f:
            self.expected = f.read()
        self.rounds = self.killed = 0
        self.reached = set()

    def read(self):
        if not os.path.exists(self.out):
            return None
        with open(self.out, "rb") as f:
            return f.read()

    def round(self, random):
        self.rounds += 1
        if os.path.exists(self.out):
            os.remove(self.out)
        killed = run_and_kill(self.args, random.random() * 1.1 * self.time)
        self.killed += killed
        if self.read() not in (None, self.expected):
            return ["dedup: killed, it left a part of its output under the final name"]
        self.reached.add(self.read() is None)
        r = run(*self.args)
        shutil.rmtree(self.scratch)  # what a kill leaves there
        os.mkdir(self.scratch)
        return [] if r.code == 2 and self.read() == self.expected else ["dedup again: %s" % r]


def victims(folder):
    random = rng("kill corpus")
    first = Corpus(folder, "first", articles(random, 96) + demo_articles(), 9)
    more = Corpus(folder, "more", articles(random, 60, "b") + articles(random, 20, "a"), 10,
                  first.index)
    index = folder + "/idx"
    list_of = [Victim("add", index, None, [*ADD, index, first.path], first.states),
               Victim("add to it", index, first.index, [*ADD, index, more.path], more.states)]
    gone = random.sample(more.ids, 25)
    after = folder + "/removed"
    copy_index(more.index, after)
    must("remove", "-q", after, *gone)
    list_of.append(Victim("remove", index, more.index, ["remove", "-q", index, *gone],
                          [more.states[-1], state(after)], (0, 1)))
    list_of.append(Victim("compact", index, after, ["compact", "-q", index],
                          [state(after), state(after)]))
    list_of.append(DedupVictim(folder, first))
    return list_of


def main():
    tap = Tap()
    folder = work_folder()
    try:
        random = rng("kill")
        list_of = victims(folder)
        problems = {v.name: [] for v in list_of}
        for i in range(KILLS):
            v = list_of[0] if i % 2 == 0 else list_of[1 + i // 2 % (len(list_of) - 1)]
            problems[v.name] += v.round(random)
            if i % 500 == 499:
                print("# %d rounds" % (i + 1), flush=True)
        for v in list_of:
            tap.test("kill -9 during %s: %d rounds, %d kills, %d different states met"
                     % (v.name, v.rounds, v.killed, len(v.reached)), problems[v.name])
        kills = sum(v.killed for v in list_of)
        tap.test("at least a third of the rounds were kills", [] if kills * 3 >= KILLS else
                 ["%d kills in %d rounds: the delays do not fit this machine" % (kills, KILLS)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
