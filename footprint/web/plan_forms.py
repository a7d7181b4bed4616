"""The form with which something of a kind of plan is recorded as done."""

from django import forms

from footprint.plans.kinds import Kind
from footprint.web.forms import DayField, Form


class RecordPlan(Form):
    done_on = DayField(
        label="Day it was done", help_text="The day it was made, held or looked at again, like 27/3/2025"
    )
    evidence = forms.CharField(
        label="Where it is seen", max_length=300, help_text="For example, on the child's file, signed by both"
    )

    def __init__(self, *args, kind: Kind, **kwargs):
        super().__init__(*args, **kwargs)
        for each in kind.detail:
            self.fields[each.key] = forms.CharField(label=each.label, required=each.need, max_length=300)
        self.name_what_is_needed()
