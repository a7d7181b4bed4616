"""Every flag that a timetable may carry: its code, and what it means, for the manual page."""

from typing import NamedTuple


class Flag(NamedTuple):
    code: str
    text: str


MEANINGS = {
    "beginning-unknown": "Care began on an unknown day: no first or second review is claimed, missed or judged.",
    "relaxed-2020": "A later review due from 24 April to 25 September 2020 and held after its day is not judged.",
    "review-outside-care": "A meeting on a day on which the child was not in care is no statutory review.",
    "review-after-18": "A meeting on or after the 18th birthday is no statutory review.",
    "turned-18": "Care ended with the 18th birthday; a review due then or later falls away.",
    "two-reviews-one-day": "Two reviews on one day are counted as one.",
    "before-return-window": "A review sooner than 28 days after return from adopters is not the review of the return.",
    "adjourned": "The review was adjourned; that does not move its due date.",
    "adjourned-twice": "A review may be adjourned once only.",
    "adjourned-too-long": "A review may be adjourned for 20 working days at most.",
    "series-not-complete": "A review of several meetings, or adjourned, was not completed.",
    "completed-not-opened": "A review was completed that had not been opened or adjourned: counted as held that day.",
    "short-break-over-17": "A single short break of more than 17 days: the full rules apply from its first day.",
    "short-breaks-over-75": "Short breaks of more than 75 days in 12 months: the full rules apply from the first day "
    "of the break that passes the limit.",
    "short-breaks-different": "Short breaks neither with the same person nor in the same place: the full rules apply.",
    "short-break-in-care": "A short break of a child who is looked after under the full rules changes nothing.",
    "missing": "The child is missing: the review stays due and may be held without the child.",
    "long-term-fostering": "More than a year in a long-term foster placement: a review stays due every 6 months, a "
    "meeting is not needed for each (at least one meeting a year; that limit is not yet checked).",
    "notified-late": "The IRO service was told of the child later than an IRO had to be appointed.",
    "no-review-before-leaving": "A review was needed before the child stopped being accommodated.",
    "interval-not-shorter": "A time between reviews that is not shorter than the law's has no effect.",
    "already-looked-after": "The child was looked after already: the sequence of reviews goes on.",
    "ended-outside-care": "An end of care on a day on which the child was not in care has no effect.",
    "adoption-outside-care": "An adoption event on a day on which the child was not known to be in care.",
    "after-18": "Care cannot begin on or after the 18th birthday.",
    "dispute-over-limit": "A dispute took or is taking more than 20 working days in all.",
    "dispute-stages-over-limit": "The stages of a dispute come to more than 20 working days.",
    "dispute-not-raised": "A stage or an end of a dispute without a dispute that was raised.",
}


def all_flags() -> list[Flag]:
    """Every flag in the order of the manual page."""
    return [Flag(*item) for item in MEANINGS.items()]


def flag(code: str, details: str = "") -> Flag:
    """A flag with what happened, then what it means. Unknown code: KeyError."""
    return Flag(code, f"{details} {MEANINGS[code]}".strip())
