"""Every figure by name: what it counts, of what, by what it can be broken down, and what to mind. One definition each."""

from dataclasses import dataclass, field
from typing import Literal

from footprint.documents.tree import Unit
from footprint.figures.breakdowns import BREAKDOWNS, NO, YES, Breakdown, of_population
from footprint.figures.frames import Narrowing
from footprint.figures.populations import LATE, NOT_HELD, ON_TIME, POPULATIONS, Population

TOOK_PART = ("PN1", "PN2", "PN3", "PN5", "PN6")
CONTRIBUTED = ("PN1", "PN2", "PN3")
FOUR_AND_OVER = tuple(f"PN{n}" for n in range(1, 8))
VERSION_1 = 1


@dataclass(frozen=True)
class Figure:
    """``counted`` narrows the population to what is counted, ``of`` to what a share is taken of; ``rate`` is per how
    many children aged 0 to 17 in the area."""

    name: str
    title: str
    group: str
    words: str
    population_name: str
    counted: Narrowing = field(default_factory=dict)
    of: Narrowing | None = None
    of_words: str = ""
    rate: int = 0
    caveats: tuple[str, ...] = ()
    version: int = VERSION_1

    @property
    def population(self) -> Population:
        return POPULATIONS[self.population_name]

    @property
    def kind(self) -> Literal["count", "share", "rate"]:
        return "rate" if self.rate else "count" if self.of is None else "share"

    @property
    def unit(self) -> Unit:
        return self.population.unit

    @property
    def breakdowns(self) -> list[Breakdown]:
        return of_population(self.population_name)


IN_CARE, FLOWS = "Children in care", "Coming into care and leaving"
REVIEWS, PART = "Reviews and whether they were on time", "Children taking part"

TWICE = "A child who came into care twice in the time counts twice."
ONCE = "A child counts once, whatever the number of reviews."
JUDGED = (
    "Reviews whose last day allowed cannot be worked out are in neither number; they are listed beside.",
    "From 24 April to 25 September 2020 the law let later reviews be held when practicable: one held after its six "
    "months in that time is in neither number.",
)
HELD_ONLY = "It counts only reviews held. Those due and not held are in “Reviews on time, of those due”."
LOCAL_BASE = (
    "Councils differ on PN4 (came, gave no views): here it does not count as taking part and is shown by itself."
)
PN5_READING = "Councils have read PN5 and PN6 differently over the years; compare years with care."

FIGURES = {
    figure.name: figure
    for figure in (
        Figure("children-in-care", "Children in care", IN_CARE,
               "Children in care on the last day of the period.", "in-care"),
        Figure("children-in-care-rate", "Children in care per 10,000", IN_CARE,
               "Children in care on the last day, for every 10,000 children aged 0 to 17 in the area.", "in-care",
               rate=10_000),
        Figure("children-in-care-rate-without-uasc", "Children in care per 10,000, without unaccompanied children",
               IN_CARE, "As the rate of children in care, without unaccompanied asylum-seeking children.", "in-care",
               counted={"uasc": (NO,)}, rate=10_000),
        Figure("unaccompanied-children", "Unaccompanied asylum-seeking children in care", IN_CARE,
               "Children in care on the last day who are unaccompanied asylum-seeking children.", "in-care",
               counted={"uasc": (YES,)}),
        Figure("out-of-area", "Children placed out of the area", IN_CARE,
               "Of the children in care on the last day whose place is known, those who live outside the council's "
               "area.", "in-care", counted={"area": ("OUT",)}, of={"area": ("IN", "OUT")},
               of_words="children in care for whom it is known", caveats=(
                   "Children for whom it is not known are in neither number; the breakdown by area shows them.",)),
        Figure("entrants", "Came into care", FLOWS, "Times in care that began in the period.", "entrants",
               caveats=(TWICE, "A child whose time in care began before the first return taken in is not counted.")),
        Figure("entrants-rate", "Came into care per 10,000", FLOWS,
               "Times in care that began in the period, for every 10,000 children aged 0 to 17 in the area.",
               "entrants", rate=10_000, caveats=(TWICE,)),
        Figure("entrants-uasc", "Unaccompanied asylum-seeking children who came into care", FLOWS,
               "Times in care that began in the period, of unaccompanied asylum-seeking children.", "entrants",
               counted={"uasc": (YES,)}),
        Figure("entrants-from-plan", "Came into care from a child protection plan", FLOWS,
               "Times in care that began in the period, of children who were on a child protection plan on the day "
               "before.", "entrants", counted={"plan-before": (YES,)}, caveats=(
                   "It needs child protection plans in the records; the return does not hold them.",)),
        Figure("leavers", "Left care", FLOWS, "Times in care that ended in the period.", "leavers"),
        Figure("leavers-rate", "Left care per 10,000", FLOWS,
               "Times in care that ended in the period, for every 10,000 children aged 0 to 17 in the area.",
               "leavers", rate=10_000),
        Figure("leavers-turned-18", "Left care on turning 18", FLOWS,
               "Times in care that ended in the period, of young people who were 18 on that day.", "leavers",
               counted={"turned-18": (YES,)}),
        Figure("reviews-held", "Reviews held", REVIEWS, "Reviews held in the period.", "reviews-held", caveats=(
            "A series of meetings is one review.",)),
        Figure("children-reviewed", "Different children reviewed", REVIEWS,
               "Children with at least one review held in the period.", "children-reviewed", caveats=(ONCE,)),
        Figure("reviews-on-time", "Reviews on time, of those held", REVIEWS,
               "Of the reviews held in the period, those held on or before the last day that the law allowed.",
               "reviews-held", counted={"timing": (ON_TIME,)}, of={"timing": (ON_TIME, LATE)},
               of_words="reviews held, where the last day allowed is known", caveats=(HELD_ONLY, *JUDGED)),
        Figure("reviews-on-time-of-due", "Reviews on time, of those due", REVIEWS,
               "Of the reviews whose last day allowed fell in the period, those held by that day. Reviews not held "
               "count against.", "reviews-due", counted={"timing": (ON_TIME,)},
               of={"timing": (ON_TIME, LATE, NOT_HELD)}, of_words="reviews due", caveats=JUDGED),
        Figure("reviews-late", "Reviews held late", REVIEWS,
               "Reviews held in the period after the last day that the law allowed.", "reviews-held",
               counted={"timing": (LATE,)}, caveats=JUDGED),
        Figure("reviews-overdue", "Reviews overdue at the end", REVIEWS,
               "Reviews due by the last day of the period and not held by then.", "reviews-overdue", caveats=(
                   "Reviews due after the last day that the returns speak of are not counted until the service is in "
                   "use.",)),
        Figure("children-all-on-time", "Children with every review on time", REVIEWS,
               "Of the children with a review due in the period, those who had each one by its last day.",
               "children-due", counted={"all-on-time": (YES,)}, of={}, of_words="children with a review due",
               caveats=(ONCE,)),
        Figure("took-part", "Took part in any way", PART,
               "Of the reviews of children aged 4 and over, those in which the child's views were heard: PN1, PN2, "
               "PN3, PN5 and PN6.", "reviews-held", counted={"participation": TOOK_PART},
               of={"participation": FOUR_AND_OVER}, of_words="reviews of children of 4 and over (PN1 to PN7)",
               caveats=(LOCAL_BASE, PN5_READING)),
        Figure("attended-and-contributed", "Attended and contributed", PART,
               "Of the reviews of children aged 4 and over, those that the child attended and contributed to: PN1, "
               "PN2 and PN3.", "reviews-held", counted={"participation": CONTRIBUTED},
               of={"participation": FOUR_AND_OVER}, of_words="reviews of children of 4 and over (PN1 to PN7)",
               caveats=(LOCAL_BASE,)),
        Figure("attended-in-silence", "Attended and gave no views", PART,
               "Reviews held in the period with the code PN4.", "reviews-held", counted={"participation": ("PN4",)}),
        Figure("did-not-take-part", "Neither came nor gave views", PART,
               "Reviews held in the period with the code PN7.", "reviews-held", counted={"participation": ("PN7",)}),
    )
}  # fmt: skip

assert all(name in BREAKDOWNS for figure in FIGURES.values() for name in (*figure.counted, *(figure.of or ())))


def by_group() -> dict[str, list[Figure]]:
    """The figures under their headings, in order."""
    groups: dict[str, list[Figure]] = {}
    for figure in FIGURES.values():
        groups.setdefault(figure.group, []).append(figure)
    return groups
