"""A sentence about a child turned into one to the child: "Amara sees Kofi" becomes "You see Kofi".

Only what is sure is turned: the name with what it owns, and the name as subject of a verb in the simple present. All else stays
for the writer, whom ``check.advice`` shows where a name is left.
"""

import re

IRREGULAR = {"has": "have", "is": "are", "was": "were", "does": "do", "goes": "go", "hasn't": "haven't", "isn't": "aren't",
             "wasn't": "weren't", "doesn't": "don't"}  # fmt: skip
SAME = {"will", "can", "could", "should", "must", "may", "might", "would", "had", "did"}
# What may stand before the subject of a sentence or clause.
BEFORE_SUBJECT = re.compile(
    r"(?:^|[.!?;:,|\n“-]\s*|\b(?:and|but|or|so|then|that|where|when|while|until|how|what|who|why|if|because|before|after)\s)$"
)
NO_VERB = {"always", "perhaps", "sometimes", "this", "its", "his", "as", "us", "thus", "plus", "yes"}


def to_you(text: str, name: str) -> str:
    """The text with the child's name as "you" and "your" where that is sure."""
    if not name.strip():
        return text
    owned = re.compile(rf"\b{re.escape(name)}['’]s\b")
    text = owned.sub(lambda m: _cased("your", text, m.start()), text)
    joined = re.compile(rf"\b{re.escape(name)} and (?=[A-Z]|the\b|her\b|his\b|their\b)")
    text = joined.sub(lambda m: f"{_cased('you', text, m.start())} and ", text)
    subject = re.compile(rf"\b{re.escape(name)} ([a-z]+(?:'t)?)\b")
    return subject.sub(lambda m: _subject(m, text), text)


def _subject(found: re.Match, text: str) -> str:
    if not BEFORE_SUBJECT.search(text[: found.start()]):
        return found[0]
    verb = found[1]
    plain = IRREGULAR.get(verb) or (verb if verb in SAME else _without_s(verb))
    return f"{_cased('you', text, found.start())} {plain}" if plain else found[0]


def _without_s(verb: str) -> str:
    """The verb as after "you"; empty where it is not sure that it is one."""
    if verb in NO_VERB or not verb.endswith("s") or verb.endswith(("ss", "us", "is")) or len(verb) < 4:
        return ""
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("ches", "shes", "sses", "xes", "zzes")) else verb[:-1]


def _cased(word: str, text: str, at: int) -> str:
    """With a capital where a sentence begins."""
    before = text[:at].rstrip(" ")
    return word.capitalize() if not before or before[-1] in ".!?|\n-“" else word
