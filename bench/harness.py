"""What the evaluation and the benchmarks share: running programs, measuring them, verdicts."""
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
import time

OK_CODES = (0, 2)  # 2: done, but some input was skipped (an article without text, for example)


class Usage:
    """What one run of a program cost: wall and CPU seconds, peak memory in bytes."""

    def __init__(self, wall, rusage, anonymous):
        self.wall = wall
        self.cpu = rusage.ru_utime + rusage.ru_stime
        self.peak = rusage.ru_maxrss * 1024  # with the pages of the index that are mapped
        self.anonymous = anonymous           # without them: what the program asked for itself


def _anonymous_bytes(pid):
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as f:
            for line in f:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0


def _watch_memory(pid, stop, peak):
    while not stop.wait(0.02):
        peak[0] = max(peak[0], _anonymous_bytes(pid))


def run(argv, stdout=None, stdin=None, ok=OK_CODES, env=None):
    """Runs a program to its end and returns its Usage; stops everything when it fails."""
    argv = [str(a) for a in argv]
    log = open(os.devnull if stdout is None else stdout, "wb")
    with log, open(os.devnull if stdin is None else stdin, "rb") as source:
        start = time.monotonic()
        child = subprocess.Popen(argv, stdout=log, stdin=source, stderr=subprocess.PIPE, env=env)
        stop, peak = threading.Event(), [0]
        watcher = threading.Thread(target=_watch_memory, args=(child.pid, stop, peak))
        watcher.start()
        errors = child.stderr.read().decode("utf-8", "replace")
        _, status, rusage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        stop.set()
        watcher.join()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in ok:
        sys.exit("%s\nfailed with %d:\n%s" % (" ".join(argv), child.returncode, errors[-2000:]))
    return Usage(wall, rusage, peak[0])


def pipe(producer, consumer):
    """producer | consumer, where the consumer's output is a file name or None."""
    argv, out = consumer
    first = subprocess.Popen([str(a) for a in producer], stdout=subprocess.PIPE)
    with open(os.devnull if out is None else out, "wb") as f:
        code = subprocess.call([str(a) for a in argv], stdin=first.stdout, stdout=f)
    first.stdout.close()
    if first.wait() or code:
        sys.exit("%s | %s failed" % (producer, argv))


def last_json(argv):
    """The JSON object on the last line that a scorer prints."""
    done = subprocess.run([sys.executable] + [str(a) for a in argv] + ["--json"], capture_output=True,
                          text=True, check=False)
    if done.returncode:
        sys.exit("%s\nfailed:\n%s" % (" ".join(map(str, argv)), done.stderr[-2000:]))
    return json.loads(done.stdout.rstrip().split("\n")[-1]), done.stdout


def json_lines(path):
    """The objects of a JSON Lines file, which may be compressed with zstd."""
    if str(path).endswith(".zst"):
        process = subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE)
        source = process.stdout
    else:
        process, source = None, open(path, "rb")
    with source:
        for line in source:
            yield json.loads(line)
    if process and process.wait():
        sys.exit("zstd cannot read %s" % path)


def write_json_lines(path, items):
    with open(path, "w", encoding="utf-8") as f:
        for item in items:
            f.write(json.dumps(item, ensure_ascii=False) + "\n")


def folder_bytes(path):
    return sum(os.path.getsize(os.path.join(base, name))
               for base, _, names in os.walk(path) for name in names)


class Program:
    """build/wirecopy, called as a user calls it."""

    def __init__(self, path):
        self.path = path

    def add(self, index, inputs, *options, fresh=True, stdin=None):
        if fresh:
            shutil.rmtree(index, ignore_errors=True)
        inputs = [inputs] if isinstance(inputs, str) else inputs
        return run([self.path, "add", *options, index, *inputs], stdin=stdin)

    def write(self, command, index, out, *options):
        """A listing (pairs, clusters, export) into the file `out`."""
        return run([self.path, command, index, "--json", *options], stdout=out)

    def stat(self, index):
        done = subprocess.run([self.path, "stat", index, "--json"], capture_output=True, check=True)
        return json.loads(done.stdout.split(b"\n")[0])


class Verdicts:
    """Prints a line a check and remembers them; the last line says how many failed."""

    def __init__(self, out):
        self.out, self.lines = out, []
        os.makedirs(out, exist_ok=True)

    def _say(self, verdict, name, text):
        self.lines.append({"verdict": verdict, "name": name, "text": text})
        print("%-4s  %-44s %s" % (verdict, name, text), flush=True)

    def least(self, name, value, bound):
        good = value is None or value >= bound  # None: the reference has no such case
        self._say("PASS" if good else "FAIL", name, "%s >= %s" % (_number(value), _number(bound)))

    def most(self, name, value, bound):
        self._say("PASS" if value <= bound else "FAIL", name,
                  "%s <= %s" % (_number(value), _number(bound)))

    def true(self, name, good, text):
        self._say("PASS" if good else "FAIL", name, text)

    def info(self, name, text):
        self._say("info", name, text)

    def skip(self, name, why):
        self._say("SKIP", name, why)

    def finish(self, name):
        path = os.path.join(self.out, name + ".json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"machine": machine(), "date": time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime()),
                       "checks": self.lines}, f, indent=1)
        count = {v: sum(x["verdict"] == v for x in self.lines) for v in ("PASS", "FAIL", "SKIP")}
        print("%d passed, %d failed, %d skipped; written to %s" % (
            count["PASS"], count["FAIL"], count["SKIP"], path))
        return 1 if count["FAIL"] else 0


def _number(x):
    if x is None:
        return "-"
    return "%d" % x if float(x).is_integer() and abs(x) > 1 else "%.4f" % x


def machine():
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as f:
            model = next((x.split(":")[1].strip() for x in f if x.startswith("model name")), model)
    except OSError:
        pass
    return "%d x %s, %s %s" % (os.cpu_count() or 1, model, platform.system(), platform.release())
