"""Forms with which a service is set up."""

from datetime import date

from django import forms

from footprint.accounts.roles import ROLES
from footprint.council.models import Council, Membership, Post, Staff, Team
from footprint.web.forms import DayField, Form


class FirstDay(Form):
    day = DayField(
        label="First day of use",
        help_text="From this day on your records are complete: a review that was due and is not recorded is overdue",
    )


class _OfCouncil(Form):
    council = forms.ModelChoiceField(Council.objects.none(), label="Council", empty_label=None)

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = Council.objects.filter(service=service).order_by("name")


class WholeNumber(forms.IntegerField):
    """A whole number, with or without commas or spaces between its thousands."""

    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(str(value or "").replace(",", "").replace(" ", ""))


class EnterPopulation(_OfCouncil):
    year = forms.TypedChoiceField(label="Middle of the year", coerce=int)
    children = WholeNumber(label="Children aged 0 to 17 in the area", max_value=20_000_000)
    source = forms.CharField(label="Source", max_length=200, help_text="For example, ONS mid-year estimates")

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(y, y) for y in range(today.year, today.year - 16, -1)]


class AddTeam(_OfCouncil):
    name = forms.CharField(label="Name of the team", max_length=120)


class GroupTeam(Form):
    group = forms.CharField(label="Service of the council", max_length=120)
    starts_on = DayField(label="From")


class AddStaff(Form):
    kind = forms.ChoiceField(
        label="What they are", choices=[(Staff.IRO, "IRO"), (Staff.SOCIAL_WORKER, "Social worker")]
    )
    name = forms.CharField(label="Name", max_length=200)


class SetPost(Form):
    title = forms.CharField(label="Title of the post", max_length=120, initial="Independent Reviewing Officer")
    fte = forms.DecimalField(label="Full-time equivalent", max_digits=4, decimal_places=2, help_text="For example, 0.6")
    employment = forms.ChoiceField(label="Kind of post", choices=Post._meta.get_field("employment").choices)
    starts_on = DayField(label="From")


class LeavePost(Form):
    ends_on = DayField(label="Day the post ended")
    left_because = forms.CharField(label="Why", max_length=200, required=False)


class _Role(Form):
    role = forms.ChoiceField(
        label="Role",
        choices=[(r.key, f"{r.title}. {r.description}") for r in ROLES.values()],
        widget=forms.RadioSelect,
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label="Team, for a team manager", empty_label="None", required=False
    )
    staff = forms.ModelChoiceField(
        Staff.objects.none(),
        label="Which IRO or social worker they are",
        empty_label="Neither",
        required=False,
        help_text="Not among these? Add them first under Settings, or take in a people list",
    )

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(council__service=service).order_by("name")
        self.fields["staff"].queryset = Staff.objects.filter(service=service).order_by("name")

    def clean(self):
        values = self.cleaned_data
        if values.get("role") in ("iro", "social_worker") and not values.get("staff"):
            self.add_error("staff", "Choose who they are in the records, so that they see their own children")
        return values


class AddPerson(_Role):
    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="Email, with which they sign in")
    password = forms.CharField(label="First password", help_text="14 characters or more. Tell it to them in person")
    field_order = ("name", "email", "password", "role", "team", "staff")


class ChangePerson(_Role):
    is_active = forms.BooleanField(label="May sign in", required=False)

    @staticmethod
    def told_of(member: Membership) -> dict:
        """What stands for a person now."""
        return {
            "role": member.role,
            "team": member.team_id,
            "staff": getattr(member.user, "staff", None),
            "is_active": member.user.is_active,
        }


class NewPassword(Form):
    password = forms.CharField(label="New password", help_text="14 characters or more. Tell it to them in person")
