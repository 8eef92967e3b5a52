"""A judge that nods at everything is none: planted faults must be noticed, and a good walk must not."""

import shutil

from bench import Bench
from judge import judge
from walk import Command, Walk


def self_check():
    """The names of the planted faults that the judge did not notice; "a good walk" when it refuses that."""
    with Bench() as good:
        client, _ = good.start()
        walk = Walk(0.05)
        walk.go_on(client)
        client.close()
        good.terminate()
        if faults := judge(good, [walk]):
            print(f"    {faults}")
            return ["a good walk"]
        return [name for name, plant in PLANTED.items() if not _notices(good, walk, plant)]


def _notices(good, walk, plant):
    with Bench(copied_from=good.store) as bench:
        changed = Walk()
        changed.commands, changed.told = list(walk.commands), {**walk.told}
        changed.sessions, changed.session = set(walk.sessions), walk.session
        plant(bench, changed)
        return bool(judge(bench, [changed]))


def _promise(_, walk):
    given = walk.commands[-1]
    walk.commands.append(
        Command("mark", {"mark": "severe-symptoms"}, given.sent_us, given.replied_us, True))


def _never_given(_, walk):
    walk.commands = [c for c in walk.commands if c.request != "mark"]


def _other_time(_, walk):
    walk.told["end_us"] += 1


def _other_mark(_, walk):
    walk.told["marks"] = [{**m, "at_us": m["at_us"] - 1} for m in walk.told["marks"]]


def _removed(bench, _):
    shutil.rmtree(bench.packages()[-1][0])


def _half(bench, _):
    file = bench.packages()[-1][0] / "samples.csv"
    file.write_bytes(file.read_bytes()[:-20])


def _twice(bench, _):
    path, record = bench.packages()[-1]
    shutil.copytree(path, path.with_name(path.name.replace("-2_", "-3_")))


def _empty_journal(bench, walk):
    (bench.store / "journals" / f"{walk.session}.journal").touch()


PLANTED = {
    "a promised command that is not in the record": _promise,
    "marks that nobody gave": _never_given, "an END told otherwise": _other_time,
    "a mark told otherwise": _other_mark, "a record that is gone": _removed,
    "half a file": _half, "a sequence twice": _twice, "an empty journal": _empty_journal,
}
