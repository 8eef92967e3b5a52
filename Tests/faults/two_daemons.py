"""A second daemon, and other writers, beside a daemon with a walk under way."""

import subprocess

from bench import DAEMON, ENVIRONMENT, WALKTEST, Bench, walktest
from judge import judge
from table import Row
from walk import Walk


def faults():
    return [_second]


def _second(plan):
    row = Row("A second writer while a walk runs: walktestd on the same socket, on another socket, "
              "store recover, run without the daemon, demo",
              "refused with one sentence and an exit status other than 0; the walk under way is not "
              "disturbed; no sequence twice; verify good")
    with Bench() as bench:
        other = bench.write_configuration("other.toml", bench.root / "run/other.sock")
        answers = bench.root / "answers.json"
        answers.write_text('{"contraindications-checked": true, "symptom-site": "leg"}')
        seconds = [
            ("walktestd, same socket", [DAEMON, "--config", bench.configuration]),
            ("walktestd, other socket", [DAEMON, "--config", other]),
            ("store recover", _walktest("store", "recover", bench)),
            ("run without the daemon", _walktest(
                "run", *_foreground(), bench, "--subject", "S-002", "--visit", "baseline", "--operator",
                "op-2", "--protocol", bench.root / "protocols/fault-walk.json", "--answers", answers,
                "--without-sensors", "fault-suite")),
            ("demo", _walktest("demo", bench)),
        ]
        client, _ = bench.start()
        walk = Walk()
        walk.go_on(client, until="start")
        tries = [(name, _refusal(command)) for name, command in seconds]
        walk.go_on(client)
        client.close()
        bench.terminate()
        after = judge(bench, [walk])
        for name, faults in tries:
            row.add(name, faults + after)
    return row


def _foreground():
    """The option that makes `walktest run` do without the daemon, where it has one."""
    return ["--foreground"] if "--foreground" in walktest("run", "--help").stdout else []


def _walktest(*words):
    spelt = []
    for word in words:
        spelt += ["--store", str(word.store)] if isinstance(word, Bench) else [str(word)]
    return [WALKTEST, *spelt]


def _refusal(command):
    """What is wrong with how the second one was turned away."""
    try:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, env=ENVIRONMENT,
                              stdin=subprocess.DEVNULL, timeout=60)
    except subprocess.TimeoutExpired:
        return ["it was not refused, it runs"]
    said = [line for line in done.stderr.splitlines() if line.strip()]
    if done.returncode <= 0:
        return [f"exit status {done.returncode}: {done.stdout[-200:]}"]
    return [] if len(said) == 1 else [f"{len(said)} sentences: {said}"]
