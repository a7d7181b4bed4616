"""The sheets of a review as forms that save while people type: what a page shows, and what a save means."""

import base64
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django import forms
from django.conf import settings

from footprint.accounts import roles
from footprint.council.refusals import Refused
from footprint.plans.facts import known_lines as plan_lines
from footprint.reviews import answers
from footprint.reviews.invited import set_attendance
from footprint.reviews.known import known_lines
from footprint.reviews.models import Answer, Attendee, Review, Rival
from footprint.reviews.questions import DAY, Question, Sheet, find, sheet
from footprint.web.doors import number
from footprint.web.forms import DayField

# Who writes which sheet, where it is not whoever records: a social worker writes the report only.
WRITERS = {"assessment": roles.WRITE_PAPERS, "quality": roles.DECIDE_REVIEW, "letter": roles.DECIDE_REVIEW}
CAME = "came."


@dataclass(frozen=True)
class Field:
    """A question with what stands under it, as a page shows it; ``said`` are quotations beside it: who, asked what, words, whether
    they are for the IRO only."""

    question: Question
    text: str
    version: int
    asked: bool
    known: list[str]
    rivals: int = 0
    error: str = ""
    said: Sequence[tuple[str, str, str, bool]] = ()

    @property
    def when(self) -> str:
        """The conditions for the script: question → answers."""
        return json.dumps({k: v for k, v in self.question.when.items() if k != "age"})

    @property
    def shown(self) -> str:
        """The text as it is typed: a day like 27/03/2025."""
        if self.question.kind == DAY and self.text and not self.error:
            try:
                return f"{date.fromisoformat(self.text):%d/%m/%Y}"
            except ValueError:
                return self.text
        return self.text


@dataclass(frozen=True)
class Part:
    """A section of a sheet as a page shows it, and how far it is."""

    key: str
    title: str
    fields: list[Field]
    state: str
    common: bool

    @property
    def words(self) -> int:
        return sum(len(f.text.split()) for f in self.fields if f.question.kind == "words")


def may_write(member, name: str) -> bool:
    return member.may(WRITERS.get(name, roles.RECORD_REVIEW))


def parts(
    review: Review, name: str, today: date, typed: dict[str, str] | None = None, errors=None, said=None
) -> list[Part]:
    """The sections of a sheet for this review, with what stands there (or what was typed and refused), and beside each
    question what people ``said`` about it (``voice.reading.beside``)."""
    child, errors, typed = review.child, errors or {}, typed or {}
    stored = {a.question: a for a in Answer.objects.filter(review=review)}
    given = {key: a.text for key, a in stored.items()} | typed
    known = known_lines(child, today, lambda c: plan_lines(c, today))
    rivals = list(Rival.objects.filter(review=review, settled_at=None).values_list("question", flat=True))
    age = child.age_on(review.held_on or today)
    found = []
    for section in sheet(name, review.council.profile_name).sections:
        fields = [
            Field(
                q.named(child.short_name),
                given.get(q.key, ""),
                stored[q.key].version if q.key in stored else 0,
                q.is_asked(given, age),
                [line for of in q.known for line in known.get(of, [])],
                rivals.count(q.key),
                errors.get(q.key, ""),
                (said or {}).get(q.key, ()),
            )
            for q in section.questions
            if "age" not in q.when or q.when["age"][0] <= age <= q.when["age"][1]
        ]
        if fields:
            title = section.title.replace("{name}", child.short_name)
            found.append(Part(section.key, title, fields, _state(fields), any(f.question.common for f in fields)))
    return found


def _state(fields: list[Field]) -> str:
    """ "done" (all that is needed is there), "begun" or "open"."""
    asked = [f for f in fields if f.asked]
    needed = [f for f in asked if f.question.need]
    if any(f.rivals for f in fields):
        return "begun"
    if all(f.text.strip() for f in needed) and (needed or any(f.text.strip() for f in asked)):
        return "done"
    return "begun" if any(f.text.strip() for f in asked) else "open"


def typed_text(question: Question, text: str, today: date) -> str:
    """What was typed, as it is stored; a day becomes 2025-03-27. Refuses what is no day of the calendar, or to come."""
    if question.kind != DAY or not text.strip():
        return text
    try:
        day = DayField().clean(text.strip())
    except forms.ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    if day > today:
        raise Refused(f"Enter a day on or before today, {today:%d/%m/%Y}.")
    return day.isoformat()


def save_one(review: Review, member, *, by, key: str, text: str, seen: int, writer: str, today: date) -> answers.Saved:
    """Save what was typed for one question, or whether somebody came (``came.12``)."""
    if key.startswith(CAME):
        if not member.may(roles.RECORD_REVIEW):
            raise Refused("Your role does not say who came.")
        if text not in ("", *dict(Attendee.CAME)):
            raise Refused("Choose one of the answers.")
        set_attendance(review, by=by, rows={number(key.removeprefix(CAME)): {"came": text}})
        return answers.Saved(0)
    name = sheet_of(review, key)
    if not may_write(member, name.key):
        raise Refused("Your role does not write here.")
    question = find(key, review.council.profile_name)
    assert question is not None
    return answers.save(
        review, by=by, question=key, text=typed_text(question, text, today), seen=seen, writer=writer[:40]
    )


def sheet_of(review: Review, key: str) -> Sheet:
    """The sheet on which a question stands."""
    for name in ("prepare", "assessment", "record", "quality", "letter"):
        found = sheet(name, review.council.profile_name)
        if key in found.questions:
            return found
    raise Refused("This question is not asked here.")


def save_all(review: Review, name: str, member, *, by, posted, today: date) -> dict[str, str]:
    """Save a whole sheet as it was sent without a script; returns what was refused, by question. Each text is saved for
    itself, so that one refusal loses nothing."""
    refused = {}
    _save_who_came(review, member, by, posted)
    stored = {a.question: a.text for a in Answer.objects.filter(review=review)}
    for key, question in sheet(name, review.council.profile_name).questions.items():
        if key not in posted:
            continue
        text = posted[key].replace("\r\n", "\n")
        try:
            if typed_text(question, text, today) == stored.get(key, ""):
                continue
            seen = number(posted.get(f"seen-{key}"))
            save_one(review, member, by=by, key=key, text=text, seen=seen, writer=posted.get("writer", ""), today=today)
        except Refused as refusal:
            refused[key] = str(refusal)
    return refused


def _save_who_came(review: Review, member, by, posted):
    """Who came, as it was sent without a script: what is no answer of the list is left out."""
    said = {number(key.removeprefix(CAME)): {"came": posted[key]} for key in posted if key.startswith(CAME)}
    rows = {pk: row for pk, row in said.items() if row["came"] in dict(Attendee.CAME)}
    if rows and member.may(roles.RECORD_REVIEW):
        set_attendance(review, by=by, rows=rows)


def new_writer() -> str:
    """A mark for one open page."""
    return secrets.token_hex(16)


def draft_key(request) -> str:
    """The key with which the browser encrypts what waits to be saved: of this session and person only."""
    mixed = hmac.new(
        settings.SECRET_KEY.encode(), f"drafts/{request.session.session_key}/{request.user.pk}".encode(), sha256
    )
    return base64.b64encode(mixed.digest()).decode()
