"""The forms as data: whole, readable, versioned, and a council's own."""

import re
from datetime import date

import pytest

from footprint.council import profile as profiles
from footprint.reviews.questions import find
from footprint.voice import forms
from footprint.voice.models import AFTER, ANY, BEFORE, RESPONDENTS, Form
from footprint.voice.pictures import PICTURES
from tests.conftest import TODAY

PLACES = [(who, purpose) for who, _ in RESPONDENTS for purpose in (BEFORE, AFTER, ANY)]


@pytest.fixture
def council(cast):
    return cast.council


@pytest.mark.feature("M1")
@pytest.mark.parametrize(("who", "purpose"), PLACES)
def test_there_is_a_form_for_everybody_at_every_time(council, who, purpose):
    assert forms.fitting(council, TODAY, respondent=who, purpose=purpose, age=10)


@pytest.mark.parametrize("purpose", [BEFORE, AFTER, ANY])
@pytest.mark.parametrize(
    ("age", "style"), [(4, "pictures"), (7, "pictures"), (8, "young"), (12, "young"), (13, "teen"), (17, "teen")]
)
def test_a_child_gets_the_style_of_the_age_first(council, purpose, age, style):
    found = forms.fitting(council, TODAY, respondent="child", purpose=purpose, age=age)
    assert found[0].style == style
    assert {form.style for form in found} == {"pictures", "young", "teen"}


def test_every_answer_has_a_place_beside_the_record_and_every_picture_exists(council):
    for form in forms.forms_of(council, TODAY).values():
        for question in form.questions:
            assert question.kind in forms.KINDS
            assert find(question.beside), f"{form.key}: {question.key} stands beside {question.beside}"
            for option in question.choices:
                assert not option.picture or option.picture in PICTURES
        assert len({q.key for q in form.questions}) == len(form.questions)


def test_no_form_for_a_child_speaks_of_care_or_placements(council):
    for form in forms.forms_of(council, TODAY).values():
        if form.respondents != ("child",):
            continue
        told = " ".join(
            [form.head, *form.lead, *form.say.values(), *(q.label + q.hint for q in form.questions)]
        ).lower()
        for word in ("in care", "placement", "contact", "sibling", "looked after", "case", "birth parent"):
            assert word not in told, f"{form.key} says “{word}”"


OWN = {
    "key": "before-teen",
    "from": date(2025, 2, 1),
    "lead": ["Our own words."],
    "questions": [{"key": "bus", "kind": "words", "label": "Does the bus pass work?", "beside": "part.said"}],
}


@pytest.mark.feature("M1")
def test_a_councils_own_version_stands_from_its_day_and_answers_keep_theirs(asked, monkeypatch):
    [before] = asked.ask("child")
    ours = profiles.profile("neutral")
    monkeypatch.setitem(ours.voice, "forms", [OWN])
    later = forms.forms_of(asked.cast.council, date(2025, 2, 1))["before-teen"]
    assert [q.key for q in later.questions] == ["bus"]
    assert later.lead == ("Our own words.",)
    assert later.style == "teen", "what the council does not say stays"
    assert "bus" not in [q.key for q in forms.forms_of(asked.cast.council, TODAY)["before-teen"].questions]
    kept = forms.keep(later)
    assert kept.pk != before.form_id
    assert "want" in [q.key for q in forms.as_asked(before).questions], "who was asked before reads the old words"


def test_the_same_form_is_kept_once(asked):
    asked.ask("child", asked.mother_key)
    forms.keep(forms.forms_of(asked.cast.council, TODAY)["before-teen"])
    assert Form.objects.filter(key="before-teen").count() == 1


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("one", ["b"], "b"),
        ("one", ["x"], ""),
        ("one", ["a", "b"], "a"),
        ("many", ["b", "a", "x"], "a\nb"),
        ("many", [], ""),
        ("words", ["One\r\nTwo\x00"], "One\nTwo"),
        ("words", ["  \n "], ""),
        ("faces", ["ok"], "ok"),
    ],
)
def test_what_is_sent_is_stored_as_the_form_allows(kind, given, stored):
    question = forms.Question("q", "Q", kind, options={} if kind == "faces" else {"a": "A|", "b": "B|"})
    assert question.checked(given) == stored


def test_the_forms_speak_with_the_councils_words(asked, monkeypatch):
    words = profiles.profile("neutral").words
    for name, word in (("review", "overlook"), ("iro", "Ombudo"), ("iro_long", "Ombudo of Alder")):
        monkeypatch.setitem(words, name, word)
    for form in forms.forms_of(asked.cast.council, TODAY).values():
        shown = forms.spoken(form, "Ada")
        told = [shown.head, *shown.lead, *shown.say.values()]
        told += [text for q in shown.questions for text in (q.label, q.hint, *(o.words for o in q.choices))]
        assert not [text for text in told if re.search(r"{|}|\bIRO\b|\breview\b|Independent", text)]
