"""A foot switch that bounces, or whose pedal stays down: one press is one thing that happened.

The real daemon under umockdev has an input node that is a pseudo-terminal of ours; what is written there has
the stamps that the kernel would give.
"""

import os
import pty
import shutil
import struct
import time
import tty

from bench import Bench, monotonic_us
from control import connected
from emulated_machine import FOOT_SWITCH, EmulatedMachine
from judge import judge
from table import Row, left_out
from walk import Walk, steps

NAME = "A button that bounces or stays down"
KEY_B, EV_KEY, EV_SYN = 48, 1, 0
# Longer than the bounce window of 50 ms, shorter than a hold.
PRESS_SECONDS = 0.1


def faults():
    if shutil.which("umockdev-wrapper") is None:
        return [lambda plan: left_out(NAME, "umockdev is not installed; run scripts/setup")]
    return [_bouncing, _stuck]


def _bouncing(plan):
    row = Row("Button bounces: up to 40 edges within 40 ms at each press and each release (umockdev)",
              "START, both marks and nothing else, each at the first edge of its press; all edges are in the "
              "record; verify good")
    for _ in plan.tries(20, 1):
        with _Pedal() as pedal:
            walk, presses = pedal.armed(), []
            for _ in range(3):
                presses.append(pedal.press(bounces=plan.random.randrange(1, 20), noise=plan.random))
                time.sleep(0.3)
            status = walk.look(pedal.client)
            happened = [status["start_us"], *(mark["at_us"] for mark in status["marks"])]
            wrong = [] if happened == presses else [f"pressed at {presses}, told {happened}"]
            walk.presses = len(presses)
            wrong += pedal.judged(walk)
            kept = pedal.events().count('"type":"edge"')
            if kept != pedal.edges:
                wrong.append(f"lost: {pedal.edges - kept} of {pedal.edges} edges")
            row.add("bouncing", wrong)
    return row


def _stuck(plan):
    row = Row("Pedal stays down, its key repeating, from the press of a mark on (umockdev)",
              "END is at the press, to the µs, once it was held for 2 s; no mark remains of it; that it is "
              "stuck is in the record; verify good")
    for _ in plan.tries(5, 1):
        with _Pedal() as pedal:
            walk = pedal.armed()
            start = pedal.press()
            time.sleep(0.5)
            press = pedal.down()
            # It counts as stuck after 10 s.
            for _ in range(330 if plan.is_full else 90):
                time.sleep(1 / 30)
                pedal.write(2, monotonic_us())
            status = walk.look(pedal.client)
            wrong = []
            marks = [mark for mark in status["marks"] if mark.get("undone") is None]
            if (status["start_us"], status["end_us"], marks) != (start, press, []):
                wrong.append(f"pressed at {start} and for good at {press}, told {status}")
            walk.left = [step for step in walk.left if step.request != "end"]
            walk.say(pedal.client, "give-end-reason", reason="SEVERE_SYMPTOMS")
            walk.presses = 2
            wrong += pedal.judged(walk)
            if plan.is_full and "stuck" not in pedal.events():
                wrong.append("the record does not say that the pedal is stuck")
            row.add("stuck", wrong)
    return row


class _Pedal:
    """A bench whose daemon has a foot switch."""

    def __enter__(self):
        self.bench = Bench()
        self.edges = 0
        self._kernel, self._node = pty.openpty()
        tty.setraw(self._node)
        self._machine = EmulatedMachine(self.bench)
        self._machine.command("input /dev/input/event5")
        self._machine.attach(FOOT_SWITCH, "/dev/input/event5", os.ttyname(self._node))
        self._machine.start()
        self.client, _ = connected(self.bench.socket, self.bench.daemon, 30)
        return self

    def __exit__(self, *_):
        self._end()
        self.bench.__exit__()
        os.close(self._node)
        os.close(self._kernel)

    def armed(self):
        """A walk that waits for its START; what the button does is not commanded."""
        walk = Walk()
        walk.left = [step for step in steps() if step.request not in ("waive", "start", "mark")]
        walk.go_on(self.client, until="arm")
        end = time.monotonic() + 10
        while self.client.status()["phase"] != "armed":
            if time.monotonic() > end:
                raise RuntimeError("the walk was not armed")
            time.sleep(0.01)
        return walk

    def judged(self, walk):
        """The walk commanded to its end, and what is wrong with what is left."""
        walk.go_on(self.client)
        self.client.close()
        self._end()
        return judge(self.bench, [walk])

    def events(self):
        """The events of the sealed record, as they stand there."""
        path, _ = self.bench.packages()[-1]
        return (path / "events.jsonl").read_text()

    def press(self, bounces=0, noise=None):
        """A press of 100 ms that bounces at both ends; gives the stamp of its first edge."""
        first = self.down()
        at = self._bounce(first, 0, bounces, noise)
        time.sleep(PRESS_SECONDS)
        at = max(at + 1, monotonic_us())
        self.write(0, at)
        self._bounce(at, 1, bounces, noise)
        time.sleep(0.06)
        return first

    def down(self):
        at = monotonic_us()
        self.write(1, at)
        return at

    def write(self, value, at):
        """The key goes up (0), down (1) or repeats (2)."""
        self.edges += value < 2
        seconds, part = divmod(at, 1_000_000)
        os.write(self._kernel, struct.pack("<qqHHi", seconds, part, EV_KEY, KEY_B, value)
                 + struct.pack("<qqHHi", seconds, part, EV_SYN, 0, 0))

    def _bounce(self, at, other, count, noise):
        """`count` times the other way and back, within 40 ms of stamps; gives the last stamp."""
        for _ in range(count):
            for value in (other, 1 - other):
                at += noise.randrange(50, 1_000)
                self.write(value, at)
        # What is stamped must have happened.
        time.sleep(max(0, (at - monotonic_us()) / 1e6))
        return at

    def _end(self):
        if self.bench.daemon is None:
            return
        self._machine.end()
        if not self.bench.ended(15):
            self.bench.kill()
        self.bench.daemon = None
