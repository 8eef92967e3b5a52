"""The daemon as the clinic runs it, in release: how soon it is ready, and what a whole walk at 100 Hz
with treadmill, foot pod and button costs. The walk goes to its cap, so what it costs at the end counts."""

import contextlib
import os
import pathlib
import pty
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tty

ROOT = pathlib.Path(__file__).resolve().parent.parent
os.environ.setdefault("WALKTEST_PRODUCTS", str(ROOT / ".build/release"))
sys.path.insert(0, str(ROOT / "Tests/faults"))

from bench import DAEMON, ENVIRONMENT, WALKTEST, Bench  # noqa: E402
from control import connected  # noqa: E402
from emulated_machine import FOOT_SWITCH, TREADMILL_ADAPTER, TREADMILL_BINDING, EmulatedMachine  # noqa: E402
from realtime import stolen  # noqa: E402

PROTOCOL = "deen-1.2mph-15min"
STARTS = int(os.environ.get("BENCH_STARTS", "15"))
EMULATORS_LIBRARIES = ("umockdev", "libgio-", "libglib-", "libgobject-", "libgmodule-", "libffi", "libpcre",
                       "libmount", "libblkid", "libselinux", "libpcap", "libdbus")
# 0 for the walk to its cap of 15 minutes.
WALK_SECONDS = int(os.environ.get("BENCH_WALK_SECONDS", "0"))


def measure(report):
    begins = sorted(_start_to_ready() for _ in range(STARTS))
    report("daemon, start to ready", statistics.median(begins), "ms",
           "start_to_ready_ms_at_most", f"median of {STARTS}, latest {begins[-1]:.0f} ms")
    with Bench(TREADMILL_BINDING) as bench, _Cart(bench) as cart:
        walk = _walk(bench, cart)
    report("daemon, processor time of a walk", walk["cpu"], "% of a core", "walk_cpu_percent_at_most",
           f"{walk['seconds']:.0f} s with treadmill, foot pod and button; by thread: {walk['threads']}; "
           f"the host took {walk['stolen']:.1f} % of a core meanwhile, part of which counts here")
    report("daemon, resident memory of a walk", walk["rss"], "MiB", "walk_rss_mib_at_most",
           f"largest; {walk['rss_at_start']:.1f} at START, of {walk['rss']:.1f} {walk['anonymous']:.1f} are its own")
    report("samples lost of the walk", walk["lost"], "samples", "samples_lost_of_a_walk_at_most",
           f"{walk['rows']} rows at 100 Hz; {walk['missed']} ticks missed, latest wake-up {walk['latest']} us")
    report("journal bytes of a sample", walk["journal"], "bytes", None, "journal of the walk by its rows, frames included")


def _start_to_ready():
    """Milliseconds from the start of the program to what it tells systemd."""
    with Bench() as bench, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.bind(str(bench.root / "notice"))
        notices.settimeout(20)
        began = time.monotonic()
        bench.launch(environment={**ENVIRONMENT, "NOTIFY_SOCKET": str(bench.root / "notice")})
        while b"READY=1" not in notices.recv(4_096):
            pass
        return (time.monotonic() - began) * 1_000


def _walk(bench, cart):
    client = cart.client
    client.ask("prepare", protocol=PROTOCOL, subject="S-001", visit="baseline", trial=1, operator="op-1")
    _answer(client)
    _until(lambda: not client.status()["missing"], "gates", client)
    client.ask("arm")
    client.ask("start")
    pid = cart.daemon()
    began, before, rss_at_start = time.monotonic(), _processor_time(pid), _memory(pid)["whole"]
    taken = stolen()
    largest, journal = _memory(pid), 0
    while client.status()["phase"] == "walking":
        memory = _memory(pid)
        largest = max(largest, memory, key=lambda now: now["whole"])
        if WALK_SECONDS and time.monotonic() - began > WALK_SECONDS:
            client.ask("end", reason="PATIENT_REQUEST_OTHER")
        time.sleep(2)
    seconds, after, taken = time.monotonic() - began, _processor_time(pid), stolen() - taken
    time.sleep(12)  # Rows are taken until 10 s after END.
    journal = _written(next((bench.store / "journals").glob("*.journal")))
    _answer(client)
    client.ask("close")
    cart.end()
    quality, rows = _record(bench)
    loop = quality["sample_loop"]
    used = {name: (after[name] - before.get(name, 0)) / seconds / 1e7 for name in after}
    return {
        "seconds": seconds, "stolen": taken / seconds / 10, "cpu": sum(used.values()), "rss": largest["whole"] / 1024,
        "threads": ", ".join(f"{name} {share:.2f}" for name, share in
                             sorted(used.items(), key=lambda item: -item[1])[:4]),
        "anonymous": largest["anonymous"] / 1024, "rss_at_start": rss_at_start / 1024,
        "lost": quality["lost_ticks"], "missed": quality["missed_ticks"], "latest": loop["max_us"],
        "rows": rows, "journal": journal / rows,
    }


def _answer(client):
    for question in client.status()["questions"]:
        kind = question["answer"]
        value = True if kind == "yes-no" else question["least"] if kind == "integer" else question["codes"][0]
        client.ask("answer", question=question["id"], value=value)


def _until(holds, what, client, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            sys.exit(f"bench: {what} after {seconds} s: {client.status()} {client.ask('devices')}")
        time.sleep(0.05)


def _memory(pid):
    """Resident KiB, all of it and what belongs to no file; without the emulator's own libraries, which are
    there only because the devices are emulated."""
    whole, anonymous, is_emulators, has_file = 0, 0, False, False
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        word, *rest = line.split()
        if "-" in word and not word.endswith(":"):
            has_file = len(rest) > 4 and rest[4].startswith("/")
            is_emulators = has_file and any(name in rest[4] for name in EMULATORS_LIBRARIES)
        elif word == "Rss:" and not is_emulators:
            whole += int(rest[0])
            anonymous += 0 if has_file else int(rest[0])
    return {"whole": whole, "anonymous": anonymous}


def _processor_time(pid):
    """Nanoseconds by thread name, as the scheduler counts them: ticks would miss short turns."""
    used = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        used[name] = used.get(name, 0) + int((task / "schedstat").read_text().split()[0])
    return used


def _written(path):
    """Bytes of a journal without the room that is reserved behind them."""
    return len(path.read_bytes().rstrip(b"\0"))


def _record(bench):
    """The quality block of the newest package and how many sample rows it has."""
    package, record = bench.packages()[-1]
    rows = sum(1 for _ in open(package / "samples.csv", encoding="ascii")) - 1
    if not (package / "frames.log").stat().st_size:
        sys.exit("bench: no frames in the record: the devices were not there")
    return record["walk"]["quality"], rows


class _Cart:
    """Stick with foot pod, treadmill and foot switch, emulated, around the daemon."""

    def __init__(self, bench):
        self._bench = bench
        self._simulators = []
        self._place = pathlib.Path(tempfile.mkdtemp(prefix="wt-cart-"))

    def __enter__(self):
        bench = self._bench
        key = bench.root / "network-key"
        key.write_text("0123456789abcdef\n")
        key.chmod(0o600)
        for file in (ROOT / "protocols").glob("*.json"):
            shutil.copy(file, bench.root / "protocols")
        text = bench.configuration.read_text()
        bench.configuration.write_text(text.replace("[protocols]", f'network-key = "{key}"\n[protocols]'))
        self._machine = EmulatedMachine(bench)
        _, node = pty.openpty()
        self._machine.command("input /dev/input/event5")
        self._machine.attach(FOOT_SWITCH, "/dev/input/event5", os.ttyname(node))
        belt = self._simulate("trackmaster", "--variant", "trackmaster-tmx", "--speed", "1.2mph")
        self._machine.attach(TREADMILL_ADAPTER, "/dev/ttyUSB0", belt.resolve())
        self._plug_stick(self._simulate("stick"))
        self._machine.start()
        self.client, _ = connected(bench.socket, bench.daemon, 30)
        return self

    def __exit__(self, *_):
        for simulator in self._simulators:
            simulator.kill()
            simulator.wait()
        shutil.rmtree(self._place, ignore_errors=True)

    def daemon(self):
        return self._bench.pid()

    def end(self):
        self.client.close()
        self._machine.end()
        self._bench.ended(15)

    def _plug_stick(self, terminal):
        line = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(line)
        self._machine.plug_stick(lambda data: os.write(line, data))

        def play():
            with contextlib.suppress(OSError):
                while data := os.read(line, 4_096):
                    self._machine.transmit(data)
        threading.Thread(target=play, daemon=True).start()

    def _simulate(self, *arguments):
        place = self._place / arguments[0]
        self._simulators.append(subprocess.Popen(
            [WALKTEST, "simulate", *arguments, "--pty", place], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, env=ENVIRONMENT))
        end = time.monotonic() + 10
        while not place.exists():
            if time.monotonic() > end:
                sys.exit(f"bench: walktest simulate {arguments[0]} did not begin")
            time.sleep(0.01)
        return place


if __name__ == "__main__":
    measure(lambda name, value, unit, threshold=None, note="": print(f"{name}: {value:.4g} {unit} ({note})", flush=True))
