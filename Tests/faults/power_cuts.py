"""The power of an emulated machine is cut at random moments of its walks and seals.

The guest runs the daemon on an ext4 disk of its own. SIGKILL of QEMU loses what the guest's kernel had
not yet written, as a power cut does. The disk is then mounted here, which replays its journal, and the
daemon is started on it as after a reboot: the boot is another one, so the walk under way is sealed as
interrupted.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from bench import REPO, Bench, template
from judge import RESTART, judge
from table import Row, left_out
from walk import Command, Walk

NAME = "Power cut of an emulated machine (QEMU killed) at a random moment of a walk or a seal"
HIL, KEPT = REPO / "Tests/hil", REPO / ".build/hil"
TOOLS = ("qemu-system-x86_64", "mkfs.ext4", "busybox", "cpio", "modprobe", "xz")
# How long a guest may take until its daemon answers (seconds).
BOOT = 240
PREPARING, _prepared = threading.Lock(), []


def faults():
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return [lambda plan: left_out(NAME, f"{', '.join(missing)} missing; run scripts/setup")]
    return [_cuts]


def prepare():
    """Kernel and initrd of the guest. Once: two must not write them at a time."""
    with PREPARING:
        subprocess.run([HIL / "fetch-kernel.sh", KEPT / "kernel"], check=True)
        if not _prepared:
            subprocess.run([HIL / "make-initrd.sh", KEPT / "kernel", KEPT / "initrd-faults"], check=True)
            _prepared.append(True)


def _cuts(plan):
    prepare()
    row = Row(NAME, "0 acknowledged commands lost, times told are those in the record, no mark that was not "
              "commanded, no file half or empty under a final name, the daemon starts on what is left within "
              "5 s, verify good")
    with tempfile.TemporaryDirectory(prefix="wt-faults-power-") as folder:
        folder = pathlib.Path(folder)
        make_disk(folder / "empty")
        for number in plan.in_time(range(plan.power_cuts)):
            shutil.copyfile(folder / "empty", folder / "disk")
            moment = plan.random.uniform(0.5, 25)
            lines = live(folder / "disk", folder / "pid", moment)
            walks = walks_of(lines)
            if walks is None:
                row.add(f"cut {number}", [
                    f"the guest never walked: {[line for line in lines if 'BROKEN' in line] or lines[-3:]}"])
                continue
            last = walks[-1].commands[-1].request if walks and walks[-1].commands else "nothing"
            what = f"cut {number}, {moment:.1f} s after ready, {len(walks)} walks, after {last}"
            print(f"    {what}", flush=True)
            row.add(what, judged(folder / "disk", walks))
    return row


@contextlib.contextmanager
def _mounted(disk):
    with tempfile.TemporaryDirectory(prefix="wt-faults-mount-") as place:
        subprocess.run(["mount", "-o", "loop", disk, place], check=True)
        try:
            yield pathlib.Path(place)
        finally:
            subprocess.run(["umount", place], check=True)


def make_disk(path):
    with open(path, "wb") as disk:
        disk.truncate(256 << 20)
    subprocess.run(["mkfs.ext4", "-F", "-q", path], check=True)
    with _mounted(path) as place:
        shutil.copytree(template(), place / "store")


def live(disk, pidfile, moment, mode="", until=b"POWER ready"):
    """Boots, waits for the line `until`, cuts the power `moment` seconds later; the console's lines."""
    environment = {
        **os.environ, "HIL_DISK": str(disk), "HIL_PIDFILE": str(pidfile), "HIL_BOOT_SECONDS": "600"}
    guest = subprocess.Popen(
        [HIL / "boot.sh", KEPT / "kernel", KEPT / "initrd-faults", HIL / "guest/power.sh", f"hil_suite={mode}"], env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    lines, ready = [], threading.Event()

    def read():
        for line in guest.stdout:
            lines.append(line.decode(errors="replace"))
            if line.startswith((until, b"POWER BROKEN", b"HIL BROKEN")):
                ready.set()
        ready.set()

    reader = threading.Thread(target=read)
    reader.start()
    ready.wait(BOOT)
    time.sleep(moment)
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(pidfile.read_text()), signal.SIGKILL)
    guest.wait()
    reader.join()
    return lines


def walks_of(lines):
    """The walks as the console told them; None when the guest never came so far."""
    if not any(line.startswith("POWER ready") for line in lines) or any("BROKEN" in l for l in lines):
        return None
    walks = []
    for line in lines:
        word, _, rest = line.partition(" ")
        kind, _, text = rest.partition(" ")
        # The power went in the middle of the last line: then nobody was told.
        if word != "POWER" or not line.endswith("\n"):
            continue
        try:
            content = json.loads(text)
        except json.JSONDecodeError:
            continue
        if kind == "walk":
            walks.append(Walk())
        elif kind == "sent":
            walks[-1].commands.append(Command(**content))
        elif kind == "done":
            command = walks[-1].commands[-1]
            command.replied_us, command.is_done = content["replied_us"], True
            walks[-1].session = content["session"]
            walks[-1].sessions = {content["session"]}
        elif kind == "told":
            walks[-1].told = content
    return walks


def judged(disk, walks):
    with _mounted(disk) as place, Bench(place=place) as bench:
        client, seconds = bench.start()
        faults = [f"the start took {seconds:.1f} s"] if seconds > RESTART else []
        phase = client.status()["phase"]
        if phase != "idle":
            faults.append(f"a walk of another boot goes on: {phase}")
        client.close()
        bench.terminate()
        return faults + judge(bench, walks)
