"""Writing many new rows at once, as an import does: far faster than through the rows' objects, on either database."""

from django.db import connection


def insert(model, rows: list[dict]):
    """Write new rows, each a dict of the same columns; every other column takes its default.

    The ids of the new rows are not learned: read the rows again where they are needed.
    """
    if not rows:
        return
    given = [f for f in model._meta.concrete_fields if f.attname in rows[0]]
    others = [f for f in model._meta.concrete_fields if f not in given and not f.primary_key]
    defaults = [f.get_db_prep_save(f.get_default(), connection) for f in others]
    values = [[*(f.get_db_prep_save(row[f.attname], connection) for f in given), *defaults] for row in rows]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(f.column) for f in [*given, *others])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for each in values:
                    copy.write_row(each)
        else:
            marks = ", ".join(["%s"] * (len(given) + len(others)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


def analyze():
    """Let the database look at what it holds, so that it finds its way quickly."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
