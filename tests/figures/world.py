"""A council with 160 children whose histories were drawn at random: odd ones too. Rows are written as they stand, so
that what the figures say can be counted again from the rows."""

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.children.models import (
    Child,
    LegalStatus,
    PeriodOfCare,
    Placement,
    ProtectionPlan,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.council.actions import add_council, group_team, set_population, staff_member
from footprint.council.models import Staff, Team
from footprint.reviews.actions import recompute
from footprint.reviews.models import Review

TODAY = date(2021, 4, 20)
ETHNICITIES = ("WBRI", "APKN", "BAFR", "MWAS", "NOBT", "", "WOTH")
LEGAL = (
    ("C2", ""),
    ("C1", "C1-38"),
    ("C1", "C1-38-6"),
    ("V2", "V2-single"),
    ("V2", ""),
    ("E1", ""),
    ("V4", ""),
    ("L1", ""),
)
PLACES = (("U6", ""), ("U1", ""), ("P1", ""), ("K2", ""), ("H5", "H5-supported"), ("Z1", ""))
ENDS = (("E4A", ""), ("E4A", "E4A-supervision"), ("E11", ""), ("E5", "E5-18"), ("E43", ""), ("E8", ""))


def make_world(seed: int = 7, children: int = 160):
    draw = Random(seed)
    council = add_council(by=None, name="Elmshire", profile_name="bradford")
    council.known_until = date(2021, 3, 31)
    council.save()
    service = council.service
    service.fixed_today, service.first_day_of_use = TODAY, date(2021, 4, 1)
    service.save()
    set_population(by=None, council=council, year=2019, children=14_500, source="made up")
    teams = [Team.objects.create(council=council, name=f"Team {n}") for n in range(3)]
    for team, group, first in (
        (teams[0], "West", date(2015, 1, 1)),
        (teams[0], "East", date(2020, 6, 1)),
        (teams[1], "East", date(2015, 1, 1)),
    ):
        group_team(team, by=None, on=TODAY, starts_on=first, group=group)
    iros = [staff_member(service, Staff.IRO, f"IRO {n}") for n in range(3)]
    rows = {m: [] for m in (PeriodOfCare, LegalStatus, Placement, ProtectionPlan, UnaccompaniedStatus, SocialWork,
                            IroAssignment, Review)}  # fmt: skip
    made = Child.objects.bulk_create(
        Child(council=council, number=str(n), first_name="A", last_name=f"Child {n}", sex=draw.choice("MFU"),
              born=date(2001, 6, 1) + timedelta(days=draw.randrange(6800)), ethnicity=(e := draw.choice(ETHNICITIES)),
              ethnicity_local="WOTH-eastern" if e == "WOTH" and draw.random() < 0.5 else "")
        for n in range(children)
    )  # fmt: skip

    def fact(model, child, first, last, **values):
        rows[model].append(
            model(council=council, child=child, starts_on=first, ends_on=last, recorded_at=timezone.now(),
                  withdrawn_at=timezone.now() if draw.random() < 0.05 else None, **values)
        )  # fmt: skip

    for child in made:
        first = max(child.born, date(2018, 6, 1)) + timedelta(days=draw.randrange(900))
        for _ in range(draw.choice((1, 1, 1, 2))):
            adult = child.born.replace(year=child.born.year + 18) if child.born.day < 29 else date(2100, 1, 1)
            last = min(first + timedelta(days=draw.randrange(20, 900)), adult)
            if first >= last or first > TODAY:
                break
            if last > date(2021, 3, 25):
                last = None
            reason, local = draw.choice(ENDS)
            fact(PeriodOfCare, child, first, last, start_known=draw.random() > 0.1,
                 end_reason=reason if last else "", end_reason_local=local if last else "")  # fmt: skip
            change = first + timedelta(days=draw.randrange(5, 300))
            halves = [(first, last)] if last and change >= last else [(first, change), (change, last)]
            for start, end in halves:
                code, local = draw.choice(LEGAL)
                fact(LegalStatus, child, start, end, code=code, local_code=local)
                code, local = draw.choice(PLACES)
                if draw.random() > 0.05:
                    fact(
                        Placement,
                        child,
                        start,
                        end,
                        code=code,
                        local_code=local,
                        location=draw.choice(("IN", "OUT", "")),
                    )
                fact(SocialWork, child, start, end, team=draw.choice((*teams, None)))
            if draw.random() > 0.1:
                fact(IroAssignment, child, first, last, iro=draw.choice(iros))
            if draw.random() < 0.2:
                fact(UnaccompaniedStatus, child, first, last)
            if draw.random() < 0.3:
                fact(
                    ProtectionPlan, child, first - timedelta(days=60), first + timedelta(days=draw.choice((-5, 0, 10)))
                )
            held = first
            while True:
                held += timedelta(days=draw.choice((15, 26, 60, 85, 100, 170, 190, 230)))
                if held > min(last or TODAY, TODAY):
                    break
                age = child.age_on(held)
                code = "PN0" if age < 4 else draw.choice(("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7", ""))
                rows[Review].append(
                    Review(council=council, child=child, held_on=held, participation=code, recorded_at=timezone.now(),
                           late_reason=draw.choice(("", "child_missing")), source_kind=Review.FILE,
                           withdrawn_at=timezone.now() if draw.random() < 0.05 else None)
                )  # fmt: skip
            if last is None:
                break
            first = last + timedelta(days=draw.randrange(10, 300))
    for model, made_rows in rows.items():
        _without_overlaps(model, made_rows)
        model.objects.bulk_create(made_rows)
    recompute(council=council, as_at=TODAY)
    return council


def _without_overlaps(model, rows):
    """A second time in care drawn by chance never overlaps the first; days before birth are cut."""
    rows[:] = [r for r in rows if model is Review or r.ends_on is None or r.ends_on > r.starts_on]
