"""Counts the records slowly and plainly, and puts each count beside what was published.

Whole tables are read and counted row by row; nothing is shared with the product's own figures, so that the two can be
held against each other.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from footprint.children.models import (
    Child,
    LegalStatus,
    PeriodOfCare,
    Placement,
    ProtectionPlan,
    UnaccompaniedStatus,
)
from footprint.council.models import Council, Post, Staff
from footprint.council.refusals import Refused
from footprint.demo.plan import make_plan
from footprint.demo.published import DAYS, END, MIDDLE, YEARS, Published
from footprint.demo.shapes import age_on
from footprint.exchange.gaps import GAPS, gap
from footprint.reviews.facts import due_rows
from footprint.reviews.models import Review
from footprint.reviews.querysets import overdue

Say = Callable[[str], object]
MONTHS = [(4 + n - 1) % 12 + 1 for n in range(12)]


@dataclass
class Records:
    """Rows as they stand: facts are (child, from, until, code, local code)."""

    children: dict = field(default_factory=dict)
    periods: list = field(default_factory=list)
    legal: list = field(default_factory=list)
    placements: list = field(default_factory=list)
    asylum: list = field(default_factory=list)
    plans: list = field(default_factory=list)
    reviews: list = field(default_factory=list)
    fte: float = 0.0


def records_of(council: Council) -> Records:
    """Every standing row of a council."""

    def facts(model, *columns):
        rows = model.objects.filter(council=council, withdrawn_at=None)
        return list(rows.values_list("child", "starts_on", "ends_on", *columns))

    children = Child.objects.filter(council=council).values_list("pk", "sex", "born", "ethnicity", "ethnicity_local")
    reviews = Review.objects.filter(council=council, withdrawn_at=None, left_out="").exclude(held_on=None)
    posts = Post.objects.filter(staff__service=council.service, staff__kind=Staff.IRO, withdrawn_at=None)
    return Records(
        {pk: values for pk, *values in children},
        facts(PeriodOfCare, "end_reason", "end_reason_local"),
        facts(LegalStatus, "code", "local_code"),
        facts(Placement, "code", "local_code"),
        facts(UnaccompaniedStatus),
        facts(ProtectionPlan),
        list(reviews.values_list("child", "held_on", "due_on", "participation", "relaxed")),
        float(sum(p.fte for p in posts if p.starts_on <= END and (p.ends_on is None or p.ends_on > END))),
    )


def verify(figures: Published, say: Say) -> int:
    """Say each cell and each check; how many are wrong without being listed."""
    council = Council.objects.filter(key=figures.data["key"]).first()
    if council is None:
        raise Refused(f"The demonstration service {figures.data['name']} does not exist. Make it first.")
    records = records_of(council)
    size = len(_in_care(records, END))
    wrong = 0
    if size == figures.data["full_size"]:
        wrong += compare(figures, records, say)
    else:
        say(f"{size} children are in care, not {figures.data['full_size']}: the published cells are not compared.")
    return wrong + _law(council, figures, say) + _gaps(council, figures.resized(size), say)


def compare(figures: Published, records: Records, say: Say) -> int:
    """Each published cell beside the records'; how many differ and are no listed contradiction."""
    known = {c["cell"]: c for c in figures.data["contradictions"]}
    counted, printed, wrong = counts(figures, records), cells(figures), 0
    tables = {_table(cell) for cell in printed}
    unprinted = {cell: "nothing" for cell in counted if cell not in printed and _table(cell) in tables}
    for cell, said in {**printed, **unprinted}.items():
        ours = counted[cell]
        listed = known.get(cell)
        if ours == said and not listed:
            verdict = "same"
        elif listed and ours == listed["followed"]:
            verdict = f"differs: {listed['why']}"
        else:
            verdict, wrong = "DIFFERS", wrong + 1
        say(f"{cell}: published {said}, records {ours}: {verdict}")
    return wrong


def _table(cell: str) -> str:
    """ "Table 5, 31/03/2021" of one of its cells."""
    return ", ".join(cell.split(", ")[:2])


# -- what was published ------------------------------------------------------------------------------------------------


def cells(figures: Published) -> dict:
    """Every published cell by its name."""
    data, found = figures.data, {}
    for year in YEARS:
        entrants, leavers, reviews = data["entrants"][year], data["leavers"][year], data["reviews"][year]
        found[f"Entered care, {year}"] = entrants["total"]
        found[f"Left care, {year}"] = leavers["total"]
        if "rate" in entrants:
            found[f"Table 1, {year}, rate"] = entrants["rate"]
            found[f"Table 2, {year}, rate"] = leavers["rate"]
        found |= _named(f"Table 3, {year}", entrants["legal"])
        for sex in ("female", "male"):
            found |= _named(f"Table 6, {year}, {sex}", entrants[sex])
        found |= _named(f"Table 7, {year}", leavers.get("age", {}))
        found |= _named(f"Table 8, {year}", leavers["reason"])
        found |= _named(f"Table 9, {year}", entrants["ethnicity"])
        found |= _named(f"Table 10, {year}", entrants["uasc"])
        found |= _named(f"Table 11, {year}", dict(zip(MONTHS, entrants["plan_by_month"], strict=True)))
        found |= _named(f"Table 12, {year}", reviews["codes"])
        found[f"Reviews held, {year}"] = reviews["held"]
        found[f"Reviews on time, {year}, per cent"] = reviews["on_time"]
    for day in (MIDDLE, END):
        stock = data["stock"][day.isoformat()]
        found[f"In care, {day:%d/%m/%Y}"] = stock["total"]
        found |= _named(f"Table 4, {day:%d/%m/%Y}", stock["legal"])
        found |= _named(f"Table 5, {day:%d/%m/%Y}", stock.get("placement", {}))
    for name, printed in _changes(figures):
        found[f"Change, {name}"] = float(printed)
    found["Placement orders without a placement for adoption"] = data["stock"][END.isoformat()]["orders_not_placed"]
    found["IROs, full-time equivalent"] = data["staff"]["iro_fte"]
    found["IRO teams together, full-time equivalent"] = data["staff"]["teams_fte"]
    found["Children per full-time IRO within 83 to 95"] = True
    return found


def _changes(figures: Published) -> list[tuple[str, str]]:
    """Each change in per cent: of what, and as it was printed."""
    found = []
    for name, printed in figures.data["changes"].items():
        rows = {name: printed} if isinstance(printed, str) else _named(name, printed)
        found += list(rows.items())
    return found


def _named(table: str, rows: dict) -> dict:
    return {f"{table}, {row}": number for row, number in rows.items()}


# -- what the records say ----------------------------------------------------------------------------------------------


def counts(figures: Published, records: Records) -> dict:
    """The records' value of every cell that could be published; a cell that nothing falls into is 0."""
    found: dict = defaultdict(int)
    for year in YEARS:
        _count_entrants(figures, records, year, found)
        _count_leavers(figures, records, year, found)
        _count_reviews(records, year, found)
    for day in (MIDDLE, END):
        _count_stock(figures, records, day, found)
    orders, placed = "Table 4, 31/03/2021, Placement Order", "Table 5, 31/03/2021, Placed for Adoption"
    found["Placement orders without a placement for adoption"] = found[orders] - found[placed]
    for name, printed in _changes(figures):
        found[f"Change, {name}"] = _change(found, name, printed)
    fte = round(records.fte, 2)
    low, high = figures.data["staff"]["caseload"]
    found["IROs, full-time equivalent"] = found["IRO teams together, full-time equivalent"] = fte
    found["Children per full-time IRO within 83 to 95"] = (
        bool(fte) and low <= found["In care, 31/03/2021"] / fte <= high
    )
    return found


def _true_on(facts, child, day):
    return [f for f in facts if f[0] == child and f[1] <= day and (f[2] is None or f[2] > day)]


def _by_child(facts) -> dict:
    found: dict = {}
    for fact in facts:
        found.setdefault(fact[0], []).append(fact)
    return found


def _in_care(records: Records, day: date) -> list:
    legal = _by_child(records.legal)
    here = {p[0] for p in records.periods if p[1] <= day and (p[2] is None or p[2] > day)}
    return [c for c in here if not any(f[3] in ("V3", "V4") for f in _true_on(legal.get(c, []), c, day))]


def _label(figures: Published, of: str, codes: str, national: str, local: str) -> str:
    """The profile's label of a local code, else of the national one."""
    for code in filter(None, (local, national)):
        for label, listed in figures.profile.groups[of].items():
            if code in listed:
                return label
    return "Other"


def _band(figures: Published, age: int) -> str:
    return next(label for label, (low, high) in figures.profile.age_bands.items() if low <= age <= high)


def _count_entrants(figures, records, year, found):
    first, last = DAYS[year]
    legal, asylum, plans = _by_child(records.legal), _by_child(records.asylum), _by_child(records.plans)
    for child, began, *_ in records.periods:
        if not first <= began <= last:
            continue
        sex, born, ethnicity, local = records.children[child]
        group = _label(figures, "ethnicity", "ethnicity", ethnicity, local)
        (status,) = _true_on(legal[child], child, began)
        entry = _label(figures, "legal_status_on_entry", "legal_status", status[3], status[4])
        found[f"Entered care, {year}"] += 1
        found[f"Table 3, {year}, {entry}"] += 1
        sexes = {"F": "female", "M": "male"}
        found[f"Table 6, {year}, {sexes[sex]}, {_band(figures, age_on(born, began))}"] += 1
        found[f"Table 9, {year}, {group}"] += 1
        if _true_on(asylum.get(child, []), child, began):
            assert sex == "M"
            assert age_on(born, began) >= 16
            found[f"Table 10, {year}, {group}"] += 1
        if _true_on(plans.get(child, []), child, began - timedelta(days=1)):
            found[f"Table 11, {year}, {began.month}"] += 1
    found[f"Table 1, {year}, rate"] = _rate(figures, found[f"Entered care, {year}"])


def _rate(figures, number) -> float:
    return float(_half_up(Decimal(number) * 10_000 / figures.data["population"], "0.01"))


def _change(found, name: str, printed: str) -> float:
    """By how many per cent a row changed, on the earlier number, to as many decimals as were printed."""
    table, _, row = name.partition(", ")
    stock = table in ("Table 4", "In care")
    times = [f"{day:%d/%m/%Y}" for day in (MIDDLE, END)] if stock else YEARS
    before, after = (found[", ".join(filter(None, (table, time, row)))] for time in times)
    places = "1" if "." not in printed else "0." + "1".rjust(len(printed.partition(".")[2]), "0")
    return float(_half_up(Decimal(100 * (after - before)) / before, places))


def _half_up(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def _count_leavers(figures, records, year, found):
    first, last = DAYS[year]
    for child, _, ended, reason, local in records.periods:
        if ended and first <= ended <= last:
            born = records.children[child][1]
            found[f"Left care, {year}"] += 1
            found[f"Table 7, {year}, {_band(figures, age_on(born, ended))}"] += 1
            found[f"Table 8, {year}, {_label(figures, 'end_reason', 'end_reason', reason, local)}"] += 1
    found[f"Table 2, {year}, rate"] = _rate(figures, found[f"Left care, {year}"])


def _count_reviews(records, year, found):
    first, last = DAYS[year]
    judged = on_time = 0
    for _, held, due, code, relaxed in records.reviews:
        if first <= held <= last:
            found[f"Reviews held, {year}"] += 1
            found[f"Table 12, {year}, {code or 'no code'}"] += 1
            if due and not (relaxed and held > due):
                judged += 1
                on_time += held <= due
    share = _half_up(Decimal(100 * on_time) / judged, "0.1") if judged else Decimal(0)
    found[f"Reviews on time, {year}, per cent"] = float(share)


def _count_stock(figures, records, day, found):
    legal, placements = _by_child(records.legal), _by_child(records.placements)
    for child in _in_care(records, day):
        (status,) = _true_on(legal[child], child, day)
        (home,) = _true_on(placements[child], child, day)
        found[f"In care, {day:%d/%m/%Y}"] += 1
        found[f"Table 4, {day:%d/%m/%Y}, {_label(figures, 'legal_status', 'legal_status', status[3], status[4])}"] += 1
        found[f"Table 5, {day:%d/%m/%Y}, {_label(figures, 'placement', 'placement', home[3], home[4])}"] += 1


# -- the other checks --------------------------------------------------------------------------------------------------


def _law(council: Council, figures: Published, say: Say) -> int:
    """The calculator run again over every child's events."""
    again = due_rows(council, figures.data["today"])
    different = len(again.stored) + len(again.missing)
    say(f"Worked out again by the law: {different or 'no'} due dates or verdicts differ.")
    return different


def _gaps(council: Council, figures: Published, say: Say) -> int:
    """What the year-round check finds is what was planted, and nothing else."""
    today, planted = figures.data["today"], make_plan(figures).planted
    children = Child.objects.filter(council=council)
    wrong = 0
    for name in GAPS:
        found = sorted(gap(name, children, today).values_list("number", flat=True))
        wrong += _beside(say, GAPS[name], found, sorted(planted.get(name, [])))
    late = overdue(Review.objects.statutory().filter(council=council), today)
    found = sorted(late.values_list("child__number", flat=True))
    return wrong + _beside(say, "review overdue", found, sorted(planted["overdue"]))


def _beside(say: Say, what: str, found: list[str], planted: list[str]) -> int:
    say(f"{what}: {len(found)} found, {len(planted)} planted: {'same' if found == planted else 'DIFFERS'}")
    return found != planted
