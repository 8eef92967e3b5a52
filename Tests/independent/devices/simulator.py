"""A `walktest simulate` process for a judge to connect to, and what judges say."""

import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

WAIT = 20  # seconds; on a loaded machine a start can take a few


class Mismatch(Exception):
    """The simulator and the judge disagree."""


def equal(what, ours, theirs):
    """Holds what we say against what the judge says."""
    if ours != theirs:
        raise Mismatch(f"{what}: walktest says {ours!r}, the judge says {theirs!r}")
    return 1


def settle(what, ours, read):
    """Waits until the belt has got there, at most 20 seconds."""
    end = time.monotonic() + 20
    while (theirs := read()) != ours and time.monotonic() < end:
        pass
    return equal(what, ours, theirs)


class Simulator:
    """Serves a simulated device on a pseudo-terminal; with `with`, ended by Ctrl-C as a person would."""

    def __init__(self, walktest, *arguments):
        self.directory = tempfile.TemporaryDirectory(prefix="walktest-judge-")
        self.port = os.path.join(self.directory.name, "port")
        self.command = [walktest, "simulate", *map(str, arguments), "--pty", self.port, "--json", "--for", "120"]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # A simulator that says nothing must not hold the judge up.
        timer = threading.Timer(WAIT, self.process.kill)
        timer.start()
        for line in self.process.stdout:
            if json.loads(line)["event"] == "plugged":
                break
        timer.cancel()
        if not os.path.islink(self.port):
            self.process.kill()
            raise RuntimeError(f"{' '.join(self.command)}: {self.process.communicate()[1]}")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def __exit__(self, kind, error, trace):
        self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(WAIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "none: it did not end"
        left = os.path.lexists(self.port)
        self.directory.cleanup()
        # Another fault than a wrong value: it fails the judge, and never passes for a planted one.
        if kind is None and (status != 0 or left):
            raise RuntimeError(f"Ctrl-C: exit status {status}, link left: {left}")


def truth_of(walktest, *arguments):
    """What the walker of a simulation truly does, by the time in us since it was switched on."""
    with tempfile.TemporaryDirectory(prefix="walktest-judge-") as directory:
        path = os.path.join(directory, "truth.csv")
        with Simulator(walktest, *arguments, "--truth", path):
            pass
        with open(path, newline="", encoding="ascii") as file:
            rows = [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]
    return {row["time_us"]: row for row in rows}


def judge(name, compare, plant):
    """Runs a judge: `compare` must agree and `plant`, the same with a lie in it, must not.

    Both take the path of walktest; `compare` returns how many values were held against each other.
    """
    walktest = str(pathlib.Path(sys.argv[1]).resolve())
    try:
        count = compare(walktest)
    except Mismatch as mismatch:
        sys.exit(f"{name}: {mismatch}")
    if count < 1:
        sys.exit(f"{name}: compared nothing")
    try:
        plant(walktest)
    except Mismatch as mismatch:
        print(f"{name}: {count} values equal; planted fault caught ({mismatch})")
    else:
        sys.exit(f"{name}: did not notice the planted fault")
