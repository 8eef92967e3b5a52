"""A site of its own in a directory of its own, with the real daemon and the real command line."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from control import Gone, connected

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent.parent
PRODUCTS = pathlib.Path(os.environ.get("WALKTEST_PRODUCTS", REPO / ".build/debug"))
WALKTEST = PRODUCTS / "walktest"
DAEMON = PRODUCTS / "walktestd"
PROTOCOL = HERE / "fault-walk.json"
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}

_template = None


def template():
    """A store with keys, made once."""
    global _template
    if _template is None:
        _template = pathlib.Path(tempfile.mkdtemp(prefix="wt-faults-template-")) / "store"
        make_store(_template)
    return _template


def forget_template():
    global _template
    if _template is not None:
        shutil.rmtree(_template.parent, ignore_errors=True)
        _template = None


def make_store(path):
    walktest("keys", "init", "--store", path, "--study", "FAULT", "--site", "S01", "--device", "D1")


def walktest(*arguments, check=True, seconds=120):
    """Runs the command line."""
    done = subprocess.run(
        [WALKTEST, *map(str, arguments)], capture_output=True, text=True, env=ENVIRONMENT,
        stdin=subprocess.DEVNULL, timeout=seconds)
    if check and done.returncode:
        raise RuntimeError(f"walktest {arguments[0]}: {done.returncode} {done.stderr.strip()}")
    return done


class Bench:
    """A site: a store, a configuration, and at most one daemon at a time."""

    def __init__(self, bindings="", copied_from=None, place=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="wt-faults-"))
        self.store = (place or self.root) / "store"
        if not self.store.exists():
            shutil.copytree(copied_from or template(), self.store)
        (self.root / "run").mkdir()
        (self.root / "protocols").mkdir()
        shutil.copy(PROTOCOL, self.root / "protocols")
        (self.root / "devices.toml").write_text(bindings)
        self.socket = self.root / "run/control.sock"
        self.configuration = self.write_configuration("walktest.toml", self.socket)
        self.daemon = None
        self.log = self.root / "daemon.log"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.root, ignore_errors=True)

    def write_configuration(self, name, socket):
        path = self.root / name
        path.write_text(
            f'[store]\ndirectory = "{self.store}"\nreserve = 64\n'
            f'[devices]\nbindings = "{self.root}/devices.toml"\n'
            f'[protocols]\ndirectory = "{self.root}/protocols"\n'
            f'[control]\nsocket = "{socket}"\n')
        return path

    def launch(self, *before, environment=None):
        """Starts the daemon, behind `before` (such as strace and its options)."""
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen(
                [*map(str, before), DAEMON, "--config", self.configuration], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, env=environment or ENVIRONMENT, start_new_session=True)

    def start(self, *before, seconds=30):
        """Starts the daemon and returns a client and the seconds until it answered."""
        self.launch(*before)
        return connected(self.socket, self.daemon, seconds)

    def pid(self):
        """The daemon's own process, also when it runs behind other programs."""
        waiting = [self.daemon.pid]
        while waiting:
            pid = waiting.pop()
            process = pathlib.Path(f"/proc/{pid}")
            if os.path.samefile(process / "exe", DAEMON):
                return pid
            # Each thread has children of its own.
            for children in process.glob("task/*/children"):
                waiting += map(int, children.read_text().split())
        raise RuntimeError("the daemon does not run")

    def ended(self, seconds=10):
        """Waits until the daemon has ended; true when it did."""
        try:
            self.daemon.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def kill(self):
        """Ends the daemon, and what it runs behind, at once."""
        if self.daemon is None:
            return
        if self.daemon.poll() is None:
            os.killpg(self.daemon.pid, signal.SIGKILL)
        self.daemon.wait()
        self.daemon = None

    def terminate(self):
        """Asks the daemon to end, and waits."""
        os.kill(self.pid(), signal.SIGTERM)
        if not self.ended(15):
            self.kill()
            raise Gone("the daemon did not stop within 15 s of SIGTERM")
        self.daemon = None

    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def packages(self):
        """Every package as (name, record), in the order of the chain."""
        found = []
        for path in (self.store / "packages").iterdir():
            if (path / "record.json").exists():
                found.append((path, json.loads((path / "record.json").read_bytes())))
        return sorted(found, key=lambda pair: (pair[1]["epoch"], pair[1]["seq"]))

    def journals(self):
        return sorted(p for p in (self.store / "journals").iterdir() if p.suffix == ".journal")


def monotonic_us():
    """The clock that the daemon stamps with."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000
