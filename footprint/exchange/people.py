"""The people list: which names a child has, and who works with the child. Columns are matched by the person."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.models import Child, Relation, SocialWork
from footprint.council.actions import hold, staff_member
from footprint.council.models import Council, Staff, Team
from footprint.dated.bulk import analyze, insert
from footprint.exchange.differences import note
from footprint.exchange.models import Import
from footprint.exchange.reading import FileRefused, Refusal, clean, read_day, read_sheet

FIELDS = {
    "number": ("The council's number of the child", ("CHILD", "CHILD_ID", "NUMBER", "PERSON_ID", "ID", "CHILD_NUMBER")),
    "first_name": ("First name", ("FIRST_NAME", "FORENAME", "FIRSTNAME", "GIVEN_NAME")),
    "last_name": ("Last name", ("LAST_NAME", "SURNAME", "LASTNAME", "FAMILY_NAME")),
    "used_name": ("Name the child goes by", ("NAME_USED", "USED_NAME", "KNOWN_AS", "PREFERRED_NAME")),
    "iro": ("IRO", ("IRO", "REVIEWING_OFFICER", "IRO_NAME")),
    "worker": ("Social worker", ("SOCIAL_WORKER", "WORKER", "SW", "ALLOCATED_WORKER")),
    "team": ("Team", ("TEAM", "TEAM_NAME")),
    "from": ("From when", ("FROM", "FROM_DATE", "SINCE", "START_DATE")),
}
NEEDED = ("number",)
WHO = {IroAssignment: "IRO", SocialWork: "social worker"}
LENGTHS = {"first_name": 100, "last_name": 100, "used_name": 100, "iro": 200, "worker": 200, "team": 120}


class ColumnsNotKnown(FileRefused):
    """A needed column is not known by its name: a person must say which it is."""


@dataclass
class PeopleOutcome:
    """What a people list did or would do. ``changes``: (child's number, what, ours, the list's)."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    differences: int = 0
    stored: bool = False
    matched: dict = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def as_json(self) -> dict:
        counts = {k: getattr(self, k) for k in ("read", "new", "changed", "unchanged")}
        return {
            "tables": {"people": {**counts, "withdrawn": 0, "refused": len(self.refusals)}},
            "flags": {},
            "refusals": [r.as_json() for r in self.refusals],
            "columns": self.matched,
            "differences": self.differences,
            "stored": self.stored,
        }


class _Rehearsal(Exception):
    """Rolls a dry run back."""


def match(columns: list[str]) -> dict[str, str]:
    """Our field → the file's column, as far as the names tell."""
    found = {}
    for name, (label, aliases) in FIELDS.items():
        column = next((a for a in (*aliases, label.upper().replace(" ", "_")) if a in columns), None)
        if column:
            found[name] = column
    return found


def take_in(
    *,
    by,
    council: Council,
    name: str,
    raw: bytes,
    today: date,
    columns: dict[str, str] | None = None,
    accept_partial=False,
    dry_run=False,
    limit_mb: int = 20,
) -> PeopleOutcome:
    """Take in a people list. ``columns`` maps our field to the file's column where a person matched them."""
    sheet = read_sheet(name, raw, limit_mb)
    matched = columns or match(sheet.columns)
    for needed in NEEDED:
        if needed not in matched:
            raise ColumnsNotKnown(
                f"{name}: no column holds “{FIELDS[needed][0]}”. Name it {FIELDS[needed][1][0]}, or match the columns on screen."
            )
    strangers = [c for c in matched.values() if c not in sheet.columns]
    if strangers:
        raise FileRefused(f"{name} has no column “{strangers[0]}”. It has: {', '.join(sheet.columns)}.")
    unused = [c for c in sheet.columns if c not in matched.values()]
    outcome = PeopleOutcome(refusals=list(sheet.short), matched=matched, unused=unused)
    try:
        with transaction.atomic():
            _store(by, council, sheet, matched, today, outcome)
            outcome.stored = not dry_run and (accept_partial or not outcome.refusals)
            if not outcome.stored:
                raise _Rehearsal
    except _Rehearsal:
        pass
    else:
        analyze()
    return outcome


def _store(by, council, sheet, matched, today, outcome):
    council = hold(council.pk)
    at = timezone.now()
    taking = _Taking(council, by, at, today, sheet.file, outcome)
    for line, cells in sheet.lines:
        row = {ours: clean(cells[theirs]) for ours, theirs in matched.items()}
        refusal = taking.why_not(row, line, matched)
        if refusal:
            outcome.refusals.append(refusal)
        else:
            taking.take(row, line)
    taking.write()
    outcome.differences = note(taking.differences, council=council, at=at, of_children=taking.named)
    outcome.read = len(taking.named) + len(outcome.refusals)
    run = Import.objects.create(council=council, kind="people", made_at=at, made_by=by, outcome=outcome.as_json())
    log.record(
        "took in a people list",
        by=by,
        council=council,
        subject=f"import {run.pk}",
        new=outcome.new,
        changed=outcome.changed,
    )


class _Taking:
    """What stands when a list is taken in, read once, and what the list changes of it."""

    def __init__(self, council, by, at, today, file, outcome):
        self.council, self.by, self.at, self.today, self.file, self.outcome = council, by, at, today, file, outcome
        of = {"council": council, "ends_on": None}
        self.children = {c.number: c for c in Child.objects.filter(council=council)}
        self.open = {
            model: {row.child_id: row for row in model.objects.standing().filter(**of).order_by("starts_on")}
            for model in (IroAssignment, SocialWork)
        }
        self.ended = {
            model: dict(
                model.objects.standing()
                .filter(council=council, ends_on__isnull=False)
                .values_list("child")
                .annotate(last=Max("ends_on"))
            )
            for model in (IroAssignment, SocialWork)
        }
        self.iro_of = {child: row.iro_id for child, row in self.open[IroAssignment].items()}
        self.family = defaultdict(set)
        for one, other in Relation.objects.standing().filter(kind=Relation.PARENT, **of).values_list("child", "other"):
            self.family[one].add(other)
            self.family[other].add(one)
        self.staff = {(s.kind, s.name): s for s in Staff.objects.filter(service=council.service)}
        self.teams = {t.name: t for t in Team.objects.filter(council=council)}
        self.named: dict[int, int] = {}
        self.renamed: dict[int, Child] = {}
        self.written: dict = defaultdict(list)
        self.differences: list[tuple] = []
        self.place = ""

    def why_not(self, row, line, matched) -> Refusal | None:
        """Why a row cannot be taken in, or None."""

        def refusal(name, reason):
            return Refusal(self.file, line, matched[name], row[name][:60], reason)

        child = self.children.get(row["number"])
        if not row["number"]:
            return refusal("number", "is empty: no child is meant")
        if child is None:
            return refusal("number", "is no child that the council's returns hold")
        if child.pk in self.named:
            return refusal("number", f"stands in line {self.named[child.pk]} already")
        for name, limit in LENGTHS.items():
            if len(row.get(name, "")) > limit:
                return refusal(name, f"is longer than {limit} characters")
        if row.get("from"):
            try:
                row["from_day"], _ = read_day(row["from"], self.today.year)
            except ValueError as error:
                return refusal("from", str(error))
            if row["from_day"] > self.today:
                return refusal("from", "lies in the future")
            if row["from_day"] < child.born:
                return refusal("from", "lies before the child's birth")
            for model, names in ((IroAssignment, ("iro",)), (SocialWork, ("worker", "team"))):
                last = self.ended[model].get(child.pk)
                if last and row["from_day"] < last and any(row.get(name) for name in names):
                    return refusal("from", f"lies before {last:%d/%m/%Y}, when the {WHO[model]} before ended")
        iro = self.staff.get((Staff.IRO, row.get("iro")))
        if iro and iro.pk in {self.iro_of.get(kin) for kin in self.family[child.pk]}:
            return refusal("iro", "is the IRO of the child's own parent or baby; they have different IROs")
        return None

    def take(self, row, line):
        """Take in a row: names, then the IRO, then the social worker and team, as far as the row gives them."""
        child, since = self.children[row["number"]], row.get("from_day") or self.today
        self.place = f"people list, from {since:%d/%m/%Y}" if row.get("from_day") else "people list"
        where = f"{self.file} line {line}"
        fresh = not (child.first_name or child.last_name)
        self.named[child.pk] = line
        changes = self._take_names(child, row)
        if row.get("iro"):
            iro = self._staff(Staff.IRO, row["iro"])
            self.iro_of[child.pk] = iro.pk
            changes += self._hand_over(IroAssignment, child, since, where, {"iro_id": iro.pk}, row["iro"])
        work = {}
        if row.get("worker"):
            work["worker_id"] = self._staff(Staff.SOCIAL_WORKER, row["worker"]).pk
        if row.get("team"):
            work["team_id"] = self._team(row["team"]).pk
        if work:
            words = ", ".join(filter(None, [row.get("worker"), row.get("team")]))
            changes += self._hand_over(SocialWork, child, since, where, work, words)
        if not changes:
            self.outcome.unchanged += 1
        elif fresh:
            self.outcome.new += 1
        else:
            self.outcome.changed += 1

    def _take_names(self, child, row) -> int:
        changes = 0
        for name in ("first_name", "last_name", "used_name"):
            ours, theirs = getattr(child, name), row.get(name)
            if not theirs or theirs == ours:
                continue
            if name in child.edited_here:
                claim = {"column": name, "value": theirs}
                self.differences.append((child.pk, FIELDS[name][0], "people list", ours, theirs, claim))
                continue
            self.outcome.changes.append((child.number, FIELDS[name][0], ours, theirs))
            setattr(child, name, theirs)
            self.renamed[child.pk] = child
            changes += 1
        return changes

    def _hand_over(self, model, child, since, where, values, words) -> int:
        """The next IRO or social worker from a day on; what the list does not name is carried over."""
        before = self.open[model].get(child.pk)
        if before and all(getattr(before, k) == v for k, v in values.items()):
            return 0
        if before and model is SocialWork:
            values = {"worker_id": before.worker_id, "team_id": before.team_id} | values
        if before and before.source_kind == before.PERSON:
            what = WHO[model]
            ours = f"recorded here, from {before.starts_on:%d/%m/%Y}"
            claim = {"starts_on": since.isoformat(), **values}
            self.differences.append((child.pk, what, self.place, ours, words, claim))
            return 0
        self.outcome.changes.append((child.number, WHO[model], self._words(before), words))
        if before and since <= before.starts_on:
            before.withdrawn_at = self.at
            self.written["withdrawn", model].append(before)
        elif before:
            before.ends_on, before.end_recorded_at, before.end_recorded_by = since, self.at, self.by
            before.ended_here = True
            self.written["ended", model].append(before)
        self.written["new", model].append(
            {
                "council_id": self.council.pk,
                "child_id": child.pk,
                "starts_on": since,
                "recorded_at": self.at,
                "recorded_by_id": self.by and self.by.pk,
                "source_kind": model.FILE,
                "source_row": where,
                **({"worker_id": None, "team_id": None} if model is SocialWork else {}),
                **values,
            }
        )
        return 1

    def write(self):
        """Write what the list changed, a few statements for the whole list."""
        names = ["first_name", "last_name", "used_name"]
        Child.objects.bulk_update(self.renamed.values(), names, batch_size=500)
        ending = ["ends_on", "end_recorded_at", "end_recorded_by", "ended_here"]
        for model in (IroAssignment, SocialWork):
            model.objects.bulk_update(self.written["withdrawn", model], ["withdrawn_at"], batch_size=500)
            model.objects.bulk_update(self.written["ended", model], ending, batch_size=500)
            insert(model, self.written["new", model])

    def _words(self, row) -> str:
        """Who an assignment names."""
        if row is None:
            return ""
        staff, teams = {s.pk: s.name for s in self.staff.values()}, {t.pk: t.name for t in self.teams.values()}
        if isinstance(row, IroAssignment):
            return staff.get(row.iro_id, "")
        return ", ".join(filter(None, [staff.get(row.worker_id), teams.get(row.team_id)]))

    def _staff(self, kind, name) -> Staff:
        if (kind, name) not in self.staff:
            self.staff[kind, name] = staff_member(self.council.service, kind, name)
        return self.staff[kind, name]

    def _team(self, name) -> Team:
        if name not in self.teams:
            self.teams[name] = Team.objects.create(council=self.council, name=name)
        return self.teams[name]
