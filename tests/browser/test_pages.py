"""Every page that opens without doing something first: whole, quiet, accessible, and fit for a phone."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.council.profile import profile
from footprint.reviews.actions import record_held
from footprint.voice.alarms import raise_alarm
from tests.conftest import TODAY
from tests.web.test_doors import (
    CHILD,
    DISPUTE,
    PARTS,
    RESPONSE,
    REVIEW,
    SERVICE,
    TO_HOLD,
    about,
    address,
    asked_about,
    booked_review,
    challenge_about,
    patterns,
    rows_of_service,
)

M, W, D, A = roles.IRO_MANAGER, roles.IRO, roles.DATA_COLLEAGUE, roles.ADMINISTRATOR
T = roles.TEAM_MANAGER
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
    "challenges": (M, "Challenges", "No answer is late", ("Overdue", "Team", "Show")),
    "raise_challenge": (W, "Raise a collective alert", "About the service", ("Back to challenges", "What is wrong, in a line", "Raise it")),
    "challenges_overdue": (W, "Overdue for challenge", "without a challenge", ("Challenges", "IRO", "Show")),
    "challenge_patterns": (M, "Patterns in challenges", "Returning on the same child", ("Patterns", "Issues", "All issues")),
    "challenge_procedure": (W, "Dispute resolution", "within 20 working days", ("The procedure", "How dates")),
    "sent_lists": (M, "Lists to senior managers", "Every 2 weeks", ("Lists", "See it as it would", "Not settled")),
    "sent_list": (M, "Not settled", "As it stood", ("All lists", "How dates")),
    "preview_list": (M, "Preview: Challenges not settled", "Nothing is sent", ("All lists", "How dates")),
    "challenge_register": (M, "Issues of the service", "What recurs", ("Issues", "Add one", "How dates")),
    "add_beside": (W, "Write down: workshop", "For whom", ("Back to the list", "What it was about", "Save")),
    "correct_beside": (W, "Change: workshop", "What it was about", ("Back to the list", "Day", "Save")),
    "withdraw_beside": (W, "Withdraw: workshop", "stays in the record", ("Back to the list", "Why is it", "Withdraw it")),
    "praise": (W, "Praise for good practice", "Well done", ("Challenges", "How dates")),
    "challenge": (W, "No visit since October", "It is the turn of The manager", ("All challenges", "Settle it", "Add a note")),
    "challenge_act": (W, "Add a note", "No visit since October", ("Back to challenge", "The note", "Add it")),
    "answer_challenge": (W, "No visit since October", "Three were due", ("Back to challenge", "What will happen", "Send the answer")),
    "child_challenges": (W, "Challenges: Ada Test", "None that you may read", ("Challenges", "Raise a challenge", "Cafcass")),
    "add_beside_child": (W, "Write down: other way", "About Ada Test", ("Back to Ada", "With whom", "Save")),
    "lines": (M, "Who answers challenges", "Head of Service", ("Settings", "End", "Name somebody")),
    "set_line": (M, "Who holds a level", "those above a team", ("Level", "Who", "Save")),
    "end_line": (M, "iro holds it no more", "First day", ("Back to who", "First day", "Save")),
    "add_team": (M, "Add a team", "A social work team", ("Council", "Name of the team", "Save")),
    "group_team": (M, "Service of a team", "Figures of earlier days", ("Service of the council", "From", "Save")),
    "add_staff": (M, "Add an IRO or social worker", "the records name", ("What they are", "Name", "Save")),
    "set_post": (M, "Post of Somebody in post", "The one before ends", ("Title of the post", "Kind of post", "Save")),
    "leave_post": (M, "Somebody in post leaves", "0.50 FTE since", ("Day the post ended", "Why", "Save")),
    "inbox": (M, "Inbox", "Nothing was told to you yet", ("Inbox", "Change how you are told", "All messages")),
    "inbox_how": (M, "How you are told", "holds everything at once", ("Back", "At once", "Save")),
    "mailbox": (M, "Messages", "1 message waits", ("The texts of all messages", "All (2)", "Decide")),
    "settle": (M, "Was this message sent?", "Ask the reader", ("Back to the messages", "It was sent", "Send it again")),
    "gallery": (M, "What is sent", "Invitation to a review", ("Back to the settings", "Change it: Invitation", "Change it: Papers are late")),
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
    "review": (W, "First review of Ada Test", "Last day allowed", ("Day the review", "How it was held", "Save")),
    "people_round": (W, "People round Ada Test", "Nobody is recorded round Ada yet", ("Overview", "Plans", "Add somebody")),
    "add_round": (W, "Add somebody round Ada", "decides what leaves", ("Back to the people", "Name", "Add them")),
    "change_round": (W, "Kim Test", "Mother of Ada", ("Back to the people", "May know where", "Save")),
    "end_round": (W, "Kim Test is no longer mother", "They get no more papers", ("Back to the people", "Day on which this part", "Save")),
    "note_entry": (W, "Ada's entry into care", "an IRO by", ("Back to Ada", "Information pack", "Save")),
    "tell_change": (W, "Tell the IRO of a change for Ada", "An IRO is told at once", ("Back to Ada", "What happened", "Tell the IRO")),
    "changes": (W, "Changes told to the IRO", "0 in the last twelve months", ("Find", "Calendar", "How dates")),
    "calendar": (M, "Calendar, January 2025", "Duty cover", ("December 2024", "February 2025", "Make an address")),
    "moves": (M, "Wishes to move a review", "Nobody waits", ("Find", "Calendar", "How dates")),
    "set_duty": (M, "Duty cover", "who is away", ("Back to the calendar", "First day", "Save")),
    "register": (M, "Decisions", "0: overdue", ("Overdue", "Not done", "All")),
    "not_heard": (M, "Children who were not heard", "PN7 and PN4", ("Find", "Service", "How dates")),
    "themes": (M, "After the meetings", "No form has been finished yet", ("Find", "Service", "How dates")),
    "participation": (None, "How the code is worked out", "nobody types it", ("Skip to main content", "Footprint", "How dates")),
    "personal": (None, "Papers for you", "day of birth", ("Footprint", "Day of birth", "Open the papers")),
    "changed": (W, "What changed: Ada Test", "Then and now", ("Back to Ada", "What changed", "Who is asked")),
    "prepare": (W, "Before the meeting: Ada Test", "Seeing Ada beforehand", ("How Ada wants it", "Day on which Ada", "Save")),
    "assessment": (W, "My assessment for my review: Ada Test", "What is going well for you", ("What is going well", "What you told me", "Give it to the IRO")),
    "who_comes": (W, "Who is asked: Ada Test", "get an invitation", ("Papers", "Ask Ada", "Save the list")),
    "papers": (W, "Papers: Ada Test", "No paper is expected yet", ("Papers", "My assessment", "How dates")),
    "record": (W, "Record: Ada Test", "How Ada took part", ("Record", "What did Ada say", "What Ada did")),
    "quality": (W, "After the meeting: Ada Test", "How good is the plan?", ("After", "Theme, if", "The form is finished")),
    "choose": (W, "Two texts: Ada Test", "Nothing waits for a choice", ("Record", "Back to the record", "How dates")),
    "same_words": (W, "The same for brothers and sisters: Ada Test", "No brother or sister", ("Record", "Copies", "How dates")),
    "decisions": (W, "Decisions: Ada Test", "None is written yet", ("What will happen", "By", "Add it")),
    "answer_ask": (W, "What was asked for: Ada Test", "Nothing is recorded", ("Decisions", "Copies", "How dates")),
    "reply": (T, "Decisions to answer: Ada Test", "has been issued yet", ("Back to Ada", "What changed", "How dates")),
    "letter": (W, "Letter: Ada Test", "Draft it from the record", ("The letter", "Save and look", "Draft it")),
    "copies": (W, "Who gets a copy: Ada Test", "Nothing has gone out yet", ("Invitation and pack", "Record", "How dates")),
    "copy": (W, "Copies: Ada Test", "Nothing has gone out yet", ("Back to Ada", "Copies", "How dates")),
    "book": (W, "Book the review of Ada", "Hold it by", ("Back to the review", "Time", "Book it")),
    "change_booking": (W, "Change the meeting", "Those who were invited", ("Back to the review", "Room or place", "Save")),
    "ask_move": (W, "Ask for another day", "Only a manager", ("Back to the review", "Why", "Ask the manager")),
    "cancel_meeting": (W, "Cancel the meeting", "stays due", ("Back to the review", "Why", "Cancel the meeting")),
    "adjourn": (W, "Adjourn the review", "Once only", ("Back to the review", "What was missing", "Adjourn it")),
    "ask_early": (W, "Hold the review early", "The law's last day", ("Back to the review", "Hold it by", "Save")),
    "views": (W, "Views: Ada Test", "by a link or on paper", ("Views", "Ask Ada", "Ask them")),
    "child_voice": (W, "Voice of Ada Test", "I want to talk.", ("Voice", "Ask Ada", "Ask them")),
    "response": (W, "Child: Ada Test", "nothing written yet", ("Print the form", "Make a new link", "Take the link back")),
    "type_in": (W, "Type in: Ada Test", "word for word", ("Back", "Ring me", "Send it")),
    "returns": (M, "Forms sent and returned", "came back", ("Find", "Service", "How dates")),
    "alarms": (W, "Calls for help", "Nobody waits", ("Find", "Desk", "How dates")),
    "alarm": (W, "Not safe: Ada Test", "They pressed the button", ("All calls for help", "I take it on", "It is done")),
    "take_in_statements": (D, "Take in statements from an app", "before anything is stored", ("Council", "File", "Show what")),
    "voice": (M, "Voice", "Independent visitors", ("Voice", "Advocacy", "Complaints")),
    "voice_advocacy": (M, "Advocacy", "by age", ("Back to voice", "Provider", "All (0)")),
    "voice_visitors": (M, "Independent visitors and learning mentors", "No child waits", ("Back to voice", "Write down a provider", "Waiting (0)")),
    "voice_complaints": (M, "Complaints", "is to be checked", ("Back to voice", "Add one", "Overdue (0)")),
    "voice_compliments": (M, "Compliments", "0 compliments", ("Voice", "Back to voice", "Add one")),
    "voice_activities": (M, "What we did to hear children", "A survey", ("Back to voice", "Add one", "Change A survey")),
    "voice_quotes": (M, "Quotations", "only for the uses", ("Back to voice", "Add the words", "May be printed (0)")),
    "voice_you_said": (M, "You said, we did", "nothing yet", ("Back to voice", "Add one", "We want to be asked")),
    "voice_pair": (M, "You said, we did", "nobody named", ("Back to the list", "Change", "Choose the records")),
    "link_records": (M, "Records behind it", "I want to talk", ("Back to the pair", "Name or number", "Save")),
    "voice_papers": (M, "Strategy, guidance and menu of choice", "stands", ("Back to voice", "Add one", "Ways to take part")),
    "voice_paper": (M, "Ways to take part", "It stands since", ("Back to the list", "Change", "Withdraw")),
    "voice_apps": (M, "Apps", "No accounts are written down yet", ("Voice", "Back to voice", "Add a count")),
    "voice_talks": (W, "Children who want a talk", "1 child wants a talk", ("Back to voice", "Ada Test", "We have talked")),
    "note_talk": (W, "You talked with Ada", "has wanted a talk since", ("Back to children", "Day of the talk", "Save")),
    "add_row": (M, "Add: activity", "What was said", ("Back to the list", "How many children", "Save")),
    "correct_row": (M, "Change: activity", "Written down on", ("Back to the list", "Title", "Save")),
    "withdraw_row": (M, "Withdraw: activity", "It stays in the record", ("Back to the list", "Why is it", "Withdraw it")),
    "add_statement": (M, "What was said for Ada", "Said by telephone", ("Back to Ada", "The words", "Save")),
    "correct_statement": (M, "Correct what was said", "stays in the record", ("Back to Ada", "The words", "Save")),
    "withdraw_statement": (M, "Withdraw what was said", "heard on", ("Back to Ada", "Why is it", "Withdraw it")),
    "add_advocacy": (W, "Add: advocate", "About Ada Test", ("Back to Ada", "Who asked", "Save")),
    "add_visitor": (W, "Add: visitor or mentor", "About Ada Test", ("Back to Ada", "Provider", "Save")),
    "add_complaint": (W, "Add: complaint", "within 10 working days", ("Back to Ada", "The complaint", "Save")),
    "add_compliment": (W, "Add: compliment", "About Ada Test", ("Back to Ada", "From whom", "Save")),
    "add_quote": (W, "Add: quotation", "never against the child's no", ("Back to Ada", "the person whose words", "Save")),
    "withdraw_review": (W, "Withdraw a review", "It stays in the record", ("Back to Ada", "Why is it", "Withdraw it")),
}  # fmt: skip
NO_PAGE = {
    "save_answer",
    "feed",
    "healthz",
    "readyz",
    "account_logout",
    "document_styles",
    "response_paper",
    "my_response",
}
# The pages that open by a secret have tests of their own: tests/browser/test_voice.py.
NO_PAGE |= {"answer", "happened", "call_for_help", "type_code"}


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
    elif name in TO_HOLD:
        where = address(name, pk=booked_review(cast.ada).pk)
    elif name in RESPONSE:
        where = address(name, pk=asked_about(cast.ada).pk)
    elif name in DISPUTE or name == "answer_challenge":
        where = address(name, pk=challenge_about(cast.ada).pk, **PARTS.get(name, {}))
    elif name == "alarm":
        where = address(name, pk=raise_alarm(asked_about(cast.ada), kind="unsafe")[0].pk)
    else:
        where = address(name, **({"pk": rows[name]} if name in SERVICE else {}), **PARTS.get(name, {}))
    visit(role and cast.people[role]).open(where).look(title, text, order=order)


@pytest.mark.parametrize("kind", ["places", "complaints", "compliments", "quotes", "you-said", "papers", "apps"])
def test_a_form_of_a_register(visit, cast, kind):
    here = visit(cast.people[M]).open(address("add_row", kind=kind))
    here.follow("Save").look(
        here.page.title().removesuffix(" – Footprint"), "There is a problem", order=("Back to the list", "Save")
    )


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
