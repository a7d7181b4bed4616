"""Who was asked in the demonstration's last weeks, and what they answered: before the reviews that are booked, and about
those that were held; a wish for a talk and a call for help. Through the room's own actions."""

from datetime import timedelta
from random import Random

from footprint.accounts import roles
from footprint.council.profile import profile
from footprint.reviews.models import Meeting, Review
from footprint.voice import alarms, asking
from footprint.voice.forms import FACES, MANY, ONE, Asked, as_asked
from footprint.voice.models import AFTER, ANY, BEFORE, CHILD, EVERYONE, ONLY_IRO, Alarm, Response

MOST = 35  # reviews of each sort
ASKED_BEFORE = timedelta(days=20)
OLD_ENOUGH = 4
WROTE = {
    "home_more": ("My room is nice. The dog next door is loud.", "I like the food. I want a lock on my door."),
    "family": ("I want to see my brother more.", "Gran every week, please."),
    "matters": ("That I do not have to move again.", "My friends and football."),
    "want": ("A bike\nTo see my brother every week", "To stay here", "A later bedtime"),
    "who": ("My carer and my teacher. Not the man from the office.",),
    "school": ("Maths is hard. My teacher helps.",),
    "well": ("He laughs again and sleeps through.", "She is settled at school."),
    "worry": ("That family time is cancelled so often.", "That he is moved again."),
    "done_well": ("You learned to swim, and you were brave at the dentist.",),
    "home": ("She helps in the kitchen and has her own corner.",),
    "better": ("A shorter meeting.", "Ask me first who comes.", "It was good."),
    "said": ("My worker has not come for six weeks.",),
}


class Consultations:
    """Writes for one demonstration, after its reviews stand."""

    def __init__(self, writer):
        self.writer, self.council = writer, writer.council
        self.today = writer.plan.figures.data["today"]
        self.rng = Random(writer.plan.figures.data["seed"] + 5)
        self.support = writer.made.people[roles.BUSINESS_SUPPORT]
        self.iro = writer.made.people[roles.IRO]

    def write(self):
        booked = Review.objects.open().filter(council=self.council, meetings__state=Meeting.BOOKED)
        held = Review.objects.statutory().filter(
            council=self.council, held_on__range=(self.council.service.first_day_of_use, self.today)
        )
        for purpose, reviews, share in ((BEFORE, booked, 0.45), (AFTER, held, 0.4)):
            for review in reviews.select_related("child__council__service", "council__service").order_by("pk")[:MOST]:
                for response in self._ask(review, purpose):
                    if self.rng.random() < share:
                        self._answer(response)
        self._calls()
        self.writer.say("Forms sent and answered")

    def _ask(self, review: Review, purpose: str) -> list[Response]:
        child = review.child
        keys = [
            who.key
            for who in asking.askable(child)
            if not who.why_not and who.respondent in ("parent", "carer", *([CHILD] if child.age_on(self.today) >= OLD_ENOUGH else []))
        ]  # fmt: skip
        on = self.today - ASKED_BEFORE if purpose == BEFORE else min(self.today, review.held_day + timedelta(days=1))
        return asking.ask(child, by=self.support, on=on, to=keys, purpose=purpose, review=review) if keys else []

    def _answer(self, response: Response):
        answers = self._answers(as_asked(response))
        shared = EVERYONE if self.rng.random() < 0.7 else ONLY_IRO
        on_paper = self.rng.random() < 0.25
        sent = asking.send(
            response, lambda key: answers.get(key, []), shared=shared, way="paper" if on_paper else "link",
            wants_talk=response.respondent == CHILD and self.rng.random() < 0.08, by=self.support if on_paper else None,
        )  # fmt: skip
        if self.rng.random() < 0.7:
            known = list(profile(self.council.profile_name).voice["themes"])
            asking.set_themes(sent, by=self.iro, themes=self.rng.sample(known, self.rng.choice((1, 1, 2))))

    def _answers(self, form: Asked) -> dict[str, list[str]]:
        given = {}
        for question in form.questions:
            values = [option.value for option in question.choices]
            if question.kind == FACES:
                given[question.key] = self.rng.choices(values, [30, 36, 20, 10, 4])
            elif question.kind == ONE:
                given[question.key] = self.rng.choices(values, [6, *[2] * (len(values) - 1)])
            elif question.kind == MANY:
                given[question.key] = self.rng.sample(values, 2)
            elif question.key in WROTE and self.rng.random() < 0.8:
                given[question.key] = [self.rng.choice(WROTE[question.key])]
        return given

    def _calls(self):
        """Two calls for help to the demonstration's IRO: one acted on, one that waits."""
        mine = Response.objects.standing().filter(
            council=self.council, respondent=CHILD, child__iroassignments__iro__user=self.iro,
            child__iroassignments__ends_on=None, child__restricted=False,
        )  # fmt: skip
        pages = list(mine.select_related("child__council__service", "council__service").order_by("pk")[:2])
        for response, kind, words in zip(
            pages,
            (Alarm.UNSAFE, Alarm.COMPLAINT),
            ("There is shouting at night.", "Nobody rings me back."),
            strict=False,
        ):
            alarm, _ = alarms.raise_alarm(response, kind=kind, words=words)
            if kind == Alarm.UNSAFE:
                alarms.finish(alarm, by=self.iro, on=self.today, done="Rang at once, visited the same evening, and spoke with "
                              "the carers and the social worker. A safety plan is agreed.")  # fmt: skip
        for response in pages[:1]:
            asking.ask(response.child, by=self.support, on=self.today, to=[CHILD], purpose=ANY)
