"""Forms about what people said."""

from django import forms

from footprint.web.forms import DayField, Form


class WithdrawLink(Form):
    why = forms.CharField(label="Why is the link taken back?", max_length=300)


class OpenToOthers(Form):
    why = forms.CharField(
        label="Why must others know?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: somebody is not safe. It stands on the record",
    )
    told_on = DayField(label="Day on which you told the person whose words these are")
    told_how = forms.CharField(label="How you told them", max_length=200)


class ActOnAlarm(Form):
    done = forms.CharField(
        label="What was done, and with whom",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example: spoke with the child, strategy meeting called, advocate asked for",
    )
