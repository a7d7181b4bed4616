"""A document tree and its renderings: HTML, PDF, Word, Excel and JSON, with charts.

This room knows nobody: no database, no clock, no council. Whoever wants a document builds a `Document` of plain
dataclasses (`tree`) and asks for a rendering with `render(document, "pdf", made_at=…)`. Letters, minutes and packs are each
a `Paper` (`paper`) and rendered with `render_paper` and `render_pack`.
"""

from .errors import DocumentError, DuplicateKey, UnknownFormat, UnresolvedReference
from .render import FORMATS, render
from .tree import (
    Aim,
    BulletList,
    Cell,
    Chart,
    Column,
    CrossRef,
    Definition,
    Document,
    Fact,
    FigureRef,
    Paragraph,
    Quotation,
    Row,
    Section,
    Series,
    Strong,
    Table,
)

__all__ = [
    "FORMATS",
    "Aim",
    "BulletList",
    "Cell",
    "Chart",
    "Column",
    "CrossRef",
    "Definition",
    "Document",
    "DocumentError",
    "DuplicateKey",
    "Fact",
    "FigureRef",
    "Paragraph",
    "Quotation",
    "Row",
    "Section",
    "Series",
    "Strong",
    "Table",
    "UnknownFormat",
    "UnresolvedReference",
    "render",
]
