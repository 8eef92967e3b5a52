"""Faults at the daemon's own system calls, by strace: what it calls, and to break one of them."""

import collections
import dataclasses
import re
import select
import shutil
import signal
import subprocess

# What changes a file or its directory.
CALLS = ("openat write pwrite64 fallocate fdatasync fsync rename renameat renameat2 unlink unlinkat "
         "ftruncate mkdir mkdirat link linkat").split()
LINE = re.compile(r"(\d+) +(\w+)\((.*)")
NAMES = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"), "SESSION"), (re.compile(r"tmp-\d+"), "tmp"),
]


@dataclasses.dataclass(frozen=True)
class Point:
    """The `ordinal`-th call `call` of a thread, which was on `place` in the reference."""

    call: str
    ordinal: int
    place: str

    def __str__(self):
        return f"{self.call} {self.ordinal} ({self.place})"


def is_there():
    return shutil.which("strace") is not None


def tracing(output, inject=None, paths=(), calls=CALLS):
    """The options of a strace that follows every thread."""
    options = ["strace", "-f", "-y", "-qq", "-o", output, "-e", "trace=" + ",".join(calls)]
    for path in paths:
        options += ["-P", path]
    return options + (["-e", "inject=" + inject] if inject else [])


class NotAttached(Exception):
    """strace is not on the daemon: nothing was tried."""


class Attached:
    """strace on a daemon that runs already; the counts of its calls begin now."""

    def __init__(self, pid, output, inject=None, paths=(), calls=CALLS):
        options = [o for o in tracing(output, inject, paths, calls) if o != "-qq"]
        self.process = subprocess.Popen(
            [*map(str, options), "-p", str(pid)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        # A process that dies while strace takes hold of its threads can leave it waiting for ever.
        ready, _, _ = select.select([self.process.stderr], [], [], 20)
        if not ready or "attached" not in self.process.stderr.readline():
            self.process.kill()
            self.process.communicate()
            raise NotAttached(f"strace did not take hold of process {pid}")

    def detach(self):
        """Lets the daemon go on by itself."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


def points(trace, store):
    """The calls on files below `store` that change something, in their order, each once."""
    counts, found = collections.Counter(), {}
    for line in trace.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if not match:
            continue
        thread, call, rest = match.groups()
        counts[thread, call] += 1
        if f"{store}/" not in rest + "/" or (call == "openat" and "O_CREAT" not in rest):
            continue
        path = re.search(re.escape(str(store)) + r'([^">]*)', rest).group(1).lstrip("/") or "store"
        for pattern, name in NAMES:
            path = pattern.sub(name, path)
        point = Point(call, counts[thread, call], path)
        found.setdefault((point.call, point.ordinal), point)
    return list(found.values())


def was_killed(trace):
    return "killed by SIGKILL" in trace.read_text(errors="replace") if trace.exists() else False


def was_injected(trace):
    return "(INJECTED)" in trace.read_text(errors="replace") if trace.exists() else False
