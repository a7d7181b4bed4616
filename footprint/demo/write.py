"""Writing a plan through the rooms' own actions: history as an import would bring it, the last weeks as people would."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from footprint.accounts import roles
from footprint.allocation.actions import allocate_all
from footprint.audit import log
from footprint.children.actions import VALUES, Claim, restrict, take_in_facts
from footprint.children.models import (
    AdoptionPlan,
    Child,
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Placement,
    ProtectionPlan,
    Relation,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.dated.bulk import analyze
from footprint.demo.challenges import Challenges
from footprint.demo.consultations import Consultations
from footprint.demo.plan import Plan
from footprint.demo.plans import write_plans
from footprint.demo.published import END, LAPSED
from footprint.demo.rounds import Rounds
from footprint.demo.service import SOURCE, Made
from footprint.demo.shapes import Held, PlannedChild, Span, Stay
from footprint.demo.statuses import E1
from footprint.demo.voice_registers import VoiceRegisters
from footprint.law.clocks import due_on
from footprint.law.days import ENGLAND
from footprint.reviews.actions import ReviewClaim, correct, recompute, record_held, take_in_reviews

Say = Callable[[str], None]
IMPORTED_AT = datetime.combine(END + timedelta(days=1), time(9), ZoneInfo("Europe/London"))
# Reasons for leaving: national code, local code, and how often.
REASONS = {
    "Returned to parents": ([("E4A", "E4A-home"), ("E4B", "")], [85, 15]),
    "Supervision Order": ([("E4A", "E4A-supervision")], [1]),
    LAPSED: ([("E5", "E5-18"), ("E17", ""), ("E6", "")], [60, 28, 12]),
    "Special Guardianship Order": ([("E45", ""), ("E47", ""), ("E46", "")], [45, 45, 10]),
    "Adopted": ([("E12", ""), ("E11", "")], [80, 20]),
    "Child Arrangements Order": ([("E41", "")], [1]),
    "Other": ([("E8", ""), ("E3", ""), ("E13", ""), ("E16", "")], [50, 25, 20, 5]),
}
NEEDS = (["N1", "N5", "N4", "N3", "N2", "N6"], [66, 14, 9, 5, 3, 3])


class Writer:
    """Writes one plan for the service that was made for it."""

    def __init__(self, plan: Plan, made: Made, say: Say):
        self.plan, self.made, self.say = plan, made, say
        self.council = made.council
        self.ids: dict[str, int] = {}
        self.rng = Random(plan.figures.data["seed"])

    def write(self):
        with transaction.atomic():
            self._children()
            self._facts()
            self._reviews()
            self._restrict()
            write_plans(self)
            analyze()
            rounds = Rounds(self)
            rounds.people(IMPORTED_AT)
            self._last_weeks()
            rounds.write(IMPORTED_AT)
            Consultations(self).write()
            VoiceRegisters(self).write(IMPORTED_AT)
            Challenges(self).write()
            log.record("made a demonstration", by=None, council=self.council, children=len(self.plan.children))
        analyze()

    def _children(self):
        rows = [self._row(child) for child in self.plan.children]
        Child.objects.bulk_create(rows, batch_size=1000)
        self.ids = dict(Child.objects.filter(council=self.council).values_list("number", "pk"))
        self.say(f"Children {len(rows)}")

    def _row(self, child: PlannedChild) -> Child:
        return Child(
            council=self.council,
            number=child.number,
            first_name=child.first_name,
            last_name=child.last_name,
            sex=child.sex,
            born=child.born,
            ethnicity=child.ethnicity,
            ethnicity_local=child.ethnicity_local,
            has_ehcp=self.rng.random() < 0.2,
            source_kind=Child.FILE,
            source_row=SOURCE,
        )

    # Facts

    def _facts(self):
        claims: dict[type, dict[int, list[Claim]]] = {model: defaultdict(list) for model in VALUES}
        iros: dict[int, list[Claim]] = {}
        for child in self.plan.children:
            pk = self.ids[child.number]
            for stay in child.stays:
                self._stay(claims, pk, stay)
            for span in child.work:
                claims[SocialWork][pk].append(_claim(SocialWork, span, self._work(span)))
            claims[MissingTime][pk] += [_claim(MissingTime, s, s.values) for s in child.missing]
            iros[pk] = [
                Claim(s.starts_on, s.ends_on, (self.made.iros[s.values["iro"]].pk, s.values["reason"]), row=SOURCE)
                for s in child.iro
            ]
        self._siblings(claims[Relation])
        for model, of_model in claims.items():
            if of_model:
                take_in_facts(model, council=self.council, by=None, at=IMPORTED_AT, claims=of_model, until=END)
        allocate_all(council=self.council, by=None, at=IMPORTED_AT, claims=iros, why="the demonstration's list")
        self.say("Times in care, legal statuses, placements, IROs and social workers")

    def _stay(self, claims, pk: int, stay: Stay):
        whole = Span(stay.starts_on, stay.ends_on)
        code, local = self._reason(stay)
        need = "N8" if stay.uasc else self.rng.choices(*NEEDS)[0]
        period = {"end_reason": code, "end_reason_local": local, "need": need}
        claims[PeriodOfCare][pk].append(_claim(PeriodOfCare, whole, period))
        for span in stay.legal:
            claims[LegalStatus][pk].append(_claim(LegalStatus, span, span.values))
            if span.values["code"] == E1:
                claims[AdoptionPlan][pk].append(_claim(AdoptionPlan, span, {}))
        for span in stay.placements:
            distance = span.values.get("distance")
            values = {**span.values, "distance": Decimal(distance) / 10 if distance else None}
            claims[Placement][pk].append(_claim(Placement, span, values))
        if stay.uasc:
            claims[UnaccompaniedStatus][pk].append(_claim(UnaccompaniedStatus, whole, {}))
        if stay.plan_from:
            until = stay.starts_on + timedelta(days=self.rng.randint(0, 80))
            begun = max(stay.plan_from, stay.birthday)
            begun = min(begun, stay.starts_on - timedelta(days=1))
            claims[ProtectionPlan][pk].append(_claim(ProtectionPlan, Span(begun, until), {}))

    def _reason(self, stay: Stay) -> tuple[str, str]:
        if not stay.ends_on:
            return "", ""
        return ("E14", "") if stay.entry == "J1" else self.rng.choices(*REASONS[stay.reason])[0]

    def _work(self, span: Span) -> dict:
        team, worker = span.values["team"], span.values["worker"]
        person = None if worker is None else self.made.workers[team][worker].pk
        return {"worker_id": person, "team_id": self.made.teams[team].pk}

    def _siblings(self, claims: dict[int, list[Claim]]):
        families = defaultdict(list)
        for child in self.plan.children:
            families[child.family].append(child)
        for group in families.values():
            for child in group:
                for other in group:
                    if other is not child:
                        since = Span(max(child.stays[0].starts_on, other.stays[0].starts_on), None)
                        values = {"other_id": self.ids[other.number], "kind": Relation.SIBLING}
                        claims[self.ids[child.number]].append(_claim(Relation, since, values))

    # Reviews

    def _reviews(self):
        claims = {}
        for child in self.plan.children:
            for stay in child.stays:
                for review in stay.reviews:
                    if review.on <= END:
                        iro = self._iro(child, review.on)
                        claims[self.ids[child.number], review.on, 0] = ReviewClaim(
                            review.code, _collection_year(review.on), SOURCE, iro and iro.pk, review.late_reason
                        )
        numbers = {pk: number for number, pk in self.ids.items()}
        take_in_reviews(council=self.council, by=None, at=IMPORTED_AT, claims=claims, numbers=numbers)
        recompute(council=self.council, as_at=self.plan.figures.data["today"])
        self.say(f"Reviews {len(claims)}")

    def _iro(self, child: PlannedChild, day: date):
        standing = (s for s in child.iro if s.starts_on <= day and (s.ends_on is None or s.ends_on > day))
        return next((self.made.iros[s.values["iro"]] for s in standing), None)

    def _restrict(self):
        for number in self.plan.planted["restricted"]:
            child = Child.objects.get(council=self.council, number=number)
            manager = self.made.people[roles.IRO_MANAGER]
            restrict(child, by=manager, users=[manager], why="A member of staff is a relative")

    # The last weeks, as people recorded them

    def _last_weeks(self):
        live = [(c, r) for c in self.plan.children for r in c.stays[-1].reviews if r.on > END]
        live.sort(key=lambda pair: (pair[1].on, pair[0].number))
        rows = Child.objects.in_bulk([self.ids[c.number] for c, _ in live])
        unsaid = self.plan.figures.data["planted"]["late_without_reason"]
        today = self.plan.figures.data["today"]
        past = [c.number for c, review in live if due_on("decisions", review.on) < today]
        unsent = sorted(
            self.rng.sample(past, min(len(past), self.plan.figures.data["planted"]["decisions_past_limit"]))
        )
        self.plan.planted |= {"late-without-reason": [], "decisions-past-limit": unsent}
        for child, review in live:
            late = review.late_reason
            if late and len(self.plan.planted["late-without-reason"]) < unsaid:
                self.plan.planted["late-without-reason"].append(child.number)
                late = ""
            made = self._hold(rows[self.ids[child.number]], child, review, late)
            if child.number not in unsent:
                self._send_papers(made, review)
        self.say(f"Reviews recorded since the first day of use: {len(live)}")

    def _hold(self, row: Child, child: PlannedChild, review: Held, late_reason: str):
        return record_held(
            child=row,
            by=self.made.people[roles.IRO_MANAGER],
            on=self.plan.figures.data["today"],
            held_on=review.on,
            participation=review.code,
            late_reason=late_reason,
            mode=self.rng.choices(["video", "telephone", "hybrid", "in person"], [60, 22, 10, 8])[0],
            chaired_by=self._iro(child, review.on),
        )

    def _send_papers(self, made, review: Held):
        """Papers go out within their time; those whose time has not come are still owing."""
        today = self.plan.figures.data["today"]
        days = {
            "decisions_sent_on": ENGLAND.add(review.on, self.rng.randint(1, 5)),
            "record_done_on": ENGLAND.add(review.on, self.rng.randint(5, 15)),
            "distributed_on": ENGLAND.add(review.on, self.rng.randint(9, 20)),
        }
        sent = {name: day for name, day in days.items() if day <= today}
        if sent:
            correct(made, by=self.made.people[roles.BUSINESS_SUPPORT], on=today, **sent)


def _claim(model, span: Span, values: dict) -> Claim:
    """The values in the order in which the model's facts are compared; what is not said is empty."""
    empty = {"distance": None, "worker_id": None, "team_id": None}
    ordered = tuple(values.get(name, empty.get(name, "")) for name in VALUES[model])
    return Claim(span.starts_on, span.ends_on, ordered, year="", row=SOURCE)


def _collection_year(day: date) -> str:
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"
