"""Forms of the registers: what was said, who helps, complaints, what the service does, what may be printed."""

from django import forms

from footprint.council.models import Council, Staff
from footprint.council.profile import profile
from footprint.voice.models import (
    RESPONDENTS,
    SHARED,
    WAYS,
    Activity,
    Advocacy,
    Complaint,
    Compliment,
    Quote,
    Visitor,
    VoicePaper,
)
from footprint.voice.quoting import ASKED_FROM
from footprint.voice.saying import HEARD
from footprint.web.forms import DayField, Form

CHOOSE = ("", "Choose")


def _words(label, rows=3, required=True, **more):
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), max_length=20_000, **more
    )


def _line(label, required=True, length=120, **more):
    return forms.CharField(label=label, required=required, max_length=length, **more)


def _choice(label, choices, **more):
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], **more)


def _day(label, required=True, **more):
    return DayField(label=label, required=required, **more)


class Register(Form):
    """A row of a register. ``later`` are fields that are known only later, and not asked when it is written down first."""

    later: tuple[str, ...] = ()

    def __init__(self, *args, councils, row=None, changes=False, **kwargs):
        self.changes, self.councils = changes, list(councils)
        if row:
            names = [name for name in self.base_fields if hasattr(row, name)]
            kwargs["initial"] = {name: getattr(row, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name in () if changes else self.later:
            del self.fields[name]
        self.fill(self.councils[0], row)
        if changes:
            self.remember()

    def fill(self, council, row):
        """The choices that the council's profile or records give."""

    def _listed(self, name, values, row):
        """The choices of a list in the profile, and what stands although it is on the list no more."""
        held = getattr(row, name, "")
        values = [*values, held] if held and held not in values else values
        self.fields[name].choices = [CHOOSE, *((v, v) for v in values)]


class OfCouncil(Register):
    """A row that is about no child: of which council, where the service has two."""

    council = forms.ModelChoiceField(Council.objects.none(), label="Council", empty_label=None)

    def __init__(self, *args, councils, changes=False, **kwargs):
        super().__init__(*args, councils=councils, changes=changes, **kwargs)
        if changes or len(self.councils) < 2:
            del self.fields["council"]
        else:
            self.fields["council"].queryset = Council.objects.filter(pk__in=[c.pk for c in self.councils])


class WriteStatement(Form):
    respondent = _choice("Who said it", RESPONDENTS)
    name = _line("Their name", required=False, length=200, help_text="Leave empty for the child")
    way = _choice("How", [(key, label) for key, label in WAYS if key in HEARD])
    heard_on = _day("Day on which it was heard")
    subject = _line("What it is about", required=False)
    words = _words("The words", rows=5, required=False, help_text="As they were said, where you can")
    wants_talk = forms.BooleanField(
        label="The child wants a talk with the IRO instead of a form",
        required=False,
        help_text="The IRO is told",
    )
    shared = forms.ChoiceField(
        label="For whom it was meant",
        choices=SHARED,
        widget=forms.RadioSelect,
        help_text="As the person said. Where nobody asked, it is for the IRO only",
    )
    alarm = forms.ChoiceField(
        label="Does it show that somebody is not safe, or wants to complain?",
        choices=[("", "No"), ("unsafe", "Somebody is not safe"), ("complaint", "They want to complain")],
        required=False,
        widget=forms.RadioSelect,
        help_text="The IRO and the duty person are told at once. If somebody is in danger now, call 999 first. A complaint about "
        "the IRO is written under “Add a complaint” instead: there no IRO reads it",
    )


class NoteTalk(Form):
    talked_on = _day("Day of the talk")


class WriteAdvocacy(Register):
    later = ("begun_on", "ended_on", "resolved", "outcome", "raised_with", "raised_on")
    provider = _choice("Provider", [])
    referred_on = _day("Day on which the advocate was asked for")
    referred_by = _choice("Who asked", Advocacy.ASKERS)
    issue = _choice("What it is about", [])
    words = _words("More about it", required=False, help_text="In the child's own words where you can")
    begun_on = _day("Day on which it began", required=False)
    ended_on = _day("Day on which it ended", required=False)
    resolved = forms.ChoiceField(
        label="Is it resolved?", choices=[("", "Not known yet"), *Advocacy.RESOLVED], required=False
    )
    outcome = _words("What came of it", required=False)
    raised_with = _line("If it is not resolved: with whom it was raised", required=False)
    raised_on = _day("On which day", required=False)

    def fill(self, council, row):
        settings = profile(council.profile_name).voice
        self._listed("provider", settings["advocacy_providers"], row)
        self.fields["issue"].choices = [CHOOSE, *settings["advocacy_issues"].items()]


class WriteVisitor(Register):
    later = ("ended_on", "ended_why")
    kind = _choice("What is asked for", Visitor.KINDS)
    provider = _choice("Provider", [])
    asked_on = _day("Day on which it was asked for")
    matched_on = _day("Day on which they were matched", required=False, help_text="Leave empty while the child waits")
    ended_on = _day("Day on which it ended", required=False)
    ended_why = _line("Why it ended", required=False, length=200)

    def fill(self, council, row):
        self._listed("provider", profile(council.profile_name).voice["visitor_providers"], row)


class WritePlaces(OfCouncil):
    kind = _choice("For", Visitor.KINDS)
    provider = _choice("Provider", [])
    places = forms.IntegerField(label="Places", min_value=0, max_value=1000)
    starts_on = _day("From")

    def fill(self, council, row):
        self._listed("provider", profile(council.profile_name).voice["visitor_providers"], row)


class WriteComplaint(OfCouncil):
    later = ("answered_on", "outcome", "answer", "learning")
    complainant = _choice("Who complains", Complaint.FROM)
    about = _choice(
        "About what", Complaint.ABOUT, help_text="A complaint about an IRO is read by the manager and no IRO"
    )
    received_on = _day("Day on which it came in")
    helped = forms.BooleanField(label="The child was helped to complain", required=False)
    words = _words("The complaint", rows=4)
    handed_to = _line("Handed on to", required=False, help_text="For example, the complaints officer")
    answered_on = _day("Day on which it was answered", required=False)
    outcome = forms.ChoiceField(
        label="Outcome", choices=[("", "Not answered yet"), *Complaint.OUTCOMES], required=False
    )
    answer = _words("The answer", required=False)
    learning = _words("What was learnt, and what changes", required=False)


class WriteCompliment(OfCouncil):
    source = _choice("From whom", Compliment.FROM)
    about = forms.ModelChoiceField(
        Staff.objects.none(), label="About whom", required=False, empty_label="The service as a whole"
    )
    received_on = _day("Day on which it came in")
    words = _words("What was said")

    def fill(self, council, row):
        self.fields["about"].queryset = Staff.objects.filter(service=council.service_id, kind=Staff.IRO).order_by(
            "name"
        )


class WriteActivity(OfCouncil):
    kind = _choice("What it was", Activity.KINDS)
    day = _day("Day")
    title = _line("Title", length=200)
    children = forms.IntegerField(label="How many children", required=False, min_value=0, max_value=100_000)
    words = _words("What was said", rows=4, required=False, help_text="No names")
    themes = forms.MultipleChoiceField(label="Themes", required=False, widget=forms.CheckboxSelectMultiple)
    changed = _words("What changed because of it", required=False)
    changed_on = _day("Day on which it changed", required=False)

    def fill(self, council, row):
        self.fields["themes"].choices = list(profile(council.profile_name).voice["themes"].items())


class WriteYouSaid(OfCouncil):
    said = _words("You said", help_text="What children or others said, without names")
    owner = _line("Who sees to it", required=False)
    did = _words("We did", required=False, help_text="Leave empty while nothing is done")
    did_on = _day("Day on which it was done", required=False)


class WriteQuote(OfCouncil):
    respondent = _choice("Whose words they are", RESPONDENTS)
    role = _line(
        "How the speaker is called in print", length=80, help_text="Never a name. For example, “young person, 15”"
    )
    words = _words("The words", help_text="Without names of people, schools or places. Leave the quotation marks out")
    said_on = _day("Day on which it was said")
    consent_by = forms.ChoiceField(
        label="Who consents",
        choices=Quote.GIVEN_BY,
        widget=forms.RadioSelect,
        help_text=f"The child's own word comes first. Somebody with parental responsibility may consent only for a child "
        f"under {ASKED_FROM} who is too young to be asked, and never against the child's no",
    )
    consent_on = _day("Day of the answer")
    consent_words = _line(
        "Who asked, and what was said",
        required=False,
        length=200,
        help_text="Where somebody else consents: who, and why the child could not be asked",
    )
    uses = forms.MultipleChoiceField(
        label="For which uses", choices=Quote.USES, required=False, widget=forms.CheckboxSelectMultiple
    )


class WriteVoicePaper(OfCouncil):
    kind = _choice("What it is", VoicePaper.KINDS)
    title = _line("Title", length=200)
    starts_on = _day("It stands from", help_text="The version before stays readable. For example, 27/3/2025")
    text = _words("Text", rows=12, help_text="For a menu of choice, one way of taking part a line")


class WriteAccounts(OfCouncil):
    system = _choice("App", [])
    day = _day("Day of the count")
    children = forms.IntegerField(label="Accounts of children", min_value=0, max_value=1_000_000)
    staff = forms.IntegerField(label="Accounts of staff", min_value=0, max_value=1_000_000)

    def fill(self, council, row):
        self._listed("system", profile(council.profile_name).voice["systems"], row)


class WithdrawQuote(Form):
    withdrawn_on = _day(
        "Day on which the consent was taken back",
        required=False,
        help_text="Leave empty if it was only written down in error",
    )
    why = _words("Why is it withdrawn?")
