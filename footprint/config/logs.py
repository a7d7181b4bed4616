"""The secret part of an address (a personal link, a calendar's feed) stands in no log, whoever writes it: this program,
Django or the web server around it."""

import logging
import re

HIDDEN = "(hidden)"
PERSONAL = re.compile(r"/([pv])/[^/\s?\"'&#<>]+")
FEED = re.compile(r"/calendar/[^/\s?\"'&#<>]+\.ics")
_plain = logging.Formatter()


def hidden(text: str) -> str:
    """The text without the secrets of its addresses."""
    return FEED.sub(f"/calendar/{HIDDEN}.ics", PERSONAL.sub(rf"/\1/{HIDDEN}", text))


def hide_secrets():
    """From now on every line that is logged in this process is written without them."""
    make = logging.LogRecord

    def record(*args, **kwargs):
        made = make(*args, **kwargs)
        try:
            said = made.getMessage()
        except (TypeError, ValueError, KeyError):
            return made  # logging itself says what is wrong with it
        if hidden(said) != said:
            made.msg, made.args = hidden(said), ()
        if made.exc_info and made.exc_info[0]:
            made.exc_text = hidden(_plain.formatException(made.exc_info))
        return made

    logging.setLogRecordFactory(record)
