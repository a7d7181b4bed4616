"""Primary suppression: what a public copy hides because it counts too few children."""

from dataclasses import dataclass

from footprint.documents.tree import Suppression
from footprint.figures.answers import Number


@dataclass(frozen=True)
class Hiding:
    """Hides counts from 1 to below ``below``, and shares from which one can be worked out; 0 hides nothing."""

    below: int = 0

    def small(self, count: int) -> bool:
        return 0 < count < self.below

    def of(self, number: Number) -> Suppression | None:
        """Whether a number is hidden: it, the rest of its base, or what it is set to, is small."""
        rest = len(number.of) - len(number.records) if number.of is not None else 0
        counts = (len(number.records), rest, len(number.beside or ()))
        return "primary" if any(map(self.small, counts)) else None
