"""Taking in an SSDA903 return: one action, one transaction, all or nothing.

The newest file of each table and year is kept as it came. Facts and reviews are worked out from all years together, so
years may come in any order and a corrected file of a year withdraws and rewrites what that year alone said.
"""

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.children.actions import Claim, TakenIn, take_in_facts
from footprint.children.models import (
    AdoptionPlan,
    Child,
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Placement,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.council.actions import hold, staff_member
from footprint.council.models import Council, Staff
from footprint.dated.bulk import analyze, insert
from footprint.exchange.differences import note
from footprint.exchange.episodes import Episode, episode, history
from footprint.exchange.flags import flags_of
from footprint.exchange.models import Flag, Import, SourceTable
from footprint.exchange.reading import FileRefused, Refusal, read_sheet
from footprint.exchange.tables import TABLES, Row, read_rows, table_of, year_days
from footprint.reviews.actions import ReviewClaim, recompute, take_in_reviews

KIND = "ssda903"
KEPT_REFUSALS = 500


@dataclass
class Outcome:
    """What an import did or would do; contract 2's JSON by ``as_json``."""

    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    facts: dict[str, TakenIn] = field(default_factory=dict)
    differences: int = 0
    warnings: list[str] = field(default_factory=list)
    stored: bool = False

    def as_json(self) -> dict:
        return {
            "tables": self.tables,
            "flags": self.flags,
            "refusals": [r.as_json() for r in self.refusals],
            "differences": self.differences,
            "stored": self.stored,
        }


class _Rehearsal(Exception):
    """Rolls a dry run back."""


def files_in(folder: Path, year: str) -> dict[str, bytes]:
    """The files of a folder that belong to a year: a leading ``2018-`` names the year that begins on 1 April 2018."""
    if not folder.is_dir():
        raise FileRefused(f"{folder} is not a folder. Give the folder that holds the return's CSV files.")
    found = {
        p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix.lower() == ".csv" and belongs(p.name, year)
    }
    if not found:
        raise FileRefused(f"{folder} holds no CSV file of {year}.")
    return found


def belongs(name: str, year: str) -> bool:
    prefix = re.match(r"^(\d{4})-", name)
    return not prefix or prefix[1] == year[:4]


def take_in(**asked) -> Outcome:
    """Take in the files of a year, as ``steps`` does, and say nothing before the end."""
    return finished(steps(**asked))


def finished(work: Generator[str, None, Any], tell: Callable[[str], Any] = lambda step: None):
    """What a work gives at its end; each of its steps is told."""
    while True:
        try:
            tell(next(work))
        except StopIteration as end:
            return end.value


def steps(
    *,
    by,
    council: Council,
    year: str,
    files: dict[str, bytes],
    today: date,
    accept_partial: bool = False,
    dry_run: bool = False,
    known_until: date | None = None,
    limit_mb: int = 20,
) -> Generator[str, None, Outcome]:
    """Take in the files of a year, telling each step; the outcome is what the generator returns. Raises FileRefused (or
    ValueError for the year) before the first step when nothing can be read.

    Nothing is stored when a row is refused, unless ``accept_partial``; nothing is stored by a ``dry_run``, nor when the
    work is broken off.
    """
    _, last = year_days(year)
    outcome = Outcome()
    read: dict[str, tuple] = {}
    for name, raw in files.items():
        sheet = read_sheet(name, raw, limit_mb)
        table = table_of(sheet)
        if table is None:
            outcome.ignored.append(name)
        elif table.name in read:
            raise FileRefused(
                f"{name} and {read[table.name][0].file} both hold the table “{table.name}”. Give one of them."
            )
        else:
            read[table.name] = (sheet, *read_rows(sheet, table, today.year))
    if not read:
        raise FileRefused("No file was known as a table of the return. Its columns must bear their SSDA903 names.")
    if "header" in read and not read["header"][1] and not read["header"][2]:
        raise FileRefused(f"{read['header'][0].file} holds no child. Give the header that belongs to the other files.")
    yield f"{sum(len(rows) for _, rows, _ in read.values()):,} rows of {len(read)} tables are read"
    try:
        with transaction.atomic():
            council = hold(council.pk)
            yield from _store(by, council, year, read, today, min(known_until or last, last, today), outcome)
            outcome.stored = not dry_run and (accept_partial or not outcome.refusals)
            if not outcome.stored:
                raise _Rehearsal
    except _Rehearsal:
        pass
    else:
        analyze()
    return outcome


def _store(by, council, year, read, today, known_until, outcome) -> Generator[str, None, None]:
    at = timezone.now()
    years = _all_years(council)
    before = years.get(year, {})
    rows = _with_a_child(read, before, council, outcome)
    run = Import.objects.create(council=council, kind=KIND, year=year, made_at=at, made_by=by, known_until=known_until)
    for name, (sheet, _, _) in read.items():
        SourceTable.objects.update_or_create(
            council=council,
            kind=KIND,
            year=year,
            table=name,
            defaults={
                "taken_in": run,
                "file_name": sheet.file,
                "rows": _pack(rows[name]),
            },
        )
    years = dict(sorted({**years, year: {**before, **rows}}.items()))
    _check(council, run, year, years, today, known_until, outcome)
    yield "The rows are checked against each other and the national codes"
    children, touched = _children(council, years)
    held = _reviews(council, by, at, years, children, today)
    yield f"{len(children):,} children and their reviews are compared with what is held"
    for name in read:
        outcome.tables[name] = _counts(
            TABLES[name], before.get(name, []), rows[name], held if name == "reviews" else None
        )
        outcome.tables[name] |= {
            "read": len(rows[name]) + _refused(outcome, read, name),
            "refused": _refused(outcome, read, name),
        }
    council.known_from = _spoken_from(years)
    if "reviews" in years[year]:
        council.known_until = max(filter(None, [council.known_until, known_until]))
    outcome.facts = _facts(council, by, at, years, children, council.known_until or known_until)
    outcome.warnings = _warnings(outcome, year, before, read, rows)
    differences = [d for t in outcome.facts.values() for d in t.differences] + held.differences
    outcome.differences = note(differences, council=council, at=at, year=year)
    council.save(update_fields=["known_from", "known_until"])
    yield "Times in care, legal statuses and placements are compared with what is held"
    moved = recompute(council=council, as_at=today)
    changed = touched or moved or held.changed or any(t.changed for t in outcome.facts.values())
    yield "What is due is worked out again for every child"
    refused = [r.as_json() for r in outcome.refusals[:KEPT_REFUSALS]]
    run.outcome = {"tables": outcome.tables, "flags": outcome.flags, "refusals": refused}
    run.save(update_fields=["outcome"])
    log.record("took in a return", by=by, council=council, subject=f"import {run.pk}", year=year, changed=bool(changed))


def _spoken_from(years) -> date:
    """The first day of the years without a gap that end with the newest return (that holds reviews, where one does)."""
    taken = sorted(y for y, tables in years.items() if "reviews" in tables) or sorted(years)
    first = taken[-1]
    while (before := f"{int(first[:4]) - 1}-{first[2:4]}") in taken:
        first = before
    return year_days(first)[0]


def _warnings(outcome, year, before, read, rows) -> list[str]:
    """What somebody should know before accepting, beside the counts."""
    found = []
    first, last = year_days(year)
    held = [r.values["REVIEW"] for r in rows.get("reviews", [])]
    outside = sum(not first <= day <= last for day in held)
    if outside * 2 > len(held):
        found.append(f"{outside:,} of {len(held):,} reviews lie outside {year}. Is this the return of another year?")
    gone = {name: n["withdrawn"] for name, n in outcome.tables.items() if n["withdrawn"]}
    if gone:
        listed = ", ".join(f"{n:,} of {name}" for name, n in gone.items())
        found.append(f"Rows that were taken in before are not in these files, and would be withdrawn: {listed}.")
    if "reviews" not in rows and "reviews" not in before:
        found.append(f"No reviews of {year} are among these files: no figure can be given until they are taken in.")
    kept = [name for name in before if name not in read]
    if kept:
        found.append(f"Taken in before and not among these files, so they stay as they are: {', '.join(kept)}.")
    return found


def work_out_again(*, by, council, today):
    """Make what we hold again what the kept returns claim, but for what a person recorded here."""
    at, years = timezone.now(), _all_years(council)
    children, _ = _children(council, years)
    _reviews(council, by, at, years, children, today)
    _facts(council, by, at, years, children, council.known_until or today)
    recompute(council=council, as_at=today)


# -- rows as they are kept ---------------------------------------------------------------------------------------------


def _pack(rows: list[Row]) -> bytes:
    lines = [
        [r.file, r.line, {k: v.isoformat() if isinstance(v, date) else v for k, v in r.values.items()}, r.notes]
        for r in rows
    ]
    return zlib.compress(json.dumps(lines).encode(), 1)


def _unpack(blob) -> list[Row]:
    return [
        Row(f, n, {k: _day_again(k, v) for k, v in values.items()}, tuple(notes))
        for f, n, values, notes in json.loads(zlib.decompress(bytes(blob)))
    ]


DAYS = {c.name for t in TABLES.values() for c in t.columns if c.kind == "day"}


def _day_again(column, value):
    return date.fromisoformat(value) if column in DAYS and value else value


def _with_a_child(read, before, council, outcome) -> dict[str, list[Row]]:
    """The rows whose child stands in the header of the return (or of the one taken in before); the others are refused."""
    header = read["header"][1] if "header" in read else before.get("header", [])
    known = {r.values["CHILD"] for r in header}
    if "header" not in read:
        known |= set(Child.objects.filter(council=council).values_list("number", flat=True))
    kept = {}
    for name, (_, rows, refusals) in read.items():
        outcome.refusals += refusals
        kept[name] = rows if name == "header" else [r for r in rows if r.values["CHILD"] in known]
        if name != "header":
            outcome.refusals += [
                Refusal(r.file, r.line, "CHILD", r.values["CHILD"], "is a child that the header does not hold")
                for r in rows
                if r.values["CHILD"] not in known
            ]
    return kept


def _refused(outcome, read, name) -> int:
    return sum(r.file == read[name][0].file for r in outcome.refusals)


def _all_years(council) -> dict[str, dict[str, list[Row]]]:
    """All rows kept of the council's returns: year → table → rows."""
    years: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    for stored in SourceTable.objects.filter(council=council, kind=KIND):
        years[stored.year][stored.table] = _unpack(stored.rows)
    return years


def _keyed(table, rows) -> dict[tuple, dict]:
    seen: Counter = Counter()
    keyed = {}
    for row in rows:
        key = tuple(row.values.get(k) for k in table.key)
        keyed[(*key, seen[key])] = row.values
        seen[key] += 1
    return keyed


def _counts(table, before, now, held=None) -> dict[str, int]:
    """How the rows differ from those taken in before. A review's row that says what we hold anyway is unchanged."""
    old, new = _keyed(table, before), _keyed(table, now)
    ours = held.as_held if held else set()
    same = {k for k, v in new.items() if old.get(k) == v or (held and k in ours)}
    added = {k for k in new if k not in old and k not in same}
    gone = {k for k in old if k not in new and not (held and k in held.mended_away)}
    return {
        "new": len(added),
        "changed": len(new) - len(same) - len(added),
        "unchanged": len(same),
        "withdrawn": len(gone),
    }


# -- facts ------------------------------------------------------------------------------------------------------------

SEX = {"1": "M", "2": "F", "M": "M", "F": "F"}


def _children(council, years) -> tuple[dict[str, Child], bool]:
    """The children of all headers, made or brought up to date by the newest year; columns set by a person stay."""
    wanted: dict[str, dict] = {}
    for year, tables in years.items():
        for r in tables.get("header", []):
            v = r.values
            wanted[v["CHILD"]] = {
                "sex": SEX.get(v.get("SEX", ""), "U"),
                "born": v["DOB"],
                "ethnicity": v.get("ETHNIC", ""),
                "upn": v.get("UPN", "")[:13],
                "is_parent": v.get("MOTHER") == "1",
                "died": None,
                "source_year": year,
                "source_row": f"{KIND} {year} {r.where}",
            }
    for tables in years.values():
        for r in tables.get("episodes", []):
            if r.values.get("REC") == "E2" and r.values.get("DEC"):
                wanted.get(r.values["CHILD"], {})["died"] = r.values["DEC"]
    known = {c.number: c for c in Child.objects.filter(council=council)}
    changed = []
    for number, values in wanted.items():
        child = known.get(number)
        if child is None:
            continue
        values = {k: v for k, v in values.items() if k not in child.edited_here}
        if any(getattr(child, k) != v for k, v in values.items() if not k.startswith("source_")):
            for k, v in values.items():
                setattr(child, k, v)
            changed.append(child)
    Child.objects.bulk_update(
        changed, ["sex", "born", "ethnicity", "upn", "is_parent", "died", "source_year", "source_row"], batch_size=500
    )
    new = [Child(council=council, number=n, source_kind=Child.FILE, **v) for n, v in wanted.items() if n not in known]
    Child.objects.bulk_create(new, batch_size=1000)
    return {**known, **{c.number: c for c in new}}, bool(new or changed)


def episodes_by_child(years) -> dict[str, list[Episode]]:
    """Every child's episodes of all years: of two that begin on one day, the newer year's stands."""
    found: dict[str, dict[date, Episode]] = defaultdict(dict)
    for year, tables in years.items():
        for r in tables.get("episodes", []):
            found[r.values["CHILD"]][r.values["DECOM"]] = episode(r.values, year, f"{KIND} {year} {r.where}")
    return {number: list(by_day.values()) for number, by_day in found.items()}


def _facts(council, by, at, years, children, until) -> dict[str, TakenIn]:
    claims: dict[type, dict[int, list[Claim]]] = {
        m: {c.pk: [] for c in children.values()}
        for m in (PeriodOfCare, LegalStatus, Placement, UnaccompaniedStatus, AdoptionPlan, MissingTime, SocialWork)
    }
    for number, episodes in episodes_by_child(years).items():
        child, told = children[number], history(episodes)
        claims[PeriodOfCare][child.pk] = told.periods
        claims[LegalStatus][child.pk] = told.legal
        claims[Placement][child.pk] = told.placements
    for model, claimed in _other_facts(council, years, children, claims[PeriodOfCare]).items():
        for child, found in claimed.items():
            claims[model][child] = _one_a_day(found)
    return {
        m.__name__: take_in_facts(m, council=council, by=by, at=at, claims=c, until=until) for m, c in claims.items()
    }


def _other_facts(council, years, children, periods):
    found: dict[type, dict[int, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    workers: dict[str, Staff] = {}

    def add(model, row, year, starts_on, ends_on, values, start_known=True):
        if starts_on and (ends_on is None or ends_on > starts_on):
            claim = Claim(starts_on, ends_on, values, start_known, year, f"{KIND} {year} {row.where}")
            found[model][children[row.values["CHILD"]].pk].append(claim)

    for year, tables in years.items():
        for r in tables.get("uasc", []):
            period = next(iter(periods[children[r.values["CHILD"]].pk]), None)
            if period:
                add(UnaccompaniedStatus, r, year, period.starts_on, r.values.get("DUC"), (), period.start_known)
        for r in tables.get("placed_for_adoption", []):
            add(
                AdoptionPlan,
                r,
                year,
                r.values["DATE_PLACED"],
                r.values.get("DATE_PLACED_CEASED"),
                (r.values.get("REASON_PLACED_CEASED", ""),),
            )
        for r in tables.get("missing", []):
            add(MissingTime, r, year, r.values["MIS_START"], r.values.get("MIS_END"), (r.values.get("MISSING", ""),))
        for r in tables.get("social_worker", []):
            number = r.values["SW_ID"]
            if number not in workers:
                workers[number] = staff_member(council.service, Staff.SOCIAL_WORKER, f"Social worker {number}", number)
            reason = r.values.get("SW_REASON", "")
            add(SocialWork, r, year, r.values["SW_DECOM"], r.values.get("SW_DEC"), (workers[number].pk, None, reason))
    return found


def _one_a_day(claims: list[Claim]) -> list[Claim]:
    """Of claims that begin on one day the newest year's stands."""
    return list({c.starts_on: c for c in sorted(claims, key=lambda c: c.year)}.values())


def _reviews(council, by, at, years, children, today):
    claims: dict[tuple, ReviewClaim] = {}
    for year, tables in years.items():
        seen: Counter = Counter()
        for r in tables.get("reviews", []):
            day = (r.values["CHILD"], r.values["REVIEW"])
            claims[(children[day[0]].pk, day[1], seen[day])] = ReviewClaim(
                r.values.get("REVIEW_CODE", ""), year, f"{KIND} {year} {r.where}"
            )
            seen[day] += 1
    return take_in_reviews(council=council, by=by, at=at, claims=claims, numbers={c.pk: n for n, c in children.items()})


def _check(council, run, year, years, today, known_until, outcome):
    """Flag what was stored and needs a look; the newest check of a year replaces the one before."""
    found = flags_of(years[year], episodes_by_child({year: years[year]}), today, year)
    outcome.flags = {code: len(rows) for code, rows in found.items()}
    Flag.objects.filter(council=council, year=year).delete()
    of_all = {"council_id": council.pk, "taken_in_id": run.pk, "year": year}
    insert(
        Flag,
        [
            {**of_all, "code": code, "where": row.where, "child_number": row.values["CHILD"]}
            for code, rows in found.items()
            for row in rows
        ],
    )
