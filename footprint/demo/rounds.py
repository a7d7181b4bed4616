"""The people round the demonstration's children, and what is booked, recorded and decided in its last weeks; one girl's
review from the first invitation to the letter. All through the rooms' own actions."""

from datetime import date, time, timedelta
from random import Random

from footprint.accounts import roles
from footprint.children.actions import add_around, add_around_all
from footprint.children.models import AroundChild, Child, Placement
from footprint.council.refusals import Refused
from footprint.demo.names import BRITISH, first_name, last_name
from footprint.law.days import ENGLAND
from footprint.messages.actions import send
from footprint.reviews import answers, booking, composing, deciding, invited, preparing, sending
from footprint.reviews.copies import INVITATION, LETTER, recipients
from footprint.reviews.models import Paper, Review

AHEAD = timedelta(days=31)
MOST_BOOKED = 60
FAMILY_HOMES = ("U1", "U2", "U3", "U4", "U5", "U6")
EVERYTHING = [key for key, _ in AroundChild.PAPERS]
SCHOOLS = ("Hollin Road Primary", "Parkgate High", "St Anne's", "Beck Lane Academy", "Moorside School")
STREETS = ("Orchard Close", "Mill Lane", "Station Road", "Highfield Avenue", "Beck View")
DECISIONS = (
    ("family", "{name} spends every other Saturday with family, from 10am to 4pm", "{worker}", 18),
    ("health", "{name} has a dental check, and the social worker is told the result", "{carer}", 30),
    ("education", "The education plan says how {name} catches up in reading", "The school", 25),
    ("life_story", "{name} and the social worker meet six times to make the life story book", "{worker}", 60),
    ("plan", "{name}'s plan says where {name} lives now and who visits", "{worker}", 10),
    ("identity", "The passport form of {name} is sent off", "{worker}", 45),
)
WORDS = {
    "plan.words": "The plan is for {name} to stay where they are. It is brought up to date after the last move.",
    "home.words": "{name} is settled. The carers feel supported.",
    "health.words": "{name} is well. The health plan is being followed.",
    "education.words": "{name} likes school and goes every day.",
    "family.parents": "{name} sees family once a month and would like it to be more often.",
    "identity.words": "The carers help {name} to keep in touch with family traditions.",
    "legal.home": "It was looked at and is not right for {name} now.",
    "permanence.words": "{name} stays with the present carers until grown up; if that fails, with the aunt, who was asked.",
    "growing.words": "{name} cooks once a week and has opened a bank account.",
    "safety.words": "There are no new worries.",
}
SAID = (
    "“I like it here.”",
    "“I want to see my brother more, not just when somebody has time.”",
    "“Nobody told me that my worker was leaving.”",
    "“I want to go to the football club with my friends.”",
    "“I would like my own room.”",
)


STORY_SAID = (
    "“I want to see my brother every week, not just when somebody has time.” “I like it here, I think I can stay.”"
)


class Rounds:
    """Writes for one demonstration, after the writer has written the rest."""

    def __init__(self, writer):
        self.writer, self.council, self.made = writer, writer.council, writer.made
        self.today: date = writer.plan.figures.data["today"]
        self.rng = Random(writer.plan.figures.data["seed"] + 3)
        self.iro_user = self.made.people[roles.IRO]
        self.support = self.made.people[roles.BUSINESS_SUPPORT]

    def write(self, at):
        """What was recorded, decided, booked and sent."""
        self._records(at)
        self._book()
        self._story()
        self.writer.say("People round the children, bookings, records and decisions of the last weeks")

    # People

    def people(self, at):
        """Who is round each child: before reviews are held, so that they stand on their lists."""
        homes = dict(
            Placement.objects.standing().filter(council=self.council, ends_on=None).values_list("child", "code")
        )
        rows = []
        for child in Child.objects.filter(council=self.council, periodofcares__ends_on=None).distinct().order_by("pk"):
            since = max(child.born, self.today - timedelta(days=900))
            rows += [(child.pk, since, *pair) for pair in self._round(child, homes.get(child.pk, ""))]
        add_around_all(council=self.council, by=None, at=at, rows=rows)

    def _round(self, child: Child, home: str):
        rng, family = self.rng, child.last_name
        if rng.random() < 0.8:
            knows = rng.random() < 0.7
            yield self._contact(f"{first_name(rng, BRITISH, 'F')} {family}", "post" if rng.random() < 0.4 else "email"), {
                "role": "mother", "parental_responsibility": True, "gets": EVERYTHING, "may_know_home": knows}  # fmt: skip
        if rng.random() < 0.35:
            yield self._contact(f"{first_name(rng, BRITISH, 'M')} {family}", "email"), {
                "role": "father", "parental_responsibility": rng.random() < 0.6, "gets": EVERYTHING,
                "may_know_home": rng.random() < 0.6}  # fmt: skip
        if home in FAMILY_HOMES:
            yield self._contact(f"{first_name(rng, BRITISH, 'F')} {last_name(rng, BRITISH)}", "email"), {
                "role": "carer", "child_lives_here": True, "gets": EVERYTHING}  # fmt: skip
        if 4 <= child.age_on(self.today) <= 17:
            contact = self._contact(f"{first_name(rng, BRITISH, 'F')} {last_name(rng, BRITISH)}", "email")
            yield {**contact, "organisation": rng.choice(SCHOOLS)}, {
                "role": "teacher", "gets": ["invitation", "decisions"], "may_know_home": False}  # fmt: skip

    def _contact(self, name: str, reached_by: str) -> dict:
        rng = self.rng
        mail = f"{name.lower().replace(' ', '.')}.{rng.randrange(1000)}@home.example"
        street = f"{rng.randint(1, 90)} {rng.choice(STREETS)}"
        return {"name": name, "email": mail, "phone": f"07700 900{rng.randrange(1000):03}", "address": f"{street}\nElmby",
                "postcode": f"ZZ{rng.randint(1, 9)} {rng.randint(1, 9)}AB", "reached_by": reached_by}  # fmt: skip

    # Records of the last weeks

    def _records(self, at):
        live = list(
            Review.objects.statutory()
            .filter(council=self.council, held_on__gte=self.council.service.first_day_of_use)
            .select_related("child", "council", "council__service", "iro")
            .order_by("pk")
        )
        texts = {review: self._answers(review) for review in live}
        answers.take_in(council=self.council, by=None, at=at, texts=texts)
        for review in live:
            self._decide(review)

    def _answers(self, review: Review) -> dict[str, str]:
        rng, child = self.rng, review.child
        name, age = child.short_name, child.age_on(review.held_day)
        code = review.participation
        given = {key: words.format(name=name) for key, words in WORDS.items() if key != "growing.words" or age >= 15}
        given |= {
            "prep.seen": rng.choices(["yes", "declined", "inappropriate", "not"], [70, 8, 8 if age < 6 else 1, 14])[0],
            "prep.parents": rng.choices(["wanted", "declined", "no", "none"], [25, 35, 25, 15])[0],
            "heard.mother": rng.choices(["came", "apart", "sent", "no", "not", "none"], [35, 8, 15, 22, 10, 10])[0],
            "heard.father": rng.choices(["came", "apart", "sent", "no", "not", "none"], [15, 4, 8, 18, 25, 30])[0],
            "home.right": rng.choices(["yes", "part", "no"], [86, 10, 4])[0], "home.unhappy": "no", "home.strain": "no",
            "home.agreement": rng.choices(["yes", "no"], [88, 12])[0], "legal.right": "yes",
            "identity.match": rng.choices(["yes", "part", "no"], [70, 20, 10])[0],
            "duty.current": rng.choices(["yes", "no"], [92, 8])[0], "duty.lawful": "yes", "duty.wishes": "yes",
            "child.understood": "young" if age < 5 else rng.choices(["yes", "part", "no"], [80, 15, 5])[0],
            "child.copy": "young" if age < 5 else rng.choices(["yes", "no"], [89, 11])[0],
            "child.satisfied": "young" if age < 5 else rng.choices(["yes", "part", "no"], [84, 11, 5])[0],
            "quality.grade": rng.choices(["outstanding", "good", "improve", "poor"], [9, 62, 25, 4])[0],
            "quality.rag": rng.choices(["green", "amber", "red"], [78, 18, 4])[0],
            "quality.own": rng.choices(["own", "template"], [83, 17])[0], "quality.smart": rng.choice(["yes", "yes", "no"]),
            "quality.plain": rng.choice(["yes", "yes", "no"]), "quality.needs": rng.choices(["yes", "no"], [92, 8])[0],
        }  # fmt: skip
        return given | (self._part(code, name) if age >= 4 else {})

    def _part(self, code: str, name: str) -> dict[str, str]:
        """Plain answers that give the code which the table of the published report wants."""
        there = {"PN1": "self", "PN2": "other", "PN3": "wordless", "PN4": "none"}
        away = {"PN5": "told", "PN6": "sent", "PN7": "none"}
        given = {"part.chaired": self.rng.choices(["no", "part", "all"], [82, 12, 6])[0] if code in there else "no"}
        if code in there:
            given |= {"part.there": self.rng.choice(["all", "part"]), "part.views": there[code]}
        elif code in away:
            given |= {"part.there": "no", "part.views": away[code]}
            if code != "PN7":
                given["part.current"] = "yes"
        if code in ("PN4", "PN7"):
            given |= {"part.why_not": self.rng.choice(["declined", "missing", "needs"]),
                      "part.follow": "The IRO will visit before the next review."}  # fmt: skip
        elif code:
            given["part.said"] = self.rng.choice(SAID)
        return given

    def _decide(self, review: Review):
        child = review.child
        carer = next((p.person.name for p in invited.standing_parts(child) if p.role == "carer"), "The carer")
        names = {"name": child.short_name, "worker": "The social worker", "carer": carer}
        for kind, text, owner, days in self.rng.sample(DECISIONS, self.rng.randint(2, 4)):
            deciding.decide(
                review, by=self.iro_user, on=self.today, kind=kind, text=text.format(**names),
                owner=owner.format(**names), due_on=ENGLAND.last_on_or_before(review.held_day + timedelta(days=days)),
            )  # fmt: skip
        if review.decisions_sent_on:
            deciding.issue(review, by=self.iro_user, on=review.decisions_sent_on)
            for decision in deciding.of_review(review):
                if self.rng.random() < 0.6:
                    deciding.reply(decision, by=None, on=self.today, reply="agreed")

    # What is booked

    def _book(self):
        due = (
            Review.objects.open()
            .filter(council=self.council, missed=False, due_on__range=(self.today, self.today + AHEAD))
            .select_related("child", "council", "council__service")
            .order_by("due_on", "pk")
        )
        for place, review in enumerate(r for r in due[: 2 * MOST_BOOKED] if self.rng.random() < 0.65):
            if place < MOST_BOOKED:
                self._book_one(review, place)

    def _book_one(self, review: Review, place: int):
        assert review.due_on is not None
        day = ENGLAND.last_on_or_before(max(self.today, review.due_on - timedelta(days=self.rng.randint(0, 6))))
        at = time(15 + place % 3, 45)
        where = f"Room {place + 1}, Town Hall"
        try:
            booking.book(review, by=self.support, on=self.today, day=day, at=at, mode="in person", place=where)
        except Refused:
            return  # that hour is taken: it stays unbooked, as it would
        for paper in Paper.objects.filter(review=review, due_on__lte=self.today):
            if self.rng.random() < 0.7:
                invited.receive_paper(paper, by=self.support, on=self.today, received_on=self.today)

    # One review from beginning to end

    def _story(self):
        """A child of the demonstration's IRO with a review held lately: twelve people, invitation, record, letter."""
        mine = Review.objects.statutory().filter(
            council=self.council, child__iroassignments__iro__user=self.iro_user, child__iroassignments__ends_on=None,
            held_on__gte=self.council.service.first_day_of_use, child__restricted=False,
        )  # fmt: skip
        spoke = mine.filter(participation__in=("PN1", "PN2", "PN5")).exclude(decisions_sent_on=None)
        team = self.made.people[roles.TEAM_MANAGER].membership.team
        review = (
            spoke.filter(child__socialworks__team=team, child__socialworks__ends_on=None).order_by("held_on").first()
            or spoke.order_by("held_on").first()
            or mine.first()
        )
        if review is None:
            return
        child, since = review.child, self.today - timedelta(days=400)
        for role, name in (("advocate", "Leila Parr"), ("nurse", "Grace Kaye"), ("family", "Ruth Holt"),
                           ("supervising", "Joe Naylor"), ("visitor", "Hannah Lister"), ("virtual_school", "Ben Marsh")):  # fmt: skip
            contact = self._contact(name, "email")
            gets = EVERYTHING if role in ("advocate", "family") else ["invitation", "decisions"]
            add_around(child=child, by=self.support, on=self.today, starts_on=max(since, child.born), role=role,
                       gets=gets, may_know_home=role != "family", **contact)  # fmt: skip
        self._tell(child)
        deciding.ask(review, by=self.iro_user, words="to see my brother every week", outcome="not",
                     why="School nights are hard for both of you. We ask again in the summer.")  # fmt: skip
        self._write(review)
        following = booking.open_review(child)
        if following and following.due_on:
            day = ENGLAND.last_on_or_before(following.due_on - timedelta(days=9))
            booking.book(following, by=self.support, on=self.today, day=day, at=time(16, 15), mode="in person",
                         place="At home", at_home=True, chosen_place="child", chosen_time="child")  # fmt: skip
            keys = [r.key for r in recipients(following, INVITATION) if not r.why_not]
            sending.send_out(following, by=self.support, on=self.today, what=INVITATION, to=keys)

    def _tell(self, child: Child):
        change = preparing.tell_change(
            child, by=self.made.people[roles.SOCIAL_WORKER], on=self.today, kind="education",
            happened_on=self.today - timedelta(days=6), words="Moved to another class after a fight at school.",
        )  # fmt: skip
        send("change_told", council=child.council, child=child, by=self.made.people[roles.SOCIAL_WORKER],
             user=self.iro_user, link=f"/changes?child={child.pk}", about=f"change {change.pk}", once=f"{change.pk}")  # fmt: skip

    def _write(self, review: Review):
        """The letter, from its draft; the record where its time has not come stays open."""
        save = {"by": self.iro_user, "seen": 1, "writer": "demonstration"}
        answers.save(review, question="part.said", text=STORY_SAID, **save)
        answers.save(review, question="letter.text", text=composing.draft_letter(review), **save)
        if not review.record_done_on:
            return
        try:
            sending.finish_record(review, by=self.iro_user, on=self.today)
            sending.send_out(review, by=self.support, on=self.today, what=LETTER, to=["child"])
        except Refused:
            return
