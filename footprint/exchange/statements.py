"""Statements of children and others from an app like Mind Of My Own or Viewpoint: a CSV file of its export."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.children.models import Child
from footprint.council.actions import hold
from footprint.council.models import Council
from footprint.council.profile import profile
from footprint.exchange.models import Import
from footprint.exchange.reading import FileRefused, Refusal, clean, read_day, read_sheet
from footprint.voice.models import CHILD, EVERYONE, ONLY_IRO, RESPONDENTS, SHARED, Words
from footprint.voice.saying import SAID, Statement, take_in_statements

COLUMNS = {
    "system": "the app, as the council's profile names it",
    "number": "the app's own number of the statement",
    "child": "the council's number of the child",
    "day": "the day of the statement, like 27/3/2025",
    "sender": "who made it: child, parent, carer, social worker, supervising social worker or other professional",
    "subject": "what the app calls it, like “my life” or “worker visit”; may be empty",
    "words": "what was said",
    "shared": "for whom it was meant: everyone at the review, or only the IRO; empty means only the IRO",
}
LENGTHS = {"number": 60, "subject": 120, "words": 20_000}
SENDERS = {word.lower(): key for key, label in RESPONDENTS for word in (key, label)} | {"professional": "professional"}
MEANT = {word.lower(): key for key, label in SHARED for word in (key, label)} | {"": ONLY_IRO}
HELP = "A CSV file with the columns " + "; ".join(f"{name} ({what})" for name, what in COLUMNS.items()) + "."


@dataclass
class StatementsOutcome:
    """What a file of statements did or would do."""

    new: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    differences: int = 0
    stored: bool = False

    @property
    def read(self) -> int:
        return self.new + self.unchanged + len(self.refusals)

    def as_json(self) -> dict:
        counts = {"read": self.read, "new": self.new, "changed": 0, "unchanged": self.unchanged, "withdrawn": 0}
        return {
            "tables": {"statements": {**counts, "refused": len(self.refusals)}},
            "flags": {},
            "refusals": [r.as_json() for r in self.refusals],
            "differences": 0,
            "stored": self.stored,
        }


def _meant(words: str) -> str | None:
    """For whom it was meant, however the council calls a review: "everyone at the meeting", "only the IRO"."""
    first = words.lower().split(" ")[0]
    return MEANT.get(words.lower()) or {"everyone": EVERYONE, "only": ONLY_IRO}.get(first)


class _Rehearsal(Exception):
    """Rolls a dry run back."""


def take_in(
    *, by, council: Council, name: str, raw: bytes, today: date, accept_partial=False, dry_run=False, limit_mb: int = 20
) -> StatementsOutcome:
    """Take in a file of statements. The same number of the same app is taken in once."""
    sheet = read_sheet(name, raw, limit_mb)
    missing = [column for column in COLUMNS if column.upper() not in sheet.columns]
    if missing:
        raise FileRefused(f"{name} has no column “{missing[0]}”. {HELP}")
    unused = [c for c in sheet.columns if c.lower() not in COLUMNS]
    outcome = StatementsOutcome(refusals=list(sheet.short), unused=unused)
    try:
        with transaction.atomic():
            _store(by, council, sheet, today, outcome)
            outcome.stored = not dry_run and (accept_partial or not outcome.refusals)
            if not outcome.stored:
                raise _Rehearsal
    except _Rehearsal:
        pass
    return outcome


def _store(by, council, sheet, today, outcome):
    council, at = hold(council.pk), timezone.now()
    reading = _Reading(council, sheet.file, today)
    found: list[Statement] = []
    for line, cells in sheet.lines:
        values = {name: clean(cells[name.upper()]) for name in COLUMNS}
        read = reading.statement(line, values | {"words": cells["WORDS"].strip()})  # “None” and “n/a” are words too
        if isinstance(read, Refusal):
            outcome.refusals.append(read)
        elif read is None:
            outcome.unchanged += 1
        else:
            found.append(read)
    outcome.new = take_in_statements(council=council, by=by, at=at, statements=found)
    run = Import.objects.create(council=council, kind="statements", made_at=at, made_by=by, outcome=outcome.as_json())
    log.record("took in a file of statements", by=by, council=council, subject=f"import {run.pk}", new=outcome.new)


class _Reading:
    """What stands when a file is taken in, read once, and which of its lines are new."""

    def __init__(self, council: Council, file: str, today: date):
        self.file, self.today = file, today
        self.systems = {name.lower(): name for name in profile(council.profile_name).voice["systems"]}
        self.children = {c.number: c for c in Child.objects.filter(council=council)}
        held = Words.objects.filter(response__council=council, response__withdrawn_at=None, question=SAID)
        held = held.exclude(response__system_number="")
        self.held = {
            (system, number): (child, text)
            for system, number, child, text in held.values_list(
                "response__system", "response__system_number", "response__child", "text"
            )
        }
        self.lines: dict[tuple[str, str], int] = {}

    def statement(self, line: int, row: dict[str, str]) -> Statement | Refusal | None:
        """The statement of a line, the reason why it is refused, or nothing where it is held already."""

        def refusal(name, reason, value=None):
            return Refusal(self.file, line, name.upper(), (row[name] if value is None else value)[:60], reason)

        system, child = self.systems.get(row["system"].lower()), self.children.get(row["child"])
        if system is None:
            return refusal("system", f"is no app of the council; there are: {', '.join(self.systems.values())}")
        for name in ("number", "words"):
            if not row[name]:
                return refusal(name, "is empty")
        for name, limit in LENGTHS.items():
            if len(row[name]) > limit:
                return refusal(name, f"is longer than {limit:,} characters", "")
        if child is None:
            return refusal("child", "is the number of no child of the council")
        try:
            day, _ = read_day(row["day"], self.today.year)
        except ValueError as error:
            return refusal("day", str(error))
        if day is None or day > self.today:
            return refusal("day", "lies in the future")
        if day < child.born:
            return refusal("day", "lies before the child's birth")
        if row["sender"].lower() not in SENDERS:
            return refusal("sender", f"is none of: {', '.join(label for _, label in RESPONDENTS)}")
        if _meant(row["shared"]) is None:
            return refusal("shared", f"is none of: {', '.join(label for _, label in SHARED)}")
        key = (system, row["number"])
        if key in self.lines:
            return refusal("number", f"stands in line {self.lines[key]} already")
        self.lines[key] = line
        if key in self.held:
            same = self.held[key] == (child.pk, row["words"])
            return None if same else refusal("number", "was taken in with another child or other words before")
        respondent = SENDERS[row["sender"].lower()]
        who = child.short_name if respondent == CHILD else dict(RESPONDENTS)[respondent]
        return Statement(
            system, row["number"], child.pk, day, respondent, who, row["subject"], row["words"], _meant(row["shared"]) or ONLY_IRO
        )  # fmt: skip
