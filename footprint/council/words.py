"""The council's own words in sentences that are written with the usual ones.

Templates and forms are written in plain English ("an IRO", "3 reviews overdue"). Where a council's profile calls a thing
otherwise, the thing's name is replaced here, with its article and its capital letter. The law's own sentences, national
codes and names of people, teams and files are never put through this.
"""

import re
from functools import cache

# What a profile may rename wherever it stands. "record" and "decisions" are verbs or law elsewhere: templates name them.
RENAMED = ("children_in_care", "social_worker", "children", "child", "reviews", "review", "iros", "iro")
USUAL = {"children_in_care": "children in care", "social_worker": "social worker", "iros": "IROs", "iro": "IRO"}
SOUNDS_LIKE_VOWEL = re.compile(r"[aeio]|u(?!n[ei]|s[eu])|(?=[A-Z]{2})[AEFHILMNORSX]", re.ASCII)


def article(words: str) -> str:
    """ "an IRO", "a child", "an independent person"."""
    start = words if words[:2].isupper() else words[:1].lower() + words[1:]
    return f"{'an' if SOUNDS_LIKE_VOWEL.match(start) else 'a'} {words}"


def in_words(text: str, words: dict[str, str]) -> str:
    """The text in the council's words."""
    changed = {USUAL.get(k, k): words[k] for k in RENAMED if words.get(k, USUAL.get(k, k)) != USUAL.get(k, k)}
    if not changed:
        return text
    return _pattern(tuple(changed)).sub(lambda found: _renamed(found, changed), text)


@cache
def _pattern(usual: tuple[str, ...]):
    return re.compile(rf"\b([Aa]n? )?({'|'.join(usual)})\b(?!-)", re.IGNORECASE)


def _renamed(found, changed) -> str:
    before, usual = found.groups()
    new = changed.get(usual) or changed.get(usual.lower()) or changed[usual.upper()]
    new = article(new) if before else new
    capital = before[0].isupper() if before else usual[0].isupper() and usual not in ("IRO", "IROs")
    return new[0].upper() + new[1:] if capital else new
