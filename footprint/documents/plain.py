"""A paper's blocks as the text of a plain box in which people edit, and back.

    # What will happen            a heading
    You like living here.         a paragraph; an empty line ends it
    - You can tell me.            a line of a list
    > Kofi is my first one.       somebody's words; a last line "> – Amara" says whose
    Table: Decisions              the caption of the table that follows
    What | Who | When             a table: first its heads, then its rows
    ---                           a new page

Any text can be read, and nothing of it is lost. What is written can be read back as it was, as long as no words look like
marks themselves.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from .paper import Block, Bullets, Grid, Heading, PageBreak, Said, Square, Words, even, says_something

CAPTION = "Table: "
NEW_PAGE = "---"

_HEADING = re.compile(r"#+\s+(?=\S)")
_BULLET = re.compile(r"[-•]\s+(?=\S)")
_QUOTED = re.compile(r">(?:\s+|$)")
_BY = re.compile(r"[–—]\s+(?=\S)")
_BAR = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")


def parse(text: str) -> list[Block]:
    """The blocks of a text."""
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
    marked = zip(map(_kind, lines, [*lines[1:], ""]), lines, strict=True)
    groups = [(kind, [line for _, line in group]) for kind, group in groupby(marked, key=lambda one: one[0])]
    return [block for kind, group in groups if kind for block in _read(kind, group)]


def write(blocks: Sequence[Block]) -> str:
    """Blocks as a text that `parse` reads."""
    return "\n\n".join(_written(block) for block in blocks if says_something(block))


# Reading


def _kind(line: str, following: str) -> str:
    """What a line is, given the line that follows it."""
    if not line:
        return ""
    if line == NEW_PAGE:
        return "break"
    for kind, mark in (("heading", _HEADING), ("bullets", _BULLET), ("said", _QUOTED)):
        if mark.match(line):
            return kind
    captions = line.startswith(CAPTION) and _BAR.search(following)
    return "grid" if captions or _BAR.search(line) else "words"


def _read(kind: str, lines: list[str]) -> list[Block]:
    if kind == "heading":
        return [Heading(_without(_HEADING, line)) for line in lines]
    if kind == "bullets":
        return [Bullets(tuple(_without(_BULLET, line) for line in lines))]
    if kind == "said":
        return [_said([_without(_QUOTED, line) for line in lines])]
    if kind == "grid":
        return _grids(lines)
    if kind == "break":
        return [PageBreak() for _ in lines]
    return [Words("\n".join(lines))]


def _said(lines: list[str]) -> Said:
    if len(lines) > 1 and _BY.match(lines[-1]):
        return Said("\n".join(lines[:-1]), _without(_BY, lines[-1]))
    return Said("\n".join(lines))


def _grids(lines: list[str]) -> list[Block]:
    """Tables that stand without an empty line between them: each caption begins another."""
    tables: list[tuple[str, list[tuple[str, ...]]]] = []
    for line in lines:
        if not _BAR.search(line):
            tables.append((line.removeprefix(CAPTION).strip(), []))
        else:
            if not tables:
                tables.append(("", []))
            tables[-1][1].append(tuple(cell.strip() for cell in _BAR.split(line)))
    return [even(Grid(rows[0], tuple(rows[1:]), caption)) for caption, rows in tables]


def _without(mark: re.Pattern, line: str) -> str:
    return mark.sub("", line, count=1)


# Writing


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        return f"# {_line(block.text)}"
    if isinstance(block, Words):
        return block.text
    if isinstance(block, Said):
        by = [f"– {_line(block.by)}"] if block.by.strip() else []
        return "\n".join(f"> {line}" for line in (*block.text.split("\n"), *by))
    if isinstance(block, Bullets):
        return "\n".join(f"- {_line(item)}" for item in block.items if item.strip())
    if isinstance(block, Grid):
        caption = [f"{CAPTION}{_cell(block.caption)}"] if block.caption.strip() else []
        return "\n".join([*caption, *(_row(row) for row in (block.heads, *block.rows))])
    if isinstance(block, Square):
        return f"{block.words}\n{block.address}"
    return NEW_PAGE if isinstance(block, PageBreak) else ""


def _row(cells: Sequence[str]) -> str:
    row = " | ".join(_cell(cell) for cell in cells)
    return row if len(cells) > 1 else f"{row} |"


def _cell(text: str) -> str:
    return _line(text).replace("|", "/")


def _line(text: str) -> str:
    """Words on one line."""
    return " ".join(text.split())
