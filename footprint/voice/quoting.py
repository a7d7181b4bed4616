"""Quotations: whose words may be printed, for which use, with whose consent, and where they were."""

import re
import unicodedata
from datetime import date
from importlib.resources import files

from django.db import transaction
from django.db.models import Q, QuerySet

from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.models import AroundChild, Child, Person, SocialWork
from footprint.council.models import Council, Staff
from footprint.council.refusals import Refused
from footprint.law.words import long_day
from footprint.reviews.copies import HOME_WORDS, POSTCODE, STREETS, Home, home_of, home_with
from footprint.reviews.invited import siblings_in_care
from footprint.voice.helping import in_order
from footprint.voice.models import CHILD, Quote, QuotePrint

ASKED_FROM = 12
SELF, PARENT, NOBODY = "self", "parent", "nobody"
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
STREET = re.compile(
    r"\b\d+[a-z]?,? (?:[A-Z][\w'’]+ ){1,3}(?:" + "|".join(word.capitalize() for word in STREETS) + r")\b"
)
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "the", "and", "of", "child"}
# Names that are words of every day too: found only where they are written with a capital letter.
EVERYDAY = set(files("footprint.voice").joinpath("everyday.txt").read_text(encoding="utf-8").split())
PLACES_OF_EVERYDAY = {"school", "college", "nursery", "nhs", "council", "hospital", "gp", "cafcass"}


def check_quote(row: Quote, on: date):
    """Refuses words from which somebody or a place can be known, and consent that does not count."""
    in_order(row, on, {"said_on": "It was said", "consent_on": "Consent was given"})
    if row.respondent == CHILD and row.child is None:
        raise Refused(
            "Begin a child's words at the page of the child, so that their names can be kept out.", "respondent"
        )
    for name in ("words", "role"):
        if found := told_in(getattr(row, name), row.council, row.child):
            raise Refused(f"Take out “{found}”: by it somebody could know who speaks, or where.", name)
    if row.consent_by == NOBODY:
        row.uses = []
        return
    if not row.uses:
        raise Refused("Choose at least one use to which they consent.", "uses")
    if row.consent_by == PARENT:
        _check_parent(row)


def _check_parent(row: Quote):
    """Somebody else consents only in the place of a child who is too young to be asked, and never against the child."""
    child = row.child
    if row.respondent != CHILD or child is None:
        raise Refused("Only for a child's own words. Everybody else is asked themselves.", "consent_by")
    age = child.age_on(row.consent_on)
    if age >= ASKED_FROM:
        raise Refused(
            f"{child.short_name} was {age} on that day. A child of {ASKED_FROM} or over is asked: nobody consents in their place.",
            "consent_by",
        )
    if not row.consent_words.strip():
        raise Refused("Say who consented, and why the child could not be asked.", "consent_words")
    own = Q(consent_by=NOBODY, withdrawn_at=None) | Q(withdrawn_on__isnull=False)
    if no := Quote.objects.filter(own, child=child, respondent=CHILD).exclude(pk=row.pk).order_by("-pk").first():
        day = long_day(no.withdrawn_on or no.consent_on)
        raise Refused(
            f"{child.short_name} said no on {day}. Nobody consents against that: ask the child.", "consent_by"
        )


def check_taken_back(row: Quote, on: date, day: date):
    """Consent is taken back on a day from that on which it was given to today."""
    if not row.consent_on <= day <= on:
        raise Refused(f"Enter a day from {long_day(row.consent_on)} to today.", "withdrawn_on")


# -- what must not stand in it -----------------------------------------------------------------------------------------


def told_in(text: str, council: Council, child: Child | None) -> str:
    """The first name, place or address in a text from which somebody could be known; empty where there is none."""
    if found := POSTCODE.search(text) or STREET.search(text):
        return found[0]
    for line in _places(council, child):
        if Home(frozenset({line})).is_in(text):
            return line
    words = WORD.findall(text)
    names = _names(child) if child else set()
    for word in words:
        if any(_is_name(part, names) for part in _parts(word)):
            return word
    return _full_name(words, council)


def _parts(word: str) -> list[str]:
    """A word and what stands between its hyphens and apostrophes: "Ada's" holds "Ada"."""
    return [word, *re.split(r"[-'’]", word)]


def _is_name(word: str, names: set[str]) -> bool:
    plain = _plain(word)
    return plain in names and (plain not in EVERYDAY or word[:1].isupper())


def _plain(word: str) -> str:
    """In small letters, without accents."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c)).lower()


def _names(child: Child) -> set[str]:
    """Each part of the names of the child, brothers and sisters, people round the child, and those who work with them."""
    children = [child, *siblings_in_care(child)]
    told = [name for c in children for name in (c.first_name, c.used_name, c.last_name)]
    told += AroundChild.objects.standing().filter(child=child).values_list("person__name", flat=True)
    told += IroAssignment.objects.standing().filter(child=child).values_list("iro__name", flat=True)
    told += [n for n in SocialWork.objects.standing().filter(child=child).values_list("worker__name", flat=True) if n]
    parts = {_plain(part) for name in told for word in WORD.findall(name) for part in _parts(word)}
    return {part for part in parts if len(part) > 1} - TITLES


def _places(council: Council, child: Child | None) -> list[str]:
    """Schools and other places that the council's records name, and the addresses of the child, the family and carers."""
    named = Person.objects.filter(council=council).exclude(organisation="").values_list("organisation", flat=True)
    found = {place for place in named.distinct() if place.lower() not in PLACES_OF_EVERYDAY | HOME_WORDS}
    if child:
        for each in (child, *siblings_in_care(child)):
            found |= home_of(each).lines
        found |= home_with(AroundChild.objects.standing().filter(child=child).select_related("person")).lines
    return sorted(found, key=lambda place: (-len(place), place))


def _full_name(words: list[str], council: Council) -> str:
    """A first and a last name side by side that belong to somebody of the council, or nothing."""
    pairs = {(one.title(), two.title()) for one, two in zip(words, words[1:], strict=False)}
    names = {f"{one} {two}" for one, two in pairs}
    firsts, lasts = {one for one, _ in pairs}, {two for _, two in pairs}
    children = Child.objects.filter(Q(first_name__in=firsts) | Q(used_name__in=firsts), council=council, last_name__in=lasts)  # fmt: skip
    known = {f"{first} {c.last_name}" for c in children for first in (c.first_name, c.used_name)}
    known |= set(Person.objects.filter(council=council, name__in=names).values_list("name", flat=True))
    known |= set(Staff.objects.filter(service=council.service_id, name__in=names).values_list("name", flat=True))
    return min(names & known, default="")


# -- printing ----------------------------------------------------------------------------------------------------------


def printable(council: Council, use: str, day: date) -> QuerySet[Quote]:
    """The quotations that may be printed for a use on a day, the newest first. None whose consent was taken back, none of
    words that were written down in error or of a child who has died, and none to which somebody else consented once the child is old enough to be asked."""
    rows = Quote.objects.filter(withdrawn_at=None, council=council, consent_on__lte=day, child__died=None)
    rows = rows.filter(Q(response=None) | Q(response__withdrawn_at=None))
    given = Q(consent_by=SELF) | Q(consent_by=PARENT, child__born__gt=_born_asked_by(day))
    wanted = [row.pk for row in rows.filter(given) if use in row.uses]
    return Quote.objects.filter(pk__in=wanted).order_by("-said_on", "-pk")


def _born_asked_by(day: date) -> date:
    """Who was born on this day or before is old enough to be asked on ``day``."""
    try:
        return day.replace(year=day.year - ASKED_FROM)
    except ValueError:
        return date(day.year - ASKED_FROM, 2, 28)


def to_ask(quote: Quote, day: date) -> bool:
    """Whether the child has grown old enough to be asked since somebody else consented."""
    return quote.consent_by == PARENT and quote.child is not None and quote.child.age_on(day) >= ASKED_FROM


@transaction.atomic
def printed(quotes, *, where: str, on: date, by=None):
    """Note where quotations were printed; the same place and day once only."""
    for quote in quotes:
        _, new = QuotePrint.objects.get_or_create(quote=quote, where=where, printed_on=on)
        if new:
            log.record("printed a quotation", by=by, council=quote.council_id, child=quote.child_id, subject=f"Quote {quote.pk}", where=where)  # fmt: skip
