"""Asking people what they think, and their answers; what is told without being asked is written in ``saying``.

A response is written on until it is sent; from then on nobody changes a word of it. What a child asks for becomes lines of
the review, unless it was meant for the IRO only.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.children.models import AroundChild, Child, Person
from footprint.council.models import Staff
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.messages.actions import send as send_message
from footprint.messages.models import Message
from footprint.reviews import deciding
from footprint.reviews.booking import booked, open_review
from footprint.reviews.invited import standing_parts, worker_of
from footprint.reviews.models import Review
from footprint.voice import forms, links
from footprint.voice.models import (
    AFTER,
    ANY,
    BEFORE,
    CHILD,
    EVERYONE,
    ONLY_IRO,
    SHARED,
    AskedIn,
    Opening,
    Response,
    Theme,
    Words,
)
from footprint.voice.saying import note, tell_of_talk
from footprint.voice.wall import duty_users, iro_users, managers, may_open

LASTS = {BEFORE: timedelta(days=60), AFTER: timedelta(days=42), ANY: timedelta(days=365)}
# Which form somebody with a part in the child's life is asked with; who has another part is not asked.
OF_ROLE = {
    **dict.fromkeys((AroundChild.MOTHER, AroundChild.FATHER, "parent", "family"), "parent"),
    AroundChild.CARER: "carer",
    "keyworker": "carer",
    "supervising": "supervising_worker",
    **dict.fromkeys(
        ("guardian", "advocate", "visitor", "adviser", "teacher", "virtual_school", "nurse", "therapist"),
        "professional",
    ),
}
NOTHING_YET = "There is nothing to send yet. Answer one question at least."
NEW_LINK = "There is a new link. Open that one; what you wrote is still here to copy."
SENT_ALREADY = "This was sent already. What was said stays as it is."


@dataclass(frozen=True)
class Askable:
    """Somebody who can be asked about a child. ``why_not`` says why they are not; with it nothing is sent."""

    key: str
    name: str
    respondent: str
    role_words: str
    how: str
    email: str = ""
    why_not: str = ""
    person: Person | None = None
    staff: Staff | None = None


def askable(child: Child) -> list[Askable]:
    """The child, those round the child and the social worker, each with the reason why not where they are not asked."""
    found = [Askable("child", child.short_name, CHILD, "the child", "hand")]
    parts: dict[int, list[AroundChild]] = {}
    for part in standing_parts(child):
        if part.role in OF_ROLE:
            parts.setdefault(part.person_id, []).append(part)
    for of_one in parts.values():
        first, person = of_one[0], of_one[0].person
        why = next((part.kept_from for part in of_one if part.kept_from), "")
        found.append(
            Askable(f"person {person.pk}", person.name, OF_ROLE[first.role], first.get_role_display(),
                    person.reached_by, person.email, why, person=person)
        )  # fmt: skip
    if worker := worker_of(child):
        how = "here" if worker.user and worker.user.is_active else "hand"
        found.append(Askable(f"staff {worker.pk}", worker.name, "social_worker", "social worker", how, staff=worker))
    return found


# -- asking ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    child: Child, *, by, on: date, to: list[str], purpose: str, review: Review | None = None, form: str = "",
    language: str = "",
) -> list[Response]:  # fmt: skip
    """Ask these people (keys of ``askable``); whoever was asked already and has not answered is not asked twice. ``form`` is
    the key of the child's form, where another than the one for the age suits. Returns what is new."""
    child = _hold(child)
    if child.died:
        raise Refused(f"{child.short_name} has died; nobody is asked.")
    if purpose != ANY and (review is None or review.withdrawn_at or review.child_id != child.pk):
        raise Refused("Choose a review that stands.")
    if purpose == BEFORE and review and review.held_on:
        raise Refused("This review was held. Ask how it was instead.")
    if purpose == AFTER and review and not review.held_on:
        raise Refused("This review was not held yet. Ask what people think beforehand instead.")
    known = {who.key: who for who in askable(child)}
    if not to or any(key not in known for key in to):
        raise Refused("Choose at least one person from the list.")
    return [
        made for key in to if (made := _ask_one(child, known[key], purpose, review, form, language, by, on)) is not None
    ]


def _ask_one(child, who: Askable, purpose, review, form: str, language, by, on) -> Response | None:
    if who.why_not:
        raise Refused(f"{who.name} is not asked: {who.why_not}.")
    before = Response.objects.standing().filter(
        child=child, review=review, purpose=purpose, respondent=who.respondent, person=who.person, staff=who.staff
    )
    waiting = before.filter(answered_on=None, asked_on__isnull=False).select_related("review").order_by("-pk").first()
    if waiting and not is_begun(waiting):
        return renew(waiting, by=by, on=on) if waiting.link_hash and not links.is_open(waiting, on) else None
    fitting = forms.fitting(child.council, on, respondent=who.respondent, purpose=purpose, age=child.age_on(on))
    chosen = next((f for f in fitting if f.key == form), fitting[0])
    response = Response.objects.create(
        council=child.council,
        child=child,
        review=review,
        respondent=who.respondent,
        purpose=purpose,
        person=who.person,
        staff=who.staff,
        name=who.name,
        form=forms.keep(chosen),
        asked_on=on,
        asked_by=by,
        how="" if who.how == "here" else who.how,
        language=language,
        until=_until(review, purpose, on),
        made_at=timezone.now(),
    )
    _keep_hashes(response)
    log.record("asked for views", by=by, council=child.council, child=child, subject=f"response {response.pk}",
               of=who.respondent, form=chosen.key)  # fmt: skip
    _tell_asked(response, who, by)
    return response


def _until(review: Review | None, purpose: str, on: date) -> date:
    meeting = booked(review) if review and purpose == BEFORE else None
    return meeting.on if meeting and meeting.on > on else on + LASTS[purpose]


def _keep_hashes(response: Response):
    for name, value in links.hashes(response).items():
        setattr(response, name, value)
    response.save(update_fields=["link_hash", "code_hash", "turn", "until"])


def _tell_asked(response: Response, who: Askable, by):
    """Who signs in finds it in the inbox; who is reached by e-mail gets the link; the others get a printed page."""
    to: dict = {"council": response.council, "child": response.child, "by": by, "once": f"{response.pk}/{response.turn}",
                "about": f"response {response.pk}"}  # fmt: skip
    if who.staff and who.how == "here":
        send_message("views_asked", user=who.staff.user, link=f"/responses/{response.pk}/mine", **to)
    elif who.how == "email" and who.email:
        secret = links.secret_of(response)
        send_message("views_asked", address=who.email, name=who.name, link=f"/v/{secret}", secret=secret, **to)


@transaction.atomic
def renew(response: Response, *, by, on: date) -> Response:
    """A new link and code; the old ones open nothing any more. What was kept so far stays."""
    response = _hold_response(response)
    if response.withdrawn_at or response.form is None:
        raise Refused("This was withdrawn, or has no form. Ask once more instead.")
    if is_begun(response) and response.how not in ("email", ""):
        raise Refused(
            "They have begun to write: with a new code you would open it. Ask once more; that is a form of its own."
        )
    response.turn += 1
    response.until = max(response.until or on, _until(response.review, response.purpose, on))
    if not links.is_open(response, on):
        raise Refused("The review was held, or the answer was sent: a link would open nothing. Ask how it was instead.")
    _keep_hashes(response)
    _take_back_messages(response)
    _close_further(response, by)
    note("renewed a link", response, by)
    who = next(
        (who for who in askable(response.child) if (who.person, who.staff) == (response.person, response.staff)), None
    )
    if who and not response.answered_on and not who.why_not:
        _tell_asked(response, who, by)
    return response


@transaction.atomic
def withdraw(response: Response, *, by, why: str) -> Response:
    """The link and the code open nothing any more. An answer that was sent stays."""
    response = _hold_response(response)
    if not why.strip():
        raise Refused("Say why.", "why")
    if response.withdrawn_at or response.link_hash is None:
        raise Refused("This link was withdrawn already.")
    response.link_hash = response.code_hash = None
    if response.answered_on is None:
        response.withdrawn_at, response.withdrawn_by = timezone.now(), by
    response.withdrawn_why = why.strip()[:300]
    response.save(update_fields=["link_hash", "code_hash", "withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _take_back_messages(response)
    _close_further(response, by)
    note("withdrew a link", response, by, why=response.withdrawn_why)
    return response


def _take_back_messages(response: Response):
    """An e-mail with the old link that has not gone out yet goes out no more."""
    about = Message.objects.filter(about=f"response {response.pk}", key="views_asked", state__in=Message.NOT_GONE)
    about.exclude(secret="").update(state=Message.STOPPED, secret="", problem="The link was taken back.")


def _close_further(response: Response, by):
    """The pages that a child opened from this one close with it."""
    further = Response.objects.filter(further_of=response, answered_on=None, link_hash__isnull=False)
    further.update(
        link_hash=None, code_hash=None, withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_why="The first page was closed"
    )  # fmt: skip


# -- answering ---------------------------------------------------------------------------------------------------------

Sent = Callable[[str], Iterable[str]]  # what was sent for a question, by its key


@transaction.atomic
def keep(response: Response, given: Sent, *, shared: str = "", wants_talk: bool = False, by=None) -> Response:
    """Keep what has been answered so far."""
    seen, response = response.turn, _hold_response(response)
    _check_open(response, seen)
    _write(response, given)
    response.shared = shared if shared in dict(SHARED) else ""
    response.wants_talk = wants_talk
    if response.begun_at is None:
        response.begun_at = timezone.now()
        note("began to answer", response, by)
    response.save(update_fields=["begun_at", "shared", "wants_talk"])
    return response


def _write(response: Response, given: Sent):
    """Store each answer; a box that was not ticked is empty, a question that was not sent stays as it is. Where a page sends
    what it had shown (``was-`` and the question) and another page has written since, nothing is wiped: words that were not
    touched there are left alone, and others are put under what stands."""
    now, standing = timezone.now(), {w.question: w for w in response.words.all()}
    for question in forms.as_asked(response).questions:
        sent = list(given(question.key))
        if not sent and question.kind != forms.MANY:
            continue
        before = standing.get(question.key)
        text = _beside(
            question, before.text if before else "", question.checked(sent), list(given(f"was-{question.key}"))
        )
        if before is None and text:
            Words.objects.create(response=response, question=question.key, text=text, written_at=now)
        elif before and text != before.text:
            before.text, before.written_at = text, now
            before.save()


def _beside(question: forms.Question, stands: str, sent: str, was: list[str]) -> str:
    """What is stored where ``stands`` is there, ``sent`` came, and the page that sent it had shown ``was``."""
    if not was or was[0] == mark(stands) or stands in sent:
        return sent
    if was[0] == mark(sent) or (sent and sent in stands):
        return stands
    return sent if question.choices else f"{stands}\n\n{sent}"


def mark(text: str) -> str:
    """What marks a text as it was shown."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@transaction.atomic
def send(
    response: Response, given: Sent, *, shared: str, wants_talk: bool = False, way: str = "link", by=None
) -> Response:
    """Send the answers: they are final, the IRO is told, and what the child asks for goes to the review.

    ``by`` is who typed them in, where somebody did. Without a choice they are for the IRO only.
    """
    seen, response = response.turn, _hold_response(response)
    _check_open(response, seen)
    if by and is_begun(response):
        raise Refused(
            f"{response.name} has begun to answer by the link. Ask once more on paper, or let them finish there."
        )
    _write(response, given)
    if not (wants_talk and response.respondent == CHILD) and not response.words.exclude(text="").exists():
        raise Refused(NOTHING_YET)
    response.answered_at, response.answered_on = timezone.now(), today(response.council.service)
    response.shared = EVERYONE if shared == EVERYONE else ONLY_IRO
    response.way, response.typed_by = way, by
    response.wants_talk = wants_talk and response.respondent == CHILD
    response.save()
    note("sent answers", response, by, way=way, shared=response.shared)
    _tell_iro(response, by)
    if not response.is_private:
        carry_asks(response, by=by)
    return response


def type_in(response: Response, given: Sent, *, by, shared: str, wants_talk: bool, way: str) -> Response:
    """Answers that came on paper or by telephone, typed in at once. Refused where the person has begun by their link: those
    words are theirs."""
    return send(response, given, shared=shared, wants_talk=wants_talk, way=way, by=by)


@transaction.atomic
def say_more(response: Response) -> Response:
    """A child says something else by a page that opens at any time and was used: a new one, for which nobody was asked."""
    response = _hold_response(response)
    if response.purpose != ANY or response.respondent != CHILD or not response.answered_on:
        raise Refused("This page is not used up.")
    day = today(response.council.service)
    first = response.further_of or response
    more = Response.objects.standing().filter(further_of=first, answered_on=None, link_hash__isnull=False)
    if (waits := more.select_related("review").first()) and links.is_open(waits, day):
        return waits
    made = Response.objects.create(
        council=response.council, child=response.child, respondent=CHILD, purpose=ANY, name=response.name, further_of=first,
        form=response.form, language=response.language, until=day + LASTS[ANY], made_at=timezone.now(),
    )  # fmt: skip
    _keep_hashes(made)
    note("opened a new page for a child", made, None)
    return made


def own_page(child: Child) -> Response | None:
    """The page of a child that opens at any time and is not used up, or None."""
    rows = Response.objects.standing().filter(child=child, purpose=ANY, respondent=CHILD, answered_on=None)
    response = (
        rows.filter(link_hash__isnull=False).select_related("child", "council__service", "form").order_by("-pk").first()
    )
    return response if response and links.is_open(response, today(response.council.service)) else None


def is_begun(response: Response) -> bool:
    """Whether somebody has begun to write by their link: from then on nobody else opens it."""
    return response.answered_on is None and response.words.exclude(text="").exists()


def _check_open(response: Response, seen: int):
    """``seen`` is the turn of the link by which somebody came."""
    if response.turn != seen:
        raise Refused(NEW_LINK)
    if response.answered_on:
        raise Refused(SENT_ALREADY)
    if response.withdrawn_at:
        raise Refused("This was withdrawn. Nothing was kept.")


def _tell_iro(response: Response, by):
    if response.wants_talk:
        tell_of_talk(response, by)
        return
    day = today(response.council.service)
    for user in iro_users(response.child) or duty_users(response.council.service_id, day) or managers(response.child):
        send_message(
            "views_came", council=response.council, child=response.child, by=by, user=user,
            link=f"/responses/{response.pk}", about=f"response {response.pk}", once=str(response.pk),
        )  # fmt: skip


@transaction.atomic
def carry_asks(response: Response, *, by) -> int:
    """Put what a child asked for into the review, one line each, word for word; returns how many lines are new."""
    review = response.review
    if review is None or review.withdrawn_at or review.decisions_sent_on:
        review = open_review(response.child)
    if review is None:
        return 0
    new = 0
    for line in wishes_of(response):
        asked = deciding.ask(review, by=by, words=line)
        _, made = AskedIn.objects.get_or_create(ask=asked, defaults={"response": response})
        new += made
    return new


def wishes_of(response: Response) -> list[str]:
    """What a child asks for in a form, line by line."""
    if response.respondent != CHILD or response.form is None:
        return []
    written = dict(response.words.values_list("question", "text"))
    asking = [q.key for q in forms.as_asked(response).questions if q.asks]
    return [line.strip() for key in asking for line in written.get(key, "").splitlines() if line.strip()]


# -- reading, sharing, talking -----------------------------------------------------------------------------------------


@transaction.atomic
def open_to_others(response: Response, *, by, why: str, told_on: date, told_how: str) -> Opening:
    """The IRO says why others must read what was meant for the IRO only, and how the person was told of it."""
    response = _hold_response(response)
    if not response.answered_on or not response.is_private:
        raise Refused("This is not for the IRO only.")
    if not may_open(by, response):
        raise Refused("Only the child's IRO, or the IRO on duty, opens this to others.")
    if Opening.objects.filter(response=response).exists():
        raise Refused("This was opened to others already.")
    for name, text in (("why", why), ("told_how", told_how)):
        if not text.strip():
            raise Refused("Say why others must know." if name == "why" else "Say how the person was told.", name)
    if told_on > today(response.council.service) or told_on < (response.answered_on or told_on):
        raise Refused("Enter the day on which the person was told: from when it was sent until today.", "told_on")
    opened = Opening.objects.create(
        response=response, why=why.strip(), told_on=told_on, told_how=told_how.strip()[:200],
        opened_at=timezone.now(), opened_by=by,
    )  # fmt: skip
    note("opened to others what was for the IRO only", response, by)
    carry_asks(response, by=by)
    return opened


@transaction.atomic
def set_themes(response: Response, *, by, themes: list[str]) -> Response:
    """What a response is about, in the council's themes."""
    response = _hold_response(response)
    known = profile(response.council.profile_name).voice["themes"]
    if unknown := [theme for theme in themes if theme not in known]:
        raise Refused(f"There is no theme “{unknown[0]}”.", "themes")
    response.themes.exclude(theme__in=themes).delete()
    held = set(response.themes.values_list("theme", flat=True))
    Theme.objects.bulk_create(Theme(response=response, theme=theme) for theme in sorted(set(themes) - held))
    note("set themes", response, by)
    return response


def _hold(child: Child) -> Child:
    return (
        Child.objects.select_for_update(no_key=True, of=("self",)).select_related("council__service").get(pk=child.pk)
    )


def _hold_response(response: Response) -> Response:
    rows = Response.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("child__council__service", "council__service", "form", "review").get(pk=response.pk)
