"""A council with 160 children whose histories were drawn at random: odd ones too. Rows are written as they stand, so
that what the figures say can be counted again from the rows."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.children.models import (
    Child,
    LegalStatus,
    PeriodOfCare,
    Placement,
    ProtectionPlan,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.council.actions import add_council, group_team, set_population, staff_member
from footprint.council.models import Staff, Team
from footprint.disputes.models import (
    About,
    Advice,
    Dispute,
    OtherWay,
    Praise,
    Reason,
    ServiceIssue,
    Step,
    Workshop,
)
from footprint.disputes.store import kept
from footprint.plans.models import PlanDone
from footprint.reviews.actions import recompute
from footprint.reviews.models import (
    Answer,
    Ask,
    Change,
    DateRequest,
    Decision,
    EntryNotice,
    Meeting,
    Paper,
    Review,
)
from footprint.voice.models import (
    Activity,
    Advocacy,
    Alarm,
    Complaint,
    Compliment,
    Quote,
    Response,
    Theme,
    Visitor,
    Words,
    YouSaid,
)

TODAY = date(2021, 4, 20)
ETHNICITIES = ("WBRI", "APKN", "BAFR", "MWAS", "NOBT", "", "WOTH")
LEGAL = (
    ("C2", ""),
    ("C1", "C1-38"),
    ("C1", "C1-38-6"),
    ("V2", "V2-single"),
    ("V2", ""),
    ("E1", ""),
    ("V4", ""),
    ("L1", ""),
)
PLACES = (("U6", ""), ("U1", ""), ("P1", ""), ("K2", ""), ("H5", "H5-supported"), ("Z1", ""))
KEPT_FROM = date(2020, 2, 1)
SAID = {
    "prep.seen": ("yes", "yes", "declined", "inappropriate", "not", ""),
    "prep.parents": ("wanted", "declined", "no", "none"),
    "heard.mother": ("came", "apart", "sent", "no", "not", "none", ""),
    "heard.father": ("came", "apart", "sent", "no", "not", "none", ""),
    "part.chaired": ("all", "part", "no", "no", ""),
    "part.why_not": ("missing", "declined", "other"),
    "quality.grade": ("outstanding", "good", "improve", "poor"),
    "quality.rag": ("green", "amber", "red"),
    "quality.words": ("good",),
    "duty.current": ("yes", "no"),
    "child.copy": ("yes", "no", "young"),
    "child.satisfied": ("yes", "part", "no", "young"),
    "child.understood": ("yes", "part", "no", "young"),
}
ENDS = (("E4A", ""), ("E4A", "E4A-supervision"), ("E11", ""), ("E5", "E5-18"), ("E43", ""), ("E8", ""))


def make_world(seed: int = 7, children: int = 160):
    draw = Random(seed)
    council = add_council(by=None, name="Elmshire", profile_name="bradford")
    council.known_until = date(2021, 3, 31)
    council.save()
    service = council.service
    service.fixed_today, service.first_day_of_use = TODAY, date(2020, 4, 1)
    service.save()
    set_population(by=None, council=council, year=2019, children=14_500, source="made up")
    teams = [Team.objects.create(council=council, name=f"Team {n}") for n in range(3)]
    for team, group, first in (
        (teams[0], "West", date(2015, 1, 1)),
        (teams[0], "East", date(2020, 6, 1)),
        (teams[1], "East", date(2015, 1, 1)),
    ):
        group_team(team, by=None, on=TODAY, starts_on=first, group=group)
    iros = [staff_member(service, Staff.IRO, f"IRO {n}") for n in range(3)]
    rows = {m: [] for m in (PeriodOfCare, LegalStatus, Placement, ProtectionPlan, UnaccompaniedStatus, SocialWork,
                            IroAssignment, Review)}  # fmt: skip
    made = Child.objects.bulk_create(
        Child(council=council, number=str(n), first_name="A", last_name=f"Child {n}", sex=draw.choice("MFU"),
              born=date(2001, 6, 1) + timedelta(days=draw.randrange(6800)), ethnicity=(e := draw.choice(ETHNICITIES)),
              ethnicity_local="WOTH-eastern" if e == "WOTH" and draw.random() < 0.5 else "")
        for n in range(children)
    )  # fmt: skip

    def fact(model, child, first, last, **values):
        rows[model].append(
            model(council=council, child=child, starts_on=first, ends_on=last, recorded_at=timezone.now(),
                  withdrawn_at=timezone.now() if draw.random() < 0.05 else None, **values)
        )  # fmt: skip

    for child in made:
        first = max(child.born, date(2018, 6, 1)) + timedelta(days=draw.randrange(900))
        for _ in range(draw.choice((1, 1, 1, 2))):
            adult = child.born.replace(year=child.born.year + 18) if child.born.day < 29 else date(2100, 1, 1)
            last = min(first + timedelta(days=draw.randrange(20, 900)), adult)
            if first >= last or first > TODAY:
                break
            if last > date(2021, 3, 25):
                last = None
            reason, local = draw.choice(ENDS)
            fact(PeriodOfCare, child, first, last, start_known=draw.random() > 0.1,
                 end_reason=reason if last else "", end_reason_local=local if last else "")  # fmt: skip
            change = first + timedelta(days=draw.randrange(5, 300))
            halves = [(first, last)] if last and change >= last else [(first, change), (change, last)]
            for start, end in halves:
                code, local = draw.choice(LEGAL)
                fact(LegalStatus, child, start, end, code=code, local_code=local)
                code, local = draw.choice(PLACES)
                if draw.random() > 0.05:
                    fact(
                        Placement,
                        child,
                        start,
                        end,
                        code=code,
                        local_code=local,
                        location=draw.choice(("IN", "OUT", "")),
                    )
                fact(SocialWork, child, start, end, team=draw.choice((*teams, None)))
            if draw.random() > 0.1:
                fact(IroAssignment, child, first, last, iro=draw.choice(iros))
            if draw.random() < 0.2:
                fact(UnaccompaniedStatus, child, first, last)
            if draw.random() < 0.3:
                fact(
                    ProtectionPlan, child, first - timedelta(days=60), first + timedelta(days=draw.choice((-5, 0, 10)))
                )
            held = first
            while True:
                held += timedelta(days=draw.choice((15, 26, 60, 85, 100, 170, 190, 230)))
                if held > min(last or TODAY, TODAY):
                    break
                age = child.age_on(held)
                code = "PN0" if age < 4 else draw.choice(("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7", ""))
                rows[Review].append(
                    Review(council=council, child=child, held_on=held, participation=code, recorded_at=timezone.now(),
                           late_reason=draw.choice(("", "child_missing")), source_kind=Review.FILE,
                           withdrawn_at=timezone.now() if draw.random() < 0.05 else None)
                )  # fmt: skip
            if last is None:
                break
            first = last + timedelta(days=draw.randrange(10, 300))
    for model, made_rows in rows.items():
        _without_overlaps(model, made_rows)
        model.objects.bulk_create(made_rows)
    recompute(council=council, as_at=TODAY)
    Around(council, Random(seed + 1)).make()
    Told(council, Random(seed + 2)).make()
    Raised(council, Random(seed + 3)).make()
    return council


class Around:
    """What is booked, prepared, answered, decided and told around the reviews of the last year and a little before."""

    def __init__(self, council, draw):
        self.council, self.draw = council, draw
        self.rows = {m: [] for m in (Meeting, Answer, DateRequest, Paper, Decision, Change, EntryNotice, PlanDone)}
        self.links = []

    def make(self):
        held = list(Review.objects.filter(council=self.council, held_on__gte=KEPT_FROM).order_by("pk"))
        last = {}
        for review in held:
            self.dates(review)
            self.meetings(review)
            self.answers(review)
            last[review.child_id] = self.decisions(review, last.get(review.child_id))
            self.papers(review, review.held_on)
            self.plan(review)
        Review.objects.bulk_update(held, ["completed_on", "decisions_sent_on", "record_done_on", "distributed_on"])
        for review in Review.objects.filter(council=self.council, held_on=None).order_by("pk"):
            self.still_to_hold(review)
        self.entries()
        self.changes()
        for decision in self.rows.pop(Decision):  # each may repeat one before it
            decision.save()
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows)
        through = Meeting.reviews.through
        through.objects.bulk_create(through(meeting=m, review=r) for m, r in self.links)

    def some(self, share):
        return self.draw.random() < share

    def later(self, day, least, most):
        """A day after another, or None: never after today."""
        found = day + timedelta(days=self.draw.randrange(least, most))
        return found if found <= TODAY and self.some(0.85) else None

    def add(self, model, **values):
        made = model(**values)
        self.rows[model].append(made)
        return made

    def of(self, model, review, on=KEPT_FROM, **values):
        """A row of a review, written at any time of a day."""
        minutes = timedelta(minutes=self.draw.randrange(24 * 60))
        return self.add(model, review=review, written_at=datetime.combine(on, time(), UTC) + minutes, **values)

    def meeting(self, state, on, *reviews, **values):
        mode = self.draw.choice(("in person", "hybrid", "video", "telephone", ""))
        made = self.add(Meeting, council=self.council, state=state, on=on, at=time(16), mode=mode, **values)
        self.links += [(made, review) for review in reviews]
        return made

    def dates(self, review):
        if self.some(0.1):
            review.completed_on = self.later(review.held_on, 1, 20)
        complete = review.complete_on
        review.decisions_sent_on = self.later(complete, 0, 12)
        review.record_done_on = self.later(complete, 5, 32)
        review.distributed_on = self.later(complete, 10, 40)

    def meetings(self, review):
        for _ in range(self.draw.choice((0, 1, 1, 2))):
            on = review.held_on + timedelta(days=self.draw.randrange(5))
            self.meeting(Meeting.HELD, on, review, chaired_by_child=self.some(0.2))
        if self.some(0.2):
            self.meeting(Meeting.CANCELLED, review.held_on - timedelta(days=9), review, cancelled_why="no room")
        if self.some(0.05):
            sister = self.draw.choice(list(Review.objects.filter(council=self.council)[:50]))
            self.meeting(Meeting.CANCELLED, review.held_on, review, sister, chaired_by_child=True)
        if self.some(0.3):
            on = review.held_on - timedelta(days=self.draw.randrange(40))
            self.of(DateRequest, review, on, meeting=self.meeting(Meeting.HELD, review.held_on, review),
                    asked_by=self.draw.choice(("child", "parent", "school")), why="a test", time=time(16),
                    day=review.held_on, limit=self.draw.choice((review.due_on, review.held_on, None)),
                    granted=self.draw.choice((True, False, None)))  # fmt: skip

    def answers(self, review):
        for question, texts in SAID.items():
            if self.some(0.8):
                self.of(Answer, review, question=question, text=self.draw.choice(texts))

    def decisions(self, review, before):
        made = before
        for number in range(self.draw.choice((0, 1, 2))):
            again = before if self.some(0.3) else None
            status = self.draw.choice((Decision.OPEN, Decision.DONE, Decision.DROPPED))
            closed = self.later(review.held_on, 1, 200) if status != Decision.OPEN else None
            issued = review.decisions_sent_on and self.draw.choice(
                (review.decisions_sent_on, self.later(review.decisions_sent_on, 0, 12), None)
            )
            replied = self.later(issued, 0, 12) if issued else None
            made = self.of(
                Decision, review, child=review.child, number=number, text="Go on", owner="Kim", again_of=again,
                due_on=review.held_on + timedelta(days=self.draw.randrange(10, 150)), times=2 if again else 1,
                kind=self.draw.choice(("health", "other", "")), issued_on=issued, status=status if closed else Decision.OPEN,
                closed_on=closed, replied_on=replied, made=self.draw.choice(("made", "changed", "kept")),
                reply=self.draw.choice(("agreed", "challenged", "date")) if replied else "",
                withdrawn_at=timezone.now() if self.some(0.05) else None,
            )  # fmt: skip
        return made

    def papers(self, review, day):
        for kind in self.draw.sample(("assessment", "health", "pep", "of-old"), self.draw.randrange(4)):
            due = day - timedelta(days=self.draw.randrange(1, 10))
            self.of(Paper, review, kind=kind, due_on=due, received_on=self.later(due, -6, 6),
                    quality=self.draw.choice(("good", "poor", "")),
                    to_the_child=self.draw.choice((True, False, None)))  # fmt: skip

    def still_to_hold(self, review):
        day = TODAY + timedelta(days=self.draw.randrange(-8, 14))
        self.papers(review, day)
        if self.some(0.7):
            state = Meeting.BOOKED if self.some(0.6) else Meeting.CANCELLED
            self.meeting(state, day, review, chaired_by_child=True)

    def plan(self, review):
        """A plan around the day of a second review, sometimes long before it, or of another kind."""
        if review.kind == "second" and self.some(0.8):
            done = review.held_on - timedelta(days=self.draw.choice((-5, 0, 10, 30, 60, 400)))
            kind = self.draw.choice(("permanence_plan", "permanence_plan", "permanence_plan", "pep"))
            known = self.rows[PlanDone]
            if not any((p.child_id, p.kind, p.done_on) == (review.child_id, kind, done) for p in known):
                self.add(PlanDone, council=self.council, child=review.child, kind=kind, done_on=done, evidence="x",
                         is_whole=self.some(0.7), recorded_at=timezone.now(),
                         withdrawn_at=timezone.now() if self.some(0.1) else None)  # fmt: skip

    def entries(self):
        """Notices of entries; of some children the IRO came later."""
        for care in PeriodOfCare.objects.filter(council=self.council, starts_on__gte=KEPT_FROM).order_by("pk"):
            if self.some(0.8):
                days = {f"{name}_on": self.later(care.starts_on, 0, 5)
                        for name in ("notified", "pack", "pledge", "introduced")}  # fmt: skip
                known = self.rows[EntryNotice]
                if not any(n.child == care.child and n.care_from == care.starts_on for n in known):
                    self.add(EntryNotice, council=self.council, child=care.child, care_from=care.starts_on, **days)
        for given in IroAssignment.objects.filter(council=self.council).order_by("pk"):
            later = given.starts_on + timedelta(days=self.draw.randrange(1, 15))
            if self.some(0.5) and (given.ends_on is None or later < given.ends_on):
                IroAssignment.objects.filter(pk=given.pk).update(starts_on=later)

    def changes(self):
        for child in Child.objects.filter(council=self.council).order_by("pk"):
            for _ in range(self.draw.choice((0, 1, 2))):
                happened = KEPT_FROM + timedelta(days=self.draw.randrange(440))
                self.add(Change, council=self.council, child=child, kind=self.draw.choice(("health", "missing")),
                         happened_on=happened, words="x", told_on=self.later(happened, 0, 7),
                         written_at=timezone.now())  # fmt: skip


class Told:
    """What was asked, said, called for, complained of and praised in the last year and a little before."""

    def __init__(self, council, draw):
        self.council, self.draw = council, draw

    def day(self):
        return KEPT_FROM + timedelta(days=self.draw.randrange((TODAY - KEPT_FROM).days + 1))

    def later(self, day, most, share=0.7):
        found = day + timedelta(days=self.draw.randrange(most))
        return found if found <= TODAY and self.draw.random() < share else None

    def gone(self):
        return timezone.now() if self.draw.random() < 0.05 else None

    def make(self):
        children = list(Child.objects.filter(council=self.council).order_by("pk"))
        for child in children:
            for _ in range(self.draw.choice((0, 1, 2, 3))):
                self.said(child)
            if self.draw.random() < 0.3:
                self.helped(child)
        for _ in range(70):
            self.complained(self.draw.choice((None, *children[:20])))
        reviews = Review.objects.filter(council=self.council, held_on__gte=KEPT_FROM).order_by("pk")
        Ask.objects.bulk_create(
            Ask(review=review, words="x", outcome=self.draw.choice(("agreed", "part", "not", "")), written_at=timezone.now())
            for review in reviews if self.draw.random() < 0.5
        )  # fmt: skip

    def said(self, child):
        who = self.draw.choice(("child", "child", "child", "parent", "carer", "professional"))
        asked = self.day() if self.draw.random() < 0.8 else None
        answered = self.later(asked, 60) if asked else self.day()
        talk = answered is not None and self.draw.random() < 0.2
        response = Response.objects.create(
            council=self.council, child=child, respondent=who, purpose=self.draw.choice(("before", "after", "any")),
            name="x", asked_on=asked, answered_on=answered, way=self.draw.choice(("link", "paper", "app")) if answered else "",
            shared=self.draw.choice(("iro", "everyone")) if answered else "", made_at=timezone.now(), withdrawn_at=self.gone(),
            wants_talk=talk, talked_on=self.later(answered, 20) if talk else None,
            system=self.draw.choice(("", "An app")),
        )  # fmt: skip
        if answered:
            for question in ("supported", "listened", "comfortable", "plan"):
                text = self.draw.choice(("yes", "part", "no", "away", "great", "good", "ok", "poor", "bad", ""))
                Words.objects.create(response=response, question=question, text=text, written_at=timezone.now())
            for theme in self.draw.sample(("home", "family", "worker"), self.draw.randrange(3)):
                Theme.objects.create(response=response, theme=theme)
        if who == "child" and self.draw.random() < 0.3:
            raised = self.day()
            Alarm.objects.create(
                council=self.council, child=child, response=response, kind=self.draw.choice(("unsafe", "complaint")),
                raised_at=timezone.now(), raised_on=raised, due_on=raised + timedelta(days=self.draw.randrange(4)),
                done_on=self.later(raised, 6),
            )  # fmt: skip

    def helped(self, child):
        here = {"council": self.council, "child": child, "written_at": timezone.now()}
        referred = self.day()
        ended = self.later(referred, 90)
        Advocacy.objects.create(
            **here, provider=self.draw.choice(("Speak Up", "Hear Me")), referred_on=referred, referred_by="child",
            issue="housing", ended_on=ended, resolved=self.draw.choice(("yes", "part", "no")) if ended else "",
            withdrawn_at=self.gone(),
        )  # fmt: skip
        asked = self.day()
        matched = self.later(asked, 120)
        Visitor.objects.create(
            **here, kind=self.draw.choice(("visitor", "mentor")), provider="Befriend", asked_on=asked, matched_on=matched,
            ended_on=self.later(matched, 200, 0.4) if matched else None, withdrawn_at=self.gone(),
        )  # fmt: skip

    def complained(self, child):
        received = self.day()
        here = {
            "council": self.council,
            "child": child,
            "words": "x",
            "received_on": received,
            "written_at": timezone.now(),
        }
        Complaint.objects.create(
            **here, complainant=self.draw.choice(("child", "parent", "other")), helped=self.draw.random() < 0.5,
            about=self.draw.choice(("service", "iro", "home")), due_on=received + timedelta(days=14),
            answered_on=self.later(received, 28), withdrawn_at=self.gone(),
        )  # fmt: skip
        Quote.objects.create(
            council=self.council, child=child, respondent=self.draw.choice(("child", "parent")), role="x", words="x",
            said_on=received, consent_by="self", consent_on=received, written_at=timezone.now(), withdrawn_at=self.gone(),
        )  # fmt: skip
        Activity.objects.create(council=self.council, kind=self.draw.choice(("survey", "event")), day=received, title="x",
                                written_at=timezone.now(), withdrawn_at=self.gone())  # fmt: skip
        YouSaid.objects.create(council=self.council, said="x", did_on=self.later(received, 60), written_on=received,
                               written_at=timezone.now(), withdrawn_at=self.gone())  # fmt: skip
        Compliment.objects.create(**here, source=self.draw.choice(("child", "court")), withdrawn_at=self.gone())


STAGES = (("informal", "A talk", False, False), ("note", "Case note", True, False), ("1", "Stage 1", True, True),
          ("2", "Stage 2", True, True), ("3", "Stage 3", True, True))  # fmt: skip
THEMES = (("plan", "Plans", "plan"), ("visits", "Visits", "visits"), ("of-old", "A theme of old", "drift"),
          ("drift", "Delay", "drift"), ("other", "Something else", "other"))  # fmt: skip


class Raised:
    """Challenges of the last year and a little before, some about several children, and what stands beside them."""

    def __init__(self, council, draw):
        self.council, self.draw = council, draw
        self.children = list(Child.objects.filter(council=council).order_by("pk"))
        self.reviews = list(Review.objects.filter(council=council, held_on__gte=KEPT_FROM).order_by("pk"))
        self.iros = list(Staff.objects.filter(service=council.service, kind=Staff.IRO).order_by("pk"))
        self.teams = list(Team.objects.filter(council=council).order_by("pk"))

    def some(self, share):
        return self.draw.random() < share

    def day(self):
        return KEPT_FROM + timedelta(days=self.draw.randrange((TODAY - KEPT_FROM).days + 1))

    def later(self, day, least, most, share=0.8):
        found = day + timedelta(days=self.draw.randrange(least, most))
        return found if found <= TODAY and self.some(share) else None

    def make(self):
        known = []
        for number in range(400):
            known.append(self.dispute(number, known))
        for number in range(400, 425):
            self.dispute(number, [], collective=True)
        for _ in range(120):
            self.beside(known)

    def dispute(self, number, known, collective=False):
        raised = self.day()
        review = self.draw.choice(self.reviews) if not collective and self.some(0.4) else None
        raised = max(raised, review.held_on) if review else raised
        about = [] if collective else self.draw.sample(self.children, self.draw.choice((1, 1, 1, 2, 3)))
        if review:
            about = [review.child, *(child for child in about[1:] if child != review.child)]
        made = Dispute.objects.create(
            council=self.council, number=f"2020-{number:03d}", title="x", procedure=kept(self.council, raised), stage="1",
            collective=collective, immediate=self.some(0.15), rag=self.draw.choice(("", "amber", "red", "green")),
            partner=self.draw.choice(("", "", "", "health", "school", "of-old")), concern="x", review=review,
            wish=self.draw.choice(("", "", "child", "parent", "other")), iro=self.draw.choice((*self.iros, None)),
            came_from="review" if review else self.draw.choice(("", "list", "note")), team=None, raised_on=raised,
            raised_at=timezone.now(), continues=self.draw.choice(known) if known and self.some(0.15) else None,
        )  # fmt: skip
        abouts = [About.objects.create(dispute=made, child=child) for child in about]
        for key, label, common in self.draw.sample(THEMES, self.draw.randrange(1, 4)):
            Reason.objects.create(dispute=made, theme=key, label=label, common=common)
        self.stages(made)
        if made.settled_on:
            self.effects(made, abouts)
        made.save()
        return made

    def stages(self, made):
        at, began, came = self.draw.choice((0, 0, 0, 1, 2, 2, 3, 4)), made.raised_on, "raised"
        for place in range(1, 6):
            key, title, formal, counts = STAGES[at]
            made.stage = key
            if formal and made.formal_on is None:
                made.formal_on = began
            if counts and made.limit_on is None:
                made.limit_on = began + timedelta(days=28)
            due = began + timedelta(days=self.draw.choice((3, 7, 14)))
            answered, how = self.later(began, 0, 20), self.draw.choice(("moved", "settled", "settled", "here"))
            ended = self.later(answered or due, 0, 12, 1.0) if how != "here" else None
            if at == len(STAGES) - 1 and how == "moved":
                how = "settled"
            if how == "moved" and answered is None:
                how = "silence"
            Step.objects.create(
                dispute=made, place=place, stage=key, title=title, formal=formal, counts=counts, level="team_manager", days=5,
                asked_name="x", missed=self.draw.choice((0, 0, 0, 1)), came=came, began_on=began, asked_on=began, due_on=due, answered_on=answered, ended_on=ended,
                reply="agreed" if answered else "", ended=how if ended else "",
            )  # fmt: skip
            if ended is None or how == "settled":
                made.settled_on = ended
                break
            at, began, came = self.draw.randrange(at + 1, len(STAGES)), ended, how
        made.state = "settled" if made.settled_on else self.draw.choice(("asked", "answered"))
        made.outcome = self.draw.choice(("done", "agreed", "part", "not")) if made.settled_on else ""
        if made.settled_on is None and self.some(0.2):
            made.state = "withdrawn"

    def effects(self, made, abouts):
        for about in abouts:
            day = self.later(made.settled_on, 0, 40)
            if day:
                about.effect, about.effect_on = self.draw.choice(("changed", "changed", "nothing", "worse")), day
                about.effect_says = self.draw.choice(("child", "iro"))
                about.save()
        if all(about.effect for about in abouts):
            made.state, made.closed_on = "closed", max((a.effect_on for a in abouts), default=made.settled_on)

    def beside(self, known):
        child, day, dispute = self.draw.choice(self.children), self.day(), self.draw.choice((None, *known[:20]))
        here = {"council": self.council, "written_at": timezone.now()}

        def gone():
            return timezone.now() if self.some(0.1) else None

        kind = self.draw.choice(("cafcass_advice", "cafcass_referral", "cafcass_not", "legal_advice"))
        Advice.objects.create(**here, child=child, dispute=dispute, kind=kind, asked_on=day, words="x", withdrawn_at=gone(),
                              ground="plan" if kind == "cafcass_referral" else "")  # fmt: skip
        OtherWay.objects.create(**here, child=self.draw.choice((child, None)), kind=self.draw.choice(("talk", "panel")),
                                common=self.draw.choice(("drift", "visits")), tried_on=day, with_whom="x", words="x",
                                withdrawn_at=gone())  # fmt: skip
        Praise.objects.create(**here, child=self.draw.choice((child, None)), worker="x", seen_on=self.day(), words="x",
                              team=self.draw.choice((*self.teams, None)), withdrawn_at=gone())  # fmt: skip
        Workshop.objects.create(**here, held_on=self.day(), title="x", for_whom="x", led_by="x", people=9,
                                withdrawn_at=gone())  # fmt: skip
        raised = self.day()
        answered = self.later(raised, 0, 40)
        ServiceIssue.objects.create(
            **here, title="x", common=self.draw.choice(("drift", "worker")), words="x", owner="x", raised_with="x",
            raised_on=raised, answered_on=answered, closed_on=self.later(raised, 0, 90, 0.4), withdrawn_at=gone(),
        )  # fmt: skip


def _without_overlaps(model, rows):
    """A second time in care drawn by chance never overlaps the first; days before birth are cut."""
    rows[:] = [r for r in rows if model is Review or r.ends_on is None or r.ends_on > r.starts_on]
