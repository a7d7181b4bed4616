"""Tags and filters of every template."""

import functools
import re

import jinja2
from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from footprint.children.models import AroundChild
from footprint.council.words import article, in_words
from footprint.reviews.models import SentCopy
from footprint.voice.pictures import symbols
from footprint.web.forms import CODES
from footprint.web.tracks import this_week, tracks

register = template.Library()


@functools.cache
def _components():
    loader = jinja2.PackageLoader("govuk_frontend_jinja")
    both = jinja2.ChoiceLoader([loader, jinja2.PrefixLoader({"govuk_frontend_jinja": loader})])
    return jinja2.Environment(loader=both, autoescape=True)


@functools.cache
def _component(name):
    macro = "govuk" + "".join(part.capitalize() for part in name.split("-"))
    module = _components().get_template(f"components/{name}/macro.html").module
    return getattr(module, macro)


@register.simple_tag
def govuk(name, **params):
    """A GOV.UK component by its name, with its parameters."""
    return mark_safe(_component(name)(params))


@register.filter
def day(value, year="auto"):
    """A day as people write it: "Tue 4 Feb 2025"; the weekday always."""
    return f"{value:%a} {value.day} {value:%b %Y}" if value else ""


@register.filter
def short_day(value):
    return f"{value:%a} {value.day} {value:%b}" if value else ""


@register.filter
def clock(value):
    """A time as people write it: "4:15pm"."""
    return f"{value.hour % 12 or 12}:{value:%M}{value:%p}".lower() if value else ""


@register.filter
def moment(value):
    """A moment: "6 Feb, 4:15pm"."""
    here = timezone.localtime(value) if value else None
    return f"{here.day} {here:%b}, {clock(here)}" if here else ""


@register.simple_tag
def pictures():
    """The pictures of the children's forms, to be used by their names."""
    return mark_safe(symbols())


TELEPHONE = re.compile(r"\b(?:0\d{2,4}[\s\u00a0]?\d{3,4}[\s\u00a0]?\d{0,6}|999|116[\s\u00a0]?\d{3})\b")


@register.filter
def tel(text):
    """A text in which a telephone number can be tapped."""
    return mark_safe(TELEPHONE.sub(_number, escape(text)))


def _number(found):
    return f'<a class="tel" href="tel:{re.sub(r"[^0-9]", "", found[0])}">{found[0].strip()}</a>'


@register.simple_tag(takes_context=True)
def tr(context, text, **values):
    """A sentence of a public page in its reader's language."""
    return context["reader"].say(text, **values)


@register.filter
def may(member, permission):
    return bool(member and member.may(permission))


@register.filter
def took_part(code):
    """A code of participation with its meaning."""
    return dict(CODES).get(code) if code else ""


@register.filter
def age(child, today):
    return child.age_on(today)


@register.filter(name="in_words")
def words_of(text, words):
    """A text written in Python, in the council's words; what somebody typed, and a council's own label, stay as they are."""
    if getattr(text, "is_typed", False):
        return text
    return in_words(str(text), words or {}) if text else ""


@register.filter
def several(field):
    """The kind of boxes of a field that shows its choices as boxes: "radios", "checkboxes" or nothing."""
    return {"RadioSelect": "radios", "CheckboxSelectMultiple": "checkboxes"}.get(type(field.field.widget).__name__, "")


@register.filter
def as_shown(field):
    """What a field showed when the page was made, carried along, where the form asks for it."""
    return field.as_hidden(only_initial=True) if field.field.show_hidden_initial else ""


@register.filter
def thousands(n):
    return f"{n:,}"


@register.filter
def lower_first(text):
    """A title inside a sentence; "IRO" stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def a(word):
    """A word with its article: "an IRO"."""
    return article(word)


@register.filter
def at(values, key):
    """What a table holds under a key."""
    return values.get(key, "")


@register.filter
def role_words(role):
    """What somebody on the list of a review is to the child."""
    return {**dict(AroundChild.ROLES), "child": "", "social_worker": "social worker", "iro": "IRO"}.get(role, role)


@register.filter
def how_words(how):
    """How a copy reaches its reader."""
    return dict(SentCopy.HOW).get(how, how)


@register.simple_tag(takes_context=True)
def say(context, text, **values):
    """A sentence of a template in the council's words; ``{name}`` is filled from the values."""
    return format_html(in_words(escape(text), context.get("words", {})), **values)


@register.simple_tag(takes_context=True)
def count(context, n, one, many):
    """ "3 reviews overdue": a number and what it counts, in the council's words."""
    return f"{n:,} {in_words(one if n == 1 else many, context['words'])}"


WIDGET_CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "checkbox": "govuk-checkboxes__input",
    "file": "govuk-file-upload",
}


@register.simple_tag(takes_context=True)
def form_widget(context, field):
    """A field's control with the GOV.UK class, its hint and its error tied to it, its choices in the council's words."""
    choices = getattr(field.field, "choices", None)
    if isinstance(choices, list):
        field.field.widget.choices = [
            (value, in_words(str(label), context.get("words", {}))) for value, label in choices
        ]
    kind = getattr(field.field.widget, "input_type", "") or type(field.field.widget).__name__.lower()
    classes = WIDGET_CLASSES.get(kind, "govuk-input govuk-!-width-two-thirds")
    if kind in ("date", "text") and "size" in field.field.widget.attrs:
        classes = "govuk-input govuk-input--width-10"
    described = [f"{field.id_for_label}-hint"] if field.help_text else []
    attrs = {"class": classes}
    if field.errors:
        described.append(f"{field.id_for_label}-error")
        attrs["class"] += " govuk-input--error"
        attrs["aria-invalid"] = "true"
    attrs["aria-describedby"] = " ".join(described) or False
    return field.as_widget(attrs=attrs)


@register.inclusion_tag("web/parts/why.html")
def why(answer, day=None, opened=False):
    """A date that opens to its reason and its source."""
    return {"answer": answer, "day": day or (answer.value if answer else None), "opened": opened}


@register.inclusion_tag("web/parts/late.html")
def late(working_days):
    return {"days": working_days}


@register.simple_tag
def after_reviews(owed, today):
    """The papers owed, one track for each review."""
    return tracks(owed, today)


@register.simple_tag
def week(today, *rows):
    """What falls due in the next seven days, by day: [(day, rows)]."""
    return this_week(today, [row for some in rows for row in some])
