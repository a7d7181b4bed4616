"""The tables of the councils' reports, as printed, out of records that were made through the actions and nothing else."""

import json
from datetime import date, timedelta
from itertools import cycle, islice

import pytest

from footprint.children.models import Child
from footprint.council.actions import add_council
from footprint.disputes import running
from footprint.disputes.levels import Asked
from footprint.disputes.models import Advice
from footprint.disputes.procedure import procedure_on
from footprint.disputes.raising import Concern, raise_dispute
from footprint.disputes.registers import write
from footprint.documents import render
from footprint.figures.answers import Figures
from footprint.figures.period import year_of
from footprint.reports.build import Edition, build
from footprint.reports.outline import load

SOMEBODY = Asked(None, "The manager")
# Bradford 2020-21, Table 14.
REASONS = {
    "Care Plan not being updated / poor quality": 52,
    "Drift and Delay in care planning": 75,
    "Assessments not being updated /poor quality": 56,
    "Poor Preparation for the Child in Care review": 66,
    "Review Recommendations not being followed up": 47,
    "IRO not being notified of significant changes": 10,
    "Lack of information sharing": 18,
    "Social Work visits to children not being undertaken within statutory timeframe": 4,
    "New risks not being assessed": 5,
    "Insufficient evidence of the child's voice": 4,
    "Insufficient evidence of parent / carer views": 1,
    "Case Management oversight": 31,
    "Other": 16,
}


class Told:
    """A council by its profile, whose challenges of a year are raised, moved and settled one by one."""

    def __init__(self, profile, year_end, children):
        self.council = add_council(by=None, name="Oakshire", profile_name=profile)
        service = self.council.service
        service.fixed_today, service.first_day_of_use = year_end + timedelta(days=20), date(year_end.year - 1, 4, 1)
        service.save()
        made = Child.objects.bulk_create(
            Child(council=self.council, number=str(n), first_name="A", last_name=f"Child {n}", sex="F", born=date(2010, 1, 1))
            for n in range(children)
        )  # fmt: skip
        self.children, self.year_end, self.n = cycle(made), year_end, 0
        self.procedure = procedure_on(profile, year_end)

    def challenge(self, stage, *moves, themes, settled=True, continues=None):
        """Raised on a day of the last half year under the newest version, moved through stages, and settled or left open."""
        self.n += 1
        on = self.year_end - timedelta(days=40 + self.n % 150)
        child = continues.children.first() if continues else next(self.children)
        concern = Concern(title=f"No {self.n}", words="It goes wrong.", themes=tuple(themes), continues=continues)
        dispute = raise_dispute(
            by=None, on=on, council=self.council, children=[child], concern=concern, stage=stage, asked=SOMEBODY
        )
        for to in moves:
            dispute = running.move(dispute, by=None, on=on + timedelta(days=7), to=to, words="on", asked=SOMEBODY)
        if settled:
            dispute = running.settle(dispute, by=None, on=on + timedelta(days=14), outcome="agreed", words="Agreed.")
        return dispute

    def tables(self, outline):
        document = build(
            load(outline), self.council, year_of(self.year_end), Edition(self.year_end + timedelta(days=20))
        )
        found = json.loads(render(document, "json", made_at=None))["tables"]
        return {t["title"]: t for t in found}

    def number(self, figure):
        return Figures(self.council).number(figure, year_of(self.year_end)).value


def cells(table):
    return {
        row: {column.rpartition(": ")[2]: cell["value"] for column, cell in zip(table["columns"], line, strict=True)}
        for row, line in zip(table["rows"], table["cells"], strict=True)
    }


def in_turn(wanted: dict, keys: dict[str, str], challenges: int):
    """The reasons dealt out to so many challenges, none twice to one: one or two each."""
    dealt = [keys[label] for label, n in wanted.items() for _ in range(n)]
    return [list(islice(dealt, place, None, challenges)) for place in range(challenges)]


@pytest.mark.django_db
def test_bradfords_tables_13_and_14_as_printed():
    """205 at stage 1 (13 escalated, 192 resolved), 31 at stage 2 and 4 at stage 3 (all resolved), 385 reasons. Of those at
    stage 2, 18 were raised there as the return of what had been settled, and so were the 4 at stage 3."""
    told = Told("bradford", date(2021, 3, 31), children=150)
    keys = {label: key for key, (label, _) in told.procedure.themes.items()}
    themes = iter(in_turn(REASONS, keys, 227))
    first = [told.challenge("1", themes=next(themes)) for _ in range(192)]
    for _ in range(13):
        told.challenge("1", "2", themes=next(themes))
    for before in first[:18]:
        told.challenge("2", themes=next(themes), continues=before)
    for before in first[18:22]:
        told.challenge("3", themes=next(themes), continues=before)
    made = told.tables("challenge-bradford")
    stages = cells(made["Challenges by stage"])
    shown = {row: (line["Total"], line["Escalated"], line["Resolved"]) for row, line in stages.items()}
    assert shown == {
        "Challenge stage 1": (205, 13, 192), "Challenge stage 2": (31, 0, 31), "Challenge stage 3": (4, 0, 4),
        "Total": (240, 13, 227),
    }  # fmt: skip
    reasons = cells(made["Reasons why challenge and resolution was started"])
    assert {row: line["2020-21"] for row, line in reasons.items() if row != "Total"} == REASONS
    assert sum(REASONS.values()) == told.number("challenge-reasons") == 385
    assert (told.number("challenges"), told.number("challenges-returning")) == (227, 22)


@pytest.mark.django_db
def test_peterboroughs_alerts_stages_and_open_ones_as_printed():
    """102 case alerts; 13 formal: 7 resolved at stage 1, 3 went on to stage 2, 3 to stage 3; two are outstanding."""
    told = Told("peterborough", date(2021, 3, 31), children=60)
    keys = list(told.procedure.themes)
    alert = next(key for key, stage in told.procedure.stages.items() if not stage.formal and not stage.collective)
    for n in range(102):
        told.challenge(alert, themes=[keys[n % len(keys)]])
    for n in range(7):
        told.challenge("1", themes=[keys[n % len(keys)]])
    for settled in (True, True, False):
        told.challenge("1", "2", themes=keys[:1], settled=settled)
    for settled in (True, True, False):
        told.challenge("1", "2", "3", themes=keys[:1], settled=settled)
    assert (told.number("challenges-informal"), told.number("challenges-formal")) == (102, 13)
    assert told.number("challenges-open") == 2
    made = cells(told.tables("challenge-peterborough")["Formal disputes by the last stage that they reached"])
    titles = [told.procedure.stage(key).title for key in ("1", "2", "3")]
    assert [made[title]["Total"] for title in titles] == [7, 3, 3]


@pytest.mark.django_db
def test_croydons_cerps_and_children_as_printed():
    """51 CERPs about 40 children; Cafcass advised twice, and nothing was referred: that prints as 0."""
    told = Told("croydon", date(2020, 3, 31), children=40)
    stage = next(key for key, stage in told.procedure.stages.items() if stage.formal)
    for n in range(51):
        told.challenge(stage, themes=[list(told.procedure.themes)[n % 4]])
    child, day = next(told.children), date(2020, 2, 3)
    for words in ("A placement order", "A move"):
        values = {"kind": "cafcass_advice", "asked_on": day, "words": words}
        write(Advice, by=None, on=day, council=told.council, child=child, **values)
    assert (told.number("challenges-formal"), told.number("children-challenged-formal")) == (51, 40)
    assert (told.number("cafcass-advice"), told.number("cafcass-referrals")) == (2, 0)
