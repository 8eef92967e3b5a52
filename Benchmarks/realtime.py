"""The sample loop beside cyclictest, in turns in one run: same priority, same rate, quiet and with
both cores loaded.

A host that gives this machine's processors to another for tens of ms makes whoever runs just then late.
So turns are short and many, and judged are the half of the pairs from which the host took the least."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROBE = ROOT / ".build/release/LoopProbe"
COUNTER = ROOT / ".build-bench/malloc-count.so"
PRIORITY = 80
HERTZ = 1_000
TURN_SECONDS = int(os.environ.get("BENCH_TURN_SECONDS", "2"))
PAIRS = int(os.environ.get("BENCH_PAIRS", "36"))


def loop(hertz, ticks, mode="alone", preload=""):
    done = subprocess.run([PROBE, mode, str(hertz), str(ticks)], capture_output=True, text=True, check=True,
                          env=dict(os.environ, LD_PRELOAD=str(preload)))
    told = {name: int(value) for name, value in
            (word.split("=") for word in done.stdout.split())}
    if told["scheduling"] or told["memory"]:
        sys.exit("bench: the loop got no real-time priority or no locked memory; run as root")
    return told


def cyclictest(ticks):
    """The same numbers from cyclictest's histogram, µs."""
    report = ROOT / ".build-bench/cyclictest.json"
    subprocess.run(
        ["cyclictest", "--quiet", "--mlockall", "--threads=1", f"--priority={PRIORITY}",
         f"--interval={1_000_000 // HERTZ}", f"--loops={ticks}", "--histogram=20000",
         f"--json={report}"], stdout=subprocess.DEVNULL, check=True)
    thread = json.loads(report.read_text(encoding="utf-8"))["thread"]["0"]
    buckets = sorted((int(late), count) for late, count in thread["histogram"].items())
    beyond = thread["cycles"] - sum(count for _, count in buckets)
    told = {"max": thread["max"], "beyond": beyond}
    for name, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999)):
        wanted, seen = share * thread["cycles"], 0
        told[name] = thread["max"]
        for late, count in buckets:
            seen += count
            if seen >= wanted:
                told[name] = late
                break
    return told


def stolen():
    """Ms that the host took from this machine's processors since it began (proc(5), /proc/stat)."""
    fields = pathlib.Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return int(fields[8]) * 1_000 // os.sysconf("SC_CLK_TCK")


def pairs(load):
    """Ours, cyclictest's directly after it or before it, in turns, and the ms that the host took meanwhile:
    the half of the pairs from which it took the least, and how many ms it took at most from one of those
    and of all."""
    background = None
    if load:
        background = subprocess.Popen(["stress-ng", "--cpu", str(os.cpu_count() or 2), "--quiet"])
    try:
        taken = []
        for turn in range(PAIRS):
            ticks = TURN_SECONDS * HERTZ
            before = stolen()
            if turn % 2:
                theirs = cyclictest(ticks)
                mine = loop(HERTZ, ticks)
            else:
                mine = loop(HERTZ, ticks)
                theirs = cyclictest(ticks)
            taken.append((stolen() - before, mine, theirs))
        taken.sort(key=lambda pair: pair[0])
        calm = taken[: (len(taken) + 1) // 2]
        return [pair[1:] for pair in calm], calm[-1][0], taken[-1][0]
    finally:
        if background:
            background.terminate()
            background.wait()


def allocations():
    """Heap allocations of a process, all its threads, for each tick that its loop took meanwhile."""
    told = loop(HERTZ, 10 * HERTZ, mode="run", preload=COUNTER)
    if told["allocations"] < 0 or not told["counted"]:
        sys.exit(f"bench: allocations were not counted: {told}")
    return told["allocations"] / told["counted"]


def measure(report):
    report("sample loop, heap allocations", allocations(), "per tick", "loop_allocations_per_tick_at_most",
           f"10 s at {HERTZ} Hz beside a writer")
    for load in (False, True):
        title = "both cores loaded" if load else "quiet"
        name = "loaded" if load else "quiet"
        taken, calm, wild = pairs(load)
        for quantile in ("p50", "p99", "p999", "max"):
            mine = statistics.median(ours[quantile] for ours, _ in taken)
            theirs = statistics.median(their[quantile] for _, their in taken)
            # A µs is the step of both histograms.
            ratio = statistics.median(
                max(1, ours[quantile]) / max(1, their[quantile]) for ours, their in taken)
            judged = quantile in ("p50", "p99")
            report(f"wake-up {quantile} over cyclictest, {title}", ratio, "x",
                   f"wake_up_{quantile}_{name}_over_cyclictest_at_most" if judged else None,
                   f"{mine:.0f} us, cyclictest {theirs:.0f} us; {len(taken)} of {PAIRS} pairs of {TURN_SECONDS} s, "
                   f"from which the host took 0 to {calm} ms (from all: to {wild} ms)")
