"""The law's rules as a person meets them: done on one page (or by a command), read back on another."""

import json
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.models import PeriodOfCare


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.people[roles.IRO_MANAGER])


def text(answer):
    return unescape(answer.content.decode())


def hold(client, child, day, **more):
    return text(client.post(reverse("record_review", args=[child.pk]), {"held_on": day, **more}, follow=True))


def page(client, child):
    return text(client.get(reverse("child", args=[child.pk])))


def timetable(tmp_path, *events, as_at="2025-12-31", **settings):
    """The answer of the command to one case; events are (day, name, fields)."""
    case = {"as_at": as_at, "events": [{"on": d, "event": n, **f} for d, n, f in events], "settings": settings}
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"case": "A01", **case}) + "\n", encoding="utf-8")
    out = StringIO()
    call_command("timetable", str(file), stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.feature("D4")
def test_an_early_review_brings_the_next_one_forward(cast, manager):
    hold(manager, cast.ada, "28/6/2024")
    assert "Sat 28 Sep 2024" in page(manager, cast.ada)
    hold(manager, cast.ada, "1/8/2024")
    assert "Sat 1 Feb 2025" in page(manager, cast.ada)
    due = text(manager.get(reverse("due_list"), {"month": "2025-02"}))
    assert "Ada Test" in due
    assert "Sat 1 Feb" in due


@pytest.mark.feature("D6")
def test_a_series_of_meetings_is_one_review_and_its_last_day_counts(cast, manager):
    shown = hold(manager, cast.ada, "5/7/2024", opened_on="28/6/2024")
    assert "A series of meetings" in shown
    assert "Fri 28 Jun 2024 to Fri 5 Jul 2024" in shown
    assert "the last day counts" in shown
    child = page(manager, cast.ada)
    assert "1 held" in child
    assert "3 months after the first review held on 5 Jul 2024" in child
    refused = hold(manager, cast.ben, "10/1/2025", opened_on="13/1/2025")
    assert "cannot be after the last" in refused


@pytest.mark.feature("D7")
def test_an_adjournment_never_moves_the_day_by_which_a_review_is_due(cast, manager, tmp_path):
    began, met = ("2024-06-03", "became_looked_after", {}), ("2024-06-28", "review_adjourned", {})
    before = timetable(tmp_path, began, as_at="2024-06-20")["next"]["due_on"]
    still = timetable(tmp_path, began, met, as_at="2024-07-20")
    assert still["next"]["due_on"] == before == "2024-07-01"
    assert "adjourned" in [flag["code"] for flag in still["flags"]]
    late = hold(manager, cast.ada, "22/7/2024", opened_on="28/6/2024")
    assert "Mon 1 Jul 2024" in late
    assert "Held Mon 22 Jul 2024: late." in late


@pytest.mark.feature("D13")
def test_the_review_of_a_missing_child_stays_due_and_may_be_held(cast, manager):
    before = page(manager, cast.ben)
    assert "Mon 3 Feb 2025" in before
    manager.post(reverse("record_fact", args=[cast.ben.pk, "missing"]), {"kind": "M", "starts_on": "15/1/2025"})
    assert "Mon 3 Feb 2025" in page(manager, cast.ben)
    hold(manager, cast.ben, "20/1/2025", participation="PN0")
    after = page(manager, cast.ben)
    assert "1 held" in after
    assert "Sun 20 Apr 2025" in after


@pytest.mark.feature("D18")
def test_remand_begins_looked_after_time(cast, manager):
    said = {
        "number": "777",
        "first_name": "Hal",
        "last_name": "New",
        "born": "3/3/2009",
        "sex": "M",
        "starts_on": "13/1/2025",
        "legal": "J1",
        "placement": "K2",
    }
    shown = text(manager.post(reverse("add_child"), said, follow=True))
    assert "Mon 10 Feb 2025" in shown
    assert "Remanded to local authority or youth detention accommodation" in shown
    assert "Hal New" in text(manager.get(reverse("due_list"), {"month": "2025-02"}))


@pytest.mark.feature("D19")
def test_the_permanence_plan_is_asked_for_by_the_second_review(cast, manager):
    assert "Permanence plan by" not in page(manager, cast.ada)
    hold(manager, cast.ada, "28/6/2024")
    shown = page(manager, cast.ada)
    assert "Permanence plan by" in shown
    assert "A permanence plan, with a contingency, by the second review, which is due Sat 28 Sep 2024." in shown
    hold(manager, cast.ada, "20/9/2024")
    assert "Permanence plan by" not in page(manager, cast.ada)


@pytest.mark.feature("AA7")
def test_a_rule_that_changed_is_applied_as_it_stood(cast, client, tmp_path):
    days = ["2019-09-02", "2019-09-30", "2019-12-30", "2020-07-20"]
    events = [(days[0], "became_looked_after", {}), *((day, "review_held", {}) for day in days[1:])]
    third = timetable(tmp_path, *events, as_at="2020-08-01")["reviews"][2]
    assert (third["due_on"], third["on_time"]) == ("2020-06-30", None)
    typed = {"became": "2/9/2019", "held": "30/9/2019\n30/12/2019\n20/7/2020", "as_at": "1/8/2020"}
    relaxed = "From 24 April to 25 September 2020"
    assert relaxed in text(client.post(reverse("calculator"), typed))
    a_year_later = {name: said.replace("2020", "2021").replace("2019", "2020") for name, said in typed.items()}
    assert relaxed not in text(client.post(reverse("calculator"), a_year_later))


def test_a_death_stops_the_timetable(cast, manager):
    period = PeriodOfCare.objects.get(child=cast.ben)
    end = reverse("end_fact", args=[cast.ben.pk, "care", period.pk])
    manager.post(end, {"ends_on": "15/1/2025", "end_reason": "E2"})
    assert "Ben Test" not in text(manager.get(reverse("due_list"), {"month": "2025-02"}))
    assert "died on" in hold(manager, cast.ben, "17/1/2025")
