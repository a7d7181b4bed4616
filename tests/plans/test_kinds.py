"""Kinds are data: each with rules that exist, and a council leaves out or renames."""

from dataclasses import replace

import pytest

from footprint.council.profile import names, profile
from footprint.law.rules import RULES
from footprint.plans import kinds as module
from footprint.plans.kinds import all_kinds, kinds_in

ISSUE = ["care_plan", "pathway_plan", "placement_plan", "health_assessment", "pep", "permanence_plan"]


def test_each_kind_has_its_rules():
    assert list(all_kinds()) == ISSUE
    for kind in all_kinds().values():
        assert {kind.first, *(later.rule for later in kind.later)} <= set(RULES)
        assert kind.title
        assert kind.who
        assert kind.youngest <= kind.oldest
        assert kind.replaced_by in ("", *all_kinds())


@pytest.mark.parametrize("name", names())
def test_every_profile_names_only_kinds_that_there_are(name):
    assert kinds_in(name)


def test_a_council_leaves_out_and_renames(monkeypatch):
    given = {"left_out": ["pep"], "titles": {"care_plan": "My plan"}}
    monkeypatch.setattr(module, "profile", lambda _: replace(profile("neutral"), plans=given))
    ours = kinds_in("made up 1")
    assert "pep" not in ours
    assert ours["care_plan"].title == "My plan"
    assert all_kinds()["care_plan"].title == "Care plan"


def test_a_kind_that_there_is_not_is_a_mistake(monkeypatch):
    monkeypatch.setattr(module, "profile", lambda _: replace(profile("neutral"), plans={"left_out": ["horoscope"]}))
    with pytest.raises(ValueError, match="horoscope"):
        kinds_in("made up 2")


def test_another_kind_is_data_alone():
    table = {"title": "Dental check", "who": "carer", "ages": [1, 17], "first": "health-first", "counts_from": "care"}
    made = module._kind("dental", table | {"later": [{"rule": "health-from-5"}]})
    assert made.later_rule(7) == "health-from-5"
    assert made.is_for(1)
    assert not made.is_for(0)
