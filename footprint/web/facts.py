"""The kinds of facts about a child as people record them: their names, their words on a page, their fields."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms

from footprint.allocation.models import IroAssignment
from footprint.children import codes
from footprint.children.models import (
    AdoptionPlan,
    Child,
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Placement,
    ProtectionPlan,
    Relation,
    ReviewInterval,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.council.models import Staff, Team
from footprint.web.forms import CodeField


@dataclass(frozen=True)
class Kind:
    """A kind of fact: its name in addresses, what it is called, what one of them says, and its fields beside the days.

    ``fields`` and ``at_end`` map a column to a maker of its form field for a child.
    """

    slug: str
    model: type
    title: str
    words: Callable
    fields: dict[str, Callable] = field(default_factory=dict)
    at_end: dict[str, Callable] = field(default_factory=dict)
    joined: tuple[str, ...] = ()


def _legal_status(child):
    return CodeField("legal_status", child.council, label="Legal status")


def _placement(child):
    return CodeField("placement_type", child.council, local="placement", label="Placement")


def _why_care_ended(child):
    return CodeField(
        "reason_episode_ceased",
        child.council,
        local="end_reason",
        local_column="end_reason_local",
        left_out=("X1",),
        label="Why care ended",
    )


def _one_of(code_set, label, **more):
    """A maker of a choice among the codes of a national set, which may stay unknown."""
    return lambda child: CodeField(code_set, child.council, label=label, required=False, **more)


def _location(child):
    where = [("", "Not known"), ("IN", "In the council's area"), ("OUT", "Out of the council's area")]
    return forms.ChoiceField(label="Where", choices=where, required=False)


def _worker(child):
    staff = Staff.objects.filter(service=child.council.service, kind=Staff.SOCIAL_WORKER).order_by("name")
    return forms.ModelChoiceField(staff, label="Social worker", empty_label="Not known", required=False)


def _team(child):
    teams = Team.objects.filter(council=child.council).order_by("name")
    return forms.ModelChoiceField(teams, label="Team", empty_label="Not known", required=False)


def _missing_kind(child):
    return forms.ChoiceField(label="Kind", choices=MissingTime._meta.get_field("kind").choices)


def _other(child):
    others = Child.objects.filter(council=child.council, restricted=False).exclude(pk=child.pk)
    return forms.ModelChoiceField(
        others,
        to_field_name="number",
        widget=forms.TextInput,
        label="The other child's number",
        help_text="As the council numbers the children in its returns",
        error_messages={"invalid_choice": "No child whose record is open has this number"},
    )


def _relation(child):
    kinds = [
        (Relation.SIBLING, "is a brother or sister of the other child"),
        (Relation.PARENT, "is the other's parent"),
    ]
    return forms.ChoiceField(label=f"{child.short_name} …", choices=kinds)


def _said_of_period(f):
    if not f.start_known:
        return "beginning not known"
    return codes.label("reason_episode_ceased", f.end_reason) if f.end_reason else ""


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "care",
            PeriodOfCare,
            "In care",
            _said_of_period,
            {"need": _one_of("category_of_need", "Need")},
            {"end_reason": _why_care_ended},
        ),
        Kind(
            "legal-status",
            LegalStatus,
            "Legal status",
            lambda f: codes.label("legal_status", f.code),
            {"code": _legal_status},
        ),
        Kind(
            "placement",
            Placement,
            "Placement",
            lambda f: codes.label("placement_type", f.code),
            {"code": _placement, "provider": _one_of("placement_provider", "Provider"), "location": _location},
            {"end_reason": _one_of("reason_place_changed", "Why it ended")},
        ),
        Kind(
            "social-worker",
            SocialWork,
            "Social worker",
            lambda f: ", ".join(str(x) for x in (f.worker, f.team) if x),
            {"worker": _worker, "team": _team},
            joined=("worker", "team"),
        ),
        Kind("uasc", UnaccompaniedStatus, "Unaccompanied asylum-seeking child", lambda f: ""),
        Kind("protection-plan", ProtectionPlan, "Child protection plan", lambda f: ""),
        Kind("missing", MissingTime, "Missing", lambda f: f.get_kind_display(), {"kind": _missing_kind}),
        Kind(
            "adoption",
            AdoptionPlan,
            "Plan of adoption",
            lambda f: codes.label("reason_no_longer_adoption", f.end_reason) if f.end_reason else "",
            at_end={"end_reason": _one_of("reason_no_longer_adoption", "Why it ended")},
        ),
        Kind(
            "family",
            Relation,
            "Family in care",
            lambda f: f"{f.get_kind_display()} {f.other.name}",
            {"kind": _relation, "other": _other},
            joined=("other",),
        ),
        Kind(
            "interval",
            ReviewInterval,
            "Review interval",
            lambda f: f"every {f.months} months, set by {f.get_set_by_display()}: {f.reason}",
        ),
    )
}
# The IRO is chosen on a page of its own; the interval too.
RECORDED = [kind for kind in KINDS.values() if kind.slug != "interval"]
SHOWN = [*KINDS.values(), Kind("", IroAssignment, "IRO", lambda f: f.iro.name, joined=("iro",))]
