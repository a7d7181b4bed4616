"""What a figure is: what it counts, of what, by what it can be broken down, and what to mind."""

from dataclasses import dataclass, field
from typing import Literal

from footprint.documents.tree import Unit
from footprint.figures.breakdowns import of_population
from footprint.figures.columns import Breakdown
from footprint.figures.counted import Population
from footprint.figures.frames import Narrowing
from footprint.figures.populations import POPULATIONS

VERSION_1 = 1
OURS = "Only what was recorded here is known: there is no number for a time that began before the first day of use."
Kind = Literal["count", "share", "rate", "median", "per"]


@dataclass(frozen=True)
class Figure:
    """``counted`` narrows the population to what is counted, ``of`` to what a share is taken of; ``rate`` is per how
    many children aged 0 to 17 in the area. ``measured`` names what is measured of each record, for a median; ``per`` the
    figure to which a number is set, so many to 100 of it, each part to the same part where both have it. Of what is
    ``recorded_here`` no return speaks: there is a number only for a time that began on the service's first day of use or
    later. ``notes`` stand under every table of it, and what changed in the council's procedure where it is
    ``by_procedure``."""

    name: str
    title: str
    group: str
    words: str
    population_name: str
    counted: Narrowing = field(default_factory=dict)
    of: Narrowing | None = None
    of_words: str = ""
    rate: int = 0
    measured: str = ""
    per: str = ""
    caveats: tuple[str, ...] = ()
    recorded_here: bool = False
    notes: tuple[str, ...] = ()
    by_procedure: bool = False
    version: int = VERSION_1

    @property
    def population(self) -> Population:
        return POPULATIONS[self.population_name]

    @property
    def kind(self) -> Kind:
        if self.measured or self.per:
            return "median" if self.measured else "per"
        return "rate" if self.rate else "count" if self.of is None else "share"

    @property
    def unit(self) -> Unit:
        return self.population.unit

    @property
    def narrowing(self) -> frozenset[str]:
        """The breakdowns by which it is narrowed, and what is measured."""
        return frozenset({*self.counted, *(self.of or {}), *filter(None, [self.measured])})

    @property
    def breakdowns(self) -> list[Breakdown]:
        return of_population(self.population_name)
