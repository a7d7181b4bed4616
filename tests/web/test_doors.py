"""Every address, for every role: who is let in, and that the outsider never is. A new address without an entry fails."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.children.actions import add_around, restrict
from footprint.children.models import AroundChild
from footprint.council.actions import set_line, set_post, staff_member
from footprint.council.models import Membership, Staff, Team
from footprint.disputes import registers
from footprint.disputes.levels import Asked
from footprint.disputes.models import SentList, Workshop
from footprint.disputes.raising import Concern, raise_dispute
from footprint.exchange.models import Difference, Import
from footprint.messages.actions import send
from footprint.messages.models import Message
from footprint.plans.actions import record_plan
from footprint.reviews import booking
from footprint.reviews.actions import record_held
from footprint.reviews.models import Review
from footprint.voice.asking import ask
from footprint.voice.models import ANY, Activity, VoicePaper, YouSaid
from footprint.voice.registers import write
from footprint.voice.saying import write_statement
from tests.conftest import TODAY

OPEN = {"account_login", "healthz", "readyz", "calculator", "glossary", "document_styles", "participation", "personal",
        "type_code"}  # fmt: skip
SECRET = {"feed", "answer", "happened", "call_for_help"}  # no sign-in, but not found without the right secret
SIGNED_IN = {"home", "account_logout"}
# Opened by whom it is for only: tests/voice, tests/disputes.
OWN = {"alarm": roles.ANSWER_ALARMS, "my_response": roles.READ_INBOX, "answer_challenge": roles.SEE_CHALLENGES}
NEEDS = {
    "desk": roles.SEE_DESK,
    "service": roles.SEE_SERVICE,
    "children": roles.SEE_CHILDREN,
    "due_list": roles.SEE_CHILDREN,
    "plans_list": roles.SEE_CHILDREN,
    "data": roles.IMPORT,
    "take_in_return": roles.IMPORT,
    "take_in_people": roles.IMPORT,
    "flag_list": roles.IMPORT,
    "gap_list": roles.IMPORT,
    "figures": roles.SEE_FIGURES,
    "figure": roles.SEE_FIGURES,
    "records": roles.SEE_RECORDS_BEHIND,
    "reports": roles.REPORT,
    "report": roles.REPORT,
    "add_child": roles.RECORD_FACTS,
    "settings": roles.SET_UP,
    "first_day": roles.SET_UP,
    "population": roles.SET_UP,
    "add_team": roles.SET_UP,
    "add_staff": roles.SET_UP,
    "inbox": roles.READ_INBOX,
    "inbox_how": roles.READ_INBOX,
    "mailbox": roles.SEE_MAILBOX,
    "gallery": roles.SET_UP,
    "edit_template": roles.SET_UP,
    "changes": roles.SEE_CHILDREN,
    "calendar": roles.SEE_CALENDAR,
    "moves": roles.SEE_CALENDAR,
    "set_duty": roles.MOVE,
    "register": roles.SEE_DECISIONS,
    "not_heard": roles.SEE_SERVICE,
    "themes": roles.SEE_SERVICE,
    "returns": roles.SEE_VOICE,
    "alarms": roles.ANSWER_ALARMS,
    "people": roles.MANAGE_PEOPLE,
    "add_person": roles.MANAGE_PEOPLE,
    "take_in_statements": roles.IMPORT,
    "voice": roles.SEE_VOICE,
    "voice_advocacy": roles.SEE_VOICE,
    "voice_visitors": roles.SEE_VOICE,
    "voice_complaints": roles.SEE_VOICE,
    "voice_compliments": roles.SEE_VOICE,
    "voice_activities": roles.SEE_VOICE,
    "voice_quotes": roles.SEE_VOICE,
    "voice_you_said": roles.SEE_VOICE,
    "voice_papers": roles.SEE_VOICE,
    "voice_apps": roles.SEE_VOICE,
    "voice_talks": roles.SEE_VOICE,
    "add_row": roles.KEEP_VOICE,
    "challenges": roles.SEE_CHALLENGES,
    "raise_challenge": roles.RAISE_CHALLENGE,
    "challenges_overdue": roles.RAISE_CHALLENGE,
    "challenge_patterns": roles.OVERSEE_CHALLENGES,
    "challenge_procedure": roles.SEE_CHALLENGES,
    "sent_lists": roles.OVERSEE_CHALLENGES,
    "preview_list": roles.OVERSEE_CHALLENGES,
    "challenge_register": roles.OVERSEE_CHALLENGES,
    "add_beside": roles.RAISE_CHALLENGE,
    "lines": roles.SET_UP,
    "set_line": roles.SET_UP,
}
CHILD = {
    "child": roles.SEE_CHILDREN,
    "history": roles.SEE_CHILDREN,
    "record_review": roles.RECORD_REVIEW,
    "allocate": roles.ALLOCATE,
    "edit_child": roles.RECORD_FACTS,
    "record_fact": roles.RECORD_FACTS,
    "end_fact": roles.RECORD_FACTS,
    "withdraw_fact": roles.RECORD_FACTS,
    "people_round": roles.SEE_CHILDREN,
    "add_round": roles.KEEP_PEOPLE,
    "change_round": roles.KEEP_PEOPLE,
    "end_round": roles.KEEP_PEOPLE,
    "note_entry": roles.RECORD_REVIEW,
    "tell_change": roles.TELL_CHANGE,
    "set_interval": roles.SET_INTERVAL,
    "restrict": roles.RESTRICT,
    "child_voice": roles.SEE_CHILDREN,
    "child_plans": roles.SEE_CHILDREN,
    "record_plan": roles.KEEP_PEOPLE,
    "withdraw_plan": roles.KEEP_PEOPLE,
    "add_statement": roles.KEEP_VOICE,
    "correct_statement": roles.KEEP_VOICE,
    "withdraw_statement": roles.KEEP_VOICE,
    "add_advocacy": roles.KEEP_VOICE,
    "add_visitor": roles.KEEP_VOICE,
    "add_complaint": roles.KEEP_VOICE,
    "add_compliment": roles.KEEP_VOICE,
    "add_quote": roles.KEEP_VOICE,
    "child_challenges": roles.SEE_CHILDREN,
    "add_beside_child": roles.RAISE_CHALLENGE,
}
# Pages of a challenge.
DISPUTE = {
    "challenge": roles.SEE_CHALLENGES,
    "challenge_act": roles.RAISE_CHALLENGE,
}
# Pages about a row of the service that is no child and no review.
SERVICE = {
    "group_team": roles.SET_UP,
    "set_post": roles.SET_UP,
    "leave_post": roles.SET_UP,
    "change_person": roles.MANAGE_PEOPLE,
    "new_password": roles.MANAGE_PEOPLE,
    "difference": roles.IMPORT,
    "taken_in": roles.IMPORT,
    "settle": roles.SEE_MAILBOX,
    "voice_pair": roles.SEE_VOICE,
    "voice_paper": roles.SEE_VOICE,
    "link_records": roles.KEEP_VOICE,
    "note_talk": roles.SEE_DESK,
    "correct_row": roles.KEEP_VOICE,
    "withdraw_row": roles.KEEP_VOICE,
    "sent_list": roles.OVERSEE_CHALLENGES,
    "praise": roles.SEE_CHALLENGES,
    "correct_beside": roles.RAISE_CHALLENGE,
    "withdraw_beside": roles.RAISE_CHALLENGE,
    "end_line": roles.SET_UP,
}
REVIEW = {
    "review": roles.SEE_CHILDREN,
    "withdraw_review": roles.RECORD_REVIEW,
    "changed": roles.SEE_CHILDREN,
    "prepare": roles.RECORD_REVIEW,
    "assessment": roles.WRITE_PAPERS,
    "who_comes": roles.BOOK,
    "papers": roles.WRITE_PAPERS,
    "record": roles.RECORD_REVIEW,
    "quality": roles.DECIDE_REVIEW,
    "save_answer": roles.WRITE_PAPERS,
    "choose": roles.WRITE_PAPERS,
    "same_words": roles.RECORD_REVIEW,
    "decisions": roles.RECORD_REVIEW,
    "answer_ask": roles.RECORD_REVIEW,
    "reply": roles.ANSWER_DECISIONS,
    "letter": roles.DECIDE_REVIEW,
    "copies": roles.SEND_OUT,
    "copy": roles.SEE_CHILDREN,
    "views": roles.ASK_VIEWS,
}
# Pages of somebody who was asked about a child.
RESPONSE = {
    "response": roles.SEE_CHILDREN,
    "response_paper": roles.ASK_VIEWS,
    "type_in": roles.ASK_VIEWS,
}
# Pages of a review that is still to be held.
TO_HOLD = {
    "book": roles.BOOK,
    "change_booking": roles.BOOK,
    "ask_move": roles.BOOK,
    "cancel_meeting": roles.BOOK,
    "adjourn": roles.RECORD_REVIEW,
    "ask_early": roles.BOOK,
}
PARTS = {
    "personal": {"secret": "nobody-knows-this-secret"},
    "feed": {"secret": "nobody-knows-this-secret"},
    "answer": {"secret": "nobody-knows-this-secret"},
    "happened": {"secret": "nobody-knows-this-secret"},
    "call_for_help": {"secret": "nobody-knows-this-secret", "kind": "not-safe"},
    "edit_template": {"key": "invitation"},
    "flag_list": {"code": "upn-pattern"},
    "gap_list": {"gap_name": "no-iro"},
    "figure": {"name": "children-in-care"},
    "records": {"name": "reviews-held"},
    "report": {"name": "bradford-2020-21"},
    "add_row": {"kind": "activities"},
    "correct_row": {"kind": "activities"},
    "withdraw_row": {"kind": "activities"},
    "preview_list": {"kind": "outstanding"},
    "challenge_register": {"kind": "issues"},
    "add_beside": {"kind": "workshops"},
    "correct_beside": {"kind": "workshops"},
    "withdraw_beside": {"kind": "workshops"},
    "challenge_act": {"act": "note"},
}


def patterns():
    return {p.name: p for p in get_resolver().url_patterns[0].url_patterns}


def address(name, /, **parts):
    return reverse(name, kwargs=parts or None)


def about(name, child):
    """The address of a child's page, or of the page of the child's legal status."""
    parts = {
        "record_fact": {"kind": "legal-status"},
        "record_plan": {"kind": "care_plan"},
        "add_beside_child": {"kind": "other-ways"},
    }
    if name in ("change_round", "end_round"):
        parts[name] = {"part": part_of(child).pk}
    if name in ("end_fact", "withdraw_fact"):
        parts[name] = {"kind": "legal-status", "fact": child.legalstatuss.first().pk}
    if name in ("correct_statement", "withdraw_statement"):
        parts[name] = {"said": statement_of(child).pk}
    if name == "withdraw_plan":
        plan = {"kind": "care_plan", "done_on": TODAY, "evidence": "on file"}
        done = child.plans_done.first() or record_plan(child=child, by=None, on=TODAY, **plan)
        parts[name] = {"kind": "care_plan", "done": done.pk}
    return address(name, pk=child.pk, **parts.get(name, {}))


def statement_of(child):
    """What somebody said for a child, and the child's wish for a talk, as somebody of the service typed it in."""
    typed_by = Membership.objects.get(service=child.council.service, role=roles.IRO_MANAGER).user
    said = {"respondent": "child", "way": "phone", "heard_on": TODAY, "shared": "everyone", "wants_talk": True}
    return write_statement(child, by=typed_by, on=TODAY, words="I want to talk.", **said)


def part_of(child):
    """A part that somebody has in the child's life."""
    known = AroundChild.objects.standing().filter(child=child, ends_on=None).first()
    values = {"role": "mother", "name": f"Kim {child.last_name}", "reached_by": "hand"}
    return known or add_around(child=child, by=None, on=TODAY, starts_on=child.born, **values)


def booked_review(child):
    """A review that is to be held, and booked."""
    due = Review.objects.open().filter(child=child, missed=False).order_by("due_on").first()
    if due is None:
        due = Review.objects.create(council=child.council, child=child, recorded_at=timezone.now(), due_on=TODAY)
    if booking.booked(due) is None:
        booking.book(due, by=None, on=TODAY, day=date(2025, 2, 18), at=time(16, 15), place=f"Room {child.pk}")
    return due


def test_every_address_has_its_entry():
    tables = (NEEDS, CHILD, REVIEW, TO_HOLD, SERVICE, RESPONSE, DISPUTE, OWN)
    assert set(patterns()) == OPEN | SECRET | SIGNED_IN | set().union(*tables)


@pytest.mark.parametrize("name", sorted(SECRET))
def test_a_wrong_secret_finds_nothing(client, db, name):
    assert client.get(address(name, **PARTS[name])).status_code == 404


@pytest.mark.parametrize("name", sorted(OPEN))
def test_open_pages_need_no_sign_in(client, db, name):
    assert client.get(address(name, **PARTS.get(name, {}))).status_code == 200


@pytest.mark.parametrize("name", sorted(set(NEEDS) | SIGNED_IN))
def test_closed_pages_send_to_sign_in(client, db, name):
    answer = client.get(address(name, **_parts(name)))
    assert answer.status_code == 302
    assert name == "account_logout" or answer["Location"].startswith("/sign-in")


def _parts(name):
    return PARTS.get(name, {})


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_pages_open_by_role(cast, sign_in, role):
    client = sign_in(cast.people[role])
    for name, permission in NEEDS.items():
        wanted = 200 if permission in roles.ROLES[role].may else 403
        assert client.get(address(name, **_parts(name))).status_code == wanted, (role, name)


def sees(role, which):
    """Which of the children a role sees: own (and own team's), other team's, restricted, other service's."""
    if role == roles.ADMINISTRATOR or which == "other service":
        return False
    if which == "own":
        return True
    return which == "other team" and role not in (roles.SOCIAL_WORKER, roles.TEAM_MANAGER)


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_children_open_by_role(cast, sign_in, role):
    client = sign_in(cast.people[role])
    which = {"own": cast.ada, "other team": cast.ben, "restricted": cast.cleo, "other service": cast.stranger}
    for kind, child in which.items():
        for name, permission in CHILD.items():
            may = permission in roles.ROLES[role].may
            wanted = 403 if not may else 200 if sees(role, kind) else 404
            assert client.get(about(name, child)).status_code == wanted, (role, kind, name)


def rows_of_service(service, person):
    """A row of the service for each page of SERVICE."""
    staff = staff_member(service, Staff.IRO, "Somebody in post")
    team = Team.objects.get_or_create(council=service.councils.get(), name="A team")[0]
    post = set_post(
        staff, by=None, on=TODAY, starts_on=date(2024, 4, 1), title="A post", fte=Decimal("0.5"), employment="permanent"
    )
    council = service.councils.get()
    child = council.children.filter(restricted=False).first()
    differing = Difference.objects.create(
        council=council, child=child, what="placement", where="2024", ours="U6", theirs="K2", found_at=timezone.now()
    )
    run = Import.objects.create(council=council, kind="people", made_at=timezone.now(), outcome={"tables": {}})
    message = send(
        "unsafe_copy_stopped", council=council, by=None, child=child, address="somebody@home.example", link="/desk"
    )
    Message.objects.filter(pk=message.pk).update(state=Message.PERHAPS)
    registered = {"by": None, "on": TODAY, "council": council}
    activity = write(Activity, **registered, kind="survey", title="A survey", day=TODAY)
    pair = write(YouSaid, **registered, said="We want to be asked")
    paper = write(VoicePaper, **registered, kind="menu", title="Ways to take part", text="Talk to me", starts_on=TODAY)
    beside = {"by": None, "on": TODAY, "council": council}
    workshop = registers.write(
        Workshop, **beside, title="Challenge", held_on=TODAY, for_whom="managers", led_by="us", people=9
    )
    praise = registers.praise(**beside, worker="A worker", words="Well done.", to=["head_of_service"])
    praise.told_to.set(service.members.values_list("user", flat=True))
    member = service.members.exclude(role=roles.ADMINISTRATOR).order_by("pk").first()
    line = set_line(**beside, level="head_of_service", user=member.user, starts_on=date(2024, 4, 1))
    content = {"title": "Not settled", "counts": [["Not settled", []]], "groups": [], "lines": []}
    sent = SentList.objects.create(
        council=council, kind="outstanding", first=TODAY, last=TODAY, content=content, made_at=timezone.now()
    )
    return {
        "sent_list": sent.pk,
        "praise": praise.pk,
        "correct_beside": workshop.pk,
        "withdraw_beside": workshop.pk,
        "end_line": line.pk,
        "voice_pair": pair.pk,
        "link_records": pair.pk,
        "voice_paper": paper.pk,
        "note_talk": statement_of(child).pk,
        "correct_row": activity.pk,
        "withdraw_row": activity.pk,
        "settle": message.pk,
        "difference": differing.pk,
        "taken_in": run.pk,
        "group_team": team.pk,
        "set_post": staff.pk,
        "leave_post": post.pk,
        "change_person": person.pk,
        "new_password": person.pk,
    }


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_rows_of_a_service_open_in_it_alone(cast, sign_in, role):
    client = sign_in(cast.people[role])
    own = rows_of_service(cast.council.service, cast.people[roles.IRO])
    others = rows_of_service(cast.other_council.service, cast.outsider)
    for method in (client.get, client.post):
        for name, permission in SERVICE.items():
            may = permission in roles.ROLES[role].may
            assert method(address(name, pk=own[name], **_parts(name))).status_code == (200 if may else 403), (
                role,
                name,
            )
            assert method(address(name, pk=others[name], **_parts(name))).status_code == (404 if may else 403), (
                role,
                name,
            )


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_reviews_to_hold_open_with_their_child(cast, sign_in, role):
    own, far = booked_review(cast.ada), booked_review(cast.stranger)
    client = sign_in(cast.people[role])
    for name, permission in TO_HOLD.items():
        may = permission in roles.ROLES[role].may
        wanted = 403 if not may else 200 if sees(role, "own") else 404
        assert client.get(address(name, pk=own.pk)).status_code == wanted, (role, name)
        assert client.get(address(name, pk=far.pk)).status_code == (404 if may else 403), (role, name)


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_reviews_open_with_their_child(cast, sign_in, role):
    own = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    far = record_held(child=cast.stranger, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    client = sign_in(cast.people[role])
    for name, permission in REVIEW.items():
        may = permission in roles.ROLES[role].may
        assert client.get(address(name, pk=own.pk)).status_code == (
            403 if not may else 200 if sees(role, "own") else 404
        )
        assert client.get(address(name, pk=far.pk)).status_code == (404 if may else 403)


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_responses_open_with_their_child(cast, sign_in, role):
    own, far = asked_about(cast.ada), asked_about(cast.stranger)
    client = sign_in(cast.people[role])
    for name, permission in RESPONSE.items():
        may = permission in roles.ROLES[role].may
        wanted = 403 if not may else 200 if sees(role, "own") else 404
        assert client.get(address(name, pk=own.pk)).status_code == wanted, (role, name)
        assert client.get(address(name, pk=far.pk)).status_code == (404 if may else 403), (role, name)
    assert client.get(address("my_response", pk=own.pk)).status_code == 404


def asked_about(child):
    """Somebody who was asked about a child and has not answered."""
    waiting = child.responses.filter(answered_on=None).first()
    return waiting or ask(child, by=None, on=TODAY, to=["child"], purpose=ANY)[0]


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_challenges_open_with_their_children(cast, sign_in, role):
    own, far = challenge_about(cast.ada), challenge_about(cast.stranger)
    client = sign_in(cast.people[role])
    for name, permission in DISPUTE.items():
        may = permission in roles.ROLES[role].may
        assert client.get(address(name, pk=own.pk, **_parts(name))).status_code == (200 if may else 403), (role, name)
        wanted = 404 if may else 403
        assert client.get(address(name, pk=far.pk, **_parts(name))).status_code == wanted, (role, name)


def challenge_about(child):
    """A challenge that waits for an answer of somebody who does not sign in."""
    concern = Concern(title="No visit since October", words="Three were due.", themes=("visits",))
    return raise_dispute(
        by=None,
        on=TODAY,
        council=child.council,
        children=[child],
        concern=concern,
        stage="1",
        asked=Asked(None, "The manager"),
    )


def test_a_named_person_sees_a_restricted_child(cast, sign_in):
    manager = cast.people[roles.IRO_MANAGER]
    client = sign_in(manager)
    assert client.get(address("child", pk=cast.cleo.pk)).status_code == 404
    restrict(cast.cleo, by=None, users=[manager], why="agreed")
    assert client.get(address("child", pk=cast.cleo.pk)).status_code == 200


def test_the_outsider_finds_nobody_in_a_list(cast, sign_in):
    page = sign_in(cast.outsider).get(address("children"), {"find": "Ada", "show": "all"})
    assert "Ada Test" not in page.content.decode()
