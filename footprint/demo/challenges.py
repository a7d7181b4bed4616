"""Challenges of the demonstration's last months: at every stage, answered and silent, settled with and without something
changed; praise, other ways, advice and workshops. The same every time, through the room's own actions."""

from datetime import date, timedelta
from random import Random

from footprint.accounts import roles
from footprint.accounts.demo import DEMO_PASSWORD
from footprint.children.models import Child, SocialWork
from footprint.council.actions import add_person, set_line
from footprint.demo.staffing import LONG_TEAMS
from footprint.disputes import registers, running
from footprint.disputes.models import Advice, Dispute, OtherWay, Workshop
from footprint.disputes.procedure import procedure_on
from footprint.disputes.raising import Concern, raise_dispute
from footprint.disputes.store import Agreed, step_now
from footprint.law.days import ENGLAND
from footprint.reviews.deciding import decide
from footprint.reviews.models import Decision, Review

MANAGERS = (
    ("service-manager", "Service Manager", ("service_manager", "group_manager")),
    ("head-of-service", "Head of Service", ("head_of_service",)),
    ("assistant-director", "Assistant Director", ("assistant_director",)),
    ("safeguarding-manager", "Safeguarding Service Manager", ("safeguarding_manager", "principal_social_worker")),
)
# What is wrong, common theme, what it means for the child, what puts it right.
CONCERNS = (
    ("The care plan was not brought up to date after the move", "plan", "{name} does not know what happens next.", "The plan names where {name} lives and who visits."),
    ("Family time was decided and does not happen", "decisions", "{name} misses the family and asks at every visit.", "Three visits in a row on the days agreed."),
    ("The assessment is from before the last move", "assessment", "The plan rests on what was true a year ago.", "A new assessment is on file."),
    ("No report came for the review", "preparation", "{name} could not read it before the meeting.", "The next report comes three days before."),
    ("A match has been waiting since the autumn", "drift", "{name} asks whether this is home.", "The panel has a date."),
    ("Nobody told the IRO of the move", "information", "Nobody asked {name} about it.", "The IRO is told within two days."),
    ("No visit for nine weeks", "visits", "{name} has not been seen alone.", "Two visits in time."),
    ("New risks online are not in the safety plan", "safety", "{name} is in touch with a stranger.", "The safety plan names what each of us does."),
    ("The manager has not looked at the plan since the winter", "worker", "Nothing moves.", "Supervision is noted each month."),
    ("What {name} said is not in the report", "voice", "{name} feels not heard.", "The next report begins with {name}'s words."),
)  # fmt: skip
# Each: working days ago, stage, what happened with it, and which concern.
STORIES = (
    (2, "1", "new"), (3, "1", "new"), (1, "1", "immediate"), (6, "1", "silent"), (8, "1", "answered"), (4, "informal", "new"),
    (5, "informal", "answered"), (7, "informal", "silent"), (9, "1", "moved"), (12, "1", "moved silent"), (11, "2", "new"),
    (14, "3", "answered"), (23, "1", "past"), (30, "1", "settled"), (35, "1", "changed"), (41, "2", "changed"), (44, "1", "nothing"),
    (47, "informal", "changed"), (52, "1", "nothing"), (55, "1", "changed"), (58, "2", "again"), (63, "informal", "changed"),
    (66, "1", "changed"), (70, "1", "withdrawn"), (74, "informal", "changed"), (80, "3", "changed"),
)  # fmt: skip
CHILDREN_A_ROUND = 676
ANSWERS = {
    "agreed": (
        "We agree. The dates are set and the family has them.",
        "The new worker takes it up this week and tells you by Friday.",
    ),
    "part": ("We agree that this matters. No dates can be given yet.",),
}


class Challenges:
    """Writes for one demonstration, after the writer has written the rest."""

    def __init__(self, writer):
        self.writer, self.council, self.made = writer, writer.council, writer.made
        self.today: date = writer.plan.figures.data["today"]
        self.rng = Random(writer.plan.figures.data["seed"] + 7)
        self.iro = self.made.people[roles.IRO]
        self.times = max(1, writer.plan.figures.size // CHILDREN_A_ROUND)  # how often the stories are told

    def write(self):
        self._levels()
        children = self._children()
        self._decisions_of_last_winter(children)
        for place, (ago, stage, story) in enumerate(sorted(STORIES * self.times, reverse=True)):
            if children:
                self._tell(
                    children[place % len(children)],
                    ENGLAND.add(self.today, -ago),
                    stage,
                    story,
                    CONCERNS[place % len(CONCERNS)],
                )
        self._collective()
        self._beside(children)
        self.writer.say(f"Challenges {Dispute.objects.filter(council=self.council).count()}")

    def _levels(self):
        """Managers above the teams, and a second team's manager."""
        since = {
            "starts_on": self.council.service.first_day_of_use,
            "on": self.today,
            "by": None,
            "council": self.council,
        }
        for key, name, held in MANAGERS:
            user = self._person(key, name, roles.SENIOR_MANAGER)
            for level in held:
                set_line(**since, level=level, user=user)
        self._person(
            "team-manager-2", "Team manager, children in care 2", roles.TEAM_MANAGER, self.made.teams[LONG_TEAMS[1]]
        )

    def _person(self, key, name, role, team=None):
        return add_person(
            by=None, service=self.council.service, email=f"{key}@demo.example", name=name, role=role, password=DEMO_PASSWORD,
            team=team, is_demo=True,
        )  # fmt: skip

    def _children(self) -> list[Child]:
        """Children of the two teams whose managers sign in, in care today, those of the first IRO before the others."""
        teams = [self.made.teams[place] for place in LONG_TEAMS[:2]]
        work = SocialWork.objects.standing().filter(
            ends_on=None, team__in=teams, worker__isnull=False, child__restricted=False, child__died=None
        )
        cared = work.filter(child__periodofcares__ends_on=None, child__periodofcares__withdrawn_at=None)
        ids = cared.order_by("child__number").values_list("child", flat=True).distinct()
        mine = set(
            Child.objects.filter(iroassignments__iro=self.made.iros[0], iroassignments__ends_on=None).values_list(
                "pk", flat=True
            )
        )
        first = sorted(ids, key=lambda pk: (pk not in mine, pk))[: len(STORIES) * self.times - 4]
        found = Child.objects.select_related("council__service").in_bulk(first)
        return [found[pk] for pk in first]

    def _decisions_of_last_winter(self, children: list[Child]):
        """Decided at a review two months ago or more and not carried out: some were challenged, others nobody noticed."""
        held = Review.objects.statutory().filter(child__in=children, held_on__lt=self.today - timedelta(days=70))
        for review in (
            held.filter(held_on__gt=self.today - timedelta(days=180)).select_related("child").order_by("child")[:9]
        ):
            decide(
                review, by=self.iro, on=review.held_day, owner="The social worker", due_on=review.held_day + timedelta(days=28),
                text=f"{review.child.short_name} sees the family every other Saturday", kind="family",
            )  # fmt: skip

    def _tell(self, child: Child, on: date, stage: str, story: str, concern):
        title, common, means, wanted = (text.format(name=child.short_name) for text in concern)
        after = self._acting(on)
        immediate = story == "immediate"
        decision = Decision.objects.undone().filter(child=child).first() if common == "decisions" else None
        actions = [Agreed("A visit today, and a call to the school", "The social worker", on)] if immediate else []
        dispute = raise_dispute(
            by=self.iro, on=on, council=self.council, children=[child],
            concern=Concern(
                title=title, words=f"{title}. I asked at the last review and by telephone.", themes=self._themes(common, on),
                means=means, wanted=wanted, rag=self.rng.choice(("", "amber", "red")), immediate=immediate,
                wish=self.rng.choice(("", "", "child")), decision=decision, came_from="decision" if decision else "review",
            ),
            stage=stage, actions=actions,
        )  # fmt: skip
        if story in ("new", "immediate", "silent", "past"):
            return
        if story == "withdrawn":
            running.withdraw(dispute, by=self.iro, on=after(2), why="It was about another child")
        elif story == "answered":
            self._answer(dispute, after(3))
        elif story.startswith("moved"):
            self._move(dispute, after, silent=story.endswith("silent"))
        else:
            self._end(dispute, child, after, story)

    def _themes(self, common: str, on: date) -> tuple[str, ...]:
        """One or two of the council's themes, that of the concern first."""
        themes = procedure_on(self.council.profile_name, on).themes
        first = next((key for key, (_, of) in themes.items() if of == common), next(iter(themes)))
        more = self.rng.choice(list(themes)) if self.rng.random() < 0.4 else first
        return tuple(dict.fromkeys((first, more)))

    def _acting(self, on: date):
        """So many working days after, never after today."""
        return lambda days: min(ENGLAND.add(on, days), self.today)

    def _answer(self, dispute: Dispute, on: date):
        step = step_now(dispute)
        reply = self.rng.choice(("agreed", "part"))
        running.answer(dispute, by=step.asked, on=on, reply=reply, words=self.rng.choice(ANSWERS[reply]))

    def _move(self, dispute: Dispute, after, *, silent: bool):
        if not silent:
            self._answer(dispute, after(4))
        to = dispute.procedure.procedure.stage(dispute.stage).next[0]
        running.move(dispute, by=self.iro, on=after(6), to=to, words="No dates were given. It cannot wait longer.")

    def _end(self, dispute: Dispute, child: Child, after, story: str):
        self._answer(dispute, after(4))
        running.settle(
            dispute,
            by=self.iro,
            on=after(8),
            outcome="agreed",
            words="The team and I agreed on days, and they are kept.",
        )
        if story == "settled":
            return
        about = dispute.abouts.get()
        effect = "nothing" if story in ("nothing", "again") else "changed"
        words = (
            f"It has happened, and {child.short_name} says so."
            if effect == "changed"
            else "It was agreed, and it has not happened."
        )
        running.say_effect(
            dispute, by=self.iro, on=after(20), about=about, effect=effect, words=words, says="child",
            since=after(10) if effect == "changed" else None,
        )  # fmt: skip
        if story == "again":
            self._again(dispute, child, after(24))

    def _again(self, before: Dispute, child: Child, on: date):
        """What was settled and did not happen comes back, at a later stage."""
        concern = Concern(
            title=before.title, words="It was agreed and has not happened. I take it up again.",
            themes=tuple(before.reasons.values_list("theme", flat=True)), means=before.means, wanted=before.wanted, continues=before,
        )  # fmt: skip
        again = raise_dispute(by=self.iro, on=on, council=self.council, children=[child], concern=concern, stage="3")
        self._answer(again, min(on + timedelta(days=5), self.today))

    def _collective(self):
        on = ENGLAND.add(self.today, -40)
        concern = Concern(
            title="Changes of social worker hold up children's plans",
            words="In two months a third of the children in one team had a new worker. Plans wait for each of them.",
            themes=self._themes("worker", on),
        )
        stage = "collective"
        dispute = raise_dispute(
            by=self.made.people[roles.IRO_MANAGER],
            on=on,
            council=self.council,
            children=[],
            concern=concern,
            stage=stage,
        )
        for ago in (33, 25):
            day = ENGLAND.add(self.today, -ago)
            meeting = running.plan_meeting(
                dispute, by=self.iro, on=day, day=day, chair="Head of Service", people="Service managers, IRO managers"
            )
            running.hold_meeting(
                meeting, by=self.iro, on=day, held_on=day, agreed="Duty cover is found two weeks before each review."
            )

    def _beside(self, children: list[Child]):
        values = {"by": self.iro, "on": self.today, "council": self.council}
        for ago, title, people in ((75, "How and when to challenge", 14), (12, "Answering a challenge well", 22)):
            day = self.today - timedelta(days=ago)
            registers.write(
                Workshop,
                **values,
                title=title,
                held_on=day,
                for_whom="Team managers and service managers",
                led_by="IRO manager",
                people=people,
            )
        for child in children[:3]:
            registers.praise(
                **values, worker="The social worker", child=child, to=["social_worker", "team_manager"], day=self.today - timedelta(days=9),
                words=f"The life story book is finished, and {child.short_name} shows it to everybody.",
            )  # fmt: skip
            registers.write(
                OtherWay, **values, child=child, kind="talk", common="health", tried_on=self.today - timedelta(days=15),
                with_whom="The team manager", words="The dental check was overdue.", came_of_it="It is booked.",
            )  # fmt: skip
        if children:
            registers.write(
                Advice, **values, child=children[0], kind="cafcass_advice", asked_on=self.today - timedelta(days=20),
                words="Whether to refer a placement order that is not revoked.", given_on=self.today - timedelta(days=16),
                given_by="The link officer", given="Use the council's procedure first; come back if stage 3 fails.",
            )  # fmt: skip
