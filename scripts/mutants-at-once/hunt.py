"""Usage: hunt.py FOLDER [MINUTES]

Asks first of each test, run alone, by which wrong lines it comes; then turns on one line after the other, and asks the tests that
come by it until one fails: the unit tests, then the stories, the quickest and nearest first. Of what nobody notices, the stories on
PostgreSQL are asked the same way. What was found is kept in FOLDER, and a run that was stopped, or that had only so many minutes,
goes on from there. At the end it lists the lines that no test notices."""

import collections
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(sys.argv[1]).resolve()
UNTIL = time.monotonic() + 60 * float(sys.argv[2]) if len(sys.argv) > 2 else float("inf")
BUILT = json.loads((FOLDER / "built.json").read_text())
LINES = {int(number): name for number, name in BUILT["lines"].items()}
# Stories wait as long as they work. A server has a bounded number of connections.
JOBS = min(2 * os.cpu_count(), 8)
# Stories that measure the machine, read the code, or differ only in where files lie.
SKIPPED = re.compile("storms::|drill::|::crowds|fifty_slow|documents::|architecture::|bucket|strangers::")
POSTGRES = re.compile("postgres::")
LATE = "waits or dies"
# Wrong lines make stories wait for what never comes: each waits 20 seconds by itself.
PATIENCE = 30
# So many seconds of tests are asked about a line, the quickest and nearest first.
ENOUGH = 45


def start(kind, names, threads, folder, **variables):
    command = [BUILT["tests"][kind], "--exact", f"--test-threads={threads}", *names]
    environment = {**os.environ, "RUST_MIN_STACK": str(8 << 20), "TMPDIR": folder, **variables}
    # In a group of its own, so that the servers it started end with it.
    return subprocess.Popen(command, cwd=FOLDER / "code", env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)


def end(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.stdout.close()
    process.wait()


def fails(kind, names, threads, limit, **variables):
    """How these tests fail together, at the first that does; None if none does."""
    # Of what is ended in the middle nothing is left behind.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = start(kind, names, threads, folder, **variables)
        late = threading.Timer(limit, end, [process])
        late.start()
        how, whole = None, False
        try:
            for line in process.stdout:
                if line.startswith("test ") and line.rstrip().endswith("FAILED"):
                    how = line.split()[1]
                    break
                whole = whole or line.startswith("test result: ok")
        except ValueError:
            # Its end was closed: it is late.
            pass
        late.cancel()
        end(process)
    return how if how or whole else LATE


def notices(kind, group, **variables):
    """The test of a group that fails, also alone: beside others a story may fail of itself."""
    took = {test["name"]: test["took"] for test in group}
    while took:
        how = fails(kind, list(took), 3, PATIENCE + 4 * sum(took.values()), **variables)
        if how is None or kind == "lib":
            return how
        doubtful = [how] if how in took else list(took)
        if fails(kind, doubtful, 1, PATIENCE + 4 * sum(took[name] for name in doubtful), **variables):
            return how
        for name in doubtful:
            del took[name]
    return None


def covers(test):
    kind, name = test
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "seen"
        begun = time.monotonic()
        failed = fails(kind, [name], 1, 240, LINES_SEEN=str(seen))
        took = time.monotonic() - begun
        lines = [n for n, byte in enumerate(seen.read_bytes()) if byte] if seen.exists() else []
    if failed:
        print(f"{name} fails by itself, and is not asked", flush=True)
    return {"kind": kind, "name": name, "took": took, "lines": [] if failed else lines}


def cover(on_postgres):
    kept = FOLDER / ("covers-postgres.json" if on_postgres else "covers.json")
    if not kept.exists():
        tests = []
        for kind, binary in BUILT["tests"].items():
            listed = subprocess.run([binary, "--list", "--format=terse"], capture_output=True, text=True, check=True)
            names = [line.removesuffix(": test") for line in listed.stdout.splitlines() if line.endswith(": test")]
            names = [name for name in names if kind == "lib" or not SKIPPED.search(name)]
            tests += [(kind, name) for name in names if bool(POSTGRES.search(name)) == on_postgres]
        with ThreadPoolExecutor(JOBS) as pool:
            kept.write_text(json.dumps(list(pool.map(covers, tests))))
    covering = {}
    for test in json.loads(kept.read_text()):
        for line in test["lines"]:
            covering.setdefault(line, []).append(test)
    return covering


def source(number):
    return LINES[number].split(":")[0]


def words(text):
    return set(re.findall("[a-z]{4,}", text.lower())) - {"replace", "with", "delete", "match", "field", "struct", "self"}


def hunt(number, tests, noticed):
    """The test that notices a line, or none. `noticed` are the tests that noticed others of its file, each as often as it did."""
    near = words(LINES[number])

    def worth(test):
        is_near = any(a.startswith(b) or b.startswith(a) for a in words(test["name"]) for b in near)
        likely = (2.5 if is_near else 1) * (1 + 3 * noticed[test["name"]])
        return test["took"] * (1 + len(test["lines"]) / 800) / likely

    tests = sorted(tests, key=worth)
    spent = itertools.accumulate(test["took"] for test in tests)
    tests = [test for test, so_far in zip(tests, spent) if so_far <= ENOUGH]
    # The first ones are unit tests of a few milliseconds.
    groups, size = [], 60
    while tests:
        for kind in ("lib", "it"):
            groups.append((kind, [test for test in tests[:size] if test["kind"] == kind]))
        tests, size = tests[size:], min(size * 3, 60) if groups[2:] else 6
    for kind, group in groups:
        if how := notices(kind, group, WRONG_LINE=str(number)):
            return how
    return None


def hunt_all(lines, covering, kept):
    """How each of these lines is noticed, as far as there was time."""
    found = dict(map(json.loads, kept.read_text().splitlines())) if kept.exists() else {}
    # In no order, so that a part of them is a sample.
    todo, lock = [n for n in lines if n not in found], threading.Lock()
    random.Random(1).shuffle(todo)
    noticed = collections.defaultdict(collections.Counter)
    for number, how in found.items():
        noticed[source(number)][how] += 1

    def work(number):
        if time.monotonic() < UNTIL:
            how = hunt(number, covering.get(number, []), noticed[source(number)])
            with lock, kept.open("a") as out:
                found[number] = how
                noticed[source(number)][how] += 1
                out.write(json.dumps([number, how]) + "\n")

    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(work, todo))
    return found


def main():
    covering = cover(on_postgres=False)
    found = hunt_all(LINES, covering, FOLDER / "found.jsonl")
    missed = {number for number, how in found.items() if how is None}
    asked = set()
    if time.monotonic() < UNTIL:
        also = cover(on_postgres=True)
        later = hunt_all(sorted(missed & also.keys()), also, FOLDER / "found-postgres.jsonl")
        asked = later.keys() | (missed - also.keys())
        missed -= {number for number, how in later.items() if how is not None}
        covering |= also
    for number in sorted(missed):
        print(LINES[number] + ("" if number in covering else " (no test comes by)"))
    print(f"{len(found)} of {len(LINES)} wrong lines were tried; no test notices {len(missed)}, "
          f"of {len(missed - asked)} of which the stories on PostgreSQL were not asked.")


main()
