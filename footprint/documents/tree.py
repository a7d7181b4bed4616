"""The document tree: what a report says, without how it looks.

Plain frozen dataclasses. Sequences may be given as lists or tuples. Keys name what can be referred to; numbers of
sections, tables and charts, and of notes, are worked out in `prepare`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Number = int | Decimal
Record = int | str
Records = Sequence[Record] | None
Unit = Literal[
    "child",
    "period of care",
    "review",
    "meeting",
    "dispute",
    "reason",
    "paper",
    "request",
    "decision",
    "change",
    "form",
    "statement",
    "wish",
    "call for help",
    "referral",
    "match",
    "complaint",
    "compliment",
    "theme",
    "activity",
    "pair",
    "quotation",
    "stage",
    "effect",
    "advice",
    "other way",
    "praise",
    "workshop",
    "issue",
]
Suppression = Literal["primary", "secondary"]


@dataclass(frozen=True)
class Strong:
    """Words that carry weight in a sentence."""

    text: str


@dataclass(frozen=True)
class FigureRef:
    """A live figure in prose: how it is printed, which figure it is and the records that it counts.

    Where `figure` is given the document must hold its `Definition` (same name, same version); the note number is
    that definition's place in the list.
    """

    text: str
    figure: str = ""
    version: int = 1
    value: Number | None = None
    records: Records = None
    of: Records = None
    href: str | None = None
    suppressed: Suppression | None = None


@dataclass(frozen=True)
class CrossRef:
    """A reference to a section, table or chart by its key; printed as "Table 4", "Figure 3" or "section 3.2"."""

    target: str


Run = str | Strong | FigureRef | CrossRef


@dataclass(frozen=True)
class Paragraph:
    """Sentences. A plain string stands for one run."""

    runs: Sequence[Run] | str


@dataclass(frozen=True)
class BulletList:
    """A short list; each item is a string or a sequence of runs."""

    items: Sequence[Sequence[Run] | str]


@dataclass(frozen=True)
class Quotation:
    """Somebody's words, whose they are (a role, never a name) and the consent to print them. ``record`` is printed nowhere:
    by it is noted where the words were published."""

    text: str
    by: str
    consent: str
    record: Record | None = None


@dataclass(frozen=True)
class Cell:
    """One number of a table: its value, how it is printed, and the records that it counts.

    Without `text` the value is printed with thousands separators. A suppressed cell prints "c": neither its value
    nor its records reach any rendering.
    """

    value: Number | None = None
    text: str = ""
    records: Records = None
    of: Records = None
    suppressed: Suppression | None = None
    href: str | None = None


@dataclass(frozen=True)
class Column:
    """A column's heading. Neighbours with the same `group` stand under one heading, such as a year."""

    label: str
    group: str = ""
    words: bool = False


@dataclass(frozen=True)
class Row:
    """A row's heading and its cells; `total` for a sum, `indent` for a part of the row above."""

    label: str
    cells: Sequence[Cell]
    total: bool = False
    indent: int = 0


@dataclass(frozen=True)
class Table:
    """A table, with everything needed to understand it away from its page.

    `number` is what the outline gives ("Table 4"); without it the running number.
    """

    key: str
    title: str
    unit: Unit
    columns: Sequence[Column]
    rows: Sequence[Row]
    row_header: str = ""
    scope: str = ""
    source: str = ""
    notes: Sequence[str] = ()
    number: str | None = None


@dataclass(frozen=True)
class Series:
    """One row of values over the chart's categories."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Aim:
    """What the service aims at: a dashed line."""

    value: Number
    label: str


@dataclass(frozen=True)
class Chart:
    """A picture of numbers. Its title is the finding; `words` say the same for who cannot see it.

    Bars start at nought. A line may start higher (`starts_at`); the page then says so.
    `emphasis` names the category that the finding is about.
    """

    key: str
    kind: Literal["bar", "line", "stacked"]
    title: str
    words: str
    categories: Sequence[str]
    series: Sequence[Series]
    subtitle: str = ""
    category_header: str = ""
    scope: str = ""
    source: str = ""
    aim: Aim | None = None
    starts_at: Number = 0
    emphasis: str = ""
    number: str | None = None


Block = Paragraph | BulletList | Table | Chart | Quotation


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `level` 1 is numbered "3", level 2 "3.2", level 3 "3.2.1"."""

    title: str
    blocks: Sequence[Block] = ()
    level: int = 1
    key: str = ""


@dataclass(frozen=True)
class Fact:
    """A line of the cover: "Counted on", "19 May 2021"."""

    label: str
    text: str


@dataclass(frozen=True)
class Definition:
    """How one figure was counted, in words, with its version."""

    figure: str
    name: str
    words: str
    version: int = 1
    value: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report.

    `banner` stands on every page and sheet ("made-up records"). `edition` is the line at the foot ("Published
    28 May 2021, version 1.0"). With `public` no rendering holds a record id or a link to records.
    """

    title: str
    organisation: str
    period: str
    sections: Sequence[Section]
    subtitle: str = ""
    cover: Sequence[Fact] = ()
    banner: str = ""
    edition: str = ""
    public: bool = False
    definitions: Sequence[Definition] = ()
    counted: str = ""
