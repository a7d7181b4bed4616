"""The public pages in other languages: one translation file (gettext's PO) for each, in ``languages`` beside this module.

English is the source and needs none. A sentence that a file does not hold is shown in English.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

from footprint.voice import asking, links
from footprint.voice.forms import SCALE, every_text

ENGLISH = "en"
FOLDER = Path(str(files("footprint.voice").joinpath("languages")))
# The sentences of the public pages that are in no form.
PAGE = (
    "Leave this page",
    "Bigger words",
    "Smaller words",
    "Language",
    "Skip to the questions",
    "Before you begin",
    "We meet on {day}.",
    "Want to talk to somebody?",
    "What happened to what you asked",
    "You asked",
    "Yes",
    "In part",
    "No",
    "Nothing is decided yet. Come back after your review.",
    "You have not asked for anything here.",
    "Your code",
    "Type your code",
    "It has 12 letters and numbers and stands on your page.",
    "Open",
    "If you are in danger now, call 999. Do not wait for us.",
    "Do you want to say more? You do not have to.",
    "Tell them now",
    "Go back",
    "We have told people who can help.",
    "The person who leads the review and who stands in for them know now. If you need somebody sooner:",
    "Somebody will speak with you within a few days.",
    "It is about the person who leads my review: do not show it to them",
    "It is about the person who leads the review: do not show it to them",
    "This was sent already, from another page. What you wrote here since is not sent. You can copy it:",
    "What you asked for is with the person who leads your review. They will answer you themselves.",
    "Others at your review can read this now. You were told why on {day}.",
    "Your page",
    "Nobody is told until you press this:",
    "If you choose nothing, it is the first.",
    links.WRONG,
    links.TOO_MANY,
    asking.NOTHING_YET,
    asking.NEW_LINK,
    asking.SENT_ALREADY,
    "Somebody will speak with you within a few days, and can get you an advocate: somebody who helps you to say what you want.",
    "This link does not open anything any more.",
    "It may be used up, out of date, or taken back. Ask who gave it to you for a new one.",
    "We could not tell anybody just now. Please call:",
    "Please correct this",
    "Say something else",
)


@cache
def languages() -> dict[str, str]:
    """Code and own name of each language in which the pages can be read, English first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.po"))
    return {code: Locale.parse(code, sep="_").get_display_name(code) or code for code in (ENGLISH, *codes)}


def is_right_to_left(code: str) -> bool:
    return Locale.parse(code, sep="_").text_direction == "rtl"


def said_in(code: str, text: str) -> str:
    """A sentence in a language; in English where nobody has translated it."""
    return _catalog(code).get(text) or text


def day_in(code: str, day: date) -> str:
    """A day with its weekday, in a language: "Wednesday 22 January"."""
    if code == ENGLISH:
        return f"{day:%A} {day.day} {day:%B}"
    return format_date(day, "EEEE d MMMM", locale=code)


def to_translate() -> list[str]:
    """Every sentence of the public pages, each once, in their order."""
    return list(dict.fromkeys([*PAGE, *SCALE.values(), *every_text()]))


@cache
def _catalog(code: str) -> dict[str, str]:
    path = FOLDER / f"{code}.po"
    if code == ENGLISH or not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string and not m.fuzzy}
