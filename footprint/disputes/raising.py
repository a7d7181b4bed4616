"""Raising a challenge: about one or several children, about many from a list, or a collective alert."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.children.models import Child
from footprint.council.actions import hold
from footprint.council.models import Council, Staff
from footprint.council.refusals import Refused
from footprint.disputes import levels
from footprint.disputes.levels import Asked
from footprint.disputes.models import About, Dispute, Reason
from footprint.disputes.procedure import ASKED, Procedure, Stage
from footprint.disputes.store import (
    Agreed,
    agree,
    begin,
    choose,
    kept,
    say,
    tell_asked,
    tell_levels,
)
from footprint.reviews.invited import team_of
from footprint.reviews.models import Decision, Review


@dataclass(frozen=True)
class Concern:
    """What is raised: in a line, in words, what it means for the child and what would put it right; why (``themes`` of the
    procedure), in which colour, at whose wish, against which partner agency, and from what it came."""

    title: str
    words: str
    themes: tuple[str, ...]
    means: str = ""
    wanted: str = ""
    rag: str = ""
    wish: str = ""
    partner: str = ""
    came_from: str = ""
    review: Review | None = None
    decision: Decision | None = None
    plan_kind: str = ""
    immediate: bool = False
    continues: Dispute | None = None


@transaction.atomic
def raise_dispute(
    *,
    by,
    on: date,
    council: Council,
    children: Sequence[Child],
    concern: Concern,
    stage: str,
    asked: Asked | None = None,
    actions: Sequence[Agreed] = (),
    batch: str = "",
) -> Dispute:
    """Raise a challenge at a stage in which the procedure lets one begin; who is asked and told hears of it at once. The
    same once more, as from a button that was pressed twice, is the one that stands."""
    hold(council.pk)
    children = list(children)
    if same := _same(by, on, council, children, concern, stage, asked):
        return same
    keeping = kept(council, on)
    procedure = keeping.procedure
    first = _stage(procedure, stage)
    _check(procedure, first, children, council, concern, actions)
    if concern.partner and not (asked and asked.name.strip()):
        raise Refused("Write who is asked at the partner agency, and how to reach them.", "asked_name")
    if concern.immediate and asked is None:
        asked = _first_of(procedure, first, children, council)
    asked = choose(first, children, council, asked)
    dispute = Dispute.objects.create(
        council=council,
        number=_number(council, on),
        title=concern.title.strip(),
        procedure=keeping,
        stage=first.key,
        collective=first.collective,
        immediate=concern.immediate,
        rag=concern.rag,
        partner=concern.partner,
        wish=concern.wish,
        came_from=concern.came_from,
        review=concern.review,
        decision=concern.decision,
        plan_kind=concern.plan_kind,
        batch=batch,
        continues=concern.continues,
        concern=concern.words.strip(),
        means=concern.means.strip(),
        wanted=concern.wanted.strip(),
        iro=_iro(by, children),
        team=team_of(children[0]) if children else None,
        raised_on=on,
        raised_at=timezone.now(),
        raised_by=by,
    )
    About.objects.bulk_create(About(dispute=dispute, child=child) for child in children)
    Reason.objects.bulk_create(
        Reason(dispute=dispute, theme=key, label=procedure.themes[key][0], common=procedure.themes[key][1])
        for key in dict.fromkeys(concern.themes)
    )
    step = begin(dispute, first, asked, came="raised", on=on, skipped=procedure.passed_over("", first.key))
    dispute.save()
    agree(dispute, actions, by=by, on=on)
    say(dispute, step, "raised", by=by, on=on, words=dispute.concern, to=asked.name)
    tell_asked(dispute, step, by=by)
    if concern.immediate:
        tell_levels(dispute, step, (*procedure.immediate, *first.told), "challenge_immediate", by=by, on=on)
    else:
        tell_levels(dispute, step, first.told, "challenge_told", by=by, on=on, what="raised")
    return dispute


@transaction.atomic
def raise_for_each(
    *,
    by,
    on: date,
    council: Council,
    matters: Sequence[tuple[Child, dict]],
    concern: Concern,
    stage: str,
    leave_out: bool = False,
) -> list[Dispute]:
    """A challenge for each of many children, as from a list; each matter is a child with what is its own (``decision``,
    ``plan_kind``). Whom to ask is worked out for each; where nobody is known for one of them, none is raised and all of
    those are named, unless they are to be left out (``leave_out``)."""
    if not matters:
        raise Refused("Choose at least one child.", "children")
    batch, made, wrong = secrets.token_hex(8), [], []
    common = {"by": by, "on": on, "council": council, "stage": stage, "batch": batch}
    for child, own in matters:
        one = replace(concern, came_from=concern.came_from or "list", **own)
        try:
            with transaction.atomic():
                made.append(raise_dispute(**common, children=[child], concern=one))
        except Refused as refusal:
            if refusal.field != "asked":
                raise
            wrong.append(child.name)
    if wrong and not (leave_out and made):
        raise Refused(
            f"Nobody was told: for {', '.join(wrong)} nobody is known who can be asked. Leave them out, and raise theirs one by one.",
            "leave_out",
        )
    return made


def _first_of(procedure: Procedure, first: Stage, children, council: Council) -> Asked | None:
    """Who is asked at once: at the stage's own level, or where nobody is known there, at the next that hears of it."""
    child = children[0] if children else None
    found = (levels.first_at(level, child, council) for level in (first.asked, *procedure.immediate))
    return next(filter(None, found), None)


def _same(by, on, council, children, concern, stage, asked) -> Dispute | None:
    """The one that was raised just so today and still waits: the same person, words, stage, children, and who is asked."""
    alike = Dispute.objects.filter(
        council=council, raised_by=by, raised_on=on, title=concern.title.strip(), concern=concern.words.strip(),
        state=ASKED, immediate=concern.immediate, partner=concern.partner, decision=concern.decision, plan_kind=concern.plan_kind,
        steps__place=1, steps__stage=stage,
    )  # fmt: skip
    if asked and asked.name.strip():
        alike = alike.filter(steps__asked_name=asked.name)
    wanted = {child.pk for child in children}
    return next((d for d in alike if set(d.abouts.values_list("child", flat=True)) == wanted), None)


def _stage(procedure: Procedure, stage: str) -> Stage:
    if stage not in procedure.starts:
        known = ", ".join(procedure.stage(key).title for key in procedure.starts)
        raise Refused(f"It cannot begin there. It can begin at: {known}.", "stage")
    return procedure.stage(stage)


def _check(procedure: Procedure, first: Stage, children, council: Council, concern: Concern, actions):
    if not children and not first.collective:
        raise Refused("Choose whom it is about.", "children")
    for child in children:
        if child.council_id != council.pk or child.died:
            raise Refused(f"Nothing can be raised about {child.name} here.", "children")
    if not concern.title.strip():
        raise Refused("Say in a line what is wrong.", "title")
    if not concern.words.strip():
        raise Refused("Write what is wrong, and since when.", "words")
    if not concern.themes:
        raise Refused("Choose at least one reason.", "themes")
    for key in concern.themes:
        if key not in procedure.themes:
            raise Refused("Choose reasons of the list.", "themes")
    if concern.immediate and not actions:
        raise Refused(
            "An immediate concern is talked over at once: write at least one agreed action, with its day.", "actions"
        )
    ids = {child.pk for child in children}
    for what in (concern.decision, concern.review):
        if what and what.child_id not in ids:
            raise Refused("The review or decision is another child's.", "children")
    if concern.continues and not ids & set(concern.continues.abouts.values_list("child", flat=True)):
        raise Refused("The earlier one is about another child.", "continues")


def _number(council: Council, on: date) -> str:
    """2025-014: the year and the running number in it. The council is held."""
    last = Dispute.objects.filter(council=council, number__startswith=f"{on.year}-").order_by("-pk")
    last_number = last.values_list("number", flat=True).first()
    return f"{on.year}-{int(last_number.partition('-')[2]) + 1 if last_number else 1:03d}"


def _iro(by, children) -> Staff | None:
    """Whose challenge it is counted as: the IRO who raised it, else the first child's."""
    own = Staff.objects.filter(user=by, kind=Staff.IRO).first() if by else None
    if own or not children:
        return own
    now = IroAssignment.objects.standing().filter(child=children[0], ends_on=None).select_related("iro").first()
    return now.iro if now else None
