"""The people list: which names a child has, and who works with the child. Columns are matched by the person."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.models import Child, SocialWork
from footprint.council.actions import staff_member
from footprint.council.models import Council, Staff, Team
from footprint.dated.bulk import analyze, insert
from footprint.exchange.models import Difference, Import
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


@dataclass
class PeopleOutcome:
    """What a people list did or would do."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    differences: int = 0
    stored: bool = False
    matched: dict = field(default_factory=dict)

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
    for name, (_, aliases) in FIELDS.items():
        column = next((a for a in aliases if a in columns), None)
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
            raise FileRefused(
                f"{name}: no column holds “{FIELDS[needed][0]}”. Name it {FIELDS[needed][1][0]}, or match the columns on screen."
            )
    strangers = [c for c in matched.values() if c not in sheet.columns]
    if strangers:
        raise FileRefused(f"{name} has no column “{strangers[0]}”. It has: {', '.join(sheet.columns)}.")
    outcome = PeopleOutcome(refusals=list(sheet.short), matched=matched)
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


@dataclass
class _Standing:
    """What stands now, by child, and the staff and teams by name: read once for the whole list."""

    iro: dict
    work: dict
    staff: dict
    teams: dict


def _store(by, council, sheet, matched, today, outcome):
    at = timezone.now()
    children = {c.number: c for c in Child.objects.filter(council=council)}
    standing = _Standing(
        {a.child_id: a for a in IroAssignment.objects.standing().filter(council=council, ends_on=None)},
        {w.child_id: w for w in SocialWork.objects.standing().filter(council=council, ends_on=None)},
        {(s.kind, s.name): s for s in Staff.objects.filter(service=council.service)},
        {t.name: t for t in Team.objects.filter(council=council)},
    )
    written: dict = defaultdict(list)
    differences: list[dict] = []
    seen: dict[str, int] = {}
    for line, cells in sheet.lines:
        row = {ours: clean(cells[theirs]) for ours, theirs in matched.items()}
        where = f"{sheet.file} line {line}"
        refusal = _why_not(row, children, seen, today, sheet.file, line, matched)
        if refusal:
            outcome.refusals.append(refusal)
            continue
        seen[row["number"]] = line
        outcome.read += 1
        _take_row(row, where, children[row["number"]], standing, written, differences, outcome, council, by, at, today)
    _write(written)
    run = Import.objects.create(council=council, kind="people", made_at=at, made_by=by, outcome=outcome.as_json())
    before = Difference.objects.filter(council=council).count()
    Difference.objects.bulk_create(
        [Difference(council=council, found_at=at, **d) for d in differences], ignore_conflicts=True
    )
    outcome.differences = Difference.objects.filter(council=council).count() - before
    outcome.read += len(outcome.refusals)
    log.record(
        "took in a people list",
        by=by,
        council=council,
        subject=f"import {run.pk}",
        new=outcome.new,
        changed=outcome.changed,
    )


def _why_not(row, children, seen, today, file, line, matched) -> Refusal | None:
    def refusal(field_name, reason):
        return Refusal(file, line, matched[field_name], row[field_name][:60], reason)

    if not row["number"]:
        return refusal("number", "is empty: no child is meant")
    if row["number"] not in children:
        return refusal("number", "is no child that the council's returns hold")
    if row["number"] in seen:
        return refusal("number", f"stands in line {seen[row['number']]} already")
    if row.get("from"):
        try:
            row["from_day"], _ = read_day(row["from"], today.year)
        except ValueError as error:
            return refusal("from", str(error))
        if row["from_day"] > today:
            return refusal("from", "lies in the future")
    return None


def _take_row(row, where, child, standing, written, differences, outcome, council, by, at, today):
    changes = 0
    since = row.get("from_day") or today
    names = {k: row[k] for k in ("first_name", "last_name", "used_name") if row.get(k)}
    fresh = not (child.first_name or child.last_name)
    for k, v in names.items():
        if getattr(child, k) == v:
            continue
        if k in child.edited_here:
            differences.append(
                {
                    "child": child,
                    "what": FIELDS[k][0],
                    "where": "people list",
                    "ours": getattr(child, k),
                    "theirs": v,
                    "claim": {"column": k, "value": v},
                }
            )
            continue
        setattr(child, k, v)
        written["child"].append(child)
        changes += 1
    if row.get("iro"):
        iro = _staff(council.service, Staff.IRO, row["iro"], standing)
        changes += _hand_over(
            IroAssignment,
            standing.iro,
            child,
            since,
            where,
            written,
            differences,
            council,
            by,
            at,
            {"iro_id": iro.pk},
            row["iro"],
        )
    if row.get("worker") or row.get("team"):
        worker = _staff(council.service, Staff.SOCIAL_WORKER, row["worker"], standing).pk if row.get("worker") else None
        team = _team(council, row["team"], standing).pk if row.get("team") else None
        words = ", ".join(filter(None, [row.get("worker"), row.get("team")]))
        changes += _hand_over(
            SocialWork,
            standing.work,
            child,
            since,
            where,
            written,
            differences,
            council,
            by,
            at,
            {"worker_id": worker, "team_id": team},
            words,
        )
    if fresh and changes:
        outcome.new += 1
    elif changes:
        outcome.changed += 1
    else:
        outcome.unchanged += 1


def _hand_over(model, standing, child, since, where, written, differences, council, by, at, values, words) -> int:
    before = standing.get(child.pk)
    if before and all(getattr(before, k) == v for k, v in values.items()):
        return 0
    if before and before.source_kind == before.PERSON:
        differences.append(
            {
                "child": child,
                "what": "IRO" if model is IroAssignment else "social worker",
                "where": f"people list, from {since:%d/%m/%Y}",
                "ours": f"recorded here, from {before.starts_on:%d/%m/%Y}",
                "theirs": words,
                "claim": {"starts_on": since.isoformat(), **values},
            }
        )
        return 0
    if before and since <= before.starts_on:
        before.withdrawn_at = at
        written["withdrawn", model].append(before)
    elif before:
        before.ends_on, before.end_recorded_at, before.end_recorded_by = since, at, by
        written["ended", model].append(before)
    written["new", model].append(
        {
            "council_id": council.pk,
            "child_id": child.pk,
            "starts_on": since,
            "recorded_at": at,
            "recorded_by_id": by and by.pk,
            "source_kind": model.FILE,
            "source_row": where,
            **values,
        }
    )
    return 1


def _write(written):
    Child.objects.bulk_update(
        {c.pk: c for c in written["child"]}.values(), ["first_name", "last_name", "used_name"], batch_size=500
    )
    for model in (IroAssignment, SocialWork):
        model.objects.bulk_update(written["withdrawn", model], ["withdrawn_at"], batch_size=500)
        model.objects.bulk_update(
            written["ended", model], ["ends_on", "end_recorded_at", "end_recorded_by"], batch_size=500
        )
        insert(model, written["new", model])


def _staff(service, kind, name, standing) -> Staff:
    return standing.staff.setdefault(
        (kind, name), standing.staff.get((kind, name)) or staff_member(service, kind, name)
    )


def _team(council, name, standing) -> Team:
    return standing.teams.setdefault(
        name, standing.teams.get(name) or Team.objects.get_or_create(council=council, name=name)[0]
    )
