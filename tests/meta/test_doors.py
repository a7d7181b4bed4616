"""The table of doors holds what it says: no address without an entry, and all four situations by reading and by writing."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.reviews.actions import record_held
from tests.conftest import TODAY
from tests.web import test_doors as doors
from tests.web.test_doors import (
    CHILD,
    DISPUTE,
    NEEDS,
    OPEN,
    OWN,
    RESPONSE,
    REVIEW,
    SECRET,
    SERVICE,
    SIGNED_IN,
    TO_HOLD,
    about,
    address,
    booked_review,
    patterns,
    sees,
)

BEHIND = {**NEEDS, **CHILD, **REVIEW, **TO_HOLD, **SERVICE, **RESPONSE, **DISPUTE, **OWN}


def test_a_new_address_without_an_entry_fails(monkeypatch):
    more = {**patterns(), "everything": SimpleNamespace(pattern="everything")}
    monkeypatch.setattr(doors, "patterns", lambda: more)
    with pytest.raises(AssertionError):
        doors.test_every_address_has_its_entry()


def test_every_address_has_one_entry_only():
    tables = [OPEN, SECRET, SIGNED_IN, NEEDS, CHILD, REVIEW, TO_HOLD, SERVICE, RESPONSE, DISPUTE, OWN]
    assert sum(map(len, tables)) == len(set().union(*tables))


@pytest.mark.parametrize("name", sorted(BEHIND))
def test_the_view_asks_for_the_permission_of_its_entry(name):
    assert patterns()[name].callback.permission == BEHIND[name]


def test_an_address_that_names_a_row_is_tried_with_the_rows_of_others():
    naming = {name for name, p in patterns().items() if "<int:" in str(p.pattern)}
    assert naming == {*CHILD, *REVIEW, *TO_HOLD, *SERVICE, *RESPONSE, *DISPUTE, *OWN}


@pytest.fixture
def rows(cast):
    """A child and a review in each situation."""
    children = {"own": cast.ada, "other team": cast.ben, "restricted": cast.cleo, "other service": cast.stranger}
    days = {"other team": date(2025, 1, 10)}
    made = {}
    for which, child in children.items():
        for name in CHILD:
            about(name, child)  # makes the row that the page is about
        held = record_held(child=child, by=None, on=TODAY, held_on=days.get(which, date(2024, 6, 28)))
        made[which] = (child, held, booked_review(child))
    return made


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_own_other_team_restricted_and_other_service(cast, sign_in, rows, role, method):
    client = sign_in(cast.people[role])
    before = Event.objects.exclude(what__startswith="look").count()
    for which, (child, review, to_hold) in rows.items():
        for name, permission in {**CHILD, **REVIEW, **TO_HOLD}.items():
            of = review if name in REVIEW else to_hold
            where = about(name, child) if name in CHILD else address(name, pk=of.pk)
            may = permission in roles.ROLES[role].may
            wanted = 403 if not may else 200 if sees(role, which) else 404
            answer = getattr(client, method)(where)
            assert answer.status_code == wanted, (role, which, name)
            if wanted != 200:
                words = re.findall(r"\w+", answer.content.decode())
                assert child.first_name not in words, (role, which, name)
    assert Event.objects.exclude(what__startswith="look").count() == before, "an empty form wrote something"
