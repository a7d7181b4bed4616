"""Append-only record of who did or looked at what. No foreign keys: the record outlives what it describes."""

from django.db import models


class Event(models.Model):
    """One thing that somebody did, or looked at. Holds ids, never names."""

    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    what = models.CharField(max_length=60)
    council = models.BigIntegerField(null=True)
    child = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)
    seal = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["child", "at"], name="audit_child"),
            models.Index(fields=["seal", "id"], name="audit_unsealed", condition=models.Q(seal=None)),
        ]


class Seal(models.Model):
    """A hash over a batch of events and the seal before it, so that a later change can be noticed."""

    made_at = models.DateTimeField()
    events = models.IntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)


class Heartbeat(models.Model):
    """Periodic work: when it last ran to its end, who is at it, and for which day each council's due dates stand."""

    name = models.CharField(max_length=20, primary_key=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    days = models.JSONField(default=dict)
