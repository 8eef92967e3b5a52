"""A walk as a client commands it, with what the daemon promised of it."""

import dataclasses
import time

from bench import monotonic_us
from control import Gone, Refused


class GatesMissing(Gone):
    """The daemon lives and answers, but a gate of the walk does not hold."""


@dataclasses.dataclass
class Command:
    """One request: when it was sent and replied to (None: no reply came), and what came of it."""

    request: str
    members: dict
    sent_us: int
    replied_us: int | None = None
    is_done: bool = False


@dataclasses.dataclass(frozen=True)
class Step:
    """A request of the walk and how a status shows that it took effect."""

    request: str
    members: dict
    shows: object
    pause: float = 0

    def is_in(self, status):
        return self.shows(status)


BEFORE, OVER = ("preparing",), ("closed", "idle")
SUBJECT = {"protocol": "fault-walk", "subject": "S-001", "visit": "baseline", "trial": 1, "operator": "op-1"}


def _phase_after(*phases):
    return lambda status: status["phase"] in phases


def _marked(mark):
    return lambda status: any(m["mark"] == mark for m in status["marks"]) or status["phase"] in OVER


def _answered(question, phases):
    def shows(status):
        if status["phase"] not in phases:
            return True
        return all(q["id"] != question for q in status.get("questions", []))
    return shows


def _waived(gate):
    return lambda s: s["phase"] not in BEFORE or gate not in s.get("missing", [])


def steps(pause=0.0):
    """The walk of the suite: every command that a usual walk has, `pause` seconds between marks."""
    walking = ("walking", "ended", *OVER)
    return [
        Step("prepare", SUBJECT, lambda s: s.get("walk") is not None),
        Step("answer", {"question": "contraindications-checked", "value": True},
             _answered("contraindications-checked", BEFORE)),
        Step("waive", {"gate": "button", "reason": "fault-suite"}, _waived("button")),
        Step("arm", {}, _phase_after("armed", *walking)),
        Step("start", {}, _phase_after(*walking), pause),
        Step("mark", {"mark": "first-symptoms"}, _marked("first-symptoms"), pause),
        Step("mark", {"mark": "severe-symptoms"}, _marked("severe-symptoms"), pause),
        Step("end", {"reason": "SEVERE_SYMPTOMS"}, _phase_after("ended", *OVER)),
        Step("answer", {"question": "symptom-site", "value": "leg"},
             _answered("symptom-site", ("ended",))),
        Step("close", {}, _phase_after(*OVER)),
    ]


class Walk:
    """A walk under way: `commands` that were given, and the last status told."""

    def __init__(self, pause=0.0, tell=lambda kind, content: None):
        self.tell = tell
        self.commands = []
        self.counted = []
        # How often a button was pressed, when the walk has one.
        self.presses = 0
        self.left = steps(pause)
        self.session = None
        self.told = {}
        self.sessions = set()
        self.lost = []

    @property
    def is_closed(self):
        return not self.left

    def go_on(self, client, until=None):
        """Commands what is left, until the step `until` is done. Gone when the daemon went."""
        while self.left:
            step = self.left[0]
            if step.request in ("waive", "arm"):
                self._wait_for_gates(client)
            self.say(client, step.request, **step.members)
            self.left.pop(0)
            if self.left:
                self.look(client)
            if step.pause:
                time.sleep(step.pause)
            if until == step.request:
                return

    def say(self, client, request, **members):
        """Gives one command and keeps what the daemon promised."""
        command = Command(request, members, monotonic_us())
        self.commands.append(command)
        self.tell("sent", dataclasses.asdict(command))
        try:
            reply = client.ask(request, **members)
        except Refused:
            command.replied_us = monotonic_us()
            raise
        command.replied_us, command.is_done = monotonic_us(), True
        if request == "prepare":
            self.session = reply["session"]
            self.sessions.add(self.session)
        self.tell("done", {"replied_us": command.replied_us, "session": self.session})
        return reply

    def go_on_without_disk(self, client):
        """Commands what is left though the journal fails; returns the refusals that ended it, or None.

        A command that "counts" though it is not durable goes into `counted`, not among the promises."""
        while self.left:
            step = self.left[0]
            try:
                if step.request == "waive":
                    self._wait_for_gates(client)
                self.say(client, step.request, **step.members)
            except GatesMissing as gates:
                return {"code": "gates-missing", "sentence": str(gates)}
            except Refused as refused:
                if not (refused.code == "control-failed" and "It counts" in refused.reply["sentence"]):
                    return refused.reply
                self.counted.append(self.commands[-1])
            self.left.pop(0)
            if self.left:
                self.look(client)
            if step.pause:
                time.sleep(step.pause)
        return None

    def begin_anew(self, status):
        """Goes on from where the daemon stands after a restart, for what was not promised."""
        self.told = status if status.get("walk") else {}
        self.left = [step for step in steps() if not step.is_in(status)] if status.get("walk") else []

    def look(self, client):
        status = client.status()
        if status.get("walk"):
            self.told = status
            self.tell("told", status)
        return status

    def come_back(self, client):
        """After a restart: what was promised must stand, what was under way may."""
        status = client.status()
        began, over = self.session is not None, status["phase"] == "idle"
        if over and not self.left:
            # Closed and promised so: the judge looks for the record.
            return
        if over and self.left[0].request == "close":
            self.left = []
            return
        if over and began:
            self.lost.append(f"session {self.session} did not go on after the restart")
            self.left = []
            return
        if status.get("walk"):
            if began and status["walk"]["session"] != self.session:
                self.lost.append("another session goes on than the one that was under way")
            self.session = status["walk"]["session"]
            self.sessions.add(self.session)
            self._compare(status)
            self.told = status
        waiting = {(s.request, str(s.members)) for s in self.left}
        for step in steps():
            if (step.request, str(step.members)) not in waiting and not step.is_in(status):
                self.lost.append(f"{step.request} {step.members} was done and is not in the status")
        while self.left and self.left[0].is_in(status) and (began or status.get("walk")):
            # It was under way when the daemon died, and counts; a gate that was waived shows as such.
            if not any(c.request == self.left[0].request for c in self.commands):
                break
            self.left.pop(0)

    def _compare(self, status):
        """No time that was told may change."""
        for member in ("start_us", "end_us"):
            if self.told.get(member) is not None and self.told[member] != status.get(member):
                self.lost.append(f"{member} was {self.told[member]} and is {status.get(member)}")
        now = {(m["mark"], m["at_us"]) for m in status["marks"]}
        for mark in self.told.get("marks", []):
            if (mark["mark"], mark["at_us"]) not in now:
                self.lost.append(f"mark {mark['mark']} at {mark['at_us']} is gone")

    def _wait_for_gates(self, client, seconds=10):
        """Until nothing is missing but what is waived: the daemon looks at its gates by itself."""
        end = time.monotonic() + seconds
        waits_for_button = self.left[0].request == "waive"
        while True:
            missing = set(client.status().get("missing", []))
            if missing <= ({"button"} if waits_for_button else set()):
                return
            if time.monotonic() > end:
                raise GatesMissing(f"gates are missing for {seconds} s: {sorted(missing)}")
            time.sleep(0.01)
