"""Advice on the words of a letter to a child. It advises and never blocks; a person decides.

What stands in quotation marks, or on a line that begins with ">", is somebody's own words and never touched.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .ease import measure
from .sentences import WORD, quotations, sentences, without_quotations
from .terms import Term, initials, matches, pattern, terms

Kind = Literal["term", "long-sentence", "average-too-long", "reading-age", "initials", "about-the-child"]

READING_AGES = ((10, 8), (16, 11), (None, 12))
"""Under which age which reading age is the highest that suits; None is every age from there on."""
LONGEST = 20  # words in a sentence
AVERAGE = 12  # words in a sentence
ENOUGH = 30  # words: a shorter text is not measured

KNOWN_TO_ALL = frozenset(
    [
        "AM",
        "BBC",
        "CD",
        "DJ",
        "DVD",
        "GCSE",
        "GCSES",
        "ID",
        "IT",
        "MP",
        "NHS",
        "OK",
        "PC",
        "PE",
        "PM",
        "PS",
        "QR",
        "RE",
        "TV",
        "UK",
        "USA",
        "WX",
    ]
)

_INITIALS = re.compile(r"(?<![\w’'-])(?:[A-Z]{2,}[a-z]?[A-Z]*s?|S\d\d(?!\s\d[A-Z])|[A-Z][a-z][A-Z]{1,3})(?!\w|-\w)")
_ABOUT = Term(("the child", "this child", "the young person", "this young person"), ("you",))
_GREETING = re.compile(r"^[\s#>•-]*(?:dear|hello|hi|hiya|hey|to)\s+[^\n]*$", re.IGNORECASE | re.MULTILINE)
_SOMEBODY = re.compile(
    r"(?<![.!?…:]\s)(?<!^)(?<=\s)[A-Z][a-z]+|\b(?:mum|dad|nan|gran\w*|brother|sister|teacher|worker|carer)s?\b"
)
_OPENING = re.compile(r"(?:He|She|They)(?:['’]\w+)?\b")


@dataclass(frozen=True)
class Advice:
    """One piece of advice. `found` stands in the text from `start` to `end`; both are 0 where it is about the whole."""

    kind: Kind
    found: str
    start: int
    end: int
    instead: tuple[str, ...]
    why: str


def advice(
    text: str,
    *,
    age: int | None,
    names: Sequence[str] = (),
    child_name: str = "",
    liked: Sequence[str] = (),
    own_terms: Sequence[Term] = (),
    reading_ages: Sequence[tuple[int | None, int]] = READING_AGES,
    longest: int = LONGEST,
    average: int = AVERAGE,
) -> list[Advice]:
    """What could be said better, first what is about the whole text and then in its order.

    `names` are names and places, `liked` the words that this child likes, `own_terms` the council's own. Without an age the
    reading age is not judged.
    """
    ours = without_quotations(text)
    known = [*names, child_name]
    found = [
        *_terms(ours, child_name, liked, own_terms),
        *_initials(ours, known),
        *_about(ours, child_name),
        *_long_sentences(text, ours, longest),
    ]
    left = (one for one in found if not _is_liked(one.found, liked))
    return [
        *_whole(ours, age, known, reading_ages, average),
        *sorted(_told_once(left), key=lambda one: (one.start, one.end)),
    ]


# The whole text


def _whole(text: str, age, names: Sequence[str], reading_ages, average: int) -> Iterator[Advice]:
    ease = measure(text, names=names)
    if ease.words < ENOUGH:
        return
    if ease.average > average:
        yield Advice(
            "average-too-long",
            f"{ease.average} words in a sentence",
            0,
            0,
            ("Make two sentences of one",),
            f"Up to {average} words in a sentence, taken together, are easy to follow",
        )
    suits = next((highest for under, highest in reading_ages if under is None or (age or 0) < under), None)
    if age is not None and suits is not None and int(ease.reading_age) > suits:
        hard = f" Long words: {', '.join(ease.hard[:8])}." if ease.hard else ""
        yield Advice(
            "reading-age",
            f"reading age {int(ease.reading_age)}",
            0,
            0,
            ("Use shorter words and sentences",),
            f"A reading age of up to {suits} suits most who are {age}. The number is a hint only.{hard}",
        )


# Words


def _terms(text: str, child_name: str, liked: Sequence[str], own_terms: Sequence[Term]) -> Iterator[Advice]:
    own = {words.lower() for term in own_terms for words in term.avoid}
    first = _first_name(child_name) or "[name]"
    for one in matches(text, [*own_terms, *(_less(term, own) for term in terms())], liked):
        term = one.term
        assert term
        instead = tuple(words.replace("[name]", first) for words in term.instead)
        yield Advice("term", text[one.start : one.end], one.start, one.end, instead, term.why)


def _less(term: Term, own: set[str]) -> Term:
    """A term without the words on which the council has its own line."""
    left = [words for words in term.avoid if words.lower() not in own]
    return Term(left, term.instead, term.why, term.unless, term.source, term.mark)


def _initials(text: str, names: Iterable[str]) -> Iterator[Advice]:
    listed = {words.lower() for term in terms() for words in term.avoid}
    skipped = KNOWN_TO_ALL | {part.upper() for name in names for part in WORD.findall(name)}
    known = {short.upper(): words for short, words in initials().items()}
    for one in _INITIALS.finditer(text):
        short = one.group().upper()
        short = short if short in known else short.removesuffix("S")
        if short in skipped or short.lower() in listed or _in_capitals(text, one) or _explained(text, short):
            continue
        yield Advice(
            "initials",
            one.group(),
            *one.span(),
            known.get(short, ("the full words", "the person’s name")),
            "Initials are known to those who use them at work. Say the full words, or explain them once",
        )


def _in_capitals(text: str, one: re.Match) -> bool:
    """Whether a whole line is in capitals, as some headings are."""
    line = text[text.rfind("\n", 0, one.start()) + 1 :].split("\n", 1)[0]
    return len(WORD.findall(line)) > 1 and line.isupper()


def _explained(text: str, short: str) -> bool:
    """Whether the text says somewhere what initials mean."""
    word = re.escape(short)
    return bool(
        re.search(
            rf"\w[^\S\n]*\({word}s?\)|\b{word}s?\b,? (?:\(|means|is short for|stands for|that is)", text, re.IGNORECASE
        )
    )


# To the child, not about the child


def _about(text: str, child_name: str) -> Iterator[Advice]:
    """Where the child is spoken about: as "the child", by name, or as he, she or they right after that or with nobody else."""
    first = _first_name(child_name)
    for paragraph in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", text):
        child_is_meant = True
        for one in sentences(paragraph.group()):
            start = paragraph.start() + one.start
            told = [*_called(one.text, start), *_by_name(text, one.text, start, first)]
            pronoun = _OPENING.match(one.text)
            if pronoun and child_is_meant:
                told.append(
                    Advice(
                        "about-the-child",
                        pronoun.group(),
                        start,
                        start + pronoun.end(),
                        ("you",),
                        "If this is the child, the letter speaks about and not to them",
                    )
                )
            yield from told
            others = [word for word in _SOMEBODY.findall(one.text) if word != first]
            child_is_meant = bool(told) and not others


def _called(sentence: str, at: int) -> Iterator[Advice]:
    for one in matches(sentence, [_ABOUT]):
        yield Advice(
            "about-the-child",
            sentence[one.start : one.end],
            at + one.start,
            at + one.end,
            ("you", "your name"),
            "The letter is to a child, not about one",
        )


def _by_name(text: str, sentence: str, at: int, first: str) -> Iterator[Advice]:
    """The child's first name in a sentence; not in a greeting, not alone on a line, not where somebody is spoken to."""
    if not first or sum(word[:1].islower() for word in WORD.findall(sentence)) < 2:
        return
    greetings = [one.span() for one in _GREETING.finditer(text)]
    for one in re.finditer(rf"(?<!\w){re.escape(first)}(?:(['’]s?)|)(?![\w-])", sentence):
        start, end = at + one.start(), at + one.end()
        spoken_to = re.match(r"\s*[,!?]", sentence[one.end() :]) or re.search(r",\s*$", sentence[: one.start()])
        if spoken_to or any(begin <= start < finish for begin, finish in greetings):
            continue
        whose = bool(one.group(1))
        yield Advice(
            "about-the-child",
            one.group(),
            start,
            end,
            ("your",) if whose else ("you",),
            "The letter is to a child, not about one",
        )


def _first_name(name: str) -> str:
    return (WORD.findall(name) or [""])[0]


# Sentences


def _long_sentences(text: str, ours: str, longest: int) -> Iterator[Advice]:
    quoted = quotations(text)
    for one in sentences(ours):
        number = len(one.words)
        if number > longest:
            end = min((begin for begin, _ in quoted if one.start < begin < one.end), default=one.end)
            end = one.start + len(text[one.start : end].rstrip())
            yield Advice(
                "long-sentence",
                text[one.start : end],
                one.start,
                end,
                ("Make two sentences of it",),
                f"{number} words. Up to {longest} are easy to follow",
            )


# What is left out


def _is_liked(found: str, liked: Sequence[str]) -> bool:
    return any(pattern(words).fullmatch(found) for words in liked)


def _told_once(found: Iterable[Advice]) -> list[Advice]:
    """Each place once for each kind."""
    return list({(one.kind, one.start): one for one in found}.values())
