"""Every column is declared personal, sensitive or neither, and error reports tell nothing about a person."""

import sys

import pytest
from django.apps import apps
from django.db import models
from django.test import RequestFactory
from django.views.debug import get_exception_reporter_class, get_exception_reporter_filter

from footprint.config.privacy import TellNothing, declared, kind
from footprint.dated.models import Fact, Sourced

OURS = [m for m in apps.get_models() if m.__module__.startswith("footprint.")]
NAMES = {f"{m._meta.app_label}.{m.__name__}": m for m in OURS}


def columns(model):
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return {f.name for f in own if not isinstance(f, models.AutoField)}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_column_is_declared(name):
    every = set(declared()["every"]) if issubclass(NAMES[name], Sourced | Fact) else {"child", "council"}
    said = set(declared().get(name, {}))
    missing = columns(NAMES[name]) - said - every
    assert not missing, (
        f"Say in footprint/config/privacy.toml whether these are personal, sensitive or neither: {missing}"
    )
    assert not said - columns(NAMES[name]), "columns that no longer exist"
    assert {kind(name, column) for column in columns(NAMES[name])} <= {"personal", "sensitive", "neither"}


def test_no_model_is_declared_that_does_not_exist():
    assert set(declared()) - {"every"} == set(NAMES)


def test_a_column_that_nobody_declared_has_no_kind():
    with pytest.raises(KeyError):
        kind("children.Child", "shoe_size")


@pytest.mark.parametrize("sent", ["first_name", "religion", "password", "find", "why"])
def test_an_error_report_tells_nothing_about_a_person(sent):
    secret = "Amara Whitfield"
    request = RequestFactory().post(
        f"/children?{sent}={secret}", {sent: secret, "year": "2017-18"}, HTTP_COOKIE="sessionid=abc123"
    )
    request.COOKIES = {}
    try:
        child_name = secret + "!"
        raise ValueError(len(child_name))
    except ValueError:
        told = get_exception_reporter_class(request)(request, *sys.exc_info(), is_email=True).get_traceback_text()
    assert isinstance(get_exception_reporter_filter(request), TellNothing)
    assert "2017-18" in told
    assert "ValueError" in told
    for hidden in (secret, "Amara", "abc123"):
        assert hidden not in told
