"""The table of the suite: a row for each fault."""

import dataclasses

GOOD, BAD, LEFT_OUT = "good", "NOT GOOD", "left out"


@dataclasses.dataclass
class Row:
    """One fault: how often it was tried, what was lost, and whether the criterion held."""

    fault: str
    criterion: str
    tried: int = 0
    lost: int = 0
    complaints: list = dataclasses.field(default_factory=list)
    note: str = ""
    missing: str = ""

    def add(self, what, faults):
        """One try and what was wrong with it."""
        self.tried += 1
        if faults:
            self.lost += sum("lost" in fault or "gone" in fault for fault in faults)
            self.complaints.append((what, faults))
            print(f"    {what}: " + "; ".join(faults), flush=True)

    @property
    def verdict(self):
        if self.missing or not self.tried:
            return LEFT_OUT
        return BAD if self.complaints else GOOD


def left_out(fault, reason):
    """A row of what this machine cannot try; said loudly, and a failure under CI."""
    print(f"    LEFT OUT: {fault}: {reason}", flush=True)
    return Row(fault, "", missing=reason, note=f"not tried here: {reason}")


HEAD = "| Fault | Tried | Lost | Criterion | Verdict |\n|---|---|---|---|---|\n"


def markdown(rows):
    """The table as it stands in docs/faults.md."""
    lines = HEAD.splitlines()
    for row in rows:
        criterion = " ".join(part for part in (row.criterion, row.note) if part)
        lines.append(f"| {row.fault} | {row.tried} | {row.lost} | {criterion} | {row.verdict} |")
    return "\n".join(lines) + "\n"
