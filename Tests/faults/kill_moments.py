"""SIGKILL at random moments of a walk, which then goes on."""

import threading

from bench import Bench
from control import Gone
from judge import judged
from table import Row
from walk import Walk

# A walk of the suite takes about this long (seconds), its sealing included.
LONGEST = 3.0


def faults():
    return [_moments]


def _moments(plan):
    row = Row("SIGKILL at a random moment of a walk",
              "the walk goes on and is finished; START, END, TFS, TSS and TAT are to the µs those that the "
              "client was told; as above")
    for number in plan.tries(200, 10):
        moment = plan.random.uniform(0.05, LONGEST)
        with Bench() as bench:
            walk = Walk(0.25)
            client, _ = bench.start()
            blow = threading.Timer(moment, bench.daemon.kill)
            blow.start()
            try:
                walk.go_on(client)
            except Gone:
                pass
            blow.join()
            bench.kill()
            row.add(f"number {number}, killed after {moment:.3f} s", judged(bench, walk))
    return row
