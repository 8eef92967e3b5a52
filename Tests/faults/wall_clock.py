"""The wall clock is set in mid-walk, in an emulated machine: times come from the monotonic clock."""

import pathlib
import shutil
import tempfile

import power_cuts
from table import Row, left_out

NAME = "Wall clock set in mid-walk (emulated machine)"
YEARS = 10 * 31_557_600
# Seconds from the truth after START, both marks, END and sealing.
SETTINGS = {
    "+10 years after START, right again before END": (YEARS, YEARS, 0, 0),
    "-10 years after START, right again before END": (-YEARS, -YEARS, 0, 0),
    "+10 years, then -10 years, right again after END": (YEARS, -YEARS, -YEARS, 0),
    "+1 hour, -1 hour, -1 second": (3_600, -3_600, -1, -1),
    "+10 years after START, for good": (YEARS, YEARS, YEARS, YEARS),
    "-10 years after START, for good": (-YEARS, -YEARS, -YEARS, -YEARS),
}


def faults():
    if missing := [tool for tool in power_cuts.TOOLS if shutil.which(tool) is None]:
        return [lambda plan: left_out(NAME, f"{', '.join(missing)} missing; run scripts/setup")]
    return [_set]


def _set(plan):
    power_cuts.prepare()
    row = Row(NAME + ": ±10 years, ±1 hour, −1 second, with and without going back",
              "START, END, TFS, TSS and TAT are those told; the record is sealed and verifies")
    for name in plan.sample(list(SETTINGS), plan.few(0)):
        with tempfile.TemporaryDirectory(prefix="wt-faults-clock-") as folder:
            folder = pathlib.Path(folder)
            power_cuts.make_disk(folder / "disk")
            mode = ",".join(str(offset) for offset in SETTINGS[name])
            lines = power_cuts.live(folder / "disk", folder / "pid", 0, mode, b"POWER over")
            walks = power_cuts.walks_of(lines)
            if not walks or not any(line.startswith("POWER over") for line in lines):
                row.add(name, [
                    f"the walk was not finished: {[line for line in lines if 'BROKEN' in line] or lines[-3:]}"])
            else:
                row.add(name, power_cuts.judged(folder / "disk", walks))
    return row
