"""SQL that only one of the two databases understands, for migrations."""

from django.db import migrations


class VendorSQL(migrations.RunSQL):
    """Runs its SQL on one database vendor only ("postgresql" or "sqlite")."""

    def __init__(self, vendor: str, sql, reverse_sql=migrations.RunSQL.noop):
        self.vendor = vendor
        super().__init__(sql, reverse_sql)

    def deconstruct(self):
        return (self.__class__.__name__, [self.vendor, self.sql, self.reverse_sql], {})

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def no_overlap(table: str, *same: str) -> list[VendorSQL]:
    """The second wall against two standing facts of one kind on one day: a constraint, or triggers, in the database.

    A later migration that rebuilds the table on SQLite (it adds a column that may not be empty) drops the triggers:
    repeat these operations after it.
    """
    matches = ", ".join(f"{column} WITH =" for column in same)
    clash = " AND ".join(f"o.{column} = NEW.{column}" for column in same)
    body = (
        f"WHEN NEW.withdrawn_at IS NULL BEGIN SELECT RAISE(ABORT, 'overlapping fact in {table}') WHERE EXISTS ("
        f"SELECT 1 FROM {table} o WHERE {clash} AND o.withdrawn_at IS NULL AND o.id <> NEW.id "
        "AND COALESCE(o.ends_on, '9999-12-31') > NEW.starts_on AND o.starts_on < COALESCE(NEW.ends_on, '9999-12-31')); END"
    )
    return [
        VendorSQL(
            "postgresql",
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist "
            f"({matches}, daterange(starts_on, ends_on) WITH &&) WHERE (withdrawn_at IS NULL)",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_no_overlap",
        ),
        VendorSQL(
            "sqlite",
            [
                f"CREATE TRIGGER {table}_no_overlap_{verb.lower()} BEFORE {verb} ON {table} {body}"
                for verb in ("INSERT", "UPDATE")
            ],
            [f"DROP TRIGGER {table}_no_overlap_{verb}" for verb in ("insert", "update")],
        ),
    ]
