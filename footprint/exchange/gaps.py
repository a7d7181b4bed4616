"""The year-round check: what is missing about children in care today, so that it is mended before the portal opens."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from footprint.allocation.models import IroAssignment
from footprint.children.models import LegalStatus, PeriodOfCare, Placement, SocialWork
from footprint.law.days import born_18_by
from footprint.reviews.models import Review

GAPS = {
    "no-iro": "no IRO",
    "no-ethnicity": "ethnicity not yet obtained",
    "no-worker": "no social worker",
    "no-team": "no team",
    "no-placement": "no placement",
    "no-legal-status": "no legal status",
    "no-name": "no name: take in a people list",
    "past-18": "a time in care that was not ended on turning 18",
    "no-review-date": "no review date can be worked out: the beginning of care and the last review are not known",
}


def in_care(children: QuerySet, day: date) -> QuerySet:
    return children.filter(Exists(_on(PeriodOfCare, day)), born__gt=born_18_by(day))


def gap(name: str, children: QuerySet, day: date) -> QuerySet:
    """The children in care on a day who lack something. Raises KeyError for a gap that does not exist."""
    found = in_care(children, day)
    return {
        "past-18": lambda: children.filter(Exists(_on(PeriodOfCare, day)), born__lte=born_18_by(day)),
        "no-iro": lambda: found.filter(~Exists(_on(IroAssignment, day))),
        "no-ethnicity": lambda: found.filter(ethnicity__in=("", "NOBT")),
        "no-worker": lambda: found.filter(~Exists(_on(SocialWork, day).exclude(worker=None))),
        "no-team": lambda: found.filter(~Exists(_on(SocialWork, day).exclude(team=None))),
        "no-placement": lambda: found.filter(~Exists(_on(Placement, day))),
        "no-legal-status": lambda: found.filter(~Exists(_on(LegalStatus, day))),
        "no-name": lambda: found.filter(first_name="", last_name=""),
        "no-review-date": lambda: found.filter(
            ~Exists(Review.objects.open().filter(child=OuterRef("pk"), missed=False, due_on__isnull=False))
        ),
    }[name]()


def _on(model, day):
    return model.objects.standing().true_on(day).filter(child=OuterRef("pk"))
