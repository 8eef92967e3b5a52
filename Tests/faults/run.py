#!/usr/bin/env python3
"""Breaks the real daemon in every way we know of, and judges what is left. See docs/faults.md.

Usage: run.py [--subset] [--only NAME,…] [--most N] [--minutes N] [--seed N] [--write docs/faults.md]
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import sys
import time

import bench
import buttons
import clients
import devices
import disk_errors
import full_disk
import kill_moments
import kill_syscalls
import plant
import power_cuts
import stopped
import table
import two_daemons
import wall_clock

FAMILIES = {
    "kill-syscalls": kill_syscalls, "kill-moments": kill_moments, "disk-errors": disk_errors,
    "full-disk": full_disk, "two-daemons": two_daemons, "stopped": stopped, "clients": clients,
    "devices": devices, "buttons": buttons, "wall-clock": wall_clock, "power-cuts": power_cuts,
}
# These boot a guest.
GUEST = ("power-cuts", "wall-clock")
# These measure how fast the daemon answers.
MEASURE = ("clients", "devices", "two-daemons")


class Plan:
    """How much is tried."""

    def __init__(self, options, seed):
        self.is_full = not options.subset
        self.random = random.Random(seed)
        self.most = options.most
        self.power_cuts = options.power_cuts
        self.end = None

    def tries(self, full, few):
        """The numbers of so many random tries."""
        return self.in_time(range(min(full if self.is_full else few, self.most or 1 << 30)))

    def in_time(self, items):
        """The items as long as there is time; one of them at least, for a row with none says nothing."""
        for index, item in enumerate(items):
            if index and self.end and time.monotonic() > self.end:
                return
            yield item

    def few(self, number):
        """How many of a list a bounded run tries; None for all."""
        return None if self.is_full else number

    def sample(self, items, few):
        """All of them, or a seeded choice, in a seeded order: what a short run leaves out is any of them."""
        most = min(few if few is not None else len(items), self.most or len(items), len(items))
        return self.in_time(self.random.sample(items, most))


def main():
    options = _options()
    for product in (bench.WALKTEST, bench.DAEMON):
        if not product.exists():
            sys.exit(f"faults: {product} is missing; swift build --product {product.name}")
    if os.geteuid():
        reason = "CANNOT RUN: it mounts disks and commands the daemon as root"
        print(f"faults: {reason}", file=sys.stderr)
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    if unnoticed := plant.self_check():
        sys.exit(f"faults: the judge did not notice: {', '.join(unnoticed)}")
    began = time.monotonic()
    rows = _rows(options)
    bench.forget_template()
    text = table.markdown(rows)
    print(text)
    print(f"faults: {sum(r.tried for r in rows)} tries in {time.monotonic() - began:.0f} s")
    if options.write:
        _write(pathlib.Path(options.write), rows, options)
    bad = [r for r in rows if r.verdict == table.BAD]
    missing = [r for r in rows if r.verdict == table.LEFT_OUT]
    for row in bad:
        print(f"faults: NOT GOOD: {row.fault}: {len(row.complaints)} of {row.tried}")
    sys.exit(1 if bad or (missing and os.environ.get("CI") == "true") else 0)


def _chosen(options):
    if options.only:
        return options.only.split(",")
    # A guest takes half a minute to boot and to walk: make faults alone tries it.
    return [name for name in FAMILIES if not (options.subset and name in GUEST)]


def _rows(options):
    """Tries every fault; those that measure how fast the daemon answers are tried one by one."""
    alone, together = [], []
    for name in _chosen(options):
        for number, fault in enumerate(FAMILIES[name].faults()):
            plan = Plan(options, f"{options.seed} {name} {number}")
            (alone if name in MEASURE else together).append((name, fault, plan))

    def run(tried):
        name, fault, plan = tried
        print(f"-- {name}: begins", flush=True)
        if options.minutes:
            # A guest boots for each try.
            plan.end = time.monotonic() + options.minutes * (300 if name in GUEST else 60)
        row = fault(plan)
        print(f"-- {name}: {row.tried} tries: {row.verdict}: {row.fault}", flush=True)
        return row

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        # Guests take longest and need little: they begin first, beside all the others.
        begun = {id(tried): pool.submit(run, tried) for tried in together if tried[0] in GUEST}
        rows = [run(tried) for tried in alone]
        begun |= {id(tried): pool.submit(run, tried) for tried in together if tried[0] not in GUEST}
        return [begun[id(tried)].result() for tried in together] + rows


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subset", action="store_true", help="the bounded choice of make test")
    parser.add_argument("--only", help="families, with commas: " + ", ".join(FAMILIES))
    parser.add_argument("--most", type=int, help="at most so many tries of each fault")
    parser.add_argument("--minutes", type=float, help="begin no try of a fault after so many minutes")
    parser.add_argument("--jobs", type=int, default=3, help="how many faults at once (3)")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--power-cuts", type=int, default=20, help="how many (20)")
    parser.add_argument("--write", help="the document to write the table into")
    return parser.parse_args()


def _families(line):
    """Which families the command in a line tries."""
    only = re.search(r"--only (\S+?)[ `]", line)
    return set(only[1].split(",")) if only else set(FAMILIES)


BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def _write(path, rows, options):
    """Puts the rows between the marks of the document, in place of those of the same fault."""
    whole = path.read_text()
    before, _, rest = whole.partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = {line.split(" | ")[0]: line for line in old.splitlines() if line.startswith("| ")}
    lines |= {line.split(" | ")[0]: line for line in table.markdown(rows).splitlines()[2:]}
    lines.pop("| Fault", None)
    made = [line for line in old.splitlines() if line.startswith("- `")]
    command = " ".join(["Tests/faults/run.py", *sys.argv[1:]])
    made.append(f"- `{command}`, {time.strftime('%Y-%m-%d')}")
    # A family's rows are those of the last run of it.
    made = [line for number, line in enumerate(made)
            if not _families(line) <= set().union(*map(_families, made[number + 1:]))]
    text = table.HEAD + "\n".join(lines.values()) + "\n"
    path.write_text(before + BEGIN + "Made by\n\n" + "\n".join(made) + "\n\n" + text + END + after)


main()
