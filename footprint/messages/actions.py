"""Telling people: the only writes of this room.

``send`` writes a message in its caller's transaction and hands nothing over. ``deliver``, which the tick runs, claims each
message in a short transaction, hands it over outside any, and says that it is sent. If the process dies in between, the
message is perhaps sent: it is never sent again by itself, a person decides.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from footprint.accounts.models import User
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.models import Child
from footprint.council.models import Council, Membership
from footprint.council.refusals import Refused
from footprint.messages import mail, texts
from footprint.messages.models import HIDDEN, Choice, FeedLink, Message, PersonalLink, Template

logger = logging.getLogger(__name__)
UNANSWERED = timedelta(minutes=15)  # a claim that is so old belongs to a process that has died
AT_ONCE = 500  # messages that one run takes
LONGEST = 5 * 60  # seconds after which a run takes no more: well before its claims count as left behind
TRIES = 10


# -- writing a message -------------------------------------------------------------------------------------------------


@transaction.atomic
def send(
    key: str,
    *,
    council: Council,
    by: User | None,
    child: Child | None = None,
    user: User | None = None,
    address: str = "",
    name: str = "",
    link: str = "",
    secret: str = "",
    about: str = "",
    once: str = "",
    **values,
) -> Message | None:
    """Tell a user (in the inbox and by e-mail), or an outside address (by e-mail).

    ``link`` is a path of this product ("/reviews/12"); ``secret`` names the part of it that nobody may read later.
    ``values`` are ``day`` (date), ``time``, ``number`` and ``what`` (a phrase; refused where it names the child). With
    ``once`` the same message about the same child is written to the same person only once, whoever else writes it
    meanwhile: the first is returned. None, and a line in the log, where the child has died, or the user is gone or may
    not see the child.
    """
    filled = texts.checked(key, child, values)
    if user is None:
        _check_address(address)
    if why := _not_told(council, _id(child), user):
        log.record(
            "did not write a message",
            by=by,
            council=council,
            child=child,
            subject=about,
            key=key,
            why=why,
            to=_id(user),
        )
        return None
    once_key = (
        "/".join((key, str(council.pk), str(_id(child)), str(_id(user) or address.lower()), once)) if once else None
    )
    if once_key and (before := Message.objects.filter(once_key=once_key).first()):
        return before
    link = _checked_link(link, secret)
    reader = user.name if user else name
    filled |= {
        "initials": texts.initials(child),
        "link": f"{settings.ADDRESS}{link}" if link else "",
        "reader": texts.without_names(reader, child, "there") or "there",
        "sender": texts.without_names(by.name, child, "a colleague") if by else council.service.name,
        "service": council.service.name,
        "council": council.name,
    }
    subject, body = texts.stands(council, key)
    message = Message(
        council=council,
        child=child,
        user=user,
        address="" if user else address,
        name="" if user else name,
        key=key,
        subject=" ".join(texts.fill(subject, filled).split())[:300],
        body=texts.fill(body, filled),
        link=link,
        secret=secret,
        about=about,
        digest=bool(user) and Choice.objects.filter(user=user, digest=True).exists(),
        once_key=once_key,
        written_at=timezone.now(),
        written_by=by,
    )
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        if once_key and (before := Message.objects.filter(once_key=once_key).first()):
            return before
        raise
    log.record("wrote a message", by=by, council=council, child=child, subject=f"message {message.pk}", key=key)
    return message


def _not_told(council: Council, child: int | None, user: User | None) -> str:
    """Why nothing may be told about a child (an id) to a user, or nothing."""
    if child and not Child.objects.filter(pk=child, council=council, died=None).exists():
        return "the child has died, or is another council's"
    if user is None:
        return ""
    member = Membership.objects.filter(user=user.pk, user__is_active=True, service=council.service_id).first()
    if member is None:
        return "nobody of the service who signs in"
    if child and not visible_to(member).filter(pk=child).exists():
        return "may not see the child"
    return ""


def _check_address(address):
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(f"“{address}” is no e-mail address, like name@council.gov.uk.", "address") from None


def _checked_link(link, secret) -> str:
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("The link of a message is a path of this product, like /reviews/12.")
    if secret and secret not in link:
        raise ValueError("The secret of a message is a part of its link.")
    return link.replace(secret, HIDDEN) if secret else link


# -- delivering --------------------------------------------------------------------------------------------------------


@dataclass
class Delivered:
    """What a run did: e-mails handed over one by one, e-mails of a day, and messages that are perhaps sent."""

    sent: int = 0
    digests: int = 0
    perhaps: int = 0


def deliver(now: datetime) -> Delivered:
    """Hand over what waits. Two runs at once hand nothing over twice."""
    done = Delivered(perhaps=_give_up(now))
    begun = monotonic()
    try:
        once_a_day = Choice.objects.filter(user=OuterRef("user_id"), digest=True)
        at_once = _waiting().filter(Q(digest=False) | ~Exists(once_a_day)).order_by("pk")
        for pk in list(at_once.values_list("pk", flat=True)[:AT_ONCE]):
            if monotonic() - begun < LONGEST and _claim(pk, now):
                done.sent += _hand_over([Message.objects.select_related("council__service", "user").get(pk=pk)], now)
        day = timezone.localdate(now)
        for choice in Choice.objects.filter(digest=True).exclude(digested_on=day).order_by("pk").select_related("user"):
            if monotonic() - begun < LONGEST and (claimed := _claim_day(choice, day, now)):
                done.digests += _hand_over(claimed, now, of_a_day=True)
    except mail.NotReached as error:
        logger.warning("The mail server was not reached (%s). The next tick tries again.", error)
    return done


def _give_up(now) -> int:
    """What was claimed long ago by a process that has died is perhaps sent."""
    return Message.objects.filter(state=Message.CLAIMED, claimed_at__lt=now - UNANSWERED).update(
        state=Message.PERHAPS, problem="The program ended while it was being sent."
    )


def _waiting():
    """What may go out: nothing about a child who has died. The condition stands in the row's own update, so that a run
    that waited for another one sees what that one wrote."""
    dead = Child.objects.filter(pk=OuterRef("child_id"), died__isnull=False)
    return Message.objects.filter(~Exists(dead), state=Message.WAITING)


def _claim(pk, now) -> bool:
    return bool(_waiting().filter(pk=pk).update(state=Message.CLAIMED, claimed_at=now, problem=""))


@transaction.atomic
def _claim_day(choice, day, now) -> list[Message]:
    """All that waits for somebody's e-mail of the day, by the first run of the day only."""
    if not Choice.objects.filter(pk=choice.pk, digest=True).exclude(digested_on=day).update(digested_on=day):
        return []
    waiting = _waiting().filter(user=choice.user, digest=True).order_by("pk").values_list("pk", flat=True)
    claimed = [pk for pk in waiting if _claim(pk, now)]
    return list(Message.objects.filter(pk__in=claimed).select_related("council__service", "user").order_by("pk"))


def _hand_over(claimed: list[Message], now, of_a_day: bool = False) -> int:
    """Hand claimed messages over in one e-mail; returns how many e-mails went out."""
    claimed = [m for m in claimed if not _stopped(m)]
    if not claimed:
        return 0
    first = claimed[0]
    to = first.user.email if first.user else first.address
    if not mail.leaves() and settings.PRODUCTION:
        return _nowhere(claimed)
    kept = not mail.leaves() or first.council.service.is_demo
    try:
        if not kept:
            mail.hand_over(to, *(_of_a_day(claimed) if of_a_day else (first.subject, _whole(first))))
    except mail.NotReached as error:
        _end(claimed, Message.WAITING, problem="The mail server was not reached. It is tried again each minute.")
        if of_a_day:
            Choice.objects.filter(user=first.user).update(digested_on=None)
        raise error
    except mail.NotTaken as error:
        _end(claimed, Message.FAILED, problem=f"The mail server refused it: {error}.")
        return 0
    except Exception as error:
        _end(
            claimed, Message.PERHAPS, problem=f"The connection broke while it was being sent ({type(error).__name__})."
        )
        return 0
    if kept:
        _end(claimed, Message.KEPT, handed_over_at=now)
    else:
        _end(claimed, Message.SENT, handed_over_at=now, secret="")
    return 1


def _end(claimed, state, **more):
    """Write what became of messages that this run claimed; another may have called them perhaps sent meanwhile."""
    mine = Message.objects.filter(pk__in=[m.pk for m in claimed], claimed_at=claimed[0].claimed_at)
    mine.filter(state__in=(Message.CLAIMED, Message.PERHAPS)).update(state=state, **{"problem": "", **more})


def _stopped(message) -> bool:
    """Who may not see the child any more, or signs in no more, is not told."""
    why = _not_told(message.council, message.child_id, message.user)
    if why:
        _end([message], Message.STOPPED, problem=f"Not told any more: {why}.", secret="")
    return bool(why)


def _nowhere(claimed) -> int:
    """In production without a mail server: people find it in their inbox, others must be told in another way."""
    if claimed[0].user:
        _end(claimed, Message.INBOX)
    else:
        _end(claimed, Message.FAILED, problem="No mail server is set up. Hand it over in another way.")
    return 0


def _whole(message) -> str:
    return message.body.replace(HIDDEN, message.secret) if message.secret else message.body


def _of_a_day(claimed) -> tuple[str, str]:
    """Subject and body of one e-mail with the subjects and links of several messages."""
    council, user = claimed[0].council, claimed[0].user
    lines = [f"{m.subject}\n{settings.ADDRESS}{m.link}" if m.link else m.subject for m in claimed]
    values = {
        "number": str(len(claimed)),
        "reader": user.name,
        "sender": council.service.name,
        "service": council.service.name,
        "council": council.name,
        "what": "\n\n".join(lines),
    }
    subject, body = texts.stands(council, "digest")
    return texts.fill(subject, values), texts.fill(body, values)


def _id(row):
    return row.pk if row else None


@transaction.atomic
def settle(message: Message, *, by: User, sent: bool):
    """A person decides about a message that was perhaps sent, or not taken: it has reached the reader, or is sent
    again."""
    open_ones = Message.objects.filter(pk=message.pk, state__in=Message.TO_DECIDE)
    if not sent:
        message = Message.objects.select_related("council").get(pk=message.pk)
        if why := _not_told(message.council, message.child_id, message.user):
            raise Refused(f"This is not sent again: {why}.")
    changed = {"state": Message.SENT, "secret": ""} if sent else {"state": Message.WAITING, "digest": False}
    if not open_ones.update(settled_by=by, settled_at=timezone.now(), problem="", **changed):
        raise Refused("Somebody has decided this already.")
    log.record(
        "settled a message",
        by=by,
        council=message.council_id,
        child=message.child_id,
        subject=f"message {message.pk}",
        sent=sent,
    )


# -- how a person is told ----------------------------------------------------------------------------------------------


@transaction.atomic
def choose(user: User, *, by: User, on: date, digest: bool):
    """Say whether somebody's e-mails come at once or once a day. What waits follows the choice; the first e-mail of a
    day comes tomorrow."""
    choice, _ = Choice.objects.get_or_create(user=user)
    if digest and not choice.digest:
        choice.digested_on = on
    choice.digest = digest
    choice.save(update_fields=["digest", "digested_on"])
    Message.objects.filter(user=user, state=Message.WAITING).update(digest=digest)
    log.record("chose how to be told", by=by, subject=f"user {user.pk}", digest=digest)


@transaction.atomic
def look(user: User, *, at: datetime, shown: list[int]):
    """Somebody looked into their inbox and saw some messages there."""
    Choice.objects.update_or_create(user=user, defaults={"looked_at": at})
    Message.objects.filter(user=user, pk__in=shown, read_at=None).update(read_at=at)


# -- a council's own texts ---------------------------------------------------------------------------------------------


@transaction.atomic
def edit_template(*, council: Council, key: str, by: User, subject: str, body: str) -> Template:
    """Give a message the council's own subject and body. Refuses placeholders that the message does not have."""
    subject, body = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    texts.check_own(key, subject, body)
    own, _ = Template.objects.update_or_create(
        council=council,
        key=key,
        defaults={"subject": subject, "body": body, "changed_at": timezone.now(), "changed_by": by},
    )
    log.record("changed the text of a message", by=by, council=council, subject=f"template {own.pk}", key=key)
    return own


@transaction.atomic
def restore_template(*, council: Council, key: str, by: User):
    """Go back to the shipped text."""
    if not Template.objects.filter(council=council, key=key).delete()[0]:
        raise Refused("This is the text that came with Footprint already.")
    log.record("went back to the shipped text of a message", by=by, council=council, key=key)


# -- secret addresses --------------------------------------------------------------------------------------------------

CLOSED = "This does not open. Check the address and the day of birth, or ask who sent it to you for a new one."


@transaction.atomic
def make_link(
    *, child: Child, kind: str, about: str, name: str, by: User | None, until: date
) -> tuple[PersonalLink, str]:
    """A secret address for one outside person, with its secret, which is not kept. ``until`` is its last day."""
    if not Child.objects.filter(pk=child.pk, died=None).exists():
        raise Refused("Nothing is sent about a child who has died.")
    secret = secrets.token_urlsafe(32)
    made = PersonalLink.objects.create(
        council=child.council,
        child=child,
        secret_hash=_hash(secret),
        kind=kind,
        about=about,
        name=name,
        made_at=timezone.now(),
        made_by=by,
        until=until,
    )
    log.record(
        "made a personal link", by=by, council=made.council_id, child=child, subject=f"link {made.pk}", kind=kind
    )
    return made, secret


def open_link(secret: str, born: date | None, now: datetime) -> PersonalLink:
    """The personal link of a secret and the child's day of birth. Refuses in the same words, whatever the reason.

    Each try is counted before it is judged, outside any transaction, so that guesses at once are counted too.
    """
    links = PersonalLink.objects.filter(
        secret_hash=_hash(secret), withdrawn_at=None, until__gte=timezone.localdate(now), child__died__isnull=True
    )
    link = links.select_related("child__council__service").first()
    if link is None or not PersonalLink.objects.filter(pk=link.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise Refused(CLOSED)
    of: dict[str, Any] = {"council": link.council_id, "child": link.child_id, "subject": f"link {link.pk}"}
    if link.child.born != born:
        log.record("refused a personal link", by=None, **of)
        raise Refused(CLOSED)
    PersonalLink.objects.filter(pk=link.pk).update(tries=0, opened_at=now)
    log.look("personal link", by=None, **of)
    link.tries, link.opened_at = 0, now
    return link


@transaction.atomic
def withdraw_link(link: PersonalLink, *, by: User):
    """The address opens nothing from now on."""
    open_ones = PersonalLink.objects.filter(pk=link.pk, withdrawn_at=None)
    if not open_ones.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise Refused("This link was withdrawn already.")
    log.record(
        "withdrew a personal link", by=by, council=link.council_id, child=link.child_id, subject=f"link {link.pk}"
    )


@transaction.atomic
def make_feed(user: User, *, by: User) -> str:
    """A new secret for somebody's calendar feed, which is not kept; the one before opens nothing any more."""
    secret = secrets.token_urlsafe(32)
    FeedLink.objects.update_or_create(
        user=user, defaults={"secret_hash": _hash(secret), "made_at": timezone.now(), "withdrawn_at": None}
    )
    log.record("made a calendar feed", by=by, subject=f"user {user.pk}")
    return secret


@transaction.atomic
def withdraw_feed(user: User, *, by: User):
    """The feed's address opens nothing from now on."""
    if not FeedLink.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Refused("There is no calendar feed to withdraw.")
    log.record("withdrew a calendar feed", by=by, subject=f"user {user.pk}")


def user_of_feed(secret: str) -> User | None:
    """Whose calendar a secret opens, while it does and they sign in."""
    found = FeedLink.objects.filter(secret_hash=_hash(secret), withdrawn_at=None, user__is_active=True)
    link = found.select_related("user").first()
    return link.user if link else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
