"""Every page that opens without doing something first: whole, quiet, accessible, and fit for a phone."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.council.profile import profile
from footprint.reviews.actions import record_held
from tests.conftest import TODAY
from tests.web.test_doors import PARTS, patterns

M, W, D, A = roles.IRO_MANAGER, roles.IRO, roles.DATA_COLLEAGUE, roles.ADMINISTRATOR
# address: who looks, title, a text, three controls in the order of the keyboard
PAGES = {
    "account_login": (None, "Sign in", "For people who work", ("Email", "Password", "Sign in")),
    "calculator": (None, "When is a review due?", "Nothing that you type is kept", ("Day the child", "Reviews held", "Work it out")),
    "home": (A, "Nothing is open to you yet", "Ask the administrator", ("Skip to main content", "Footprint", "Sign out")),
    "desk": (W, "Your desk", "Ada Test", ("Skip to main content", "Desk", "Ada Test")),
    "service": (M, "The service today", "Ben Test", ("Find", "Service", "Choose an IRO for Ben Test")),
    "children": (M, "2 children", "Ada Test", ("Name or number", "Show", "Ada Test")),
    "due_list": (M, "Reviews due in January 2025", "January 2025", ("December 2024", "Team", "Show")),
    "data": (D, "Data", "Missing about children in care", ("Children", "Take in a return", "a people list")),
    "take_in_return": (D, "Take in a return", "before anything is stored", ("Council", "Collection year", "Show what")),
    "take_in_people": (D, "Take in a people list", "before anything is stored", ("Council", "File", "Show what")),
    "flag_list": (D, "The upn is not a letter with 12 digits, nor un1 to un5", "0 rows", ("Data", "Back to data", "How dates")),
    "gap_list": (D, "Children in care with no IRO", "Ben Test", ("Data", "Back to data", "Ben Test")),
    "child": (M, "Ada Test", "Lives in", ("Overview", "Choose an IRO", "Record a review held")),
    "history": (W, "History of Ada Test", "Legal status", ("Overview", "True on", "As known at")),
    "figures": (M, "Figures 2023-24", "Change", ("From", "Show", "2022-23")),
    "figure": (M, "Children in care 2023-24: 1", "What it counts", ("All figures", "Show", "age")),
    "records": (M, "0 reviews", "Counted in", ("Find", "Data", "How dates")),
    "reports": (M, "Reports", "Read the public report", ("From", "Show", "Read the internal report")),
    "report": (M, "Annual report of the Independent Reviewing Officers", "Internal copy", ("All reports", "Show the public copy", "Get it as PDF")),
    "record_review": (W, "Record a review", "The next review is due by", ("Back to Ada", "Day the review", "Record the review")),
    "allocate": (M, "Choose an IRO", "Ada Test's IRO is An IRO", ("Back to Ada", "From", "Save")),
    "review": (W, "First review of Ada Test", "Last day allowed", ("Day the review", "How the child took part", "Save")),
    "withdraw_review": (W, "Withdraw a review", "It stays in the record", ("Back to Ada", "Why is it", "Withdraw it")),
}  # fmt: skip
NO_PAGE = {"healthz", "readyz", "account_logout", "document_styles"}


def test_every_page_is_looked_at():
    assert set(PAGES) | NO_PAGE == set(patterns())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page(visit, cast, name):
    role, title, text, order = PAGES[name]
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    parts = PARTS.get(name, {})
    if not parts:
        route = str(patterns()[name].pattern)
        pk = held.pk if route.startswith("reviews") else cast.ada.pk
        parts = {"pk": pk} if "<int:pk>" in route else {}
    visit(role and cast.people[role]).open(reverse(name, kwargs=parts)).look(title, text, order=order)


LONG = {
    "iro": "Independent Reviewing and Participation Officer",
    "review": "statutory conversation about arrangements",
    "reviews": "statutory conversations about arrangements",
    "child": "young person who is cared for",
    "children": "young people who are cared for",
    "decisions": "agreements and recommendations",
    "social_worker": "allocated key practitioner",
}


def test_pages_survive_longer_words(visit, cast, monkeypatch):
    longer = replace(profile("neutral"), words={**profile("neutral").words, **LONG})
    monkeypatch.setattr("footprint.web.context.profile", lambda _: longer)
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    here = visit(cast.people[M])
    for name in ("desk", "service", "children", "due_list", "data", "figures"):
        here.open(reverse(name)).assert_fits()
    for name, row in (("child", cast.ada), ("record_review", cast.ada), ("review", held)):
        here.open(reverse(name, args=[row.pk])).assert_fits()
        assert "arrangements" in here.page.locator("body").inner_text()


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [("/data", 403, "This page is not open to you"), ("/children/999999", 404, "Page not found")],
)
def test_a_refusal_is_a_page_too(visit, cast, address, status, title):
    here = visit(cast.people[roles.IRO]).open(address)
    here.look(title, "Go to your first page", status=status, order=("Find", "Desk", "Go to your first page"))
