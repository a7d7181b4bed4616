"""Writing about children: the only writes of this room. A refusal is a sentence."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.accounts.roles import RESTRICT
from footprint.audit import log
from footprint.children.models import (
    AdoptionPlan,
    AroundChild,
    Child,
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Person,
    Placement,
    ProtectionPlan,
    Relation,
    RestrictedAccess,
    ReviewInterval,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.council.actions import hold
from footprint.council.refusals import Refused
from footprint.dated.bulk import insert
from footprint.dated.models import FAR_FUTURE
from footprint.law.days import eighteenth_birthday

HOW_AROUND = ("parental_responsibility", "child_lives_here", "may_know_home", "gets", "kept_from")
# What makes a fact of a kind what it is, beside its days.
VALUES = {
    PeriodOfCare: ("end_reason", "end_reason_local", "need"),
    LegalStatus: ("code", "local_code"),
    Placement: (
        "code",
        "local_code",
        "provider",
        "location",
        "distance",
        "postcode",
        "home_postcode",
        "urn",
        "end_reason",
        "move",
    ),
    UnaccompaniedStatus: (),
    ProtectionPlan: (),
    MissingTime: ("kind",),
    AdoptionPlan: ("end_reason",),
    SocialWork: ("worker_id", "team_id", "change_reason"),
    Relation: ("other_id", "kind"),
    ReviewInterval: ("months", "reason", "set_by"),
    AroundChild: ("person_id", "role", *HOW_AROUND),
}
# Values that are only known when the fact ends, and so may be filled in together with its end.
END_VALUES = {PeriodOfCare: {"end_reason", "end_reason_local"}, Placement: {"end_reason"}, AdoptionPlan: {"end_reason"}}
WORDS = {
    PeriodOfCare: "time in care",
    LegalStatus: "legal status",
    Placement: "placement",
    UnaccompaniedStatus: "unaccompanied asylum-seeking status",
    ProtectionPlan: "child protection plan",
    MissingTime: "missing time",
    AdoptionPlan: "plan of adoption",
    SocialWork: "social worker",
    Relation: "relation",
    ReviewInterval: "review interval",
    AroundChild: "part in the child's life",
}
SEVERAL_AT_ONCE = (Relation, AroundChild)
# A new one of these ends the one before: a child moves, a status changes, another worker takes over.
FOLLOWS = (LegalStatus, Placement, SocialWork, ReviewInterval)
DIED = "E2"
WHILE_IN_CARE = (LegalStatus, Placement, MissingTime, AdoptionPlan, ReviewInterval)


@dataclass(frozen=True)
class Claim:
    """A fact as a file claims it: its days, its values by name, and where it stands."""

    starts_on: date
    ends_on: date | None
    values: tuple
    start_known: bool = True
    year: str = ""
    row: str = ""

    @property
    def key(self):
        return (self.starts_on, self.start_known, self.ends_on, self.values)


@dataclass
class TakenIn:
    """What an import of facts did, and where a person must decide: (child id, what, where, ours, theirs, and what the
    file claims)."""

    new: int = 0
    ended: int = 0
    withdrawn: int = 0
    differences: list[tuple] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.ended or self.withdrawn)


def take_in_facts(model, *, council, by, at, claims: dict[int, list[Claim]], until: date) -> TakenIn:
    """Make the standing facts of a kind that come from files what the files claim, for the given children.

    What a person recorded or ended is never overwritten, nor what a person withdrew written again: the difference is
    returned. ``until`` is the last day of which the files speak: what they call open may have ended after it. Part of
    an import's one transaction.
    """
    names, done = VALUES[model], TakenIn()
    rows = model.objects.filter(council=council)
    standing: dict[int, list] = {}
    refused_before: dict[int, list] = {}
    for fact in rows.order_by("starts_on"):
        if fact.withdrawn_at is None:
            standing.setdefault(fact.child_id, []).append(fact)
        elif fact.source_kind == model.FILE and fact.withdrawn_by_id:
            refused_before.setdefault(fact.child_id, []).append(fact)
    withdraw: list = []
    end: list = []
    new: list = []
    for child, wanted in claims.items():
        ours = [f for f in standing.get(child, []) if not _of_a_return(f)]
        theirs = {_key(f, names): f for f in standing.get(child, []) if _of_a_return(f)}
        mended = {_beginning(f.starts_on, _values_of(f, names), model) for f in refused_before.get(child, [])}
        missing = [c for c in wanted if c.key not in theirs]
        surplus = {k: f for k, f in theirs.items() if k not in {c.key for c in wanted}}
        for claim in missing:
            if any(_agree(f, claim, model, names, until) for f in ours):
                continue
            mine = next((f for f in ours if _clash(claim, f, model)), None)
            open_fact = _ended_by(claim, surplus, model, names)
            if mine or _beginning(claim.starts_on, claim.values, model) in mended:
                done.differences.append(_difference(child, claim, mine, model, names))
            elif open_fact:
                del surplus[_key(open_fact, names)]
                open_fact.ends_on = claim.ends_on
                for name, value in zip(names, claim.values, strict=True):
                    setattr(open_fact, name, value)
                open_fact.end_recorded_at, open_fact.end_recorded_by = at, by
                end.append(open_fact)
            else:
                new.append(_fact(model, council, child, claim, names, by, at))
        withdraw += surplus.values()
    for fact in withdraw:
        fact.withdrawn_at = at
    model.objects.bulk_update(withdraw, ["withdrawn_at"], batch_size=500)
    model.objects.bulk_update(end, ["ends_on", "end_recorded_at", "end_recorded_by", *names], batch_size=500)
    insert(model, new)
    done.new, done.ended, done.withdrawn = len(new), len(end), len(withdraw)
    return done


@transaction.atomic
def record_fact(
    model,
    *,
    child: Child,
    by,
    starts_on: date,
    ends_on: date | None = None,
    start_known: bool = True,
    on: date,
    **values,
):
    """Record that something was true of a child from a day on. Refuses what overlaps, or begins in the future.

    A legal status, placement, social worker or interval ends the open one of its kind that began earlier.
    """
    child = lock(child.pk)
    if starts_on > on:
        raise Refused(
            f"The {WORDS[model]} cannot begin after today. Enter a day on or before {on:%d %B %Y}.", "starts_on"
        )
    if starts_on < child.born:
        raise Refused(
            f"The {WORDS[model]} cannot begin before {child.short_name} was born, on {child.born:%d %B %Y}.",
            "starts_on",
        )
    if model is PeriodOfCare and starts_on >= eighteenth_birthday(child.born):
        raise Refused(f"{child.short_name} was 18 by then. Check the day, or the day of birth.", "starts_on")
    if model in WHILE_IN_CARE and not _in_care(child, starts_on):
        raise Refused(
            f"{child.short_name} was not in care on {starts_on:%d %B %Y}. Check the day, or record the time in care first.",
            "starts_on",
        )
    if ends_on and ends_on <= starts_on:
        raise Refused(f"The {WORDS[model]} must end after it began on {starts_on:%d %B %Y}.", "ends_on")
    if ends_on and ends_on > on:
        raise Refused(f"The {WORDS[model]} cannot end after today. Leave the end empty while it goes on.", "ends_on")
    if model in FOLLOWS:
        for before in model.objects.standing().filter(child=child, ends_on=None, starts_on__lt=starts_on):
            end_fact(before, by=by, ends_on=starts_on, on=on)
    clash = (
        None
        if model in SEVERAL_AT_ONCE
        else model.objects.standing().filter(child=child).overlapping(starts_on, ends_on).first()
    )
    if clash:
        until = f"to {clash.ends_on:%d %B %Y}" if clash.ends_on else "and still stands"
        raise Refused(
            f"Another {WORDS[model]} stands from {clash.starts_on:%d %B %Y} {until}. End or withdraw it first.",
            "starts_on",
        )
    fact = model.objects.create(
        council=child.council,
        child=child,
        starts_on=starts_on,
        ends_on=ends_on,
        start_known=start_known,
        recorded_at=timezone.now(),
        recorded_by=by,
        **values,
    )
    log.record(
        f"recorded a {WORDS[model]}", by=by, council=child.council, child=child, subject=f"{model.__name__} {fact.pk}"
    )
    return fact


def _in_care(child, day) -> bool:
    return PeriodOfCare.objects.standing().filter(child=child).true_on(day).exists()


@transaction.atomic
def end_fact(fact, *, by, ends_on: date, on: date, **values):
    """End an open fact: ``ends_on`` is the first day on which it is no longer true."""
    fact = _again(fact)
    if ends_on > on:
        raise Refused(f"Enter the day on which it ended, on or before today, {on:%d %B %Y}.", "ends_on")
    if fact.ends_on:
        raise Refused(f"This {WORDS[type(fact)]} ended on {fact.ends_on:%d %B %Y} already.")
    if ends_on <= fact.starts_on:
        raise Refused(f"The {WORDS[type(fact)]} must end after it began on {fact.starts_on:%d %B %Y}.", "ends_on")
    fact.ends_on, fact.end_recorded_at, fact.end_recorded_by, fact.ended_here = ends_on, timezone.now(), by, True
    for name, value in values.items():
        setattr(fact, name, value)
    fact.save()
    log.record(
        f"ended a {WORDS[type(fact)]}",
        by=by,
        council=fact.council_id,
        child=fact.child_id,
        subject=f"{type(fact).__name__} {fact.pk}",
    )
    return fact


@transaction.atomic
def withdraw_fact(fact, *, by, why: str):
    """Withdraw a fact that was never true; it stays in the record as withdrawn."""
    fact = _again(fact)
    if not why.strip():
        raise Refused("Say why it is withdrawn.", "why")
    fact.withdrawn_at, fact.withdrawn_by = timezone.now(), by
    fact.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if getattr(fact, "end_reason", "") == DIED:
        child = fact.child
        child.died, child.edited_here = None, [name for name in child.edited_here if name != "died"]
        child.save(update_fields=["died", "edited_here"])
    log.record(
        f"withdrew a {WORDS[type(fact)]}",
        by=by,
        council=fact.council_id,
        child=fact.child_id,
        subject=f"{type(fact).__name__} {fact.pk}",
        why=why,
    )


@transaction.atomic
def end_care(period: PeriodOfCare, *, by, ends_on: date, on: date, end_reason: str, end_reason_local: str = ""):
    """End a child's time in care, and with it the placement and all else that is true only of a child in care.

    With the reason E2 (died) the day is also the day of death.
    """
    child = lock(period.child_id)
    end_fact(period, by=by, ends_on=ends_on, on=on, end_reason=end_reason, end_reason_local=end_reason_local)
    for model in WHILE_IN_CARE:
        for fact in model.objects.standing().filter(child=child, ends_on=None):
            if model is ReviewInterval and fact.starts_on >= ends_on:
                withdraw_fact(fact, by=by, why="care ended before it began")
                continue
            if fact.starts_on >= ends_on:
                raise Refused(
                    f"The {WORDS[model]} that began on {fact.starts_on:%d %B %Y} is not over by then. Withdraw it first, "
                    "or enter a later day.",
                    "ends_on",
                )
            end_fact(fact, by=by, ends_on=ends_on, on=on)
    if end_reason == DIED:
        edit_child(child, by=by, on=on, died=ends_on)


@transaction.atomic
def set_interval(child: Child, *, by, on: date, starts_on: date, months: int, reason: str, set_by: str):
    """Review a child more often than the law's limit from a day on; 6 months goes back to the law's own."""
    if months < 6:
        if not reason.strip():
            raise Refused("Say why reviews are to be held more often.", "reason")
        return record_fact(
            ReviewInterval, child=child, by=by, on=on, starts_on=starts_on, months=months, reason=reason, set_by=set_by
        )
    shorter = ReviewInterval.objects.standing().filter(child=child, ends_on=None).first()
    if shorter is None:
        raise Refused(f"{child.short_name} is reviewed at the law's own interval already.", "months")
    return end_fact(shorter, by=by, on=on, ends_on=starts_on)


@transaction.atomic
def add_child(
    *, council, by, on: date, number: str, born: date, starts_on: date, legal: dict, placement: dict, **details
):
    """Add a child who has come into care, with the legal status and placement of the first day.

    ``legal`` and ``placement`` are values of those facts (``{"code": "C2"}``). Refuses a number that is taken.
    """
    if Child.objects.filter(council=council, number=number).exists():
        raise Refused(
            f"{council.name} has a child with the number {number} already. Find that child instead.", "number"
        )
    if born > on:
        raise Refused("The day of birth cannot be after today.", "born")
    child = Child(council=council, number=number, born=born, **details)
    child.edited_here = sorted({"born", *(k for k, v in details.items() if v)})
    child.save()
    log.record("added a child", by=by, council=council, child=child)
    for model, values in ((PeriodOfCare, {}), (LegalStatus, legal), (Placement, placement)):
        record_fact(model, child=child, by=by, on=on, starts_on=starts_on, **values)
    return child


def _again(fact):
    """The fact as it stands now, its child's records held still. Refused when it was withdrawn meanwhile."""
    lock(fact.child_id)
    fact = type(fact).objects.get(pk=fact.pk)
    if fact.withdrawn_at:
        raise Refused(f"This {WORDS[type(fact)]} was withdrawn already.")
    return fact


def lock(child: int) -> Child:
    """The child, the council's records held still (``hold``)."""
    hold(Child.objects.values_list("council", flat=True).get(pk=child))
    return Child.objects.select_related("council__service").get(pk=child)


EDITABLE = (
    "first_name",
    "last_name",
    "used_name",
    "sex",
    "born",
    "died",
    "ethnicity",
    "ethnicity_local",
    "nationality",
    "religion",
    "first_language",
    "interpreter_needed",
    "disability",
    "communication",
    "has_ehcp",
)


# On these the dates and codes of reviews depend. Other values stay out of the log, which is never erased.
LOGGED_IN_FULL = ("born", "died", "sex")


@transaction.atomic
def edit_child(child: Child, *, by, on: date, **values) -> Child:
    """Change what stands about a child. The columns become ours: imports leave them alone from then on."""
    child = lock(child.pk)
    changed = {k: v for k, v in values.items() if k in EDITABLE and getattr(child, k) != v}
    if changed.get("born") and changed["born"] > on:
        raise Refused("The day of birth cannot be after today.", "born")
    if changed.get("died") and not child.born <= changed["died"] <= on:
        raise Refused("The day of death must be between the day of birth and today.", "died")
    before = {name: str(getattr(child, name) or "") for name in changed if name in LOGGED_IN_FULL}
    for name, value in changed.items():
        setattr(child, name, value)
    child.edited_here = sorted({*child.edited_here, *changed})
    child.save()
    if changed:
        after = {name: str(changed[name] or "") for name in before}
        log.record(
            "changed a child's details",
            by=by,
            council=child.council_id,
            child=child,
            fields=sorted(changed),
            before=before,
            after=after,
        )
    return child


CONTACT = ("name", "organisation", "email", "phone", "address", "postcode", "reached_by", "needs")


@transaction.atomic
def add_around(*, child: Child, by, on: date, starts_on: date, role: str, person: Person | None = None, **values):
    """Say who has a part in a child's life from a day on; ``values`` are those of the part and, for somebody new, of the
    person (``CONTACT``). Refuses a person who has that part already."""
    if person is None:
        contact = {name: values.pop(name) for name in CONTACT if name in values}
        if not contact.get("name", "").strip():
            raise Refused("Enter the person's name.", "name")
        _check_reachable(contact)
        twin = AroundChild.objects.standing().filter(
            child=child, role=role, ends_on=None, person__name__iexact=contact["name"].strip()
        )
        if twin.exists():
            raise Refused(
                f"{contact['name']} is recorded as {dict(AroundChild.ROLES)[role]} already. Change that.", "name"
            )
        person = Person.objects.create(council=child.council, **contact)
        log.record("added a person round a child", by=by, council=child.council_id, child=child, person=person.pk)
    elif person.council_id != child.council_id:
        raise Refused("This person belongs to another council.", "person")
    standing = AroundChild.objects.standing().filter(child=child, person=person, role=role, ends_on=None)
    if standing.exists():
        raise Refused(f"{person.name} is recorded as {dict(AroundChild.ROLES)[role]} already.", "role")
    return record_fact(
        AroundChild, child=child, by=by, on=on, starts_on=starts_on, person=person, role=role, **_part(values)
    )


@transaction.atomic
def add_around_all(*, council, by, at, rows: list[tuple[int, date, dict, dict]]) -> int:
    """Add the people round many children at once, as a list brings them: (child id, from when, the person's ``CONTACT``,
    the part's values with its role). One event for all."""
    people = Person.objects.bulk_create(
        [Person(council=council, source_kind=Person.FILE, **contact) for _, _, contact, _ in rows], batch_size=500
    )
    known = [(child, day, person.pk, part) for (child, day, _, part), person in zip(rows, people, strict=True)]
    AroundChild.objects.bulk_create(
        [
            AroundChild(
                council=council,
                child_id=child,
                person_id=person,
                starts_on=day,
                recorded_at=at,
                recorded_by=by,
                source_kind=AroundChild.FILE,
                **_part(part),
            )
            for child, day, person, part in known
        ],
        batch_size=500,
    )
    log.record("added people round children from a list", by=by, council=council, new=len(rows))
    return len(rows)


@transaction.atomic
def change_around(part: AroundChild, *, by, on: date, **values) -> AroundChild:
    """Change how somebody is reached (for good), and what they get and may know: from today on."""
    child = lock(part.child_id)
    part = AroundChild.objects.select_related("person").get(pk=part.pk)
    if part.withdrawn_at or part.ends_on:
        raise Refused("This part is over. Add the person anew.")
    contact = {n: values.pop(n) for n in CONTACT if n in values}
    _check_reachable({n: getattr(part.person, n) for n in CONTACT} | contact)
    changed = sorted(n for n, v in contact.items() if getattr(part.person, n) != v)
    for name in changed:
        setattr(part.person, name, contact[name])
    part.person.save()
    if changed:
        log.record(
            "changed how somebody is reached",
            by=by,
            council=child.council_id,
            child=child,
            person=part.person_id,
            fields=changed,
        )
    told = {n: getattr(part, n) for n in HOW_AROUND} | {n: v for n, v in values.items() if n in HOW_AROUND}
    if all(getattr(part, n) == v for n, v in told.items()):
        return part
    if part.starts_on < on:
        end_fact(part, by=by, ends_on=on, on=on)
    else:
        withdraw_fact(part, by=by, why="changed on the day it began")
    return record_fact(
        AroundChild, child=child, by=by, on=on, starts_on=on, person=part.person, role=part.role, **_part(told)
    )


def _part(values: dict) -> dict:
    unknown = set(values.get("gets", [])) - {key for key, _ in AroundChild.PAPERS}
    if unknown:
        raise Refused("Choose what the person gets from the list.", "gets")
    if values.get("child_lives_here") and not values.get("may_know_home", True):
        raise Refused("With whom a child lives, they know where. Untick one of the two.", "may_know_home")
    return values


def _check_reachable(contact: dict):
    way, column = contact.get("reached_by", "email"), {"email": "email", "post": "address", "phone": "phone"}
    column["text"] = "phone"
    if way in column and contact.get("name") and not contact.get(column[way], "").strip():
        words = dict(Person.REACHED_BY)[way]
        raise Refused(f"{contact['name']} is to be reached by {words}: enter the {column[way]}.", column[way])


@transaction.atomic
def restrict(child: Child, *, by, users, why: str):
    """Restrict a child's record to these people (beside the child's own IRO and social worker)."""
    if not why.strip():
        raise Refused("Say why the record is restricted.", "why")
    if not any(user.is_active and user.membership.may(RESTRICT) for user in users):
        raise Refused("Name at least one IRO manager, who can lift the restriction again.", "people")
    child.restricted = True
    child.save(update_fields=["restricted"])
    RestrictedAccess.objects.filter(child=child).exclude(user__in=users).delete()
    for user in users:
        RestrictedAccess.objects.update_or_create(child=child, user=user, defaults={"why": why})
    log.record("restricted a child's record", by=by, council=child.council_id, child=child, users=[u.pk for u in users])


@transaction.atomic
def lift_restriction(child: Child, *, by, why: str):
    """Open a restricted record again to all whose role sees it."""
    if not why.strip():
        raise Refused("Say why the restriction ends.", "why")
    child.restricted = False
    child.save(update_fields=["restricted"])
    RestrictedAccess.objects.filter(child=child).delete()
    log.record("lifted the restriction of a child's record", by=by, council=child.council_id, child=child, why=why)


def _of_a_return(fact) -> bool:
    """Whether returns may change the fact: it came from one, and no person and no list has ended it since."""
    return bool(fact.source_kind == fact.FILE and fact.source_year and not fact.ended_here)


def _values_of(fact, names) -> tuple:
    return tuple(getattr(fact, n) for n in names)


def _key(fact, names):
    return (fact.starts_on, fact.start_known, fact.ends_on, _values_of(fact, names))


def _beginning(starts_on, values, model) -> tuple:
    """What stays the same of a fact whatever a later file says about its end."""
    late = END_VALUES.get(model, set())
    return (starts_on, tuple(v for n, v in zip(VALUES[model], values, strict=True) if n not in late))


def _ended_by(claim, surplus, model, names):
    """The open fact that this claim only ends: same beginning, same values but for those known at the end."""
    if claim.ends_on is None:
        return None
    late = END_VALUES.get(model, set())
    for fact in surplus.values():
        same = all(n in late or getattr(fact, n) == v for n, v in zip(names, claim.values, strict=True))
        if (
            fact.ends_on is None
            and fact.starts_on == claim.starts_on
            and fact.start_known == claim.start_known
            and same
        ):
            return fact
    return None


def _clash(claim, fact, model):
    if model in SEVERAL_AT_ONCE and fact.starts_on != claim.starts_on:
        return False
    return fact.starts_on < (claim.ends_on or FAR_FUTURE) and claim.starts_on < (fact.ends_on or FAR_FUTURE)


def _agree(fact, claim, model, names, until) -> bool:
    """Whether what a person recorded or ended says the same as a file that speaks until a day."""
    late = END_VALUES.get(model, set())
    if (fact.starts_on, fact.start_known) != (claim.starts_on, claim.start_known):
        return False
    if fact.ends_on != claim.ends_on and not (claim.ends_on is None and fact.ends_on and fact.ends_on > until):
        return False
    pairs = ((n, getattr(fact, n), v) for n, v in zip(names, claim.values, strict=True))
    return all(mine == theirs or (n in late and not (mine and theirs)) for n, mine, theirs in pairs)


def _difference(child, claim, mine, model, names) -> tuple:
    days = {
        "starts_on": claim.starts_on.isoformat(),
        "ends_on": claim.ends_on.isoformat() if claim.ends_on else None,
    }
    ours = _words(mine, names) if mine else "withdrawn here"
    return (child, WORDS[model], f"from {claim.starts_on:%d/%m/%Y}", ours, _claim_words(claim), days)


def _fact(model, council, child, claim, names, by, at):
    who = by and by.pk
    return {
        "council_id": council.pk,
        "child_id": child,
        "starts_on": claim.starts_on,
        "start_known": claim.start_known,
        "ends_on": claim.ends_on,
        "recorded_at": at,
        "recorded_by_id": who,
        "end_recorded_at": at if claim.ends_on else None,
        "end_recorded_by_id": who if claim.ends_on else None,
        "source_kind": model.FILE,
        "source_year": claim.year,
        "source_row": claim.row,
        **dict(zip(names, claim.values, strict=True)),
    }


def _words(fact, names):
    return ", ".join(str(getattr(fact, n)) for n in names if getattr(fact, n)) + (
        f" until {fact.ends_on:%d/%m/%Y}" if fact.ends_on else " still"
    )


def _claim_words(claim):
    return ", ".join(str(v) for v in claim.values if v) + (
        f" until {claim.ends_on:%d/%m/%Y}" if claim.ends_on else " still"
    )
