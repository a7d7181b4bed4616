"""What was taken in from files: the files as they came, what was flagged, and the lines on which a person must decide."""

from django.conf import settings
from django.db import models

from footprint.children.models import Child
from footprint.council.models import Council


class Import(models.Model):
    """One file set that was accepted."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=20)
    year = models.CharField(max_length=7, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    known_until = models.DateField(null=True)
    outcome = models.JSONField(default=dict)


class SourceTable(models.Model):
    """The rows of one table of a return (compressed), the newest of its year; they are read again when another year is
    taken in."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    taken_in = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="tables")
    kind = models.CharField(max_length=20)
    year = models.CharField(max_length=7, blank=True)
    table = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    rows = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("council", "kind", "year", "table", name="source_table_newest")]


class Flag(models.Model):
    """A row that was stored and needs a look: which check, which file and line, which child."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+", db_index=False)
    taken_in = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="flags")
    year = models.CharField(max_length=7)
    code = models.CharField(max_length=40)
    where = models.CharField(max_length=120)
    child_number = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["council", "code", "year"], name="flag_list")]


class Difference(models.Model):
    """Where a file and a person here disagree: a person decides. ``claim`` is what the file says, for the program."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    year = models.CharField(max_length=7, blank=True)
    what = models.CharField(max_length=60)
    where = models.CharField(max_length=120)
    ours = models.CharField(max_length=300)
    theirs = models.CharField(max_length=300)
    claim = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    decided = models.CharField(max_length=10, blank=True, choices=[("ours", "ours stays"), ("theirs", "theirs taken")])
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "child", "what", "where", "theirs"],
                condition=models.Q(decided=""),
                name="difference_once",
            )
        ]
