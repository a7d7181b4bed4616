"""What is due for a child, why, and whether it is late: compared with today, never stored."""

from datetime import date

import pytest

from footprint.children.actions import end_care, record_fact
from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement
from footprint.plans.actions import record_plan, withdraw_plan
from footprint.plans.facts import IN_DATE, LATE, TO_COME, UNKNOWN, due_of, known_lines
from footprint.reviews.actions import record_held
from tests.conftest import TODAY


def done(child, kind, on, **detail):
    return record_plan(child=child, by=None, on=TODAY, kind=kind, done_on=on, evidence="on file", **detail)


def state(child, kind, today=TODAY):
    return {s.kind.key: s for s in due_of([child.pk], today)[child.pk]}[kind]


@pytest.mark.parametrize(
    ("kind", "due", "because"),
    [
        ("care_plan", date(2024, 6, 17), "10 working days after becoming looked after on 3 Jun 2024"),
        ("placement_plan", date(2024, 6, 10), "5 working days after the placement began on 3 Jun 2024"),
        ("health_assessment", date(2024, 7, 1), "20 working days after becoming looked after on 3 Jun 2024"),
        ("pep", date(2024, 6, 17), "10 working days after becoming looked after"),
    ],
)
def test_the_first_counts_from_the_beginning(cast, kind, due, because):
    found = state(cast.ada, kind)
    assert (found.due_on, found.state, found.last) == (due, LATE, None)
    assert because in found.answer.because
    assert found.answer.value == due
    assert found.answer.source_texts()


def test_what_was_not_seen_in_a_source_says_so(cast):
    assert "not yet checked" in state(cast.ada, "care_plan").answer.source_texts()[0]
    assert "not yet checked" not in state(cast.ada, "placement_plan").answer.source_texts()[0]


def test_late_is_from_the_day_after_the_last_day(cast):
    assert state(cast.ben, "care_plan").due_on == TODAY
    assert state(cast.ben, "care_plan").state == TO_COME
    late = state(cast.ben, "care_plan", date(2025, 1, 22))
    assert (late.state, late.is_late, late.days_late) == (LATE, True, 2)


@pytest.mark.parametrize(("child", "months"), [("ben", date(2025, 7, 10)), ("ada", date(2026, 1, 10))])
def test_the_later_one_differs_by_age(cast, child, months):
    child = getattr(cast, child)
    done(child, "health_assessment", date(2025, 1, 10))
    found = state(child, "health_assessment")
    assert (found.state, found.due_on) == (IN_DATE, months)
    assert "the last one on 10 Jan 2025" in found.answer.because


def test_a_term_is_counted_as_four_months_and_says_so(cast):
    done(cast.ada, "pep", date(2024, 10, 1))
    found = state(cast.ada, "pep")
    assert found.due_on == date(2025, 2, 1)
    assert "counted as four months" in found.answer.because


def test_done_once_is_done_where_none_is_asked_again(cast):
    done(cast.ada, "care_plan", date(2024, 6, 10))
    found = state(cast.ada, "care_plan")
    assert (found.state, found.due_on, found.answer) == (IN_DATE, None, None)


def test_withdrawn_is_due_again(cast):
    made = done(cast.ada, "care_plan", date(2024, 6, 10))
    withdraw_plan(made, by=None, why="another child's")
    assert state(cast.ada, "care_plan").state == LATE


def test_a_move_asks_for_a_new_placement_plan(cast):
    done(cast.ada, "placement_plan", date(2024, 6, 5))
    assert state(cast.ada, "placement_plan").state == IN_DATE
    record_fact(Placement, child=cast.ada, by=None, starts_on=date(2025, 1, 15), on=TODAY, code="K2")
    found = state(cast.ada, "placement_plan")
    assert (found.last, found.due_on, found.state) == (None, date(2025, 1, 22), TO_COME)
    before_the_move = done(cast.ada, "placement_plan", date(2025, 1, 13))
    assert state(cast.ada, "placement_plan").last == before_the_move


def test_a_return_to_care_asks_again(cast):
    done(cast.ada, "health_assessment", date(2024, 12, 2))
    period = PeriodOfCare.objects.get(child=cast.ada)
    end_care(period, by=None, on=TODAY, ends_on=date(2024, 12, 9), end_reason="E4A")
    assert due_of([cast.ada.pk], TODAY) == {}
    record_fact(PeriodOfCare, child=cast.ada, by=None, starts_on=date(2025, 1, 13), on=TODAY)
    assert state(cast.ada, "health_assessment").last is None


def test_the_permanence_plan_waits_for_the_second_review(cast):
    assert (state(cast.ada, "permanence_plan").state, state(cast.ada, "permanence_plan").due_on) == (TO_COME, None)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    found = state(cast.ada, "permanence_plan")
    assert (found.state, found.due_on) == (LATE, date(2024, 9, 28))
    assert "by the second review, due on 28 Sep 2024" in found.answer.because
    done(cast.ada, "permanence_plan", TODAY, plan="Long-term fostering")
    assert state(cast.ada, "permanence_plan").state == IN_DATE


def test_at_16_the_pathway_plan_replaces_the_care_plan(cast):
    ada = cast.ada
    turned = date(2026, 5, 1)
    assert "pathway_plan" not in {s.kind.key for s in due_of([ada.pk], TODAY)[ada.pk]}
    found = state(ada, "pathway_plan", turned)
    assert (found.due_on, found.state) == (date(2026, 8, 1), TO_COME)
    assert "3 months after turning 16, or becoming looked after if that was later" in found.answer.because
    assert state(ada, "care_plan", turned)
    later = date(2026, 6, 1)
    record_plan(child=ada, by=None, on=later, kind="pathway_plan", done_on=later, evidence="on file")
    kinds = {s.kind.key: s for s in due_of([ada.pk], later)[ada.pk]}
    assert "care_plan" not in kinds
    assert kinds["pathway_plan"].due_on == date(2026, 12, 1)


def test_what_begins_at_an_age_counts_from_the_birthday(cast):
    Child.objects.filter(pk=cast.ada.pk).update(born=date(2022, 1, 18))
    assert state(cast.ada, "pep").counted_from == date(2025, 1, 18)
    assert "pep" not in {s.kind.key for s in due_of([cast.ada.pk], date(2025, 1, 17))[cast.ada.pk]}


def test_what_fell_due_before_the_first_day_of_use_is_not_called_late(cast):
    service = cast.council.service
    service.first_day_of_use = date(2024, 6, 18)
    service.save()
    assert state(cast.ada, "care_plan").state == UNKNOWN
    assert state(cast.ada, "care_plan").days_late == 0
    assert state(cast.ada, "health_assessment").state == LATE


def test_where_returns_alone_speak_nothing_is_late(cast):
    service, council = cast.council.service, cast.council
    service.first_day_of_use = None
    service.save()
    assert state(cast.ada, "care_plan").state == LATE
    council.known_until = date(2024, 3, 31)
    council.save()
    assert state(cast.ada, "care_plan").state == UNKNOWN


def test_where_the_beginning_is_not_known_no_day_is_claimed(cast):
    PeriodOfCare.objects.filter(child=cast.ada).update(start_known=False)
    found = state(cast.ada, "care_plan")
    assert (found.state, found.due_on, found.answer) == (UNKNOWN, None, None)
    assert state(cast.ada, "permanence_plan").state == UNKNOWN
    done(cast.ada, "health_assessment", date(2023, 10, 9))
    assert state(cast.ada, "health_assessment").due_on == date(2024, 10, 9)


def test_in_the_window_of_2020_no_day_is_claimed(cast):
    Placement.objects.filter(child=cast.ada).update(starts_on=date(2020, 5, 1))
    found = state(cast.ada, "placement_plan")
    assert (found.state, found.due_on) == (UNKNOWN, None)
    assert "as soon as reasonably practicable" in found.answer.because


def test_short_breaks_ask_for_the_care_plan_alone(cast):
    LegalStatus.objects.filter(child=cast.ada).update(code="V4")
    assert [s.kind.key for s in due_of([cast.ada.pk], TODAY)[cast.ada.pk]] == ["care_plan"]


def test_only_children_in_care_are_asked_about(cast):
    children = Child.objects.filter(council=cast.council)
    assert set(due_of(children, TODAY)) == {cast.ada.pk, cast.ben.pk, cast.cleo.pk}
    assert cast.ada.pk not in due_of(children, date(2028, 5, 1))


def test_any_number_of_children_costs_the_same_questions(cast, django_assert_num_queries):
    with django_assert_num_queries(6):
        due_of(Child.objects.filter(pk=cast.ada.pk), TODAY)
    with django_assert_num_queries(6):
        assert len(due_of(Child.objects.filter(council=cast.council), TODAY)) == 3


def test_the_lines_beside_a_review(cast):
    done(cast.ada, "health_assessment", date(2024, 10, 9))
    done(cast.ada, "care_plan", date(2024, 6, 10))
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    done(cast.ada, "permanence_plan", TODAY, plan="Stay with the Browns", contingency="Aunt Rose")
    assert known_lines(cast.ada, TODAY) == {
        "health": ["Health assessment done 9 Oct 2024, next due 9 Oct 2025"],
        "plans": ["Care plan done 10 Jun 2024", "Placement plan not done, was due 10 Jun 2024"],
        "education": ["Personal education plan (PEP) not done, was due 17 Jun 2024"],
        "permanence": [
            "Permanence plan done 20 Jan 2025",
            "The plan: Stay with the Browns",
            "The plan if it fails (contingency): Aunt Rose",
        ],
    }
    assert known_lines(cast.dan, TODAY) == {}
    assert known_lines(cast.ben, TODAY)["permanence"] == ["Permanence plan not done yet"]
    assert known_lines(cast.ben, TODAY)["health"] == ["Health assessment not done yet, due 3 Feb 2025"]
