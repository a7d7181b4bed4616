"""What children, parents, carers and others say, asked or not; and what was done about it: advocates, visitors, complaints."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from footprint.children.models import Child, Person
from footprint.council.models import Council, Staff
from footprint.dated.models import Kept
from footprint.reviews.models import Ask, Review

CHILD = "child"
RESPONDENTS = [
    (CHILD, "child"),
    ("parent", "parent"),
    ("carer", "carer"),
    ("social_worker", "social worker"),
    ("supervising_worker", "supervising social worker"),
    ("professional", "other professional"),
]
BEFORE, AFTER, ANY = "before", "after", "any"
PURPOSES = [(BEFORE, "before the review"), (AFTER, "about the review"), (ANY, "at any time")]
ONLY_IRO, EVERYONE = "iro", "everyone"
SHARED = [(ONLY_IRO, "only the IRO"), (EVERYONE, "everyone at the review")]
WAYS = [
    ("link", "by their link"),
    ("paper", "on paper"),
    ("phone", "by telephone"),
    ("message", "by message"),
    ("email", "by e-mail"),
    ("video", "by video"),
    ("face", "face to face"),
    ("social", "on social media"),
    ("app", "by an app"),
]


def _user(**more):
    """Who did it: somebody who signs in."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", **more)


class Form(models.Model):
    """The questions as they were put to somebody: a form of a version, kept for ever with the answers to it. ``digest`` is
    that of ``content``."""

    key = models.CharField(max_length=40)
    starts_on = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()


class ResponseQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def answered(self):
        return self.standing().filter(answered_on__isnull=False)


class Response(models.Model):
    """What one person was asked, and answered; or told without being asked (then without ``form`` and ``asked_on``).

    ``turn`` is a part of what the secrets of the link are made from: a new turn closes the old link. ``answered_on`` is the
    day of the service on which it was sent; from then on nobody changes a word. ``further_of`` is the page from which a child
    opened this one. ``shared`` says for whom it was meant; an
    empty one is for the IRO only.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="responses", db_index=False)
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.CASCADE, related_name="responses")
    respondent = models.CharField(max_length=20, choices=RESPONDENTS)
    purpose = models.CharField(max_length=6, choices=PURPOSES)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    form = models.ForeignKey(Form, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(null=True, blank=True)
    asked_by = _user(db_index=False)
    how = models.CharField(max_length=10, blank=True, choices=Person.REACHED_BY)
    language = models.CharField(max_length=12, blank=True)
    link_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    turn = models.PositiveSmallIntegerField(default=0)
    further_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="further")
    until = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = _user(db_index=False)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    way = models.CharField(max_length=10, blank=True, choices=WAYS)
    typed_by = _user(db_index=False)
    shared = models.CharField(max_length=10, blank=True, choices=SHARED)
    wants_talk = models.BooleanField(default=False)
    talked_on = models.DateField(null=True, blank=True)
    talked_by = _user(db_index=False)
    system = models.CharField(max_length=40, blank=True)
    system_number = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["child", "-answered_on"], name="response_child"),
            models.Index(fields=["council", "answered_on"], name="response_answered"),
            models.Index(fields=["council", "asked_on"], name="response_asked"),
        ]
        constraints = [
            models.UniqueConstraint(
                "council",
                "system",
                "system_number",
                name="response_of_system_once",
                condition=~Q(system_number="") & Q(withdrawn_at=None),
            )
        ]

    @property
    def is_private(self) -> bool:
        """Whether it is for the IRO only, as it was meant."""
        return self.shared != EVERYONE

    def __str__(self):
        return f"response {self.pk}"


class Words(models.Model):
    """What stands under one question of a response; several choices one a line."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="words", db_index=False)
    question = models.CharField(max_length=40)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("response", "question", name="words_once")]


class Theme(models.Model):
    """What a response is about, in the council's themes: one row each, so that they can be counted."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="themes", db_index=False)
    theme = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("response", "theme", name="theme_once")]


class Opening(models.Model):
    """Why the IRO let others read what was meant for the IRO only, and how the person was told."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="opening")
    why = models.TextField()
    told_on = models.DateField()
    told_how = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    opened_by = _user()


class AskedIn(models.Model):
    """Which words of a response became a line of what the child asked for at a review."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="asks")
    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="asked_in")


class Alarm(models.Model):
    """ "I am not safe" or "I want to complain": told to the IRO and the duty person at once, with the day by which somebody
    must have acted. ``words`` may be empty: pressing the button is enough. What is ``about_iro`` goes to the managers and is
    read by no IRO. ``raised_by`` wrote it down from paper or a talk; nobody where it was pressed."""

    UNSAFE, COMPLAINT = "unsafe", "complaint"
    KINDS = [(UNSAFE, "not safe"), (COMPLAINT, "wants to complain")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="alarms")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=KINDS)
    words = models.TextField(blank=True)
    about_iro = models.BooleanField(default=False)
    raised_by = _user(db_index=False)
    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    due_on = models.DateField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = _user(db_index=False)
    done_on = models.DateField(null=True, blank=True)
    done_by = _user(db_index=False)
    done = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "done_on"], name="alarm_open")]


class Quote(Kept):
    """Somebody's words that may be printed: without names, and only for the uses to which somebody has consented. A child's
    own word about it comes first. ``withdrawn_on`` is the day on which the consent was taken back; a quotation that is
    withdrawn without it was written in error."""

    GIVEN_BY = [
        ("self", "the person whose words they are"),
        ("parent", "somebody with parental responsibility, because the child is too young to be asked"),
        ("nobody", "nobody: the person was asked and said no"),
    ]
    USES = [("report", "the annual report"), ("leaflet", "leaflets and the website"), ("training", "training")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="quotes")
    response = models.ForeignKey(Response, null=True, blank=True, on_delete=models.CASCADE, related_name="quotes")
    respondent = models.CharField(max_length=20, choices=RESPONDENTS)
    role = models.CharField(max_length=80)
    words = models.TextField()
    said_on = models.DateField()
    uses = models.JSONField(default=list)
    consent_by = models.CharField(max_length=10, choices=GIVEN_BY)
    consent_on = models.DateField()
    consent_words = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "said_on"], name="quote_day")]


class QuotePrint(models.Model):
    """Where a quotation was printed: known still when its consent is withdrawn."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="prints")
    where = models.CharField(max_length=200)
    printed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("quote", "where", "printed_on", name="quote_print_once")]


class Activity(Kept):
    """Something that the service did to hear children or to tell them of their rights: meetings of the Children in Care
    Council, surveys, leaflets given out, meetings with an advocacy provider; what was said, and what changed."""

    KINDS = [
        ("council", "meeting of the Children in Care Council"),
        ("survey", "survey"),
        ("event", "fun day or other event"),
        ("advocacy", "advocacy made known"),
        ("complaints", "complaints route made known"),
        ("leaflet", "leaflets given out"),
        ("provider", "meeting with a provider"),
        ("other", "other"),
    ]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=KINDS)
    day = models.DateField()
    title = models.CharField(max_length=200)
    children = models.PositiveIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    themes = models.JSONField(default=list, blank=True)
    changed = models.TextField(blank=True)
    changed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "day"], name="activity_day")]


class YouSaid(Kept):
    """What children or others said, and what was done about it, with the records in which they said it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    said = models.TextField()
    did = models.TextField(blank=True)
    did_on = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    responses = models.ManyToManyField(Response, related_name="you_said", blank=True)
    activities = models.ManyToManyField(Activity, related_name="you_said", blank=True)
    asks = models.ManyToManyField(Ask, related_name="you_said", blank=True)
    written_on = models.DateField()


class Advocacy(Kept):
    """A child's advocate: who asked for one, from which provider, on what, and how it ended. What stays unresolved is raised
    with somebody."""

    ASKERS = [
        ("child", "the child"),
        ("iro", "the IRO"),
        ("social_worker", "the social worker"),
        ("carer", "a carer"),
        ("parent", "a parent"),
        ("other", "somebody else"),
    ]
    RESOLVED = [("yes", "resolved"), ("part", "resolved in part"), ("no", "not resolved")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="advocacy")
    provider = models.CharField(max_length=120)
    referred_on = models.DateField()
    referred_by = models.CharField(max_length=20, choices=ASKERS)
    issue = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    begun_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    resolved = models.CharField(max_length=4, blank=True, choices=RESOLVED)
    outcome = models.TextField(blank=True)
    raised_with = models.CharField(max_length=120, blank=True)
    raised_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "referred_on"], name="advocacy_day")]


class Visitor(Kept):
    """A child's independent visitor or learning mentor: asked for, matched, ended. Unmatched is waiting."""

    KINDS = [("visitor", "independent visitor"), ("mentor", "learning mentor")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="visitors")
    kind = models.CharField(max_length=8, choices=KINDS)
    provider = models.CharField(max_length=120)
    asked_on = models.DateField()
    matched_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "asked_on"], name="visitor_day")]


class VisitorPlaces(Kept):
    """How many children a provider can match, from a day on."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Visitor.KINDS)
    provider = models.CharField(max_length=120)
    starts_on = models.DateField()
    places = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "council", "kind", "provider", "starts_on", name="places_once", condition=Q(withdrawn_at=None)
            )
        ]


class Complaint(Kept):
    """A complaint: about this service, or about something else with which a child was helped to complain. ``due_on`` is the
    day by which it is answered."""

    SERVICE, IRO = OURS = "service", "iro"
    ABOUT = [
        (SERVICE, "this reviewing service"),
        (IRO, "the IRO"),
        ("social_work", "social work"),
        ("home", "where the child lives"),
        ("school", "school"),
        ("other", "something else"),
    ]
    OUTCOMES = [("upheld", "upheld"), ("part", "upheld in part"), ("not", "not upheld"), ("withdrawn", "taken back")]
    FROM = [*RESPONDENTS, ("other", "somebody else")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="complaints")
    alarm = models.OneToOneField(Alarm, null=True, blank=True, on_delete=models.PROTECT, related_name="complaint")
    complainant = models.CharField(max_length=20, choices=FROM)
    about = models.CharField(max_length=12, choices=ABOUT)
    received_on = models.DateField()
    due_on = models.DateField()
    helped = models.BooleanField(default=False)
    words = models.TextField()
    handed_to = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=OUTCOMES)
    answer = models.TextField(blank=True)
    learning = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "received_on"], name="complaint_day")]


class Compliment(Kept):
    """Praise for the service or somebody of it, and from whom."""

    FROM = [*RESPONDENTS, ("manager", "manager"), ("court", "court or Cafcass"), ("other", "somebody else")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="compliments")
    source = models.CharField(max_length=20, choices=FROM)
    about = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    words = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["council", "received_on"], name="compliment_day")]


class AppAccounts(Kept):
    """How many accounts an app like Mind Of My Own or Viewpoint had on a day, as its provider says."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=40)
    day = models.DateField()
    children = models.PositiveIntegerField()
    staff = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("council", "system", "day", name="accounts_once", condition=Q(withdrawn_at=None))
        ]


class VoicePaper(Kept):
    """A version of the strategy on the child's voice, of practice guidance, or of the menu of choice: how a child may take
    part, one way a line. The newest by its day stands; the others stay."""

    KINDS = [("strategy", "Voice of the Child strategy"), ("guidance", "practice guidance"), ("menu", "menu of choice")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "council", "kind", "starts_on", name="voice_paper_once", condition=Q(withdrawn_at=None)
            )
        ]
