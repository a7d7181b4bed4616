"""Rows → the events that the law counts from, many children at once."""

from collections import defaultdict
from datetime import date, timedelta

from footprint.children.codes import LONG_TERM_FOSTERING, PLACED_FOR_ADOPTION, SHORT_BREAKS
from footprint.children.models import (
    AdoptionPlan,
    Child,
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Placement,
    ReviewInterval,
)
