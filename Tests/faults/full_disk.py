"""A store on a small disk (tmpfs) that is full before a walk, or fills up in mid-walk."""

import contextlib
import os
import pathlib

import subprocess
import tempfile

from bench import Bench
from control import Refused
from judge import judge, judged
from table import Row, left_out
from walk import SUBJECT, Walk


@contextlib.contextmanager
def small_disk(megabytes):
    """A disk of its own, mounted while in use."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="wt-faults-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "faults", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)
        place.rmdir()


def fill(place, sparing):
    """Writes a file that leaves `sparing` bytes."""
    with open(place / "filler", "ab") as filler:
        while (room := os.statvfs(place).f_bavail * os.statvfs(place).f_frsize - sparing) > 0:
            try:
                filler.write(bytes(min(room, 1 << 20)))
                filler.flush()
            except OSError:
                break


def faults():
    try:
        with small_disk(1):
            pass
    except (subprocess.CalledProcessError, OSError) as error:
        reason = f"no disk can be mounted: {error}"
        return [lambda plan: left_out("a full disk", reason)]
    return [_before, _during]


def _before(plan):
    row = Row("Disk below its reserve before a walk (tmpfs)",
              "prepare is refused in one sentence; nothing is left behind; with room again it works")
    for sparing in plan.sample([63 << 20, 20 << 20, 1 << 20, 4096, 0], plan.few(2)):
        with small_disk(160) as disk, Bench(place=disk) as bench:
            client, _ = bench.start()
            fill(disk, sparing)
            faults = []
            try:
                client.ask("prepare", **SUBJECT)
                faults.append("prepare was not refused")
            except Refused as refused:
                sentence = refused.reply["sentence"]
                if "make room" not in sentence and "free space" not in sentence.lower():
                    faults.append(f"the sentence does not say what to do: {sentence}")
            if bench.journals() or bench.packages():
                faults.append("something was left behind")
            (disk / "filler").unlink()
            walk = Walk()
            walk.go_on(client)
            client.close()
            bench.terminate()
            row.add(f"{sparing} bytes left", faults + judge(bench, [walk]))
    return row


def _during(plan):
    row = Row("Disk fills up in mid-walk (tmpfs)",
              "every command is still acknowledged as durable (the journal's room is reserved); the record is "
              "sealed at once or, when there is room again, by the next start; 0 lost; verify good")
    moments = [(step, sparing) for step in ("start", "mark", "end", "answer") for sparing in (0, 8192, 40960)]
    for step, sparing in plan.sample(moments, plan.few(3)):
        with small_disk(160) as disk, Bench(place=disk) as bench:
            client, _ = bench.start()
            walk = Walk(0.1)
            walk.go_on(client, until="start")
            if step != "start":
                walk.go_on(client, until=step)
            fill(disk, sparing)
            faults, sealed = [], True
            try:
                walk.go_on(client)
            except Refused as refused:
                sealed = False
                if walk.left[0].request != "close":
                    faults.append(f"{walk.left[0].request} was refused: {refused}")
                walk.left = []
            client.close()
            bench.terminate()
            (disk / "filler").unlink()
            if sealed:
                faults += judge(bench, [walk])
            else:
                faults += judged(bench, walk)
            row.add(f"full after {step}, {sparing} bytes left", faults)
    return row
