"""Every page that opens without doing something first: whole, quiet, accessible, and fit for a phone."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.council.profile import profile
from footprint.reviews.actions import record_held
from tests.conftest import TODAY
from tests.web.test_doors import CHILD, PARTS, REVIEW, SERVICE, about, address, patterns, rows_of_service

M, W, D, A = roles.IRO_MANAGER, roles.IRO, roles.DATA_COLLEAGUE, roles.ADMINISTRATOR
# address: who looks, title, a text, three controls in the order of the keyboard
PAGES = {
    "account_login": (None, "Sign in", "For people who work", ("Email", "Password", "Sign in")),
    "calculator": (None, "When is a review due?", "Nothing that you type is kept", ("Day the child", "Reviews held", "Work it out")),
    "home": (A, "People", "Who signs in", ("Skip to main content", "Settings", "Add a person")),
    "glossary": (None, "Words", "participation code", ("Skip to main content", "Footprint", "How dates")),
    "desk": (W, "Your desk", "Ada Test", ("Skip to main content", "Desk", "Ada Test")),
    "service": (M, "The service today", "Ben Test", ("Find", "Service", "Choose an IRO for Ben Test")),
    "children": (M, "2 children", "Ada Test", ("Name or number", "Show", "Ada Test")),
    "due_list": (M, "Reviews due in January 2025", "January 2025", ("December 2024", "Team", "Show")),
    "data": (D, "Data", "Missing about children in care", ("Children", "Take in a return", "a people list")),
    "take_in_return": (D, "Take in a return", "before anything is stored", ("Council", "Collection year", "Show what")),
    "take_in_people": (D, "Take in a people list", "before anything is stored", ("Council", "File", "Show what")),
    "flag_list": (D, "The UPN is not a letter with 12 digits, nor UN1 to UN5", "0 rows", ("Data", "Back to data", "How dates")),
    "gap_list": (D, "Children in care with no IRO", "Ben Test", ("Data", "Back to data", "Ben Test")),
    "child": (M, "Ada Test", "Lives in", ("Overview", "Choose an IRO", "Record a review held")),
    "add_child": (M, "Add a child", "since the last return", ("The council's number", "Day care began", "Add the child")),
    "edit_child": (M, "Details of Ada Test", "What you change here is yours", ("First name", "Ethnicity", "Save")),
    "record_fact": (M, "Record: legal status", "About Ada Test", ("Back to Ada", "From", "Save")),
    "end_fact": (M, "End: legal status", "Full care order since", ("Back to Ada", "Day it ended", "Save")),
    "withdraw_fact": (M, "Withdraw: legal status", "was never true", ("Back to Ada", "Why is it", "Save")),
    "set_interval": (W, "Review more often", "at the law's intervals", ("Review at least", "Why", "Save")),
    "restrict": (M, "Restrict a record", "Figures still count it", ("Back to Ada", "Why", "Restrict the record")),
    "settings": (M, "Settings", "Mon 1 Apr 2024", ("Settings", "Change the first day", "Add a team")),
    "first_day": (M, "First day of use", "what is overdue", ("Back", "First day of use", "Save")),
    "population": (M, "Children in the area", "rates per 10,000", ("Council", "Source", "Save")),
    "add_team": (M, "Add a team", "A social work team", ("Council", "Name of the team", "Save")),
    "group_team": (M, "Service of a team", "Figures of earlier days", ("Service of the council", "From", "Save")),
    "add_staff": (M, "Add an IRO or social worker", "the records name", ("What they are", "Name", "Save")),
    "set_post": (M, "Post of Somebody in post", "The one before ends", ("Title of the post", "Kind of post", "Save")),
    "leave_post": (M, "Somebody in post leaves", "0.50 FTE since", ("Day the post ended", "Why", "Save")),
    "inbox": (M, "Inbox", "Nothing was told to you yet", ("Inbox", "Change how you are told", "All messages")),
    "inbox_how": (M, "How you are told", "holds everything at once", ("Back", "At once", "Save")),
    "mailbox": (M, "Messages", "1 message waits", ("The texts of all messages", "All (1)", "Decide")),
    "settle": (M, "Was this message sent?", "Ask the reader", ("Back to the messages", "It was sent", "Send it again")),
    "gallery": (M, "What is sent", "Invitation to a review", ("Back to the settings", "Change it: Invitation", "How dates")),
    "edit_template": (M, "Invitation to a review", "You may use {initials}", ("Back", "Subject", "Save for Alder")),
    "people": (A, "People", "What each role may do", ("Settings", "Add a person", "Change administrator")),
    "add_person": (A, "Add a person", "Somebody who signs in", ("Name", "Email", "Save")),
    "change_person": (A, "iro", "Signs in as", ("Back", "May sign in", "Save")),
    "new_password": (A, "New password", "The old password stops", ("Back", "New password", "Save")),
    "difference": (D, "A file and a person differ", "Recorded here", ("Back to the data", "the history of", "Keep what")),
    "taken_in": (D, "Taken in", "No row was refused", ("Data", "Back to data", "How dates")),
    "history": (W, "History of Ada Test", "Legal status", ("Overview", "True on", "As known at")),
    "figures": (M, "Figures 2023-24", "Change", ("From", "Show", "2022-23")),
    "figure": (M, "Children in care 2023-24: 1", "What it counts", ("All figures", "Show", "age")),
    "records": (M, "0 reviews", "Counted in", ("Find", "Data", "How dates")),
    "reports": (M, "Reports", "Read the public report", ("From", "Show", "Read the internal report")),
    "report": (M, "Annual report of the Independent Reviewing Officers", "Internal copy", ("All reports", "Show the public copy", "Get it as PDF")),
    "plans_list": (M, "Plans in date", "Personal education plan", ("Kind", "Show", "Ada Test")),
    "child_plans": (M, "Plans of Ada Test", "Nothing is recorded as done", ("Overview", "Plans", "Record: care plan")),
    "record_plan": (M, "Record: Care plan", "About Ada Test", ("Back to the plans", "Where it is seen", "Save")),
    "withdraw_plan": (M, "Withdraw: Care plan", "It stays in the record", ("Back to the plans", "Why is it", "Withdraw it")),
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
    rows = rows_of_service(cast.council.service, cast.people[roles.IRO])
    if name in CHILD:
        where = about(name, cast.ada)
    elif name in REVIEW:
        where = address(name, pk=held.pk)
    else:
        where = address(name, **({"pk": rows[name]} if name in SERVICE else PARTS.get(name, {})))
    visit(role and cast.people[role]).open(where).look(title, text, order=order)


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
