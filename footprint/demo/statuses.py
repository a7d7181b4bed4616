"""The legal status of every child on every day: those that the two days' tables show, and what lies between."""

from datetime import date, timedelta
from random import Random

from footprint.demo.draw import day_in, take
from footprint.demo.flows import REMAND
from footprint.demo.published import CARE_ORDER, END, LAPSED, MIDDLE, Published
from footprint.demo.shapes import Span, Stay

V2, SERIES, C1, C38, C2, E1, J1 = "V2-single", "V2-series", "C1-38", "C1-38-6", "C2", "E1", "J1"
ENTRY = {"V2": V2, "C1": C1}
NATIONAL = {V2: "V2", SERIES: "V2", C1: "C1", C38: "C1"}
LABELS = {
    CARE_ORDER: C2,
    "Interim Care Order S38 CA 1989": C1,
    "Placement Order": E1,
    REMAND: J1,
    "S20 - Series of Placements >75 nights per year or multiple providers": SERIES,
    "S20 - Single Placement": V2,
    "Section 38.6 Interim Care Order": C38,
}
INTERIM = (C1, C38)


class Statuses:
    """Gives each child in care on the two days a status of that day's table, then each its history."""

    def __init__(self, figures: Published, rng: Random, stays: list[Stay]):
        self.figures, self.rng, self.stays = figures, rng, stays

    def make(self):
        self._on_last_day()
        self._on_middle_day()
        for stay in self.stays:
            stay.statuses.sort()
            self._at_leaving(stay)
            stay.legal = self._history(stay)

    def _counts(self, day: date) -> dict[str, int]:
        return {LABELS[label]: number for label, number in self.figures.legal(day).items()}

    def _give(self, day, pool, status, number, want, order=None, only=False) -> int:
        found = take(self.rng, pool, number, want, order, only)
        for stay in found:
            stay.statuses.append((day, status))
        return number - len(found)

    def _on_last_day(self):
        day, counts = END, self._counts(END)
        pool = [s for s in self.stays if s.in_care(day)]
        self._give(day, pool, J1, counts[J1], lambda s: s.entry == "J1")
        self._give(
            day,
            pool,
            SERIES,
            counts[SERIES],
            lambda s: s.cohort == "before" and s.entry == "V2" and 7 <= s.age(day) <= 14,
        )
        voluntary = counts[V2]
        voluntary = self._give(day, pool, V2, voluntary, lambda s: _stays_voluntary(s, day), only=True)
        voluntary = self._give(day, pool, V2, voluntary, lambda s: s.entry == "V2" and s.days(day) < 15, only=True)
        could = lambda s: s.age(day) <= 5 and 240 <= s.days(day) <= 1100 and s.entry not in ("V2", "C2")  # noqa: E731
        self._give(day, pool, E1, counts[E1], lambda s: could(s) or s.entry == "E1", lambda s: s.entry != "E1")
        self._give(day, pool, V2, voluntary, lambda s: s.entry == "V2", lambda s: self._newest(s, day))
        interim = lambda s: s.entry not in ("C2", "E1", "J1") and s.age(day) < 17  # noqa: E731
        self._give(day, pool, C1, counts[C1], interim, lambda s: self._newest(s, day))
        self._give(day, pool, C38, counts[C38], lambda s: interim(s) and s.days(day) < 420)
        self._give(day, pool, C2, len(pool), lambda s: True)

    def _on_middle_day(self):
        day, counts = MIDDLE, self._counts(MIDDLE)
        pool = [s for s in self.stays if s.in_care(day)]
        self._give(day, pool, J1, counts[J1], lambda s: s.entry == "J1")
        self._give(day, pool, SERIES, counts[SERIES],
                   lambda s: s.status_on(END) == SERIES or (s.reason == "Returned to parents" and s.cohort == "before"),
                   lambda s: s.status_on(END) != SERIES)  # fmt: skip
        voluntary = counts[V2]
        for must in (
            lambda s: s.status_on(END) in (V2, SERIES) or _stays_voluntary(s, day),
            lambda s: s.entry == "V2" and s.days(day) < 15,
        ):
            voluntary = self._give(day, pool, V2, voluntary, must, only=True)
        adopted = lambda s: s.reason == "Adopted" or s.status_on(END) == E1  # noqa: E731
        self._give(day, pool, E1, counts[E1], lambda s: (adopted(s) and s.days(day) >= 200) or s.entry == "E1",
                   lambda s: (s.entry != "E1", s.days(day) < 200, s.reason != "Adopted", s.age(day) > 6, -s.days(day)))  # fmt: skip
        home = ("Returned to parents", LAPSED, "Other")
        self._give(day, pool, V2, voluntary, lambda s: s.entry == "V2" and s.status_on(END) != C2,
                   lambda s: (s.reason not in home, self.rng.random()))  # fmt: skip
        could = lambda s: s.entry not in ("C2", "E1", "J1") and s.age(day) < 17 and s.reason != LAPSED  # noqa: E731
        sure = lambda s: s.reason != "Supervision Order" and s.status_on(END) not in INTERIM  # noqa: E731
        self._give(day, pool, C1, counts[C1], could, lambda s: (sure(s) and s.days(day) > 150, self._newest(s, day)))
        self._give(day, pool, C38, counts[C38], lambda s: could(s) and s.days(day) < 500, lambda s: s.days(day))
        self._give(day, pool, C2, len(pool), lambda s: True)

    def _newest(self, stay, day):
        return stay.days(day) * self.rng.uniform(0.75, 1.25)

    def _at_leaving(self, stay: Stay):
        """The status until care ended, where the reason for leaving tells it."""
        if not stay.ends_on:
            return
        last = stay.statuses[-1] if stay.statuses else (stay.starts_on, ENTRY.get(stay.entry, stay.entry))
        if stay.reason == "Adopted" and last[1] != E1:
            day = max(last[0] + timedelta(days=20), stay.ends_on - timedelta(days=self.rng.randint(190, 260)))
            stay.statuses.append((day, E1))
        elif stay.reason in ("Supervision Order", "Child Arrangements Order") and last[1] not in INTERIM:
            self._append_before_leaving(stay, last, C1)
        elif stay.reason in ("Special Guardianship Order", LAPSED) and last[1] in INTERIM and not stay.uasc:
            self._append_before_leaving(stay, last, C2)
        elif stay.entry in ("L1", "L2") and len(stay.statuses) == 0:
            self._append_before_leaving(stay, last, V2)

    def _append_before_leaving(self, stay, last, status):
        day = stay.ends_on - timedelta(days=1)
        if day > last[0] and last[1] not in (C2, E1):
            stay.statuses.append((day, status))

    def _history(self, stay: Stay) -> list[Span]:
        """One status after the other, from the entry to the end, each known one standing on its day."""
        now = ENTRY.get(stay.entry, stay.entry)
        spans, since = [_span(stay.starts_on, now)], stay.starts_on
        for day, wanted in stay.statuses:
            for day_of, status in self._steps(now, wanted, since, day):
                if day_of < (stay.ends_on or date.max):
                    spans[-1].ends_on = day_of
                    spans.append(_span(day_of, status))
                    now = status
            since = day
        spans[-1].ends_on = stay.ends_on
        return spans

    def _steps(self, now, wanted, since, until):
        """The changes from one status to another with their days, after ``since`` and by ``until``."""
        if now == wanted or until <= since:
            return []
        steps, first = [], since
        if now in ("L1", "L2"):
            soon = min(until, since + timedelta(days=self.rng.randint(1, 3) if now == "L1" else 8))
            now = V2 if wanted in (V2, SERIES) else C1
            steps, first = [(soon, now)], soon
            if now == wanted or soon >= until:
                return [(soon, wanted)]
        path = [C1, wanted] if now in (V2, SERIES) and wanted in (C2, E1) else [wanted]
        for place, status in enumerate(path):
            last = until - timedelta(days=len(path) - 1 - place)
            earliest = first + timedelta(days=1)
            usual = earliest + timedelta(days=120 if status in (C2, E1) else 5)
            latest = min(last, usual + timedelta(days=200))
            day = day_in(self.rng, min(usual, last), max(min(usual, last), latest))
            steps.append((max(earliest, day), status))
            first = steps[-1][0]
        return [s for s in steps if s[0] <= until]


def _stays_voluntary(stay: Stay, day: date) -> bool:
    """No care order can be made of those: alone in the country, or 17 when they came."""
    return stay.uasc or (stay.band == "17+" and stay.entry == "V2")


def _span(day: date, status: str) -> Span:
    code = NATIONAL.get(status, status)
    return Span(day, None, {"code": code, "local_code": status if status in NATIONAL else ""})
