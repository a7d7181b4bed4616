"""What the logs must not hold."""

import logging

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.views.debug import get_exception_reporter_class


@pytest.mark.parametrize(
    ("name", "secret", "fails"),
    [
        ("personal", "sEcReT-0123456789_abc", "footprint.web.views.lists.OpenCopy"),
        ("answer", "sEcReT-0123456789_abc", "footprint.web.views.answering.links.find"),
        ("feed", "sEcReT-0123456789_abc", "footprint.web.views.booking.user_of_feed"),
    ],
)
def test_a_page_that_fails_leaves_its_secret_in_no_log(db, client, caplog, monkeypatch, name, secret, fails):
    def break_down(*args, **kwargs):
        raise RuntimeError(f"it broke at {where}")

    where = reverse(name, args=[secret])
    monkeypatch.setattr(fails, break_down)
    client.raise_request_exception = False
    with caplog.at_level("INFO"):
        assert client.get(where).status_code == 500
        logging.getLogger("gunicorn.access").warning(
            '%(h)s "%(r)s" %(s)s', {"h": "-", "r": f"GET {where} HTTP/1.1", "s": 500}
        )
        logging.getLogger("gunicorn.error").error("Error handling request %s", f"https://iro.example{where}")
    assert "Internal Server Error" in caplog.text
    assert caplog.text.count("(hidden)") >= 4
    assert secret not in caplog.text
    request = RequestFactory().get(where)
    report = get_exception_reporter_class(request)(request, RuntimeError, RuntimeError(where), None)
    for told in (report.get_traceback_html(), report.get_traceback_text()):
        assert secret not in told
        assert "(hidden)" in told
