"""SIGKILL at every system call that changes a file of the store."""

import subprocess

import bench as site
import strace
from bench import Bench
from control import Gone
from judge import judge, judged
from table import Row, left_out
from walk import Walk

CRITERION = ("0 acknowledged commands lost, no mark that was not commanded, chain without hole or repeat, "
             "nothing half or empty under a final name, restart within 5 s, verify good")
NAME = "SIGKILL at the system calls"


def faults():
    if not strace.is_there():
        return [lambda plan: left_out(NAME, "strace is not installed; run scripts/setup")]
    return [_whole_life, _journal, _going_on, _recovery]


def _whole_life(plan):
    """The daemon behind strace from its start to the sealed record."""
    def live(bench, walk, *before):
        client, _ = bench.start(*before)
        walk.go_on(client)
        client.close()
    row = Row("SIGKILL at each call of start, prepare, arm, walk, seal (strace)", CRITERION)
    return _at_each(plan, row, live, plan.few(9))


def _going_on(plan):
    """A walk broken off by SIGKILL; its next daemon is killed while it goes on with it."""
    def live(bench, walk, *before):
        client, _ = bench.start()
        walk.go_on(client, until="mark")
        bench.kill()
        client, _ = bench.start(*before)
        walk.come_back(client)
        walk.go_on(client)
        client.close()
    row = Row("SIGKILL at each call of a daemon that goes on after a SIGKILL (strace)", CRITERION)
    return _at_each(plan, row, live, plan.few(5))


def _at_each(plan, row, live, few):
    with Bench() as bench:
        trace = bench.root / "trace"
        live(bench, Walk(0.05), *strace.tracing(trace))
        bench.terminate()
        every = strace.points(trace, bench.store)
    missed = 0
    for point in plan.sample(every, few):
        with Bench() as bench:
            trace, walk = bench.root / "trace", Walk(0.05)
            inject = f"{point.call}:signal=SIGKILL:when={point.ordinal}"
            try:
                live(bench, walk, *strace.tracing(trace, inject))
            except Gone:
                pass
            if not strace.was_killed(trace):
                missed += 1
            bench.kill()
            row.add(f"killed at {point}", judged(bench, walk))
    row.note = f"({len(every)} calls there" + (f", {missed} not reached again)" if missed else ")")
    return row


def _journal(plan):
    """Each call on the journal itself, whichever thread makes it."""
    row = Row("SIGKILL at each call on the journal (strace -P)", CRITERION)
    with Bench() as bench:
        client, _ = bench.start()
        walk, trace = Walk(0.05), bench.root / "trace"
        walk.go_on(client, until="prepare")
        attached = strace.Attached(bench.pid(), trace, paths=bench.journals())
        walk.go_on(client)
        attached.detach()
        bench.terminate()
        text = trace.read_text()
    every = [strace.Point(call, n, "the journal") for call in strace.CALLS
             for n in range(1, text.count(f" {call}(") + 1)]
    for point in plan.sample(every, plan.few(5)):
        with Bench() as bench:
            client, _ = bench.start()
            walk = Walk(0.05)
            walk.go_on(client, until="prepare")
            inject = f"{point.call}:signal=SIGKILL:when={point.ordinal}"
            try:
                attached = strace.Attached(
                    bench.pid(), bench.root / "trace", inject, bench.journals())
            except strace.NotAttached:
                continue
            try:
                walk.go_on(client)
            except Gone:
                pass
            attached.detach()
            bench.kill()
            row.add(f"killed at {point}", judged(bench, walk))
    row.note = f"({len(every)} calls there)"
    return row


def _recovery(plan):
    """A walk broken off by SIGKILL; `walktest store recover` is killed while it seals it."""
    row = Row("SIGKILL at each call of walktest store recover (strace)",
              CRITERION + "; sealed as interrupted")
    with Bench() as left:
        client, _ = left.start()
        walk = Walk(0.05)
        walk.go_on(client, until="mark")
        left.kill()
        walk.left = []
        with Bench(copied_from=left.store) as bench:
            trace = bench.root / "trace"
            _recover(bench, *strace.tracing(trace))
            every = strace.points(trace, bench.store)
        for point in plan.sample(every, plan.few(6)):
            with Bench(copied_from=left.store) as bench:
                inject = f"{point.call}:signal=SIGKILL:when={point.ordinal}"
                _recover(bench, *strace.tracing(bench.root / "trace", inject))
                done = site.walktest("store", "recover", "--store", bench.store, check=False)
                faults = [] if done.returncode == 0 else [f"recover: {done.stderr.strip()}"]
                row.add(f"killed at {point}", faults + judge(bench, [walk]))
    row.note = f"({len(every)} calls there)"
    return row


def _recover(bench, *before):
    subprocess.run(
        [*map(str, before), site.WALKTEST, "store", "recover", "--store", bench.store],
        stdin=subprocess.DEVNULL, capture_output=True, env=site.ENVIRONMENT, timeout=120)
