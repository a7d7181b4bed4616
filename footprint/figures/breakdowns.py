"""By what a population can be broken down: a column of the database, and how its codes become a council's labels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce, Concat, NullIf
from django.db.models.lookups import GreaterThanOrEqual

from footprint.allocation.models import IroAssignment
from footprint.children.models import LegalStatus, Placement, ProtectionPlan, SocialWork, UnaccompaniedStatus
from footprint.council.models import TeamGrouping
from footprint.council.profile import Profile
from footprint.dated.models import Until
from footprint.figures import judged
from footprint.figures.judged import LEFT, NO, NOT_DONE, NOT_NOTED, NOT_SENT, NOT_TOLD, WAITING, YES, Read
from footprint.figures.period import Period
from footprint.figures.populations import (
    AGAIN,
    DROPPED,
    LATE,
    MATCHED,
    NOT_COME,
    NOT_DUE,
    NOT_HELD,
    ON_TIME,
    OVERDUE,
    RELAXED,
    UNJUDGED,
    UNMATCHED,
    Population,
)
from footprint.figures.sql import AgeAt, Days, Month
from footprint.plans.querysets import permanence_by
from footprint.reviews.models import Answer, Ask, Change, DateRequest, Decision, EntryNotice, Meeting
from footprint.voice.models import (
    PURPOSES,
    RESPONDENTS,
    SHARED,
    WAYS,
    Activity,
    Advocacy,
    Alarm,
    Complaint,
    Compliment,
    Visitor,
    Words,
)

NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Breakdown:
    """``column(population, period)`` gives each record one code (or None); ``label`` its row; ``rows`` those that are
    always printed, in their order. Labels that ``rows`` does not name follow in the order of the alphabet. Where the
    database cannot tell the code, ``read`` makes it of what it tells. ``of_words``: it tells what somebody said, so that its
    records are open only to those who read the words."""

    name: str
    title: str
    column: Callable[[Population, Period], Any]
    label: Callable[[Profile, Any], str]
    rows: Callable[[Profile], list[str]]
    on: tuple[str, ...]
    read: Read | None = None
    of_words: bool = False


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


def _aged(years: int):
    return lambda population, period: _yes_no(GreaterThanOrEqual(_age(population, period), years))


def _age(population: Population, period: Period):
    return AgeAt(F(f"{_to_child(population)}born"), population.day_of(period))


def _to_child(population: Population) -> str:
    """What stands before a column of the record's child."""
    return "" if population.child == "pk" else f"{population.child}__"


def _of_child(name: str):
    return lambda population, period: F(f"{_to_child(population)}{name}")


def _own(name: str):
    return lambda population, period: F(name)


def _tick(name: str):
    """A column that is true, false, or not known."""
    return lambda population, period: Case(
        When(**{name: True}, then=Value(YES)), When(**{name: False}, then=Value(NO)), output_field=CharField()
    )


def _done(day: str):
    """Whether a day is noted."""
    return lambda population, period: _yes_no(Q(**{f"{day}__isnull": False}))


def _days(*names: str):
    return lambda population, period: Days(*map(F, names))


def _local_or(local: str, national: str):
    return Coalesce(NullIf(F(local), Value("")), F(national), output_field=CharField())


def _ethnicity(population: Population, period: Period):
    before = _to_child(population)
    return _local_or(f"{before}ethnicity_local", f"{before}ethnicity")


# What stands beside a review


def _answered(question: str) -> Subquery:
    answers = Answer.objects.filter(review=OuterRef("pk"), question=question)
    return Subquery(answers.values("text")[:1], output_field=CharField())


def _answer(question: str):
    return lambda population, period: _answered(question)


def _parents(population: Population, period: Period):
    mother, father = (Coalesce(_answered(f"heard.{who}"), Value("")) for who in ("mother", "father"))
    return Concat(mother, Value("|"), father, output_field=CharField())


def _chaired(population: Population, period: Period):
    """As the record says; without one, in part where a meeting that was held says so."""
    meetings = Meeting.objects.filter(reviews=OuterRef("pk"), state=Meeting.HELD, chaired_by_child=True)
    said = Case(When(Exists(meetings), then=Value("part")), output_field=CharField())
    return Coalesce(NullIf(_answered("part.chaired"), Value("")), said, output_field=CharField())


def _mode(population: Population, period: Period):
    """Of the last meeting that was held."""
    meetings = Meeting.objects.filter(reviews=OuterRef("pk"), state=Meeting.HELD).order_by("-on", "-pk")
    return Subquery(meetings.values("mode")[:1], output_field=CharField())


def _permanence(population: Population, period: Period):
    """A permanence plan of this time in care by the day held, with its contingency or without."""
    day, since = OuterRef("held_on"), OuterRef("began")
    return Case(
        When(permanence_by(day, "child", since=since), then=Value(WHOLE)),
        When(permanence_by(day, "child", since=since, whole=False), then=Value("part")),
        default=Value(NO),
        output_field=CharField(),
    )


# What stands in a form


def _wrote(question: str):
    words = Words.objects.filter(response=OuterRef("pk"), question=question)
    return lambda population, period: Subquery(words.values("text")[:1], output_field=CharField())


# What stands beside a beginning of care


def _entry(name: str):
    """The day care began, and a day of the notice of it."""
    notices = EntryNotice.objects.filter(child=OuterRef("child"), care_from=OuterRef("starts_on"))
    return lambda population, period: Days(F("starts_on"), Subquery(notices.values(name)[:1]))


def _appointed(population: Population, period: Period):
    """The first IRO who was the child's at any time in this time in care."""
    iros = IroAssignment.objects.standing().filter(child=OuterRef("child"), until__gt=OuterRef("starts_on"))
    first = iros.filter(starts_on__lt=Until(OuterRef("ends_on"))).order_by("starts_on", "pk").values("starts_on")[:1]
    return Days(F("starts_on"), F("ends_on"), Subquery(first))


# What stands in one row beside a review


def _past_limit(population: Population, period: Period):
    return Case(
        When(limit=None, then=Value("")),
        When(day__lte=F("limit"), then=Value(INSIDE)),
        default=Value(PAST),
        output_field=CharField(),
    )


def _times(population: Population, period: Period):
    return Case(When(times__lte=1, then=Value(FIRST)), default=Value(AGAIN), output_field=CharField())


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


def _quarter(profile: Profile, code: str) -> str:
    """The quarter of a year of a month like 2025-02: January to March 2025."""
    year, month = map(int, code.split("-")[:2])
    first = (month - 1) // 3 * 3 + 1
    return f"{date(year, first, 1):%B} to {date(year, first + 2, 1):%B} {year}"


def _issue(profile: Profile, code: str) -> str:
    return profile.voice["advocacy_issues"].get(code) or code or NOT_KNOWN


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


def _paper(profile: Profile, code: str) -> str:
    return profile.papers[code].title if code in profile.papers else "Another paper"


def _about(profile: Profile, code: str) -> str:
    return profile.decision_kinds.get(code, "Not said")


def _choices(choices, missing: str = "") -> dict[str, str]:
    """The words of a column's choices as rows, and of none."""
    return {code: words[0].upper() + words[1:] for code, words in choices} | ({"": missing} if missing else {})


def _listed(
    name: str, title: str, column, words: dict[str, str], *on: str, read: Read | None = None, of_words: bool = False
) -> Breakdown:
    """A breakdown whose rows are a short list of words; those for what is not known are printed where they occur."""
    always = [label for code, label in words.items() if code not in ("", UNJUDGED)]
    return Breakdown(name, title, column, _words(words), lambda profile: always, on, read, of_words)


SEX = {"F": "Female", "M": "Male", "U": NOT_KNOWN}
LOCATION = {"IN": "In the council's area", "OUT": "Out of the area", "": NOT_KNOWN}
UASC = {YES: "Unaccompanied asylum-seeking children", NO: "Other children"}
PLAN = {YES: "On a child protection plan before", NO: "Not on a plan before"}
FOUR = {YES: "4 and over", NO: "Under 4"}
ADULT = {YES: "Turned 18", NO: "Left before 18"}
KIND = {"first": "First", "second": "Second", "subsequent": "Later", "": "Number not known"}
UNDER = {
    "looked-after": "Looked after",
    "adoption-authorised": "Authority to place for adoption",
    "adoption-placed": "Placed for adoption",
    "adoption-returned": "Returned from adopters",
    "": "Not judged",
}
COUNTED = {YES: "Took part", NO: "Did not take part, or is not counted"}
PARTICIPATION = {f"PN{n}": f"PN{n}" for n in range(8)} | {"": "No code recorded"}
TIMING = {
    ON_TIME: "On time",
    LATE: "Late",
    NOT_HELD: "Not held",
    RELAXED: "Past its limit as the 2020 rules allowed",
    UNJUDGED: "No day due is known",
}
NOTHING = "Not recorded"
FIRST, INSIDE, PAST, WHOLE = "first", "inside", "past", "whole"
SEEN = {
    "yes": "Seen",
    "declined": "Offered and declined",
    "inappropriate": "Not right for age or understanding",
    "not": "Not offered",
    "": NOTHING,
}
OFFERED = {
    "wanted": "Offered and wanted",
    "declined": "Offered and declined",
    NO: "Not offered",
    "none": "No parent to offer it to",
    "": NOTHING,
}
PARENT = {
    "came": "Came",
    "apart": "Met apart",
    "sent": "Sent views",
    NO: "Asked, no views",
    "not": "Not asked",
    "none": "Nobody to ask",
    "": NOTHING,
}
EITHER = {YES: "Came, met apart or sent views", NO: "Neither did", judged.NOBODY: "Nobody to ask", "": NOTHING}
CHAIRED = {"all": "All of it", "part": "Part of it", NO: "None of it", "": NOTHING}
WHY_NOT = {
    "missing": "Missing",
    "custody": "In custody",
    "needs": "Needs or disability",
    "age": "Too young to say",
    "declined": "Did not want to",
    "left": "Left before",
    "exploited": "At risk of exploitation",
    "other": "Something else",
    "": "No reason recorded",
}
GRADES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "improve": "Requires improvement",
    "poor": "Poor",
    "": "Not graded",
}
RAG = {"green": "Green", "amber": "Amber", "red": "Red", "": "Not rated"}
YES_NO = {YES: "Yes", NO: "No", "": NOTHING}
YOUNG = {YES: "Yes", "part": "In part", NO: "No", "young": "Too young", "": NOTHING}
COPY = {YES: "Yes", NO: "No", "young": "Too young", "": NOTHING}
MODE = _choices(Meeting._meta.get_field("mode").choices, NOTHING)
KEPT = {
    ON_TIME: "On time",
    LATE: "Late",
    NOT_DONE: "Not out, its day is over",
    WAITING: "Not out, its day is to come",
    UNJUDGED: "Not judged",
}
CAME = {ON_TIME: "On time", LATE: "Late", NOT_COME: "Not come"}
QUALITY = {"good": "Good", "poor": "Poor", "": "Not judged"}
TICKED = {YES: "Yes", NO: "No", "": "Not judged"}
ASKERS = _choices(DateRequest.ASKERS)
ANSWERED = {YES: "Granted", NO: "Refused", "": "Waiting"}
LIMIT = {INSIDE: "Inside the limit", PAST: "Past the limit", "": "No limit known"}
STATUS = _choices(Decision.STATUSES)
MADE = {"made": "Made", "changed": "Changed", "kept": "Kept as it was"}
REPLY = _choices(Decision.REPLIES, "No answer")
REPLIED = {
    ON_TIME: "In time",
    LATE: "Late",
    NOT_DONE: "No answer, its day is over",
    WAITING: "No answer, its day is to come",
    NOT_SENT: "Not sent to the manager",
    UNJUDGED: "Not judged",
}
TIMES = {FIRST: "For the first time", AGAIN: "Again"}
OUTCOME = {
    ON_TIME: "Done on time",
    LATE: "Done late",
    OVERDUE: "Not done, its day is over",
    NOT_DUE: "Not done, its day is to come",
    AGAIN: "Decided again",
    DROPPED: "No longer needed",
}
TOLD = {ON_TIME: "Told in time", LATE: "Told late", NOT_TOLD: "Not told", UNJUDGED: "Not judged"}
PERMANENCE = {WHOLE: "A plan with its contingency", "part": "A plan without contingency", NO: "No plan"}
NOTICE = {ON_TIME: "By the next working day", LATE: "Later", NOT_NOTED: "Not noted", UNJUDGED: "Not judged"}
APPOINTED = {
    ON_TIME: "Within five working days",
    LATE: "Later",
    NOT_DONE: "Nobody, and five working days are over",
    WAITING: "Nobody yet",
    LEFT: "Left care before",
    UNJUDGED: "Not judged",
}
GIVEN = {YES: "Given", NO: "Not given", UNJUDGED: "Not judged"}
DONE = {YES: "Something was done", NO: "Nothing yet"}
RETURNED = {YES: "Came back", NO: "Not come back"}
TALK = {YES: "Talked", NO: "Waits for a talk", "": "No talk wanted"}
FELT = {YES: "Yes", "part": "In part", NO: "No", "away": "Was not there", "unknown": "Cannot say", "": "Not answered"}
WISH = _choices(Ask.OUTCOMES, "No answer yet")
ACTED = {ON_TIME: "In time", LATE: "Late", OVERDUE: "Not yet, its day is over", NOT_DUE: "Not yet, its day is to come"}
WITH_HELP = {YES: "Helped to complain", NO: "Not helped"}
STATE = {MATCHED: "Matched", UNMATCHED: "Waiting"}
EVERY = {YES: "Every review on time", NO: "At least one late or not held"}

SPOKEN = ("forms-sent", "said")
ABOUT_CHILDREN = (*SPOKEN, "themes", "wishes", "calls", "referrals", "visitors")
AROUND = ("papers-due", "requests", "decisions", "decisions-overdue", "changes", *ABOUT_CHILDREN)
CHILD_WISE = ("in-care", "entrants", "leavers", "reviews-held", "reviews-due", "reviews-overdue", "children-reviewed",
              "children-due", "second-reviews", *AROUND)  # fmt: skip
WORKER_WISE = (*CHILD_WISE, "meetings-cancelled")
IN_TIME = ("entrants", "leavers", "reviews-held", "reviews-due", "second-reviews", "papers-due", "requests",
           "meetings-cancelled", "decisions", "changes", *SPOKEN, "themes", "wishes", "calls", "referrals", "complaints",
           "compliments", "activities", "you-said", "quotes")  # fmt: skip
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
        Breakdown("team", "team", _attribute(SocialWork, F("team__name")), _named("No team"), _no_rows, WORKER_WISE),
        Breakdown("service", "service", _service, _named("No service"), _no_rows, WORKER_WISE),
        Breakdown("iro", "IRO", _attribute(IroAssignment, F("iro__name")), _named("No IRO"), _no_rows,
                  ("in-care", *HELD_OR_DUE, "second-reviews", *AROUND, "meetings-cancelled")),
        Breakdown("plan-before", "child protection plan", _plan_before, _words(PLAN), _word_rows(PLAN), ("entrants",)),
        Breakdown("reason", "reason care ended",
                  lambda population, period: _local_or("end_reason_local", "end_reason"),
                  _grouped("end_reason", "end_reason"), _group_rows("end_reason"), ("leavers",)),
        Breakdown("turned-18", "turned 18", _aged(18), _words(ADULT), _word_rows(ADULT), ("leavers",)),
        Breakdown("month", "month", lambda population, period: Month(population.day_of(period)), _month_label, _no_rows,
                  IN_TIME),
        Breakdown("month-of-year", "month", lambda population, period: Month(population.day_of(period)), _month_of_year,
                  _months_of_year, IN_TIME),
        Breakdown("kind", "kind of review", _own("kind"), _words(KIND), _word_rows(KIND), HELD_OR_DUE),
        Breakdown("under", "rules that apply", _own("under"), _words(UNDER), _word_rows(UNDER), HELD_OR_DUE),
        Breakdown("took-part", "taking part as the council counts", _own("participation"), _words(COUNTED),
                  _word_rows(COUNTED), ("reviews-held",), read=judged.took_part),
        Breakdown("participation", "participation code", _own("participation"), _words(PARTICIPATION),
                  lambda p: [f"PN{n}" for n in range(8)], ("reviews-held",)),
        Breakdown("timing", "on time or late", _own("timing"), _words(TIMING), _no_rows,
                  ("reviews-held", "reviews-due")),
        Breakdown("late-reason", "reason for lateness", _own("late_reason"), _late_reason, _no_rows,
                  ("reviews-held",)),
        Breakdown("all-on-time", "every review on time", _own("all_on_time"), _words(EVERY), _word_rows(EVERY),
                  ("children-due",)),
        _listed("four", "4 and over", _aged(4), FOUR, "reviews-held"),
        _listed("seen-before", "seen before the meeting", _answer("prep.seen"), SEEN, "reviews-held"),
        _listed("parents-offered", "parents offered a meeting apart", _answer("prep.parents"), OFFERED, "reviews-held"),
        _listed("mother", "mother", _answer("heard.mother"), PARENT, "reviews-held"),
        _listed("father", "father", _answer("heard.father"), PARENT, "reviews-held"),
        _listed("parents", "either parent", _parents, EITHER, "reviews-held", read=judged.either_parent),
        _listed("chaired", "led by the child", _chaired, CHAIRED, "reviews-held"),
        _listed("why-no-views", "why no views were given", _answer("part.why_not"), WHY_NOT, "reviews-held"),
        _listed("grade", "grade of the plan", _answer("quality.grade"), GRADES, "reviews-held"),
        _listed("rag", "green, amber or red", _answer("quality.rag"), RAG, "reviews-held"),
        _listed("plan-current", "plan fits what is needed now", _answer("duty.current"), YES_NO, "reviews-held"),
        _listed("copy-received", "child has a copy of the plan", _answer("child.copy"), COPY, "reviews-held"),
        _listed("satisfied", "child is satisfied with the plan", _answer("child.satisfied"), YOUNG, "reviews-held"),
        _listed("understood", "child understands the plan", _answer("child.understood"), YOUNG, "reviews-held"),
        _listed("mode", "how the meeting was held", _mode, MODE, "reviews-held"),
        _listed("decisions-timing", "decisions on time", _days("held_on", "completed_on", "decisions_sent_on"), KEPT,
                "reviews-held", read=judged.after_review("decisions")),
        _listed("record-timing", "record on time", _days("held_on", "completed_on", "record_done_on"), KEPT,
                "reviews-held", read=judged.after_review("record")),
        _listed("distribution-timing", "distribution on time", _days("held_on", "completed_on", "distributed_on"), KEPT,
                "reviews-held", read=judged.after_review("distribution")),
        _listed("permanence", "permanence plan by then", _permanence, PERMANENCE, "second-reviews"),
        _listed("notice", "notice of entry", _entry("notified_on"), NOTICE, "entrants", read=judged.noticed),
        _listed("appointed", "IRO appointed", _appointed, APPOINTED, "entrants", read=judged.appointed),
        _listed("pack", "information pack", _entry("pack_on"), GIVEN, "entrants", read=judged.given),
        _listed("pledge", "council's pledge", _entry("pledge_on"), GIVEN, "entrants", read=judged.given),
        _listed("introduced", "letter introducing the IRO", _entry("introduced_on"), GIVEN, "entrants",
                read=judged.given),
        Breakdown("paper", "paper", _own("kind"), _paper, lambda p: [rule.title for rule in p.papers.values()],
                  ("papers-due",)),
        _listed("came", "on time or late", _own("came"), CAME, "papers-due"),
        _listed("paper-quality", "quality", _own("quality"), QUALITY, "papers-due"),
        _listed("to-the-child", "written to the child", _tick("to_the_child"), TICKED, "papers-due"),
        _listed("asked-by", "who asked", _own("asked_by"), ASKERS, "requests"),
        _listed("granted", "granted or refused", _tick("granted"), ANSWERED, "requests"),
        _listed("limit", "inside or past the limit", _past_limit, LIMIT, "requests"),
        _listed("meeting-mode", "how it would have been held", _own("mode"), MODE, "meetings-cancelled"),
        Breakdown("about", "what it is about", _own("kind"), _about, lambda p: list(p.decision_kinds.values()),
                  ("decisions", "decisions-overdue")),
        _listed("made", "made or changed", _own("made"), MADE, "decisions"),
        _listed("outcome", "done or overdue at the end", _own("outcome"), OUTCOME, "decisions"),
        _listed("status", "how it stands today", _own("status"), STATUS, "decisions"),
        _listed("reply", "manager's reply", _own("reply"), REPLY, "decisions"),
        _listed("reply-timing", "reply in time", _days("held_on", "issued_on", "replied_on"), REPLIED,
                "decisions", read=judged.replied),
        _listed("times", "first time or again", _times, TIMES, "decisions", "decisions-overdue"),
        _listed("change-kind", "what changed", _own("kind"), _choices(Change.KINDS), "changes"),
        _listed("respondent", "who", _own("respondent"), _choices(RESPONDENTS), *SPOKEN),
        _listed("purpose", "when", _own("purpose"), _choices(PURPOSES), *SPOKEN),
        _listed("returned", "came back", _own("back"), RETURNED, "forms-sent"),
        _listed("way", "how it was told", _own("way"), _choices(WAYS), "said"),
        _listed("shared", "for whom it was meant", _own("shared"), _choices(SHARED), "said"),
        Breakdown("system", "app", _own("system"), _named("No app"), _no_rows, ("said",)),
        _listed("talk", "talk instead of a form", _own("talk"), TALK, "said"),
        *(_listed(f"felt-{name}", words, _wrote(name), FELT, "said", read=judged.felt, of_words=True)
          for name, words in (("supported", "supported by the IRO"), ("listened", "listened to"),
                              ("comfortable", "comfortable at the review"), ("plan", "happy with the plan"))),
        Breakdown("theme", "theme", _own("theme"), lambda p, code: p.voice["themes"].get(code, code),
                  lambda p: list(p.voice["themes"].values()), ("themes",)),
        _listed("theme-of", "whose", lambda population, period: F("response__respondent"), _choices(RESPONDENTS), "themes"),
        _listed("activity", "kind", _own("kind"), _choices(Activity.KINDS), "activities"),
        _listed("pair-done", "done", _done("did_on"), DONE, "you-said"),
        _listed("quote-of", "whose", _own("respondent"), _choices(RESPONDENTS), "quotes"),
        _listed("wish", "what became of it", _own("outcome"), WISH, "wishes"),
        _listed("call", "what it was", _own("kind"), _choices(Alarm.KINDS), "calls"),
        _listed("acted", "acted in time", _own("kept"), ACTED, "calls", "complaints"),
        Breakdown("provider", "provider", _own("provider"), _named("No provider"), _no_rows, ("referrals", "visitors")),
        Breakdown("quarter", "quarter", lambda population, period: Month(population.day_of(period)), _quarter,
                  _no_rows, ("referrals", "complaints", "compliments", "said")),
        Breakdown("issue", "issue", _own("issue"), _issue, lambda p: list(p.voice["advocacy_issues"].values()),
                  ("referrals",)),
        _listed("referred-by", "who asked for it", _own("referred_by"), _choices(Advocacy.ASKERS), "referrals"),
        _listed("resolved", "resolved", _own("resolved"), _choices(Advocacy.RESOLVED, "Not ended yet"), "referrals"),
        _listed("visitor", "visitor or mentor", _own("kind"), _choices(Visitor.KINDS), "visitors"),
        _listed("matched", "matched or waiting", _own("state"), STATE, "visitors"),
        _listed("complaint-about", "what it is about", _own("about"), _choices(Complaint.ABOUT), "complaints"),
        _listed("complainant", "who complained", _own("complainant"), _choices(Complaint.FROM), "complaints"),
        _listed("helped", "helped to complain", _tick("helped"), WITH_HELP, "complaints"),
        _listed("complaint-outcome", "outcome", _own("outcome"), _choices(Complaint.OUTCOMES, "Not answered yet"),
                "complaints"),
        _listed("source", "from whom", _own("source"), _choices(Compliment.FROM), "compliments"),
        _listed("told", "told in time or late", _days("happened_on", "told_on"), TOLD, "changes", read=judged.told),
    )
}  # fmt: skip


def of_population(name: str) -> list[Breakdown]:
    """The breakdowns that a population has."""
    return [b for b in BREAKDOWNS.values() if name in b.on]
