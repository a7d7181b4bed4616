"""The second count: slow and obvious, over whole tables read as plain rows. It shares no code with the figures."""

from datetime import date, timedelta

from footprint.allocation.models import IroAssignment
from footprint.children import models as c
from footprint.council.models import Team, TeamGrouping
from footprint.reviews.models import Review

BANDS = [("0 - less than 1", 0, 0), ("1 - 4", 1, 4), ("5 - 10", 5, 10), ("11 - 16", 11, 16), ("17+", 17, 25)]


class Second:
    def __init__(self, council):
        self.council = council
        self.children = {r["id"]: r for r in c.Child.objects.filter(council=council).values()}
        self.care = self.rows(c.PeriodOfCare)
        self.legal = self.rows(c.LegalStatus)
        self.places = self.rows(c.Placement)
        self.plans = self.rows(c.ProtectionPlan)
        self.alone = self.rows(c.UnaccompaniedStatus)
        self.work = self.rows(c.SocialWork)
        self.iros = self.rows(IroAssignment)
        self.reviews = [r for r in self.rows(Review) if r["left_out"] == "" and r["under"] != "short-breaks"]
        self.teams = dict(Team.objects.values_list("id", "name"))
        self.groupings = list(TeamGrouping.objects.all())

    def rows(self, model):
        return [r for r in model.objects.filter(council=self.council).values() if r["withdrawn_at"] is None]

    # One child on one day

    def on(self, rows, child, day):
        true = [
            r
            for r in rows
            if r["child_id"] == child and r["starts_on"] <= day and (r["ends_on"] is None or r["ends_on"] > day)
        ]
        return max(true, key=lambda r: (r["starts_on"], r["id"])) if true else None

    def until(self, rows, child, day):
        true = [
            r
            for r in rows
            if r["child_id"] == child and r["starts_on"] < day and (r["ends_on"] is None or r["ends_on"] >= day)
        ]
        return max(true, key=lambda r: (r["starts_on"], r["id"])) if true else None

    def age(self, child, day):
        born = self.children[child]["born"]
        years = day.year - born.year
        return max(0, years if (day.month, day.day) >= (born.month, born.day) else years - 1)

    def band(self, child, day):
        years = self.age(child, day)
        return [name for name, low, high in BANDS if low <= years <= high][0]

    def any_break(self, child, day):
        return any(
            r["child_id"] == child
            and r["code"] in ("V3", "V4")
            and r["starts_on"] <= day
            and (r["ends_on"] is None or r["ends_on"] > day)
            for r in self.legal
        )

    # Populations: lists of (record id, child, day)

    def in_care(self, first, last):
        found = {
            r["child_id"] for r in self.care if r["starts_on"] <= last and (r["ends_on"] is None or r["ends_on"] > last)
        }
        return [
            (child, child, last) for child in found if not self.any_break(child, last) and self.age(child, last) < 18
        ]

    def entrants(self, first, last):
        return [
            (r["id"], r["child_id"], r["starts_on"])
            for r in self.care
            if r["start_known"]
            and first <= r["starts_on"] <= last
            and not self.any_break(r["child_id"], r["starts_on"])
        ]

    def leavers(self, first, last):
        found = []
        for r in self.care:
            if r["ends_on"] and first <= r["ends_on"] <= last:
                day = r["ends_on"]
                breaks = [
                    s
                    for s in self.legal
                    if s["child_id"] == r["child_id"] and s["code"] in ("V3", "V4")
                    and s["starts_on"] < day and (s["ends_on"] is None or s["ends_on"] >= day)
                ]  # fmt: skip
                if not breaks:
                    found.append((r["id"], r["child_id"], day))
        return found

    def held(self, first, last):
        return [r for r in self.reviews if r["held_on"] and first <= r["held_on"] <= last]

    def due(self, first, last):
        """Due in the days that are over on the service's day."""
        known, used = self.council.known_until, self.council.service.first_day_of_use
        last = min(last, self.council.service.fixed_today - timedelta(days=1))
        return [
            r
            for r in self.reviews
            if r["due_on"] and first <= r["due_on"] <= last and (r["due_on"] <= known or r["due_on"] >= used)
        ]

    def timing(self, r):
        known, used = self.council.known_until, self.council.service.first_day_of_use
        first = self.council.known_from or date.min
        if r["due_on"] is None or known < r["due_on"] < used or r["due_on"] < first:
            return None
        if r["held_on"] and r["held_on"] <= r["due_on"]:
            return "on time"
        if r["relaxed"]:
            return None
        return "late" if r["held_on"] else "not held"

    # Figures: name → (counted ids, base ids or None)

    def figure(self, name, first: date, last: date):
        return getattr(self, name.replace("-", "_") + "_", None)(first, last)

    def children_in_care_(self, first, last):
        return {i for i, *_ in self.in_care(first, last)}, None

    children_in_care_rate_ = children_in_care_

    def children_in_care_rate_without_uasc_(self, first, last):
        return {i for i, ch, day in self.in_care(first, last) if not self.on(self.alone, ch, day)}, None

    def unaccompanied_children_(self, first, last):
        return {i for i, ch, day in self.in_care(first, last) if self.on(self.alone, ch, day)}, None

    def out_of_area_(self, first, last):
        places = {i: (self.on(self.places, ch, day) or {}).get("location") for i, ch, day in self.in_care(first, last)}
        return {i for i, p in places.items() if p == "OUT"}, {i for i, p in places.items() if p in ("IN", "OUT")}

    def entrants_(self, first, last):
        return {i for i, *_ in self.entrants(first, last)}, None

    entrants_rate_ = entrants_

    def entrants_uasc_(self, first, last):
        return {i for i, ch, day in self.entrants(first, last) if self.on(self.alone, ch, day)}, None

    def entrants_from_plan_(self, first, last):
        return {i for i, ch, day in self.entrants(first, last) if self.until(self.plans, ch, day)}, None

    def leavers_(self, first, last):
        return {i for i, *_ in self.leavers(first, last)}, None

    leavers_rate_ = leavers_

    def leavers_turned_18_(self, first, last):
        return {i for i, ch, day in self.leavers(first, last) if self.age(ch, day) >= 18}, None

    def reviews_held_(self, first, last):
        return {r["id"] for r in self.held(first, last)}, None

    def children_reviewed_(self, first, last):
        return {r["child_id"] for r in self.held(first, last)}, None

    def reviews_on_time_(self, first, last):
        judged = [r for r in self.held(first, last) if self.timing(r)]
        return {r["id"] for r in judged if self.timing(r) == "on time"}, {r["id"] for r in judged}

    def reviews_late_(self, first, last):
        return {r["id"] for r in self.held(first, last) if self.timing(r) == "late"}, None

    def reviews_on_time_of_due_(self, first, last):
        judged = [r for r in self.due(first, last) if self.timing(r)]
        return {r["id"] for r in judged if self.timing(r) == "on time"}, {r["id"] for r in judged}

    def reviews_overdue_(self, first, last):
        found = set()
        for r in self.due(date(1990, 1, 1), last):
            if r["held_on"] and r["held_on"] <= last:
                continue
            care = self.on(self.care, r["child_id"], last)
            if care is None or care["starts_on"] > r["due_on"]:
                continue
            later = [h for h in self.held(r["due_on"] + timedelta(days=1), last) if h["child_id"] == r["child_id"]]
            if not (r["missed"] and later):
                found.add(r["id"])
        return found, None

    def children_all_on_time_(self, first, last):
        judged = [r for r in self.due(first, last) if self.timing(r)]
        children = {r["child_id"] for r in judged}
        return {
            ch for ch in children if all(self.timing(r) == "on time" for r in judged if r["child_id"] == ch)
        }, children

    def by_code(self, first, last, codes):
        base = [
            r for r in self.held(first, last) if r["participation"] in ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
        ]
        return {r["id"] for r in base if r["participation"] in codes}, {r["id"] for r in base}

    def took_part_(self, first, last):
        return self.by_code(first, last, ("PN1", "PN2", "PN3", "PN5", "PN6"))

    def attended_and_contributed_(self, first, last):
        return self.by_code(first, last, ("PN1", "PN2", "PN3"))

    def attended_in_silence_(self, first, last):
        return self.by_code(first, last, ("PN4",))[0], None

    def did_not_take_part_(self, first, last):
        return self.by_code(first, last, ("PN7",))[0], None

    # Breakdowns: a record's label, by the words of the Bradford tables

    def label(self, by, record, child, day, leaving=False):
        when = self.until if leaving else self.on
        if by == "age":
            return self.band(child, day)
        if by == "sex":
            return {"M": "Male", "F": "Female", "U": "Not known"}[self.children[child]["sex"]]
        if by == "ethnicity":
            of = self.children[child]
            local = {"WOTH-eastern": "White - Eastern European"}.get(of["ethnicity_local"])
            return local or {
                "WBRI": "White - British", "APKN": "Asian/British Asian - Pakistani", "MWAS": "Mixed - White/Asian",
                "BAFR": "Black/Black British - African", "NOBT": "Information Not Yet Obtained", "": "Not known",
                "WOTH": "White - Other",
            }[of["ethnicity"]]  # fmt: skip
        if by == "team":
            row = when(self.work, child, day)
            return self.teams[row["team_id"]] if row and row["team_id"] else "No team"
        if by == "service":
            row = when(self.work, child, day)
            true = [
                g
                for g in self.groupings
                if row and g.team_id == row["team_id"] and g.starts_on <= day and (g.ends_on is None or g.ends_on > day)
            ]
            return true[0].group if true else "No service"
        if by == "legal":
            row = when(self.legal, child, day)
            return self.legal_words(row) if row else "Not known"
        if by == "placement":
            row = when(self.places, child, day)
            words = {"U6": "Foster Care", "U1": "Connected Person", "P1": "Placed with Parents", "K2": "Residential",
                     "H5": "Supported accommodation / Lodging", "Z1": "Other"}  # fmt: skip
            return words[row["code"]] if row else "Not known"
        raise AssertionError(by)

    def legal_words(self, row):
        if row["local_code"] == "C1-38-6":
            return "Section 38.6 Interim Care Order"
        return {
            "C2": "Care Order S31.1(A) CA 1989", "C1": "Interim Care Order S38 CA 1989", "E1": "Placement Order",
            "V2": "S20 - Single Placement", "L1": "Other", "V4": "Other",
        }[row["code"]]  # fmt: skip
