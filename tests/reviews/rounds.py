"""A child with twelve people round her, an address that some of them may not learn, and texts that give it away."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from footprint.children.actions import add_around
from footprint.children.models import AroundChild, Person, Placement, SocialWork
from footprint.reviews import answers, booking, deciding, sending
from footprint.reviews.actions import record_held
from footprint.reviews.models import Attendee, Review
from footprint.reviews.questions import CHOICE, DAY, sheet
from tests.conftest import TODAY

HELD, SINCE = date(2025, 1, 13), date(2024, 6, 3)
ALL = ["invitation", "decisions", "record"]
HOME = {"address": "12 Orchard Close\nElmby", "postcode": "ZZ9 9QX"}
PLACED, MET_AT = "YY8 8PX", "Rose Cottage, 7 Mill Lane"
# name → role, how reached, and what differs from somebody who gets everything and may know
PEOPLE: dict[str, tuple[str, str, dict]] = {
    "Mary Mother": ("mother", "email", {"may_know_home": False}),
    "Frank Father": ("father", "post", {"may_know_home": False}),
    "Cara Carer": ("carer", "hand", {"child_lives_here": True}),
    "Anna Aunt": ("family", "email", {}),
    "Gus Guardian": ("guardian", "email", {"gets": ["decisions", "record"]}),
    "Adam Advocate": ("advocate", "email", {"gets": ["invitation", "record"]}),
    "Tess Teacher": ("teacher", "email", {"gets": ["invitation", "decisions"], "may_know_home": False}),
    "Nina Nurse": ("nurse", "email", {"gets": ["invitation"]}),
    "Ugo Uncle": ("family", "post", {"kept_from": "a court order"}),
    "Nell Neighbour": ("other", "post", {"gets": []}),
    "Vic Visitor": ("visitor", "email", {}),
    "Gran Grandmother": ("family", "post", {"may_know_home": False}),
}
NOT_ASKED = "Vic Visitor"
MAY_NOT_KNOW = {name for name, (_, _, more) in PEOPLE.items() if not more.get("may_know_home", True)}
KEPT = {"Ugo Uncle", "Nell Neighbour"}
TELLING = (
    "She lives at 12 Orchard Close, Elmby, ZZ9 9QX with Cara. The house in _ORCHARD  CLOSE_ is quiet; the map says zz99qx and "
    "Z Z 9-9 q x, the list Yy8 8pX and YY88PX. They met at Rose cottage, 7 Mill Lane; 7 mill\nlane is near 12 Orchard Cl."
)
SECRETS = ("orchard", "elmby", "zz99qx", "yy88px", "rosecottage", "milllane")


def bare(text: str) -> str:
    """A text without what is no letter or digit, in small letters."""
    return re.sub(r"[\W_]+", "", text).lower()


def told(text: str) -> set[str]:
    """What of the address a text gives away."""
    return {secret for secret in SECRETS if secret in bare(text)}


def surround(child):
    """Put twelve people round a child."""
    for number, (name, (role, how, more)) in enumerate(PEOPLE.items(), start=1):
        contact = {
            "email": f"person{number}@home.example",
            "address": f"{number} Far Row\nOtherton",
            "postcode": "XX7 7RX",
        }
        if role == "carer":
            contact |= HOME
        values = {"gets": ALL, **contact, "reached_by": how, **more}
        add_around(child=child, by=None, on=TODAY, starts_on=SINCE, role=role, name=name, **values)
    Placement.objects.filter(child=child).update(postcode=PLACED)


def part_of(name: str) -> AroundChild:
    return AroundChild.objects.standing().get(person__name=name, ends_on=None)


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def held_review(cast) -> Review:
    """Ada's review, held: every free text of its papers gives the address away; the decisions are issued, the record is
    finished and the letter written."""
    surround(cast.ada)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28))
    review = booking.open_review(cast.ada)
    book(review)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=HELD)
    review = Review.objects.select_related("child", "council__service").get(held_on=HELD, child=cast.ada)
    write_all(review)
    return review


def book(review: Review, **more):
    """A meeting at home; everybody known is asked, but for one."""
    how = {"day": date(2025, 1, 31), "at": time(16, 15), "mode": "in person", "place": MET_AT, "at_home": True} | more
    booking.book(review, by=None, on=TODAY, **how)
    Attendee.objects.filter(review=review, person__name=NOT_ASKED).update(invited=False)


def write_all(review: Review):
    texts = {q.key: _answer(q) for name in ("record", "letter") for q in sheet(name).questions.values()}
    at = datetime(2025, 1, 14, 12, tzinfo=ZoneInfo("Europe/London"))
    answers.take_in(council=review.council, by=None, at=at, texts={review: texts})
    for day in (20, 27):
        deciding.decide(review, by=None, on=TODAY, text=f"{day}: {TELLING}", owner=f"{day} {TELLING}"[:200], due_on=date(2025, 1, day))  # fmt: skip
    deciding.ask(review, by=None, words=TELLING, outcome="not", why=TELLING)
    deciding.issue(review, by=None, on=TODAY)
    sending.finish_record(review, by=None, on=TODAY)
    review.refresh_from_db()


def _answer(question) -> str:
    if question.kind == CHOICE:
        return next(iter(question.options))
    if getattr(question, "most", None) is not None:
        return "12"
    return "2025-01-13" if question.kind == DAY else TELLING


def next_review(cast) -> Review:
    """Ada's review that is booked, with an agenda that gives the address away."""
    surround(cast.ada)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28))
    review = booking.open_review(cast.ada)
    book(review)
    answers.save(review, by=None, question="prep.agenda", text=TELLING, seen=0, writer="page")
    return review


def worker_signs_in(cast, role="social_worker"):
    """The social worker of the child's work is somebody who signs in."""
    work = SocialWork.objects.standing().get(child=cast.ada, ends_on=None)
    work.worker.user = cast.people[role]
    work.worker.save()
