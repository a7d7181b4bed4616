"""Who gets what of a review, and the wall that every paper passes on its way out.

A paper is composed for one recipient. Where the recipient may not learn where the child lives, the child's address is
taken out of it; a paper in which it is still found does not leave. Nobody who is kept from the papers gets any.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q

from footprint.accounts.models import User
from footprint.accounts.roles import TEAM_MANAGER
from footprint.children.models import AroundChild, Child, Person, Placement, RestrictedAccess, SocialWork
from footprint.council.models import Staff
from footprint.council.refusals import Refused
from footprint.documents.paper import Bullets, Grid, Heading, Paper, Said, Words
from footprint.reviews.invited import siblings_in_care, standing_parts, worker_of
from footprint.reviews.models import Attendee, Meeting, Review

NOT_SHARED = "(address not shared)"
NOT_ASKED = "is not asked to this review"
POSTCODE = re.compile(r"(?<![^\W_])[A-Z]{1,2}\d[A-Z\d]?[\W_]*\d[A-Z]{2}(?![^\W_])", re.IGNORECASE)
HOME_WORDS = {"at", "in", "the", "a", "my", "her", "his", "their", "own", "s", "child", "childs", "carer", "carers", "foster",
              "family", "home", "house"}  # fmt: skip
CHILD = "child"
# How the last word of a street is shortened.
STREETS = {"lane": ("Ln", "La"), "road": ("Rd",), "street": ("St", "Str"), "avenue": ("Ave", "Av"), "close": ("Cl",),
           "drive": ("Dr", "Drv"), "crescent": ("Cres", "Cr"), "court": ("Ct",), "place": ("Pl",), "gardens": ("Gdns",),
           "terrace": ("Terr", "Ter"), "square": ("Sq",), "grove": ("Gr", "Grv"), "way": ("Wy",)}  # fmt: skip
# The papers that people get by their part in the child's life; the letter is the child's own.
INVITATION, DECISIONS, RECORD, LETTER = "invitation", "decisions", "record", "letter"


class Stopped(Refused):
    """A paper was kept from leaving, because it would have told where the child lives."""


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a paper may go. ``why_not`` says why they get none; with it nothing is sent."""

    key: str
    name: str
    role: str
    role_words: str
    how: str
    address: tuple[str, ...] = ()
    email: str = ""
    may_know_home: bool = True
    why_not: str = ""
    person: Person | None = None
    user: User | None = None


def recipients(review: Review, what: str) -> list[Recipient]:
    """Everybody round the child, and who gets this paper of the review; the others with the reason why not."""
    child = review.child
    listed = list(Attendee.objects.filter(review=review))
    found = [_the_child(child)] if what in (INVITATION, LETTER) else []
    if what != LETTER:
        asked = {a.person_id for a in listed if a.invited}
        parts: dict[int, list[AroundChild]] = {}
        for part in standing_parts(child):
            parts.setdefault(part.person_id, []).append(part)
        found += [_of_parts(of_one, what, asked) for of_one in parts.values()]
        found += _staff(child, what)
    if what == INVITATION:
        off = {CHILD if a.is_child else f"staff {a.staff_id}" for a in listed if not a.invited and not a.person_id}
        found = [replace(r, why_not=r.why_not or NOT_ASKED) if r.key in off else r for r in found]
    if child.died:
        found = [replace(r, why_not=f"{child.short_name} has died") for r in found]
    return found


def _the_child(child: Child) -> Recipient:
    home = AroundChild.objects.standing().filter(child=child, ends_on=None, child_lives_here=True)
    carer = home.select_related("person").order_by("pk").first()
    address = _lines(carer.person) if carer else ()
    return Recipient(CHILD, child.short_name, CHILD, "the child", "hand", address)


def _of_parts(parts: list[AroundChild], what: str, asked: set[int | None]) -> Recipient:
    """One person, by all the parts that they have: kept away by one of them is kept away."""
    first, person = parts[0], parts[0].person
    why = next((part.kept_from for part in parts if part.kept_from), "")
    if not why and not any(what in part.gets for part in parts):
        why = "does not get this paper"
    if not why and what == INVITATION and person.pk not in asked:
        why = NOT_ASKED
    return Recipient(
        f"person {person.pk}",
        person.name,
        first.role,
        first.get_role_display(),
        person.reached_by,
        _lines(person),
        person.email,
        all(part.may_know_home and not part.kept_from for part in parts),
        why,
        person=person,
    )


def _staff(child: Child, what: str) -> list[Recipient]:
    """The social worker, and the team's manager who answers for the decisions."""
    worker = worker_of(child)
    found = [_of_worker(worker)] if worker else []
    if what != INVITATION:
        found += [
            Recipient(f"user {user.pk}", user.name, TEAM_MANAGER, "team manager", "here", user=user)
            for user in team_managers(child)
        ]
    return found


def team_managers(child: Child) -> list[User]:
    """Those who sign in as managers of the child's social work team, and may see the child."""
    team = SocialWork.objects.standing().filter(child=child, ends_on=None).values_list("team", flat=True).first()
    if team is None:
        return []
    members = User.objects.filter(membership__role=TEAM_MANAGER, membership__team=team, is_active=True)
    if child.restricted:
        members = members.filter(pk__in=RestrictedAccess.objects.filter(child=child).values("user"))
    return list(members.order_by("name"))


def _of_worker(worker: Staff) -> Recipient:
    user = worker.user if worker.user and worker.user.is_active else None
    return Recipient(
        f"staff {worker.pk}",
        worker.name,
        "social_worker",
        "social worker",
        "here" if user else "hand",
        user=user,
    )


def _lines(person: Person) -> tuple[str, ...]:
    lines = [line.strip() for line in person.address.splitlines()] + [person.postcode.strip()]
    return tuple(line for line in lines if line)


# -- where the child lives ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Home:
    """An address, line by line, as it must not be found in a paper for somebody who may not know it, and the full names of
    those who live there with the name that is written instead."""

    lines: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def __or__(self, other: "Home") -> "Home":
        return Home(self.lines | other.lines, self.names | other.names)

    def without(self, known: "Home") -> "Home":
        """What is left to hide from somebody who knows an address: their own."""
        return Home(self.lines - known.lines, self.names)

    def hidden_in(self, text: str) -> str:
        """The text without the address, however it is spaced or written in capitals, and without full names."""
        for pattern in self._patterns():
            text = pattern.sub(NOT_SHARED, text)
        for full, short in sorted(self.names, key=lambda pair: -len(pair[0])):
            text = _spelled(full).sub(short, text)
        return text

    def is_in(self, text: str) -> bool:
        names = (_spelled(full) for full, _ in self.names)
        return any(pattern.search(text) for pattern in (*self._patterns(), *names))

    def _patterns(self) -> Iterable[re.Pattern]:
        return map(_spelled, sorted(self.lines, key=len, reverse=True))


def _spelled(words: str) -> re.Pattern:
    """Words as they may be written: in any capitals, with anything or nothing between their letters."""
    letters = re.findall(r"[^\W_]", words)
    return re.compile(r"(?<![^\W_])" + r"[\W_]*".join(letters) + r"(?![^\W_])", re.IGNORECASE)


def hidden_from(recipient: Recipient, review: Review) -> Home:
    """All that a paper of this review must not tell this reader: where the child lives and who lives there, unless they may
    know; where a brother or sister in care lives, unless they may know that; and the addresses of others round the child.
    The child's own papers tell no secret home of a brother or sister. Staff know what they work with."""
    child, found, others = review.child, Home(), Home()
    if not recipient.may_know_home:
        found |= home_of(child, review)
    if recipient.person is None and recipient.key != CHILD:
        return found
    for other in siblings_in_care(child):
        if recipient.person is None or not _may_know(recipient.person, other):
            others |= home_of(other)
    if recipient.person is None:
        return found | others.without(home_of(child))
    for part in standing_parts(child):
        lives_there = part.child_lives_here or part.role == AroundChild.CARER
        if part.person_id != recipient.person.pk and not lives_there:
            others |= _home(_lines(part.person))
    return found | others.without(_home(recipient.address))


def _may_know(person: Person, other: Child) -> bool:
    """Whether this very person (a namesake is somebody else) has a part in the other child's life too, with which they may
    know where that child lives."""
    parts = AroundChild.objects.standing().filter(child=other, ends_on=None, person=person)
    return any(part.may_know_home and not part.kept_from for part in parts)


def home_of(child: Child, review: Review | None = None) -> Home:
    """The lines of the address at which the child lives: of carers and others with whom they live, of the placement, and
    the place of a meeting that is held at home."""
    with_them = Q(child_lives_here=True) | Q(role=AroundChild.CARER)
    parts = AroundChild.objects.standing().filter(with_them, child=child, ends_on=None).select_related("person")
    lines = {line for part in parts for line in _lines(part.person)}
    lines |= set(Placement.objects.standing().filter(child=child, ends_on=None).values_list("postcode", flat=True))
    if review is not None:
        at_home = review.meetings.filter(at_home=True).exclude(state=Meeting.CANCELLED)
        lines |= {line for place in at_home.values_list("place", flat=True) for line in place.splitlines()}
    names = {(part.person.name, part.person.name.split()[0]) for part in parts if len(part.person.name.split()) > 1}
    return Home(_home(lines).lines, frozenset(names))


def home_with(parts: Iterable[AroundChild]) -> Home:
    """The addresses of people round a child."""
    return _home(line for part in parts for line in _lines(part.person))


def _home(lines: Iterable[str]) -> Home:
    return Home(frozenset(piece for line in lines for piece in _pieces(line)))


def _pieces(line: str) -> set[str]:
    """A line of an address as people write it down elsewhere: whole, between its commas, the street without the number of
    the house, number and street without its last word ("12 Orchard"), the postcode alone. Not words like "at home"."""
    found = {line.strip(), *(part.strip() for part in line.split(",")), *POSTCODE.findall(line)} - {""}
    for part in list(found):
        number, *street = part.split()
        if number[0].isdigit() and street:
            found.add(" ".join(street))
            if street[1:] and street[-2].lower() != "the":
                found.add(" ".join([number, *street[:-1]]))
            found |= {" ".join([*street[:-1], kind]) for kind in STREETS.get(street[-1].lower(), ()) if street[1:]}
    named = {piece for piece in found if re.search(r"[^\W\d_]", piece)}
    return {piece for piece in named if not set(re.findall(r"[^\W\d_]+", piece.lower())) <= HOME_WORDS}


def passed(paper: Paper, recipient: Recipient, home: Home) -> Paper:
    """The paper as it may leave for this recipient, without what is hidden from them (``hidden_from``). Raises Refused where
    it may not leave at all."""
    if recipient.why_not:
        raise Refused(f"{recipient.name} gets none: {recipient.why_not}.")
    if not home.lines and not home.names:
        return paper
    safe = _without(paper, home)
    if home.is_in("\n".join(every_text(safe))):
        raise Stopped(f"The copy for {recipient.name} was stopped: the address of the child is still in it.")
    return safe


def _without(paper: Paper, home: Home) -> Paper:
    hide = home.hidden_in
    blocks = []
    for block in paper.blocks:
        if isinstance(block, Heading | Words):
            block = replace(block, text=hide(block.text))
        elif isinstance(block, Said):
            block = replace(block, text=hide(block.text), by=hide(block.by))
        elif isinstance(block, Bullets):
            block = replace(block, items=tuple(map(hide, block.items)))
        elif isinstance(block, Grid):
            rows = tuple(tuple(map(hide, row)) for row in block.rows)
            block = replace(block, heads=tuple(map(hide, block.heads)), rows=rows, caption=hide(block.caption))
        blocks.append(block)
    return replace(
        paper,
        blocks=tuple(blocks),
        title=hide(paper.title),
        sender=tuple(map(hide, paper.sender)),
        footer=hide(paper.footer),
        reference=hide(paper.reference),
    )


def every_text(paper: Paper) -> list[str]:
    """Every text of a paper but the addressee's own name and address."""
    found = [paper.title, *paper.sender, paper.footer, paper.reference, paper.date]
    for block in paper.blocks:
        if isinstance(block, Heading | Words):
            found.append(block.text)
        elif isinstance(block, Said):
            found += [block.text, block.by]
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Grid):
            found += [*block.heads, block.caption, *(cell for row in block.rows for cell in row)]
    return found
