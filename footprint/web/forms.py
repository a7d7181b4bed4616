"""Forms turn what was typed into values of the domain and stop; they do not save."""

from django import forms

from footprint.council.models import Staff
from footprint.council.profile import profile
from footprint.exchange.tables import FIRST_YEAR, LAST_YEAR
from footprint.reviews.models import MODES

DAY_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]
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


class Form(forms.Form):
    """All forms: GOV.UK markup, and an action's refusal shown at its field with what was typed still there."""

    template_name = "web/forms/form.html"
    use_required_attribute = False

    def refuse(self, refusal):
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class RecordReview(Form):
    field_order = ("held_on", "participation", "mode", "place", "chaired_by", "chaired_by_child", "opened_on")
    held_on = DayField(label="Day the review was held")
    opened_on = DayField(
        label="First meeting, if it took more than one",
        required=False,
        help_text="Leave empty for one meeting. For example, 20/3/2025",
    )
    participation = forms.ChoiceField(label="How the child took part", choices=CODES, required=False)
    mode = forms.ChoiceField(label="How it was held", choices=[("", "Not recorded"), *MODES], required=False)
    place = forms.CharField(label="Where", max_length=200, required=False)
    chaired_by = forms.ModelChoiceField(
        Staff.objects.none(), label="Chaired by", required=False, empty_label="Not recorded"
    )
    chaired_by_child = forms.BooleanField(label="The child chaired or co-chaired", required=False)
    late_reason = forms.ChoiceField(
        label="If it was late: why", required=False, help_text="Needed only when it was held after the last day allowed"
    )

    def __init__(self, *args, child, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chaired_by"].queryset = Staff.objects.filter(
            service=child.council.service, kind=Staff.IRO
        ).order_by("name")
        reasons = profile(child.council.profile_name).late_reasons
        self.fields["late_reason"].choices = [("", "It was not late"), *reasons.items()]


class CorrectReview(Form):
    field_order = ("decisions_sent_on", "record_done_on", "distributed_on", "held_on")
    held_on = DayField(label="Day the review was held")
    participation = forms.ChoiceField(label="How the child took part", choices=CODES, required=False)
    late_reason = forms.ChoiceField(label="If it was late: why", required=False)
    decisions_sent_on = DayField(label="Decisions sent", required=False)
    record_done_on = DayField(label="Record finished", required=False)
    distributed_on = DayField(label="Record sent to everyone", required=False)

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
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
