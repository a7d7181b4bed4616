"""The base of every dated fact, and the verbs with which facts are asked.

A fact is never overwritten. Ending an open fact fills ``ends_on`` and ``end_recorded_*``; a correction withdraws the row
and writes another. So what was known at any moment can still be told.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

FAR_FUTURE = date.max


class Until(models.Func):
    """The first day on which a fact is no longer true; far in the future while it is open.

    The far future is a literal, because SQLite matches an expression index only by literals.
    """

    function = "COALESCE"
    output_field = models.DateField()

    def as_sqlite(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template="COALESCE(%(expressions)s, '9999-12-31')", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template="COALESCE(%(expressions)s, '9999-12-31'::date)", **extra)


class FactQuerySet(models.QuerySet):
    """Say first which knowledge is meant (``standing`` or ``known_at``), then on which day (``true_on``)."""

    def standing(self):
        """Facts as we know them now."""
        return self.filter(withdrawn_at=None).alias(until=Until("ends_on"))

    def known_at(self, moment: datetime):
        """Facts as they stood in the records at a moment: later corrections and endings are not seen."""
        then = Case(
            When(end_recorded_at__gt=moment, then=Value(FAR_FUTURE, models.DateField())), default=Until("ends_on")
        )
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), recorded_at__lte=moment).alias(until=then)

    def true_on(self, day):
        """Facts true on a day (a date or an expression). Fails unless the knowledge was named first."""
        return self.filter(until__gt=day, starts_on__lte=day)

    def overlapping(self, starts_on: date, ends_on: date | None):
        """Facts that share at least one day with ``[starts_on, ends_on)``."""
        return self.filter(until__gt=starts_on, starts_on__lt=ends_on or FAR_FUTURE)


class Sourced(models.Model):
    """Where a row comes from: a person here, or a file with its year and line."""

    PERSON, FILE = "person", "file"

    source_kind = models.CharField(max_length=10, default=PERSON, choices=[(PERSON, "a person here"), (FILE, "a file")])
    source_year = models.CharField(max_length=7, blank=True, default="")
    source_row = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def source_words(self) -> str:
        """The source in words, for a page."""
        return "recorded here" if self.source_kind == self.PERSON else self.source_row


class Fact(Sourced):
    """Something that was true from ``starts_on`` until ``ends_on`` (the first day it was no longer true).

    ``start_known`` is false where the fact began on an unknown day before ``starts_on``; ``ended_here`` is true where a
    person ended it, so that no file opens it again.
    """

    starts_on = models.DateField()
    start_known = models.BooleanField(default=True)
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    end_recorded_at = models.DateTimeField(null=True, blank=True)
    end_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_here = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]


def standing_index(name: str, *fields: str) -> models.Index:
    """The index that answers "what was this child's … on this day" without touching the table."""
    return models.Index("child", Until("ends_on"), "starts_on", *fields, name=name, condition=Q(withdrawn_at=None))


class Kept(models.Model):
    """What somebody wrote down. What was wrong is withdrawn, and stays."""

    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
