"""What is counted of challenges: those raised, their stages, reasons, answers and effects, and what stands beside them."""

from django.db.models import Case, CharField, DateField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from footprint.children.models import Child
from footprint.council.models import Council
from footprint.council.today import today
from footprint.disputes.models import (
    About,
    Advice,
    Dispute,
    DisputeQuerySet,
    OtherWay,
    Praise,
    Reason,
    ServiceIssue,
    Step,
    Workshop,
)
from footprint.figures.counted import Population, over_by
from footprint.figures.period import Period

INFORMAL, FORMAL = "informal", "formal"


def _first_child(dispute: str) -> Subquery:
    """The first child whom a challenge is about."""
    return Subquery(About.objects.filter(dispute=OuterRef(dispute)).order_by("pk").values("child")[:1])


def standing(council: Council) -> DisputeQuerySet:
    """The challenges of a council that count: not those withdrawn, and collective alerts apart."""
    return Dispute.objects.standing().filter(council=council, collective=False)


def raised_in(council: Council, period: Period) -> DisputeQuerySet:
    return standing(council).filter(raised_on__range=(period.first, period.last))


def _challenges(council: Council, period: Period) -> QuerySet:
    return raised_in(council, period).annotate(child=_first_child("pk"))


def _settled(council: Council, period: Period) -> QuerySet:
    settled = standing(council).filter(settled_on__range=(period.first, period.last))
    return settled.annotate(child=_first_child("pk"))


def _open(council: Council, period: Period) -> QuerySet:
    """As they stood on the period's last day."""
    not_settled = Q(settled_on=None) | Q(settled_on__gt=period.last)
    raised = standing(council).filter(not_settled, raised_on__lte=period.last)
    day = Value(min(period.last, today(council.service)), output_field=DateField())
    return raised.annotate(child=_first_child("pk"), as_on=day)


def _collective(council: Council, period: Period) -> QuerySet:
    alerts = Dispute.objects.standing().filter(council=council, collective=True)
    return alerts.filter(raised_on__range=(period.first, period.last)).annotate(child=_first_child("pk"))


def _stages(council: Council, period: Period) -> QuerySet:
    begun = Step.objects.filter(dispute__in=standing(council), began_on__range=(period.first, period.last))
    return begun.annotate(child=_first_child("dispute"))


def _formal_stages(council: Council, period: Period) -> QuerySet:
    return _stages(council, period).filter(formal=True)


def _answers(council: Council, period: Period) -> QuerySet:
    """Due on a day that is over; each stage stands on the day due, whenever it was answered."""
    due = Step.objects.filter(dispute__in=standing(council), due_on__range=(period.first, over_by(council, period)))
    return due.annotate(child=_first_child("dispute"))


def _reasons(council: Council, period: Period) -> QuerySet:
    """One record a reason, on the day on which its challenge was raised."""
    raised = Dispute.objects.filter(pk=OuterRef("dispute")).values("raised_on")
    reasons = Reason.objects.filter(dispute__in=raised_in(council, period))
    return reasons.annotate(child=_first_child("dispute"), raised_on=Subquery(raised))


def _children(council: Council, period: Period) -> QuerySet:
    """Each with whether one of the challenges about them became formal, whenever that was."""
    raised = raised_in(council, period)
    formal = Case(
        When(pk__in=_about(raised.formal()), then=Value(FORMAL)), default=Value(INFORMAL), output_field=CharField()
    )
    return Child.objects.filter(pk__in=_about(raised)).annotate(formality=formal)


def _about(disputes: DisputeQuerySet) -> QuerySet:
    return About.objects.filter(dispute__in=disputes).values("child")


def _effects(council: Council, period: Period) -> QuerySet:
    """One record a child for whom it was said what changed."""
    return About.objects.filter(dispute__in=standing(council), effect_on__range=(period.first, period.last))


def _register(model, day: str):
    """The rows of a register, about a child or about none."""

    def records(council: Council, period: Period) -> QuerySet:
        rows = model.objects.filter(council=council, withdrawn_at=None)
        rows = rows.filter(**{f"{day}__range": (period.first, period.last)})
        about_a_child = any(field.name == "child" for field in model._meta.fields)
        return rows if about_a_child else rows.annotate(child=Value(None, output_field=IntegerField()))

    return records


SOURCE = "Challenges, their stages, answers and effects, as they were recorded here"
BESIDE = "What was noted beside the challenges, as it was recorded here"

CHALLENGED = (
    Population(
        "challenges",
        "dispute",
        "Challenges raised from {first} to {last}, without those withdrawn and without collective alerts; one about several "
        "children counts once",
        SOURCE,
        _challenges,
        day="raised_on",
    ),
    Population(
        "challenge-stages",
        "stage",
        "Stages that challenges reached from {first} to {last}, the informal one too",
        SOURCE,
        _stages,
        day="began_on",
    ),
    Population(
        "formal-stages",
        "stage",
        "Formal stages that challenges reached from {first} to {last}; a challenge counts at each stage that it reached",
        SOURCE,
        _formal_stages,
        day="began_on",
    ),
    Population(
        "challenge-reasons",
        "reason",
        "Reasons of the challenges raised from {first} to {last}; one with three reasons counts three times",
        SOURCE,
        _reasons,
        day="raised_on",
    ),
    Population(
        "children-challenged",
        "child",
        "Different children about whom a challenge was raised from {first} to {last}",
        SOURCE,
        _children,
        child="pk",
    ),
    Population(
        "challenges-settled", "dispute", "Challenges settled from {first} to {last}", SOURCE, _settled, day="settled_on"
    ),
    Population(
        "challenges-open",
        "dispute",
        "Challenges raised by {last} and not settled by then",
        SOURCE,
        _open,
        snapshot=True,
    ),
    Population(
        "challenge-answers",
        "stage",
        "Stages of challenges whose day for an answer fell from {first} to {last} and is over",
        SOURCE,
        _answers,
        day="due_on",
    ),
    Population(
        "challenge-effects",
        "effect",
        "Children for whom it was said from {first} to {last} what a challenge changed; a child of two challenges counts twice",
        SOURCE,
        _effects,
        day="effect_on",
    ),
    Population(
        "collective-alerts",
        "dispute",
        "Collective alerts raised from {first} to {last}, without those withdrawn",
        SOURCE,
        _collective,
        day="raised_on",
    ),
    Population(
        "advices",
        "advice",
        "Advice asked for and referrals made from {first} to {last}",
        BESIDE,
        _register(Advice, "asked_on"),
        day="asked_on",
    ),
    Population(
        "other-ways",
        "other way",
        "Concerns taken up in another way from {first} to {last}",
        BESIDE,
        _register(OtherWay, "tried_on"),
        day="tried_on",
    ),
    Population(
        "praises",
        "praise",
        "Praise for work seen from {first} to {last}",
        BESIDE,
        _register(Praise, "seen_on"),
        day="seen_on",
    ),
    Population(
        "workshops",
        "workshop",
        "Workshops on the procedure held from {first} to {last}",
        BESIDE,
        _register(Workshop, "held_on"),
        day="held_on",
    ),
    Population(
        "service-issues",
        "issue",
        "Issues of the service raised with senior managers from {first} to {last}",
        BESIDE,
        _register(ServiceIssue, "raised_on"),
        day="raised_on",
    ),
)
