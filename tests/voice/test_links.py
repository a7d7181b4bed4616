"""The secrets of personal pages: they open one thing, cannot be guessed, and close."""

import random
import re
from datetime import timedelta
from time import monotonic

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.council.refusals import Refused
from footprint.messages.models import Message
from footprint.reviews.actions import record_held
from footprint.voice import asking, links
from footprint.voice.models import ANY, Response
from tests.conftest import TODAY
from tests.voice.conftest import MEETS, sent


def page(client, response, **more):
    return client.get(reverse("answer", args=[links.secret_of(response)]), **more)


def later(cast, day):
    cast.council.service.fixed_today = day
    cast.council.service.save()


def test_nothing_of_a_secret_is_stored(asked):
    for response in asked.ask("child", asked.mother_key):
        secret, code = links.secret_of(response), links.code_of(response)
        stored = " ".join(str(value) for value in Response.objects.filter(pk=response.pk).values()[0].values())
        assert secret not in stored
        assert code not in stored
        assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", code)


def test_an_email_holds_the_link_and_the_inbox_does_not(asked):
    [response] = asked.ask(asked.mother_key)
    [message] = Message.objects.filter(key="views_asked")
    assert message.address == "mona@example.org"
    assert links.secret_of(response) not in message.body
    assert message.secret == links.secret_of(response)
    assert "Ada" not in message.subject + message.body
    assert "Mona" in message.body


@pytest.mark.feature("M1")
def test_the_link_opens_without_signing_in_and_says_little(client, asked):
    [response] = asked.ask("child")
    shown = page(client, response)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Hello Ada" in text
    assert "Test" not in text
    assert "School hall" not in text
    assert asked.cast.iro.name not in text
    assert shown["Referrer-Policy"] == "no-referrer"
    assert shown["Cache-Control"] == "no-store"
    assert "noindex" in shown["X-Robots-Tag"]
    assert "Set-Cookie" not in str(shown.headers)
    assert not client.cookies


@pytest.mark.parametrize(
    "end", ["withdrawn", "renewed", "held", "answered by a parent", "kept away", "died", "review due no more"]
)
def test_a_link_closes(client, asked, end):
    [child, mother] = asked.ask("child", asked.mother_key)
    by = asked.cast.people[roles.IRO]
    secret, code = links.secret_of(child), links.code_of(child)
    if end == "withdrawn":
        asking.withdraw(child, by=by, why="Given to the wrong child")
    elif end == "renewed":
        asking.renew(child, by=by, on=TODAY)
    elif end == "held":
        record_held(child=asked.cast.ada, by=by, on=MEETS, held_on=MEETS, participation="PN1")
        later(asked.cast, MEETS + timedelta(days=1))
    elif end == "kept away":
        asked.mother.kept_from = "a court order"
        asked.mother.save()
        secret, code = links.secret_of(mother), links.code_of(mother)
    elif end == "died":
        asked.cast.ada.died = TODAY
        asked.cast.ada.save()
    elif end == "review due no more":
        asked.review.withdrawn_at = child.made_at
        asked.review.save()
        later(asked.cast, child.until + timedelta(days=1))
    else:
        asking.send(mother, sent(well="All"), shared="everyone")
        secret, code = links.secret_of(mother), links.code_of(mother)
    shown = client.get(reverse("answer", args=[secret]))
    assert shown.status_code == 404
    assert "does not open anything" in shown.content.decode()
    with pytest.raises(Refused, match="does not open anything"):
        links.find_code(code, "192.0.2.1")


def test_what_is_asked_before_a_review_opens_as_long_as_it_is_not_held(client, asked):
    [response] = asked.ask("child")
    later(asked.cast, response.until + timedelta(days=30))
    assert page(client, response).status_code == 200


@pytest.mark.parametrize("form", ["{}", " {} ", "lower", "plain"])
def test_a_code_opens_however_it_is_typed(client, asked, form):
    [response] = asked.ask("child")
    code = links.code_of(response)
    typed = {"lower": code.lower(), "plain": code.replace("-", " ")}.get(form) or form.format(code)
    went = client.post(reverse("type_code"), {"code": typed}, follow=True)
    assert "Hello Ada" in went.content.decode()
    assert links.secret_of(response) not in went.redirect_chain[0][0]


def test_ten_thousand_guesses_find_nothing_and_lock_nobody_else_out(client, asked):
    [response] = asked.ask("child")
    luck, begun, refused = random.Random(1), monotonic(), 0
    for _ in range(10_000):
        guess = "".join(luck.choice(links.LETTERS) for _ in range(links.SIZE))
        try:
            links.find_code(guess, "203.0.113.7")
        except Refused as refusal:
            refused += 1
            last = str(refusal)
    assert refused == 10_000
    assert last == links.TOO_MANY
    assert monotonic() - begun < 60
    with pytest.raises(Refused, match="too many"):
        links.find_code(links.code_of(response), "203.0.113.7")
    assert links.find_code(links.code_of(response), "203.0.113.8"), "somebody elsewhere gets in"
    assert page(client, response, REMOTE_ADDR="203.0.113.7").status_code == 200, "the link itself never waits"


def test_one_household_counts_as_one_address(asked):
    for n in range(links.TRIES):
        with pytest.raises(Refused, match="does not open"):
            links.find_code("AAAA-AAAA-AAAA", f"2001:db8:1:2::{n:x}")
    with pytest.raises(Refused, match="too many"):
        links.find_code("AAAA-AAAA-AAAA", "2001:db8:1:2:ffff::1")
    with pytest.raises(Refused, match="does not open"):
        links.find_code("AAAA-AAAA-AAAA", "2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, "192.0.2.9, 198.51.100.1, 198.51.100.2", "127.0.0.1"),
        (1, "192.0.2.9, 198.51.100.1, 198.51.100.2", "198.51.100.2"),
        (2, "192.0.2.9, 198.51.100.1, 198.51.100.2", "198.51.100.1"),
        (1, "203.0.113.7:51234", "203.0.113.7"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "127.0.0.1"),
        (3, "192.0.2.9", "127.0.0.1"),
    ],
)
def test_behind_proxies_what_they_saw_counts(rf, settings, proxies, header, seen):
    from footprint.web.views.answering import network_address

    settings.PROXIES = proxies
    request = rf.get("/", HTTP_X_FORWARDED_FOR=header)
    assert network_address(request) == seen


def test_no_link_shows_what_another_said(client, asked):
    """For every pair: what one wrote is on no other's page, kept or sent."""
    said = {"child": "CHILDWORDS", asked.mother_key: "MOTHERWORDS", f"person {asked.carer.person_id}": "CARERWORDS"}
    key_of = {"child": "home_more", asked.mother_key: "well", f"person {asked.carer.person_id}": "home"}
    responses = {key: asked.ask(key)[0] for key in said}
    [anytime] = asked.ask("child", purpose=ANY)
    for key, response in responses.items():
        asking.keep(response, sent(**{key_of[key]: said[key]}))
    for step in ("kept", "sent"):
        for key, response in {**responses, "any": anytime}.items():
            pages = [reverse(name, args=[links.secret_of(response)]) for name in ("answer", "happened")]
            pages += [
                reverse("call_for_help", args=[links.secret_of(response), kind]) for kind in ("not-safe", "complain")
            ]
            shown = " ".join(client.get(address).content.decode() for address in pages)
            for other, words in said.items():
                own = key == other and step == "kept"
                assert (words in shown) == own, f"{key} {step} sees what {other} wrote"
        for key, response in responses.items():
            if step == "kept":
                asking.send(response, sent(**{key_of[key]: said[key]}), shared="everyone")


@pytest.mark.parametrize("address", ["/v/wrong", "/v/wrong/asked", "/v/wrong/help/not-safe", "/v/1:a:b", "/v/x:y"])
def test_a_wrong_address_opens_nothing(client, asked, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "send", "words": "x"}).status_code == 404


def test_a_typed_code_leads_nowhere_after_half_a_day(client, asked, monkeypatch):
    from django.core import signing

    [response] = asked.ask("child")
    token = links.find_code(links.code_of(response), "192.0.2.1")
    assert links.find(token) == response
    old = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: old() + 13 * 3600)
    assert links.find(token) is None


def test_a_new_link_closes_the_address_of_a_typed_code(client, asked):
    [response] = asked.ask("child")
    token = links.find_code(links.code_of(response), "192.0.2.1")
    asking.renew(response, by=None, on=TODAY)
    assert client.get(reverse("answer", args=[token])).status_code == 404


def test_what_a_child_opened_further_closes_with_the_first_page(client, asked):
    [first] = asked.ask("child", purpose=ANY)
    asking.send(first, sent(said="x"), shared="iro")
    first.refresh_from_db()
    more = asking.say_more(first)
    [second] = asked.ask("child", purpose=ANY)
    asking.send(second, sent(said="y"), shared="iro")
    second.refresh_from_db()
    assert asking.say_more(second) != more, "who holds one page is led to no page of another"
    assert page(client, more).status_code == 200
    asking.withdraw(first, by=None, why="Lost")
    assert page(client, more).status_code == 404


def test_a_link_that_was_taken_back_goes_out_no_more(asked):
    [response] = asked.ask(asked.mother_key)
    asking.renew(response, by=None, on=TODAY)
    old, new = Message.objects.filter(key="views_asked").order_by("pk")
    assert (old.state, old.secret) == (Message.STOPPED, "")
    response.refresh_from_db()
    assert new.secret == links.secret_of(response)


def test_a_renewed_page_for_any_time_comes_with_the_next_letter(asked):
    [response] = asked.ask("child", purpose=ANY)
    later(asked.cast, response.until + timedelta(days=1))
    assert asking.own_page(asked.cast.ada) is None
    asking.ask(asked.cast.ada, by=None, on=response.until + timedelta(days=1), to=["child"], purpose=ANY)
    assert asking.own_page(asked.cast.ada) == response
