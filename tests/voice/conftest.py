"""A review of Ada that is booked, with her mother and a carer round her."""

from dataclasses import dataclass
from datetime import date, time

import pytest

from footprint.accounts import roles
from footprint.children.actions import add_around
from footprint.children.models import AroundChild
from footprint.reviews import booking
from footprint.voice import asking
from footprint.voice.models import ANY, BEFORE, Response
from tests.conftest import TODAY

MEETS = date(2025, 1, 29)


def sent(**given):
    """What a form sends: ``sent(home="good")`` as the actions take it."""
    return lambda key: [given[key]] if isinstance(given.get(key), str) else given.get(key, [])


@dataclass
class Asked:
    """Ada's booked review, and how to ask for views of it."""

    cast: object
    review: object
    mother: AroundChild
    carer: AroundChild

    def ask(self, *keys, purpose=BEFORE, form="") -> list[Response]:
        review = None if purpose == ANY else self.review
        return asking.ask(
            self.cast.ada, by=self.cast.people[roles.BUSINESS_SUPPORT], on=TODAY, to=list(keys or ["child"]),
            purpose=purpose, review=review, form=form,
        )  # fmt: skip

    def answered(self, shared="iro", purpose=BEFORE, **given) -> Response:
        [response] = self.ask("child", purpose=purpose)
        return asking.send(response, sent(**(given or {"home_more": "My room is cold"})), shared=shared)

    @property
    def mother_key(self):
        return f"person {self.mother.person_id}"


@pytest.fixture
def asked(cast):
    who = {"by": None, "on": TODAY, "starts_on": date(2024, 6, 3), "child": cast.ada}
    mother = add_around(**who, role=AroundChild.MOTHER, name="Mona Test", email="mona@example.org", reached_by="email")
    carer = add_around(
        **who, role=AroundChild.CARER, name="Cara Brook", address="3 Mill Lane", postcode="ZZ1 1AB", reached_by="post",
        child_lives_here=True,
    )  # fmt: skip
    review = booking.open_review(cast.ada)
    booking.book(
        review, by=cast.people[roles.BUSINESS_SUPPORT], on=TODAY, day=MEETS, at=time(16, 15), mode="in person", place="School hall",
        minutes=60, chaired_by=cast.iro,
    )  # fmt: skip
    return Asked(cast, review, mother, carer)
