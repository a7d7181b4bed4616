"""The texts of messages: as shipped or a council's own, filled from a closed list of values, never with a child's name."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files

from footprint.children.models import Child
from footprint.council.models import Council
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.council.words import in_words
from footprint.messages.models import Template

# Every value that a text may hold. What a caller gives is checked by ``checked``; the others are filled here.
GIVEN = ("day", "time", "what", "number")
PLACEHOLDERS = ("initials", "link", *GIVEN, "reader", "sender", "service", "council")
ALWAYS = ("reader", "sender", "service", "council")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Text:
    """A message as it is shipped: ``uses`` are values that it needs, ``may`` those that it shows where there are any,
    ``keep`` those that a council's own text must hold."""

    key: str
    title: str
    subject: str
    body: str
    uses: tuple[str, ...]
    may: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """The values that a text of this message may hold, in the order of the closed list."""
        return tuple(name for name in PLACEHOLDERS if name in (*self.uses, *self.may, *ALWAYS))


@cache
def _file() -> dict:
    return tomllib.loads(files("footprint.messages").joinpath("templates.toml").read_text(encoding="utf-8"))


@cache
def texts() -> dict[str, Text]:
    """Every message by its key, in the order of the file."""
    rows = {key: row for key, row in _file().items() if key != "phrases"}
    return {
        key: Text(
            key,
            row["title"],
            row["subject"],
            row["body"].strip(),
            tuple(row["uses"]),
            tuple(row.get("may", ())),
            tuple(row.get("keep", ["link"] if "link" in row.get("may", ()) else [])),
        )
        for key, row in rows.items()
    }


def stands(council: Council, key: str, words: dict[str, str] | None = None) -> tuple[str, str]:
    """Subject and body as they stand for a council: its own, else the shipped ones in its words."""
    own = Template.objects.filter(council=council, key=key).values_list("subject", "body").first()
    if own:
        return own
    return shipped(council, key, words)


def shipped(council: Council, key: str, words: dict[str, str] | None = None) -> tuple[str, str]:
    words = profile(council.profile_name).words if words is None else words
    return in_words(texts()[key].subject, words), in_words(texts()[key].body, words)


def check_own(key: str, subject: str, body: str):
    """Raises Refused where a council's own text holds an unknown placeholder, or lacks one that it must hold."""
    text = texts()[key]
    for field, value in (("subject", subject), ("body", body)):
        for name in PLACEHOLDER.findall(value):
            if name not in text.known:
                known = ", ".join(f"{{{n}}}" for n in text.known)
                raise Refused(f"“{{{name}}}” cannot stand in this message. You may use {known}.", field)
        if set("{}") & set(PLACEHOLDER.sub("", value)):
            raise Refused("Write braces only around one of the words in the list, like {day}.", field)
    for name in PLACEHOLDER.findall(subject):
        if name not in (*text.uses, *ALWAYS):
            raise Refused(f"“{{{name}}}” is not always known. Put it in the text, not in the subject.", "subject")
    for name in text.keep:
        if f"{{{name}}}" not in body:
            raise Refused(f"Keep {{{name}}} in the text: without it the reader cannot act.", "body")


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its values. A line that needs a value which is missing is left out."""
    lines = [
        PLACEHOLDER.sub(lambda found: values[found[1]], line)
        for line in text.splitlines()
        if all(values.get(name) for name in PLACEHOLDER.findall(line))
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# -- values ------------------------------------------------------------------------------------------------------------


def initials(child: Child | None) -> str:
    """ "AW"; nothing that tells more. Where no name is known, "a child" in the council's words."""
    if child is None:
        return ""
    letters = [
        name.strip()[0].upper() for name in (child.used_name or child.first_name, child.last_name) if name.strip()
    ]
    return "".join(letters) or in_words("a child", profile(child.council.profile_name).words)


def checked(key: str, child: Child | None, values: dict) -> dict[str, str]:
    """What a caller gives, as text. Fails on a value that this message does not know, lacks, or of the wrong kind;
    raises Refused where it would tell a name of the child."""
    text = texts()[key]
    if unknown := {n for n in values if n not in GIVEN or n not in text.known}:
        raise ValueError(f"The message “{key}” takes no {', '.join(sorted(unknown))}.")
    missing = [n for n in text.uses if n in GIVEN and values.get(n) in (None, "")]
    if missing or ("initials" in text.uses and child is None):
        missing = missing or ["a child"]
        raise ValueError(f"The message “{key}” needs {', '.join(missing)}.")
    return {name: _as_text(name, value, child) for name, value in values.items() if value not in (None, "")}


def _as_text(name, value, child) -> str:
    wanted = {"day": date, "time": time, "number": int}.get(name, str)
    if not isinstance(value, wanted):
        raise ValueError(f"“{name}” of a message is a {wanted.__name__}.")
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b %Y}"
    if isinstance(value, time):
        return f"{value.hour % 12 or 12}:{value:%M}{'pm' if value.hour > 11 else 'am'}"
    if isinstance(value, str):
        refuse_name(value, child)
    return str(value)


def refuse_name(text: str, child: Child | None):
    """Raises Refused where a word of the text is one of the child's names; our own phrases hold none."""
    if child and text not in _file()["phrases"] and _words(text) & _names(child):
        raise Refused(
            "A message goes through ordinary e-mail and must not name the child. Say what it is about.", "what"
        )


def without_names(text: str, child: Child | None, instead: str) -> str:
    """A grown-up's name without what it shares with the child's: a parent's surname is the child's too."""
    if not child:
        return text
    kept = " ".join(word for word in text.split() if not _words(word) & _names(child))
    return kept or instead


def _names(child) -> set[str]:
    return {w for w in _words(f"{child.first_name} {child.last_name} {child.used_name}") if len(w) > 1}


def _words(text) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}
