"""Within the guest: walks until the power is cut; each line on the console is a promise or a command.

With an argument such as `3600,0,-5`, the wall clock is set to so many seconds from the truth after START and each
step that follows, in one walk.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

from bench import DAEMON, ENVIRONMENT, PROTOCOL
from control import connected
from walk import Walk

DISK, RUN = pathlib.Path("/run/power"), pathlib.Path("/run/walks")


def tell(kind, content):
    print("POWER", kind, json.dumps(content), flush=True)


def main():
    (RUN / "protocols").mkdir(parents=True)
    (RUN / "protocols" / PROTOCOL.name).write_bytes(PROTOCOL.read_bytes())
    (RUN / "devices.toml").write_text("")
    configuration = RUN / "walktest.toml"
    configuration.write_text(
        f'[store]\ndirectory = "{DISK}/store"\nreserve = 64\n[devices]\nbindings = "{RUN}/devices.toml"\n'
        f'[protocols]\ndirectory = "{RUN}/protocols"\n[control]\nsocket = "{RUN}/control.sock"\n')
    with open(RUN / "log", "wb") as log:
        daemon = subprocess.Popen([DAEMON, "--config", configuration], stdout=log, stderr=log, env=ENVIRONMENT)
    client, _ = connected(RUN / "control.sock", daemon, 120)
    tell("ready", {"pid": os.getpid()})
    if len(sys.argv) > 1 and sys.argv[1]:
        return set_clock(client, [int(word) for word in sys.argv[1].split(",")])
    while True:
        walk = Walk(0.3, tell)
        tell("walk", {})
        walk.go_on(client)


def set_clock(client, offsets):
    """A walk during which the wall clock is set."""
    behind = time.clock_gettime(time.CLOCK_REALTIME) - time.monotonic()
    walk = Walk(0.5, tell)
    tell("walk", {})
    for step in ("start", "mark", "mark", "end", "close"):
        walk.go_on(client, until=step)
        if offsets:
            time.clock_settime(time.CLOCK_REALTIME, behind + time.monotonic() + offsets.pop(0))
    tell("over", {})
    time.sleep(600)


try:
    main()
except Exception as error:
    print(f"POWER BROKEN {type(error).__name__} {error} {(RUN / 'log').read_text()[-500:]!r}", flush=True)
