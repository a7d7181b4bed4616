"""A browser for the tests of this folder: FOOTPRINT_BROWSER names the Chromium, without it they are skipped."""

import os

import pytest
from django.test import Client

pytest.register_assert_rewrite("tests.browser.visit")
from tests.browser.visit import Visit  # noqa: E402

CHROMIUM = os.environ.get("FOOTPRINT_BROWSER", "")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET += ["--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip("FOOTPRINT_BROWSER names no Chromium"))


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's event loop runs in this thread
    with sync_playwright() as p:
        started = p.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def visit(chromium, live_server, cast):
    """``visit(person)`` opens a browser in which that person is signed in; nobody is, for None."""
    opened = []

    def begin(person=None, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options})
        if person:
            client = Client()  # one each: a client that signs somebody else in ends the session before
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            cookie = client.cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        opened.append(Visit(context.new_page(), live_server.url))
        return opened[-1]

    yield begin
    for each in opened:
        each.page.context.close()
