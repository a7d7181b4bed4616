"""Challenge, as people raise it, answer it, run it and see it."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.actions import record_fact, restrict
from footprint.children.models import Child, PeriodOfCare, Relation, SocialWork
from footprint.disputes import running
from footprint.disputes.models import (
    Advice,
    Dispute,
    Example,
    OtherWay,
    Praise,
    SentList,
    ServiceIssue,
    Workshop,
)
from footprint.disputes.procedure import procedure_on
from footprint.disputes.reminders import remind
from footprint.disputes.store import step_now
from footprint.messages.models import Message
from footprint.plans.actions import record_plan
from footprint.reviews.actions import record_held
from footprint.reviews.deciding import decide
from tests.conftest import TODAY
from tests.disputes.conftest import line_of
from tests.disputes.raised import raised

CONCERN = {
    "stage": "1", "title": "Ada does not see her brother", "words": "Twice since June.", "themes": ["family", "decisions"],
    "means": "She misses him.", "wanted": "Three times in a row.", "came_from": "note",
}  # fmt: skip


@pytest.fixture
def line(cast):
    return line_of(cast.council, cast.people)


@pytest.fixture
def as_(cast, sign_in, line):
    def signed(who):
        return sign_in(line.get(who) or cast.people[who])

    return signed


def text(answer):
    return unescape(answer.content.decode())


def seen(client, name, *args, **query):
    return text(client.get(reverse(name, args=args), query))


def sent(client, name, *args, **form):
    return text(client.post(reverse(name, args=args), form, follow=True))


def act(client, dispute, name, of="", **form):
    where = reverse(
        "answer_challenge" if name == "answer" else "challenge_act",
        args=[dispute.pk, *([] if name == "answer" else [name])],
    )
    version = Dispute.objects.get(pk=dispute.pk).version
    return text(client.post(where + (f"?of={of}" if of else ""), {"seen": version} | form, follow=True))


@pytest.fixture
def decision(cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    return decide(
        review, by=None, on=date(2024, 6, 28), text="Ada sees Kofi", owner="A social worker", due_on=date(2024, 12, 1)
    )


# -- raising -----------------------------------------------------------------------------------------------------------


@pytest.mark.feature("K1")
@pytest.mark.feature("K9")
@pytest.mark.feature("X4")
@pytest.mark.feature("G5")
def test_from_an_overdue_decision_it_is_raised_with_what_is_known_and_several_reasons(cast, as_, decision):
    iro = as_(roles.IRO)
    assert "Raise a challenge" in seen(iro, "register")
    page = seen(iro, "challenges_overdue")
    assert "Ada sees Kofi" in page
    asked = {"child": cast.ada.pk, "decision": decision.pk}
    form = seen(iro, "raise_challenge", **asked)
    assert "Not carried out: Ada sees Kofi" in form
    assert "to be done by A social worker by Sunday 1 December 2024" in form
    page = sent(iro, "raise_challenge", **CONCERN, **asked)
    assert "team_manager is asked to answer" in page
    dispute = Dispute.objects.get()
    assert (dispute.decision, dispute.review, dispute.came_from) == (decision, decision.review, "note")
    assert sorted(dispute.reasons.values_list("common", flat=True)) == ["decisions", "family"]
    assert "Ada sees Kofi" not in seen(iro, "challenges_overdue")
    assert Message.objects.filter(key="challenge_raised", user=cast.people[roles.TEAM_MANAGER]).exists()


def test_what_was_typed_stays_where_it_is_refused(cast, as_):
    page = sent(
        as_(roles.IRO),
        "raise_challenge",
        child=cast.ada.pk,
        **{**CONCERN, "themes": [], "actions-what": "Visit", "actions-who": "Tom", "actions-by": "tomorrow"},
    )
    for stays in ("Twice since June.", "Three times in a row.", 'value="Visit"', 'value="tomorrow"'):
        assert stays in page
    assert "Choose at least one reason" in page
    assert "Row 1: “tomorrow” is no day of the calendar" in page
    assert not Dispute.objects.exists()


@pytest.mark.feature("K19")
@pytest.mark.feature("X3")
def test_an_immediate_concern_with_what_was_agreed_reaches_manager_and_head_at_once(cast, as_):
    iro = as_(roles.IRO)
    form = {**CONCERN, "immediate": "on", "rag": "red"}
    assert "write at least one agreed action" in sent(iro, "raise_challenge", child=cast.ada.pk, **form)
    agreed = {"actions-what": "A visit today", "actions-who": "Tom Fairley", "actions-by": "20/1/2025"}
    page = sent(iro, "raise_challenge", child=cast.ada.pk, **form, **agreed)
    assert "Immediate concern" in page
    assert "A visit today" in page
    told = set(Message.objects.filter(key="challenge_immediate").values_list("user__name", flat=True))
    assert told == {"Head Of Service"}  # the manager is asked, and hears of it as such


@pytest.mark.feature("K16")
def test_a_partner_agency_is_challenged(cast, as_):
    iro = as_(roles.IRO)
    page = sent(iro, "raise_challenge", child=cast.ada.pk, **CONCERN, partner="school")
    assert "Write who is asked at the partner agency" in page
    page = sent(
        iro,
        "raise_challenge",
        child=cast.ada.pk,
        **CONCERN,
        partner="school",
        asked_name="Ms Hall",
        asked_email="h@s.example",
    )
    assert "A partner agency is challenged" in page
    assert Message.objects.get(key="challenge_outside").address == "h@s.example"


def test_from_a_review_the_last_one_held_is_meant_unless_another_is_chosen(cast, as_, decision):
    iro = as_(roles.IRO)
    sent(iro, "raise_challenge", child=cast.ada.pk, **{**CONCERN, "came_from": "review"})
    assert Dispute.objects.get().review == decision.review


@pytest.mark.feature("K21")
def test_at_whose_wish_it_is_raised(cast, as_):
    assert "the child's or young person's" in sent(
        as_(roles.IRO), "raise_challenge", child=cast.ada.pk, **CONCERN, wish="child"
    )


def test_brothers_and_sisters_are_offered_and_only_those_one_may_see(cast, as_):
    for other in (cast.ben, cast.cleo):
        record_fact(
            Relation, child=cast.ada, by=None, on=TODAY, starts_on=date(2024, 6, 3), other=other, kind=Relation.SIBLING
        )
    iro = as_(roles.IRO)
    form = seen(iro, "raise_challenge", child=cast.ada.pk)
    assert "Ben Test" in form
    assert "Cleo Test" not in form
    sent(iro, "raise_challenge", child=cast.ada.pk, **CONCERN, also=[cast.ben.pk])
    assert set(Dispute.objects.get().children.all()) == {cast.ada, cast.ben}


@pytest.mark.feature("K7")
@pytest.mark.feature("I6")
def test_many_are_raised_from_a_list_each_with_its_own_matter(cast, as_, decision):
    iro = as_(roles.IRO)
    record_fact(SocialWork, child=cast.ben, by=None, starts_on=date(2025, 1, 6), on=TODAY, team=cast.team)
    answer = iro.post(reverse("challenges_overdue"), {"matter": [f"{cast.ada.pk}-d-{decision.pk}"]})
    form = text(iro.get(answer["Location"]))
    assert "One for each of these children: Ada Test" in form
    values = {
        **CONCERN,
        "each": "1",
        "matter": [f"{cast.ada.pk}-d-{decision.pk}", f"{cast.ben.pk}-p-care_plan"],
        "came_from": "sample",
    }
    assert "2 raised, one for each child" in sent(iro, "raise_challenge", **values)
    one, two = Dispute.objects.order_by("pk")
    assert (one.decision, two.plan_kind, one.batch) == (decision, "care_plan", two.batch)
    assert one.came_from == "sample"


def test_where_nobody_is_known_for_one_of_many_none_is_raised(cast, as_):
    values = {**CONCERN, "each": "1", "child": [cast.ada.pk, cast.ben.pk]}
    page = sent(as_(roles.IRO), "raise_challenge", **values)
    assert "Nobody was told: for Ben Test nobody is known" in page
    assert not Dispute.objects.exists()


@pytest.mark.feature("K6")
@pytest.mark.feature("K17")
def test_a_collective_alert_with_its_meetings_and_the_answer(cast, as_, line):
    iro = as_(roles.IRO)
    form = {**CONCERN, "stage": "collective", "title": "Workers leave", "themes": ["worker"]}
    sent(iro, "raise_challenge", **form)
    dispute = Dispute.objects.get()
    assert dispute.collective
    page = act(iro, dispute, "meet", day="20/1/2025", chair="Head of Service", people="Service managers")
    assert "Planned" in page
    act(iro, dispute, "held", of=dispute.meetings.get().pk, held_on="20/1/2025", agreed="Duty cover is found.")
    assert "Duty cover is found." in seen(iro, "challenge", dispute.pk)
    head = as_("head_of_service")
    page = act(head, dispute, "answer", reply="agreed", words="Two meetings were called.")
    assert "The answer is with the IRO" in page
    iro = as_(roles.IRO)
    act(iro, dispute, "settle", outcome="agreed", words="Managers see the calendar.")
    assert "It is noted" in act(
        iro, dispute, "effect", effect="changed", words="Reviews keep their day.", since="20/1/2025"
    )
    assert Dispute.objects.get().state == "closed"


@pytest.mark.feature("O6")
@pytest.mark.feature("X8")
def test_praise_goes_to_whom_the_iro_chooses(cast, as_, line):
    iro = as_(roles.IRO)
    form = {"stage": "praise", "words": "Ada has her life story book.", "to": ["social_worker", "head_of_service"]}
    assert "Write whose work it was" in sent(iro, "raise_challenge", child=cast.ada.pk, **form)
    page = sent(iro, "raise_challenge", child=cast.ada.pk, **form, worker="A social worker")
    assert "Head Of Service (Head of Service)" in page
    told = set(Message.objects.filter(key="praise_given").values_list("user__name", flat=True))
    assert told == {"social_worker", "Head Of Service"}
    assert "life story book" in seen(as_("social_worker"), "praise", Praise.objects.get().pk)
    assert "life story book" in seen(as_(roles.IRO_MANAGER), "challenge_register", "praise")


# -- answering ---------------------------------------------------------------------------------------------------------


def test_a_manager_answers_from_the_link_and_sees_only_that_matter(cast, as_, line):
    dispute, other = raised(cast, "1"), raised(cast, "2", children=[cast.ben], title="About Ben")
    link = Message.objects.get(key="challenge_raised", user=line["team_manager"]).link
    manager = as_("team_manager")
    assert manager.get("/")["Location"] == reverse("challenges")
    page = text(manager.get(link))
    assert "Decided in June" in page
    assert "The answer is with the IRO" in act(manager, dispute, "answer", reply="agreed", words="On Saturday.")
    assert manager.get(reverse("challenge", args=[other.pk])).status_code == 404
    assert "About Ben" not in seen(manager, "challenges", show="all")
    assert manager.get(reverse("challenge_act", args=[dispute.pk, "settle"])).status_code == 403
    assert "On Saturday." in seen(as_(roles.IRO), "challenge", dispute.pk)


def test_who_is_not_asked_does_not_answer(cast, as_):
    dispute = raised(cast, "2")
    answer = as_("team_manager").get(reverse("answer_challenge", args=[dispute.pk]), follow=True)
    assert "Service Manager is asked to answer this." in text(answer)


def test_an_answer_that_is_refused_keeps_what_was_typed(cast, as_):
    dispute = raised(cast, "1")
    page = act(as_("team_manager"), dispute, "answer", reply="", words="On Saturday, I hope.")
    assert "On Saturday, I hope." in page
    assert "There is a problem" in page


# -- running -----------------------------------------------------------------------------------------------------------


@pytest.mark.feature("K4")
@pytest.mark.feature("K12")
@pytest.mark.feature("K13")
@pytest.mark.feature("K25")
def test_it_moves_skips_is_settled_closed_by_its_effect_and_taken_up_again(cast, as_, line):
    iro, dispute = as_(roles.IRO), raised(cast, "1")
    act(iro, dispute, "move", to="3", words="She turns 18 in a month.")
    page = seen(iro, "challenge", dispute.pk)
    assert "Skipped" in page
    assert "It is the turn of Head Of Service" in page
    act(iro, dispute, "settle", outcome="met", words="We met and agreed how it goes on.")
    page = seen(iro, "challenge", dispute.pk)
    assert "Say what changed for the child" in page
    about = dispute.abouts.get()
    page = act(iro, dispute, "effect", about=about.pk, effect="nothing", words="As before.", says="")
    assert "Choose who says so" in page
    act(iro, dispute, "effect", about=about.pk, effect="nothing", words="As before.", says="child")
    assert Dispute.objects.get().state == "closed"
    form = seen(iro, "raise_challenge", child=cast.ada.pk, continues=dispute.pk)
    assert "Ada does not see her brother" in form
    sent(iro, "raise_challenge", child=cast.ada.pk, continues=dispute.pk, **{**CONCERN, "stage": "4"})
    again = Dispute.objects.order_by("pk").last()
    assert (again.continues, step_now(again).skipped) == (dispute, ["1", "2", "3"])
    assert f"Taken up again in {again.number}" in seen(iro, "challenge", dispute.pk)
    assert "Ada Test" in seen(as_(roles.IRO_MANAGER), "challenge_patterns")


@pytest.mark.feature("K5")
def test_an_escalation_by_case_note_is_formal_and_outside_the_days_in_all(cast, as_):
    cast.council.profile_name = "haringey"
    cast.council.save()
    theme = next(key for key in procedure_on("haringey", TODAY).themes)
    page = sent(
        as_(roles.IRO), "raise_challenge", child=cast.ada.pk, **{**CONCERN, "stage": "case-note", "themes": [theme]}
    )
    assert "outside the working days in all" in page
    dispute = Dispute.objects.get()
    assert dispute.formal_on == TODAY
    assert dispute.limit_on is None


def test_somebody_who_acts_on_an_old_page_is_told(cast, as_):
    iro, dispute = as_(roles.IRO), raised(cast, "1")
    running.move(dispute, by=cast.people[roles.IRO_MANAGER], on=TODAY, to="2", words="no time")
    page = act(iro, dispute, "move", to="2", words="Also me", seen=1)
    assert "Somebody was quicker. iro_manager: moved on" in page
    assert "Also me" in page
    assert dispute.steps.count() == 2


@pytest.mark.feature("K14")
def test_informal_resolution_stands_on_the_childs_file(cast, as_):
    iro, dispute = as_(roles.IRO), raised(cast, "informal")
    act(iro, dispute, "settle", outcome="done", words="The worker rang: dates are set.")
    page = seen(as_("social_worker"), "child_challenges", cast.ada.pk)
    assert "The worker rang: dates are set." in page


@pytest.mark.feature("K15")
def test_cafcass_and_legal_advice_stand_beside_the_stages(cast, as_):
    iro, dispute = as_(roles.IRO), raised(cast, "2")
    values = {"kind": "cafcass_referral", "asked_on": "20/1/2025", "words": "Not carried out.", "dispute": dispute.pk}
    where = reverse("add_beside_child", args=[cast.ada.pk, "advice"]) + f"?challenge={dispute.pk}"
    assert "on which ground" in text(iro.post(where, values))
    page = text(iro.post(where, values | {"ground": "decision"}, follow=True))
    assert "Referral to Cafcass" in page
    iro.post(
        reverse("add_beside_child", args=[cast.ada.pk, "advice"]),
        {"kind": "legal_advice", "asked_on": "20/1/2025", "words": "Can it go to court?"},
    )
    advice = Advice.objects.get(kind="legal_advice")
    corrected = {"kind": "legal_advice", "ground": "", "asked_on": "20/1/2025", "words": advice.words}
    hidden = {f"initial-{name}": value for name, value in corrected.items()}
    given = {"given": "Yes.", "given_on": "20/1/2025", "given_by": "Counsel"}
    sent(iro, "correct_beside", "advice", advice.pk, **corrected, **hidden, **given)
    assert "Counsel" in seen(as_(roles.IRO_MANAGER), "challenge_register", "advice")


@pytest.mark.feature("K22")
@pytest.mark.feature("K23")
def test_other_ways_and_what_was_settled_in_a_reviews_decisions(cast, as_, decision):
    iro = as_(roles.IRO)
    values = {
        "kind": "decisions",
        "common": "family",
        "tried_on": "20/1/2025",
        "with_whom": "The carers",
        "words": "Support is agreed.",
    }
    assert "Choose the review" in sent(iro, "add_beside_child", cast.ada.pk, "other-ways", **values)
    page = sent(iro, "add_beside_child", cast.ada.pk, "other-ways", **values, review=decision.review_id)
    assert "Support is agreed." in page
    assert OtherWay.objects.get().review == decision.review
    sent(iro, "add_beside", "other-ways", **{**values, "kind": "tracker", "words": "Permanence tracker, monthly"})
    page = seen(as_(roles.IRO_MANAGER), "challenge_register", "other-ways")
    assert "Permanence tracker, monthly" in page


@pytest.mark.feature("K20")
def test_workshops_are_logged_corrected_and_withdrawn(cast, as_):
    iro = as_(roles.IRO)
    values = {
        "title": "How to challenge",
        "held_on": "20/1/2025",
        "for_whom": "Managers",
        "led_by": "An IRO",
        "people": "14",
    }
    sent(iro, "add_beside", "workshops", **values)
    row = Workshop.objects.get()
    hidden = {f"initial-{name}": value for name, value in values.items()}
    sent(iro, "correct_beside", "workshops", row.pk, **{**values, "people": "15"}, **hidden)
    assert "15 came" in seen(iro, "challenge_register", "workshops")
    assert "withdrawn" in sent(iro, "withdraw_beside", "workshops", row.pk, why="It was cancelled")


@pytest.mark.feature("K24")
def test_an_example_for_publication_is_made_anonymous_first(cast, as_):
    iro, dispute = as_(roles.IRO), raised(cast)
    act(iro, dispute, "settle", outcome="done", words="Done.")
    assert "Take out “Ada”" in act(iro, dispute, "example", words="Ada sees her brother now.")
    page = act(iro, dispute, "example", words="A 14 year old girl in Alder sees her brother now.")
    assert "“14 year old”" in page
    assert "“Alder”" in page
    act(iro, dispute, "example", words="A 14 year old girl in Alder sees her brother now.", looked_at="on")
    assert Example.objects.get().looked_at


def test_the_child_is_told_of_the_right_to_complain(cast, as_):
    iro, dispute = as_(roles.IRO), raised(cast)
    act(iro, dispute, "rights", about=dispute.abouts.get().pk, told_on="20/1/2025", words="wants an advocate")
    assert "wants an advocate" in seen(iro, "challenge", dispute.pk)


# -- seeing ------------------------------------------------------------------------------------------------------------


@pytest.mark.feature("K3")
@pytest.mark.feature("X5")
def test_the_board_says_what_waits_and_for_whom(cast, as_):
    raised(cast, "1", on=date(2025, 1, 6), title="Late one")
    raised(cast, "informal", title="Informal one")
    raised(cast, "2", on=date(2024, 12, 2), title="Past its days")
    manager = as_("team_manager")
    page = seen(manager, "challenges")
    assert "Waiting for your answer" in page
    assert "Late one" in page
    page = seen(as_(roles.IRO_MANAGER), "challenges")
    assert "2 are formal and open" in page
    assert "2 answers are late" in page
    assert "1 is past the day by which all had to end" in page
    assert "Informal one" not in page.split("Answer due")[1]
    assert "Informal one" in seen(as_(roles.IRO_MANAGER), "challenges", show="informal")


@pytest.mark.feature("K3")
def test_the_day_of_an_answer_stands_in_the_iros_and_the_managers_own_diary(cast, as_):
    raised(cast, "1")
    for who in (roles.IRO, "team_manager"):
        client = as_(who)
        page = text(client.post(reverse("calendar"), {"feed": "1"}))
        secret = re.search(r"/calendar/([\w-]+)\.ics", page)[1]
        body = client.get(reverse("feed", args=[secret])).content.decode()
        assert "Answer due: 2025-001 AT" in body
        assert "20250127" in body
        assert "Ada" not in body


@pytest.mark.parametrize("show", ["open", "informal", "all", "mine", "settled", "closed"])
def test_the_board_asks_as_much_for_many_as_for_few(cast, as_, show):
    iro = as_(roles.IRO)
    for stage in ("1", "informal"):
        raised(cast, stage)
    with CaptureQueriesContext(
        connection,
    ) as few:
        seen(iro, "challenges", show=show)
    for n in range(6):
        raised(cast, ("1", "2", "informal")[n % 3], title=f"No {n}")
    with CaptureQueriesContext(connection) as many:
        seen(iro, "challenges", show=show)
    assert len(many) <= len(few) + 2, [q["sql"] for q in many][-30:]


@pytest.mark.feature("K26")
@pytest.mark.feature("Y8")
def test_a_theme_that_recurs_becomes_an_issue_of_the_service(cast, as_):
    record_fact(SocialWork, child=cast.ben, by=None, starts_on=date(2025, 1, 6), on=TODAY, team=cast.team)
    third = Child.objects.create(
        council=cast.council,
        number="104",
        first_name="Fay",
        last_name="Test",
        sex="F",
        born=date(2012, 1, 1),
        ethnicity="WBRI",
    )
    for child in (cast.ada, cast.ben, third):
        raised(cast, "2", children=[child])
    manager = as_(roles.IRO_MANAGER)
    assert "Make it an issue" in seen(manager, "challenge_patterns")
    form = text(manager.get(reverse("add_beside", args=["issues"]), {"theme": "family"}))
    assert "grew from 3 challenges about 3 children" in form
    values = {
        "title": "Family time",
        "common": "family",
        "words": "It is cancelled.",
        "owner": "Head of Service",
        "raised_with": "SMT",
    }
    manager.post(reverse("add_beside", args=["issues"]) + "?theme=family", values)
    issue = ServiceIssue.objects.get()
    assert issue.disputes.count() == 3
    assert "Make it an issue" not in seen(manager, "challenge_patterns")
    hidden = {f"initial-{name}": value for name, value in values.items()}
    later = {"answer": "A family time team.", "answered_on": "20/1/2025", "changed": "", "closed_on": ""}
    sent(manager, "correct_beside", "issues", issue.pk, **values, **hidden, **later)
    assert "A family time team." in seen(as_("head_of_service"), "challenge_register", "issues")


@pytest.mark.feature("K18")
@pytest.mark.feature("X10")
def test_lists_are_previewed_sent_kept_and_each_number_opens_for_who_may(cast, as_, line):
    one, two = raised(cast, "1", on=date(2025, 1, 6)), raised(cast, "2", children=[cast.ben], title="About Ben")
    page = seen(as_(roles.IRO_MANAGER), "preview_list", "outstanding")
    assert "Nothing is sent from this page" in page
    remind(cast.council, TODAY)
    sent_ = SentList.objects.get(kind="outstanding")
    head = as_("head_of_service")
    page = seen(head, "sent_list", sent_.pk)
    assert "Immediate concerns" in page
    assert f"of={one.pk},{two.pk}" in page
    behind = seen(head, "sent_list", sent_.pk, of=f"{one.pk},{two.pk}")
    assert "About Ben" in behind
    restrict(cast.ben, by=None, users=[cast.people[roles.IRO_MANAGER]], why="agreed")
    assert "About Ben" not in seen(head, "sent_list", sent_.pk, of=f"{one.pk},{two.pk}")
    assert as_("team_manager").get(reverse("sent_list", args=[sent_.pk])).status_code == 403


def test_a_plan_out_of_date_at_two_reviews_is_overdue_for_challenge(cast, as_):
    record_plan(child=cast.ada, by=None, on=TODAY, kind="care_plan", done_on=date(2024, 6, 10), evidence="on file")
    old = Child.objects.get(pk=cast.ada.pk)
    for day in (date(2024, 6, 28), date(2024, 9, 20), date(2025, 1, 10)):
        record_held(child=old, by=None, on=TODAY, held_on=day, participation="PN1")
    page = seen(as_(roles.IRO), "challenges_overdue")
    late = "Health assessment" in page or "Nothing has gone wrong" not in page
    assert late


def test_levels_are_named_and_ended(cast, as_, line):
    manager = as_(roles.IRO_MANAGER)
    user = line["group_manager"]
    page = sent(manager, "set_line", level="service_manager", user=user.pk, team=cast.team.pk, starts_on="1/1/2025")
    assert "Group Manager" in page
    dispute = raised(cast, "2")
    assert step_now(dispute).asked == user  # of the child's own team, before the one for the whole council
    row = cast.council.lines.get(level="service_manager", team=cast.team)
    sent(manager, "end_line", row.pk, ends_on="20/1/2025")
    assert step_now(raised(cast, "2", title="Another")).asked == line["service_manager"]


def test_amber_leads_on_to_raising_where_the_procedure_says_so(cast, as_):
    cast.council.profile_name = "lewisham"
    cast.council.save()
    form = seen(as_(roles.IRO), "raise_challenge", child=cast.ada.pk, rag="red")
    assert 'value="1" id="id_stage_1" checked' in form


@pytest.mark.feature("K2")
@pytest.mark.feature("K8")
def test_the_help_page_is_printed_from_the_data(cast, as_):
    cast.council.profile_name = "haringey"
    cast.council.save()
    page = seen(as_("team_manager"), "challenge_procedure")
    assert "set by Footprint" in page
    assert "it moves to the next stage by itself" in page
    assert "EU Settled Status" in page


@pytest.mark.parametrize("show", ["challenges_overdue", "challenge_patterns"])
def test_the_lists_ask_as_much_for_many_as_for_few(cast, as_, show, decision):
    manager = as_(roles.IRO_MANAGER)

    def more(count, first):
        for n in range(first, first + count):
            child = Child.objects.create(
                council=cast.council, number=f"20{n}", first_name="Fay", last_name="Test", sex="F", born=date(2012, 1, 1),
                ethnicity="WBRI",
            )  # fmt: skip
            record_fact(PeriodOfCare, child=child, by=None, starts_on=date(2024, 6, 3), on=TODAY)
            review = record_held(child=child, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
            decide(review, by=None, on=date(2024, 6, 28), text="A visit", owner="We", due_on=date(2024, 8, 1))
            raised(cast, "2", children=[child], on=TODAY - timedelta(days=40))
            raised(cast, "2", children=[child], title="Again")

    more(2, 0)
    with CaptureQueriesContext(connection) as few:
        seen(manager, show)
    more(4, 2)
    with CaptureQueriesContext(connection) as many:
        seen(manager, show)
    assert len(many) <= len(few)
