"""Quotations: consent, words that must not stand in them, and what may be printed."""

from datetime import date

import pytest

from footprint.accounts import roles
from footprint.children.actions import add_around, record_fact
from footprint.children.models import Child, Relation
from footprint.council.refusals import Refused
from footprint.voice.models import Quote, QuotePrint
from footprint.voice.quoting import printable, printed, to_ask, told_in
from footprint.voice.registers import correct, withdraw, write
from tests.conftest import TODAY

DAY = date(2025, 1, 10)
VALUES = {"respondent": "child", "role": "young person, 14", "words": "They listened to me.", "said_on": DAY,
          "consent_by": "self", "consent_on": DAY, "uses": ["report"]}  # fmt: skip


def quote(cast, child=None, **more):
    child = child or cast.ada
    return write(Quote, by=None, on=TODAY, council=child.council, child=child, **{**VALUES, **more})


def refused(cast, child=None, **more):
    with pytest.raises(Refused) as refusal:
        quote(cast, child, **more)
    return refusal.value


def test_only_what_is_consented_to_and_not_taken_back_may_be_printed(cast):
    one = quote(cast)
    assert list(printable(cast.council, "report", TODAY)) == [one]
    assert not printable(cast.council, "leaflet", TODAY)
    assert not printable(cast.council, "report", date(2025, 1, 9))
    assert not printable(cast.other_council, "report", TODAY)
    printed([one], where="The annual report", on=TODAY)
    printed([one], where="The annual report", on=TODAY)
    withdraw(one, by=None, on=TODAY, why="Ada changed her mind", withdrawn_on=TODAY)
    assert not printable(cast.council, "report", TODAY)
    assert QuotePrint.objects.get().quote == one


def test_a_no_is_kept_and_never_printed(cast):
    no = quote(cast, consent_by="nobody")
    assert no.uses == []
    assert not printable(cast.council, "report", TODAY)


def test_nothing_of_a_child_who_has_died(cast):
    quote(cast)
    Child.objects.filter(pk=cast.ada.pk).update(died=TODAY)
    assert not printable(cast.council, "report", TODAY)


def test_somebody_else_consents_only_for_a_child_too_young_to_be_asked(cast):
    parent = {"consent_by": "parent", "consent_words": "Her mother; she is three"}
    assert "nobody consents in their place" in str(refused(cast, cast.ada, **parent))
    assert refused(cast, cast.ben, consent_by="parent").field == "consent_words"
    assert "Only for a child's own words" in str(refused(cast, cast.ben, respondent="carer", **parent))
    of_ben = quote(cast, cast.ben, **parent)
    assert list(printable(cast.council, "report", TODAY)) == [of_ben]


def test_at_twelve_the_child_is_asked(cast):
    Child.objects.filter(pk=cast.ben.pk).update(born=date(2013, 1, 11))
    cast.ben.refresh_from_db()
    of_ben = quote(cast, cast.ben, consent_by="parent", consent_words="Her mother; not able to be asked")
    assert not printable(cast.council, "report", TODAY)
    assert to_ask(of_ben, TODAY)
    assert "was 12" in str(refused(cast, cast.ben, consent_by="parent", consent_words="x", consent_on=date(2025, 1, 11)))  # fmt: skip


@pytest.mark.parametrize("no", ["nobody", "taken back"])
def test_never_against_the_childs_no(cast, no):
    if no == "nobody":
        quote(cast, cast.ben, consent_by="nobody")
    else:
        own = quote(cast, cast.ben)
        withdraw(own, by=None, on=TODAY, why="no more", withdrawn_on=TODAY)
    told = refused(cast, cast.ben, words="I like drawing.", consent_by="parent", consent_words="Her mother")
    assert "Ben said no on" in str(told)


def test_a_consent_that_was_written_in_error_is_no_no(cast):
    withdraw(quote(cast, cast.ben), by=None, on=TODAY, why="The wrong child")
    quote(cast, cast.ben, consent_by="parent", consent_words="Her mother; she is three")


def test_a_use_is_needed_and_days_follow_each_other(cast):
    assert refused(cast, uses=[]).field == "uses"
    assert refused(cast, consent_on=date(2025, 1, 9)).field == "consent_on"
    assert refused(cast, said_on=date(2025, 1, 21)).field == "said_on"


@pytest.fixture
def known(cast):
    """Ada's mother, carer and school are known, and a brother."""
    Child.objects.filter(pk=cast.ada.pk).update(last_name="Shah", used_name="Addie")
    cast.ada.refresh_from_db()
    Child.objects.filter(pk=cast.ben.pk).update(last_name="Shah")
    record_fact(Relation, child=cast.ada, by=None, on=TODAY, starts_on=DAY, other=cast.ben, kind="sibling")
    since = {"child": cast.ada, "by": None, "on": TODAY, "starts_on": DAY, "reached_by": "hand"}
    add_around(**since, role="carer", name="Denise O'Brien-Clarke", address="14 Mill Lane\nElmby", postcode="ZZ1 2AB", child_lives_here=True)  # fmt: skip
    add_around(**since, role="mother", name="Will Gray", address="The Old Forge, Market Row")
    add_around(child=cast.ben, by=None, on=TODAY, starts_on=DAY, role="teacher", name="Zoë Quist", organisation="Parkgate High", reached_by="hand")  # fmt: skip
    return cast


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("I told ada myself", "ada"),
        ("Addie's idea", "Addie's"),
        ("the Shah family", "Shah"),
        ("my brother BEN came", "BEN"),
        ("Denise cooks well", "Denise"),
        ("Mrs O’Brien is kind", "O’Brien"),
        ("with Clarke", "Clarke"),
        ("Will came", "Will"),
        ("I live at 14 mill lane", "14 Mill Lane"),
        ("near Market Row", "Market Row"),
        ("my postcode is LS1 4AB", "LS1 4AB"),
        ("we moved to 3 Long Hill Road", "3 Long Hill Road"),
        ("at parkgate high", "Parkgate High"),
        ("I like zoë quist", "Zoë Quist"),
        ("Eve Test and Cleo Test", "Cleo Test"),
    ],
)
def test_the_word_to_take_out_is_named(known, words, found):
    assert told_in(words, known.council, known.ada) == found
    told = refused(known, words=words)
    assert f"Take out “{found}”" in str(told)
    assert told.field == "words"


@pytest.mark.parametrize(
    "words", ["I will not see grey walls again.", "I went 2 days on my way.", "It is a test.", "She adapts well."]
)
def test_words_of_every_day_may_stand(known, words):
    assert told_in(words, known.council, known.ada) == ""


def test_the_role_names_nobody_either(known):
    assert refused(known, role="Addie, 14").field == "role"


def test_a_correction_is_checked_too(cast):
    one = quote(cast)
    with pytest.raises(Refused, match="Take out “Ada”"):
        correct(one, by=None, on=TODAY, words="Ada says so")
    correct(one, by=None, on=TODAY, words="They really listened.")
    one.refresh_from_db()
    assert one.words == "They really listened."


def test_the_words_of_a_grown_up_need_no_child(cast):
    values = {**VALUES, "respondent": "carer", "role": "foster carer"}
    with pytest.raises(Refused, match="at the page of the child"):
        write(Quote, by=None, on=TODAY, council=cast.council, **VALUES)
    made = write(Quote, by=cast.people[roles.IRO], on=TODAY, council=cast.council, **values)
    assert list(printable(cast.council, "report", TODAY)) == [made]
