"""Who is expected at a review and which papers before it: filled in from what is known, then corrected by people."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.actions import withdraw_fact
from footprint.children.models import AroundChild, Child, Person, Relation, SocialWork
from footprint.council.models import Staff, Team
from footprint.council.profile import PaperRule, profile
from footprint.council.refusals import Refused
from footprint.law.days import ENGLAND
from footprint.reviews.answers import hold_review, prepared
from footprint.reviews.models import Attachment, Attendee, Paper, Review

OLD_ENOUGH = 4
JUDGED = ("quality", "to_the_child", "childs_view", "parents_view", "to_the_point", "note")


def expect_everybody(review: Review, *, by, on: date):
    """Put on the list of a review whoever is known to belong there and is not yet on it: the child, those round the child
    who get invitations, the social worker and the IRO. ``on``: the day of the meeting."""
    here = {"review": review, "written_at": timezone.now(), "written_by": by}
    known = list(Attendee.objects.filter(review=review))
    if not any(a.is_child for a in known):
        invited = review.child.age_on(on) >= OLD_ENOUGH
        Attendee.objects.create(**here, is_child=True, role="child", invited=invited)
    people = {a.person_id for a in known}
    for part in standing_parts(review.child):
        if part.person_id not in people and "invitation" in part.gets and not part.kept_from:
            Attendee.objects.create(**here, person=part.person, role=part.role)
            people.add(part.person_id)
    staff = {a.staff_id for a in known}
    for person, role in _staff_of(review.child):
        if person and person.pk not in staff:
            Attendee.objects.create(**here, staff=person, role=role)


def standing_parts(child: Child) -> list[AroundChild]:
    """Who has a part in the child's life now, in the order of roles and names."""
    order = {role: place for place, (role, _) in enumerate(AroundChild.ROLES)}
    parts = AroundChild.objects.standing().filter(child=child, ends_on=None).select_related("person")
    return sorted(parts, key=lambda part: (order[part.role], part.person.name))


def worker_of(child: Child) -> Staff | None:
    """The child's social worker now, with the user as whom they sign in."""
    work = SocialWork.objects.standing().filter(child=child, ends_on=None).select_related("worker__user").first()
    return work.worker if work else None


def team_of(child: Child | None) -> Team | None:
    """The child's social work team now."""
    work = SocialWork.objects.standing().filter(child=child, ends_on=None).select_related("team").first()
    return work.team if work else None


def _staff_of(child: Child) -> list[tuple[Staff | None, str]]:
    iro = IroAssignment.objects.standing().filter(child=child, ends_on=None).select_related("iro").first()
    return [(worker_of(child), "social_worker"), (iro and iro.iro, "iro")]


@transaction.atomic
def set_attendance(review: Review, *, by, rows: dict[int, dict]):
    """Say who is asked and who came: attendee id → values of ``invited``, ``came``, ``how``, ``views``, ``apart``."""
    if hold_review(review.pk).withdrawn_at:
        raise Refused("This review was withdrawn; its list is closed.")
    for attendee in Attendee.objects.select_for_update(of=("self",)).filter(review=review, pk__in=rows):
        values = rows[attendee.pk]
        if any(getattr(attendee, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(attendee, name, value)
            attendee.written_at, attendee.written_by = timezone.now(), by
            attendee.save()
    _note("said who came to a review", review, by)


@transaction.atomic
def everybody_came(review: Review, *, by):
    """Everybody who was asked and of whom nothing is said yet came to all of it."""
    hold_review(review.pk)
    unsaid = Attendee.objects.filter(review=review, invited=True, came="").values_list("pk", flat=True)
    set_attendance(review, by=by, rows={pk: {"came": "all"} for pk in unsaid})


@transaction.atomic
def expect(review: Review, *, by, person: Person) -> Attendee:
    """Ask one more person, who has a part in the child's life and is not kept from it."""
    part = next((p for p in standing_parts(review.child) if p.person_id == person.pk), None)
    if part is None:
        raise Refused(f"{person.name} has no part in {review.child.short_name}'s life. Add them there first.", "person")
    if part.kept_from:
        raise Refused(f"{person.name} gets nothing: {part.kept_from}", "person")
    made, _ = Attendee.objects.get_or_create(
        review=review,
        person=person,
        defaults={"role": part.role, "written_at": timezone.now(), "written_by": by},
    )
    prepared(review)
    _note("asked one more to a review", review, by)
    return made


@transaction.atomic
def added_by_mistake(part: AroundChild, *, by):
    """Somebody never had this part in the child's life: the row is kept as withdrawn, and who has no other part is no longer
    asked to the reviews that are still to be held."""
    withdraw_fact(part, by=by, why="added by mistake")
    if not any(other.person_id == part.person_id for other in standing_parts(part.child)):
        asked = Attendee.objects.filter(review__child=part.child_id, review__held_on=None, person=part.person_id)
        asked.update(invited=False, written_at=timezone.now(), written_by=by)


# -- papers ------------------------------------------------------------------------------------------------------------


def rules_for(child: Child, on: date) -> dict[str, PaperRule]:
    """The papers that the council wants before a review of this child on a day."""
    age = child.age_on(on)
    return {
        key: rule
        for key, rule in profile(child.council.profile_name).papers.items()
        if rule.youngest <= age <= rule.oldest
    }


def expect_papers(review: Review, *, by, on: date, today: date):
    """The papers before a meeting on a day, each with its day, none before it was asked for (today); those not yet received
    follow a meeting that is moved."""
    for kind, rule in rules_for(review.child, on).items():
        day = max(ENGLAND.add(on, -rule.days_before), min(today, on))
        paper, made = Paper.objects.get_or_create(
            review=review, kind=kind, defaults={"due_on": day, "written_at": timezone.now(), "written_by": by}
        )
        if not made and not paper.received_on and paper.due_on != day:
            Paper.objects.filter(pk=paper.pk).update(due_on=day)


@transaction.atomic
def receive_paper(
    paper: Paper, *, by, on: date, received_on: date, name: str = "", kind: str = "", content: bytes = b""
):
    """A paper came on a day, perhaps as a file."""
    if received_on > on:
        raise Refused("Enter the day on which it came, on or before today.", "received_on")
    paper = Paper.objects.select_for_update(of=("self",)).select_related("review__child").get(pk=paper.pk)
    paper.received_on = received_on
    paper.save(update_fields=["received_on"])
    same = Attachment.objects.filter(paper=paper, name=name[-200:], content=content)
    if content and not same.exists():
        Attachment.objects.create(
            review=paper.review,
            paper=paper,
            name=name[-200:],
            kind=kind[:100],
            content=content,
            written_at=timezone.now(),
            written_by=by,
        )
    prepared(paper.review)
    _note("received a paper", paper.review, by, paper=paper.kind)


@transaction.atomic
def judge_paper(paper: Paper, *, by, **values):
    """What the IRO thinks of a paper: its quality, whether it is written to the child, holds the child's and the parents'
    views, and keeps to the point."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("review__child").get(pk=paper.pk)
    if not paper.received_on:
        raise Refused("This paper has not come yet.")
    for name in JUDGED:
        if name in values:
            setattr(paper, name, values[name])
    paper.save()
    _note("judged a paper", paper.review, by, paper=paper.kind)


def siblings_in_care(child: Child) -> list[Child]:
    """Brothers and sisters of a child who are children of the service too, the oldest first."""
    relations = Relation.objects.standing().filter(kind=Relation.SIBLING, ends_on=None)
    ids = set(relations.filter(child=child).values_list("other", flat=True))
    ids |= set(relations.filter(other=child).values_list("child", flat=True))
    return list(Child.objects.filter(pk__in=ids).order_by("born", "pk"))


def known_round(child: Child, seen) -> list[AroundChild]:
    """Who is round a brother or sister of the child (among the children ``seen``) and not yet round the child: the first
    part of each."""
    here = {part.person_id for part in standing_parts(child)}
    found: dict[int, AroundChild] = {}
    for other in siblings_in_care(child):
        if other.council_id == child.council_id and seen.filter(pk=other.pk).exists():
            for part in standing_parts(other):
                part.child = other
                if part.person_id not in here:
                    found.setdefault(part.person_id, part)
    return list(found.values())


def meet_together(review: Review, seen) -> list[Review]:
    """The open reviews of brothers and sisters (among the children ``seen``) who could meet together with this one."""
    ids = [child.pk for child in siblings_in_care(review.child)]
    reviews = Review.objects.open().filter(child__in=seen.filter(pk__in=ids), missed=False).exclude(pk=review.pk)
    first: dict[int, Review] = {}
    for each in reviews.select_related("child", "council").order_by("due_on"):
        first.setdefault(each.child_id, each)
    return list(first.values())


def _note(what, review, by, **more):
    log.record(what, by=by, council=review.council_id, child=review.child_id, subject=f"review {review.pk}", **more)
