"""The secrets that open a form without an account: a long one in the address and the QR code, a short one to be typed.

Both are made from the key of this installation, the response and its turn, so that they can be printed again; kept are
only their hashes. The long one cannot be guessed. Wrong tries of the short one are counted for each network address: after
``TRIES`` that address waits, and nobody else does.
"""

import base64
import hashlib
import hmac
import ipaddress
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db.models import Q

from footprint.children.models import AroundChild
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.voice.models import BEFORE, CHILD, Response

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else
SIZE = 12
TRIES, WAIT = 30, 600  # wrong codes from one network address, and seconds
TYPED = timedelta(hours=12)  # how long the address lasts to which a typed code leads
ANSWERED_OPENS = timedelta(days=400)  # how long a child finds there what became of it
WRONG = "This code does not open anything. Look at it once more: it has 12 letters and numbers. Or ask for a new one."
TOO_MANY = "There were too many wrong codes from here. Wait ten minutes, or open the link itself."


def secret_of(response: Response) -> str:
    """The long secret."""
    return base64.urlsafe_b64encode(_made(response, "link")[:21]).decode()


def code_of(response: Response) -> str:
    """The short secret, in three groups: K7QX-M2RP-9TCW."""
    number, letters = int.from_bytes(_made(response, "code"), "big"), []
    for _ in range(SIZE):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "-".join("".join(letters[at : at + 4]) for at in range(0, SIZE, 4))


def hashes(response: Response) -> dict[str, str]:
    """What is kept of both secrets."""
    return {"link_hash": _hash(secret_of(response)), "code_hash": _code_hash(code_of(response))}


def find(secret: str) -> Response | None:
    """The response that an address opens now: to be answered, or, once a child has answered, to see what became of it."""
    try:
        return _open(_typed(secret) if ":" in secret else Q(link_hash=_hash(secret)))
    except signing.BadSignature:
        return None


def _typed(secret: str) -> Q:
    """What an address opens to which a typed code led: until the link has another turn."""
    pk, turn = signing.loads(secret, salt="voice", max_age=TYPED)
    return Q(pk=pk, turn=turn)


def find_code(code: str, where: str) -> str:
    """The part of an address to which a typed code leads. Raises Refused where it leads nowhere, or where there were too
    many wrong ones from this network address."""
    counter = f"voice-code-{_hash(_network(where))}"
    if cache.get(counter, 0) >= TRIES:
        raise Refused(TOO_MANY, "code")
    response = _open(Q(code_hash=_code_hash(code)))
    if response is None:
        cache.set(counter, cache.get(counter, 0) + 1, WAIT)
        raise Refused(WRONG, "code")
    return signing.dumps([response.pk, response.turn], salt="voice")


def _open(which: Q) -> Response | None:
    rows = Response.objects.standing().filter(which, child__died=None, link_hash__isnull=False)
    response = rows.select_related("child__council__service", "council__service", "form", "review").first()
    if response is None or _is_kept_away(response):
        return None
    return response if is_open(response, today(response.council.service)) else None


def _is_kept_away(response: Response) -> bool:
    """Whether somebody was asked who must get nothing any more."""
    parts = AroundChild.objects.standing().filter(child=response.child_id, person=response.person_id, ends_on=None)
    return response.person_id is not None and parts.exclude(kept_from="").exists()


def is_open(response: Response, on: date) -> bool:
    """Whether the link of a response opens anything on a day. What is asked before a review opens until it was held."""
    if response.answered_on:
        return response.respondent == CHILD and on <= response.answered_on + ANSWERED_OPENS
    if response.purpose == BEFORE and response.review and response.review.withdrawn_at is None:
        held = response.review.held_on
        return held is None or on <= held
    return response.until is None or on <= response.until


def _made(response: Response, what: str) -> bytes:
    mixed = f"voice/{what}/{response.pk}/{response.turn}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), mixed, hashlib.sha256).digest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _code_hash(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hmac.new(settings.SECRET_KEY.encode(), f"voice code {plain}".encode(), hashlib.sha256).hexdigest()


def _network(where: str) -> str:
    """The network address that counts: of IPv6 the part that one household has."""
    try:
        address = ipaddress.ip_address(where)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
