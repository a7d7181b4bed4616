"""A document as the JSON that others rely on: its title, tables with the records of each cell, and prose figures."""

import json
from decimal import Decimal

from .numbers import decimal_places
from .prepare import Prepared, ProseFigure, column_label, prepare
from .tree import Cell, Column, Document, Number, Records, Table


def as_contract(document: Document) -> dict:
    """The document as plain data."""
    prepared = prepare(document)
    return {
        "title": prepared.document.title,
        "tables": [_table(table, prepared) for table in prepared.tables()],
        "prose_figures": [_prose_figure(figure) for figure in prepared.prose_figures()],
    }


def render_json(document: Document) -> str:
    """The document as JSON text."""
    return json.dumps(as_contract(document), ensure_ascii=False, indent=1)


def _table(table: Table, prepared: Prepared) -> dict:
    return {
        "number": prepared.label(table.key).text,
        "title": table.title,
        "unit": table.unit,
        "scope": table.scope,
        "source": table.source,
        "rows": [row.label for row in table.rows],
        "columns": [column_label(column) for column in table.columns],
        "cells": [
            [_cell(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)] for row in table.rows
        ],
    }


def _cell(cell: Cell, column: Column) -> dict:
    """A cell; in a column of words the words are its value."""
    return {
        "value": None if cell.suppressed else _plain_number(cell.value, cell.text if column.words else None),
        "records": _ids(cell.records),
        "of": _ids(cell.of),
        "suppressed": cell.suppressed,
    }


def _prose_figure(figure: ProseFigure) -> dict:
    ref = figure.ref
    return {
        "figure": ref.figure,
        "value": None if ref.suppressed else _plain_number(ref.value, ref.text),
        "sentence": figure.sentence,
        "records": _ids(ref.records),
    }


def _plain_number(value: Number | None, otherwise: str | None) -> int | float | str | None:
    if value is None:
        return otherwise
    return float(value) if isinstance(value, Decimal) and decimal_places(value) else int(value)


def _ids(records: Records) -> list | None:
    return None if records is None else list(records)
