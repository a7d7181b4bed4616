"""From the episodes of a child to dated facts: periods of care, legal status, placement.

An episode is open while it has no DEC. A child whose first known episode does not start with RNE S came into care on an
unknown day before it.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from footprint.children.actions import Claim


@dataclass(frozen=True)
class Episode:
    """One row of the episodes table, with the year and line it came from."""

    starts_on: date
    rne: str
    legal: str
    need: str
    place: str
    provider: str
    ends_on: date | None
    rec: str
    place_reason: str
    home: str
    post: str
    urn: str
    location: str
    distance: str
    year: str
    row: str


@dataclass
class History:
    """What the episodes of one child say."""

    periods: list[Claim]
    legal: list[Claim]
    placements: list[Claim]
    overlaps: list[Episode]


def episode(values: dict, year: str, row: str) -> Episode:
    """A row of the table as an episode; REC without DEC is an open episode."""
    get = values.get
    return Episode(
        values["DECOM"],
        get("RNE", ""),
        get("LS", ""),
        get("CIN", ""),
        get("PLACE", ""),
        get("PLACE_PROVIDER", ""),
        get("DEC"),
        get("REC", "") if get("DEC") else "",
        get("REASON_PLACE_CHANGE", ""),
        get("HOME_POST", "")[:8],
        get("PL_POST", "")[:8],
        get("URN", "")[:8],
        get("PL_LOCATION", "")[:3],
        get("PL_DISTANCE", ""),
        year,
        row,
    )


def history(episodes: list[Episode]) -> History:
    """The facts of one child's episodes (of all years, one for each day of beginning, in any order)."""
    episodes = sorted(episodes, key=lambda e: e.starts_on)
    overlaps = [a for a, b in zip(episodes, episodes[1:], strict=False) if a.ends_on and a.ends_on > b.starts_on]
    runs = [r for r in _cut(episodes) if r.ends_on is None or r.ends_on > r.starts_on]
    periods = _periods(runs)
    unknown = {p.starts_on for p in periods if not p.start_known}
    legal = _merged(runs, unknown, lambda e: e.legal, lambda first, last: (first.legal, ""))
    return History(periods, legal, _merged(runs, unknown, _home, _placement, moved=lambda e: e.rne in "PTBU"), overlaps)


def _cut(episodes):
    """Each episode ends, at the latest, when the next begins; an open one followed by another ends there."""
    cut = []
    for e, following in zip(episodes, [*episodes[1:], None], strict=True):
        if following and (e.ends_on is None or e.ends_on > following.starts_on):
            e = replace(e, ends_on=following.starts_on, rec="X1")
        cut.append(e)
    return cut


def _periods(runs) -> list[Claim]:
    periods: list[list[Episode]] = []
    for e in runs:
        if periods and periods[-1][-1].ends_on == e.starts_on:
            periods[-1].append(e)
        else:
            periods.append([e])
    return [
        Claim(
            first.starts_on,
            last.ends_on,
            (last.rec if last.ends_on and last.rec != "X1" else "", "", first.need),
            start_known=first.rne == "S",
            year=last.year,
            row=first.row,
        )
        for first, last in ((p[0], p[-1]) for p in periods)
    ]


def _merged(runs, unknown, same, values, moved=lambda e: False) -> list[Claim]:
    """Neighbouring episodes that say the same are one fact."""
    facts: list[list[Episode]] = []
    for e in runs:
        before = facts[-1][-1] if facts else None
        if before and before.ends_on == e.starts_on and same(before) == same(e) and not moved(e):
            facts[-1].append(e)
        else:
            facts.append([e])
    return [
        Claim(
            first.starts_on,
            last.ends_on,
            values(first, last),
            start_known=first.starts_on not in unknown,
            year=first.year,
            row=first.row,
        )
        for first, last in ((f[0], f[-1]) for f in facts)
        if same(first)
    ]


def _home(e: Episode):
    return e.place and (e.place, e.provider, e.post, e.urn)


def _placement(first: Episode, last: Episode):
    known = first.distance and float(first.distance) < 999
    distance = Decimal(first.distance).quantize(Decimal("0.1")) if known else None
    left = last.place_reason if last.ends_on else ""
    return (
        first.place,
        "",
        first.provider,
        first.location,
        distance,
        first.post,
        first.home,
        first.urn,
        left,
        first.rne,
    )
