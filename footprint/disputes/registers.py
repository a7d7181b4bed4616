"""Beside the challenges: advice of Cafcass and lawyers, other ways, praise, workshops, issues of the service."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from footprint.accounts.models import User
from footprint.accounts.roles import OVERSEE_CHALLENGES, RAISE_CHALLENGE
from footprint.allocation.access import visible_to
from footprint.council import registers as register
from footprint.council.models import Council, Membership, Team
from footprint.council.refusals import Refused
from footprint.disputes import levels
from footprint.disputes.access import readable_by
from footprint.disputes.models import Advice, Dispute, Example, OtherWay, Praise, ServiceIssue, Workshop
from footprint.disputes.procedure import procedure_on
from footprint.law.words import long_day
from footprint.messages.actions import send
from footprint.reviews.invited import team_of
from footprint.voice.quoting import told_in

LONGEST_AGO = 10 * 366


def _past(day: date, on: date, field: str):
    if day > on:
        raise Refused("Enter a day up to today.", field)
    if (on - day).days > LONGEST_AGO:
        raise Refused("Enter a day of the last ten years.", field)


def check_advice(row: Advice, on: date):
    _past(row.asked_on, on, "asked_on")
    if row.kind == "cafcass_referral" and not row.ground:
        raise Refused("Say on which ground it is referred (regulation 45).", "ground")
    if row.kind != "cafcass_referral" and row.ground:
        raise Refused("Only a referral to Cafcass has a ground.", "ground")
    if row.given_on and not row.asked_on <= row.given_on <= on:
        raise Refused(f"Enter a day from {long_day(row.asked_on)}, when it was asked for, to today.", "given_on")
    if bool(row.given_on) != bool(row.given):
        raise Refused("Write what the answer was and its day, or neither.", "given")


def check_other_way(row: OtherWay, on: date):
    _past(row.tried_on, on, "tried_on")
    if row.kind == "decisions" and row.review is None:
        raise Refused("Choose the review in whose decisions it was settled.", "review")
    if row.review and row.child_id != row.review.child_id:
        raise Refused("The review is another child's.", "review")


def check_praise(row: Praise, on: date):
    _past(row.seen_on, on, "seen_on")


def check_workshop(row: Workshop, on: date):
    if not 1 <= row.people <= 1000:
        raise Refused("Enter how many came, at least 1.", "people")
    _past(row.held_on, on, "held_on")


def check_issue(row: ServiceIssue, on: date):
    _past(row.raised_on, on, "raised_on")
    if bool(row.answered_on) != bool(row.answer):
        raise Refused("Write the answer and its day, or neither.", "answer")
    for name in ("answered_on", "closed_on"):
        day = getattr(row, name)
        if day and not row.raised_on <= day <= on:
            raise Refused(f"Enter a day from {long_day(row.raised_on)}, when it was raised, to today.", name)
    if row.closed_on and not row.changed:
        raise Refused("Write what changed, or that nothing did.", "changed")


NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
AGE = re.compile(
    rf"\b(?:aged?|turn(?:ed|s|ing)?)\s+\w+|\b\w+[- ](?:years?|months?)[- ]old\b|\b\d{{1,2}}\s*(?:years?|months?|yr?s?)\b"
    rf"|\b(?:is|was|of|nearly|almost)\s+(?:\d{{1,2}}|{NUMBER})\b|\byear\s+\d{{1,2}}\b",
    re.IGNORECASE,
)
REACHED = re.compile(r"\S+@\S+|\b(?:\d[ -]?){5,}\b")  # an e-mail address, a telephone or other number
CAPITAL = re.compile(r"\b[A-Z][a-z]\w+")


def recognisable(words: str, council: Council) -> list[str]:
    """What in an example tells an age or a place from which a child might be known: for somebody to look at."""
    found = [match[0] for match in AGE.finditer(words)]
    teams = Team.objects.filter(council=council).values_list("name", flat=True)
    places = [*teams, council.name, council.name.removesuffix(" Council")]
    found += [match[0] for match in CAPITAL.finditer(words) if not _begins(words[: match.start()])]
    return found + [place for place in places if place and re.search(rf"\b{re.escape(place)}\b", words, re.IGNORECASE)]


def _begins(before: str) -> bool:
    """Whether a word after this begins a sentence: its capital letter tells nothing."""
    return not before.strip() or before.rstrip()[-1] in ".!?:“"


def check_example(row: Example, on: date):
    """Names, addresses, schools and numbers are refused; ages and what may be a name are said, and somebody says that they
    looked before it is kept."""
    if not row.words.strip():
        raise Refused("Write the example.", "words")
    for child in [*row.dispute.children.select_related("council"), None]:
        if found := told_in(row.words, row.council, child):
            raise Refused(f"Take out “{found}”: somebody could be known by it.", "words")
    if number := REACHED.search(row.words):
        raise Refused(f"Take out “{number[0]}”: somebody could be reached or known by it.", "words")
    if row.looked_at:
        return
    said = ", ".join(f"“{each}”" for each in dict.fromkeys(recognisable(row.words, row.council)))
    look = f"Look at {said}" if said else "Read it once more"
    raise Refused(f"{look}: could a reader know the child by it? Change it, or say that you looked.", "looked_at")


CHECKS: dict[type, Any] = {
    Example: check_example,
    Advice: check_advice,
    OtherWay: check_other_way,
    Praise: check_praise,
    Workshop: check_workshop,
    ServiceIssue: check_issue,
}


def write(model, *, by, on: date, council: Council, **values):
    """Write down a row; advice is kept apart from what is said, for that is read by who is challenged."""
    row, _ = register.write(model, CHECKS[model], by=by, on=on, council=council, **values)
    return row


def correct(row, *, by, on: date, **values):
    return register.correct(row, CHECKS[type(row)], by=by, on=on, **values)


def withdraw(row, *, by, why: str):
    return register.withdraw(row, by=by, why=why)


@transaction.atomic
def praise(
    *,
    by: User,
    on: date,
    council: Council,
    worker: str,
    words: str,
    to: Sequence[str],
    child=None,
    day: date | None = None,
) -> Praise:
    """Praise for good practice, told to the levels ``to`` that the IRO chose: each of them who signs in gets it in the inbox;
    the row names them, and the levels at which nobody is known."""
    if not words.strip():
        raise Refused("Write what was good.", "words")
    if not worker.strip():
        raise Refused("Write whose work it was.", "worker")
    titles = levels.titles(council)
    if unknown := [name for name in to if name not in titles]:
        raise Refused(f"Choose levels of the list, not {', '.join(unknown)}.", "to")
    people = {name: levels.people_at(name, child, council) for name in dict.fromkeys(to)}
    told = [f"{u.name} ({titles[n]})" for n, users in people.items() for u in users]
    told += [f"{titles[n]}: nobody is known" for n, users in people.items() if not users]
    values = {"worker": worker, "words": words, "told": told, "child": child, "team": team_of(child)}
    row, new = register.write(Praise, check_praise, by=by, on=on, council=council, seen_on=day or on, **values)
    users = list({user.pk: user for found in people.values() for user in found}.values())
    row.told_to.add(*users)
    for user in users if new else ():
        send(
            "praise_given",
            council=council,
            by=by,
            child=child,
            user=user,
            link=f"/challenges/praise/{row.pk}",
            once=f"{row.pk}",
        )
    return row


def praise_levels(council: Council, on: date) -> dict[str, str]:
    """The levels to whom the procedure sends praise, and their titles."""
    titles = levels.titles(council)
    return {name: titles[name] for name in procedure_on(council.profile_name, on).praise or titles}


@transaction.atomic
def raise_issue(*, by, on: date, council: Council, disputes: Sequence[Dispute] = (), **values) -> ServiceIssue:
    """A theme that recurs becomes an issue of the service, with an owner and the challenges that it grew from."""
    row = write(ServiceIssue, by=by, on=on, council=council, raised_on=on, **values)
    row.disputes.add(*disputes)
    return row


def seen_by(model, member: Membership) -> QuerySet:
    """The rows that a member may see: about nobody, or about a child whom they may see. Advice is the IROs' own: whoever is
    challenged does not read what a lawyer told the IRO. Praise is seen across children, and by whoever was told."""
    rows = model.objects.filter(council__service=member.service_id)
    if any(field.name == "child" for field in model._meta.fields):
        rows = rows.filter(Q(child=None) | Q(child__in=visible_to(member)))
    if model is Advice:
        own = Q(dispute=None) | Q(dispute__in=readable_by(member))
        return rows.filter(own) if member.may(RAISE_CHALLENGE) else rows.none()
    if model is Praise and not member.may(OVERSEE_CHALLENGES):
        told = Q(told_to=member.user_id, withdrawn_at=None)
        return model.objects.filter(told, council__service=member.service_id).distinct()
    return rows
