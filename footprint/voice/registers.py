"""The registers of this room: what is checked of a row before it is written, corrected or withdrawn, and who sees it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from footprint.accounts.roles import KEEP_VOICE, SEE_VOICE
from footprint.allocation.access import visible_to
from footprint.children.models import Child
from footprint.council import registers as register
from footprint.council.models import Council, Membership
from footprint.voice import helping, promoting, quoting
from footprint.voice.models import (
    Activity,
    Advocacy,
    AppAccounts,
    Complaint,
    Compliment,
    Quote,
    Visitor,
    VisitorPlaces,
    VoicePaper,
    YouSaid,
)

# What is refused of a row, and what is worked out for it, before it is written.
CHECKS: dict[type, Any] = {
    Advocacy: helping.check_advocacy,
    Visitor: helping.check_visitor,
    VisitorPlaces: helping.check_places,
    Complaint: helping.check_complaint,
    Compliment: helping.check_compliment,
    Activity: promoting.check_activity,
    YouSaid: promoting.check_you_said,
    VoicePaper: promoting.check_paper,
    AppAccounts: promoting.check_accounts,
    Quote: quoting.check_quote,
}


@transaction.atomic
def write(model, *, by, on: date, council: Council, **values):
    """Write down a row. The same once more, as from a button that was pressed twice, is the row that stands."""
    row, new = register.write(model, CHECKS[model], by=by, on=on, council=council, **values)
    if new and model is Complaint:
        helping.tell_of_complaint(row, by)
    return row


@transaction.atomic
def correct(row, *, by, on: date, **values):
    """Correct what stands: only the values that are given."""
    row = register.correct(row, CHECKS[type(row)], by=by, on=on, **values)
    if isinstance(row, Complaint):
        helping.tell_of_complaint(row, by)
    return row


@transaction.atomic
def withdraw(row, *, by, on: date, why: str, **values):
    """Withdraw what was written in error; it stays, with the reason."""
    if values.get("withdrawn_on"):
        quoting.check_taken_back(row, on, values["withdrawn_on"])
    return register.withdraw(row, by=by, why=why, **values)


@transaction.atomic
def link(pair: YouSaid, *, by, shown: dict[str, set[int]], chosen: dict[str, set[int]]) -> YouSaid:
    """Say in which records it was said. Of what was ``shown``, what is not ``chosen`` is said no more; others stay."""
    pair = register.held(pair)
    for name, ids in shown.items():
        records = getattr(pair, name)
        records.remove(*ids - chosen[name])
        records.add(*ids & chosen[name])
    register.note("linked records to", pair, by)
    return pair


def seen_by(model, member: Membership) -> QuerySet:
    """The rows of a register that a member may see: about nobody, or about a child whom they may see."""
    if model is Complaint:
        return helping.readable_complaints(member)
    rows = model.objects.filter(council__service=member.service_id)
    if any(field.name == "child" for field in model._meta.fields):
        rows = rows.filter(Q(child=None) | Q(child__in=visible_to(member)))
    return rows


def of_child(child: Child, member: Membership) -> dict[str, Any]:
    """A child's advocates, visitors, complaints and quotations, the newest first, for the part ``child_voice.html``.
    Complaints only for those who read them across children: a worker may be the one who is complained about."""
    order = {"advocacy": "-referred_on", "visitors": "-asked_on", "complaints": "-received_on", "quotes": "-said_on"}
    models = {"advocacy": Advocacy, "visitors": Visitor, "complaints": Complaint, "quotes": Quote}
    sees_complaints = member.may(SEE_VOICE)
    found = {
        name: list(seen_by(model, member).filter(child=child).order_by(order[name], "-pk"))
        for name, model in models.items()
        if name != "complaints" or sees_complaints
    }
    return {**found, "sees_complaints": sees_complaints, "may_keep": member.may(KEEP_VOICE)}
