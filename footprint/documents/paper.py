"""Papers: letters, minutes, invitations, pages that explain, and packs of them. No cover, no contents, no numbers to count.

A `Paper` is what it says; all its words are plain text, never markup. `plain` turns its blocks into the text of a box in
which people edit, and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import segno
from markupsafe import Markup

from .errors import DocumentError, UnknownFormat
from .html import environment, paper_rule, stylesheet
from .prepare import clean

Look = Literal["letter", "record"]
PAPER_FORMATS = ("html", "pdf", "docx")
KINDS = {
    "Heading": "heading",
    "Words": "words",
    "Said": "said",
    "Bullets": "bullets",
    "Grid": "grid",
    "Square": "square",
    "Space": "space",
    "PageBreak": "break",
}


@dataclass(frozen=True)
class Heading:
    """A heading inside a paper."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph; a line end stays a line end."""

    text: str


@dataclass(frozen=True)
class Said:
    """What a child or somebody else said, set apart, and whose words they are."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Bullets:
    """A short list; with ``boxes`` one to tick by hand, with ``pictures`` (an SVG for each) one for who does not read yet."""

    items: Sequence[str]
    boxes: bool = False
    pictures: Sequence[str] = ()


@dataclass(frozen=True)
class Grid:
    """A table of words. The first column heads its rows; where all heads are blank no line of heads is shown."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Square:
    """An address as a square that a phone reads (QR code), with what it opens in words."""

    address: str
    words: str


@dataclass(frozen=True)
class Space:
    """Ruled lines to write on by hand."""

    lines: int


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Words | Said | Bullets | Grid | Square | Space | PageBreak


@dataclass(frozen=True)
class Paper:
    """A whole paper.

    `to` is a name and the lines of an address; `sender` closes a letter and opens a record. `banner` stands on every page
    ("Made-up records"). The look "letter" is for reading at ease, "record" for finding things.
    """

    title: str
    to: Sequence[str]
    date: str
    blocks: Sequence[Block]
    sender: Sequence[str] = ()
    footer: str = ""
    banner: str = ""
    look: Look = "letter"
    organisation: str = ""
    reference: str = ""
    show_title: bool = True


def render_paper(paper: Paper, format: str, *, made_at: datetime) -> bytes:
    """The paper in a format: "html", "pdf" or "docx". The same paper and moment give the same bytes."""
    return render_pack([paper], format, made_at=made_at)


def render_pack(papers: Sequence[Paper], format: str, *, made_at: datetime, title: str = "") -> bytes:
    """Several papers as one file, each from a new page on, with its own addressee and its own page numbers."""
    if format not in PAPER_FORMATS:
        raise UnknownFormat(f'No format "{format}" of papers. Choose {", ".join(PAPER_FORMATS)}')
    if not papers:
        raise DocumentError("A pack needs at least one paper")
    ready = [cleaned(paper) for paper in papers]
    name = clean(title) or ready[0].title
    if format == "html":
        return _page(ready, name).encode()
    if format == "pdf":
        from .paper_pdf import papers_pdf

        return papers_pdf(ready, name, made_at)
    from .paper_word import papers_word

    return papers_word(ready, name, made_at)


def paper_html(paper: Paper, *, level: int = 2) -> str:
    """The paper as an `article` to stand in a page of the product. `level` is that of its title, or of its first headings."""
    template = environment().get_template("paper.html.jinja")
    return template.render(
        paper=cleaned(paper),
        level=level,
        kind=kind,
        headed=headed,
        facts=facts,
        drawn=Markup,
        square=lambda one: Markup(square_svg(one)),
    )


def _page(papers: list[Paper], title: str) -> str:
    first = papers[0]
    return (
        environment()
        .get_template("papers.html.jinja")
        .render(
            articles=[Markup(paper_html(paper, level=1)) for paper in papers],
            title=title,
            css=Markup(stylesheet()),
            rule=Markup(paper_rule(first.organisation, first.banner, "")),
        )
    )


# What every format needs


def kind(block: Block) -> str:
    """The name of a block's kind."""
    return KINDS[type(block).__name__]


def square_svg(block: Square) -> str:
    """The square as a picture that can stand in a page."""
    return segno.make(block.address, error="m").svg_inline(scale=4, border=2, dark="#0b0c0c", light="#ffffff")


def headed(grid: Grid) -> bool:
    """Whether a table has a line of heads to show."""
    return any(head.strip() for head in grid.heads)


def facts(paper: Paper) -> list[tuple[str, str]]:
    """What stands at the head of a record, as lines of a name and what it is."""
    named = [("To", ", ".join(paper.to)), ("Date", paper.date), ("From", ", ".join(paper.sender))]
    return [(name, text) for name, text in [*named, ("Reference", paper.reference)] if text.strip()]


def cleaned(paper: Paper) -> Paper:
    """The same paper without what no file can hold, and with every table's rows as wide as its heads."""
    return replace(
        paper,
        title=clean(paper.title).strip() or "Letter",
        to=_lines(paper.to),
        date=clean(paper.date),
        blocks=tuple(block for block in map(_block, paper.blocks) if says_something(block)),
        sender=_lines(paper.sender),
        footer=clean(paper.footer),
        banner=clean(paper.banner),
        organisation=clean(paper.organisation),
        reference=clean(paper.reference),
    )


def _block(block: Block) -> Block:
    if isinstance(block, Heading):
        return Heading(clean(block.text))
    if isinstance(block, Words):
        return Words(_kept_lines(block.text))
    if isinstance(block, Said):
        return Said(_kept_lines(block.text), clean(block.by))
    if isinstance(block, Bullets):
        return Bullets(tuple(clean(item) for item in block.items if item.strip()), block.boxes, tuple(block.pictures))
    if isinstance(block, Grid):
        return even(_clean_grid(block))
    return block


def says_something(block: Block) -> bool:
    """Whether a block would show anything."""
    if isinstance(block, Heading | Words | Said):
        return bool(block.text.strip())
    if isinstance(block, Bullets):
        return any(item.strip() for item in block.items)
    return not isinstance(block, Grid) or bool(block.rows) or headed(block)


def even(grid: Grid) -> Grid:
    """The same table with each of its lines as long as the longest."""
    width = max(1, *(len(line) for line in (grid.heads, *grid.rows)))
    heads, *rows = ((*line, *[""] * (width - len(line))) for line in (grid.heads, *grid.rows))
    return Grid(heads, tuple(rows), grid.caption)


def _clean_grid(grid: Grid) -> Grid:
    heads, *rows = (tuple(map(clean, line)) for line in (grid.heads, *grid.rows))
    return Grid(heads, tuple(rows), clean(grid.caption))


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in map(clean, lines) if line.strip())


def _kept_lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
