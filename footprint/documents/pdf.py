"""PDF: tagged for screen readers (PDF/UA-1) and fit for keeping (PDF/A-2a), set by Typst in a child process."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from .charts import chart_svg, shows_every_value
from .errors import DocumentError
from .fonts import FONT, font_folder, with_known_characters
from .prepare import (
    Prepared,
    chart_notes,
    column_groups,
    data_table,
    prepare,
    printed,
    table_notes,
    web_href,
)
from .tree import Block, BulletList, Chart, CrossRef, Document, FigureRef, Paragraph, Quotation, Run, Strong, Table

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
TEMPLATE = TEMPLATES / "document.typ"
SECONDS_ALLOWED = 120
LONG_TABLE = 24  # rows: longer ones may break over pages
LINE_CHARACTERS = 88  # about as many fit between the margins at the usual size
SIZE, SMALLEST = 8.4, 5.6  # points


def render_pdf(document: Document, made_at: datetime) -> bytes:
    """The document as PDF. The same document and moment give the same bytes."""
    return set_pdf(TEMPLATE, _data(prepare(document)), made_at)


def set_pdf(template: Path, data: dict, made_at: datetime) -> bytes:
    """Set plain data by a template, in a child process."""
    job = {
        "template": str(template),
        "font_folder": str(font_folder()),
        "document": with_known_characters({"font": FONT, **data}),
        "timestamp": int(made_at.timestamp()),
    }
    done = subprocess.run(
        [sys.executable, "-I", str(HERE / "typeset.py")],
        input=json.dumps(job).encode(),
        capture_output=True,
        timeout=SECONDS_ALLOWED,
        check=False,
    )
    if done.returncode:
        raise DocumentError(f"The PDF could not be set: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _data(prepared: Prepared) -> dict:
    document = prepared.document
    facts = [("Period", document.period), *((fact.label, fact.text) for fact in document.cover)]
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "organisation": document.organisation,
        "banner": document.banner,
        "edition": document.edition,
        "counted": document.counted,
        "facts": [
            {"label": label, "text": text} for label, text in [*facts, ("Edition", document.edition)] if text.strip()
        ],
        "definitions": _definitions(document),
        "sections": [
            {
                "number": heading.number,
                "anchor": heading.anchor,
                "title": heading.section.title,
                "level": heading.section.level,
                "blocks": [_block(block, prepared) for block in heading.section.blocks],
            }
            for heading in prepared.headings
        ],
    }


def _definitions(document: Document) -> list[dict]:
    return [
        {
            "anchor": f"note-{number}",
            "name": one.name,
            "rest": f"{', ' if one.value else ''}{one.value}: {one.words}. Figure {one.figure}, version {one.version}.",
        }
        for number, one in enumerate(document.definitions, start=1)
    ]


def _block(block: Block, prepared: Prepared) -> dict:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.runs, prepared)}
    if isinstance(block, BulletList):
        return {"kind": "list", "items": [_runs(item, prepared) for item in block.items]}
    if isinstance(block, Table):
        label = prepared.label(block.key)
        return _table(block) | {
            "kind": "table",
            "anchor": label.anchor,
            "caption": f"{label.text}: {block.title}",
            "notes": table_notes(block),
        }
    if isinstance(block, Chart):
        return _chart(block, prepared)
    assert isinstance(block, Quotation)
    return {"kind": "quotation", "text": block.text, "by": f"{block.by}. {block.consent}."}


def _chart(chart: Chart, prepared: Prepared) -> dict:
    label = prepared.label(chart.key)
    return {
        "kind": "chart",
        "anchor": label.anchor,
        "caption": f"{label.text}: {chart.title}",
        "subtitle": chart.subtitle,
        "svg": chart_svg(chart),
        "alt": f"{chart.title}. {chart.words}",
        "table": None if shows_every_value(chart) else _table(data_table(chart)),
        "notes": chart_notes(chart),
    }


def _table(table: Table) -> dict:
    weights = column_weights(table)
    return {
        "row_header": table.row_header,
        "groups": [{"name": name, "span": span} for name, span in column_groups(table.columns)],
        "columns": [{"label": column.label, "words": column.words} for column in table.columns],
        "weights": weights,
        "size": max(SMALLEST, min(SIZE, SIZE * LINE_CHARACTERS / sum(weights))),
        "long": len(table.rows) > LONG_TABLE,
        "rows": [
            {
                "label": row.label,
                "total": row.total,
                "indent": row.indent,
                "cells": [{"text": printed(cell), "href": web_href(cell.href)} for cell in row.cells],
            }
            for row in table.rows
        ],
    }


def column_weights(table: Table) -> list[int]:
    """How wide each column is beside the others, the row headings first, counted in characters."""
    labels = [table.row_header, *(row.label for row in table.rows)]
    first = min(max(12, *(len(label) for label in labels)), 34)
    return [first] + [_weight(table, place) for place in range(len(table.columns))]


def _weight(table: Table, place: int) -> int:
    column = table.columns[place]
    longest_cell = max((len(printed(row.cells[place])) for row in table.rows), default=0)
    longest_word = max((len(word) for word in column.label.split()), default=0)
    if column.words:
        return min(max(longest_cell, longest_word, 10), 40) + 2
    return max(longest_cell, longest_word, 3) + 2


def _runs(line: Sequence[Run], prepared: Prepared) -> list[dict]:
    return [_run(run, prepared) for run in line]


def _run(run: Run, prepared: Prepared) -> dict:
    if isinstance(run, str):
        return {"kind": "text", "text": run}
    if isinstance(run, Strong):
        return {"kind": "strong", "text": run.text}
    if isinstance(run, CrossRef):
        label = prepared.label(run.target)
        return {"kind": "cross", "text": label.text, "anchor": label.anchor}
    assert isinstance(run, FigureRef)
    return {"kind": "figure", "text": run.text, "href": web_href(run.href), "note": prepared.note(run)}
