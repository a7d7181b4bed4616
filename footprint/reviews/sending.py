"""Finishing papers and sending them out: each copy is composed for its reader, passes the wall, and stands in the log of
what went to whom. Sending the same again sends nothing."""

from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from footprint.accounts.models import User
from footprint.accounts.roles import IRO_MANAGER, SENIOR_MANAGER, TEAM_MANAGER
from footprint.allocation.access import sees
from footprint.audit import log
from footprint.children.models import Child
from footprint.council.models import Council, holders
from footprint.council.refusals import Refused
from footprint.documents.paper import Paper
from footprint.documents.plain import parse, write
from footprint.law.clocks import due_on
from footprint.law.words import long_day
from footprint.messages.actions import make_link, send, withdraw_link
from footprint.messages.models import PersonalLink
from footprint.reviews import composing
from footprint.reviews.answers import answers_of, check_finished, hold_review, keep_edition
from footprint.reviews.booking import booked
from footprint.reviews.copies import (
    CHILD,
    DECISIONS,
    INVITATION,
    LETTER,
    RECORD,
    Recipient,
    hidden_from,
    passed,
    recipients,
    team_managers,
)
from footprint.reviews.deciding import last_issued_on, of_review
from footprint.reviews.invited import team_of, worker_of
from footprint.reviews.models import Meeting, Review, SentCopy

LINK_LASTS = timedelta(days=60)
MESSAGES = {INVITATION: "invitation", DECISIONS: "decisions_issued", RECORD: "record_sent", LETTER: "letter_sent"}


# -- finishing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def finish_record(review: Review, *, by, on: date) -> Review:
    """The record is finished: everything needed is answered, and it is kept as it stands."""
    review = _held(review)
    check_finished(review, "record", on)
    keep_edition(review, "record", composing.record_content(review), by)
    if review.record_done_on is None:
        review.record_done_on = on
        Review.objects.filter(pk=review.pk).update(record_done_on=on)
    log.record(
        "finished a record", by=by, council=review.council_id, child=review.child_id, subject=f"review {review.pk}"
    )
    return review


@transaction.atomic
def finish_quality(review: Review, *, by, on: date) -> Review:
    """The form after the meeting is finished and goes on the child's file; Amber and Red are told to the social worker,
    the team manager and the service manager, once each."""
    review = _held(review)
    check_finished(review, "quality", on)
    answers = {k: v for k, v in answers_of(review).items() if k.startswith("quality.")}
    edition = keep_edition(review, "quality", answers, by)
    if review.quality_done_on is None:
        review.quality_done_on = on
        Review.objects.filter(pk=review.pk).update(quality_done_on=on)
    rag = answers["quality.rag"]
    if rag in ("amber", "red"):
        for user in managers_of(review.child):
            tell(
                f"plan_{rag}",
                review,
                by=by,
                user=user,
                link=f"/reviews/{review.pk}",
                once=f"{review.pk}/{edition.number}",
            )
    log.record(
        "finished the form after a meeting",
        by=by,
        council=review.council_id,
        child=review.child_id,
        subject=f"review {review.pk}",
        rag=rag,
    )
    return review


def managers_of(child: Child) -> list[User]:
    """Who is told when a plan is not good enough: the social worker, the team's managers, and the service manager; where
    nobody is named as that, every senior manager."""
    worker = worker_of(child)
    named = holders("service_manager", child.council, team_of(child))
    above = [user for user in named if sees(user, child)]
    if not above:
        seniors = User.objects.filter(membership__role=SENIOR_MANAGER, membership__service=child.council.service_id)
        above = list(seniors.filter(is_active=True).order_by("name"))
    return [*([worker.user] if worker and worker.user else []), *team_managers(child), *above]


def tell(key: str, review: Review, *, by, user: User, link: str, once: str = "", **values):
    """A message about a review to somebody who signs in."""
    return send(
        key,
        council=review.council,
        child=review.child,
        by=by,
        user=user,
        link=link,
        about=f"review {review.pk}",
        once=once,
        **values,
    )


# -- sending -----------------------------------------------------------------------------------------------------------


def compose(review: Review, what: str, recipient: Recipient, on: date) -> Paper:
    """A paper of a review for one recipient, as it may leave. Raises Refused where it may not, or is not finished."""
    if what == INVITATION:
        if booked(review) is None:
            raise Refused("Book the meeting first.")
        made = composing.invitation(review, recipient, on)
    elif what == DECISIONS:
        if review.decisions_sent_on is None:
            raise Refused("Issue the decisions first.")
        made = composing.decisions(review, recipient, on)
    elif what == RECORD:
        edition = review.editions.filter(what="record").order_by("-number").first()
        if edition is None:
            raise Refused("Finish the record first.")
        made = composing.record(review, recipient, on, edition.content)
    else:
        text = answers_of(review).get("letter.text", "").strip()
        if not text:
            raise Refused("Write the letter first.")
        if composing.TO_WRITE in text:
            raise Refused(f"The letter still says “{composing.TO_WRITE}” Write that part, or take it out.")
        made = composing.letter(review, recipient, on, text)
    return passed(made, recipient, hidden_from(recipient, review))


@transaction.atomic
def send_out(review: Review, *, by, on: date, what: str, to: list[str], message: str = "") -> list[SentCopy]:
    """Send a paper to these recipients (their keys). Each gets it once: what went out before is left alone.

    Returns the copies that are new. Refuses the whole where one of them may not get it.
    """
    review = hold_review(review.pk)
    if review.withdrawn_at:
        raise Refused("This review was withdrawn; nothing goes out.")
    if review.child.died:
        raise Refused(f"{review.child.short_name} has died; nothing goes out.")
    known = {r.key: r for r in recipients(review, what)}
    strangers = [key for key in to if key not in known]
    if strangers or not to:
        raise Refused("Choose at least one reader from the list.")
    key_of = message or MESSAGES[what]
    return [copy for key in to if (copy := _send_one(review, what, known[key], by, on, key_of))]


@transaction.atomic
def invite_again(review: Review, *, by, on: date) -> tuple[list[SentCopy], list[str]]:
    """The meeting changed: everybody who had an invitation gets a new one, and the secret address of the old one closes.
    Returns the new copies and the names of those whom nothing tells by itself (paper and person)."""
    before = SentCopy.objects.filter(review=review, what=INVITATION)
    had = {copy.once.rpartition("/")[2] for copy in before}
    close_links(before, by=by)
    may = [r.key for r in recipients(review, INVITATION) if r.key in had and not r.why_not]
    if not may:
        return [], []
    made = send_out(review, by=by, on=on, what=INVITATION, to=may, message="invitation_changed")
    return made, [copy.to_name for copy in made if copy.message is None]


def close_links(copies, *, by):
    """The secret addresses of these copies open nothing any more."""
    about = [f"copy {copy.pk}" for copy in copies]
    for link in PersonalLink.objects.filter(about__in=about, kind="copy", withdrawn_at=None):
        withdraw_link(link, by=by)


def _send_one(review: Review, what: str, recipient: Recipient, by, on: date, message_key: str) -> SentCopy | None:
    once = f"{what}/{review.pk}/{_which(review, what)}/{recipient.key}"
    if SentCopy.objects.filter(once=once).exists():
        return None
    paper = compose(review, what, recipient, on)
    copy = SentCopy.objects.create(
        review=review,
        what=what,
        person=recipient.person,
        user=recipient.user,
        to_name=recipient.name,
        to_role=recipient.role_words,
        how=recipient.how,
        sent_on=on,
        title=paper.title,
        text=write(paper.blocks),
        once=once,
        written_at=timezone.now(),
        written_by=by,
    )
    message = _tell_of(copy, recipient, by, once, message_key)
    if message:
        copy.message = message.pk
        copy.save(update_fields=["message"])
    log.record(
        f"sent a copy: {what}",
        by=by,
        council=review.council_id,
        child=review.child_id,
        subject=f"copy {copy.pk}",
        to=recipient.key,
        how=recipient.how,
    )
    _distributed(review, what)
    return copy


def _which(review: Review, what: str) -> str:
    """What makes a second sending a new one: another day of the meeting, another edition of a paper."""
    if what == INVITATION:
        meeting = booked(review)
        if meeting is None:
            return ""
        where = f"{meeting.mode}{meeting.place}{meeting.link}".encode()
        return f"{meeting.pk}-{meeting.on:%Y%m%d}{meeting.at or ''}{sha256(where).hexdigest()[:8]}"
    last = review.editions.filter(what=what).order_by("-number").first()
    return str(last.number if last else 1)


def _tell_of(copy: SentCopy, recipient: Recipient, by, once: str, key: str):
    """A message to who reads here, or a personal link to who is reached by e-mail; others get the paper itself."""
    review = copy.review
    values = _values(review, copy.what)
    if recipient.user:
        where = f"/reviews/{review.pk}/copy?of={copy.pk}"
        if copy.what == DECISIONS and recipient.role == TEAM_MANAGER:
            where = f"/reviews/{review.pk}/reply"
        elif copy.what == DECISIONS:
            key = "decisions_told"
        return tell(key, review, by=by, user=recipient.user, link=where, once=once, **values)
    if recipient.how != "email" or not recipient.email:
        return None
    _, secret = make_link(
        child=review.child, kind="copy", about=f"copy {copy.pk}", name=recipient.name, by=by,
        until=timezone.localdate() + LINK_LASTS,  # it is opened by the clock of the world, not of a demonstration
    )  # fmt: skip
    return send(
        "decisions_told" if copy.what == DECISIONS else key,
        council=review.council,
        child=review.child,
        by=by,
        address=recipient.email,
        name=recipient.name,
        link=f"/p/{secret}",
        secret=secret,
        about=f"review {review.pk}",
        once=once,
        **values,
    )


def _values(review: Review, what: str) -> dict:
    """What the message about a copy says beside the initials."""
    if what == INVITATION:
        meeting = booked(review)
        return {"day": meeting.on, **({"time": meeting.at} if meeting.at else {})} if meeting else {}
    if what == DECISIONS:
        day = last_issued_on(review) or review.decisions_sent_on
        return {"day": day and due_on("manager_reply", day), "number": of_review(review).count()}
    return {}


def _distributed(review: Review, what: str):
    """The day on which the last of those who get the record, and the child the letter, had theirs."""
    if what not in (RECORD, LETTER) or review.distributed_on:
        return
    had: dict[str, date] = {}
    for copy in SentCopy.objects.filter(review=review, what__in=(RECORD, LETTER)):
        if not copy.waits:
            reader = copy.once.rpartition("/")[2]
            had[reader] = min(copy.out_on, had.get(reader, copy.out_on))
    wanted = {r.key for r in recipients(review, RECORD) if not r.why_not} | {CHILD}
    if wanted <= had.keys():
        review.distributed_on = max(had[reader] for reader in wanted)
        Review.objects.filter(pk=review.pk).update(distributed_on=review.distributed_on)


@transaction.atomic
def tell_by_voice(copy: SentCopy, *, by, on: date, told_on: date) -> SentCopy:
    """Somebody rang or texted the reader of a copy on a day: only now it has gone out."""
    review = hold_review(copy.review_id)
    copy = SentCopy.objects.get(pk=copy.pk)
    if copy.how not in SentCopy.TOLD:
        raise Refused(f"{copy.to_name} is not reached by telephone or text.")
    if copy.told_on:
        raise Refused(f"{copy.to_name} was told on {long_day(copy.told_on)} already.")
    if not copy.sent_on <= told_on <= on:
        raise Refused(
            f"Enter the day on which {copy.to_name} was told, from {long_day(copy.sent_on)} to today.", "told_on"
        )
    copy.told_on, copy.told_by = told_on, by
    copy.save(update_fields=["told_on", "told_by"])
    log.record(
        f"told by {copy.get_how_display()}: {copy.what}",
        by=by,
        council=review.council_id,
        child=review.child_id,
        subject=f"copy {copy.pk}",
        day=told_on.isoformat(),
    )
    _distributed(review, copy.what)
    return copy


def paper_of(copy: SentCopy) -> Paper:
    """A copy as it was sent, for those who send."""
    return _as_sent(copy, _reader(copy))


def leaving(copy: SentCopy) -> Paper:
    """A copy as it may leave once more, printed or by its personal link. Raises Refused where its reader gets none now; an
    address that the reader may not know any more is taken out."""
    recipient = _reader(copy)
    if recipient is None:
        raise Refused(f"{copy.to_name} has no part in this any more.")
    return passed(_as_sent(copy, recipient), recipient, hidden_from(recipient, copy.review))


def _reader(copy: SentCopy) -> Recipient | None:
    """Who got a copy, as they are known now."""
    known = {r.key: r for r in recipients(copy.review, copy.what)}
    return known.get(copy.once.rpartition("/")[2])


def _as_sent(copy: SentCopy, recipient: Recipient | None) -> Paper:
    review: Review = copy.review
    return Paper(
        title=copy.title,
        to=(copy.to_name, *(recipient.address if recipient else ())),
        date=long_day(copy.sent_on),
        blocks=tuple(parse(copy.text)),
        sender=(composing.iro_name(review),),
        footer=composing.KEEP if copy.what == LETTER else "",
        look="record" if copy.what in (DECISIONS, RECORD) else "letter",
        organisation=review.council.name,
        banner="Made-up records" if review.council.service.is_demo else "",
        show_title=copy.what != LETTER,
    )


@transaction.atomic
def received(copy: SentCopy, *, by, words: str = "", example_consent: str = "") -> SentCopy:
    """How a copy was received, and whether the child allows the letter to be shown as an example (who asked, when)."""
    copy = SentCopy.objects.select_for_update(of=("self",)).select_related("review").get(pk=copy.pk)
    if example_consent and copy.what != LETTER:
        raise Refused("Only a letter can be shown as an example.", "example_consent")
    copy.received, copy.example_consent = words.strip(), example_consent.strip()
    copy.save(update_fields=["received", "example_consent"])
    log.record(
        "noted how a copy was received",
        by=by,
        council=copy.review.council_id,
        child=copy.review.child_id,
        subject=f"copy {copy.pk}",
        example=bool(copy.example_consent),
    )
    return copy


def tell_everybody(review: Review, key: str, *, by, once: str, **values) -> list[str]:
    """Tell everybody who was invited, and still is, that something changed about the meeting; returns the names of those
    whom nothing tells by itself."""
    went = SentCopy.objects.filter(review=review, what=INVITATION).values_list("once", flat=True)
    keys = {once.rpartition("/")[2] for once in went}
    untold = []
    for recipient in recipients(review, INVITATION):
        if recipient.key not in keys or recipient.why_not:
            continue
        if recipient.user:
            link = f"/reviews/{review.pk}"
            tell(key, review, by=by, user=recipient.user, link=link, once=once, **values)
        elif recipient.how == "email" and recipient.email:
            send(
                key,
                council=review.council,
                child=review.child,
                by=by,
                address=recipient.email,
                name=recipient.name,
                about=f"review {review.pk}",
                once=once,
                **values,
            )
        else:
            untold.append(recipient.name)
    return untold


@transaction.atomic
def tell_cancelled(meeting: Meeting, *, by) -> list[str]:
    """A meeting is cancelled: whoever was invited, who would have chaired it and the IRO managers are told, and the secret
    addresses of its invitations close. Returns the names of those whom nothing tells by itself."""
    untold, values = [], {"by": by, "once": f"{meeting.pk}", "day": meeting.on}
    chair = meeting.chaired_by.user if meeting.chaired_by else None
    for review in meeting.reviews.select_related("child", "council", "council__service"):
        untold += tell_everybody(review, "meeting_cancelled", **values)
        close_links(review.sentcopys.filter(what=INVITATION), by=by)
        for user in {u.pk: u for u in [chair, *managers_of_service(review.council, IRO_MANAGER)] if u}.values():
            if user != by:
                tell("meeting_cancelled", review, user=user, link=f"/reviews/{review.pk}", **values)
    return untold


def managers_of_service(council: Council, role: str) -> list[User]:
    """Those of the service who sign in with a role."""
    members = User.objects.filter(membership__service=council.service_id, membership__role=role, is_active=True)
    return list(members.order_by("name"))


def _held(review: Review) -> Review:
    review = hold_review(review.pk)
    if review.withdrawn_at or not review.held_on:
        raise Refused("This review is not held yet. Record that it was held first.")
    return review
