"""What tests of messages share: a mail server that is set up, and how a message is sent."""

from datetime import UTC, date, datetime

import pytest

from footprint.accounts import roles
from footprint.messages.actions import send

NOW = datetime(2025, 1, 20, 9, 0, tzinfo=UTC)
DAY = date(2025, 2, 4)


@pytest.fixture
def mail_server(settings):
    """A mail server is named; what it is handed stands in pytest's ``mailoutbox``."""
    settings.EMAIL_URL = "smtp://mail.example"


@pytest.fixture
def tell(cast):
    """``tell(…)`` sends Ada's IRO an invitation, unless told otherwise."""

    def sending(key="invitation", **changed):
        values = {"day": DAY} if key == "invitation" else {}
        to = {} if "address" in changed else {"user": cast.people[roles.IRO]}
        what = {"council": cast.council, "by": cast.people[roles.IRO_MANAGER], "child": cast.ada, "link": "/reviews/12"}
        return send(key, **{**what, **to, **values, **changed})

    return sending
