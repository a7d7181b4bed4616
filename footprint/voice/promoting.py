"""What the service does to hear children and to tell them of their rights, and what changed because they spoke."""

from datetime import date

from django.db.models import Case, QuerySet, Value, When

from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.voice.helping import in_order
from footprint.voice.models import Activity, AppAccounts, VoicePaper, YouSaid


def check_activity(row: Activity, on: date):
    """What changed has its day, which is not before the activity."""
    in_order(row, on, {"day": "It took place", "changed_on": "It changed"})
    if bool(row.changed.strip()) != bool(row.changed_on):
        raise Refused("Say both what changed and on which day.", "changed_on" if row.changed else "changed")
    if unknown := set(row.themes) - set(profile(row.council.profile_name).voice["themes"]):
        raise Refused(f"Choose themes from the list: {', '.join(sorted(unknown))} is not in it.", "themes")


def check_you_said(row: YouSaid, on: date):
    """What was done has its day; nothing is done before it was said."""
    row.written_on = row.written_on or on
    if bool(row.did.strip()) != bool(row.did_on):
        raise Refused("Say both what was done and on which day.", "did_on" if row.did else "did")
    in_order(row, on, {"did_on": "It was done"})


def not_done_first(rows: QuerySet[YouSaid]) -> QuerySet[YouSaid]:
    """What is said but nothing done yet first, the oldest of it first."""
    place = Case(When(did_on=None, then=Value(0)), default=Value(1))
    return rows.order_by(place, Case(When(did_on=None, then="written_on")), "-did_on", "-pk")


def check_paper(row: VoicePaper, on: date):
    """One version of a kind for each day."""
    same = VoicePaper.objects.filter(withdrawn_at=None, council=row.council, kind=row.kind, starts_on=row.starts_on)
    if same.exclude(pk=row.pk).exists():
        raise Refused(
            "A version from that day is written down already. Correct it, or choose another day.", "starts_on"
        )


def stands(papers: list[VoicePaper], day: date) -> set[int]:
    """The papers that stand on a day: of each council and kind the newest that has begun."""
    newest: dict[tuple, VoicePaper] = {}
    for paper in sorted(papers, key=lambda p: p.starts_on):
        if paper.starts_on <= day and paper.withdrawn_at is None:
            newest[paper.council_id, paper.kind] = paper
    return {paper.pk for paper in newest.values()}


def check_accounts(row: AppAccounts, on: date):
    """One count of an app for each day, of a day that is over."""
    in_order(row, on, {"day": "It was counted"})
    if row.system not in profile(row.council.profile_name).voice["systems"]:
        raise Refused("Choose the app from the list.", "system")
    same = AppAccounts.objects.filter(withdrawn_at=None, council=row.council, system=row.system, day=row.day)
    if same.exclude(pk=row.pk).exists():
        raise Refused("The accounts of that app and day are written down already. Correct them.", "day")


def behind(pair: YouSaid, children) -> dict[str, list]:
    """The records in which it was said, as far as somebody who sees these children may see them; which words
    they read is settled by ``wall.readable_by``."""
    responses = pair.responses.standing().filter(child__in=children).select_related("child", "opening", "form")
    return {
        "responses": list(responses.prefetch_related("words").order_by("-answered_on")),
        "activities": list(pair.activities.filter(withdrawn_at=None).order_by("-day")),
        "asks": list(pair.asks.filter(review__child__in=children).select_related("review__child").order_by("-pk")),
    }
