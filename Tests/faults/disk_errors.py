"""EIO and ENOSPC on the writes and syncs of journal, packages and index, once and for ever."""

import re

import strace
from bench import Bench
from control import Gone, Refused
from judge import RESTART, judge
from table import Row, left_out
from walk import Walk

NAME = "EIO and ENOSPC"
ERRORS = ("EIO", "ENOSPC")
STORE_CALLS = "openat write pwrite64 fsync fdatasync rename mkdir ftruncate".split()


def faults():
    if not strace.is_there():
        return [lambda plan: left_out(NAME, "strace is not installed; run scripts/setup")]
    return [_journal, _store]


def _cases(counts, sample, few):
    every = [(call, number, error, often) for call, most in counts.items()
             for number in range(1, most + 1) for error in ERRORS for often in ("once", "for ever")]
    return sample(every, few), len(every)


def _counts(paths_of, calls):
    """How often each call is made on the paths, from prepare to the sealed record."""
    with Bench() as bench:
        client, _ = bench.start()
        walk, trace = Walk(), bench.root / "trace"
        walk.go_on(client, until="prepare")
        attached = strace.Attached(bench.pid(), trace, None, paths_of(bench, walk), calls)
        walk.go_on(client)
        attached.detach()
        text = trace.read_text()
    return {call: text.count(f" {call}(") for call in calls}


def _journal(plan):
    row = Row("EIO, ENOSPC on each write and fdatasync of the journal, once and for ever (strace)",
              "nothing is acknowledged as durable from then on, the failed file is neither written nor "
              "synced again, times go on, the daemon says so, no walk starts on it; a walk under way is "
              "sealed from memory; verify good")
    cases, every = _cases(_counts(lambda b, _: b.journals(), ["write", "fdatasync"]), plan.sample, plan.few(6))
    for case in cases:
        with Bench() as bench:
            row.add(_name(case), _try_journal(bench, case))
    row.note = f"({every} cases)"
    return row


def _name(case):
    return "{} {} {} {}".format(*case)


def _inject(case):
    call, number, error, often = case
    return f"{call}:error={error}:when={number}{'+' if often == 'for ever' else ''}"


def _try_journal(bench, case):
    client, _ = bench.start()
    walk, trace, faults = Walk(0.05), bench.root / "trace", []
    walk.go_on(client, until="prepare")
    attached = strace.Attached(
        bench.pid(), trace, _inject(case), bench.journals(), ["write", "fdatasync", "ftruncate", "fsync"])
    refusal = walk.go_on_without_disk(client)
    attached.detach()
    if not strace.was_injected(trace):
        return [] if walk.is_closed else [f"refused without a fault: {refusal}"]
    faults += _after_failure(walk, trace, bench)
    if refusal and walk.told.get("start_us"):
        faults.append(f"a walk under way was refused a command: {refusal}")
    elif refusal:
        # No walk starts on a journal that fails: it is given up.
        try:
            walk.say(client, "abandon", reason="fault-suite")
        except Refused as refused:
            faults.append(f"could not be given up: {refused}")
    elif walk.counted:
        # It counts: then it must be in the record.
        for command in walk.counted:
            command.is_done = True
    if client.status()["phase"] != "idle":
        faults.append(f"not sealed: {client.status()['phase']}")
    client.close()
    bench.terminate()
    return faults + judge(bench, [walk])


def _after_failure(walk, trace, bench):
    """After the first failure nothing is promised but what was sealed, and the file is left alone."""
    faults = []
    if walk.counted:
        first = walk.commands.index(walk.counted[0])
        faults += [f"acknowledged on a journal that had failed: {c.request}"
                   for c in walk.commands[first:] if c.is_done and c.request not in ("close", "abandon")]
    lines = trace.read_text().splitlines()
    injected = next(n for n, line in enumerate(lines) if "(INJECTED)" in line)
    again = [line for line in lines[injected + 1:] if re.search(r" (write|fdatasync|fsync)\(", line)]
    if again:
        faults.append(f"the journal was written or synced after its failure: {again[0]}")
    # What fails when nothing is left to be heard is told where the walk is sealed.
    if not any(told in bench.said() for told in ("journal cannot be written", "sealed from memory")):
        faults.append(f"the daemon's log does not say that the journal fails: {bench.said()[-600:]}")
    return faults


def _store_paths(bench, walk):
    packages, names = bench.store / "packages", []
    for seq in (1, 2):
        name = f"FAULT-S01-D1-1-{seq}_{walk.session}"
        names += [packages / f".sealing-{name}", packages / name]
        names += [packages / f".sealing-{name}" / file for file in (
            "protocol.json", "record.json", "record.jws", "README-VERIFY.txt", "SHA256SUMS",
            "samples.csv", "events.jsonl", "frames.log")]
    heads = [packages / f"chain-head.{kind}" for kind in ("json", "jws")]
    heads += [f"{head}.tmp-{bench.pid()}" for head in heads]
    index = [f"{bench.store}/index.sqlite{end}" for end in ("", "-wal")]
    return [packages, bench.store, *names, *heads, *index]


def _store(plan):
    row = Row("EIO, ENOSPC on each write, sync, rename of packages, chain head and index, once and for ever "
              "(strace)",
              "what could not be sealed is refused in one sentence and said in the log; once the disk is "
              "well a restart seals it; 0 acknowledged commands lost; verify good")
    cases, every = _cases(_counts(_store_paths, STORE_CALLS), plan.sample, plan.few(6))
    for case in cases:
        with Bench() as bench:
            row.add(_name(case), _try_store(bench, case))
    row.note = f"({every} cases)"
    return row


def _try_store(bench, case):
    client, _ = bench.start()
    walk, faults = Walk(), []
    walk.go_on(client, until="prepare")
    attached = strace.Attached(
        bench.pid(), bench.root / "trace", _inject(case), _store_paths(bench, walk), STORE_CALLS)
    try:
        refusal = walk.go_on_without_disk(client)
    except Gone as gone:
        return [f"the daemon died of an error of the disk: {gone}; {bench.said()[-300:]}"]
    finally:
        attached.detach()
    if refusal and "\n" in refusal["sentence"].strip():
        faults.append(f"more than a sentence: {refusal['sentence']}")
    client.close()
    bench.terminate()
    client, seconds = bench.start()
    if seconds > RESTART:
        faults.append(f"the restart took {seconds:.1f} s")
    status = client.status()
    if refusal:
        walk.begin_anew(status)
        walk.go_on(client)
    client.close()
    bench.terminate()
    return faults + judge(bench, [walk])
