"""Forms about messages: how a person is told, and a council's own texts."""

from django import forms

from footprint.web.forms import Form


class HowTold(Form):
    digest = forms.TypedChoiceField(
        label="E-mails come",
        choices=[("", "At once, one for each message"), ("1", "Once a day, one with all that is new")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )


class EditTemplate(Form):
    """A council's own subject and text. Two people who change one each lose nothing."""

    changes = True
    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(label="Text", max_length=5000, widget=forms.Textarea(attrs={"rows": 16}))
