"""Where sentences and words begin and end in a text, and which parts are somebody's own words.

Headings, lines of lists and cells of tables are sentences of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,:/]*\w*")

_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’')\]]*\s+|\n\s*\n|\n(?!\s*[a-z])|(?:^|(?<=\s))\|(?=\s|$)", re.MULTILINE)
_NO_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|e\.g|i\.e)\.\s*$", re.IGNORECASE)
_QUOTED = re.compile(
    r"^[ \t]*>[^\n]*"  # a line set apart
    r"|“(?:[^“”]*”|(?:(?!\n\s*\n).)*)"  # not closed: to the end of its paragraph
    r"|\"(?:(?!\n\s*\n)[^\"])*\"",
    re.MULTILINE | re.DOTALL,
)
_HIDDEN = "\N{WORD JOINER}"  # neither a letter nor a blank: no phrase reaches over it
_CLOSED = re.compile(r"[.!?…]\s*[”\"]?\s*$")


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> list[str]:
        """Its words."""
        return WORD.findall(self.text)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text that hold any word."""
    start = 0
    for end in (*_ends(text), len(text)):
        one = _trimmed(text, start, end)
        if WORD.search(one.text):
            yield one
        start = end


def quotations(text: str) -> list[tuple[int, int]]:
    """Where somebody's own words stand: between quotation marks, or on a line that begins with ">"."""
    return [one.span() for one in _QUOTED.finditer(text)]


def without_quotations(text: str) -> str:
    """The text, as long as before, without what stands in quotations; one that ends a sentence still does."""
    return _QUOTED.sub(lambda one: _hidden(one.group()), text)


def _hidden(quoted: str) -> str:
    hidden = re.sub(r"[^\n]", _HIDDEN, quoted)
    return f"{hidden[:-1]}." if _CLOSED.search(quoted) else hidden


def _ends(text: str) -> Iterator[int]:
    for one in _END.finditer(text):
        if not _NO_END.search(text, max(0, one.start() - 4), one.end()):
            yield one.end()


def _trimmed(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    marks = re.match(rf"[\s#>•|.{_HIDDEN}-]*(?:Table:\s+)?", piece)
    start += marks.end() if marks else 0
    piece = text[start:end].rstrip(f" \t\r\n|{_HIDDEN}")
    return Sentence(start, start + len(piece), piece)
