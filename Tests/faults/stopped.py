"""SIGSTOP in mid-walk: the time in which nobody looked is told, and nothing is invented for it."""

import csv
import os
import signal
import time

from bench import Bench, monotonic_us
from judge import judge
from table import Row
from walk import Walk

PERIOD_US = 10_000


def faults():
    return [_stopped]


def _stopped(plan):
    seconds = 30 if plan.is_full else 3
    row = Row(f"SIGSTOP for {seconds} s in mid-walk, then SIGCONT",
              "the missing rows are missing and none is invented (rows stay on the 10 ms grid, none is "
              "stamped within the stop); START, END, TFS, TSS and TAT are those told and TAT has the stop in "
              "it; verify good")
    for _ in plan.tries(3, 1):
        with Bench() as bench:
            client, _ = bench.start()
            walk = Walk(0.3)
            walk.go_on(client, until="mark")
            os.kill(bench.pid(), signal.SIGSTOP)
            began = monotonic_us()
            time.sleep(seconds)
            ended = monotonic_us()
            os.kill(bench.pid(), signal.SIGCONT)
            walk.go_on(client)
            client.close()
            bench.terminate()
            row.add("stopped", judge(bench, [walk]) + _gap(bench, began, ended, seconds))
    return row


def _gap(bench, began, ended, seconds):
    path, record = bench.packages()[-1]
    with open(path / "samples.csv", newline="") as file:
        stamps = [int(line["t_us"]) for line in csv.DictReader(file)]
    faults, slack = [], 200_000
    inside = [t for t in stamps if began + slack < t < ended - slack]
    if inside:
        faults.append(f"{len(inside)} rows are stamped within the stop")
    widest = max(b - a for a, b in zip(stamps, stamps[1:]))
    if widest < seconds * 1_000_000 - 2 * slack:
        faults.append(f"the widest gap between rows is {widest} us")
    if any((t - stamps[0]) % PERIOD_US for t in stamps):
        faults.append("a row is not on the grid of the ticks")
    tat = record["walk"]["outcome"]["tat_us"]
    if tat < seconds * 1_000_000:
        faults.append(f"TAT {tat} us leaves the stop out")
    if len(set(stamps)) != len(stamps):
        faults.append("two rows have one stamp")
    return faults
