"""Drawing from lists and from times, with a seeded source: the same every time."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from footprint.demo.shapes import Stay, years_before


def anything(stay: Stay) -> bool:
    return True


def take(
    rng: Random,
    pool: list[Stay],
    number: int,
    want: Callable[[Stay], bool] = anything,
    order: Callable[[Stay], Any] | None = None,
    only: bool = False,
) -> list[Stay]:
    """Take so many out of the pool: those wanted first, in an order or at random; others too, unless ``only``."""
    drawn = [(not want(s), order(s) if order else 0, rng.random(), n) for n, s in enumerate(pool)]
    chosen = sorted(d for d in drawn if not (only and d[0]))[: max(0, number)]
    found = [pool[n] for *_, n in chosen]
    gone = {n for *_, n in chosen}
    pool[:] = [s for n, s in enumerate(pool) if n not in gone]
    return found


def day_in(rng: Random, first: date, last: date) -> date:
    """A day from the first to the last."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def born_between(limits: Iterable[tuple[date, int, int]]) -> tuple[date, date] | None:
    """The days of birth that give an age from the youngest to the oldest on each day; None where there are none."""
    first, last = date.min, date.max
    for day, youngest, oldest in limits:
        first = max(first, years_before(day, oldest + 1) + timedelta(days=1))
        last = min(last, years_before(day, youngest))
    return (first, last) if first <= last else None
