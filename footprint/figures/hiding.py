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
        """Whether a number is hidden: it, or the rest of its base, is small."""
        rest = len(number.of) - len(number.records) if number.of is not None else 0
        return "primary" if self.small(len(number.records)) or self.small(rest) else None
