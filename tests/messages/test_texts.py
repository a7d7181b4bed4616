"""What stands in a message: initials and a link, never a name of the child, whatever is passed."""

import re
from datetime import date, time

import pytest

from footprint.accounts import roles
from footprint.accounts.models import User
from footprint.audit.models import Event
from footprint.council.refusals import Refused
from footprint.messages import texts
from footprint.messages.actions import edit_template, restore_template
from footprint.messages.models import Message, Template

GIVEN = {"day": date(2025, 2, 4), "time": time(14, 30), "what": "the care plan", "number": 3}
EVERY = sorted(set(texts.texts()) - {"digest"})


@pytest.mark.parametrize("key", EVERY)
def test_no_message_names_the_child(cast, tell, key):
    cast.ada.used_name = "Addie"
    cast.ada.save()
    User.objects.filter(pk=cast.people[roles.IRO].pk).update(name="Grace Test")  # a parent shares the surname
    cast.people[roles.IRO].refresh_from_db()
    known = texts.texts()[key].known
    told = tell(key, **{n: v for n, v in GIVEN.items() if n in known})
    assert not {"ada", "addie", "test"} & set(re.findall(r"\w+", f"{told.subject} {told.body}".lower()))
    assert "{" not in told.subject + told.body
    assert ("/reviews/12" in told.body) == ("link" in known)
    assert "Hello Grace," in told.body
    if "initials" in known:
        assert "AT" in told.subject + told.body


@pytest.mark.parametrize("what", ["Ada has moved", "the TEST family", "addie's school", "Anne-Ada"])
def test_what_it_is_about_must_not_be_the_childs_name(cast, tell, what):
    cast.ada.used_name = "Addie"
    cast.ada.save()
    with pytest.raises(Refused, match="must not name the child"):
        tell("plan_red", what=what)
    assert not Message.objects.exists()


def test_our_own_phrases_are_taken_whatever_the_child_is_called(cast, tell):
    cast.ada.first_name = "Care"
    cast.ada.save()
    assert "the care plan" in tell("plan_red", what="the care plan").body


def test_a_child_without_a_name_has_no_initials(cast, tell):
    cast.ada.first_name = cast.ada.last_name = ""
    cast.ada.save()
    told = tell()
    assert "Review of a child on Tue 4 Feb 2025" in told.subject
    assert cast.ada.number not in told.subject + told.body


def test_a_line_whose_value_is_missing_is_left_out(tell):
    assert "It begins at 2:30pm." in tell(time=time(14, 30)).body
    told = tell(link="")
    assert "It begins" not in told.body
    assert "Where it is" not in told.body
    assert "\n\n\n" not in told.body


@pytest.mark.parametrize(
    ("key", "values", "says"),
    [
        ("invitation", {"day": None}, "needs day"),
        ("invitation", {"number": 3}, "takes no number"),
        ("invitation", {"born": "1 May"}, "takes no born"),
        ("invitation", {"day": "Ada's birthday"}, "is a date"),
        ("invitation", {"time": "Ada"}, "is a time"),
        ("invitation", {"child": None}, "needs a child"),
        ("invitation", {"link": "https://elsewhere.example"}, "a path of this product"),
        ("invitation", {"link": "//elsewhere.example"}, "a path of this product"),
    ],
)
def test_other_values_fail(cast, tell, key, values, says):
    with pytest.raises(ValueError, match=says):
        tell(key, **values)


@pytest.mark.parametrize("key", sorted(texts.texts()))
def test_shipped_texts_would_pass_as_a_councils_own(key):
    text = texts.texts()[key]
    texts.check_own(key, text.subject, text.body)
    assert set(text.uses + text.may) <= set(texts.PLACEHOLDERS)
    assert text.title


def test_a_council_writes_its_own_and_goes_back(cast, tell):
    by = cast.people[roles.IRO_MANAGER]
    edit_template(
        council=cast.council, key="invitation", by=by, subject="Come on {day}", body="Dear {reader},\r\n\r\n{link}"
    )
    own = tell()
    assert own.subject == "Come on Tue 4 Feb 2025"
    assert own.body.startswith("Dear iro,\n\nhttp")
    edit_template(council=cast.council, key="invitation", by=by, subject="Come again", body="{link}")
    assert Template.objects.get().subject == "Come again"
    assert Event.objects.filter(what="changed the text of a message").count() == 2
    restore_template(council=cast.council, key="invitation", by=by)
    assert tell().subject == "Review of AT on Tue 4 Feb 2025"
    with pytest.raises(Refused, match="already"):
        restore_template(council=cast.council, key="invitation", by=by)


@pytest.mark.parametrize(
    ("subject", "body", "says", "field"),
    [
        ("Of {name}", "{link}", "“{name}” cannot stand in this message. You may use {initials}", "subject"),
        ("Of {initials}", "{link} {number}", "“{number}” cannot stand", "body"),
        ("Of {initials}", "{link} {", "Write braces only", "body"),
        ("Of {initials.__class__}", "{link}", "Write braces only", "subject"),
        ("At {time}", "{link}", "not always known", "subject"),
        ("Of {initials}", "Come.", "Keep {link}", "body"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused(cast, subject, body, says, field):
    with pytest.raises(Refused) as refused:
        edit_template(council=cast.council, key="invitation", by=None, subject=subject, body=body)
    assert says in str(refused.value)
    assert refused.value.field == field
    assert not Template.objects.exists()


def test_the_councils_words_stand_in_its_messages(cast, tell, monkeypatch):
    from dataclasses import replace

    from footprint.council.profile import profile

    other = replace(profile("neutral"), words={**profile("neutral").words, "review": "overlook"})
    monkeypatch.setattr("footprint.messages.texts.profile", lambda name: other)
    assert tell().subject == "Overlook of AT on Tue 4 Feb 2025"
