"""The gallery's forms and papers: each is there, in the council's words, and no child of the service is in it."""

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.children.models import Child
from footprint.council.profile import profile
from footprint.reviews import composing
from footprint.reviews.models import Review, SentCopy
from footprint.reviews.questions import sheets
from footprint.web import shown
from footprint.web.gallery import SHOWN
from tests.meta.test_words import MADE_UP, usual


@pytest.fixture
def gallery(cast, sign_in):
    client = sign_in(cast.people[roles.ADMINISTRATOR])
    return lambda: client.get(reverse("gallery"))


def section(answer, title) -> str:
    """The part of the page under a heading."""
    page = unescape(answer.content.decode())
    assert page.count(f"<h2>{title}</h2>") == 1, title
    return page.split(f"<h2>{title}</h2>")[1].split("</section>")[0]


def test_every_form_and_paper_is_shown(gallery):
    assert [title for title, _ in SHOWN] == [title for title, _ in (*shown.FORMS, *shown.PAPERS, *shown.PEOPLE_ASKED)]
    page = gallery()
    for title, _ in SHOWN:
        assert len(section(page, title)) > 100, title
        assert "{" not in section(page, title), title
    for found, (title, _) in zip(sheets().values(), shown.FORMS, strict=True):
        for question in found.questions.values():
            assert question.named("Amara").label in section(page, title)


def test_every_paper_holds_its_parts(gallery):
    page = gallery()
    child, others = (section(page, f"Paper: invitation to {who}") for who in ("the child, with its leaflets", "everybody else"))  # fmt: skip
    for leaflet in composing.texts()["leaflets"].values():
        assert leaflet["title"] in child
        assert leaflet["title"] in others
    assert "What you want to talk about" in child
    assert "If you cannot come" in others
    assert "Denise Clarke" in child
    letters = section(page, "Paper: the letter to the child, by age")
    assert letters.count("<article") == len(composing.texts()["letters"]) == 3
    for ages in ("From 0 to 6", "From 7 to 12", "From 13 to 25"):
        assert ages in letters
    assert "Amara sees her brother every second Saturday" in section(page, "Paper: decisions")
    assert shown.SAID.strip("“”") in section(page, "Paper: record of a review")
    assert "My name is Sam Sender" in section(page, "Paper: the letter in which the IRO says who they are")


def test_it_speaks_the_councils_words(gallery, cast, monkeypatch):
    made_up = replace(profile("neutral"), words={**profile("neutral").words, **MADE_UP})
    for module in ("web.context", "reviews.composing", "voice.forms"):
        monkeypatch.setattr(f"footprint.{module}.profile", lambda name: made_up)
    type(cast.council.service).objects.update(name="Alder service")
    page = gallery()
    assert "An overlook looks at how Amara is" in unescape(page.content.decode())
    assert not usual(page)


def test_it_asks_what_the_councils_profile_asks(gallery, monkeypatch):
    own = {"sheet": "quality", "key": "quality.moon", "label": "Was the moon full?", "kind": "line"}
    ours = replace(profile("neutral"), record={"questions": [own], "left_out": ["quality.smart"]})
    monkeypatch.setattr("footprint.reviews.questions.profile", lambda name: ours)
    monkeypatch.setattr(shown, "sheet", shown.sheet.__wrapped__)
    asked = section(gallery(), next(title for title, _ in shown.FORMS if title.startswith("Form: after")))
    assert "Was the moon full?" in asked
    assert sheets()["quality"].questions["quality.smart"].label not in asked


def test_nobody_real_is_in_it_and_nothing_is_written(gallery, cast):
    before = [model.objects.count() for model in (Child, Review, SentCopy, Event)]
    papers = gallery().content.decode().split("<h2>Paper: ", 1)[1]
    assert [model.objects.count() for model in (Child, Review, SentCopy, Event)] == before
    for child in (cast.ada, cast.ben, cast.cleo):
        assert child.first_name not in papers
    assert not Child.objects.filter(pk=shown.NOBODY).exists()
