"""How easy a text is to read, by the published formulas. A hint, never a verdict.

Flesch reading ease and Flesch-Kincaid grade (Kincaid and others, 1975), ARI (Senter and Smith, 1967), SMOG (McLaughlin,
1969). Names, places, days and months say nothing about how hard a text is: the formulas leave them out. Sentences are
counted with all their words.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .sentences import WORD, Sentence, sentences

DAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
EVERYDAY = frozenset(
    [
        "family",
        "families",
        "together",
        "tomorrow",
        "yesterday",
        "remember",
        "somebody",
        "anybody",
        "nobody",
        "every",
        "everybody",
        "everyone",
        "everything",
        "anyone",
        "anything",
        "holiday",
        "holidays",
        "computer",
        "important",
        "favourite",
        "different",
        "another",
        "grandmother",
        "grandfather",
        "grandparents",
        "animal",
        "animals",
        "hospital",
        "telephone",
        "understand",
        "already",
        "afterwards",
        "afternoon",
        "happily",
        "teenager",
        "television",
        "banana",
        "potato",
        "bicycle",
    ]
)
"""Words of three syllables that young children use."""

SCHOOL_BEGINS = 5  # years: the age at which grade 0 is read


# An e that is not spoken: at the end (but in "table"), in -es (but in "houses"), in -ed (but in "wanted"), before -ly …
_SILENT = re.compile(
    r"(?<![^aeiouyr]l)(?<![aeiouy])e$|(?<![sxzcg])(?<!ch)(?<!sh)(?<![^aeiouyr]l)(?<![aeiouy])es$|(?<![td])(?<![aeiouy])ed$"
    r"|(?<=[aeiou])e(?=d$)|(?<=[^aeiou])e(?=(?:ly|ment|ful|fully|less|thing|body|one|times|where)$)"
)
# Neighbours that are two syllables: idea, radio, video, museum, actually, being, happier.
_APART = re.compile(
    r"(?<![tscg])(?<!ll)i[ao]|eo(?!p|u)|(?<=s)eu|(?<!q)ua(?=[lt])|[aeiouy]ing|(?<!r)ier$|(?<!t)ien[ct]|iet|creat|poe|thm$"
    r"|(?<=[aeiou][^aeiou])ea(?=s?$)"
)


@dataclass(frozen=True)
class Ease:
    """What was measured. `hard` are the different words of three syllables or more, in their order."""

    words: int
    sentences: int
    average: float
    longest: int
    hard: tuple[str, ...]
    flesch: float
    grade: float
    ari: float
    smog: float
    reading_age: float


def measure(text: str, *, names: Sequence[str] = ()) -> Ease:
    """How easy a text is."""
    found = list(sentences(text))
    lengths = [len(one.words) for one in found]
    known = {part.lower() for name in names for part in WORD.findall(name)}
    left = [words for words in (_without_names(one, known) for one in found) if words]
    words = [word for line in left for word in line]
    syllables_of = [syllables(word) for word in words]
    hard = [word for word, number in zip(words, syllables_of, strict=True) if _is_hard(word, number)]
    per_sentence = len(words) / len(left) if left else 0
    per_word = sum(syllables_of) / len(words) if words else 0
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59 if words else 0
    letters = sum(map(len, words)) / len(words) if words else 0
    return Ease(
        words=sum(lengths),
        sentences=len(found),
        average=round(sum(lengths) / len(found), 1) if found else 0.0,
        longest=max(lengths, default=0),
        hard=tuple(dict.fromkeys(word.lower() for word in hard)),
        flesch=round(206.835 - 1.015 * per_sentence - 84.6 * per_word, 1) if words else 100.0,
        grade=round(grade, 1),
        ari=round(4.71 * letters + 0.5 * per_sentence - 21.43, 1) if words else 0.0,
        smog=round(1.043 * math.sqrt(30 * len(hard) / len(left)) + 3.1291, 1) if left else 0.0,
        reading_age=round(max(grade, 0) + SCHOOL_BEGINS, 1),
    )


def syllables(word: str) -> int:
    """How many syllables a word has, by its groups of vowels; right for about nine words in ten."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    letters = _SILENT.sub("", letters) if len(letters) > 3 else letters
    return max(1, len(re.findall(r"[aeiouy]+", letters)) + len(_APART.findall(letters)))


def _is_hard(word: str, number: int) -> bool:
    return number >= 3 and word.lower() not in EVERYDAY


def _without_names(sentence: Sentence, known: set[str]) -> list[str]:
    """A sentence's words without names and days. A capital inside a sentence makes a name."""
    return [
        word
        for place, word in enumerate(sentence.words)
        if not (_bare(word) in known or _bare(word) in DAYS or (place and _looks_like_a_name(word)))
    ]


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.lower())


def _looks_like_a_name(word: str) -> bool:
    return word[:1].isupper() and not re.fullmatch(r"I(?:['’].*)?", word)
