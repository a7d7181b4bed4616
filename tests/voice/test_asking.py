"""Asking, answering in two sittings, sending, and into the record."""

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.council.refusals import Refused
from footprint.messages.models import Message
from footprint.reviews import deciding
from footprint.reviews.actions import record_held
from footprint.reviews.models import Ask
from footprint.voice import asking, links, reading
from footprint.voice.happened import what_happened
from footprint.voice.models import AFTER, ANY, BEFORE, Response
from tests.conftest import TODAY
from tests.voice.conftest import MEETS, sent

WORDS = "I want to see Kofi.  \nEvery week, “promised”!"


def test_asking_twice_asks_once(asked):
    assert len(asked.ask("child", asked.mother_key)) == 2
    assert asked.ask("child", asked.mother_key) == []
    assert Response.objects.count() == 2


@pytest.mark.parametrize(("purpose", "says"), [(AFTER, "not held yet"), (BEFORE, None), (ANY, None)])
def test_when_people_are_asked(asked, purpose, says):
    if says:
        with pytest.raises(Refused, match=says):
            asked.ask("child", purpose=purpose)
    else:
        assert asked.ask("child", purpose=purpose)


def test_nobody_is_asked_who_is_kept_from_papers(asked):
    asked.mother.kept_from = "a court order"
    asked.mother.save()
    with pytest.raises(Refused, match="not asked: a court order"):
        asked.ask(asked.mother_key)


@pytest.mark.feature("M1")
def test_a_child_answers_in_two_sittings_and_it_stays_as_it_was_written(client, asked):
    [response] = asked.ask("child")
    address = reverse("answer", args=[links.secret_of(response)])
    kept = client.post(address, {"do": "keep", "want": WORDS, "home": "good"}, follow=True)
    assert kept.redirect_chain, "a page that is loaded again sends nothing again"
    assert "You can stop and come back" in kept.content.decode()
    again = client.get(address).content.decode()
    assert "Every week, “promised”!" in again
    client.post(address, {"do": "send", "want": WORDS, "home": "good", "lead": "part", "shared": "everyone"})
    response.refresh_from_db()
    assert response.answered_on == TODAY
    assert dict(response.words.values_list("question", "text"))["want"] == WORDS.replace("\r\n", "\n")
    client.post(address, {"do": "send", "want": "Something else", "shared": "iro"})
    client.post(address, {"do": "keep", "want": "Something else"})
    assert dict(response.words.values_list("question", "text"))["want"] == WORDS
    with pytest.raises(Refused, match="sent already"):
        asking.keep(response, sent(want="No"))
    shown = client.get(address).content.decode()
    assert "Thank you" in shown
    assert "Kofi" in shown, "what the child asked for is shown; its answer comes later"


def test_the_script_keeps_what_is_typed(client, asked):
    [response] = asked.ask("child")
    answer = client.post(
        reverse("answer", args=[links.secret_of(response)]), {"do": "keep", "want": "x"}, headers={"X-Keeps": "1"}
    )
    assert answer.json()["kept"]
    assert response.words.get().text == "x"


def test_what_is_too_long_is_refused_and_still_there(client, asked):
    [response] = asked.ask("child")
    long = "a" * 20_001
    shown = client.post(
        reverse("answer", args=[links.secret_of(response)]), {"do": "send", "want": long, "matters": "Me"}
    )
    assert shown.status_code == 400
    assert "longer than 20,000" in shown.content.decode()
    assert long in shown.content.decode()


def test_nothing_is_not_sent(client, asked):
    [response] = asked.ask("child")
    shown = client.post(reverse("answer", args=[links.secret_of(response)]), {"do": "send"})
    assert "Answer one question" in shown.content.decode()
    shown = client.post(
        reverse("answer", args=[links.secret_of(response)]), {"do": "send", "wants_talk": "1"}, follow=True
    )
    response.refresh_from_db()
    assert response.wants_talk
    assert Message.objects.filter(key="talk_wanted", user=asked.cast.people[roles.IRO]).exists()


def test_without_a_choice_it_is_for_the_iro_only(client, asked):
    [response] = asked.ask("child")
    client.post(reverse("answer", args=[links.secret_of(response)]), {"do": "send", "want": "A dog"})
    response.refresh_from_db()
    assert response.is_private
    assert not Ask.objects.exists()


@pytest.mark.feature("M7")
def test_a_talk_is_asked_for_and_noted(sign_in, asked):
    [response] = asked.ask("child")
    asking.send(response, sent(), shared="", wants_talk=True)
    client = sign_in(asked.cast.people[roles.IRO])
    assert "1 waits for a talk" in client.get(reverse("returns")).content.decode()
    assert (
        reverse("note_talk", args=[response.pk]) in client.get(reverse("response", args=[response.pk])).content.decode()
    )
    client.post(reverse("note_talk", args=[response.pk]), {"talked_on": "20/1/2025"})
    response.refresh_from_db()
    assert response.talked_on == TODAY
    assert "Nobody waits" in client.get(reverse("returns")).content.decode()


@pytest.mark.feature("M1")
def test_paper_answers_are_typed_in_and_begun_ones_are_not_touched(sign_in, asked):
    [child, mother] = asked.ask("child", asked.mother_key)
    client = sign_in(asked.cast.people[roles.BUSINESS_SUPPORT])
    went = client.post(
        reverse("type_in", args=[mother.pk]), {"well": "He sleeps wel", "shared": "iro", "way": "paper"}, follow=True
    )
    assert "word for word" in went.content.decode()
    assert "sleeps wel" not in client.get(reverse("response", args=[mother.pk])).content.decode(), (
        "who typed it reads it no more"
    )
    mother.refresh_from_db()
    assert (mother.way, mother.typed_by) == ("paper", asked.cast.people[roles.BUSINESS_SUPPORT])
    asking.keep(child, sent(want="Mine"))
    refused = client.post(reverse("type_in", args=[child.pk]), {"want": "Typed over", "shared": "iro"})
    assert "has begun to answer" in refused.content.decode()
    assert "Typed over" in refused.content.decode()
    assert child.words.get().text == "Mine"


@pytest.mark.feature("M1")
def test_what_was_said_stands_beside_the_record(sign_in, asked):
    asked.answered("everyone", home_more="My room is <b>cold</b>", lead="part")
    client = sign_in(asked.cast.people[roles.IRO])
    record_held(child=asked.cast.ada, by=asked.cast.people[roles.IRO], on=MEETS, held_on=MEETS, participation="PN1")
    asked.cast.council.service.fixed_today = MEETS
    asked.cast.council.service.save()
    text = client.get(reverse("record", args=[asked.review.pk])).content.decode()
    assert "My room is &lt;b&gt;cold&lt;/b&gt;" in text
    assert "What works there, and what does not?" in text
    assert "A bit" not in text
    before = client.get(reverse("prepare", args=[asked.review.pk])).content.decode()
    assert "Part of it" in before


@pytest.mark.feature("F9")
def test_what_a_child_asks_for_is_answered_and_shown_to_the_child(client, asked):
    response = asked.answered("everyone", want="A bike\n\nTo see Kofi")
    asks = list(Ask.objects.filter(review=asked.review).order_by("pk"))
    assert [ask.words for ask in asks] == ["A bike", "To see Kofi"]
    by = asked.cast.people[roles.IRO]
    address = reverse("happened", args=[links.secret_of(response)])
    assert "Nothing is decided yet" in client.get(address).content.decode()
    deciding.answer_ask(asks[0], by=by, outcome="agreed")
    deciding.answer_ask(asks[1], by=by, outcome="not", why="His carers are away in May.")
    assert "carers are away" not in client.get(address).content.decode(), "held back until the decisions are out"
    asked.review.refresh_from_db()
    asked.review.decisions_sent_on = TODAY
    asked.review.save()
    shown = client.get(address).content.decode()
    assert "His carers are away in May." in shown
    assert [h.outcome for h in what_happened(response)] == ["agreed", "not"]


def test_asking_for_what_was_noted_already_adds_no_line(asked):
    deciding.ask(asked.review, by=None, words="A bike")
    asked.answered("everyone", want="A bike")
    assert Ask.objects.count() == 1


def test_a_page_for_any_time_can_be_used_again(client, asked):
    [response] = asked.ask("child", purpose=ANY)
    address = reverse("answer", args=[links.secret_of(response)])
    client.post(address, {"do": "send", "said": "First", "shared": "iro"})
    assert "Say something else" in client.get(address).content.decode()
    went = client.post(address, {"do": "more"})
    twice = client.post(address, {"do": "more"})
    assert went["Location"] == twice["Location"], "pressed twice, opened once"
    assert "First" not in client.get(went["Location"]).content.decode()
    client.post(went["Location"].split("?")[0], {"do": "send", "said": "Second", "shared": "iro"})
    assert Response.objects.answered().count() == 2
    assert Response.objects.filter(asked_on__isnull=False).count() == 1, "nobody was asked a second time"


def test_sayings_are_what_a_child_wrote(asked):
    asked.answered("everyone", home_more="Cold room", home="good", want="A bike")
    member = asked.cast.people[roles.IRO].membership
    assert [s.words for s in reading.sayings(asked.cast.ada, member, TODAY, TODAY, TODAY)] == ["Cold room"]


@pytest.mark.feature("M2")
def test_themes_are_the_councils(sign_in, asked, monkeypatch):
    from footprint.council.profile import profile

    monkeypatch.setitem(profile("neutral").voice, "themes", {"home": "Home", "family": "Family time"})
    response = asked.answered("everyone")
    client = sign_in(asked.cast.people[roles.IRO])
    client.post(reverse("response", args=[response.pk]), {"do": "themes", "themes": ["family", "home"]})
    assert set(response.themes.values_list("theme", flat=True)) == {"family", "home"}
    assert "Family time" in client.get(reverse("returns")).content.decode()
    client.post(reverse("response", args=[response.pk]), {"do": "themes", "themes": ["home"]})
    assert [t.theme for t in response.themes.all()] == ["home"]
    with pytest.raises(Refused, match="no theme"):
        asking.set_themes(response, by=None, themes=["made up"])


def test_the_letter_goes_out_with_the_childs_own_page(asked):
    from footprint.voice.printing import letter_block

    [response] = asked.ask("child", purpose=ANY)
    assert asking.own_page(asked.cast.ada) == response
    told = " ".join(str(block) for block in letter_block(response))
    assert links.code_of(response) in told
    assert links.secret_of(response) in told
    asking.send(response, sent(said="x"), shared="iro")
    assert asking.own_page(asked.cast.ada) is None


def test_a_parent_is_thanked(client, asked):
    [response] = asked.ask(asked.mother_key)
    address = reverse("answer", args=[links.secret_of(response)])
    shown = client.post(address, {"do": "send", "well": "All", "shared": "iro"})
    assert "Thank you. Your answers are sent." in shown.content.decode()
    assert client.get(address).status_code == 404


def test_two_pages_of_one_child_wipe_nothing(client, asked):
    """A phone and a computer: what is newer stays, what is typed in the older page is put under it."""
    [response] = asked.ask("child")
    address = reverse("answer", args=[links.secret_of(response)])
    empty = asking.mark("")
    client.post(address, {"do": "keep", "want": "A bike", "was-want": empty})
    client.post(address, {"do": "keep", "want": "", "was-want": empty})
    assert response.words.get().text == "A bike"
    client.post(address, {"do": "keep", "want": "A dog", "was-want": empty})
    assert response.words.get().text == "A bike\n\nA dog"
    client.post(address, {"do": "keep", "want": "", "was-want": asking.mark("A bike\n\nA dog")})
    assert response.words.get().text == "", "what is seen can be taken away"


def test_an_old_page_is_not_told_that_it_was_kept(client, asked):
    response = asked.answered()
    answer = client.post(
        reverse("answer", args=[links.secret_of(response)]), {"do": "keep", "want": "x"}, headers={"X-Keeps": "1"}
    )
    assert answer.status_code == 409


def test_what_was_ticked_is_there_when_they_come_back(client, asked):
    [response] = asked.ask("child")
    address = reverse("answer", args=[links.secret_of(response)])
    client.post(address, {"do": "keep", "wants_talk": "1", "shared": "everyone"})
    page = client.get(address).content.decode()
    assert 'name="wants_talk" value="1" checked' in page
    assert 'name="shared" value="everyone" checked' in page


def test_help_opens_whatever_stands_on_the_page(client, asked):
    [response] = asked.ask("child")
    address = reverse("answer", args=[links.secret_of(response)])
    assert "/help/not-safe" in client.post(address, {"do": "not-safe", "want": "a" * 20_001})["Location"]
    asking.send(response, sent(want="x"), shared="iro")
    assert "/help/not-safe" in client.post(address, {"do": "not-safe"})["Location"]


def test_without_an_iro_somebody_else_is_told_of_an_answer(asked):
    asked.cast.people[roles.IRO].is_active = False
    asked.cast.people[roles.IRO].save()
    asked.answered("everyone")
    assert Message.objects.filter(key="views_came", user=asked.cast.people[roles.IRO_MANAGER]).exists()


def test_what_is_opened_after_the_decisions_is_asked_at_the_next_review(asked):
    response = asked.answered("iro", want="A lock")
    record_held(child=asked.cast.ada, by=None, on=MEETS, held_on=MEETS, participation="PN1")
    asked.review.refresh_from_db()
    asked.review.decisions_sent_on = MEETS
    asked.review.save()
    asking.open_to_others(response, by=asked.cast.people[roles.IRO], why="x", told_on=TODAY, told_how="y")
    assert Ask.objects.get().review != asked.review


def test_what_is_written_in_a_second_page_after_sending_is_given_back(client, asked):
    [response] = asked.ask("child")
    address = reverse("answer", args=[links.secret_of(response)])
    client.post(address, {"do": "send", "want": "A bike", "shared": "iro"})
    page = client.post(address, {"do": "send", "want": "A bike", "matters": "My gran"}).content.decode()
    assert "is not sent. You can copy it" in page
    assert "My gran" in page


def test_a_wish_for_the_iro_only_is_not_forgotten(client, sign_in, asked):
    response = asked.answered("iro", want="A lock")
    page = client.get(reverse("happened", args=[links.secret_of(response)])).content.decode()
    assert "They will answer you themselves" in page
    assert "not asked for anything" not in page
    assert "A lock" not in page
    reader = sign_in(asked.cast.people[roles.IRO]).get(reverse("response", args=[response.pk])).content.decode()
    assert "asks for something, for you only" in reader
    asking.open_to_others(response, by=asked.cast.people[roles.IRO], why="x", told_on=TODAY, told_how="y")
    assert "You were told why on Monday 20 January" in client.get(
        reverse("answer", args=[links.secret_of(response)])
    ).content.decode()  # fmt: skip


def test_who_has_begun_is_asked_once_more_with_a_form_of_its_own(asked):
    [first] = asked.ask("child")
    asking.keep(first, sent(want="Mine"))
    with pytest.raises(Refused, match="They have begun to write"):
        asking.renew(first, by=None, on=TODAY)
    [second] = asked.ask("child")
    assert second != first
    assert not second.words.exists()
    assert links.find(links.secret_of(first)) == first


def test_the_same_words_sent_again_are_not_doubled(asked):
    [response] = asked.ask("child")
    old = asking.mark("")
    for text in ("One", "Two", "One"):
        asking.keep(response, lambda key, text=text: {"want": [text], "was-want": [old]}.get(key, []))
    assert response.words.get().text == "One\n\nTwo"
