"""What every write of a challenge begins and ends with: holding it still, its stages, what is said, who is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from footprint.accounts.models import User
from footprint.accounts.roles import ANSWER_CHALLENGE
from footprint.allocation.access import sees
from footprint.audit import log
from footprint.children.models import Child
from footprint.council.actions import hold
from footprint.council.models import Council, Membership
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.disputes import levels
from footprint.disputes.access import readable_by
from footprint.disputes.levels import Asked
from footprint.disputes.models import Action, Dispute, ProcedureKept, Said, Step
from footprint.disputes.procedure import ALLOWED, Stage, as_kept, procedure_on
from footprint.law.clocks import due_on as law_due_on
from footprint.law.days import ENGLAND
from footprint.law.words import long_day
from footprint.messages.actions import send
from footprint.voice.wall import iro_users

NOBODY = "Footprint"
TWO_YEARS = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Agreed:
    """Something that is agreed: what, who does it, by when."""

    text: str
    owner: str
    due_on: date


def word(council: Council) -> str:
    """What the council calls a challenge."""
    return profile(council.profile_name).words["challenge"]


def kept(council: Council, day: date) -> ProcedureKept:
    """The version of the council's procedure that stands on a day, kept."""
    found = procedure_on(council.profile_name, day)
    values = {"starts_on": found.starts_on, "content": as_kept(found.data)}
    return ProcedureKept.objects.get_or_create(profile_name=council.profile_name, digest=found.digest, defaults=values)[
        0
    ]


def held(dispute: Dispute, seen: int | None) -> Dispute:
    """The challenge as it stands, while nobody else writes. ``seen`` is the version of the page from which somebody acts."""
    hold(dispute.council_id)
    dispute = Dispute.objects.select_related("council__service", "procedure", "iro").get(pk=dispute.pk)
    if seen is not None and seen != dispute.version:
        raise Refused(somebody_quicker(dispute))
    return dispute


def somebody_quicker(dispute: Dispute) -> str:
    """What is said to somebody who acts from a page that is no longer as it was."""
    last = dispute.said.exclude(kind="told").order_by("-pk").first()
    who = f" {last.by_name}: {last.get_kind_display()}." if last else ""
    return f"Somebody was quicker.{who} Look at it as it stands now, then act again."


def check_may(dispute: Dispute, verb: str):
    """Refuses what may not be done in the state in which the challenge is."""
    if verb not in ALLOWED[dispute.state]:
        may = ", ".join(ALLOWED[dispute.state]) or "nothing more"
        raise Refused(f"This {word(dispute.council)} is {dispute.get_state_display()}. What can be done: {may}.")


def step_now(dispute: Dispute) -> Step:
    """The stage at which it stands, or ended."""
    return dispute.steps.select_related("asked").order_by("-place")[0]


def children_of(dispute: Dispute) -> list[Child]:
    return list(dispute.children.select_related("council").order_by("challenged__pk"))


# -- stages ------------------------------------------------------------------------------------------------------------


def begin(dispute: Dispute, stage: Stage, asked: Asked, *, came: str, on: date, skipped: Sequence[str] = ()) -> Step:
    """The challenge reaches a stage: its clock begins, and with the first formal one that of the whole."""
    procedure = dispute.procedure.procedure
    if stage.formal and dispute.formal_on is None:
        dispute.formal_on = on
    if stage.formal and stage.counts and dispute.limit_on is None:
        dispute.limit_on = min(law_due_on("dispute", on), ENGLAND.add(on, procedure.whole))
    dispute.stage, dispute.state = stage.key, "asked"
    return Step.objects.create(
        dispute=dispute,
        place=dispute.steps.count() + 1,
        stage=stage.key,
        title=stage.title,
        formal=stage.formal,
        counts=stage.counts,
        level=levels.PARTNER if dispute.partner else stage.asked,
        days=stage.days,
        asked=asked.user,
        asked_name=asked.name,
        asked_email=asked.email,
        came=came,
        skipped=list(skipped),
        began_on=on,
        asked_on=on,
        due_on=answer_by(dispute, stage.days, stage.counts, on),
    )


def answer_by(dispute: Dispute, days: int, counts: bool, on: date) -> date:
    """The stage's own working days from the day on which somebody is asked; within the whole while that still runs."""
    own = ENGLAND.add(on, days)
    return min(own, dispute.limit_on) if counts and dispute.limit_on and dispute.limit_on >= on else own


def end(step: Step, how: str, on: date):
    step.ended, step.ended_on = how, on
    step.save(update_fields=["ended", "ended_on"])


def choose(stage: Stage, children: Sequence[Child], council: Council, asked: Asked | None) -> Asked:
    """Who is asked: as chosen, or the first who holds the level. Refuses where nobody is known or may see it."""
    if asked is None or not (asked.user or asked.name.strip()):
        asked = levels.first_at(stage.asked, children[0] if children else None, council)
        if asked is None:
            title = levels.titles(council)[stage.asked]
            of = f" of {children[0].name}" if children else ""
            raise Refused(
                f"Nobody is known as {title}{of} who may see it. Choose who is asked, or set it under Settings.",
                "asked",
            )
    if asked.user:
        check_can_be_asked(asked.user, children)
    return asked


def check_can_be_asked(user: User, children: Sequence[Child]):
    """Refuses somebody who does not answer challenges, or may not see the children: a restricted child always."""
    member = getattr(user, "membership", None)
    if not user.is_active or member is None or not member.may(ANSWER_CHALLENGE):
        raise Refused(f"{user.name} cannot be asked: their role does not answer challenges.", "asked")
    seen = [child for child in children if sees(user, child)]
    hidden = [child for child in children if child.restricted and child not in seen]
    if hidden or (children and not seen):
        who = (hidden or children)[0]
        raise Refused(
            f"{user.name} may not see the record of {who.name}. Choose somebody who may, or ask the IRO manager.",
            "asked",
        )


# -- what is said, and who is told -------------------------------------------------------------------------------------


def say(
    dispute: Dispute,
    step: Step | None,
    kind: str,
    *,
    by: User | None,
    on: date,
    words: str = "",
    to: str = "",
    name: str = "",
):
    """One more line of what was said; and the audit's."""
    line = Said.objects.create(
        dispute=dispute, step=step, kind=kind, on=on, by_name=name or (by.name if by else NOBODY), to_name=to,
        words=words.strip(), written_at=timezone.now(), written_by=by,
    )  # fmt: skip
    first, *others = dispute.abouts.order_by("pk").values_list("child", flat=True) or [None]
    log.record(
        f"{line.get_kind_display()}: challenge", by=by, council=dispute.council_id, child=first, subject=str(dispute), children=others
    )  # fmt: skip
    return line


def agree(dispute: Dispute, actions: Iterable[Agreed], *, by, on: date):
    """Write down what was agreed; refuses what has no owner or no day."""
    for place, action in enumerate(actions, start=1):
        if not action.text.strip() or not action.owner.strip():
            raise Refused(f"Row {place} of what was agreed: say what, who does it and by when.", "actions")
        if not on <= action.due_on <= on + TWO_YEARS:
            raise Refused(
                f"Row {place} of what was agreed: enter a day from {long_day(on)} on, within two years.", "actions"
            )
        known = dispute.actions.filter(text=action.text.strip(), due_on=action.due_on, done_on=None)
        if not known.exists():
            Action.objects.create(
                dispute=dispute, text=action.text.strip(), owner=action.owner.strip(), due_on=action.due_on,
                written_at=timezone.now(), written_by=by,
            )  # fmt: skip


def tell(dispute: Dispute, key: str, user: User | None, *, by, link: str = "", once: str = "", **values) -> bool:
    """A message about a challenge to somebody who signs in and may read it: with the first child whom they may see, or about
    none. Returns whether they may."""
    if user is None or not may_read(user, dispute):
        return False
    if user == by:
        return True
    child = next((c for c in children_of(dispute) if sees(user, c)), None)
    key = key if child else f"collective_{key.removeprefix('challenge_')}"
    link = link or f"/challenges/{dispute.pk}"
    send(
        key, council=dispute.council, child=child, by=by, user=user, link=link, about=str(dispute), once=once, **values
    )
    return True


def may_read(user: User, dispute: Dispute) -> bool:
    """Whether somebody signs in here and may read the challenge."""
    member = Membership.objects.filter(user=user, user__is_active=True).select_related("service").first()
    return readable_by(member).filter(pk=dispute.pk).exists()


def tell_asked(dispute: Dispute, step: Step, *, by, once: str = ""):
    """Ask whoever's turn it is: in the inbox and by e-mail, or outside by e-mail alone."""
    values: dict[str, Any] = {"day": step.due_on}
    if step.asked:
        link = f"/challenges/{dispute.pk}/answer"
        tell(
            dispute,
            "challenge_at_once" if dispute.immediate else "challenge_raised",
            step.asked,
            by=by,
            link=link,
            once=once or f"{step.pk}/{step.asked_on}",
            **values,
        )
    elif step.asked_email:
        children = children_of(dispute)
        key = "challenge_outside" if children else "collective_outside"
        send(
            key, council=dispute.council, child=children[0] if children else None, by=by, address=step.asked_email,
            name=step.asked_name, about=str(dispute), once=once or f"{step.pk}/{step.asked_on}", **values,
        )  # fmt: skip
    else:
        say(
            dispute,
            step,
            "told",
            by=by,
            on=step.asked_on,
            words=f"Nothing reaches {step.asked_name} from here: tell them yourself.",
        )


def tell_levels(dispute: Dispute, step: Step, names: Iterable[str], key: str, *, by, on: date, **values):
    """Tell those who hold these levels for any of the children; what is said names whom nothing reached."""
    told: list[str] = []
    nobody: list[str] = []
    titles = levels.titles(dispute.council)
    for name in dict.fromkeys(filter(None, names)):
        people = _holders(dispute, name)
        if not people:
            nobody.append(titles[name])
        for user in people:
            if user.pk == step.asked_id or user == by:
                continue
            reached = tell(dispute, key, user, by=by, once=f"{step.pk}/{key}/{values.get('day', '')}", **values)
            (told if reached else nobody).append(
                f"{user.name} ({titles[name]})" if reached else f"{user.name}, who may not read it"
            )
    words = f"Told: {', '.join(dict.fromkeys(told))}. " if told else ""
    if nobody:
        words += f"Not told: {', '.join(dict.fromkeys(nobody))}. Tell them yourself, or name somebody under Settings."
    if words:
        say(dispute, step, "told", by=by, on=on, words=words)


def _holders(dispute: Dispute, level: str) -> list[User]:
    found = [u for child in (children_of(dispute) or (None,)) for u in levels.people_at(level, child, dispute.council)]
    return list({user.pk: user for user in found}.values())


def iros(dispute: Dispute) -> list[User]:
    """Whose challenge it is: who raised it, and the children's own IROs now."""
    users = [dispute.raised_by] if dispute.raised_by else []
    for child in children_of(dispute):
        users += iro_users(child)
    return list({user.pk: user for user in users if user.is_active}.values())


def tell_iros(dispute: Dispute, key: str, *, by, once: str = "", **values):
    for user in iros(dispute):
        tell(dispute, key, user, by=by, once=once, **values)
