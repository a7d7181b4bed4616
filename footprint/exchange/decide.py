"""Where a file and a person here differ, a person decides which of them stands."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from footprint.allocation.actions import allocate, withdraw_assignment
from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.actions import SEVERAL_AT_ONCE, VALUES, WORDS, edit_child, lock, record_fact, withdraw_fact
from footprint.children.models import SocialWork
from footprint.council.models import Staff
from footprint.council.refusals import Refused
from footprint.exchange.models import Difference
from footprint.exchange.ssda903 import work_out_again
from footprint.reviews.actions import correct
from footprint.reviews.models import Review

MODELS = {WORDS[model]: model for model in VALUES}
WHY = "a person took what the file says"


@transaction.atomic
def decide(difference: Difference, *, by, on: date, theirs: bool):
    """Keep what a person recorded here, or take what the file says; either way it is asked no more."""
    lock(difference.child_id)
    locked = Difference.objects.select_for_update(of=("self",))
    difference = locked.select_related("child", "council").get(pk=difference.pk)
    if difference.decided:
        raise Refused("This was decided already.")
    if theirs:
        _take(difference, by, on)
    difference.decided = "theirs" if theirs else "ours"
    difference.decided_at, difference.decided_by = timezone.now(), by
    difference.save()
    log.record(
        "decided a difference",
        by=by,
        council=difference.council,
        child=difference.child,
        subject=f"difference {difference.pk}",
        decided=difference.decided,
    )


def _take(difference, by, on):
    child, claim = difference.child, difference.claim
    if "column" in claim:
        _give_back(edit_child(child, by=by, on=on, **{claim["column"]: claim["value"]}), claim["column"])
    elif "held_on" in claim:
        review = Review.objects.statutory().filter(child=child, held_on=date.fromisoformat(claim["held_on"])).first()
        if review is None:
            raise Refused("The review that this is about was changed or withdrawn. Look at the child's reviews.")
        _give_back(correct(review, by=by, on=on, participation=claim["participation"]), "participation")
    elif "iro_id" in claim:
        _hand_over_iro(child, claim, by, on)
    elif "worker_id" in claim:
        _hand_over_work(child, claim, by, on)
    else:
        _give_way(MODELS[difference.what], child, claim, by)
        work_out_again(by=by, council=difference.council, today=on)


def _give_back(row, column):
    """The column is the files' again: the next one may change it."""
    row.edited_here = [name for name in row.edited_here if name != column]
    row.save(update_fields=["edited_here"])


def _give_way(model, child, claim, by):
    """Withdraw what a person recorded where the file claims otherwise, and let the file's own row come back."""
    starts_on = date.fromisoformat(claim["starts_on"])
    ends_on = date.fromisoformat(claim["ends_on"]) if claim["ends_on"] else None
    ours = model.objects.standing().filter(Q(source_kind=model.PERSON) | Q(source_year=""), child=child)
    same_day = ours.filter(starts_on=starts_on)
    for fact in same_day if model in SEVERAL_AT_ONCE else ours.overlapping(starts_on, ends_on):
        withdraw_fact(fact, by=by, why=WHY)
    theirs = model.objects.standing().filter(child=child, source_kind=model.FILE, ended_here=True)
    theirs.overlapping(starts_on, ends_on).update(ended_here=False)
    model.objects.filter(child=child, starts_on=starts_on, source_kind=model.FILE).exclude(withdrawn_by=None).update(
        withdrawn_by=None
    )


def _hand_over_iro(child, claim, by, on):
    since, iro = _since(IroAssignment, withdraw_assignment, child, claim, by), Staff.objects.get(pk=claim["iro_id"])
    allocate(child=child, iro=iro, by=by, on=on, starts_on=since, reason=WHY)


def _hand_over_work(child, claim, by, on):
    since = _since(SocialWork, withdraw_fact, child, claim, by)
    values = {name: claim[name] for name in ("worker_id", "team_id")}
    record_fact(SocialWork, child=child, by=by, on=on, starts_on=since, **values)


def _since(model, withdraw, child, claim, by) -> date:
    """The day from which the file's stands; ours is withdrawn where it began no earlier, and replaced from its first."""
    since = date.fromisoformat(claim["starts_on"])
    ours = model.objects.standing().filter(child=child, ends_on=None).first()
    if ours and since <= ours.starts_on:
        withdraw(ours, by=by, why=WHY)
        return ours.starts_on
    return since
