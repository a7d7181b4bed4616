"""By what a population can be broken down: a column of the database, and how its codes become a council's labels."""

from collections.abc import Callable
from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce, Concat, NullIf
from django.db.models.lookups import GreaterThanOrEqual

from footprint.allocation.models import IroAssignment
from footprint.children.models import LegalStatus, Placement, ProtectionPlan, SocialWork, UnaccompaniedStatus
from footprint.council.models import TeamGrouping
from footprint.council.profile import Profile
from footprint.dated.models import Until
from footprint.figures import judged
from footprint.figures.challenge.breakdowns import CHALLENGED
from footprint.figures.columns import (
    NOT_KNOWN,
    Breakdown,
    all_of,
    chosen_from,
    days,
    is_noted,
    listed,
    named,
    no_rows,
    own,
    said_as,
    tick,
    yes_no,
)
from footprint.figures.counted import Population
from footprint.figures.judged import LEFT, NO, NOT_DONE, NOT_NOTED, NOT_SENT, NOT_TOLD, WAITING, YES
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
    return lambda population, period: yes_no(Exists(facts(population, period)))


def _plan_before(population: Population, period: Period):
    """On a child protection plan on the day before care began."""
    day = OuterRef("starts_on")
    plans = ProtectionPlan.objects.standing().filter(child=OuterRef("child"), starts_on__lt=day, until__gte=day)
    return yes_no(Exists(plans))


def _aged(years: int):
    return lambda population, period: yes_no(GreaterThanOrEqual(_age(population, period), years))


def _age(population: Population, period: Period):
    return AgeAt(F(f"{_to_child(population)}born"), population.day_of(period))


def _to_child(population: Population) -> str:
    """What stands before a column of the record's child."""
    return "" if population.child == "pk" else f"{population.child}__"


def _of_child(name: str):
    return lambda population, period: F(f"{_to_child(population)}{name}")


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


def _paper(profile: Profile, code: str) -> str:
    return profile.papers[code].title if code in profile.papers else "Another paper"


def _about(profile: Profile, code: str) -> str:
    return profile.decision_kinds.get(code, "Not said")


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
MODE = chosen_from(Meeting._meta.get_field("mode").choices, NOTHING)
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
ASKERS = chosen_from(DateRequest.ASKERS)
ANSWERED = {YES: "Granted", NO: "Refused", "": "Waiting"}
LIMIT = {INSIDE: "Inside the limit", PAST: "Past the limit", "": "No limit known"}
STATUS = chosen_from(Decision.STATUSES)
MADE = {"made": "Made", "changed": "Changed", "kept": "Kept as it was"}
REPLY = chosen_from(Decision.REPLIES, "No answer")
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
WISH = chosen_from(Ask.OUTCOMES, "No answer yet")
ACTED = {ON_TIME: "In time", LATE: "Late", OVERDUE: "Not yet, its day is over", NOT_DUE: "Not yet, its day is to come"}
WITH_HELP = {YES: "Helped to complain", NO: "Not helped"}
STATE = {MATCHED: "Matched", UNMATCHED: "Waiting"}
EVERY = {YES: "Every review on time", NO: "At least one late or not held"}

SPOKEN = ("forms-sent", "said")
ABOUT_CHILDREN = (*SPOKEN, "themes", "wishes", "calls", "referrals", "visitors")
AROUND = ("papers-due", "requests", "decisions", "decisions-overdue", "changes", *ABOUT_CHILDREN)
CHALLENGES = ("challenges", "challenge-stages", "formal-stages", "challenge-reasons", "children-challenged",
              "challenges-settled", "challenges-open", "challenge-answers", "challenge-effects")  # fmt: skip
BESIDE_CHALLENGES = ("collective-alerts", "advices", "other-ways", "praises", "workshops", "service-issues")
CHILD_WISE = ("in-care", "entrants", "leavers", "reviews-held", "reviews-due", "reviews-overdue", "children-reviewed",
              "children-due", "second-reviews", "children-challenged", "challenge-effects", *AROUND)  # fmt: skip
WORKER_WISE = tuple(dict.fromkeys((*CHILD_WISE, "meetings-cancelled", *CHALLENGES, "advices", "other-ways")))
IN_TIME = ("entrants", "leavers", "reviews-held", "reviews-due", "second-reviews", "papers-due", "requests",
           "meetings-cancelled", "decisions", "changes", *SPOKEN, "themes", "wishes", "calls", "referrals", "complaints",
           "compliments", "activities", "you-said", "quotes", *BESIDE_CHALLENGES,
           *(name for name in CHALLENGES if name not in ("children-challenged", "challenges-open")))  # fmt: skip
CARE_WISE = ("in-care", "entrants", "leavers", "reviews-held")
HELD_OR_DUE = ("reviews-held", "reviews-due", "reviews-overdue")

BREAKDOWNS = {
    breakdown.name: breakdown
    for breakdown in (
        Breakdown("age", "age", _age, lambda profile, age: profile.band(age), lambda p: list(p.age_bands), CHILD_WISE),
        Breakdown("sex", "sex", _of_child("sex"), said_as(SEX), lambda p: ["Female", "Male"], CHILD_WISE),
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
        Breakdown("area", "area of the placement", _attribute(Placement, F("location")), said_as(LOCATION),
                  all_of(LOCATION), ("in-care",)),
        Breakdown("uasc", "unaccompanied asylum-seeking children", _whether(UnaccompaniedStatus), said_as(UASC),
                  all_of(UASC), ("in-care", "entrants", "leavers")),
        Breakdown("team", "team", _attribute(SocialWork, F("team__name")), named("No team"), no_rows, WORKER_WISE),
        Breakdown("service", "service", _service, named("No service"), no_rows, WORKER_WISE),
        Breakdown("iro", "IRO", _attribute(IroAssignment, F("iro__name")), named("No IRO"), no_rows,
                  ("in-care", *HELD_OR_DUE, "second-reviews", *AROUND, "meetings-cancelled")),
        Breakdown("plan-before", "child protection plan", _plan_before, said_as(PLAN), all_of(PLAN), ("entrants",)),
        Breakdown("reason", "reason care ended",
                  lambda population, period: _local_or("end_reason_local", "end_reason"),
                  _grouped("end_reason", "end_reason"), _group_rows("end_reason"), ("leavers",)),
        Breakdown("turned-18", "turned 18", _aged(18), said_as(ADULT), all_of(ADULT), ("leavers",)),
        Breakdown("month", "month", lambda population, period: Month(population.day_of(period)), _month_label, no_rows,
                  IN_TIME),
        Breakdown("month-of-year", "month", lambda population, period: Month(population.day_of(period)), _month_of_year,
                  _months_of_year, IN_TIME),
        Breakdown("kind", "kind of review", own("kind"), said_as(KIND), all_of(KIND), HELD_OR_DUE),
        Breakdown("under", "rules that apply", own("under"), said_as(UNDER), all_of(UNDER), HELD_OR_DUE),
        Breakdown("took-part", "taking part as the council counts", own("participation"), said_as(COUNTED),
                  all_of(COUNTED), ("reviews-held",), read=judged.took_part),
        Breakdown("participation", "participation code", own("participation"), said_as(PARTICIPATION),
                  lambda p: [f"PN{n}" for n in range(8)], ("reviews-held",)),
        Breakdown("timing", "on time or late", own("timing"), said_as(TIMING), no_rows,
                  ("reviews-held", "reviews-due")),
        Breakdown("late-reason", "reason for lateness", own("late_reason"), _late_reason, no_rows,
                  ("reviews-held",)),
        Breakdown("all-on-time", "every review on time", own("all_on_time"), said_as(EVERY), all_of(EVERY),
                  ("children-due",)),
        listed("four", "4 and over", _aged(4), FOUR, "reviews-held"),
        listed("seen-before", "seen before the meeting", _answer("prep.seen"), SEEN, "reviews-held"),
        listed("parents-offered", "parents offered a meeting apart", _answer("prep.parents"), OFFERED, "reviews-held"),
        listed("mother", "mother", _answer("heard.mother"), PARENT, "reviews-held"),
        listed("father", "father", _answer("heard.father"), PARENT, "reviews-held"),
        listed("parents", "either parent", _parents, EITHER, "reviews-held", read=judged.either_parent),
        listed("chaired", "led by the child", _chaired, CHAIRED, "reviews-held"),
        listed("why-no-views", "why no views were given", _answer("part.why_not"), WHY_NOT, "reviews-held"),
        listed("grade", "grade of the plan", _answer("quality.grade"), GRADES, "reviews-held"),
        listed("rag", "green, amber or red", _answer("quality.rag"), RAG, "reviews-held"),
        listed("plan-current", "plan fits what is needed now", _answer("duty.current"), YES_NO, "reviews-held"),
        listed("copy-received", "child has a copy of the plan", _answer("child.copy"), COPY, "reviews-held"),
        listed("satisfied", "child is satisfied with the plan", _answer("child.satisfied"), YOUNG, "reviews-held"),
        listed("understood", "child understands the plan", _answer("child.understood"), YOUNG, "reviews-held"),
        listed("mode", "how the meeting was held", _mode, MODE, "reviews-held"),
        listed("decisions-timing", "decisions on time", days("held_on", "completed_on", "decisions_sent_on"), KEPT,
                "reviews-held", read=judged.after_review("decisions")),
        listed("record-timing", "record on time", days("held_on", "completed_on", "record_done_on"), KEPT,
                "reviews-held", read=judged.after_review("record")),
        listed("distribution-timing", "distribution on time", days("held_on", "completed_on", "distributed_on"), KEPT,
                "reviews-held", read=judged.after_review("distribution")),
        listed("permanence", "permanence plan by then", _permanence, PERMANENCE, "second-reviews"),
        listed("notice", "notice of entry", _entry("notified_on"), NOTICE, "entrants", read=judged.noticed),
        listed("appointed", "IRO appointed", _appointed, APPOINTED, "entrants", read=judged.appointed),
        listed("pack", "information pack", _entry("pack_on"), GIVEN, "entrants", read=judged.given),
        listed("pledge", "council's pledge", _entry("pledge_on"), GIVEN, "entrants", read=judged.given),
        listed("introduced", "letter introducing the IRO", _entry("introduced_on"), GIVEN, "entrants",
                read=judged.given),
        Breakdown("paper", "paper", own("kind"), _paper, lambda p: [rule.title for rule in p.papers.values()],
                  ("papers-due",)),
        listed("came", "on time or late", own("came"), CAME, "papers-due"),
        listed("paper-quality", "quality", own("quality"), QUALITY, "papers-due"),
        listed("to-the-child", "written to the child", tick("to_the_child"), TICKED, "papers-due"),
        listed("asked-by", "who asked", own("asked_by"), ASKERS, "requests"),
        listed("granted", "granted or refused", tick("granted"), ANSWERED, "requests"),
        listed("limit", "inside or past the limit", _past_limit, LIMIT, "requests"),
        listed("meeting-mode", "how it would have been held", own("mode"), MODE, "meetings-cancelled"),
        Breakdown("about", "what it is about", own("kind"), _about, lambda p: list(p.decision_kinds.values()),
                  ("decisions", "decisions-overdue")),
        listed("made", "made or changed", own("made"), MADE, "decisions"),
        listed("outcome", "done or overdue at the end", own("outcome"), OUTCOME, "decisions"),
        listed("status", "how it stands today", own("status"), STATUS, "decisions"),
        listed("reply", "manager's reply", own("reply"), REPLY, "decisions"),
        listed("reply-timing", "reply in time", days("held_on", "issued_on", "replied_on"), REPLIED,
                "decisions", read=judged.replied),
        listed("times", "first time or again", _times, TIMES, "decisions", "decisions-overdue"),
        listed("change-kind", "what changed", own("kind"), chosen_from(Change.KINDS), "changes"),
        listed("respondent", "who", own("respondent"), chosen_from(RESPONDENTS), *SPOKEN),
        listed("purpose", "when", own("purpose"), chosen_from(PURPOSES), *SPOKEN),
        listed("returned", "came back", own("back"), RETURNED, "forms-sent"),
        listed("way", "how it was told", own("way"), chosen_from(WAYS), "said"),
        listed("shared", "for whom it was meant", own("shared"), chosen_from(SHARED), "said"),
        Breakdown("system", "app", own("system"), named("No app"), no_rows, ("said",)),
        listed("talk", "talk instead of a form", own("talk"), TALK, "said"),
        *(listed(f"felt-{name}", words, _wrote(name), FELT, "said", read=judged.felt, of_words=True)
          for name, words in (("supported", "supported by the IRO"), ("listened", "listened to"),
                              ("comfortable", "comfortable at the review"), ("plan", "happy with the plan"))),
        Breakdown("theme", "theme", own("theme"), lambda p, code: p.voice["themes"].get(code, code),
                  lambda p: list(p.voice["themes"].values()), ("themes",)),
        listed("theme-of", "whose", lambda population, period: F("response__respondent"), chosen_from(RESPONDENTS), "themes"),
        listed("activity", "kind", own("kind"), chosen_from(Activity.KINDS), "activities"),
        listed("pair-done", "done", is_noted("did_on"), DONE, "you-said"),
        listed("quote-of", "whose", own("respondent"), chosen_from(RESPONDENTS), "quotes"),
        listed("wish", "what became of it", own("outcome"), WISH, "wishes"),
        listed("call", "what it was", own("kind"), chosen_from(Alarm.KINDS), "calls"),
        listed("acted", "acted in time", own("kept"), ACTED, "calls", "complaints"),
        Breakdown("provider", "provider", own("provider"), named("No provider"), no_rows, ("referrals", "visitors")),
        Breakdown("quarter", "quarter", lambda population, period: Month(population.day_of(period)), _quarter,
                  no_rows, ("referrals", "complaints", "compliments", "said", "challenges", "challenge-reasons",
                            "workshops")),
        Breakdown("issue", "issue", own("issue"), _issue, lambda p: list(p.voice["advocacy_issues"].values()),
                  ("referrals",)),
        listed("referred-by", "who asked for it", own("referred_by"), chosen_from(Advocacy.ASKERS), "referrals"),
        listed("resolved", "resolved", own("resolved"), chosen_from(Advocacy.RESOLVED, "Not ended yet"), "referrals"),
        listed("visitor", "visitor or mentor", own("kind"), chosen_from(Visitor.KINDS), "visitors"),
        listed("matched", "matched or waiting", own("state"), STATE, "visitors"),
        listed("complaint-about", "what it is about", own("about"), chosen_from(Complaint.ABOUT), "complaints"),
        listed("complainant", "who complained", own("complainant"), chosen_from(Complaint.FROM), "complaints"),
        listed("helped", "helped to complain", tick("helped"), WITH_HELP, "complaints"),
        listed("complaint-outcome", "outcome", own("outcome"), chosen_from(Complaint.OUTCOMES, "Not answered yet"),
                "complaints"),
        listed("source", "from whom", own("source"), chosen_from(Compliment.FROM), "compliments"),
        listed("told", "told in time or late", days("happened_on", "told_on"), TOLD, "changes", read=judged.told),
        *CHALLENGED,
    )
}  # fmt: skip


def of_population(name: str) -> list[Breakdown]:
    """The breakdowns that a population has."""
    return [b for b in columns_of(name) if not b.measure]


def columns_of(name: str) -> list[Breakdown]:
    """The same with what is measured of each record."""
    return [b for b in BREAKDOWNS.values() if name in b.on]
