"""The list of words to avoid in letters to children, read from `terms.csv`, and how a word is found in its forms."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """Words to avoid, what may be said instead and why. `unless` are phrases in which the words are fine.

    `mark` says how well the advice is founded: A published by children or with them, B seen in one place, C our own view.
    """

    avoid: Sequence[str]
    instead: Sequence[str]
    why: str = ""
    unless: Sequence[str] = ()
    source: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Match:
    """Where a term, or a phrase that is fine (no term), stands."""

    start: int
    end: int
    term: Term | None


@cache
def terms() -> tuple[Term, ...]:
    """Words to avoid."""
    return tuple(term for kind, term in _rows() if kind == "term")


@cache
def initials() -> dict[str, tuple[str, ...]]:
    """What can be said instead of initials that are often met."""
    return {term.avoid[0]: tuple(term.instead) for kind, term in _rows() if kind == "initials"}


def matches(text: str, avoid: Sequence[Term], fine: Sequence[str] = ()) -> list[Match]:
    """Where words to avoid stand, the longest first where they overlap; a phrase that is fine hides what it covers."""
    found = [Match(*one.span(), None) for phrase in fine for one in pattern(phrase).finditer(text)]
    for term in avoid:
        found += [Match(*one.span(), None) for phrase in term.unless for one in pattern(phrase).finditer(text)]
        found += [Match(*one.span(), term) for phrase in term.avoid for one in pattern(phrase).finditer(text)]
    found.sort(key=lambda one: (one.start - one.end, one.term is not None))
    chosen: list[Match] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in chosen):
            chosen.append(one)
    return sorted((one for one in chosen if one.term), key=lambda one: one.start)


@cache
def pattern(phrase: str) -> re.Pattern:
    """A phrase as whole words in any case, with spaces or hyphens between them, its last word in the singular or plural."""
    words = [re.escape(word).replace("'", "['’]").replace("’", "['’]") for word in re.split(r"[\s-]+", phrase) if word]
    if not words:
        return re.compile(r"(?!)")
    words[-1] = _either_number(words[-1])
    return re.compile(r"(?<!\w)" + r"(?:\s+|\s*-\s*)".join(words) + r"(?!\w)", re.IGNORECASE)


def _either_number(word: str) -> str:
    if re.search(r"[^aeiou]y$", word, re.IGNORECASE):
        return f"{word[:-1]}(?:y|ies)"
    if re.search(r"(?:ss|x|ch|sh)$", word, re.IGNORECASE):
        return f"{word}(?:es)?"
    if re.search(r"\w[^\Ws]s$", word, re.IGNORECASE):
        return f"{word[:-1]}s?"
    return f"{word}s?"


def _rows() -> Iterator[tuple[str, Term]]:
    with Path(__file__).with_name("terms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            several = {name: tuple(part.strip() for part in row[name].split(";") if part.strip()) for name in row}
            yield (
                row["kind"],
                Term(several["avoid"], several["instead"], row["why"], several["unless"], row["source"], row["mark"]),
            )
