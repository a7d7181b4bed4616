"""By what challenges are broken down. Stages and reasons bear the labels under which they were stored, so that those of an
earlier version of the procedure keep counting under their own."""

from collections.abc import Callable
from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When

from footprint.council.profile import Profile
from footprint.disputes.models import EFFECTS, FROM, OUTCOMES, SAYS_SO, STATES, WISHES, Advice, Dispute, OtherWay, Step
from footprint.disputes.procedure import COMMON, WITHDRAWN, Procedure, procedure_on, versions
from footprint.figures.challenge.populations import FORMAL, INFORMAL
from footprint.figures.columns import (
    Breakdown,
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
from footprint.figures.judged import NO, NOT_DONE, WAITING, YES, Known, against, days_of
from footprint.figures.period import Period
from footprint.figures.populations import LATE, ON_TIME
from footprint.law.days import ENGLAND

INSIDE, PAST, ENDED_BEFORE = "inside", "past", "ended before"
DISPUTES = ("challenges", "challenges-settled", "challenges-open")
STAGES = ("challenge-stages", "formal-stages", "challenge-answers")
OF_DISPUTES = (*DISPUTES, *STAGES, "challenge-reasons", "challenge-effects")


# -- columns -----------------------------------------------------------------------------------------------------------


def _to_dispute(population: Population) -> str:
    """What stands before a column of a record's challenge."""
    return "" if population.unit == "dispute" else "dispute__"


def _of_dispute(name: str):
    return lambda population, period: F(f"{_to_dispute(population)}{name}")


def _to_a_partner(population: Population, period: Period):
    return yes_no(~Q(partner=""))


def _formality(population: Population, period: Period):
    """A stage is what it is; a challenge is formal once it reached a formal stage, on the day where it is seen on a day."""
    if population.unit == "child":
        return F("formality")
    if population.unit == "stage":
        formal = Q(formal=True)
    else:
        before = _to_dispute(population)
        by = {f"{before}formal_on__lte": period.last} if population.snapshot else {f"{before}formal_on__isnull": False}
        formal = Q(**by)
    return Case(When(formal, then=Value(FORMAL)), default=Value(INFORMAL), output_field=CharField())


def _stage_of(name: str):
    """The title of a challenge's first stage, or of the last that it had reached by the end of a day."""

    def column(population: Population, period: Period):
        steps = Step.objects.filter(dispute=OuterRef("pk" if population.unit == "dispute" else "dispute"))
        if population.snapshot:
            steps = steps.filter(began_on__lte=period.last)
        return Subquery(steps.order_by(name).values("title")[:1], output_field=CharField())

    return column


def _by_note(population: Population, period: Period):
    """Reached a stage that is formal and counts in no whole time: a note on the case."""
    notes = Step.objects.filter(dispute=OuterRef("pk"), formal=True, counts=False)
    return yes_no(Exists(notes))


def _challenged(population: Population, period: Period):
    """What came of a review: a formal challenge, an alert, or neither."""
    raised = Dispute.objects.standing().filter(review=OuterRef("pk"), collective=False)
    return Case(
        When(Exists(raised.formal()), then=Value(FORMAL)),
        When(Exists(raised), then=Value(INFORMAL)),
        default=Value(NO),
        output_field=CharField(),
    )


def _answered(population: Population, period: Period):
    """How a stage whose day is over was answered: late too where its day had gone by before it was asked again; one that
    ended by its day without an answer needed none."""
    return Case(
        When(missed__gt=0, answered_on__isnull=False, then=Value(LATE)),
        When(answered_on__lte=F("due_on"), then=Value(ON_TIME)),
        When(answered_on__isnull=False, then=Value(LATE)),
        When(ended_on__lte=F("due_on"), then=Value(ENDED_BEFORE)),
        default=Value(NOT_DONE),
        output_field=CharField(),
    )


def _past_whole(population: Population, period: Period):
    """Whether the formal part's last day was over on the day, or today where that is to come."""
    return Case(
        When(limit_on=None, then=Value("")),
        When(limit_on__lt=F("as_on"), then=Value(PAST)),
        default=Value(INSIDE),
        output_field=CharField(),
    )


def _issue_state(population: Population, period: Period):
    return Case(
        When(closed_on__isnull=False, then=Value("closed")),
        When(answered_on__isnull=False, then=Value("answered")),
        default=Value(WAITING),
        output_field=CharField(),
    )


def _within_whole(known: Known, code: str) -> str:
    """limit, settled: whether the formal part ended within its time; one that was never formal has none."""
    limit, settled = days_of(code)
    return against(limit, settled, known.today) if limit else ""


def _between(known: Known, code: str) -> int | None:
    """Working days from one day to another; None where one of them is not known."""
    first, last = days_of(code)
    return ENGLAND.between(first, last) if first and last else None


# -- labels and rows ---------------------------------------------------------------------------------------------------


def _formal_and_others(procedure: Procedure) -> list[str]:
    return list(dict.fromkeys(stage.title for stage in procedure.stages.values() if not stage.collective))


def _formal_only(procedure: Procedure) -> list[str]:
    return list(dict.fromkeys(s.title for s in procedure.stages.values() if s.formal and not s.collective))


def _themes(procedure: Procedure) -> list[str]:
    return list(dict.fromkeys(label for label, _ in procedure.themes.values()))


def _of_procedure(name: str, title: str, column, labels: Callable[[Procedure], list[str]], *on: str) -> Breakdown:
    """A breakdown whose labels were stored; those of the version that stands on the last day are always printed."""

    def ever(profile: Profile) -> list[str]:
        return list(dict.fromkeys(label for version in versions(profile) for label in labels(version)))

    def standing(profile: Profile, day: date) -> list[str]:
        return labels(procedure_on(profile.key, day))

    return Breakdown(name, title, column, named("Not known"), ever, on, rows_on=standing)


def _every(name: str, title: str, column, words: dict[str, str], *on: str, **more) -> Breakdown:
    """A breakdown that prints every row, whatever the code of it."""
    rows = list(dict.fromkeys(words.values()))
    return Breakdown(name, title, column, said_as(words), lambda profile: rows, on, **more)


def _measure(name: str, title: str, column, on: str) -> Breakdown:
    """Working days, for a median."""

    def label(profile: Profile, code: int | None) -> str:
        return "" if code is None else str(code)

    return Breakdown(name, title, column, label, no_rows, (on,), read=_between, measure=True)


def _partner(profile: Profile, code: str) -> str:
    return profile.partners.get(code, code) if code else COUNCIL


COUNCIL = "The council itself"
FORMALITY = {INFORMAL: "Informal", FORMAL: "Formal"}
CAME_OF_REVIEW = {FORMAL: "A formal challenge", INFORMAL: "An informal alert", NO: "No challenge"}
SAID = {YES: "Yes", NO: "No"}
CAME = {"raised": "Raised here", "moved": "Moved here by the IRO", "silence": "Moved here, no answer"}
ENDED = {"moved": "Escalated", "silence": "Escalated", "settled": "Resolved", "": "Open"}
MOVED = {
    "moved": "Moved on by the IRO",
    "silence": "Moved on, no answer",
    "settled": "Not moved on",
    "": "Not moved on",
}
ANSWERS = {ON_TIME: "In time", LATE: "Late", NOT_DONE: "No answer", ENDED_BEFORE: "Ended before its day, none needed"}
WHOLE = {
    ON_TIME: "Settled within the time",
    LATE: "Settled later",
    NOT_DONE: "Not settled, the time is over",
    WAITING: "Not settled, the time runs",
    "": "Not formal, or without a limit",
}
OPEN_WHOLE = {INSIDE: "Within the time", PAST: "Past the time", "": "Not formal, or without a limit"}
COLOURS = {"red": "Red", "amber": "Amber", "green": "Green", "": "No colour"}
STATE = {code: words for code, words in chosen_from(STATES).items() if code != WITHDRAWN}
ISSUES = {"closed": "Closed", "answered": "Answered", WAITING: "Waiting for an answer"}
GROUNDS = chosen_from(Advice.GROUNDS)

CHALLENGED = (
    _every("formality", "informal or formal", _formality, FORMALITY, *OF_DISPUTES, "children-challenged"),
    _of_procedure("stage", "stage", own("title"), _formal_and_others, "challenge-stages", "challenge-answers"),
    _of_procedure("formal-stage", "stage", own("title"), _formal_only, "formal-stages"),
    _every("stage-ended", "how the stage ended", own("ended"), ENDED, "challenge-stages", "formal-stages"),
    _every("stage-moved", "how it moved on", own("ended"), MOVED, "challenge-stages", "formal-stages"),
    _every("stage-came", "how it came here", own("came"), CAME, "challenge-stages", "formal-stages"),
    _of_procedure("entry-stage", "stage at which it was raised", _stage_of("place"), _formal_and_others, *DISPUTES,
                  "challenge-reasons"),
    _of_procedure("reached-stage", "last stage that it reached", _stage_of("-place"), _formal_and_others, *DISPUTES),
    _of_procedure("challenge-theme", "theme", own("label"), _themes, "challenge-reasons"),
    _every("common-theme", "common theme", own("common"), COMMON, "challenge-reasons", "other-ways", "service-issues"),
    _every("answer", "answered in time", _answered, ANSWERS, "challenge-answers"),
    _every("challenge-rag", "green, amber or red", _of_dispute("rag"), COLOURS, *DISPUTES),
    _every("at-the-wish", "at whose wish", _of_dispute("wish"), chosen_from(WISHES), *DISPUTES, "challenge-reasons"),
    _every("came-from", "what it came from", _of_dispute("came_from"), chosen_from(FROM), *DISPUTES),
    Breakdown("partner", "partner agency", _of_dispute("partner"), _partner,
              lambda profile: [COUNCIL, *profile.partners.values()], DISPUTES),
    _every("to-a-partner", "to a partner agency", _to_a_partner, SAID,
           *DISPUTES),
    _every("immediate", "immediate concern", tick("immediate"), SAID, *DISPUTES),
    _every("by-note", "formal by a case note", _by_note, SAID, *DISPUTES),
    _every("returning", "takes up an earlier one", is_noted("continues"), SAID, *DISPUTES),
    _every("whole-time", "within 20 working days", days("limit_on", "settled_on"), WHOLE, "challenges",
           "challenges-settled", read=_within_whole),
    _every("open-whole", "past 20 working days", _past_whole, OPEN_WHOLE, "challenges-open"),
    listed("challenge-outcome", "how it was settled", own("outcome"), chosen_from(OUTCOMES, "Not settled yet"),
           "challenges", "challenges-settled"),
    _every("challenge-state", "how it stands today", own("state"), STATE, "challenges", "challenges-settled"),
    Breakdown("challenge-iro", "IRO", _of_dispute("iro__name"), named("No IRO"), no_rows, OF_DISPUTES),
    _every("effect", "what changed", own("effect"), chosen_from(EFFECTS), "challenge-effects"),
    _every("effect-says", "who says so", own("effect_says"), chosen_from(SAYS_SO), "challenge-effects"),
    _every("challenged", "what came of it", _challenged, CAME_OF_REVIEW, "reviews-held", of_challenges=True),
    _every("advice-kind", "what it was", own("kind"), chosen_from(Advice.KINDS), "advices"),
    _every("ground", "ground of the referral", own("ground"), GROUNDS, "advices"),
    _every("other-way", "in which way", own("kind"), chosen_from(OtherWay.KINDS), "other-ways"),
    Breakdown("praised-team", "team", lambda population, period: F("team__name"), named("No team"), no_rows,
              ("praises",)),
    _every("issue-answered", "answered", is_noted("answered_on"), SAID, "service-issues"),
    _every("issue-state", "how it stands today", _issue_state, ISSUES, "service-issues"),
    _measure("days-to-answer", "working days to the answer", days("asked_on", "answered_on"), "challenge-answers"),
    _measure("days-to-settle", "working days from formal to settled", days("formal_on", "settled_on"),
             "challenges-settled"),
)  # fmt: skip
