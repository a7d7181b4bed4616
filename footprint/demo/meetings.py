"""On which days each child's reviews were held: within the law's limits, as many as the tables count, some late."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from footprint.children.codes import PLACED_FOR_ADOPTION
from footprint.demo.draw import day_in
from footprint.demo.published import DAYS, END, YEARS, Published, each, spread
from footprint.demo.shapes import Held, Stay
from footprint.demo.statuses import E1
from footprint.law.days import ENGLAND
from footprint.law.rules import SEQUENCES, rule_on

RELAXED_FROM, RELAXED_TO = date(2020, 4, 24), date(2020, 9, 25)
OVERDUE_FROM, OVERDUE_TO = date(2020, 10, 7), date(2020, 10, 16)
EARLIER_CODES = (["PN1", "PN5", "PN6", "PN7", "PN4"], [38, 10, 50, 1, 1])
LATER_CODES = (["PN1", "PN5", "PN6", "PN7"], [34, 40, 24, 2])


class Running:
    """A sequence of reviews that runs from a day: its rules, how many were held, and when the last."""

    def __init__(self, rules: str, began: date):
        self.rules, self.began, self.number, self.last = SEQUENCES[rules], began, 0, began

    def due(self) -> date:
        return rule_on(self.rules[min(self.number, len(self.rules) - 1)], self.last).length.after(self.last, ENGLAND)

    def held(self, day: date):
        if day > self.began:
            self.number, self.last = self.number + 1, day


def running(stay: Stay) -> list[Running]:
    """The sequences of a time in care: of the looked-after child, and of adoption from its days on."""
    found = [Running("looked-after", stay.starts_on)]
    found += [Running("adoption-authorised", s.starts_on) for s in stay.legal if s.values["code"] == E1]
    found += [Running("adoption-placed", p.starts_on) for p in stay.placements if _adopters(p)]
    return found


def _adopters(placement) -> bool:
    return placement.values["code"] in PLACED_FOR_ADOPTION


class Meetings:
    """The reviews of all times in care."""

    def __init__(self, figures: Published, rng: Random, stays: list[Stay]):
        self.figures, self.rng, self.stays = figures, rng, stays
        self.today = figures.data["today"]
        self.short_of: dict[tuple[str, bool], int] = {}

    def make(self):
        for stay in self.stays:
            stay.reviews = [Held(day) for day in self._regular(stay)]
        self._fill_up()
        self._leave_overdue()
        for year in YEARS:
            late = self.figures.ours
            self._make_late(year, "late", self.figures.scaled(late["late"][year]))
            self._make_late(year, "relaxed", self.figures.scaled(late["relaxed"][year]))
        self._make_late("", "late", 6)
        self._give_codes()

    # Regular reviews: as few as the law allows

    def _regular(self, stay: Stay) -> list[date]:
        sequences, last = running(stay), stay.starts_on
        days: list[date] = []
        while True:
            first = min(sequences, key=Running.due)
            due = first.due()
            slack = self.rng.randint(0, max(0, (due - first.last).days // 7))
            day = ENGLAND.last_on_or_before(due - timedelta(days=slack))
            day = day if day > last else ENGLAND.last_on_or_before(due)
            if day <= last or day > self.today or (stay.ends_on and day >= stay.ends_on):
                return days
            days.append(day)
            for sequence in sequences:
                sequence.held(day)
            last = day

    # More, until the tables' numbers are reached

    def _class(self, stay: Stay, day: date) -> tuple[str, bool]:
        return (_year(day), stay.age(day) < 4)

    def _fill_up(self):
        held = Counter(self._class(s, r.on) for s in self.stays for r in s.reviews)
        for year in YEARS:
            codes = self.figures.codes(year)
            wanted = {True: codes["PN0"], False: sum(codes.values()) - codes["PN0"]}
            for young, number in wanted.items():
                self.short_of[year, young] = self._add((year, young), number - held[year, young])

    def _add(self, which: tuple[str, bool], number: int) -> int:
        """Hold so many more reviews in a year, of children under 4 or others; how many could not be (or were too many)."""
        stays = [
            s for s in self.stays if s.starts_on <= DAYS[which[0]][1] and (s.ends_on or self.today) >= DAYS[which[0]][0]
        ]
        for shortest in (110, 80, 50, 35):
            self.rng.shuffle(stays)
            for stay in stays:
                if number <= 0:
                    return number
                day = self._between(stay, which, shortest)
                if day:
                    stay.reviews = sorted([*stay.reviews, Held(day)], key=lambda r: r.on)
                    number -= 1
        return number

    def _between(self, stay: Stay, which, shortest: int) -> date | None:
        """A working day in the middle between two reviews of a child, or after the last."""
        until = min(stay.ends_on or END, END)
        days = [stay.starts_on, *(r.on for r in stay.reviews)]
        for before, after in zip(days, [*days[1:], until + timedelta(days=shortest // 2)], strict=True):
            if (after - before).days >= shortest:
                middle = before + (after - before) / 2 + timedelta(days=self.rng.randint(-shortest // 5, shortest // 5))
                day = ENGLAND.last_on_or_before(middle)
                if before < day < min(after, until) and self._class(stay, day) == which:
                    return day
        return None

    # Late, and not yet held

    def _leave_overdue(self):
        """The last review of a few lies so far back that the next was due in the last days, and was not held."""
        wanted = self.figures.data["planted"]["overdue"]
        for stay in self.rng.sample(self.stays, len(self.stays)):
            if wanted and self._may_be_overdue(stay):
                day = ENGLAND.last_on_or_before(day_in(self.rng, OVERDUE_FROM, OVERDUE_TO))
                stay.reviews[-1].on, stay.overdue = day, True
                wanted -= 1

    def _may_be_overdue(self, stay: Stay) -> bool:
        if stay.ends_on or len(stay.reviews) < 4 or len(running(stay)) > 1:
            return False
        last = stay.reviews[-1].on
        same = self._class(stay, last) == self._class(stay, OVERDUE_FROM) == self._class(stay, OVERDUE_TO)
        return OVERDUE_TO < last <= END and stay.reviews[-2].on < date(2020, 9, 25) and same

    def _make_late(self, year: str, how: str, number: int):
        for stay in self.rng.sample(self.stays, len(self.stays)):
            if number <= 0:
                return
            if len(running(stay)) == 1 and not stay.overdue and not any(r.late for r in stay.reviews):
                number -= self._one_late(stay, year, how)

    def _one_late(self, stay: Stay, year: str, how: str) -> bool:
        base = Running("looked-after", stay.starts_on)
        places = []
        for place, review in enumerate(stay.reviews):
            due = base.due()
            base.held(review.on)
            if self._year_or_live(review.on) == year == self._year_or_live(due) and self._is(how, place, due):
                places.append((place, due))
        self.rng.shuffle(places)
        for place, due in places:
            day = ENGLAND.add(due, self.rng.randint(1, 14 if year else 4))
            if self._fits(stay, place, day, year):
                stay.reviews[place].on, stay.reviews[place].late = day, how
                return True
        return False

    def _year_or_live(self, day: date) -> str:
        return _year(day) or ("" if day > END else "before")

    def _is(self, how: str, place: int, due: date) -> bool:
        """Later reviews due in the months of 2020 in which the law asked less are not judged late."""
        return (place >= 2 and RELAXED_FROM <= due <= RELAXED_TO) == (how == "relaxed")

    def _fits(self, stay: Stay, place: int, day: date, year: str) -> bool:
        following = stay.reviews[place + 1].on if place + 1 < len(stay.reviews) else self.today + timedelta(days=40)
        still = stay.ends_on is None or day < stay.ends_on
        same = self._class(stay, day) == self._class(stay, stay.reviews[place].on)
        return still and same and day <= self.today and self._year_or_live(day) == year and (following - day).days > 25

    # Codes

    def _give_codes(self):
        for year in YEARS:
            reviews = [(s, r) for s in self.stays for r in s.reviews if _year(r.on) == year]
            older = [r for s, r in reviews if s.age(r.on) >= 4]
            codes = {k: n for k, n in self.figures.codes(year).items() if k != "PN0"}
            drawn = each(spread(codes, len(older)))
            self.rng.shuffle(drawn)
            for review, code in zip(older, drawn, strict=True):
                review.code = code
        for stay in self.stays:
            for review in stay.reviews:
                self._finish(stay, review)

    def _finish(self, stay: Stay, review: Held):
        if stay.age(review.on) < 4:
            review.code = "PN0"
        elif not _year(review.on):
            review.code = self.rng.choices(*(LATER_CODES if review.on > END else EARLIER_CODES))[0]
        if review.late:
            reasons = [k for k in self.figures.profile.late_reasons if k != "coronavirus" or review.on.year > 2019]
            review.late_reason = self.rng.choice(reasons)


def _year(day: date) -> str:
    return next((y for y in YEARS if DAYS[y][0] <= day <= DAYS[y][1]), "")
