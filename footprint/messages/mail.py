"""Handing a message to the mail server: taken, refused before it was taken, or nobody knows."""

from contextlib import suppress
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

# What a server says, or what fails here, before it has taken a message.
REFUSED = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError, ValueError)
HEADERS = {"Auto-Submitted": "auto-generated"}  # so that nobody's absence note answers it
WHY = {
    SMTPRecipientsRefused: "it does not take this address",
    SMTPSenderRefused: "it does not take our own address",
    SMTPDataError: "it does not take this text",
}


class NotReached(Exception):
    """The mail server could not be reached: nothing was handed over, and the next tick may try again."""


class NotTaken(Exception):
    """The mail server refused the message."""


class Kept(BaseEmailBackend):
    """Without EMAIL_URL: nothing leaves; what is handed over here is read in the development mailbox."""

    def send_messages(self, email_messages):
        return len(email_messages)


def leaves() -> bool:
    """Whether a mail server is set up."""
    return bool(settings.EMAIL_URL)


def hand_over(to: str, subject: str, body: str):
    """Hand one e-mail over. Whatever else it raises, the server may have taken it."""
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        raise NotReached(type(error).__name__) from error
    try:
        taken = EmailMessage(subject, body, to=[to], connection=connection, headers=HEADERS).send()
    except REFUSED as error:
        raise NotTaken(WHY.get(type(error), type(error).__name__)) from error
    finally:
        _close(connection)
    if not taken:
        raise NotTaken("the mail server took nothing")


def _close(connection):
    """A connection that breaks when it is closed has taken the message all the same."""
    with suppress(Exception):
        connection.close()
