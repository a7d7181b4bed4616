"""A value, why it is so in plain words, and where the rule stands. Written on the way out, never stored."""

from dataclasses import dataclass
from datetime import date

from .days import ENGLAND, WorkingDays
from .rules import Rule, rule_on
from .sources import Source
from .words import LONG_DAYS, full, listed, short, with_weekday


@dataclass(frozen=True, slots=True)
class Answer:
    """``value`` (a day or None), ``because`` (sentences), ``sources``."""

    value: date | None
    because: str
    sources: tuple[Source, ...]

    def source_texts(self) -> list[str]:
        """``["Law: Care Planning Regulations 2010, reg 33(2)."]``"""
        return [source.text() for source in self.sources]


def explain(
    rule: str,
    counted_from: date,
    due_on: date | None,
    *,
    calendar: WorkingDays = ENGLAND,
    relaxed: bool = False,
    meeting: bool = True,
) -> Answer:
    """Why something is due on ``due_on``, from what is stored: the rule's key and the day from which it counted.

    ``relaxed``: the review stood under the relaxation of 2020. ``meeting``: something is held on that day, so that a
    weekend deserves advice. Unknown rule: KeyError.
    """
    version = rule_on(rule, counted_from)
    if due_on is None:
        return Answer(None, version.note or _no_due_date(counted_from), version.sources)
    sentences = [f"Due {with_weekday(due_on)}: {_reckoning(version, counted_from, due_on, calendar)}.", version.note]
    sources = version.sources
    if meeting and not calendar.is_working(due_on):
        sentences.append(_advice(due_on, calendar))
    if relaxed:
        lateness = rule_on("lateness", due_on)
        sentences.append(lateness.note)
        sources += lateness.sources
    return Answer(due_on, " ".join(filter(None, sentences)), sources)


def _no_due_date(known_from: date) -> str:
    return (
        f"No due date is claimed: care began on an unknown day before {full(known_from)}, "
        "so it is not known which review this was."
    )


def _reckoning(rule: Rule, counted_from: date, due_on: date, calendar: WorkingDays) -> str:
    if rule.not_before:
        opens = rule.not_before.after(counted_from, calendar)
        return (
            f"the last day of {rule.not_before.count} to {rule.limit} after {rule.after} on {full(counted_from)}; "
            f"hold it on or after {with_weekday(opens, due_on)}"
        )
    if rule.limit is None:
        return f"{rule.after} on {full(counted_from)}"
    words = f"{rule.limit} after {rule.after} on {full(counted_from)}"
    if rule.length.unit != "working day":
        return words
    skipped = calendar.skipped(counted_from, due_on)
    return words + (f", not counting {listed(short(day) for day in skipped)}" if skipped else "")


def _advice(due_on: date, calendar: WorkingDays) -> str:
    what = LONG_DAYS[due_on.weekday()] if due_on.weekday() > 4 else "bank holiday"
    hold_by = with_weekday(calendar.last_on_or_before(due_on), due_on)
    return f"A {what} does not move the date, so hold it by {hold_by}."
