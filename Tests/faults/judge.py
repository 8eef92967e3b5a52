"""What must hold of a store after a fault, judged from its files without the daemon's word."""

import hashlib
import json
import re

from bench import walktest
from control import Gone

# How long a restart may take (seconds).
RESTART = 5.0
# Members of a request that stand otherwise in the journal.
EVENT = re.compile(rb'\{"seq":\d+,"t_us":\d+,"type":"command"[^{}]*\}')
NOT_JOURNALED = {"prepare": {"protocol", "subject", "visit", "operator"}}


def restart_and_finish(bench, walk):
    """Starts the daemon again, finishes the walk as its client, and returns what is wrong."""
    faults = []
    client, seconds = bench.start()
    if seconds > RESTART:
        faults.append(f"the restart took {seconds:.1f} s")
    walk.come_back(client)
    walk.go_on(client)
    client.close()
    bench.terminate()
    return faults + walk.lost


def judge(bench, walks):
    """Everything that is wrong with the store after `walks` were finished."""
    faults = []
    verdict = walktest("verify", "--all", "--json", "--store", bench.store, check=False)
    if verdict.returncode:
        faults.append(f"verify --all: {verdict.returncode} {_bad_checks(verdict)}")
    status = walktest("store", "status", "--store", bench.store, check=False)
    if status.returncode:
        faults.append(f"store status: {status.returncode} {(status.stderr or status.stdout).strip()}")
    if bench.journals():
        faults.append(f"journals were left: {[p.name for p in bench.journals()]}")
    packages = bench.packages()
    faults += _files(bench, packages) + _chain(packages)
    for walk in walks:
        faults += _promises(bench, packages, walk)
    return faults


def _bad_checks(verdict):
    try:
        said = json.loads(verdict.stdout)
    except json.JSONDecodeError:
        return verdict.stderr.strip()
    checks = said["chain"] + [c for p in said["packages"] for c in p["checks"]]
    return [c for c in checks if c["result"] == "refused" or c["code"]] or verdict.stderr.strip()


def _files(bench, packages):
    """Nothing half or empty under a final name, nothing unfinished left."""
    whole, faults = {path for path, _ in packages}, []
    for path in (bench.store / "packages").iterdir():
        if path.is_dir() and path not in whole:
            faults.append(f"{path.name} is no whole package")
        if path.is_file() and not path.stat().st_size:
            faults.append(f"{path.name} is empty")
    for path, record in packages:
        for file in record["files"]:
            content = (path / file["name"]).read_bytes() if (path / file["name"]).exists() else b""
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                faults.append(f"{path.name}/{file['name']} is not what was signed")
    return faults


def _chain(packages):
    """Sequences 1, 2, 3 … each once, each with the hash of the one before."""
    faults, before = [], "0" * 64
    for place, (path, record) in enumerate(packages, 1):
        if record["seq"] != place or record["epoch"] != 1:
            faults.append(f"record {place} of the chain has epoch {record['epoch']} seq {record['seq']}")
        if record["prev"] != before:
            faults.append(f"{path.name} does not follow the record before")
        before = hashlib.sha256((path / "record.json").read_bytes()).hexdigest()
    return faults


def _promises(bench, packages, walk):
    """Every command that was done is in the record, and none that was not given."""
    sealed = [(p, r) for p, r in packages if r["session"] in walk.sessions and r["kind"] != "open"]
    done = [c for c in walk.commands if c.is_done]
    if not sealed:
        return _put_aside(bench, walk, done)
    if len(sealed) > len(walk.sessions):
        return [f"{len(sealed)} sealed records of {len(walk.sessions)} sessions"]
    faults = []
    path, record = sealed[-1]
    events = [json.loads(line) for line in (path / "events.jsonl").read_text().splitlines()]
    faults += _commands(events, walk, done)
    # A bounce is refused too, and nobody commanded it.
    rejected = [e for e in events if e["type"] == "rejection" and e["event"] != "gate"
                and not (walk.presses and e["code"] == "bounce")]
    if len(rejected) > len([c for c in walk.commands if not c.is_done]):
        faults.append(f"rejections in the record that nobody was told: {rejected}")
    return faults + _times(record, walk)


def _put_aside(bench, walk, done):
    """A session that was never started needs no record, but its journal is kept with all that was done."""
    if not done:
        return []
    kept = bench.store / "journals" / f"{walk.session}.journal.not-started"
    if not kept.exists() or any(c.request == "start" for c in done):
        return [f"lost: {len(done)} commands were done and no record of the walk is sealed"]
    events = [json.loads(text) for text in EVENT.findall(kept.read_bytes())]
    return _commands(events, walk, done)


def _commands(events, walk, done):
    """What was done is among the events, and nothing else was heard of people."""
    faults = []
    told = [e for e in events if e["type"] == "command" and e["by"] != "host"]
    for command in done:
        match = next((e for e in told if _is(e, command) and _is_timely(e, command)), None)
        if match is None:
            faults.append(f"lost: {command.request} {command.members}")
        else:
            told.remove(match)
    for event in told:
        given = [c for c in walk.commands if _is(event, c) and _is_timely(event, c)]
        if not given:
            faults.append(f"never commanded: {event}")
    return faults


def _is(event, command):
    if event["command"] != command.request:
        return False
    leave_out = NOT_JOURNALED.get(command.request, set())
    return all(event.get(k) == v for k, v in command.members.items() if k not in leave_out)


def _is_timely(event, command):
    """The stamp lies between sending and reply; without a reply anywhere after sending."""
    end = command.replied_us
    return command.sent_us <= event["t_us"] and (end is None or event["t_us"] <= end)


def _times(record, walk):
    """Times are those that the client was told, to the µs, and follow from each other."""
    faults, outcome = [], record["walk"]
    told = walk.told
    if not told.get("start_us"):
        return faults
    pairs = [("START", told["start_us"], outcome["start_us"])]
    if told.get("end_us"):
        pairs.append(("END", told["end_us"], (outcome["end"] or {}).get("at_us")))
        pairs.append(("TAT", told["end_us"] - told["start_us"], (outcome["outcome"] or {}).get("tat_us")))
    for mark, name in (("first-symptoms", "tfs_us"), ("severe-symptoms", "tss_us")):
        at = [m["at_us"] for m in told["marks"] if m["mark"] == mark and m.get("undone") is None]
        if at and told.get("end_us"):
            pairs.append((name, at[0] - told["start_us"], (outcome["outcome"] or {}).get(name)))
    for name, promised, found in pairs:
        if promised != found:
            faults.append(f"{name} was told as {promised} and is {found}")
    marks = [m for m in outcome["marks"]]
    given = [c for c in walk.commands if c.request == "mark"]
    if len(marks) > len(given) + walk.presses:
        faults.append(f"{len(marks)} marks in the record, {len(given)} were commanded and {walk.presses} pressed")
    return faults


def judged(bench, walk, finish=restart_and_finish):
    """Finishes and judges; a daemon that does not come back is a fault like any other."""
    try:
        faults = finish(bench, walk)
    except Gone as gone:
        return [f"the daemon did not do its work after the fault: {gone}; {bench.said()[-400:]}"]
    return faults + judge(bench, [walk])
