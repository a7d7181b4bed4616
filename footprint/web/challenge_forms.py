"""Forms of challenge: raising one, each thing that is done with it, and what stands beside."""

from datetime import date
from itertools import zip_longest

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from footprint.accounts.models import User
from footprint.accounts.roles import ANSWER_CHALLENGE, ROLES
from footprint.children.models import Child
from footprint.council.models import Team
from footprint.council.profile import profile
from footprint.disputes import levels, models
from footprint.disputes.levels import Asked
from footprint.disputes.procedure import CLOSED, COMMON, HOW, Procedure
from footprint.disputes.store import Agreed, somebody_quicker
from footprint.figures.records import Typed
from footprint.reviews.models import Review
from footprint.web.forms import DAY_FORMATS, DayField, Form

CHOOSE = ("", "Choose")
PRAISE = "praise"
LONGEST_NAME, ROWS = 200, 3
AGREED = ("what", "who", "by")


def _words(label, rows=4, required=True, **more):
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), max_length=20_000, **more
    )


def _line(label, required=True, length=200, **more):
    return forms.CharField(label=label, required=required, max_length=length, **more)


def _choice(label, choices, **more):
    return forms.ChoiceField(label=label, choices=[CHOOSE, *(c for c in choices if c[0])], **more)


def _radios(label, choices, **more):
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


class AgreedWidget(forms.Widget):
    """Rows of three boxes: what, who, by when."""

    template_name = "web/forms/agreed.html"

    def value_from_datadict(self, data, files, name):
        columns = [data.getlist(f"{name}-{of}") if hasattr(data, "getlist") else [] for of in AGREED]
        return [row for row in zip_longest(*columns, fillvalue="") if any(part.strip() for part in row)]

    def get_context(self, name, value, attrs):
        rows = [*(value or []), *[("", "", "")] * max(1, ROWS - len(value or []))]
        return {"name": name, "rows": list(enumerate(rows, start=1)), "attrs": attrs}

    def render(self, name, value, attrs=None, renderer=None):
        return mark_safe(render_to_string(self.template_name, self.get_context(name, value, attrs or {})))  # noqa: S308

    def id_for_label(self, id_):
        return f"{id_}-1"


class AgreedField(forms.Field):
    """What was agreed, each with who does it and by when."""

    def __init__(self, **kwargs):
        values = {"label": "What was agreed", "required": False} | kwargs
        super().__init__(widget=AgreedWidget(), **values)

    def clean(self, value):
        return [self._agreed(place, [part.strip() for part in row]) for place, row in enumerate(value or [], start=1)]

    def _agreed(self, place: int, row: list[str]) -> Agreed:
        what, who, by = row
        if not all(row):
            raise forms.ValidationError(f"Row {place}: say what, who does it and by when")
        if len(who) > LONGEST_NAME:
            raise forms.ValidationError(f"Row {place}: name who does it in at most {LONGEST_NAME} letters")
        try:
            day = forms.DateField(input_formats=DAY_FORMATS).clean(by)
        except forms.ValidationError:
            raise forms.ValidationError(f"Row {place}: “{by}” is no day of the calendar, like 21/1/2025") from None
        return Agreed(what, who, day)


def can_be_asked(service) -> forms.ModelChoiceField:
    """Those of the service whose role answers challenges."""
    may = [role.key for role in ROLES.values() if ANSWER_CHALLENGE in role.may]
    people = User.objects.filter(membership__service=service, membership__role__in=may, is_active=True).order_by("name")
    field = forms.ModelChoiceField(people, label="Who is asked", required=False, empty_label="Whoever holds the level")
    field.label_from_instance = lambda user: user.name  # type: ignore[method-assign]
    return field


class WhoIsAsked(Form):
    """Somebody who signs in, or somebody outside by name."""

    def asked(self) -> Asked | None:
        """Who was chosen or typed, taken out of the values."""
        user, name = self.cleaned_data.get("asked"), self.cleaned_data.get("asked_name", "").strip()
        if user:
            return Asked(user, user.name)
        return Asked(None, name, self.cleaned_data.get("asked_email", "")) if name else None


class Raise(WhoIsAsked):
    """A concern, or praise, on one form. The first fields are those that each needs; the rest is folded away."""

    MAIN = ("stage", "title", "words", "themes", "means", "wanted", "also", "immediate", "actions", "leave_out")
    MORE = ("asked", "rag", "wish", "came_from", "of_review")
    PARTNER = ("partner", "asked_name", "asked_email")
    FOR_PRAISE = ("worker", "to")

    stage = _radios("What is it?", [])
    title = _line("What is wrong, in a line", required=False, help_text="It is the heading that everybody reads")
    words = _words("What is wrong, and since when; or what was good", rows=5)
    themes = forms.MultipleChoiceField(label="Reasons", required=False, widget=forms.CheckboxSelectMultiple)
    means = _words("What it means for the child", rows=2, required=False)
    wanted = _words(
        "It is put right when", rows=2, required=False, help_text="What you will look for before you close it"
    )
    also = forms.ModelMultipleChoiceField(
        Child.objects.none(), label="Also about", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Brothers and sisters in care",
    )  # fmt: skip
    rag = forms.ChoiceField(label="Colour", choices=models.RAG, required=False)
    wish = forms.ChoiceField(label="At whose wish", choices=models.WISHES, required=False)
    immediate = forms.BooleanField(
        label="Immediate concern: the managers and the Head of Service are told at once", required=False
    )
    actions = AgreedField()
    came_from = forms.ChoiceField(label="It came from", choices=models.FROM, required=False)
    of_review = forms.ModelChoiceField(
        Review.objects.none(), label="Which review", required=False, empty_label="the last one held"
    )
    partner = forms.ChoiceField(label="A partner agency is challenged", choices=[], required=False)
    asked_name = _line("Who is asked there", required=False)
    asked_email = forms.EmailField(
        label="Their e-mail", required=False, help_text="They are asked to answer, without details of the child"
    )
    leave_out = forms.BooleanField(label="Leave out those for whom nobody is known who can be asked", required=False)
    worker = _line("Whose good work it was", required=False)
    to = forms.MultipleChoiceField(
        label="Who is told of the praise", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, council, procedure: Procedure, children, siblings, praise_to, each=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.procedure, self.children, self.each = procedure, children, each
        self.fields["stage"].choices = [*self._stages(council), (PRAISE, "Praise for good practice")]
        self.fields["themes"].choices = [(key, Typed(label)) for key, (label, _) in procedure.themes.items()]
        self.fields["partner"].choices = [("", "No: the council"), *profile(council.profile_name).partners.items()]
        self.fields["asked"] = can_be_asked(council.service_id)
        self.fields["to"].choices = list(praise_to.items())
        self.fields["also"].queryset = Child.objects.filter(pk__in=[c.pk for c in siblings])
        self.fields["also"].label_from_instance = lambda child: child.name
        held = (
            Review.objects.statutory().filter(child=children[0], held_on__isnull=False) if len(children) == 1 else None
        )
        if held is None:
            del self.fields["of_review"]
        else:
            field = self.fields["of_review"]
            field.queryset = held.order_by("-held_on")
            field.label_from_instance = lambda review: f"held {review.held_on:%d/%m/%Y}"
        if each or not siblings:
            del self.fields["also"]
        if not each:
            del self.fields["leave_out"]
        else:
            for name in (*self.PARTNER, "asked", *self.FOR_PRAISE, "immediate", "actions"):
                del self.fields[name]
            self.fields["stage"].choices = self.fields["stage"].choices[:-1]
        self.name_what_is_needed()

    def _stages(self, council):
        """Where it may begin: about children, or about none."""
        titles = levels.titles(council)
        for key in self.procedure.starts:
            stage = self.procedure.stage(key)
            if stage.collective != bool(self.children):
                formal = "formal" if stage.formal else "informal"
                yield (
                    key,
                    f"{stage.title}: {titles[stage.asked]}, {HOW[stage.how]}, {stage.days} working days ({formal})",
                )

    def _group(self, names):
        return [self[name] for name in names if name in self.fields]

    @property
    def main(self):
        return self._group(self.MAIN)

    @property
    def folded(self):
        """The groups that are folded away: title, fields, and whether something in them is to be seen."""
        for title, names in (
            ("Who is asked, colour, at whose wish, where it came from", self.MORE),
            ("A partner agency", self.PARTNER),
            ("Praise", self.FOR_PRAISE),
        ):
            fields = self._group(names)
            if fields:
                yield title, fields, any(f.errors or (self.is_bound and f.value()) for f in fields)

    def clean(self):
        values = super().clean() or {}
        if values.get("stage") == PRAISE:
            if not values.get("worker"):
                self.add_error("worker", "Write whose work it was.")
            return values
        if values.get("came_from") == "review" and "of_review" in self.fields and not values.get("of_review"):
            values["of_review"] = self.fields["of_review"].queryset.first()
        if not values.get("title"):
            self.add_error("title", "Say in a line what is wrong.")
        if not values.get("themes"):
            self.add_error("themes", "Choose at least one reason.")
        return values


# -- what is done with one ---------------------------------------------------------------------------------------------


class Act(WhoIsAsked):
    """Something done with a challenge, from the page of a ``seen`` version."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    changes_it = True

    def __init__(self, *args, dispute, today: date, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.dispute, self.today, self.member = dispute, today, member
        self.fields["seen"].initial = dispute.version
        self.fill()
        self.order_fields([*(n for n in self.fields if n != "seen"), "seen"])
        self.name_what_is_needed()

    def fill(self):
        """The choices that the challenge gives."""

    def see_anew(self, version: int):
        """The form as it is shown again acts on what stands now: who reads it has been told what changed."""
        anew = QueryDict(mutable=True)
        anew.update(self.data)
        anew["seen"] = str(version)
        self.data = anew

    def named(self, about: models.About) -> str:
        """A child with the age: two may bear the same name."""
        return f"{about.child.name}, {about.child.age_on(self.today)}"

    def clean(self):
        """Who acts from an old page is told so first, whatever else does not fit any more."""
        values = super().clean()
        if self.changes_it and values.get("seen") not in (None, self.dispute.version):
            self._errors.clear()
            self.see_anew(self.dispute.version)
            raise forms.ValidationError(somebody_quicker(self.dispute))
        return values


class Answer(Act):
    changes_it = False  # one's own answer may be added to

    reply = _radios("Your answer", models.REPLIES)
    words = _words("What will happen, or why not")
    actions = AgreedField(label="What will happen by when, if you can")
    answered_on = DayField(label="Day on which it was answered", required=False, help_text="Empty: today")

    def fill(self):
        step = self.dispute.steps.order_by("-place")[0]
        if step.asked_id == self.member.user_id:
            del self.fields["answered_on"]
        else:
            self.fields["reply"].label = f"The answer of {step.asked_name}"


class AskAgain(Act):
    words = _words("What you still need to know")


class Hand(Act):
    asked_name = _line("Or somebody who does not sign in", required=False)
    asked_email = forms.EmailField(label="Their e-mail", required=False)
    words = _line("Why", required=False, length=300)

    def fill(self):
        self.fields["asked"] = can_be_asked(self.dispute.council.service_id)
        self.fields["asked"].empty_label = "Choose"
        self.order_fields(["asked"])


class Move(Act):
    to = _radios("To which stage", [])
    words = _words("Why it moves on", help_text="Before the answer is due: why it cannot wait")
    asked_name = _line("Or somebody who does not sign in", required=False)
    asked_email = forms.EmailField(label="Their e-mail", required=False)

    def fill(self):
        procedure = self.dispute.procedure.procedure
        titles = levels.titles(self.dispute.council)
        here = procedure.stage(self.dispute.stage)
        stages = [procedure.stage(key) for key in here.next]
        self.fields["to"].choices = [
            (s.key, f"{s.title}: {titles[s.asked]}, {HOW[s.how]}, {s.days} working days") for s in stages
        ]
        self.fields["asked"] = can_be_asked(self.dispute.council.service_id)
        if len(stages) == 1:
            self.fields["to"].initial = stages[0].key


class Settle(Act):
    outcome = _radios("How it was settled", models.OUTCOMES)
    words = _words("In words", help_text="It stays on the child's file")


class Effect(Act):
    about = forms.ModelChoiceField(
        models.About.objects.none(), label="For whom", widget=forms.RadioSelect, empty_label=None
    )
    effect = _radios("What changed", models.EFFECTS)
    words = _words("In words", help_text="What is different in the child's life, or what is as it was")
    since = DayField(label="Since when", required=False)
    says = _choice("Who says so", models.SAYS_SO, required=False)

    def fill(self):
        closed = self.dispute.state == CLOSED
        waits = (self.dispute.abouts.all() if closed else self.dispute.abouts.filter(effect="")).select_related("child")
        field = self.fields["about"]
        field.queryset, field.label_from_instance = waits, self.named
        if len(waits) == 1:
            field.initial = waits[0]
        if not waits:
            del self.fields["about"], self.fields["says"]


class PlanMeeting(Act):
    day = DayField(label="Day of the meeting")
    chair = _line("Who chairs it")
    people = _line("Who comes", required=False, length=400)

    def fill(self):
        stage = self.dispute.procedure.procedure.stage(self.dispute.stage)
        titles = levels.titles(self.dispute.council)
        self.fields["chair"].initial = titles.get(stage.chair, "")
        self.fields["people"].initial = ", ".join(titles[name] for name in (stage.asked, *stage.present))


class HoldMeeting(Act):
    held_on = DayField(label="Day on which it was held")
    agreed = _words("What was agreed")
    people = _line("Who was there", required=False, length=400)
    actions = AgreedField(label="Agreed actions")


class Note(Act):
    changes_it = False
    words = _words("The note")


class AddAction(Act):
    changes_it = False
    text = _line("What", length=1000)
    owner = _line("Who does it")
    due_on = DayField(label="By when")


class FinishAction(Act):
    changes_it = False
    done_on = DayField(label="Day on which it was done")
    evidence = _line("What shows it", length=300)


class NoteRights(Act):
    changes_it = False
    about = forms.ModelChoiceField(models.About.objects.none(), label="Who was told", empty_label=None)
    told_on = DayField(label="Day")
    words = _line("What they want", required=False, help_text="For example: wants an advocate")

    def fill(self):
        field = self.fields["about"]
        field.queryset = self.dispute.abouts.select_related("child").order_by("pk")
        field.label_from_instance = self.named


class Withdraw(Act):
    why = _line("Why it is withdrawn", length=300)


class TellExample(Act):
    changes_it = False
    words = _words(
        "The example", rows=6, help_text="Without names, addresses or schools. Ages and places are pointed out"
    )
    looked_at = forms.BooleanField(
        label="I have looked at the ages and places: nobody can be known by them", required=False
    )


# -- what stands beside ------------------------------------------------------------------------------------------------


class Beside(Form):
    """A row beside the challenges, written or corrected; about a child or about none."""

    def __init__(self, *args, council, child=None, row=None, **kwargs):
        self.council, self.child, self.changes = council, child, row is not None
        if row:
            kwargs["initial"] = {n: getattr(row, n) for n in self.base_fields if hasattr(row, n)} | kwargs.get(
                "initial", {}
            )
        super().__init__(*args, **kwargs)
        self.fill(row)

    def fill(self, row):
        """The choices that the council or the child gives."""


class WriteAdvice(Beside):
    kind = _radios("What", models.Advice.KINDS)
    ground = forms.ChoiceField(
        label="Ground of a referral (regulation 45)", choices=models.Advice.GROUNDS, required=False
    )
    asked_on = DayField(label="Day on which it was asked for, or considered")
    words = _words("What was asked, or why not now")
    given_on = DayField(label="Day of the answer", required=False)
    given_by = _line("Whose answer", required=False)
    given = _words("The answer", rows=3, required=False)
    dispute = forms.ModelChoiceField(
        models.Dispute.objects.none(), label="About the challenge", required=False, empty_label="none"
    )

    def fill(self, row):
        child = self.child or row.child
        self.fields["dispute"].queryset = models.Dispute.objects.standing().filter(children=child).order_by("-pk")
        self.fields["dispute"].label_from_instance = lambda dispute: f"{dispute.number}: {dispute.title[:60]}"


class WriteOtherWay(Beside):
    kind = _radios("In which way", models.OtherWay.KINDS)
    common = _choice("What it was about", COMMON.items())
    tried_on = DayField(label="Day")
    with_whom = _line("With whom")
    words = _words("What it was about, in words", rows=3)
    came_of_it = _words("What came of it", rows=3, required=False)
    review = forms.ModelChoiceField(
        Review.objects.none(), label="In the decisions of the review", required=False, empty_label="none"
    )

    def fill(self, row):
        child = self.child or (row.child if row else None)
        if child is None:
            del self.fields["review"]
            self.fields["kind"].choices = [c for c in models.OtherWay.KINDS if c[0] != "decisions"]
            return
        held = Review.objects.statutory().filter(child=child, held_on__isnull=False).order_by("-held_on")
        field = self.fields["review"]
        field.queryset, field.label_from_instance = held, lambda review: f"{review.held_on:%d/%m/%Y}"


class WriteWorkshop(Beside):
    title = _line("What it was about")
    held_on = DayField(label="Day")
    for_whom = _line("For whom", help_text="For example: team managers and service managers")
    led_by = _line("Who led it")
    people = forms.IntegerField(label="How many came", min_value=1, max_value=1000)


class WriteIssue(Beside):
    title = _line("The issue, in a line")
    common = _choice("Theme", COMMON.items())
    words = _words("What recurs, and what it does to children")
    owner = _line("Who owns it", help_text="The manager who is to change it")
    raised_with = _line("With whom it is raised")
    answer = _words("The answer", rows=3, required=False)
    answered_on = DayField(label="Day of the answer", required=False)
    changed = _words("What changed", rows=3, required=False)
    closed_on = DayField(label="Closed on", required=False)

    LATER = ("answer", "answered_on", "changed", "closed_on")

    def fill(self, row):
        for name in () if row else self.LATER:
            del self.fields[name]


# -- who holds a level -------------------------------------------------------------------------------------------------


class SetLine(Form):
    level = _choice("Level", [])
    user = forms.ModelChoiceField(User.objects.none(), label="Who", empty_label="Choose")
    team = forms.ModelChoiceField(
        Team.objects.none(), label="For which team", required=False, empty_label="the whole council"
    )
    starts_on = DayField(label="From")

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        titles = {k: v for k, v in levels.titles(council).items() if k not in levels.KNOWN_BY_ITSELF}
        self.fields["level"].choices = [CHOOSE, *titles.items()]
        self.fields["user"].queryset = can_be_asked(council.service_id).queryset
        self.fields["user"].label_from_instance = lambda user: user.name
        self.fields["team"].queryset = Team.objects.filter(council=council).order_by("name")


class EndLine(Form):
    ends_on = DayField(label="First day on which it is somebody else's")
