"""Every page speaks with the words of the council's profile: rendered with made-up words, none of the usual ones is left."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.accounts.models import User
from footprint.council.models import Staff, Team
from footprint.council.profile import profile
from footprint.council.words import article, in_words
from footprint.exchange.flags import FLAGS
from footprint.reviews.actions import record_held
from footprint.voice.alarms import raise_alarm
from tests.conftest import TODAY
from tests.web.test_doors import (
    CHILD,
    DISPUTE,
    NEEDS,
    OPEN,
    OWN,
    PARTS,
    RESPONSE,
    REVIEW,
    SECRET,
    SERVICE,
    TO_HOLD,
    about,
    address,
    asked_about,
    booked_review,
    challenge_about,
    patterns,
    rows_of_service,
)

MADE_UP = {
    "child": "yungo",
    "children": "yungos",
    "children_in_care": "yungos inside",
    "iro": "Ombudo",
    "iros": "Ombudos",
    "review": "overlook",
    "reviews": "overlooks",
    "social_worker": "fieldo",
}
USUAL = re.compile(r"(?<!-)\b(child|children|iros?|reviews?|social workers?)\b(?!-)", re.IGNORECASE)
# Before somebody signs in, no council is known; and what a machine reads is no page.
NO_COUNCIL = OPEN | SECRET | {"home", "account_logout", "my_response"}
# A report and a form on paper are written in their council's own words. (A figure's key, like "children-in-care", is no word.)
PUBLISHED = {"report", "response_paper"}
# The law's own sentence about a date keeps the law's words ("the first review held on …").
LAW = "because"
SAID = ("aria-label", "data-l", "title", "alt", "placeholder")


class Told(HTMLParser):
    """The texts of a page that a person reads or hears, without the law's sentences."""

    def __init__(self):
        super().__init__()
        self.texts, self.inside = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("div", "style", "script"):
            self.inside.append(tag != "div" or LAW in (attrs.get("class") or ""))
        self.texts += [attrs[name] for name in SAID if attrs.get(name)]

    def handle_endtag(self, tag):
        if tag in ("div", "style", "script"):
            self.inside.pop()

    def handle_data(self, data):
        if not any(self.inside):
            self.texts.append(data.strip())


@pytest.fixture
def renamed(cast, monkeypatch):
    """The cast under a profile with made-up words; no name of a person, team or council holds a usual word."""
    made_up = replace(profile("neutral"), words={**profile("neutral").words, **MADE_UP})
    monkeypatch.setattr("footprint.web.context.profile", lambda name: made_up)
    monkeypatch.setattr("footprint.reviews.composing.profile", lambda name: made_up)
    monkeypatch.setattr("footprint.voice.forms.profile", lambda name: made_up)
    for model in (User, Staff, Team):
        for row in model.objects.all():
            row.name = f"Kim {row.pk}"
            row.save()
    for user in User.objects.all():
        user.email = f"kim{user.pk}@kim.example"
        user.save()
    return cast


def pages(cast, held, rows):
    """Each page behind the sign-in, once: (name, address)."""
    for name in NEEDS:
        if name not in PUBLISHED:
            yield name, address(name, **PARTS.get(name, {}))
    for name in CHILD:
        for child in (cast.ada, cast.ben, cast.dan):
            yield name, about(name, child)
    for name in REVIEW:
        yield name, address(name, pk=held.pk)
    for name in TO_HOLD:
        yield name, address(name, pk=booked_review(cast.ada).pk)
    asked = asked_about(cast.ada)
    for name in RESPONSE.keys() - PUBLISHED:
        yield name, address(name, pk=asked.pk)
    raised = challenge_about(cast.ada)
    yield "answer_challenge", address("answer_challenge", pk=raised.pk)
    for name in DISPUTE:
        yield name, address(name, pk=raised.pk, **PARTS.get(name, {}))
    yield "alarm", address("alarm", pk=raise_alarm(asked, kind="unsafe")[0].pk)
    for name, pk in rows.items():
        yield name, address(name, pk=pk, **PARTS.get(name, {}))


def test_no_page_is_left_out():
    tables = (NEEDS, CHILD, REVIEW, TO_HOLD, SERVICE, RESPONSE, DISPUTE, OWN)
    assert set(patterns()) - NO_COUNCIL == set().union(*tables) - NO_COUNCIL


def test_no_usual_word_is_left(renamed, sign_in):
    held = record_held(child=renamed.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    rows = rows_of_service(renamed.council.service, renamed.people[roles.IRO])
    left, looked = {}, set()
    for role in (roles.IRO, roles.IRO_MANAGER, roles.TEAM_MANAGER, roles.ADMINISTRATOR):
        client = sign_in(renamed.people[role])
        for name, where in pages(renamed, held, rows):
            answer = client.get(where)
            if answer.status_code == 200:
                looked.add(name)
                found = usual(answer)
                left.update({name: found} if found else {})
    assert not left
    assert looked == set(patterns()) - NO_COUNCIL - PUBLISHED


def usual(answer):
    told = Told()
    told.feed(answer.content.decode())
    return [text for text in told.texts if USUAL.search(text)]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("record_review", {"held_on": "1/2/2030"}),
        ("allocate", {"iro": "", "starts_on": "x"}),
        ("record_review", {"place": "x"}),
    ],
)
def test_a_refusal_speaks_with_the_councils_words(renamed, sign_in, name, form):
    client = sign_in(renamed.people[roles.IRO_MANAGER])
    answer = client.post(reverse(name, args=[renamed.ada.pk]), form)
    assert "There is a problem" in answer.content.decode()
    assert not usual(answer)


def test_the_checks_speak_with_the_councils_words():
    assert not [text for text in FLAGS.values() if USUAL.search(in_words(text, MADE_UP))]


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        ("Choose an IRO", "Choose an Ombudo"),
        ("A review of a child", "An overlook of a yungo"),
        ("Reviews due", "Overlooks due"),
        ("Children in care with no IRO", "Yungos inside with no Ombudo"),
        ("Independent Reviewing Officer", "Independent Reviewing Officer"),
        ("the per-child rate", "the per-yungo rate"),
    ],
)
def test_words_keep_their_article_and_capital(usual, said):
    assert in_words(usual, MADE_UP) == said
    assert in_words(usual, profile("neutral").words) == usual


@pytest.mark.parametrize(
    ("word", "said"), [("IRO", "an IRO"), ("unit", "a unit"), ("user", "a user"), ("CIN", "a CIN")]
)
def test_a_word_has_its_article(word, said):
    assert article(word) == said
