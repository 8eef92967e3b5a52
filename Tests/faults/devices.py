"""A treadmill that floods, garbles, falls silent or is pulled out: the walk keeps its times.

The real daemon under umockdev has a serial adapter whose line is a pseudo-terminal of ours. Behind it is
the simulated treadmill of `walktest simulate`; this file stands between the two and spoils what passes.
"""

import contextlib
import os
import pty
import select
import shutil
import subprocess
import threading
import time
import tty

from bench import ENVIRONMENT, WALKTEST, Bench
from clients import SLOWEST, TIMES, slowest_of
from control import connected
from emulated_machine import TREADMILL_ADAPTER, TREADMILL_BINDING, EmulatedMachine
from judge import judge
from table import Row, left_out
from walk import Walk

NAME = "A treadmill that misbehaves"
# What a flooded daemon may grow by (KiB): every frame is kept until the record is sealed.
GROWTH = 48 * 1024
PHASES = ("prepare", "arm", "start", "mark", "end")


def faults():
    if shutil.which("umockdev-wrapper") is None:
        return [lambda plan: left_out(NAME, "umockdev is not installed; run scripts/setup")]
    return [_flood, _garbage, _unplugged]


def _flood(plan):
    row = Row("Treadmill floods: each answer comes 100 times (pseudo-terminal, umockdev)",
              "times as told; commands answered as without it; the daemon grows by less than 48 MiB; verify good")
    for _ in plan.tries(3, 1):
        row.add("flood", _walked("start", lambda line: line.spoil(lambda data: data * 100)))
    return row


def _garbage(plan):
    row = Row("Treadmill sends malformed frames: random bytes, cut and flipped answers",
              "times as told; commands answered as without it; nothing crashes; verify good")
    for _ in plan.tries(10, 1):
        noise = plan.random

        def spoil(data):
            kind = noise.randrange(4)
            if kind == 0:
                return data[:noise.randrange(len(data) + 1)]
            if kind == 1:
                return bytes(byte ^ (1 << noise.randrange(8)) for byte in data)
            return noise.randbytes(noise.randrange(600)) + (data if kind == 2 else b"")
        row.add("malformed", _walked("start", lambda line: line.spoil(spoil)))
    return row


def _unplugged(plan):
    row = Row("Treadmill pulled out in each phase: preparing, armed, walking, after a mark, ended",
              "times as told; a gap of the speed is in the record when it was pulled out in mid-walk, and no "
              "reading after it; verify good")
    for phase in plan.sample(PHASES, plan.few(2)):
        for _ in plan.tries(3, 1):
            row.add(f"pulled out after {phase}", _walked(phase, lambda line: line.pull(), is_pulled=True))
    return row


def _walked(phase, spoil, is_pulled=False):
    with Bench(TREADMILL_BINDING) as bench, _Line(bench) as line:
        client = line.client
        walk, faults = Walk(0.6 if is_pulled else 0.4), []
        usual = Walk()
        usual.go_on(client)
        walk.go_on(client, until="prepare")
        _wait_for(client, "streaming")
        before = _memory(line.daemon())
        if phase != "prepare":
            walk.go_on(client, until=phase)
        spoil(line)
        spoilt = len(walk.commands)
        # Long enough that a channel is seen to be stalled.
        if is_pulled and phase in ("start", "mark"):
            time.sleep(3)
        walk.go_on(client)
        grown = _memory(line.daemon()) - before
        if grown > GROWTH:
            faults.append(f"the daemon grew by {grown} KiB")
        slowest, took = slowest_of(walk.commands[spoilt:])
        if took > max(SLOWEST, TIMES * slowest_of(usual.commands)[1]):
            faults.append(f"{slowest} took {took:.2f} s")
        client.close()
        line.stop()
        path, record = bench.packages()[-1]
        if not (path / "frames.log").stat().st_size:
            faults.append("no frame of the treadmill is in the record: nothing was tried")
        gaps = [gap for gap in record["walk"]["gaps"] if gap["channel"] == "speed"]
        if is_pulled and phase in ("start", "mark") and not gaps:
            faults.append("no gap of the speed is in the record")
        return faults + judge(bench, [usual, walk])


def _wait_for(client, state, seconds=20):
    """Until the treadmill stands as `state`."""
    end = time.monotonic() + seconds
    while not any(d["state"] == state for d in client.ask("devices")["devices"]):
        if time.monotonic() > end:
            raise RuntimeError(f"the treadmill is not {state}: {client.ask('devices')}")
        time.sleep(0.05)


def _memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class _Line:
    """The serial line between the daemon, behind umockdev, and the simulated treadmill."""

    def __init__(self, bench):
        self.bench = bench
        self._change = lambda data: data
        self._is_over = False

    def __enter__(self):
        there = self.bench.root / "belt"
        self._belt = subprocess.Popen(
            [WALKTEST, "simulate", "trackmaster", "--variant", "trackmaster-tmx", "--speed", "1.2mph",
             "--pty", there], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        self._ours, node = pty.openpty()
        self._node = node
        tty.setraw(node)
        end = time.monotonic() + 10
        while not there.exists():
            if time.monotonic() > end:
                raise RuntimeError("the simulated treadmill did not begin")
            time.sleep(0.01)
        self._theirs = os.open(there, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._theirs)
        self._emulate(os.ttyname(node))
        self._passing = threading.Thread(target=self._pass, daemon=True)
        self._passing.start()
        self.client, _ = connected(self.bench.socket, self.bench.daemon, 30)
        return self

    def __exit__(self, *_):
        self.stop()
        self._belt.kill()
        self._belt.wait()

    def spoil(self, change):
        self._change = change

    def pull(self):
        """The adapter is gone: reading ends, as when a plug is pulled."""
        self._is_over = True
        self._passing.join()
        os.close(self._node)
        os.close(self._ours)

    def daemon(self):
        """The daemon's process, behind the emulator."""
        return self.bench.pid()

    def stop(self):
        self._is_over = True
        with contextlib.suppress(OSError, ProcessLookupError):
            self._bus.end()
        if self.bench.daemon and not self.bench.ended(15):
            self.bench.kill()
        self.bench.daemon = None

    def _emulate(self, node):
        self._bus = EmulatedMachine(self.bench)
        self._bus.attach(TREADMILL_ADAPTER, "/dev/ttyUSB0", node)
        self._bus.start()

    def _pass(self):
        while not self._is_over:
            ready, _, _ = select.select([self._ours, self._theirs], [], [], 0.05)
            for end in ready:
                with contextlib.suppress(OSError):
                    data = os.read(end, 4_096)
                    if end == self._ours:
                        os.write(self._theirs, data)
                    else:
                        self._send(self._change(data))

    def _send(self, data):
        # A terminal that nobody reads must not hold this up for ever.
        while data and not self._is_over:
            _, ready, _ = select.select([], [self._ours], [], 0.2)
            if not ready:
                return
            data = data[os.write(self._ours, data[:1_024]):]
