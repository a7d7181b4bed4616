"""Secret addresses: what opens them, and that nobody learns why one does not open."""

from datetime import date, timedelta

import pytest

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.council.refusals import Refused
from footprint.messages.actions import (
    CLOSED,
    make_feed,
    make_link,
    open_link,
    user_of_feed,
    withdraw_feed,
    withdraw_link,
)
from footprint.messages.models import FeedLink, PersonalLink
from tests.messages.conftest import NOW

BORN = date(2010, 5, 1)


@pytest.fixture
def made(cast):
    return make_link(
        child=cast.ada, kind="views", about="review 12", name="A carer", by=None, until=NOW.date() + timedelta(days=7)
    )


def test_a_link_opens_with_the_day_of_birth(made):
    link, secret = made
    opened = open_link(secret, BORN, NOW)
    assert (opened.pk, opened.about, opened.child.first_name) == (link.pk, "review 12", "Ada")
    link.refresh_from_db()
    assert link.opened_at == NOW
    assert Event.objects.filter(what="look: personal link", child=link.child_id).exists()


def test_only_a_hash_is_kept(made):
    link, secret = made
    assert len(secret) >= 43
    row = PersonalLink.objects.filter(pk=link.pk).values().get()
    assert secret not in str(row)
    assert secret not in str(list(Event.objects.values_list("detail", "subject")))


def withdrawn(link, cast):
    withdraw_link(link, by=cast.people[roles.IRO])


def died(link, cast):
    cast.ada.died = NOW.date()
    cast.ada.save()


def over(link, cast):
    PersonalLink.objects.update(until=NOW.date() - timedelta(days=1))


def locked(link, cast):
    PersonalLink.objects.update(tries=10)


@pytest.mark.parametrize("closing", [withdrawn, died, over, locked])
def test_it_is_closed_in_the_same_words(cast, made, closing):
    link, secret = made
    closing(link, cast)
    with pytest.raises(Refused) as refused:
        open_link(secret, BORN, NOW)
    assert (str(refused.value), refused.value.field) == (CLOSED, None)


@pytest.mark.parametrize(("secret", "born"), [("unknown", BORN), ("", BORN), (None, date(2010, 5, 2)), (None, None)])
def test_unknown_and_wrong_sound_the_same(made, secret, born):
    with pytest.raises(Refused) as refused:
        open_link(made[1] if secret is None else secret, born, NOW)
    assert (str(refused.value), refused.value.field) == (CLOSED, None)


def test_ten_wrong_days_close_it(made):
    link, secret = made
    for day in range(1, 11):
        with pytest.raises(Refused):
            open_link(secret, date(2011, 1, day), NOW)
    with pytest.raises(Refused):
        open_link(secret, BORN, NOW)
    assert Event.objects.filter(what="refused a personal link").count() == 10


def test_a_right_day_forgets_the_wrong_ones(made):
    link, secret = made
    for _ in range(3):
        for day in range(1, 9):
            with pytest.raises(Refused):
                open_link(secret, date(2011, 1, day), NOW)
        assert open_link(secret, BORN, NOW)


def test_a_link_is_withdrawn_once_and_made_only_for_the_living(cast, made):
    withdraw_link(made[0], by=cast.people[roles.IRO])
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_link(made[0], by=cast.people[roles.IRO])
    died(None, cast)
    with pytest.raises(Refused, match="has died"):
        make_link(child=cast.ada, kind="views", about="", name="", by=None, until=NOW.date())


def test_a_feed_opens_until_it_is_made_anew_or_withdrawn(cast):
    iro = cast.people[roles.IRO]
    first = make_feed(iro, by=iro)
    assert user_of_feed(first) == iro
    assert first not in str(list(FeedLink.objects.values()))
    second = make_feed(iro, by=iro)
    assert (user_of_feed(first), user_of_feed(second), user_of_feed("")) == (None, iro, None)
    withdraw_feed(iro, by=iro)
    assert user_of_feed(second) is None
    with pytest.raises(Refused, match="no calendar feed"):
        withdraw_feed(iro, by=iro)
    assert user_of_feed(make_feed(iro, by=iro)) == iro


def test_a_feed_closes_with_the_sign_in(cast):
    iro = cast.people[roles.IRO]
    secret = make_feed(iro, by=iro)
    iro.is_active = False
    iro.save()
    assert user_of_feed(secret) is None
