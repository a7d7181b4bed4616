"""Sentences with live figures: the small language of outlines, turned into runs of a document."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from footprint.council.words import in_words
from footprint.documents.numbers import change_text, percent, percent_change, percent_text, plain
from footprint.documents.tree import CrossRef, FigureRef, Run
from footprint.figures.answers import Figures, Number
from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES
from footprint.figures.hiding import Hiding
from footprint.figures.period import Period, day_words
from footprint.reports.outline import OutlineRefused

BRACES = re.compile(r"\{([^{}]+)\}")
NAMED = re.compile(r"(?P<figure>[a-z0-9-]+)(?:\[(?P<part>[^\]]+)\])?(?::(?P<what>[a-z]+))?")
WHATS = ("", "earlier", "change", "share", "of", "target")


@dataclass
class Writer:
    """Writes prose about one period. Remembers which figures it used, in order."""

    figures: Figures
    period: Period
    hiding: Hiding
    used: list[str] = field(default_factory=list)

    def runs(self, text: str) -> list[Run]:
        """The runs of a sentence. Raises OutlineRefused where braces name nothing."""
        parts = BRACES.split(text)
        words = self.figures.profile.words
        return [in_words(part, words) if at % 2 == 0 else self._run(part) for at, part in enumerate(parts) if part]

    def fitting(self, text: str) -> str:
        """The sentences that this council can say: those about a part that its profile does not know, and those of which its own
        records of the time know nothing, are left out."""
        sentences = re.split(r"(?<=\.)\s+", text.strip())
        return " ".join(s for s in sentences if all(map(self._fits, BRACES.findall(s))))

    def _fits(self, inside: str) -> bool:
        found = NAMED.fullmatch(inside)
        if not found or found["figure"] not in FIGURES:
            return True
        figure = FIGURES[found["figure"]]
        if figure.recorded_here and not self.figures.reach(figure, self.period):
            return False
        for name, label in _part(found["part"], inside).items():
            rows = BREAKDOWNS[name].rows(self.figures.profile) if name in BREAKDOWNS else []
            if rows and label not in rows:
                return False
        return True

    def text(self, text: str) -> str:
        """The same as plain words, for titles."""
        return "".join(run if isinstance(run, str) else getattr(run, "text", "") for run in self.runs(text))

    def _run(self, inside: str) -> Run:
        if inside.startswith("@"):
            return CrossRef(inside[1:])
        if inside in self._words():
            return self._words()[inside]
        if inside.startswith("word."):
            word = self.figures.profile.words.get(inside[5:])
            if word is None:
                raise OutlineRefused(f"The profile has no word “{inside[5:]}”, which the outline asks for.")
            return word
        found = NAMED.fullmatch(inside)
        if not found or found["figure"] not in FIGURES or (found["what"] or "") not in WHATS:
            raise OutlineRefused(f"The outline says {{{inside}}}, which is no figure, word or day.")
        return self._figure(found["figure"], _part(found["part"], inside), found["what"] or "")

    def _words(self) -> dict[str, str]:
        period, before = self.period, self.period.earlier
        return {
            "council": self.figures.frames.council.name,
            "period": period.label,
            "first": day_words(period.first),
            "last": day_words(period.last),
            "earlier": before.label,
            "earlier.last": day_words(before.last),
        }

    def _figure(self, name: str, part: dict[str, str], what: str) -> Run:
        if what == "target":
            target = self.figures.profile.target(name, self.period.last)
            return f"{target.value:g}%" if target else "no aim set"
        if name not in self.used:
            self.used.append(name)
        number = self.figures.number(name, self.period, part)
        if what == "earlier":
            return self._ref(name, self.figures.number(name, self.period.earlier, part))
        if what == "change":
            return self._change(name, self.figures.number(name, self.period.earlier, part), number)
        if what == "share":
            whole = self.figures.number(name, self.period)
            size, of = len(number.records), len(whole.records)
            return self._ref(name, Number(percent(size, of), percent_text(size, of), number.records, whole.records))
        if what == "of":
            base = number.of if number.of is not None else number.records
            return self._ref(name, Number(len(base), plain(len(base)), base))
        return self._ref(name, number)

    def _ref(self, name: str, number: Number) -> FigureRef:
        return FigureRef(
            text=number.text if number.value is not None else "not known",
            figure=name,
            version=FIGURES[name].version,
            value=number.value,
            records=number.records,
            of=number.of,
            suppressed=self.hiding.of(number),
        )

    def _change(self, name: str, before: Number, after: Number) -> FigureRef:
        """In per cent of the earlier number; for a share in percentage points."""
        hidden = self.hiding.of(before) or self.hiding.of(after)
        if before.value is None or after.value is None:
            text, value = "a change not known", None
        elif FIGURES[name].kind == "share":
            value = Decimal(after.value) - Decimal(before.value)
            text = f"{plain(abs(value))} percentage points {'up' if value > 0 else 'down'}" if value else "no change"
        else:
            text, value = change_text(before.value, after.value), percent_change(before.value, after.value)
            text = text if text in ("no change", "from 0") else f"{_article(text)} {text}"
        return FigureRef(
            text=text,
            figure=name,
            version=FIGURES[name].version,
            value=value,
            records=after.records,
            of=before.records,
            suppressed=hidden,
        )


def _article(text: str) -> str:
    """An 8% increase, an 11% or 18% one; a 2.5% decrease."""
    whole = re.match(r"[\d,]*", text)[0].replace(",", "")  # type: ignore[index]
    return "an" if whole.startswith("8") or whole in ("11", "18") else "a"


def _part(text: str | None, inside: str) -> dict[str, str]:
    if not text:
        return {}
    pairs = [pair.partition("=") for pair in text.split(";")]
    if not all(sep for _, sep, _ in pairs):
        raise OutlineRefused(f"The outline says {{{inside}}}: write a part as [breakdown=label].")
    return {name.strip(): label.strip() for name, _, label in pairs}
