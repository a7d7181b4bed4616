"""By what a population can be broken down: a column of the database, and how its codes become a council's labels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import GreaterThanOrEqual

from footprint.allocation.models import IroAssignment
from footprint.children.models import LegalStatus, Placement, ProtectionPlan, SocialWork, UnaccompaniedStatus
from footprint.council.models import TeamGrouping
from footprint.council.profile import Profile
from footprint.figures.period import Period
from footprint.figures.populations import LATE, NOT_HELD, ON_TIME, RELAXED, UNJUDGED, Population
from footprint.figures.sql import AgeAt, Month

NOT_KNOWN = "Not known"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Breakdown:
    """``column(population, period)`` gives each record one code (or None); ``label`` its row; ``rows`` those that are
    always printed, in their order. Labels that ``rows`` does not name follow in the order of the alphabet."""

    name: str
    title: str
    column: Callable[[Population, Period], Any]
    label: Callable[[Profile, Any], str]
    rows: Callable[[Profile], list[str]]
    on: tuple[str, ...]


def _facts(model) -> Callable[[Population, Period], QuerySet]:
    """The facts of a record's child on the record's day; on leaving, those that lasted until that day."""

    def of(population: Population, period: Period) -> QuerySet:
        day = population.day_outside(period)
        facts = model.objects.standing().filter(child=OuterRef(population.child)).order_by("-starts_on", "-pk")
        if population.leaving:
            return facts.filter(starts_on__lt=day, until__gte=day)
        return facts.true_on(day)

    return of


def _attribute(model, value: F | Expression | Subquery):
    facts = _facts(model)

    def column(population, period):
        return Subquery(facts(population, period).annotate(asked=value).values("asked")[:1], output_field=CharField())

    return column


def _service(population: Population, period: Period):
    """The service to which the team of the record's child belonged on the record's day."""
    day = OuterRef(OuterRef(population.day)) if population.day else period.last
    groups = TeamGrouping.objects.standing().filter(team=OuterRef("team")).true_on(day).order_by("-starts_on", "-pk")
    return _attribute(SocialWork, Subquery(groups.values("group")[:1]))(population, period)


def _whether(model):
    facts = _facts(model)
    return lambda population, period: _yes_no(Exists(facts(population, period)))


def _yes_no(condition) -> Case:
    return Case(When(condition, then=Value(YES)), default=Value(NO), output_field=CharField())


def _plan_before(population: Population, period: Period):
    """On a child protection plan on the day before care began."""
    day = OuterRef("starts_on")
    plans = ProtectionPlan.objects.standing().filter(child=OuterRef("child"), starts_on__lt=day, until__gte=day)
    return _yes_no(Exists(plans))


def _turned_18(population: Population, period: Period):
    return _yes_no(GreaterThanOrEqual(_age(population, period), 18))


def _age(population: Population, period: Period):
    born = "born" if population.child == "pk" else "child__born"
    return AgeAt(F(born), population.day_of(period))


def _of_child(name: str):
    return lambda population, period: F(name if population.child == "pk" else f"child__{name}")


def _own(name: str):
    return lambda population, period: F(name)


def _local_or(local: str, national: str):
    return Coalesce(NullIf(F(local), Value("")), F(national), output_field=CharField())


def _ethnicity(population: Population, period: Period):
    before = "" if population.child == "pk" else "child__"
    return _local_or(f"{before}ethnicity_local", f"{before}ethnicity")


# From a code to the label of a row


def _grouped(groups: str, codes: str):
    """The profile's group of a code; a local code that no group names is counted where its national code is."""

    def label(profile: Profile, code) -> str:
        local = profile.local(codes, code or "")
        return profile.group(groups, code or "", local[0] if local else "")

    return label


def _group_rows(groups: str):
    return lambda profile: profile.labels(groups)


def _words(table: dict[str, str]):
    return lambda profile, code: table.get(code or "", NOT_KNOWN)


def _word_rows(table: dict[str, str]):
    return lambda profile: list(table.values())


def _named(missing: str):
    return lambda profile, code: code or missing


def _month_label(profile: Profile, code: str) -> str:
    return f"{date.fromisoformat(code + '-01'):%B %Y}"


def _month_of_year(profile: Profile, code: str) -> str:
    return f"{date.fromisoformat(code + '-01'):%B}"


def _months_of_year(profile: Profile) -> list[str]:
    return [f"{date(2000, (n + 3) % 12 + 1, 1):%B}" for n in range(12)]


def _late_reason(profile: Profile, code: str) -> str:
    return profile.late_reasons.get(code, "No reason recorded")


def _no_rows(profile: Profile) -> list[str]:
    return []


SEX = {"F": "Female", "M": "Male", "U": NOT_KNOWN}
LOCATION = {"IN": "In the council's area", "OUT": "Out of the area", "": NOT_KNOWN}
UASC = {YES: "Unaccompanied asylum-seeking children", NO: "Other children"}
PLAN = {YES: "On a child protection plan before", NO: "Not on a plan before"}
ADULT = {YES: "Turned 18", NO: "Left before 18"}
KIND = {"first": "First", "second": "Second", "subsequent": "Later", "": "Number not known"}
UNDER = {
    "looked-after": "Looked after",
    "adoption-authorised": "Authority to place for adoption",
    "adoption-placed": "Placed for adoption",
    "adoption-returned": "Returned from adopters",
    "": "Not judged",
}
PARTICIPATION = {f"PN{n}": f"PN{n}" for n in range(8)} | {"": "No code recorded"}
TIMING = {
    ON_TIME: "On time",
    LATE: "Late",
    NOT_HELD: "Not held",
    RELAXED: "Past its limit as the 2020 rules allowed",
    UNJUDGED: "No day due is known",
}
EVERY = {YES: "Every review on time", NO: "At least one late or not held"}

CHILD_WISE = ("in-care", "entrants", "leavers", "reviews-held", "reviews-due", "reviews-overdue", "children-reviewed",
              "children-due")  # fmt: skip
CARE_WISE = ("in-care", "entrants", "leavers", "reviews-held")
HELD_OR_DUE = ("reviews-held", "reviews-due", "reviews-overdue")

BREAKDOWNS = {
    breakdown.name: breakdown
    for breakdown in (
        Breakdown("age", "age", _age, lambda profile, age: profile.band(age), lambda p: list(p.age_bands), CHILD_WISE),
        Breakdown("sex", "sex", _of_child("sex"), _words(SEX), lambda p: ["Female", "Male"], CHILD_WISE),
        Breakdown("ethnicity", "ethnicity", _ethnicity, _grouped("ethnicity", "ethnicity"), _group_rows("ethnicity"),
                  CHILD_WISE),
        Breakdown("legal", "legal status", _attribute(LegalStatus, _local_or("local_code", "code")),
                  _grouped("legal_status", "legal_status"), _group_rows("legal_status"), CARE_WISE),
        Breakdown("legal-on-entry", "legal status at the beginning",
                  _attribute(LegalStatus, _local_or("local_code", "code")),
                  _grouped("legal_status_on_entry", "legal_status"), _group_rows("legal_status_on_entry"),
                  ("entrants",)),
        Breakdown("placement", "placement", _attribute(Placement, _local_or("local_code", "code")),
                  _grouped("placement", "placement"), _group_rows("placement"), CARE_WISE),
        Breakdown("area", "area of the placement", _attribute(Placement, F("location")), _words(LOCATION),
                  _word_rows(LOCATION), ("in-care",)),
        Breakdown("uasc", "unaccompanied asylum-seeking children", _whether(UnaccompaniedStatus), _words(UASC),
                  _word_rows(UASC), ("in-care", "entrants", "leavers")),
        Breakdown("team", "team", _attribute(SocialWork, F("team__name")), _named("No team"), _no_rows, CHILD_WISE),
        Breakdown("service", "service", _service, _named("No service"), _no_rows, CHILD_WISE),
        Breakdown("iro", "IRO", _attribute(IroAssignment, F("iro__name")), _named("No IRO"), _no_rows,
                  ("in-care", *HELD_OR_DUE)),
        Breakdown("plan-before", "child protection plan", _plan_before, _words(PLAN), _word_rows(PLAN), ("entrants",)),
        Breakdown("reason", "reason care ended",
                  lambda population, period: _local_or("end_reason_local", "end_reason"),
                  _grouped("end_reason", "end_reason"), _group_rows("end_reason"), ("leavers",)),
        Breakdown("turned-18", "turned 18", _turned_18, _words(ADULT), _word_rows(ADULT), ("leavers",)),
        Breakdown("month", "month", lambda population, period: Month(population.day_of(period)), _month_label, _no_rows,
                  ("entrants", "leavers", "reviews-held", "reviews-due")),
        Breakdown("month-of-year", "month", lambda population, period: Month(population.day_of(period)), _month_of_year,
                  _months_of_year, ("entrants", "leavers", "reviews-held", "reviews-due")),
        Breakdown("kind", "kind of review", _own("kind"), _words(KIND), _word_rows(KIND), HELD_OR_DUE),
        Breakdown("under", "rules that apply", _own("under"), _words(UNDER), _word_rows(UNDER), HELD_OR_DUE),
        Breakdown("participation", "participation code", _own("participation"), _words(PARTICIPATION),
                  lambda p: [f"PN{n}" for n in range(8)], ("reviews-held",)),
        Breakdown("timing", "on time or late", _own("timing"), _words(TIMING), _no_rows,
                  ("reviews-held", "reviews-due")),
        Breakdown("late-reason", "reason for lateness", _own("late_reason"), _late_reason, _no_rows,
                  ("reviews-held",)),
        Breakdown("all-on-time", "every review on time", _own("all_on_time"), _words(EVERY), _word_rows(EVERY),
                  ("children-due",)),
    )
}  # fmt: skip


def of_population(name: str) -> list[Breakdown]:
    """The breakdowns that a population has."""
    return [b for b in BREAKDOWNS.values() if name in b.on]
