#!/usr/bin/env python3
"""Power cuts: images of the index file in which writes that were not synced are lost or torn.

An add and a remove are run with every write to data.mdb and every sync written down (faults.c).
Then the power is cut at random places of that log. What was synced is there; each write since, and
the one under way, is there, lost, or torn: each of its 512-byte sectors there or not. Every image
must open and be the state after the last commit that had returned, or the one under way.

compact writes another file and exchanges the two. Power cuts before that leave the old one, and a
file in pieces beside it that must not disturb the next compact; afterwards there is the new one.

The control: with the syncs struck from the log the same test must find broken images, or it would
find nothing at all.

  IMAGES=500 SEED=1 BUILD=build tests/crash/t_power.py
"""
import os
import shutil
import struct

from harness import (ADD, FAULTS, NOTHING, Tap, articles, copy_index, must, rng, run, state,
                     work_folder, write_batches)

IMAGES = int(os.environ.get("IMAGES", "500"))
CONTROLS = max(20, IMAGES // 10)
SECTOR = 512
WRITE, SYNC, TRUNCATE, NAME, SWAP = 1, 2, 3, 4, 5
HEAD = struct.Struct("<IIQQ")


def read_log(path):
    log = []
    with open(path, "rb") as f:
        while head := f.read(HEAD.size):
            operation, synced, offset, length = HEAD.unpack(head)
            log.append((operation, synced, offset, f.read(length) if operation == WRITE else b""))
    return log


def apply(image, offset, data):
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset:offset + len(data)] = data


def tear(random, image, offset, data):
    """Some sectors of the write are there; the file is as long as the last that is."""
    at = 0
    while at < len(data):
        n = SECTOR - (offset + at) % SECTOR
        if random.random() < 0.5:
            apply(image, offset + at, data[at:at + n])
        at += n


def maybe(random, image, offset, data):
    kind = random.random()
    if kind < 0.35:
        apply(image, offset, data)
    elif kind < 0.7:
        tear(random, image, offset, data)


class Replay:
    """The log, and what is on disk for sure after each of its operations."""

    def __init__(self, log, base, syncs=True):
        self.log, self.base, self.syncs = log, base, syncs

    def image(self, random, cut):
        """The power goes while operation `cut` is under way. None: the file has no name yet."""
        named = self.base or any(record[0] == NAME for record in self.log[:cut])
        if not named and (self.log[cut][0] != NAME or random.random() < 0.5):
            return None
        image, pending = bytearray(self.base), []
        for operation, synced, offset, data in self.log[:cut]:
            if operation == SYNC and self.syncs:
                for p in pending:
                    apply(image, *p)
                pending = []
            elif operation == TRUNCATE:
                del image[offset:]
            elif operation == WRITE and synced and self.syncs:
                apply(image, offset, data)
            elif operation == WRITE:
                pending.append((offset, data))
        operation, _, offset, data = self.log[cut]
        if operation == WRITE:
            pending.append((offset, data))
        random.shuffle(pending)  # the order of writes between two syncs is the disk's
        for p in pending:
            maybe(random, image, *p)
        return image


def write_image(index, image):
    shutil.rmtree(index, ignore_errors=True)
    os.mkdir(index)
    if image is not None:
        with open(index + "/data.mdb", "wb") as f:
            f.write(image)


def is_commit(record):
    """LMDB's commit ends with a write into one of the two meta pages, through a synced descriptor."""
    operation, synced, offset, data = record
    return operation == WRITE and synced and offset + len(data) <= 2 * 4096


class Scenario:
    def __init__(self, folder, name, base, commands):
        self.index = folder + "/idx"
        log = "%s/%s.log" % (folder, name)
        copy_index(base, self.index)
        for args in commands:
            r = run(*args, env={"LD_PRELOAD": FAULTS, "FAULTS_LOG": log})
            if r.code != 0:
                raise RuntimeError("%s: %s" % (args, r))
        self.name = name
        self.log = read_log(log)
        self.base = b""
        if base:
            with open(base + "/data.mdb", "rb") as f:
                self.base = f.read()
        # The state when each commit has returned.
        self.states = [state(base) if base else NOTHING]
        image = bytearray(self.base)
        for record in self.log:
            if record[0] == WRITE:
                apply(image, record[2], record[3])
            if is_commit(record):
                write_image(self.index, image)
                self.states.append(state(self.index))
        self.commits = [i for i, record in enumerate(self.log) if is_commit(record)]

    def allowed(self, cut):
        done = sum(1 for c in self.commits if c < cut)
        allowed = {self.states[done]}
        if done < len(self.commits):
            allowed.add(self.states[done + 1])
        return allowed

    def try_image(self, random, syncs):
        cut = random.randrange(len(self.log))
        image = Replay(self.log, self.base, syncs).image(random, cut)
        write_image(self.index, image)
        now = state(self.index)
        if now in self.allowed(cut):
            return []
        return ["%s, the power cut at operation %d of %d: %s" % (self.name, cut, len(self.log), now)]


class Compaction:
    """One file is written, and takes the place of the other at once."""

    name = "compact"
    commits = ["the exchange"]

    def __init__(self, folder, base):
        self.index, self.base = folder + "/idx", base
        log = folder + "/compact.log"
        copy_index(base, self.index)
        must("check", "-q", self.index)
        r = run("compact", "-q", self.index, env={"LD_PRELOAD": FAULTS, "FAULTS_LOG": log})
        if r.code != 0:
            raise RuntimeError("compact: %s" % r)
        self.log = read_log(log)
        self.swap = [record[0] for record in self.log].index(SWAP)
        # The first record that the new file cannot do without is the one that names it.
        self.named = [record[0] for record in self.log].index(NAME)
        self.state = state(base)

    def try_image(self, random, syncs):
        before = syncs and random.random() < 0.5
        cut = random.randrange(self.named + 1, self.swap) if before else len(self.log) - 1
        image = Replay(self.log, b"", syncs).image(random, cut)
        if before:
            copy_index(self.base, self.index)
            write_image(self.index + ".compacting", image)
            again = run("compact", "-q", self.index)
            if again.code != 0:
                return ["compact after a power cut at operation %d: %s" % (cut, again)]
        else:
            write_image(self.index, image)
        now = state(self.index)
        return [] if now == self.state else ["compact, the power cut at operation %d of %d: %s"
                                             % (cut, len(self.log), now)]


def main():
    tap = Tap()
    folder = work_folder()
    try:
        random = rng("power")
        first, more = folder + "/first.jsonl", folder + "/more.jsonl"
        made = articles(random, 60)
        write_batches(first, made, 6)
        write_batches(more, articles(random, 20, "b") + articles(random, 20), 10)
        index, base = folder + "/idx", folder + "/base"
        must(*ADD, base, first)
        gone = sorted({a["id"] for a in random.sample(made, 20)})
        scenarios = [
            Scenario(folder, "add", None, [[*ADD, index, first]]),
            Scenario(folder, "change", base, [[*ADD, index, more], ["remove", "-q", index, *gone]])]
        after = folder + "/after"
        copy_index(base, after)
        must("remove", "-q", after, *gone)
        scenarios.append(Compaction(folder, after))
        for s in scenarios:
            problems = []
            for i in range(IMAGES // len(scenarios)):
                problems += s.try_image(random, True)
                if i % 1000 == 999:
                    print("# %d images" % (i + 1), flush=True)
            tap.test("%d power cuts in '%s' (%d commits, %d operations)"
                     % (IMAGES // len(scenarios), s.name, len(s.commits), len(s.log)), problems)
            bad = sum(bool(s.try_image(random, False)) for _ in range(CONTROLS))
            tap.test("the control: without syncs %d of %d images of '%s' are broken"
                     % (bad, CONTROLS, s.name), [] if bad * 2 > CONTROLS else ["too few"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tap.finish()


if __name__ == "__main__":
    main()
