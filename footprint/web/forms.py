"""Forms turn what was typed into values of the domain and stop; they do not save."""

from datetime import date, timedelta

from django import forms

from footprint.accounts.models import User
from footprint.accounts.roles import ROLES, SEE_CHILDREN
from footprint.children import codes
from footprint.council.models import Council, Staff
from footprint.council.profile import profile
from footprint.council.today import today
from footprint.exchange.tables import FIRST_YEAR, LAST_YEAR
from footprint.law.participation import CURRENT, FROM_AWAY, THERE, WHILE_THERE
from footprint.reviews.models import MODES

DAY_FORMATS = [
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d %B %Y",
    "%d %b %Y",
    "%Y-%m-%d",
]
LATELY = timedelta(days=3 * 365)  # codes that ended so long ago are still needed for what is recorded late
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2060, 12, 31)
CODES = [
    ("", "Not known yet"),
    ("PN0", "PN0: under 4"),
    ("PN1", "PN1: attended and spoke for themself"),
    ("PN2", "PN2: attended, an advocate or the IRO spoke"),
    ("PN3", "PN3: attended, gave views without words"),
    ("PN4", "PN4: attended, gave no views"),
    ("PN5", "PN5: did not attend, briefed an advocate or the IRO"),
    ("PN6", "PN6: did not attend, sent views another way"),
    ("PN7", "PN7: did not attend, gave no views"),
]


class DayField(forms.DateField):
    """A day typed as 27/3/2025, 27 March 2025 or 2025-03-27."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "For example, 27/3/2025")
        super().__init__(
            input_formats=DAY_FORMATS,
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"size": 12, "autocomplete": "off"}),
            error_messages={"invalid": "Enter a day of the calendar, like 27/3/2025", "required": "Enter the day"},
            **kwargs,
        )

    def clean(self, value):
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"Enter a day from {FIRST_DAY.year} to {LAST_DAY.year}")
        return day


class Form(forms.Form):
    """All forms: GOV.UK markup, and an action's refusal shown at its field with what was typed still there."""

    template_name = "web/forms/form.html"
    use_required_attribute = False
    changes = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.name_what_is_needed()
        if self.changes:
            self.remember()

    def name_what_is_needed(self):
        """Each field says its own name when it is left empty."""
        usual = str(forms.Field.default_error_messages["required"])
        for name, field in self.fields.items():
            if str(field.error_messages.get("required")) == usual:
                verb = "Choose" if hasattr(field, "choices") else "Enter"
                field.error_messages["required"] = f"{verb}: {(field.label or name).lower()}"

    def remember(self):
        """The form changes what stands: it carries what was shown, so that only what was changed is written and
        nothing that somebody else wrote meanwhile is lost."""
        for field in self.fields.values():
            field.show_hidden_initial = True

    def values(self) -> dict:
        """What was entered, each local code in its own column."""
        values = {n: v for n, v in self.cleaned_data.items() if not self.changes or n in self.changed_data}
        for name, field in self.fields.items():
            if isinstance(field, CodeField) and name in values:
                values[name], _, local = values[name].partition(" ")
                if field.local_column:
                    values[field.local_column] = local
        return values

    def refuse(self, refusal):
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class CodeField(forms.ChoiceField):
    """A national code with, where the council's profile has them, its local codes below it.

    Its value is national and local code; ``Form.values`` gives them to their two columns.
    """

    def __init__(self, code_set: str, council, *, local="", local_column="", left_out=(), **kwargs):
        self.local_column = local_column or ("local_code" if local or code_set == "legal_status" else "")
        ours: dict[str, list] = {}
        for code, (national, label) in profile(council.profile_name).local_codes.get(local or code_set, {}).items():
            ours.setdefault(national, []).append((f"{national} {code}", f"{label} ({national}, here {code})"))
        choices = [("", "Choose" if kwargs.get("required", True) else "Not known")]
        day = today(council.service)
        for code in codes.code_set(code_set).values():
            begun = code.valid_from is None or code.valid_from <= day
            ended = code.valid_to is not None and code.valid_to < day - LATELY
            if code.code not in left_out and begun and not ended:
                choices += [(code.code, f"{code.label} ({code.code})"), *ours.get(code.code, [])]
        super().__init__(choices=choices, error_messages={"required": f"Choose: {kwargs['label'].lower()}"}, **kwargs)


class RecordFact(Form):
    """A fact of a kind: its own fields, from when, and until when if it is over."""

    def __init__(self, *args, child, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {name: make(child) for name, make in kind.fields.items()}
        self.fields["starts_on"] = DayField(label="From")
        self.fields["ends_on"] = DayField(
            label="Until, if it is over", required=False, help_text="The day it ended. Leave empty while it goes on"
        )


class EndFact(Form):
    """The day on which a fact ended, and why."""

    def __init__(self, *args, child, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"] = DayField(label="Day it ended")
        self.fields |= {name: make(child) for name, make in kind.at_end.items()}


class SetInterval(Form):
    months = forms.TypedChoiceField(
        label="Review at least every",
        coerce=int,
        choices=[(n, f"{n} month{'s' if n > 1 else ''}") for n in range(1, 6)] + [(6, "6 months: the law's own limit")],
    )
    starts_on = DayField(label="From", help_text="Reviews due from this day on. For example, 27/3/2025")
    reason = forms.CharField(label="Why", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    set_by = forms.ChoiceField(label="Who decided", choices=[("iro", "The IRO"), ("council", "The council")])


class ChildDetails(Form):
    """Who a child is."""

    first_name = forms.CharField(label="First name", max_length=100, required=False)
    last_name = forms.CharField(label="Last name", max_length=100, required=False)
    used_name = forms.CharField(
        label="Name the child goes by", max_length=100, required=False, help_text="If it is not the first name"
    )
    born = DayField(label="Day of birth")
    sex = forms.ChoiceField(label="Sex", choices=[("F", "Female"), ("M", "Male"), ("U", "Not known")])
    nationality = forms.CharField(label="Nationality", max_length=80, required=False)
    religion = forms.CharField(label="Religion", max_length=80, required=False)
    first_language = forms.CharField(label="First language", max_length=80, required=False)
    interpreter_needed = forms.BooleanField(label="Needs an interpreter", required=False)
    disability = forms.CharField(label="Disability", max_length=200, required=False)
    communication = forms.CharField(
        label="How the child communicates",
        max_length=200,
        required=False,
        help_text="For example, with signs or symbols",
    )
    has_ehcp = forms.BooleanField(label="Has an education, health and care plan (EHCP)", required=False)

    def __init__(self, *args, council, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ethnicity"] = CodeField(
            "ethnicity", council, local_column="ethnicity_local", label="Ethnicity", required=False
        )
        self.order_fields(("first_name", "last_name", "used_name", "born", "sex", "ethnicity"))


class EditChild(ChildDetails):
    """The day of death comes with the end of care; here it can be corrected."""

    changes = True
    died = DayField(label="Day of death", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.initial["died"]:
            del self.fields["died"]
        self.remember()


class AddChild(Form):
    """A child who has come into care, with the first legal status and placement."""

    council = forms.ModelChoiceField(Council.objects.none(), label="Council", empty_label=None)
    number = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9/_-]*$",
        label="The council's number of the child",
        max_length=20,
        help_text="As it will stand in the return",
        error_messages={"invalid": "Use letters, digits, hyphens and slashes only"},
    )
    first_name = forms.CharField(label="First name", max_length=100)
    last_name = forms.CharField(label="Last name", max_length=100)
    born = DayField(label="Day of birth")
    sex = forms.ChoiceField(label="Sex", choices=[("", "Choose"), ("F", "Female"), ("M", "Male"), ("U", "Not known")])
    starts_on = DayField(label="Day care began")

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = councils
        first = councils.first()
        self.fields["legal"] = CodeField("legal_status", first, local_column="legal_local", label="Legal status")
        self.fields["placement"] = CodeField(
            "placement_type", first, local="placement", local_column="placement_local", label="Placement"
        )
        if len(councils) < 2:
            self.fields["council"].required = False
            self.fields["council"].widget = forms.HiddenInput()

    def values(self):
        values = super().values()
        for name in ("legal", "placement"):
            values[name] = {"code": values[name], "local_code": values.pop(f"{name}_local")}
        values["council"] = values["council"] or self.fields["council"].queryset.first()
        return values


class Restrict(Form):
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Who may see the record",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The child's own IRO and social worker see it in any case",
    )
    why = forms.CharField(label="Why", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        seeing = [r.key for r in ROLES.values() if SEE_CHILDREN in r.may]
        members = User.objects.filter(membership__service=service, membership__role__in=seeing, is_active=True)
        self.fields["people"].queryset = members.order_by("name")
        self.fields["people"].label_from_instance = lambda u: f"{u.name}, {u.membership.role_title}"


def _iros(council):
    return Staff.objects.filter(service=council.service, kind=Staff.IRO).order_by("name")


class RecordReview(Form):
    field_order = ("held_on", "also", "there", "views", "current", "mode", "place", "chaired_by", "chaired_by_child")
    held_on = DayField(label="Day the review was held")
    opened_on = DayField(
        label="First meeting, if it took more than one",
        required=False,
        help_text="Leave empty for one meeting. For example, 20/3/2025",
    )
    also = forms.MultipleChoiceField(
        label="Brothers and sisters who were reviewed in the same meeting",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    there = forms.ChoiceField(
        label="Was the child there?", choices=[("", "Say it later"), *THERE.items()], required=False
    )
    views = forms.ChoiceField(
        label="How the child's views reached the meeting",
        choices=[("", "Say it later"), *{**WHILE_THERE, **FROM_AWAY, "none": "no views were given"}.items()],
        required=False,
    )
    current = forms.ChoiceField(
        label="If the child did not come: are these views up to date and meant for this review?",
        choices=[("", "Not asked"), *CURRENT.items()],
        required=False,
    )
    mode = forms.ChoiceField(label="How it was held", choices=[("", "Not recorded"), *MODES], required=False)
    place = forms.CharField(label="Where", max_length=200, required=False)
    chaired_by = forms.ModelChoiceField(
        Staff.objects.none(), label="Chaired by", required=False, empty_label="Not recorded"
    )
    chaired_by_child = forms.BooleanField(label="The child chaired or co-chaired", required=False)
    late_reason = forms.ChoiceField(
        label="If it was late: why", required=False, help_text="Needed only when it was held after the last day allowed"
    )

    def __init__(self, *args, child, together=(), **kwargs):
        super().__init__(*args, **kwargs)
        if together:
            self.fields["also"].choices = [(r.pk, r.child.short_name) for r in together]
        else:
            del self.fields["also"]
        self.fields["chaired_by"].queryset = _iros(child.council)
        reasons = profile(child.council.profile_name).late_reasons
        self.fields["late_reason"].choices = [("", "It was not late"), *reasons.items()]


class CorrectReview(Form):
    changes = True
    field_order = ("decisions_sent_on", "record_done_on", "distributed_on", "held_on", "mode", "place", "chaired_by",
                    "chaired_by_child", "late_reason")  # fmt: skip
    mode = forms.ChoiceField(label="How it was held", choices=[("", "Not recorded"), *MODES], required=False)
    place = forms.CharField(label="Where", max_length=200, required=False)
    chaired_by = forms.ModelChoiceField(
        Staff.objects.none(), label="Chaired by", required=False, empty_label="Not recorded"
    )
    chaired_by_child = forms.BooleanField(label="The child chaired or co-chaired", required=False)
    held_on = DayField(label="Day the review was held")
    late_reason = forms.ChoiceField(label="If it was late: why", required=False)
    decisions_sent_on = DayField(label="Decisions sent", required=False)
    record_done_on = DayField(label="Record finished", required=False)
    distributed_on = DayField(label="Record sent to everyone", required=False)

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chaired_by"].queryset = _iros(review.council)
        reasons = profile(review.council.profile_name).late_reasons
        self.fields["late_reason"].choices = [("", "Not late, or not recorded"), *reasons.items()]

    def clean_late_reason(self):
        return self.cleaned_data["late_reason"] or ""


class Withdraw(Form):
    why = forms.CharField(label="Why is it withdrawn?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Allocate(Form):
    iro = forms.ModelChoiceField(Staff.objects.none(), label="IRO")
    starts_on = DayField(label="From")
    reason = forms.CharField(
        label="Why the IRO changes",
        max_length=200,
        required=False,
        help_text="Needed where the child has an IRO already",
    )
    note = forms.CharField(label="What the IRO should know", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, child, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["iro"].queryset = Staff.objects.filter(service=child.council.service, kind=Staff.IRO).order_by(
            "name"
        )


class Calculate(Form):
    """The public calculator: a beginning, reviews held and as-at day; nothing is stored."""

    became = DayField(label="Day the child became looked after")
    held = forms.CharField(
        label="Reviews held so far",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One day a line, like 27/3/2025. Leave empty if none was held.",
    )
    ceased = DayField(label="Day care ended", required=False, help_text="Leave empty if the child is in care")
    as_at = DayField(label="Work it out as at")

    def clean_held(self):
        days = []
        for number, line in enumerate(self.cleaned_data["held"].splitlines(), start=1):
            if line.strip():
                try:
                    days.append(DayField().clean(line.strip()))
                except forms.ValidationError:
                    raise forms.ValidationError(
                        f"Line {number}: “{line.strip()[:30]}” is not a day like 27/3/2025"
                    ) from None
        return days


class ReturnFiles(Form):
    council = forms.ChoiceField(label="Council")
    year = forms.ChoiceField(label="Collection year", help_text="1 April to 31 March")

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = [(c.key, c.name) for c in councils]
        self.fields["year"].choices = [
            (f"{y}-{(y + 1) % 100:02}", f"{y}-{(y + 1) % 100:02}") for y in range(LAST_YEAR, FIRST_YEAR - 1, -1)
        ]


class ReportPeriod(Form):
    """The council and the days that figures and reports speak of."""

    council = forms.ChoiceField(label="Council", required=False)

    def __init__(self, *args, councils, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = [(c.key, c.name) for c in councils]
        self.fields["from"] = DayField(label="From", help_text="")
        self.fields["to"] = DayField(label="To", help_text="")

    def clean(self):
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and last < first:
            self.add_error("to", f"The last day must not be before the first, {first:%d/%m/%Y}.")
        return self.cleaned_data
