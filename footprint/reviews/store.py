"""Writing many due dates at once: one statement for thousands of rows, on either database."""

import json

from django.db import connection

DUE_COLUMNS = ("kind", "under", "due_on", "due_rule", "due_from", "relaxed", "left_out", "missed")
TYPES = ("text", "text", "date", "text", "date", "boolean", "text", "boolean")


def write_dues(rows: list[tuple[int, tuple]]):
    """Set the due columns of reviews: (id, values in the order of DUE_COLUMNS)."""
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 5000):
            write(cursor, rows[start : start + 5000])


def _postgresql(cursor, rows):
    sets = ", ".join(f"{c} = v.{c}" for c in DUE_COLUMNS)
    arrays = ", ".join(["%s::bigint[]", *(f"%s::{t}[]" for t in TYPES)])
    columns = [list(c) for c in zip(*[(pk, *values) for pk, values in rows], strict=True)]
    cursor.execute(
        f"UPDATE reviews_review SET {sets} FROM unnest({arrays}) v(id, {', '.join(DUE_COLUMNS)}) WHERE reviews_review.id = v.id",
        columns,
    )


def _sqlite(cursor, rows):
    picks = ", ".join(f"json_extract(value, '$[{n}]') AS {c}" for n, c in enumerate(("id", *DUE_COLUMNS)))
    sets = ", ".join(f"{c} = v.{c}" for c in DUE_COLUMNS)
    text = json.dumps([(pk, *(v.isoformat() if hasattr(v, "isoformat") else v for v in values)) for pk, values in rows])
    cursor.execute(
        f"UPDATE reviews_review SET {sets} FROM (SELECT {picks} FROM json_each(%s)) v WHERE reviews_review.id = v.id",
        [text],
    )
