"""Where each child lives, from the first day in care to the last; on the last day of the second year as the table says."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from footprint.demo.draw import day_in, take
from footprint.demo.published import BEFORE, END, Published
from footprint.demo.shapes import Span, Stay
from footprint.demo.statuses import C2, C38, E1, INTERIM, J1

FOSTER, KIN, ADOPTION, HOME, RESIDENTIAL = (
    "Foster Care",
    "Connected Person",
    "Placed for Adoption",
    "Placed with Parents",
    "Residential",
)
SUPPORTED, ALONE, WITH_MOTHER = "Supported accommodation / Lodging", "Independence", "Mother and Baby Unit"
HOSPITAL, REMANDED, OUTSIDE = "Hospital", "Remand", "Other"
# The codes below each label, with how often each is drawn: (national, local).
CODES = {
    FOSTER: ([("U6", ""), ("U4", ""), ("U5", "")], [60, 36, 4]),
    KIN: ([("U3", ""), ("U1", ""), ("U2", "")], [55, 43, 2]),
    ADOPTION: ([("A6", ""), ("A5", "")], [80, 20]),
    HOME: ([("P1", "")], [1]),
    RESIDENTIAL: ([("K2", ""), ("S1", ""), ("R1", ""), ("K1", "")], [86, 6, 6, 2]),
    SUPPORTED: ([("H5", "H5-supported"), ("P2", "P2-lodging")], [70, 30]),
    ALONE: ([("P2", "P2-independent")], [1]),
    WITH_MOTHER: ([("R3", "")], [1]),
    HOSPITAL: ([("R2", "")], [1]),
    REMANDED: ([("R5", "")], [1]),
    OUTSIDE: ([("Z1", "")], [1]),
}
PROVIDERS = {
    HOME: (["PR0"], [1]),
    KIN: (["PR1"], [1]),
    ADOPTION: (["PR1", "PR2"], [70, 30]),
    FOSTER: (["PR1", "PR4", "PR5"], [66, 30, 4]),
    HOSPITAL: (["PR3"], [1]),
    REMANDED: (["PR3"], [1]),
}
OTHER_PROVIDERS = (["PR4", "PR1", "PR5"], [60, 30, 10])
YOUNGEST = {SUPPORTED: 16, ALONE: 16, RESIDENTIAL: 8}
MOVES = (["CARPL", "CREQB", "CREQO", "CHILD", "CLOSE", "OTHER"], [70, 12, 8, 5, 3, 2])


class Placements:
    """Chooses where each time in care ends, or stands on the last day, and what came before."""

    def __init__(self, figures: Published, rng: Random, stays: list[Stay]):
        self.figures, self.rng, self.stays = figures, rng, stays

    def make(self):
        self._on_last_day()
        for stay in self.stays:
            stay.final_placement = stay.final_placement or self._at_leaving(stay)
            stay.placements = self._history(stay)

    def _on_last_day(self):
        counts, day = self.figures.placements(), END
        pool = [s for s in self.stays if s.in_care(day)]
        status = lambda s: s.status_on(day)  # noqa: E731
        wanted: list[tuple[str, Callable[[Stay], bool]]] = [
            (REMANDED, lambda s: status(s) == J1),
            (ADOPTION, lambda s: status(s) == E1 and _placement_order(s) <= day - timedelta(days=60)),
            (WITH_MOTHER, lambda s: s.age(day) == 0 and status(s) in INTERIM),
            (HOSPITAL, lambda s: s.age(day) == 0 and status(s) in INTERIM),
            (ALONE, lambda s: s.age(day) == 17 and status(s) not in INTERIM),
            (SUPPORTED, lambda s: s.age(day) >= 16 and (s.uasc or self.rng.random() < 0.5)),
            (OUTSIDE, lambda s: 12 <= s.age(day) <= 16),
            (RESIDENTIAL, lambda s: s.age(day) >= 9 and not s.uasc and status(s) != E1 and s.days(day) > 30),
            (HOME, lambda s: status(s) == C38 or (status(s) in (C2, *INTERIM) and self.rng.random() < 0.16)),
            (KIN, lambda s: not s.uasc and s.age(day) < 16 and status(s) != E1),
            (FOSTER, lambda s: True),
        ]
        for label, want in wanted:
            for stay in take(self.rng, pool, counts[label], want):
                stay.final_placement = label

    def _at_leaving(self, stay: Stay) -> str:
        age = stay.age(stay.ends_on or END)
        if stay.entry == "J1":
            return REMANDED
        if stay.reason == "Adopted":
            return ADOPTION
        if stay.reason in ("Special Guardianship Order", "Child Arrangements Order"):
            return KIN if self.rng.random() < 0.85 else FOSTER
        if age >= 16 and self.rng.random() < 0.55:
            return SUPPORTED
        if stay.reason == "Supervision Order" or (stay.reason == "Returned to parents" and stay.entry != "V2"):
            return HOME if self.rng.random() < 0.5 else KIN
        if age >= 12 and self.rng.random() < 0.25:
            return RESIDENTIAL
        return FOSTER if self.rng.random() < 0.7 else KIN

    def _history(self, stay: Stay) -> list[Span]:
        last = stay.ends_on or END
        final_from = self._final_from(stay, last)
        spans = []
        starts = [stay.starts_on]
        if final_from > stay.starts_on:
            if (final_from - stay.starts_on).days > 90 and self.rng.random() < 0.3:
                starts.append(day_in(self.rng, stay.starts_on + timedelta(days=5), final_from - timedelta(days=5)))
            spans = [self._span(day, self._earlier(stay, day)) for day in starts]
        spans.append(self._span(final_from, stay.final_placement))
        for span, following in zip(spans, spans[1:], strict=False):
            span.ends_on = following.starts_on
            span.values["end_reason"] = self.rng.choices(*MOVES)[0]
        spans[-1].ends_on = stay.ends_on
        return spans

    def _final_from(self, stay: Stay, last: date) -> date:
        """Since when the child lives where care ends: from the first day, or after a move."""
        first = stay.starts_on
        if stay.final_placement == ADOPTION:
            order = _placement_order(stay)
            since = last - timedelta(days=self.rng.randint(20, 150) if not stay.ends_on else self.rng.randint(100, 180))
            return max(order + timedelta(days=14), since, first + timedelta(days=1))
        birthday = YOUNGEST.get(stay.final_placement, 0)
        grown = date(stay.birthday.year + birthday, stay.birthday.month, min(28, stay.birthday.day)) + timedelta(days=4)
        if birthday and grown > first:
            return min(grown, last - timedelta(days=1)) if last > first + timedelta(days=1) else first
        if stay.final_placement in (REMANDED, WITH_MOTHER) or self.rng.random() < 0.5 or (last - first).days < 40:
            return first
        return day_in(self.rng, max(first + timedelta(days=10), self._no_earlier(stay)), last - timedelta(days=5))

    def _no_earlier(self, stay):
        """Of those in care for long, half move within the two years."""
        return BEFORE if stay.starts_on < BEFORE and self.rng.random() < 0.5 else stay.starts_on

    def _earlier(self, stay: Stay, day: date) -> str:
        if stay.entry == "J1":
            return REMANDED
        if stay.age(day) >= 11 and self.rng.random() < 0.15:
            return RESIDENTIAL
        return KIN if self.rng.random() < 0.25 and not stay.uasc else FOSTER

    def _span(self, day: date, label: str) -> Span:
        code, local = self.rng.choices(*CODES[label])[0]
        provider = self.rng.choices(*PROVIDERS.get(label, OTHER_PROVIDERS))[0]
        location = self.rng.choices(["IN", "OUT", ""], [74, 22, 4])[0]
        values: dict[str, str | int] = {"code": code, "local_code": local, "provider": provider, "location": location}
        if location:
            values["distance"] = self.rng.randint(2, 120) if location == "IN" else self.rng.randint(90, 600)
        return Span(day, None, values)


def _placement_order(stay: Stay) -> date:
    return next((s.starts_on for s in stay.legal if s.values["code"] == E1), END)
