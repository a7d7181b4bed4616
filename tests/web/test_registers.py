"""The registers of the child's voice, as people write and read them."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.children.models import Child
from footprint.council.profile import profile
from footprint.messages.models import Message
from footprint.reviews.actions import record_held
from footprint.reviews.models import Ask
from footprint.voice.models import (
    Activity,
    Advocacy,
    Alarm,
    Complaint,
    Compliment,
    Opening,
    Quote,
    QuotePrint,
    Response,
    Visitor,
    VoicePaper,
    YouSaid,
)
from footprint.voice.registers import of_child, write
from footprint.voice.saying import write_statement
from footprint.web.views.registers import KINDS
from tests.conftest import TODAY

LISTS = ("advocacy", "visitors", "complaints", "compliments", "activities", "quotes", "you_said", "papers", "apps")
ABOUT_NOBODY = [kind for kind, of in KINDS.items() if not of.of_child]


def text(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def iro(cast, sign_in):
    return sign_in(cast.people[roles.IRO])


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.people[roles.IRO_MANAGER])


def seen(client, name, **query):
    return text(client.get(reverse(f"voice_{name}"), query))


def sent(client, name, *args, **form):
    return text(client.post(reverse(name, args=args), form, follow=True))


def of(cast, model, child=None, **values):
    more = {"child": child} if child else {}
    return write(model, by=None, on=TODAY, council=cast.council, **more, **values)


# -- what was said -----------------------------------------------------------------------------------------------------

HEARD = {
    "respondent": "child",
    "way": "social",
    "heard_on": "17/1/2025",
    "shared": "everyone",
    "words": "Not at school",
}


@pytest.mark.feature("M5")
def test_what_was_heard_is_written_down_corrected_and_withdrawn(cast, iro):
    refused = sent(iro, "add_statement", cast.ada.pk, **{**HEARD, "heard_on": "1/2/2030"})
    assert "on or before today" in refused
    assert "Not at school" in refused
    assert "Choose: for whom it was meant" in sent(iro, "add_statement", cast.ada.pk, **{**HEARD, "shared": ""})
    assert "It is saved" in sent(iro, "add_statement", cast.ada.pk, **HEARD)
    said = Response.objects.get()
    assert said.typed_by == cast.people[roles.IRO]
    where = reverse("correct_statement", args=[cast.ada.pk, said.pk])
    assert where in text(iro.get(reverse("child_voice", args=[cast.ada.pk])))
    assert "Not at school" in text(iro.get(where))
    sent(iro, "correct_statement", cast.ada.pk, said.pk, **{**HEARD, "words": "Not at home"})
    assert iro.get(where).status_code == 404
    again = Response.objects.standing().get()
    assert "It is withdrawn" in sent(iro, "withdraw_statement", cast.ada.pk, again.pk, why="Wrong child")
    assert not Response.objects.standing().exists()
    assert Response.objects.count() == 2


def test_words_are_shown_only_to_who_typed_them_in(cast, sign_in):
    said = write_statement(
        cast.ada, by=cast.people[roles.IRO], on=TODAY, respondent="child", way="phone", heard_on=TODAY, shared="iro",
        words="A secret",
    )  # fmt: skip
    support = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    for name in ("correct_statement", "withdraw_statement"):
        assert "A secret" not in text(support.get(reverse(name, args=[cast.ada.pk, said.pk])))


@pytest.mark.feature("M7")
def test_a_child_who_wants_a_talk_stays_on_the_list_until_the_iro_has_talked(cast, sign_in):
    support = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    assert "It is saved" in sent(support, "add_statement", cast.ada.pk, **{**HEARD, "words": "", "wants_talk": "on"})
    assert Message.objects.get(key="talk_wanted").user == cast.people[roles.IRO]
    iro = sign_in(cast.people[roles.IRO])
    assert "Children who want a talk <small>1" in text(iro.get(reverse("desk")))
    page = seen(iro, "talks")
    assert "1 child wants a talk" in page
    said = Response.objects.get()
    assert "Enter a day from" in sent(iro, "note_talk", said.pk, talked_on="1/1/2025")
    assert "The talk is noted" in sent(iro, "note_talk", said.pk, talked_on="20/1/2025")
    assert "No child waits for a talk" in seen(iro, "talks")


# -- who helps ---------------------------------------------------------------------------------------------------------

REFERRED = {"provider": "NYAS", "referred_on": "5/11/2024", "referred_by": "child", "issue": "savings"}


@pytest.mark.feature("N1")
def test_an_issue_that_is_not_resolved_is_raised_with_somebody(cast, iro):
    saved = sent(iro, "add_advocacy", cast.ada.pk, **REFERRED, words="Nobody saves for me")
    assert "It is saved" in saved
    assert "NYAS, asked for by the child" in saved
    row = Advocacy.objects.get()
    change = {"kind": "advocacy", "pk": row.pk}
    page = text(iro.get(reverse("correct_row", kwargs=change)))
    assert "Nobody saves for me" in page
    form = {**REFERRED, "words": "Nobody saves for me", "resolved": "no", "outcome": "No account yet"}
    assert "It is saved" in text(iro.post(reverse("correct_row", kwargs=change), form, follow=True))
    page = seen(iro, "advocacy")
    assert "1 issue is not resolved and raised with nobody yet" in page
    assert "with nobody" in page
    raised = {**form, "raised_with": "The director", "raised_on": "6/1/2025"}
    text(iro.post(reverse("correct_row", kwargs=change), raised, follow=True))
    page = seen(iro, "advocacy")
    assert "with The director, Mon 6 Jan 2025" in page
    assert "Every issue that is not resolved was raised" in page
    assert "NYAS" in seen(iro, "advocacy", provider="NYAS", quarter="2024-10-01")
    assert "Ada Test" not in seen(iro, "advocacy", provider="Coram Voice")
    assert "Ada Test" not in seen(iro, "advocacy", quarter="2024-07-01")


@pytest.mark.feature("N2")
def test_those_who_ask_stand_beside_those_in_care_by_age(cast, manager):
    of(cast, Advocacy, cast.ada, **{**REFERRED, "referred_on": date(2024, 11, 5)})
    of(cast, Advocacy, cast.dan, **{**REFERRED, "referred_on": date(2024, 11, 6)})
    Child.objects.filter(pk=cast.dan.pk).update(born=date(2006, 3, 1))
    page = seen(manager, "advocacy")
    assert "1 child under 18 asked for an advocate" in page
    cells = page.split("Who asks, by age")[1].split("</section>")[0]
    teens = cells.split("10 to 15")[1].split("</tr>")[0]
    assert ">1</td>" in teens
    assert ">100</td>" in teens
    grown = cells.split("Left care, 18 and over")[1].split("</tr>")[0]
    assert ">1</td>" in grown


@pytest.mark.feature("N4")
def test_who_waits_longest_for_a_visitor_and_how_many_places_there_are(cast, iro):
    first = {"kind": "visitor", "provider": "Action for Children"}
    assert "It is saved" in sent(iro, "add_visitor", cast.ben.pk, **first, asked_on="10/1/2025")
    assert "It is saved" in sent(iro, "add_visitor", cast.ada.pk, **first, asked_on="1/10/2024")
    assert "It is saved" in sent(iro, "add_visitor", cast.ada.pk, **{**first, "kind": "mentor"}, asked_on="1/10/2024", matched_on="1/12/2024")  # fmt: skip
    assert "Write down its end first" in sent(iro, "add_visitor", cast.ada.pk, **first, asked_on="2/10/2024")
    assert "It is saved" in sent(iro, "add_row", "places", **first, places="20", starts_on="1/4/2024")
    page = seen(iro, "visitors")
    assert "2 children wait, Ada longest: since Tue 1 Oct 2024" in page
    assert page.index("Ada Test") < page.index("Ben Test")
    line = page.split("By provider today")[1].split("</section>")[0]
    assert ">20</td>" in line
    assert ">2</td>" in line
    assert "Wed 1 Jan 2025" not in seen(iro, "visitors", show="matched")
    row = Visitor.objects.get(child=cast.ben)
    ended = {**first, "asked_on": "10/1/2025", "ended_on": "12/1/2025", "ended_why": "Changed their mind"}
    text(iro.post(reverse("correct_row", kwargs={"kind": "visitors", "pk": row.pk}), ended))
    assert "Changed their mind" in seen(iro, "visitors", show="ended")


# -- complaints and compliments ----------------------------------------------------------------------------------------

COMPLAINED = {"complainant": "parent", "about": "service", "received_on": "20/12/2024", "words": "The record was late"}


@pytest.mark.feature("O1")
def test_a_complaint_is_overdue_until_it_is_answered(cast, manager):
    assert "within 10 working days" in text(manager.get(reverse("add_row", args=["complaints"])))
    assert "It is saved" in sent(manager, "add_row", "complaints", **COMPLAINED)
    page = seen(manager, "complaints")
    assert "1 complaint is overdue" in page
    assert "Wed 8 Jan 2025" in page
    change = reverse("correct_row", kwargs={"kind": "complaints", "pk": Complaint.objects.get().pk})
    answered = {**COMPLAINED, "answered_on": "17/1/2025", "outcome": "upheld", "answer": "We are sorry"}
    refused = text(manager.post(change, {**answered, "answer": ""}, follow=True))
    assert "Say what was answered" in refused
    manager.post(change, {**answered, "learning": "Records are checked on day 15"})
    page = seen(manager, "complaints", show="service")
    assert "No complaint is overdue" in page
    assert "Learnt: Records are checked on day 15" in page


@pytest.mark.feature("O2")
def test_a_child_is_helped_to_complain_from_the_call_for_it(cast, iro):
    said = write_statement(cast.ada, by=None, on=TODAY, respondent="child", way="phone", heard_on=TODAY, shared="iro", words="x")  # fmt: skip
    call = Alarm.objects.create(
        council=cast.council, child=cast.ada, response=said, kind="complaint", words="They took my phone",
        raised_at="2025-01-20T09:00Z", raised_on=TODAY, due_on=TODAY,
    )  # fmt: skip
    where = reverse("add_complaint", args=[cast.ada.pk]) + f"?alarm={call.pk}"
    assert "They took my phone" in text(iro.get(where))
    form = {"complainant": "child", "about": "home", "received_on": "20/1/2025", "words": "They took my phone"}
    assert "only where the child was helped" in text(iro.post(where, form))
    iro.post(where, {**form, "helped": "on", "handed_to": "the complaints officer"})
    assert Complaint.objects.get().alarm == call
    assert "handed on to the complaints officer" in seen(iro, "complaints", show="helped")


@pytest.mark.feature("O1")
def test_a_complaint_about_the_iro_reaches_the_manager_and_no_iro(cast, sign_in):
    support = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    form = {**COMPLAINED, "complainant": "child", "about": "iro", "words": "She never rings"}
    assert "It is saved" in sent(support, "add_complaint", cast.ada.pk, **form)
    row = Complaint.objects.get()
    change = reverse("correct_row", kwargs={"kind": "complaints", "pk": row.pk})
    manager = sign_in(cast.people[roles.IRO_MANAGER])
    assert Message.objects.get(key="complaint_about_iro").user == cast.people[roles.IRO_MANAGER]
    assert "She never rings" in seen(manager, "complaints")
    Child.objects.filter(pk=cast.ada.pk).update(restricted=True)
    page = seen(manager, "complaints")
    assert "She never rings" in page
    assert "a child whose record is restricted" in page
    assert "Ada" not in page
    assert "Ada" not in text(manager.get(change))
    iro = sign_in(cast.people[roles.IRO])
    assert "She never rings" not in seen(iro, "complaints")
    assert iro.get(change).status_code == 404


@pytest.mark.feature("O5")
def test_compliments_have_their_source(cast, iro):
    form = {"source": "court", "about": cast.iro.pk, "received_on": "10/1/2025", "words": "A clear view"}
    assert "It is saved" in sent(iro, "add_row", "compliments", **form)
    assert "It is saved" in sent(iro, "add_compliment", cast.ada.pk, source="child", received_on="11/1/2025", words="Thanks")  # fmt: skip
    page = seen(iro, "compliments")
    assert "2 compliments are written down" in page
    assert "court or Cafcass" in page
    assert "An IRO" in page
    assert "Ada Test" in page


# -- what the service does ---------------------------------------------------------------------------------------------


@pytest.mark.feature("L13")
def test_a_meeting_of_the_children_in_care_council_and_what_changed(cast, iro):
    form = {"kind": "council", "day": "10/12/2024", "title": "Winter meeting", "children": "9", "themes": ["heard", "money"], "words": "Tell us before"}  # fmt: skip
    assert "It is saved" in sent(iro, "add_row", "activities", **form)
    assert "Enter a whole number" in sent(iro, "add_row", "activities", **{**form, "children": "many"})
    assert "nothing is known to have changed yet" in seen(iro, "activities")
    change = reverse("correct_row", kwargs={"kind": "activities", "pk": Activity.objects.get().pk})
    iro.post(change, {**form, "changed": "A page about each worker", "changed_on": "15/1/2025"})
    page = seen(iro, "activities")
    assert "Wed 15 Jan 2025: A page about each worker" in page
    assert "Being listened to, Money and savings" in page


@pytest.mark.feature("N3")
def test_advocacy_is_made_known(cast, iro):
    sent(iro, "add_row", "activities", kind="leaflet", day="1/12/2024", title="Leaflets on advocacy", children="140")
    sent(iro, "add_row", "activities", kind="provider", day="2/12/2024", title="Quarterly meeting with NYAS")
    sent(iro, "add_row", "activities", kind="event", day="3/12/2024", title="Fun day")
    page = seen(iro, "activities", show="told")
    assert "Leaflets on advocacy" in page
    assert "Quarterly meeting with NYAS" in page
    assert "Fun day" not in page


@pytest.mark.feature("L14")
def test_older_versions_of_the_strategy_stay_readable(cast, iro):
    form = {"kind": "strategy", "title": "Hear us", "text": "We listen."}
    sent(iro, "add_row", "papers", **form, starts_on="1/4/2023")
    sent(iro, "add_row", "papers", **{**form, "title": "Hear us now"}, starts_on="1/4/2024")
    sent(iro, "add_row", "papers", kind="menu", title="Menu", text="Come\nSend a film", starts_on="1/4/2024")
    assert "A version from that day is written down already" in sent(iro, "add_row", "papers", **{**form, "text": "x"}, starts_on="1/4/2024")  # fmt: skip
    assert "2 papers stand today" in seen(iro, "papers")
    old, new, menu = VoicePaper.objects.order_by("pk")
    assert "An older version" in text(iro.get(reverse("voice_paper", args=[old.pk])))
    assert "It stands since Mon 1 Apr 2024" in text(iro.get(reverse("voice_paper", args=[new.pk])))
    assert "<li>Send a film</li>" in text(iro.get(reverse("voice_paper", args=[menu.pk])))


@pytest.mark.feature("M3")
def test_accounts_of_apps_are_typed_in(cast, iro):
    form = {"system": "Mind Of My Own One", "day": "1/1/2025", "children": "118", "staff": "115"}
    assert "It is saved" in sent(iro, "add_row", "apps", **form)
    assert "had 118 accounts of children and 115 of staff" in seen(iro, "apps")
    assert "Enter: accounts of staff" in sent(iro, "add_row", "apps", **{**form, "staff": ""})


# -- you said, we did --------------------------------------------------------------------------------------------------


@pytest.mark.feature("Y3")
def test_you_said_we_did_with_the_records_behind_it(cast, iro):
    assert "It is saved" in sent(iro, "add_row", "you-said", said="We want shorter letters", owner="The team")
    sent(iro, "add_row", "you-said", said="Ask us first", did="We ask", did_on="10/1/2025")
    page = seen(iro, "you_said")
    assert "About 1 thing that was said nothing is done yet" in page
    assert page.index("We want shorter letters") < page.index("Ask us first")
    say = {"by": None, "on": TODAY, "respondent": "child", "way": "phone", "heard_on": TODAY}
    told = write_statement(cast.ada, **say, shared="everyone", words="Letters are long")
    kept = write_statement(cast.ada, **say, shared="iro", words="My secret")
    unseen = write_statement(cast.cleo, **say, shared="everyone", words="Cleo's words")
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    ask = Ask.objects.create(review=held, words="one page", written_at="2025-01-20T09:00Z")  # fmt: skip
    activity = of(cast, Activity, kind="survey", day=TODAY, title="Survey of letters")
    pair = YouSaid.objects.get(did_on=None)
    where = reverse("link_records", args=[pair.pk])
    offered = text(iro.get(where, {"find": "Ada"}))
    assert "Letters are long" in offered
    assert "for the IRO only" in offered
    assert "My secret" not in offered
    assert "Cleo" not in offered
    form = {
        "shown-responses": [told.pk, kept.pk, unseen.pk], "responses": [told.pk, kept.pk, unseen.pk],
        "shown-asks": [ask.pk], "asks": [ask.pk], "shown-activities": [activity.pk], "activities": [activity.pk],
    }  # fmt: skip
    page = text(iro.post(where, form, follow=True))
    for words in ("Letters are long", "one page", "Survey of letters", "for the IRO only"):
        assert words in page
    assert "My secret" not in page
    assert set(pair.responses.all()) == {told, kept}
    Opening.objects.create(response=kept, why="She agreed", told_on=TODAY, told_how="on the telephone", opened_at="2025-01-20T09:00Z")  # fmt: skip
    assert "My secret" in text(iro.get(reverse("voice_pair", args=[pair.pk])))
    iro.post(where, {"shown-responses": [kept.pk]})
    assert set(pair.responses.all()) == {told}


# -- quotations --------------------------------------------------------------------------------------------------------

QUOTED = {"respondent": "child", "role": "young person, 14", "words": "They listened to me", "said_on": "1/12/2024",
          "consent_by": "self", "consent_on": "2/12/2024", "consent_words": "Asked by the IRO", "uses": ["report"]}  # fmt: skip


def report(client, **query):
    days = {"from": "2024-04-01", "to": "2025-03-31"}
    return client.get(reverse("report", args=["bradford-2020-21"]), {**days, **query})


@pytest.mark.feature("M6")
def test_a_quotation_is_printed_until_the_consent_is_taken_back(cast, manager):
    refused = sent(manager, "add_quote", cast.ada.pk, **{**QUOTED, "words": "Ada says they listened"})
    assert "Take out “Ada”" in refused
    assert "Ada says they listened" in refused
    assert "It is saved" in sent(manager, "add_quote", cast.ada.pk, **QUOTED)
    assert "“They listened to me”" in text(report(manager))
    assert not QuotePrint.objects.exists()
    assert report(manager, public="1", **{"as": "html"}).status_code == 200
    print_ = QuotePrint.objects.get()
    assert print_.printed_on == TODAY
    assert "printed: Annual report" in seen(manager, "quotes")
    row = Quote.objects.get()
    away = reverse("withdraw_row", kwargs={"kind": "quotes", "pk": row.pk})
    assert "It was printed already" in text(manager.get(away))
    assert "Enter a day from" in text(manager.post(away, {"why": "x", "withdrawn_on": "1/12/2024"}))
    manager.post(away, {"why": "She asked us to", "withdrawn_on": "20/1/2025"})
    assert "They listened to me" not in text(report(manager))
    assert "They listened to me" not in seen(manager, "quotes")
    page = seen(manager, "quotes", show="withdrawn")
    assert "taken back Mon 20 Jan 2025" in page
    assert "printed: Annual report" in page


@pytest.mark.feature("M6")
def test_a_quotation_begins_with_what_was_said_to_everyone(cast, iro):
    say = {"by": None, "on": TODAY, "respondent": "child", "way": "phone", "heard_on": date(2024, 12, 1)}
    shared = write_statement(cast.ada, **say, shared="everyone", words="They listened to me")
    kept = write_statement(cast.ada, **say, shared="iro", words="My secret")
    where = reverse("add_quote", args=[cast.ada.pk])
    assert "My secret" not in text(iro.get(where, {"response": kept.pk}))
    assert "They listened to me" in text(iro.get(where, {"response": shared.pk}))
    iro.post(f"{where}?response={shared.pk}", QUOTED)
    assert Quote.objects.get().response == shared


@pytest.mark.feature("M6")
def test_nobody_consents_in_the_place_of_a_child_of_twelve(cast, iro):
    page = sent(iro, "add_quote", cast.ada.pk, **{**QUOTED, "consent_by": "parent", "consent_words": "Her mother"})
    assert "A child of 12 or over is asked" in page
    assert "Her mother" in page


# -- all of them -------------------------------------------------------------------------------------------------------


def test_the_first_page_says_what_must_be_known(cast, iro):
    page = text(iro.get(reverse("voice")))
    assert "Nobody waits" in page
    of(cast, Visitor, cast.ada, kind="visitor", provider="Action for Children", asked_on=date(2024, 10, 1))
    of(cast, Complaint, complainant="parent", about="service", received_on=date(2024, 11, 1), words="x")
    of(cast, YouSaid, said="Ask us")
    page = text(iro.get(reverse("voice")))
    for words in ("1 complaint is overdue", "1 child waits for a visitor", "1 thing was said about which nothing"):
        assert words in page
    for name in LISTS:
        assert reverse(f"voice_{name}") in page


@pytest.mark.parametrize("kind", ABOUT_NOBODY)
def test_an_empty_form_says_what_is_missing(cast, manager, kind):
    page = sent(manager, "add_row", kind, words="")
    assert "There is a problem" in page


@pytest.mark.parametrize("kind", ["advocacy", "visitors", "horoscopes"])
def test_what_is_about_a_child_is_added_at_the_childs_page(cast, manager, kind):
    assert manager.get(reverse("add_row", args=[kind])).status_code == 404


def test_nothing_about_a_child_who_may_not_be_seen(cast, manager):
    hidden = {
        "advocacy": of(cast, Advocacy, cast.cleo, provider="NYAS", referred_on=TODAY, referred_by="child", issue="home"),
        "visitors": of(cast, Visitor, cast.cleo, kind="visitor", provider="Barnardo's", asked_on=TODAY),
        "complaints": of(cast, Complaint, cast.cleo, complainant="child", about="service", received_on=TODAY, words="x"),
        "compliments": of(cast, Compliment, cast.cleo, source="child", received_on=TODAY, words="x"),
        "quotes": of(cast, Quote, cast.cleo, respondent="child", role="child, 9", words="x", said_on=TODAY, consent_on=TODAY, consent_by="self", uses=["report"]),
    }  # fmt: skip
    for kind, row in hidden.items():
        assert "Cleo" not in seen(manager, kind)
        for name in ("correct_row", "withdraw_row"):
            where = reverse(name, kwargs={"kind": kind, "pk": row.pk})
            assert manager.get(where).status_code == manager.post(where).status_code == 404


def test_a_list_logs_whom_it_showed_and_a_row_withdrawn_is_shown_apart(cast, iro):
    row = of(cast, Compliment, cast.ada, source="child", received_on=TODAY, words="Kind words")
    seen(iro, "compliments")
    assert Event.objects.get(what="look: list: compliments").detail["ids"] == [row.pk]
    where = reverse("withdraw_row", kwargs={"kind": "compliments", "pk": row.pk})
    assert "It is withdrawn" in text(iro.post(where, {"why": "Meant for the school"}, follow=True))
    assert "Kind words" not in seen(iro, "compliments")
    assert "Meant for the school" in seen(iro, "compliments", show="withdrawn")
    assert iro.get(where).status_code == 404


def test_two_people_at_once_change_their_own_fields(cast, iro):
    row = of(cast, YouSaid, said="Ask us", owner="The team")
    where = reverse("correct_row", kwargs={"kind": "you-said", "pk": row.pk})
    shown = {"initial-said": "Ask us", "initial-owner": "The team", "initial-did": "", "initial-did_on": ""}
    iro.post(where, {**shown, "said": "Ask us first", "owner": "The team"})
    iro.post(where, {**shown, "said": "Ask us", "owner": "The manager"})
    row.refresh_from_db()
    assert (row.said, row.owner) == ("Ask us first", "The manager")


def test_the_part_of_a_childs_page(cast):
    of(cast, Advocacy, cast.ada, provider="NYAS", referred_on=TODAY, referred_by="child", issue="home")
    of(cast, Complaint, cast.ada, complainant="child", about="service", received_on=TODAY, words="It was late")
    member = cast.people[roles.IRO].membership
    context = {"child": cast.ada, "words": profile("neutral").words, **of_child(cast.ada, member)}
    page = render_to_string("web/parts/child_voice.html", context)
    assert "NYAS" in page
    assert "It was late" in page
    assert reverse("add_statement", args=[cast.ada.pk]) in page


def _many(cast, n):
    day = TODAY - timedelta(days=30)
    at = {"council": cast.council, "written_at": "2025-01-20T09:00Z"}
    for number in range(n):
        child = Child.objects.create(council=cast.council, number=f"7{number}", first_name=f"Many{number}", born=date(2010, 1, 1))  # fmt: skip
        Advocacy.objects.create(child=child, provider="NYAS", referred_on=day, referred_by="child", issue="home", **at)
        Visitor.objects.create(child=child, kind="visitor", provider="Barnardo's", asked_on=day, **at)
        Complaint.objects.create(child=child, complainant="child", about="service", received_on=day, due_on=day, words="x", **at)  # fmt: skip
        Compliment.objects.create(child=child, source="child", about=cast.iro, received_on=day, words="x", **at)
        Activity.objects.create(kind="survey", day=day, title="x", **at)
        quote = Quote.objects.create(child=child, respondent="child", role="x", words="x", said_on=day, consent_on=day, consent_by="self", uses=["report"], **at)  # fmt: skip
        QuotePrint.objects.create(quote=quote, where="Report", printed_on=day)
        YouSaid.objects.create(said="x", written_on=day, **at)
        VoicePaper.objects.create(kind="menu", title="x", text="x", starts_on=day - timedelta(days=number), **at)
        write_statement(child, by=None, on=TODAY, respondent="child", way="phone", heard_on=day, shared="iro", wants_talk=True)  # fmt: skip


@pytest.mark.parametrize("name", ["voice", *(f"voice_{name}" for name in (*LISTS, "talks"))])
def test_a_list_asks_as_much_for_many_as_for_few(cast, manager, name, django_assert_max_num_queries):
    _many(cast, 1)
    with django_assert_max_num_queries(100) as few:
        manager.get(reverse(name))
    Child.objects.filter(number="70").update(number="x")
    VoicePaper.objects.all().delete()
    _many(cast, 55)
    with django_assert_max_num_queries(len(few)) as many:
        page = text(manager.get(reverse(name)))
    assert len(many) == len(few) <= 25
    assert name in ("voice", "voice_apps") or "Page 1 of 2" in page
