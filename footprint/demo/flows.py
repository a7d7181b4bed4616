"""Who comes into care and who leaves: the times in care of both years and of those who were in care before."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import count
from random import Random

from footprint.demo.draw import born_between, day_in, take
from footprint.demo.published import BEFORE, DAYS, END, LAPSED, MIDDLE, YEARS, Published, each, spread
from footprint.demo.shapes import Stay, years_before

ADULT, TEEN, CHILD, TODDLER, BABY = "17+", "11 - 16", "5 - 10", "1 - 4", "0 - less than 1"
SHORT = ("L1", "L2")
REMAND = "Remand or Committed For Trial or Sentence"
STILL_A_CHILD = (date(2021, 4, 25), 0, 17)

# For each reason: the shortest stay, how long those of before had stayed by then, how often an entrant of the same year
# or of the year before is the one who leaves, and with which legal status they came.
LEAVING = {
    "Returned to parents": (12, (5, 900), 0.55, 0.2, ("V2", "L1", "L2", "C1", "C2")),
    "Supervision Order": (120, (60, 420), 0.25, 0.75, ("C1", "L1", "L2", "V2")),
    "Special Guardianship Order": (150, (60, 800), 0.1, 0.4, ("C1", "L1", "L2", "V2", "C2")),
    "Adopted": (330, (150, 900), 0.0, 0.4, ("C1", "L1", "L2", "E1")),
    "Child Arrangements Order": (110, (60, 500), 0.2, 0.3, ("C1", "L1", "V2")),
    "Other": (15, (5, 1500), 0.4, 0.2, ("V2", "C1", "C2", "L1")),
}
BY_AGE_INTERIM = {BABY: 3.0, TODDLER: 2.0, CHILD: 1.5, TEEN: 0.6}


class Flows:
    """All times in care, made step by step."""

    def __init__(self, figures: Published, rng: Random):
        self.figures, self.rng = figures, rng
        self.before: list[Stay] = []
        self.entrants: dict[str, list[Stay]] = {}
        self.families, self.children = count(1), count(1)

    def make(self) -> list[Stay]:
        for year in YEARS:
            self.entrants[year] = self._enter(year)
            self._join_families(self.entrants[year])
        slots = {year: each(self.figures.left(year)) for year in YEARS}
        for year in YEARS:
            self._leave(year, slots)
        self._stay_on()
        stays = [*self.before, *self.entrants[YEARS[0]], *self.entrants[YEARS[1]]]
        for stay in stays:
            stay.child = next(self.children)
            stay.family = stay.family or next(self.families)
            if stay.ends_on is None and not stay.born:
                stay.limits.append(STILL_A_CHILD)
        self._come_twice()
        self._give_birthdays(stays)
        return stays

    # Coming

    def _enter(self, year: str) -> list[Stay]:
        rng, first = self.rng, DAYS[year][0]
        stays = [Stay(year, first, band, sex) for band, sex in each(self.figures.ages_and_sexes(year))]
        rng.shuffle(stays)
        self._ethnicities(year, stays)
        self._entry_statuses(year, stays)
        self._entry_days(year, stays)
        for stay in stays:
            youngest, oldest = self.figures.band(stay.band)
            stay.limits.append((stay.starts_on, 16 if stay.uasc else youngest, min(oldest, 17)))
        return stays

    def _ethnicities(self, year, stays):
        alone = each(self.figures.few_entrants(year, self.figures.data["entrants"][year]["uasc"]))
        left, pool = Counter(self.figures.of_entrants(year, "ethnicity")), list(stays)
        grown = take(self.rng, pool, len(alone) * 2 // 3, lambda s: s.band == ADULT and s.sex == "M")
        grown += take(self.rng, pool, len(alone) - len(grown), lambda s: s.band == TEEN and s.sex == "M")
        for stay, label in zip(grown, alone, strict=True):
            stay.uasc, stay.ethnicity = True, label
            left[label] -= 1
        others = each(left)
        self.rng.shuffle(others)
        for stay, label in zip(pool, others, strict=False):
            stay.ethnicity = label

    def _entry_statuses(self, year, stays):
        counts = self.figures.of_entrants(year, "legal")
        other = spread(self.figures.ours["other_on_entry"][year], counts["Other"])
        pool = [s for s in stays if not s.uasc]
        voluntary = counts["Accommodated Section 20"] - (len(stays) - len(pool))

        def give(code, number, want, order=None):
            for stay in take(self.rng, pool, number, want, order):
                stay.entry = code

        give("J1", other.get("J1", 0), lambda s: s.band == TEEN)
        give("E1", other.get("E1", 0), lambda s: s.band == TODDLER)
        give("L2", other.get("L2", 0), lambda s: s.band == BABY)
        give("C2", other.get("C2", 0), lambda s: s.band in (CHILD, TEEN))
        give("V2", min(voluntary, sum(s.band == ADULT for s in pool)), lambda s: s.band == ADULT)
        interim = counts["Interim Care Order"]
        give("C1", interim, lambda s: s.band != ADULT, lambda s: self.rng.random() / BY_AGE_INTERIM.get(s.band, 0.1))
        give("L1", counts["Police Powers of Protection"], lambda s: s.band != ADULT)
        for stay in stays:
            stay.entry = stay.entry or "V2"

    def _entry_days(self, year, stays):
        first, last = DAYS[year]
        months = each(self.figures.few_entrants(year, dict(enumerate(self._plans(year)))))
        pool = [s for s in stays if not s.uasc]
        known = take(self.rng, pool, len(months), lambda s: s.band != ADULT and s.entry != "J1")
        for stay, month in zip(known, months, strict=True):
            stay.plan = True
            begin = date(first.year + (month > 8), (month + 3) % 12 + 1, 1)
            end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            stay.starts_on = day_in(self.rng, begin, self._latest(stay, end, last))
            stay.plan_from = stay.starts_on - timedelta(days=self.rng.randint(30, 700))
        for stay in stays:
            if not stay.plan:
                begin = first + timedelta(days=30) if stay.uasc else first
                stay.starts_on = day_in(self.rng, begin, self._latest(stay, last, last))

    def _plans(self, year) -> list[int]:
        return self.figures.data["entrants"][year]["plan_by_month"]

    def _latest(self, stay, end, last):
        """Short orders do not begin in the year's last days: on its last day another status stands."""
        return min(end, last - timedelta(days=11)) if stay.entry in SHORT else end

    def _join_families(self, stays):
        groups = defaultdict(list)
        for s in stays:
            if not s.uasc and s.band != ADULT and s.entry != "J1":
                groups[s.starts_on.month, s.plan, s.ethnicity].append(s)
        for group in groups.values():
            head, size = group[0], 1
            head.family = next(self.families)
            for stay in group[1:]:
                late = stay.entry in SHORT and head.starts_on > self._latest(stay, head.starts_on, DAYS[stay.cohort][1])
                if size < 4 and not late and self.rng.random() < 0.5:
                    self._follow(stay, head)
                    size += 1
                else:
                    head, size = stay, 1
                    head.family = next(self.families)

    def _follow(self, stay, head):
        stay.family, stay.starts_on = head.family, head.starts_on
        _, youngest, oldest = stay.limits[0]
        stay.limits[0] = (stay.starts_on, youngest, oldest)

    # Leaving

    def _leave(self, year, slots):
        self._turn_18(year, slots)
        self._end_remands(year, slots)
        order = list(LEAVING)
        slots[year].sort(key=lambda slot: (slot[1] != BABY, order.index(slot[0]) if slot[0] in order else 99))
        pools = {y: [s for s in self.entrants[y] if self._may_leave(s)] for y in YEARS}
        for pool in pools.values():
            self.rng.shuffle(pool)
        for reason, band in slots[year]:
            if reason == LAPSED:
                self._lapsed_before(year)
            else:
                self._leaver(year, reason, band, pools)

    def _may_leave(self, stay):
        return not (stay.ends_on or stay.uasc or stay.band == ADULT or stay.entry == "J1")

    def _turn_18(self, year, slots):
        """Entrants of 17 leave when they turn 18, in this year or the next."""
        for stay in [s for s in self.entrants[year] if s.band == ADULT]:
            day = stay.starts_on + timedelta(days=self.rng.randint(25, 360))
            if END < day <= STILL_A_CHILD[0]:
                day = min(STILL_A_CHILD[0] + timedelta(days=9), stay.starts_on + timedelta(days=360))
                day = day if day > STILL_A_CHILD[0] else END - timedelta(days=3)
            day -= timedelta(days=(day.month, day.day) == (2, 29))
            stay.born = years_before(day, 18)
            if day <= END:
                stay.ends_on, stay.reason = day, LAPSED
                _use(slots[YEARS[0] if day <= MIDDLE else YEARS[1]], LAPSED, ADULT)

    def _end_remands(self, year, slots):
        """Those remanded leave within the year, but for as many as the last day shows, who leave in the next."""
        remanded = [s for s in self.entrants[year] if s.entry == "J1"]
        first, last = DAYS[year]
        lasting = min(len(remanded), self.figures.legal(last).get(REMAND, 0))
        for n, stay in enumerate(remanded):
            if n < lasting:
                stay.starts_on = day_in(self.rng, last - timedelta(days=100), last - timedelta(days=25))
                end = day_in(self.rng, last + timedelta(days=5), last + timedelta(days=90))
            else:
                stay.starts_on = min(stay.starts_on, last - timedelta(days=60))
                end = stay.starts_on + timedelta(days=self.rng.randint(15, 55))
            stay.limits[0] = (stay.starts_on, *self.figures.band(TEEN))
            if end <= END:
                stay.ends_on, stay.reason = end, "Other"
                stay.limits.append((end, *self.figures.band(TEEN)))
                _use(slots[YEARS[0] if end <= MIDDLE else YEARS[1]], "Other", TEEN)

    def _leaver(self, year, reason, band, pools):
        _, _, same, previous, _ = LEAVING[reason]
        chance = self.rng.random()
        tries = [year] if band == BABY or chance < same else []
        if year != YEARS[0] and (band == BABY or same <= chance < same + previous):
            tries.append(YEARS[0])
        if not any(self._from_entrants(y, year, reason, band, pools[y]) for y in tries):
            self._from_before(year, reason, band)

    def _from_entrants(self, cohort, year, reason, band, pool) -> bool:
        shortest, _, _, _, entries = LEAVING[reason]
        first, last = DAYS[year]
        for place, stay in enumerate(pool):
            earliest = max(first, stay.starts_on + timedelta(days=shortest))
            if stay.entry not in entries or earliest > last:
                continue
            end = day_in(self.rng, earliest, last)
            limit = (end, *self._ages(band))
            if born_between([*stay.limits, limit]):
                stay.ends_on, stay.reason = end, reason
                stay.limits.append(limit)
                del pool[place]
                return True
        return False

    def _ages(self, band):
        youngest, oldest = self.figures.band(band)
        return youngest, min(oldest, 17)

    def _from_before(self, year, reason, band):
        stay = self._before(BEFORE - timedelta(days=self.rng.randint(*LEAVING[reason][1])))
        stay.reason, stay.ends_on = reason, day_in(self.rng, *DAYS[year])
        stay.limits = [(stay.ends_on, *self._ages(band)), (stay.starts_on, 0, 17)]
        if not born_between(stay.limits):
            stay.starts_on = BEFORE - timedelta(days=self.rng.randint(0, 30))
            stay.limits = [(stay.ends_on, 0, 17), (stay.starts_on, 0, 17)]

    def _lapsed_before(self, year):
        day = day_in(self.rng, *DAYS[year])
        day -= timedelta(days=(day.month, day.day) == (2, 29))
        stay = self._before(BEFORE - timedelta(days=self.rng.randint(100, 3500)))
        stay.ends_on, stay.reason, stay.born = day, LAPSED, years_before(day, 18)

    # In care before

    def _before(self, starts_on: date) -> Stay:
        stay = Stay("before", starts_on, "", "M" if self.rng.random() < 0.54 else "F", self._ethnicity())
        stay.entry = self.rng.choices(["C1", "V2", "L1"], [62, 26, 12])[0]
        self.before.append(stay)
        return stay

    def _ethnicity(self) -> str:
        rows = self.figures.data["entrants"][YEARS[0]]["ethnicity"]
        known = {k: n for k, n in rows.items() if k not in ("Information Not Yet Obtained", "Refused")}
        return self.rng.choices(list(known), list(known.values()))[0]

    def _stay_on(self):
        """Those who were in care before and still are at the end."""
        weights = self.figures.ours["ages_before"]["weights"]
        head, size = None, 0
        for _ in range(self.figures.in_care(BEFORE) - len(self.before)):
            age = self.rng.choices(range(len(weights)), weights)[0]
            found = born_between([(BEFORE, age, age), STILL_A_CHILD])
            assert found
            born = day_in(self.rng, *found)
            stay = self._before(BEFORE - timedelta(days=int(self.rng.expovariate(1 / 1000)) + 1))
            stay.born = born
            if head and size < 4 and self.rng.random() < 0.4 and abs((born - head.birthday).days) > 290:
                size += 1
                stay.family, stay.ethnicity, stay.starts_on = head.family, head.ethnicity, head.starts_on
            else:
                head, size = stay, 1
                stay.family = next(self.families)
            oldest = max(born + timedelta(days=2), date(2007, 1, 15))
            if stay.starts_on < oldest:
                stay.starts_on = day_in(self.rng, oldest, min(BEFORE, oldest + (BEFORE - oldest) * 2 // 3))

    # Twice, and birthdays

    def _come_twice(self):
        """A few who went home in the first year come back in the second."""
        home = [s for s in self.before if s.reason == "Returned to parents" and s.left_on <= MIDDLE]
        size = Counter(s.family for s in self.entrants[YEARS[1]])
        pool = [s for s in self.entrants[YEARS[1]] if size[s.family] == 1 and not s.born and s.entry in ("V2", "C1")]
        wanted = self.figures.scaled(self.figures.ours["entered_twice"])
        for back in pool:
            for first in home if wanted else []:
                both = [*first.limits, *back.limits]
                if not back.uasc and back.starts_on > first.left_on + timedelta(days=40) and born_between(both):
                    first.sex, first.ethnicity, first.child, first.family = (
                        back.sex,
                        back.ethnicity,
                        back.child,
                        back.family,
                    )
                    first.limits = back.limits = both
                    home.remove(first)
                    wanted -= 1
                    break

    def _give_birthdays(self, stays):
        by_child: dict[int, list[Stay]] = defaultdict(list)
        by_family: dict[int, list[date]] = defaultdict(list)
        for stay in stays:
            by_child[stay.child].append(stay)
        for group in by_child.values():
            known = next((s.born for s in group if s.born), None)
            born = known or self._birthday(group[0], by_family[group[0].family])
            by_family[group[0].family].append(born)
            for stay in group:
                stay.born = born
                stay.band = stay.band or self.figures.profile.band(stay.age(stay.starts_on))

    def _birthday(self, stay, relatives):
        found = born_between(stay.limits)
        assert found, stay
        for _ in range(30):
            born = day_in(self.rng, *found)
            if all(born == r or abs((born - r).days) > 290 for r in relatives):
                break
        return born


def _use(slots, reason, band):
    """Use up the slot of a reason and band, or the nearest there is."""
    for like in (lambda s: s == (reason, band), lambda s: s[1] == band, lambda s: True):
        for place, slot in enumerate(slots):
            if like(slot):
                del slots[place]
                return
