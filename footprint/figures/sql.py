"""The functions of the database that figures need, the same on both databases."""

from django.db import models


class AgeAt(models.Func):
    """Age in whole years on a day; a child born on 29 February is a year older on 1 March. Never below 0."""

    arity = 2
    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection, **extra):
        born, day = (f"CAST(replace({side}, '-', '') AS INTEGER)" for side in ("%(born)s", "%(day)s"))
        return self._sql(compiler, f"max(0, ({day} - {born}) / 10000)")

    def as_postgresql(self, compiler, connection, **extra):
        return self._sql(compiler, "GREATEST(0, EXTRACT(YEAR FROM AGE(%(day)s, %(born)s)))::int")

    def _sql(self, compiler, template):
        born, day = (compiler.compile(each) for each in self.source_expressions)
        parts = {"born": born, "day": day}
        order = sorted(parts, key=lambda name: template.index(f"%({name})s"))
        return template % {n: sql for n, (sql, _) in parts.items()}, [p for n in order for p in parts[n][1]]


class Month(models.Func):
    """The month of a day as "2020-07"."""

    arity = 1
    output_field = models.CharField()

    def as_sqlite(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM')", **extra)


class Days(models.Func):
    """Some days in one text, "2020-07-01|2020-07-08", empty where a day is not known: for what is counted in working days,
    which the database cannot."""

    output_field = models.CharField()

    def as_sqlite(self, compiler, connection, **extra):
        return self._joined(compiler, "COALESCE({}, '')")

    def as_postgresql(self, compiler, connection, **extra):
        return self._joined(compiler, "COALESCE(to_char({}, 'YYYY-MM-DD'), '')")

    def _joined(self, compiler, each):
        days = [compiler.compile(day) for day in self.source_expressions]
        text = " || '|' || ".join(each.format(sql) for sql, _ in days)
        return f"({text})", [param for _, params in days for param in params]
