"""A challenge as pages show it: its stages in a row, its working days on a line, whose turn it is in a sentence."""

from dataclasses import dataclass, field, replace
from datetime import date

from footprint.disputes import levels
from footprint.disputes.models import Dispute, Step
from footprint.disputes.procedure import ANSWERED, ASKED, SETTLED, STEPS_UP, WHOLE, Stage
from footprint.disputes.running import is_over_time
from footprint.law.answers import Answer
from footprint.law.clocks import due
from footprint.law.days import ENGLAND
from footprint.law.words import with_weekday

WIDE, LEFT, PHONE = 1160, 12, 300
BOARD = WHOLE  # working days on a row of the board


@dataclass(frozen=True)
class Box:
    """A stage: who is asked at it, how far it is (``state``: past, now, skipped, ahead) and what to say of it."""

    title: str
    who: str
    level: str
    state: str
    mark: str
    notes: list[str]


def boxes(dispute: Dispute, steps: list[Step], today: date) -> list[Box]:
    """The stages of its procedure in their order, as far as they concern it: those passed, skipped, now and ahead."""
    procedure, titles = dispute.procedure.procedure, levels.titles(dispute.council)
    by_stage: dict[str, list[Step]] = {}
    for step in steps:
        by_stage.setdefault(step.stage, []).append(step)
    skipped = {key for step in steps for key in step.skipped} - by_stage.keys()
    ahead = _ahead(procedure.stages, dispute.stage) if dispute.is_open else []
    shown = []
    for key, stage in procedure.stages.items():
        if key in by_stage:
            shown += [_passed(dispute, step, titles, today) for step in by_stage[key]]
        elif key in skipped:
            shown.append(Box(stage.title, "", titles[stage.asked], "skipped", "Skipped", []))
        elif key in ahead:
            shown.append(_to_come(dispute, procedure.stages, stage, titles, steps[-1]))
    return shown


def _ahead(stages: dict[str, Stage], here: str) -> list[str]:
    """The stages that may follow one after the other from here: each the first that follows."""
    found: list[str] = []
    while stages[here].next and stages[here].next[0] not in found:
        here = stages[here].next[0]
        found.append(here)
    return found


def _passed(dispute: Dispute, step: Step, titles, today: date) -> Box:
    now = step.ended_on is None and dispute.is_open
    mark = _mark(dispute, step, now)
    notes = [f"asked {with_weekday(step.asked_on)}"] if now else [f"from {with_weekday(step.began_on)}"]
    if step.answered_on:
        how = f"answered {with_weekday(step.answered_on)}: {step.get_reply_display()}"
        notes.append(how if step.reply else f"a meeting on {with_weekday(step.answered_on)}")
    elif step.ended == "silence":
        notes.append(f"no answer by {with_weekday(step.due_on)}")
    if not step.counts:
        notes.append("outside the working days in all")
    return Box(step.title, step.asked_name, titles.get(step.level, ""), "now" if now else "past", mark, notes)


def _mark(dispute: Dispute, step: Step, now: bool) -> str:
    if now:
        return "Answered" if dispute.state == ANSWERED else "Waiting for the answer"
    return {"settled": "Settled here", "withdrawn": "Withdrawn", "silence": "No answer"}.get(step.ended, "Not settled")


def _to_come(dispute: Dispute, stages: dict[str, Stage], stage: Stage, titles, last: Step) -> Box:
    here = stages[dispute.stage]
    notes = []
    if stage.key == here.next[0] and dispute.state == ASKED:
        day = with_weekday(ENGLAND.add(last.due_on, 1))
        notes.append(
            f"by itself without an answer, {day}" if here.silence == STEPS_UP else f"without an answer, from {day}"
        )
    return Box(stage.title, "", titles[stage.asked], "ahead", "If not settled" if stage.next else "Last stage", notes)


@dataclass(frozen=True)
class DayLine:
    """The working days of the formal part on a line: how many have gone of how many, with its marks at their places."""

    gone: int
    whole: int
    marks: list[dict] = field(default_factory=list)
    settled: bool = False
    told: str = ""

    def x(self, day: float) -> float:
        return round(LEFT + (WIDE - 2 * LEFT) * min(day, self.whole) / self.whole, 1)

    @property
    def here(self) -> float:
        return self.x(self.gone)

    @property
    def ticks(self) -> list[float]:
        return [self.x(day) for day in range(self.whole + 1)]


def day_line(dispute: Dispute, steps: list[Step], today: date) -> DayLine | None:
    """None while it is informal, and where its stages do not count."""
    if dispute.limit_on is None:
        return None
    counted = [step for step in steps if step.counts]
    first = counted[0].began_on
    whole = ENGLAND.between(first, dispute.limit_on)
    until = min(dispute.settled_on or steps[-1].ended_on or today, today)
    gone = ENGLAND.between(first, until)
    line = DayLine(gone, whole)
    days = {first: ""} | {step.began_on: "" for step in counted} | {dispute.limit_on: ""}
    last = counted[-1]
    if dispute.is_open and last.ended_on is None:
        days[last.due_on] = "due"
    marks = [
        {"x": line.x(ENGLAND.between(first, day)), "day": day, "due": what == "due"}
        for day, what in sorted(days.items())
    ]
    told = f"Working day {gone} of {whole}. It had to end by {with_weekday(dispute.limit_on)}."
    return DayLine(gone, whole, marks, not dispute.is_open, told)


def why_limit(dispute: Dispute) -> Answer | None:
    """By when the formal part must end, with the reason and its sources; a council's procedure may allow less than the law."""
    counted = dispute.steps.filter(counts=True).order_by("place").first()
    if dispute.limit_on is None or counted is None:
        return None
    answer, whole = due("dispute", counted.began_on), dispute.procedure.content.get("whole", WHOLE)
    if answer.value == dispute.limit_on:
        return answer
    because = f"{whole} working days after it became formal, by the council's procedure. {answer.because}"
    return replace(answer, value=dispute.limit_on, because=because)


def turn(dispute: Dispute, step: Step, today: date) -> str:
    """Whose turn it is, in a sentence."""
    if dispute.state == ASKED:
        left = ENGLAND.between(today, step.due_on)
        when = "today" if left == 0 and step.due_on >= today else f"in {left} working day{'s' if left != 1 else ''}"
        if step.due_on < today:
            late = ENGLAND.between(step.due_on, today)
            when = f"{late} working day{'s' if late != 1 else ''} late"
        return f"It is the turn of {step.asked_name}. The answer is due on {with_weekday(step.due_on)}, {when}."
    if dispute.state == ANSWERED:
        return f"{step.asked_name} has answered. It is the IRO's turn: settle it, ask again, or move it on."
    if dispute.state == SETTLED:
        return "It is settled. Say what has changed for the child; then it is closed."
    return f"It was withdrawn: {dispute.withdrawn_why}" if dispute.state == "withdrawn" else "It is closed."


@dataclass(frozen=True)
class Row:
    """A challenge on the board: its stage, how many working days have gone since it became formal, and when its answer is
    due on the same scale."""

    dispute: Dispute
    step: Step
    children: list
    gone: int | None
    due_at: int | None
    late: int
    over: bool

    @staticmethod
    def _x(day: int) -> float:
        return round(6 + (PHONE - 12) * min(max(day, 0), BOARD) / BOARD, 1)

    @property
    def here(self) -> float:
        return self._x(self.gone or 0)

    @property
    def ring(self) -> float:
        return self._x(self.due_at or 0)

    @property
    def told(self) -> str:
        if self.gone is None:
            return "Outside the working days in all."
        return f"Working day {self.gone} of {BOARD}; the answer is due on day {self.due_at}."


def row(dispute: Dispute, step: Step, children: list, today: date) -> Row:
    """Days are counted back from the day by which all must end, so that what was informal or by case note is not counted."""
    gone = due_at = None
    if dispute.limit_on:
        whole = dispute.procedure.content.get("whole", WHOLE)
        gone = whole - ENGLAND.between(min(dispute.settled_on or step.ended_on or today, today), dispute.limit_on)
        due_at = whole - ENGLAND.between(step.due_on, dispute.limit_on)
    waits = dispute.state == ASKED and step.due_on < today
    late = ENGLAND.between(step.due_on, today) if waits else 0
    return Row(dispute, step, children, gone, due_at, late, is_over_time(dispute, today))
