"""What somebody said without a form: by telephone, message or face to face, or in an app; and the talk that a child wants."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.actions import lock
from footprint.children.models import Child
from footprint.council.models import Council, Membership
from footprint.council.refusals import Refused
from footprint.law.words import long_day
from footprint.messages.actions import send
from footprint.voice.models import ANY, CHILD, EVERYONE, RESPONDENTS, Opening, Response, Theme, Words
from footprint.voice.wall import iro_users, managers, may_open, own_children

SAID = "said"  # the question under which such words stand
HEARD = ("phone", "message", "email", "video", "face", "social")
CORRECTED = "corrected"


@transaction.atomic
def write_statement(
    child: Child,
    *,
    by,
    on: date,
    respondent: str,
    way: str,
    heard_on: date,
    shared: str,
    words: str = "",
    name: str = "",
    subject: str = "",
    wants_talk: bool = False,
) -> Response:
    """Write down what somebody said, as whoever heard it types it in. A child who would rather talk is told to the IRO; then
    the words may be empty."""
    child, words = lock(child.pk), words.strip()
    _check(child, on, respondent, way, heard_on, shared, words, wants_talk)
    said = Response.objects.standing().filter(
        child=child, respondent=respondent, way=way, answered_on=heard_on, form=None, system="", shared=shared,
        wants_talk=wants_talk,
    )  # fmt: skip
    same = said.filter(words__text=words) if words else said.filter(words=None)
    if before := same.first():
        return before
    at = timezone.now()
    made = Response.objects.create(
        council=child.council,
        child=child,
        respondent=respondent,
        purpose=ANY,
        name=name.strip() or (child.short_name if respondent == CHILD else dict(RESPONDENTS)[respondent]),
        way=way,
        answered_on=heard_on,
        answered_at=at,
        made_at=at,
        typed_by=by,
        shared=shared,
        subject=subject.strip(),
        wants_talk=wants_talk,
    )
    if words:
        Words.objects.create(response=made, question=SAID, text=words, written_at=at)
    note("wrote down what was said", made, by, way=way)
    if wants_talk:
        tell_of_talk(made, by)
    return made


def _check(child, on, respondent, way, heard_on, shared, words, wants_talk):
    if respondent not in dict(RESPONDENTS):
        raise Refused("Choose who said it.", "respondent")
    if way not in HEARD:
        raise Refused("Choose how it was said.", "way")
    if not shared:
        raise Refused("Say for whom it was meant.", "shared")
    if heard_on > on:
        raise Refused(f"Enter the day on which it was heard, on or before today, {long_day(on)}.", "heard_on")
    if heard_on < child.born:
        raise Refused(f"{child.short_name} was born on {long_day(child.born)}.", "heard_on")
    if wants_talk and respondent != CHILD:
        raise Refused("Tick this only for the child. Others ask the IRO themselves.", "wants_talk")
    if not words and not wants_talk:
        raise Refused("Write down what was said.", "words")


@transaction.atomic
def correct_statement(said: Response, *, by, on: date, **values) -> Response:
    """Write it down anew; the earlier one is withdrawn and stays."""
    said = _own(said, by)
    opens = said.is_private and values.get("shared") == EVERYONE
    if opens and not may_open(by, said):
        raise Refused("This was meant for the IRO only. Only the IRO opens it to others.", "shared")
    opening = Opening.objects.filter(response=said).first()
    _take_back(said, by, CORRECTED)
    made = write_statement(said.child, by=by, on=on, **values)
    Theme.objects.filter(response=said).update(response=made)
    if opening:
        Opening.objects.filter(pk=opening.pk).update(response=made)
    made.you_said.set(said.you_said.all())
    if said.talked_on and made.wants_talk:
        Response.objects.filter(pk=made.pk).update(talked_on=said.talked_on, talked_by=said.talked_by)
    return made


@transaction.atomic
def withdraw_statement(said: Response, *, by, why: str) -> Response:
    """Withdraw what was typed in in error; it stays, with the reason."""
    if not why.strip():
        raise Refused("Say why it is withdrawn.", "why")
    return _take_back(_own(said, by), by, why.strip())


def _typed(said: Response) -> Response:
    lock(said.child_id)
    said = Response.objects.select_related("child", "council", "talked_by").get(pk=said.pk)
    if said.withdrawn_at:
        raise Refused("This was withdrawn already.")
    return said


def _own(said: Response, by) -> Response:
    """A statement that somebody may correct or withdraw: who typed it in, and who reads it."""
    said = _typed(said)
    if by and said.typed_by_id != by.pk and not may_open(by, said):
        raise Refused("Only who wrote this down, or who may read it, changes it.")
    return said


def _take_back(said: Response, by, why: str) -> Response:
    said.withdrawn_at, said.withdrawn_by, said.withdrawn_why = timezone.now(), by, why
    said.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    note("withdrew what was said", said, by)
    return said


def typed_in() -> QuerySet[Response]:
    """What was said without a form, typed in or taken in from an app, and stands."""
    return Response.objects.standing().filter(form=None, asked_on=None, answered_on__isnull=False)


# -- a talk ------------------------------------------------------------------------------------------------------------


def tell_of_talk(said: Response, by):
    """The child's IRO is told that somebody wants a talk; the managers, where no IRO signs in."""
    users = iro_users(said.child) or managers(said.child)
    for user in users:
        send(
            "talk_wanted", council=said.council, child=said.child, by=by, user=user, link="/voice/talks",
            about=f"response {said.pk}", once=f"{said.pk}",
        )  # fmt: skip


def talks_wanted(member: Membership, *, own: bool = False) -> QuerySet[Response]:
    """Children who want a talk and have not had it yet, who has waited longest first; ``own``: of the member's own."""
    children = visible_to(member)
    if own:
        children = children.filter(pk__in=own_children(member))
    wanted = Response.objects.answered().filter(wants_talk=True, talked_on=None, child__in=children)
    return wanted.select_related("child").order_by("answered_on", "pk")


@transaction.atomic
def note_talk(said: Response, *, by, on: date, talked_on: date) -> Response:
    """Note that the child had the talk."""
    said = _typed(said)
    if said.talked_on:
        raise Refused(f"The talk of {long_day(said.talked_on)} is noted already.")
    if not said.answered_on or not said.wants_talk:
        raise Refused("Nobody has asked for a talk here.")
    if not said.answered_on <= talked_on <= on:
        raise Refused(f"Enter a day from {long_day(said.answered_on)} to today.", "talked_on")
    said.talked_on, said.talked_by = talked_on, by
    said.save(update_fields=["talked_on", "talked_by"])
    note("noted a talk", said, by)
    return said


# -- statements from an app --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A statement as an app exports it. ``child`` is an id."""

    system: str
    number: str
    child: int
    day: date
    respondent: str
    name: str
    subject: str
    words: str
    shared: str


def take_in_statements(*, council: Council, by, at, statements: list[Statement]) -> int:
    """Write down many statements at once, as a file brings them: part of one transaction with what else it says."""
    rows = [
        Response(
            council=council, child_id=s.child, respondent=s.respondent, purpose=ANY, name=s.name, way="app",
            answered_on=s.day, answered_at=at, made_at=at, typed_by=by, shared=s.shared, system=s.system,
            system_number=s.number, subject=s.subject,
        )
        for s in statements
    ]  # fmt: skip
    made = Response.objects.bulk_create(rows, batch_size=500)
    words = [
        Words(response=row, question=SAID, text=s.words, written_at=at) for row, s in zip(made, statements, strict=True)
    ]
    Words.objects.bulk_create(words, batch_size=500)
    log.record("took in statements", by=by, council=council, new=len(rows))
    return len(rows)


def note(what: str, said: Response, by, **more):
    """A line of the audit log about a response."""
    log.record(what, by=by, council=said.council_id, child=said.child_id, subject=f"response {said.pk}", **more)
