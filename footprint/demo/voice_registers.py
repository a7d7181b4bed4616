"""What was said and done in the demonstration's last year: advocates, visitors, complaints, compliments, activities,
quotations, what changed, and the statements of an app. The same every time, through the room's own actions."""

from datetime import date, datetime, timedelta
from random import Random

from footprint.accounts import roles
from footprint.children.models import Child
from footprint.voice import registers, saying
from footprint.voice.helping import quarters_before
from footprint.voice.models import (
    CHILD,
    EVERYONE,
    ONLY_IRO,
    Activity,
    Advocacy,
    AppAccounts,
    Complaint,
    Compliment,
    Quote,
    Visitor,
    VisitorPlaces,
    VoicePaper,
    YouSaid,
)
from footprint.voice.quoting import printed

APP, STAFF_APP = "Mind Of My Own One", "Mind Of My Own Express"
MOST_REFERRED, MOST_STATEMENTS, MATCHED, WAITING, PLACES = 97, 183, 14, 5, 20
ISSUES = (["housing", "savings", "review", "family", "home", "worker", "other"], [20, 14, 22, 18, 12, 8, 6])
OUTCOMES = {
    "yes": ["It was put right at the next meeting.", "The social worker agreed, and wrote it into the plan."],
    "part": ["Some of it was agreed; the rest is looked at in three months."],
    "no": ["Nobody could say when a flat will be found.", "The savings account has still not been opened."],
}
SUBJECTS = (["my life", "worker visit", "preparation", "my review", "share good news"], [40, 25, 20, 10, 5])
STATEMENTS = (
    "I like where I live and I want to stay.",
    "I want to see my family more often.",
    "I am worried about changing school.",
    "I got a certificate and I am proud of it.",
    "I would like somebody to talk with about my feelings.",
    "I do not know what happens when I turn 18.",
)
HELPED = (
    ("social_work", "Nobody told me that my social worker was leaving.", "the complaints officer"),
    ("home", "My things were moved in bin bags.", "the complaints officer"),
    ("school", "I was left out of the trip because nobody signed the form.", "the school"),
    ("social_work", "My family time was cancelled three times.", "the complaints officer"),
)
COMPLIMENTS = (
    ("parent", "She explained every word of the plan to me and rang me afterwards."),
    ("carer", "The reviews are about him now, not about us."),
    ("social_worker", "The challenge was fair and it helped the child."),
    (CHILD, "You remembered what I said last time."),
    ("court", "A clear and independent view, sent in good time."),
)
ACTIVITIES = (
    ("council", 350, "Children in Care Council, spring meeting", 9, ["heard", "worker"], "We want to know who our worker is before they come.", "Each new worker sends a page about themselves first.", 300),
    ("council", 260, "Children in Care Council, summer meeting", 11, ["home", "money"], "Pocket money should be the same everywhere.", "The fostering handbook names the amounts.", 170),
    ("council", 170, "Children in Care Council, autumn meeting", 8, ["rights"], "Letters should be shorter.", "Letters after reviews are one page.", 90),
    ("council", 75, "Children in Care Council, winter meeting", 10, ["future"], "Tell us earlier what happens at 18.", "", 0),
    ("survey", 210, "Survey: how was your review?", 64, ["heard"], "Two of three felt listened to; many wanted a shorter meeting.", "", 0),
    ("event", 240, "Fun day in the park", 85, ["fun"], "", "", 0),
    ("leaflet", 320, "Leaflets on advocacy, sent with every invitation", 140, ["rights"], "", "", 0),
    ("complaints", 150, "How to complain: card for every young person", 140, ["rights"], "", "", 0),
    ("provider", 100, "Quarterly meeting with the advocacy provider", None, ["future"], "Housing comes up most; savings second.", "Housing has a named contact for care leavers.", 60),
    ("advocacy", 40, "Advocates come to the homes", 22, ["rights"], "", "", 0),
)  # fmt: skip
PAIRS = (
    ("We want to know who our new worker is before they come.", "Each new worker sends a page about themselves.", 300),
    ("Meetings at school embarrass us.", "Reviews at school are held only where the young person asks for it.", 250),
    ("Letters are too long.", "The letter after a review is one page, and written to you.", 90),
    ("We want to choose how we take part.", "There is a menu of choice, and it comes with the invitation.", 200),
    ("Pocket money should be the same everywhere.", "The fostering handbook names the amounts.", 170),
    ("We want to hear earlier what happens at 18.", "", 0),
    ("Family time is cancelled too often.", "", 0),
)
QUOTES = (
    (15, 17, "My advocate told me what I could ask for. Then I asked for it.", "self"),
    (12, 14, "I chaired my own meeting. It was scary, and then it was good.", "self"),
    (5, 10, "I like it when we draw and then talk.", "parent"),
    (16, 17, "They listened, but it took a long time.", "self"),
    (13, 15, "I do not want this in a book.", "nobody"),
    (14, 16, "Nobody asked me before. Now they do.", "taken back"),
)
MENU = "Come to your meeting\nLead all or a part of it\nSend a film, a drawing or a letter\nUse the app\nTell your advocate\nTalk with us before, wherever you like"


class VoiceRegisters:
    """Writes for one demonstration, after the reviews and what was said at them."""

    def __init__(self, writer):
        self.writer, self.council = writer, writer.council
        self.today: date = writer.plan.figures.data["today"]
        self.rng = Random(writer.plan.figures.data["seed"] + 5)
        people = writer.made.people
        self.manager, self.iro, self.support = (
            people[role] for role in (roles.IRO_MANAGER, roles.IRO, roles.BUSINESS_SUPPORT)
        )
        cared_for = Child.objects.filter(
            council=self.council, periodofcares__ends_on=None, periodofcares__withdrawn_at=None, restricted=False,
            died=None,
        )  # fmt: skip
        self.children = list(cared_for.select_related("council__service").distinct().order_by("pk"))
        self.asked = [child for child in self.children if child.age_on(self.today) >= 8]

    def write(self, at: datetime):
        if not self.asked:
            return
        self._advocacy()
        self._visitors()
        self._complaints()
        self._activities()
        self._quotes()
        self._said(at)
        self.writer.say("Advocates, visitors, complaints, activities, quotations and statements of an app")

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def _add(self, model, **values):
        return registers.write(model, by=self.manager, on=self.today, council=self.council, **values)

    def _old(self, first: int, last: int) -> list[Child]:
        return [child for child in self.children if first <= child.age_on(self.today) <= last]

    def _some(self, n: int) -> list[Child]:
        return self.rng.sample(self.asked, min(n, len(self.asked)))

    # Who helps

    def _advocacy(self):
        rng, since = self.rng, quarters_before(self.today, 5)[0][0]
        older = sorted(self.asked, key=lambda child: child.age_on(self.today) < 16)
        for child in rng.choices(older, weights=[3 if c.age_on(self.today) >= 16 else 1 for c in older], k=min(MOST_REFERRED, len(older))):  # fmt: skip
            referred = since + timedelta(days=rng.randrange((self.today - since).days))
            values = {
                "child": child, "provider": rng.choices(["Barnardo's", "Coram Voice"], [85, 15])[0], "referred_on": referred,
                "referred_by": rng.choices(["child", "iro", "social_worker", "carer"], [30, 35, 25, 10])[0],
                "issue": rng.choices(*ISSUES)[0],
            }  # fmt: skip
            self._add(Advocacy, **values, **self._ending(referred))

    def _ending(self, referred: date) -> dict:
        rng, ended = self.rng, referred + timedelta(days=self.rng.randint(20, 90))
        if ended > self.today:
            return {}
        resolved = rng.choices(["yes", "part", "no"], [76, 15, 9])[0]
        ending = {"begun_on": referred + timedelta(days=7), "ended_on": ended, "resolved": resolved, "outcome": rng.choice(OUTCOMES[resolved])}  # fmt: skip
        if resolved == "no" and rng.random() < 0.7:
            ending |= {"raised_with": "the head of service", "raised_on": ended}
        return ending

    def _visitors(self):
        provider = "Action for Children"
        self._add(VisitorPlaces, kind="visitor", provider=provider, starts_on=self._ago(700), places=PLACES - 5)
        self._add(VisitorPlaces, kind="visitor", provider=provider, starts_on=self._ago(330), places=PLACES)
        self._add(VisitorPlaces, kind="mentor", provider="Barnardo's", starts_on=self._ago(330), places=6)
        for place, child in enumerate(self._some(MATCHED + WAITING)):
            asked = self._ago(self.rng.randint(120, 400) if place < MATCHED else self.rng.randint(10, 110))
            matched = asked + timedelta(days=self.rng.randint(20, 90)) if place < MATCHED else None
            self._add(Visitor, child=child, kind="visitor", provider=provider, asked_on=asked, matched_on=matched)
        for child in self._some(3):
            self._add(Visitor, child=child, kind="mentor", provider="Barnardo's", asked_on=self._ago(90), matched_on=self._ago(60))  # fmt: skip

    # What was said of the service

    def _complaints(self):
        answered = {"answered_on": self._ago(140), "outcome": "upheld", "answer": "The letter is sent again, and we are sorry.", "learning": "Each record is checked against the list of who gets it."}  # fmt: skip
        self._add(Complaint, complainant="parent", about="service", received_on=self._ago(150), words="The record of the review went to my old address.", **answered)  # fmt: skip
        self._add(Complaint, complainant="carer", about="service", received_on=self._ago(24), words="We were told of the review only two days before.")  # fmt: skip
        for place, (child, (about, words, to)) in enumerate(zip(self._some(len(HELPED)), HELPED, strict=False)):
            ended = {"answered_on": self._ago(60 * place + 40), "outcome": "part", "answer": "An apology, and a named person to ring."} if place else {}  # fmt: skip
            self._add(
                Complaint, child=child, complainant=CHILD, about=about, received_on=self._ago(60 * place + (50 if place else 4)),
                helped=True, words=words, handed_to=to, **ended,
            )  # fmt: skip
        for place, (source, words) in enumerate(COMPLIMENTS):
            self._add(Compliment, source=source, about=self.writer.made.iros[place % len(self.writer.made.iros)], received_on=self._ago(30 + 55 * place), words=words)  # fmt: skip

    # What the service does

    def _activities(self):
        held = {}
        for kind, ago, title, children, themes, words, changed, later in ACTIVITIES:
            held[words] = self._add(
                Activity, kind=kind, day=self._ago(ago), title=title, children=children, themes=themes, words=words,
                changed=changed, changed_on=self._ago(later) if changed else None,
            )  # fmt: skip
        meetings = list(held.values())
        for place, (said, did, ago) in enumerate(PAIRS):
            pair = self._add(YouSaid, said=said, did=did, did_on=self._ago(ago) if did else None, owner="The participation officer")  # fmt: skip
            pair.activities.add(meetings[place % 4])
        for kind, ago, title, text in (
            ("strategy", 900, "Hear us: our first strategy", "We hear children where they are.\n\nWe write to them."),
            ("strategy", 250, "Hear us: our strategy", "We hear children where they are, before, during and after reviews.\n\nWe tell them what changed because they spoke."),
            ("guidance", 250, "Taking part in reviews: guidance for IROs", "Ask first how the young person wants it.\n\nOffer the menu of choice with each invitation."),
            ("menu", 200, "Your menu of choice", MENU),
        ):  # fmt: skip
            self._add(VoicePaper, kind=kind, title=title, starts_on=self._ago(ago), text=text)
        for ago, children, staff in ((200, 96, 101), (20, 118, 115)):
            self._add(AppAccounts, system=APP, day=self._ago(ago), children=children, staff=0)
            self._add(AppAccounts, system=STAFF_APP, day=self._ago(ago), children=0, staff=staff)

    # What may be printed

    def _quotes(self):
        for place, (first, last, words, consent) in enumerate(QUOTES):
            found = self._old(first, last)
            if not found:
                continue
            child = self.rng.choice(found)
            age, day = child.age_on(self.today), self._ago(40 + 30 * place)
            by = {"parent": "parent", "nobody": "nobody"}.get(consent, "self")
            told = "Her mother, by telephone: too young to understand what a report is" if by == "parent" else "Asked by the IRO"  # fmt: skip
            role = f"young person, {age}" if age >= 12 else f"child, {age}"
            quote = self._add(
                Quote, child=child, respondent=CHILD, role=role, words=words, said_on=day, consent_by=by, consent_on=day,
                consent_words=told, uses=[] if by == "nobody" else ["report", "training"],
            )  # fmt: skip
            if consent == "taken back":
                printed([quote], where="Newsletter of the service", on=self._ago(60), by=self.manager)
                registers.withdraw(quote, by=self.manager, on=self.today, why="They changed their mind.", withdrawn_on=self._ago(20))  # fmt: skip

    # What was said

    def _said(self, at: datetime):
        rng, found = self.rng, []
        for number in range(min(MOST_STATEMENTS, 3 * len(self.asked))):
            child = rng.choice(self.asked)
            found.append(
                saying.Statement(
                    APP, f"{self.today.year}-{number:04}", child.pk, self._ago(rng.randint(1, 380)), CHILD, child.short_name,
                    rng.choices(*SUBJECTS)[0], rng.choice(STATEMENTS), rng.choices([EVERYONE, ONLY_IRO], [80, 20])[0],
                )
            )  # fmt: skip
        saying.take_in_statements(council=self.council, by=None, at=at, statements=found)
        typed = {"by": self.support, "on": self.today, "respondent": CHILD, "shared": EVERYONE}
        heard = (
            ("phone", "Can my meeting be after football?"),
            ("social", "Tell my IRO that I moved."),
            ("message", ""),
        )
        for place, (child, (way, words)) in enumerate(zip(self._own(), heard, strict=False)):
            saying.write_statement(child, **typed, way=way, heard_on=self._ago(place + 2), words=words, wants_talk=not words)  # fmt: skip

    def _own(self) -> list[Child]:
        """Children of the demonstration's IRO, who sees them on the desk."""
        mine = set(
            Child.objects.filter(
                council=self.council, iroassignments__iro__user=self.iro, iroassignments__ends_on=None,
                iroassignments__withdrawn_at=None,
            ).values_list("pk", flat=True)
        )  # fmt: skip
        return [child for child in self.asked if child.pk in mine]
