"""The records behind a number, in words: for a page, a file and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from footprint.children import codes
from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement
from footprint.documents.tree import Unit
from footprint.figures.breakdowns import KIND
from footprint.law.days import ENGLAND
from footprint.reviews.models import Review

HEADS: dict[str, tuple[str, ...]] = {
    "child": ("Born", "Number"),
    "period of care": ("Care began", "Care ended", "Why it ended"),
    "review": ("Kind", "Last day allowed", "Held", "Working days late", "Took part"),
}


@dataclass(frozen=True)
class Line:
    """One record: its id, its child, and its cells under the heads of its unit."""

    pk: int
    child: Child
    cells: list[Any]
    unit: Unit

    @property
    def named(self) -> list[tuple[str, Any]]:
        """Each cell with the head of its column."""
        return list(zip(HEADS[self.unit], self.cells, strict=True))


def heads(unit: Unit) -> tuple[str, ...]:
    """The names of a unit's columns."""
    return HEADS[unit]


def lines(unit: Unit, ids: Sequence[int]) -> list[Line]:
    """The records of these ids, in this order; one query."""
    found = {line.pk: line for line in _LINES[unit](ids)}
    return [found[pk] for pk in ids if pk in found]


def in_words(unit: str, pk: int) -> list[str]:
    """A record in sentences. Raises LookupError with one when there is no such unit or record."""
    if unit not in HEADS:
        raise LookupError(f"There is no unit “{unit}”. There are: {', '.join(HEADS)}.")
    found = lines(unit, [pk])  # type: ignore[arg-type]
    if not found:
        raise LookupError(f"There is no {unit} {pk}.")
    line = found[0]
    said = [f"{unit.capitalize()} {pk}: {line.child.name}, number {line.child.number}, of {line.child.council.name}."]
    said += [f"{head}: {_text(cell)}." for head, cell in line.named]
    return said + [f"{sentence}." for sentence in _facts(line.child)]


def _children(ids):
    chosen = Child.objects.filter(pk__in=ids).select_related("council")
    return [Line(child.pk, child, [child.born, child.number], "child") for child in chosen]


def _periods(ids):
    chosen = PeriodOfCare.objects.filter(pk__in=ids).select_related("child", "child__council")
    return [
        Line(
            p.pk,
            p.child,
            [p.starts_on, p.ends_on, codes.label("reason_episode_ceased", p.end_reason)],
            "period of care",
        )
        for p in chosen
    ]


def _reviews(ids):
    chosen = Review.objects.filter(pk__in=ids).select_related("child", "child__council")
    return [
        Line(r.pk, r.child, [KIND[r.kind], r.due_on, r.held_on, _days_late(r), r.participation], "review")
        for r in chosen
    ]


def _days_late(review: Review) -> int | None:
    if review.due_on and review.held_on and review.held_on > review.due_on:
        return ENGLAND.between(review.due_on, review.held_on)
    return None


def _facts(child: Child) -> list[str]:
    """Times in care, legal statuses and placements of a child, with their sources."""
    said = []
    for model, name, code_set in (
        (PeriodOfCare, "In care", ""),
        (LegalStatus, "Legal status", "legal_status"),
        (Placement, "Placement", "placement_type"),
    ):
        for fact in model.objects.standing().filter(child=child).order_by("starts_on"):
            what = f" {codes.label(code_set, fact.code)}" if code_set else ""
            until = f"to {fact.ends_on:%d/%m/%Y}" if fact.ends_on else "still"
            said.append(f"{name}{what} from {fact.starts_on:%d/%m/%Y} {until} ({fact.source_words})")
    return said


def _text(cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "–" if cell in (None, "") else str(cell)


_LINES = {"child": _children, "period of care": _periods, "review": _reviews}
