"""Forms around a review: booking, moving, people, papers, decisions, copies."""

from django import forms

from footprint.children.models import AroundChild, Person
from footprint.council.models import Staff
from footprint.council.profile import profile
from footprint.reviews.models import EARLY, MODES, Change, DateRequest, Decision, Meeting
from footprint.web.forms import DayField, Form

TIME_FORMATS = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%H"]
YES_NO = [("", "Not said"), ("yes", "Yes"), ("no", "No")]


class ClockField(forms.TimeField):
    """A time typed as 16:15, 4:15pm or 4pm."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "For example, 4:15pm")
        super().__init__(
            input_formats=TIME_FORMATS,
            widget=forms.TimeInput(format="%H:%M", attrs={"size": 8, "autocomplete": "off"}),
            error_messages={"invalid": "Enter a time, like 4:15pm", "required": "Enter the time"},
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value.replace(" ", "").upper() if isinstance(value, str) else value)


def _words(label, rows=2, required=True, **more):
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), max_length=20_000, **more
    )


def _line(label, required=True, **more):
    return forms.CharField(label=label, required=required, max_length=200, **more)


def _choice(label, choices, required=False, empty="Not recorded", **more):
    first = [] if required else [("", empty)]
    return forms.ChoiceField(label=label, choices=[*first, *choices], required=required, **more)


class _Reached(Form):
    """How somebody round a child is reached."""

    organisation = _line("Organisation or school", required=False)
    email = forms.EmailField(label="Email", required=False)
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    address = _words("Address", rows=3, required=False)
    postcode = forms.CharField(label="Postcode", required=False, max_length=8)
    reached_by = forms.ChoiceField(label="How papers reach them", choices=Person.REACHED_BY)
    needs = _line("What they need", required=False, help_text="For example, an interpreter, large print")


class _Gets(Form):
    """What somebody round a child gets and may know."""

    parental_responsibility = forms.BooleanField(label="Has parental responsibility", required=False)
    child_lives_here = forms.BooleanField(label="The child lives with them", required=False)
    may_know_home = forms.BooleanField(
        label="May know where the child lives",
        required=False,
        help_text="Where this is not ticked, the address is taken out of every paper for them",
    )
    gets = forms.MultipleChoiceField(
        label="What they get of each review",
        choices=AroundChild.PAPERS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kept_from = _line("If they must get nothing at all: why", required=False)


class _Part(_Gets, _Reached):
    """How somebody round a child is reached, what they get and what they may know."""


class AddAround(_Part):
    field_order = ("name", "role", "starts_on")
    name = _line("Name")
    role = forms.ChoiceField(label="Who they are to the child", choices=AroundChild.ROLES)
    starts_on = DayField(label="From")


class AddKnown(_Gets):
    """Somebody who is known already; how they are reached stands."""

    field_order = ("role", "starts_on")
    role = forms.ChoiceField(label="Who they are to the child", choices=AroundChild.ROLES)
    starts_on = DayField(label="From")


class ChangeAround(_Part):
    changes = True
    field_order = ("name",)
    name = _line("Name")


class EndAround(Form):
    ends_on = DayField(label="Day on which this part in the child's life ended")


class NoteEntry(Form):
    changes = True
    notified_on = DayField(label="Day on which the service was told", required=False)
    notified_by = _line("Who told it", required=False)
    pack_on = DayField(label="Information pack given", required=False)
    pledge_on = DayField(label="Pledge given", required=False)
    introduced_on = DayField(label="Letter that introduces the IRO sent", required=False)

    def __init__(self, *args, pledge, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pledge_on"].label = f"{pledge} given"


class TellChange(Form):
    kind = forms.ChoiceField(label="What changed", choices=Change.KINDS)
    happened_on = DayField(label="Day on which it happened")
    words = _words("What happened", rows=3)
    found_out = forms.BooleanField(label="Nobody told the IRO: the IRO found out", required=False)


class _How(Form):
    """Where and how a meeting is held."""

    mode = forms.ChoiceField(label="How", choices=MODES)
    place = _line("Room or place", required=False)
    link = forms.URLField(label="Link to join", required=False, max_length=2000, assume_scheme="https")
    at_home = forms.BooleanField(label="It is at the child's home", required=False)
    at_school = forms.BooleanField(label="It is at school", required=False)
    school_why = _line("If it is in school hours or at school: why", required=False)
    minutes = forms.TypedChoiceField(
        label="Length", coerce=int, choices=[(n, f"{n} minutes") for n in (30, 45, 60, 75, 90, 120, 180)]
    )
    chosen_place = _choice("Who chose the place", Meeting.CHOOSERS)
    chosen_time = _choice("Who chose the time", Meeting.CHOOSERS)
    chosen_people = _choice("Who chose the people", Meeting.CHOOSERS)
    chaired_by = forms.ModelChoiceField(Staff.objects.none(), label="Chaired by", empty_label="Not decided yet")

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chaired_by"].queryset = Staff.objects.filter(service=council.service, kind=Staff.IRO).order_by(
            "name"
        )


class Book(_How):
    field_order = ("day", "at", "mode", "place", "link")
    day = DayField(label="Day")
    at = ClockField(label="Time")
    another = forms.BooleanField(label="It is one more meeting of the same review (a series)", required=False)
    together = forms.MultipleChoiceField(
        label="Brothers and sisters who meet together", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, siblings=(), booked=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chaired_by"].required = False
        if siblings:
            self.fields["together"].choices = [(r.pk, r.child.short_name) for r in siblings]
        else:
            del self.fields["together"]
        if not booked:
            del self.fields["another"]


class ChangeHow(_How):
    changes = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chaired_by"].required = False


class AskToMove(Form):
    asked_by = forms.ChoiceField(label="Who wants it moved", choices=DateRequest.ASKERS)
    why = _words("Why")
    day = DayField(label="To which day")
    time = ClockField(label="At what time")


class DecideMove(Form):
    answer = _words(
        "Your answer", required=False, help_text="Needed when you refuse, or grant a day past the last day allowed"
    )


class Why(Form):
    why = _words("Why")


class Adjourn(Form):
    adjourned_on = DayField(label="Day of the meeting that was begun")
    why = _words("What was missing")
    day = DayField(label="Day on which it goes on", help_text="Within 20 working days. For example, 27/3/2025")
    at = ClockField(label="Time")


class AskEarly(Form):
    early_by = DayField(label="Hold it by")
    early_why = forms.ChoiceField(label="Why", choices=list(EARLY.items()))
    early_words = _words("More about it", required=False)


class SetDuty(Form):
    staff = forms.ModelChoiceField(Staff.objects.none(), label="Who covers")
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = Staff.objects.filter(service=service, kind=Staff.IRO).order_by("name")


class ReceivePaper(Form):
    received_on = DayField(label="Day on which it came")
    file = forms.FileField(label="The paper as a file", required=False)


class JudgePaper(Form):
    changes = True
    quality = _choice("How good it is", [("good", "Good"), ("poor", "Poor")])
    to_the_child = forms.TypedChoiceField(
        label="Written to the child", choices=YES_NO, required=False, empty_value=None
    )
    childs_view = forms.TypedChoiceField(
        label="Holds the child's view", choices=YES_NO, required=False, empty_value=None
    )
    parents_view = forms.TypedChoiceField(
        label="Holds the parents' view", choices=YES_NO, required=False, empty_value=None
    )
    to_the_point = forms.TypedChoiceField(label="To the point", choices=YES_NO, required=False, empty_value=None)
    note = _words("Note", required=False)

    def values(self):
        meant = {"yes": True, "no": False, "": None}
        return {n: meant.get(v, v) if n not in ("quality", "note") else v for n, v in super().values().items()}


class WriteDecision(Form):
    text = _words("What will happen", help_text="One thing, and how the child will notice it")
    owner = _line("Who")
    due_on = DayField(label="By")
    kind = forms.ChoiceField(label="About", required=False)
    starred = forms.BooleanField(label="Matters most", required=False)
    made = forms.ChoiceField(label="Made or changed", choices=Decision.MADE)
    again_of = forms.ModelChoiceField(
        Decision.objects.none(),
        label="It was decided before",
        required=False,
        empty_label="No, it is new",
        help_text="Then it counts as decided once more, and shows as drift",
    )

    def __init__(self, *args, review, undone, changes, **kwargs):
        self.changes = changes
        super().__init__(*args, **kwargs)
        kinds = profile(review.council.profile_name).decision_kinds
        self.fields["kind"].choices = [("", "Not said"), *kinds.items()]
        if undone and not changes:
            self.fields["again_of"].queryset = undone
            self.fields["again_of"].label_from_instance = lambda d: f"{d.text[:80]} ({d.review.held_on:%d/%m/%Y})"
        else:
            del self.fields["again_of"]


class CloseDecision(Form):
    status = forms.ChoiceField(label="It is", choices=Decision.STATUSES)
    closed_on = DayField(label="Since when", required=False, help_text="Today, if left empty")
    evidence = _words("What shows it, or why it is no longer needed", required=False)


class Reply(Form):
    reply = forms.ChoiceField(
        label="Your answer", choices=[("", "No answer yet"), ("agreed", "I agree"), ("challenged", "I challenge it"),
                                      ("date", "I propose another date")], required=False
    )  # fmt: skip
    proposed_on = DayField(label="The date you propose", required=False)
    words = _words("Why, or what you say to it", required=False)


class Settle(Form):
    words = _words("Your answer", required=False, help_text="Needed when it stands as it was")


class WriteAsk(Form):
    words = _words("What was asked for", help_text="In the child's own words where you can")
    outcome = forms.ChoiceField(
        label="What became of it",
        required=False,
        choices=[("", "Not answered yet"), ("agreed", "Agreed"), ("part", "Agreed in part"), ("not", "Not agreed")],
    )
    why = _words(
        "Why", required=False, help_text="Needed when it was not agreed, or only in part: it goes into the letter"
    )


class Told(Form):
    told_on = DayField(label="Day")


class Received(Form):
    words = _words("How it was received", required=False)
    example_consent = _line(
        "May it be shown as an example? Who asked the child, and when",
        required=False,
        help_text="Leave empty where the child has not agreed",
    )


class OpenCopy(Form):
    born = DayField(label="Day of birth of the child or young person")
