"""Tags and filters of every template."""

import functools

import jinja2
from django import template
from django.utils.safestring import mark_safe

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
def may(member, permission):
    return bool(member and member.may(permission))


@register.filter
def capfirst_only(text):
    return text[:1].upper() + text[1:]


WIDGET_CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "checkbox": "govuk-checkboxes__input",
    "file": "govuk-file-upload",
}


@register.simple_tag
def form_widget(field):
    """A field's control with the GOV.UK class, its hint and its error tied to it."""
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
def why(answer, day=None):
    """A date that opens to its reason and its source."""
    return {"answer": answer, "day": day or (answer.value if answer else None)}


@register.inclusion_tag("web/parts/late.html")
def late(working_days):
    return {"days": working_days}
