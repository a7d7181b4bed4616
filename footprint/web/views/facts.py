"""What was true of a child and when: the history, recording, ending and withdrawing facts, who the child is."""

from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children import actions
from footprint.children.models import PeriodOfCare, Relation, RestrictedAccess, ReviewInterval
from footprint.council.models import Council
from footprint.council.refusals import Refused
from footprint.reviews.actions import admit, rescheduled
from footprint.web.doors import needs, open_child
from footprint.web.facts import KINDS, RECORDED, SHOWN
from footprint.web.forms import AddChild, EditChild, EndFact, RecordFact, Restrict, SetInterval, Withdraw


@needs(roles.SEE_CHILDREN)
def history(request, pk):
    """Every fact with its days and source; as it was true on a day, and as it was known at a day."""
    child = open_child(request, pk)
    log.look("child's history", by=request.user, council=child.council_id, child=child)
    true_on, known_at = _asked(request, "true_on"), _asked(request, "known_at")
    moment = timezone.make_aware(datetime.combine(known_at, time.max)) if known_at else None
    rows = []
    for kind in SHOWN:
        facts = kind.model.objects.filter(child=child)
        if kind.model is Relation:
            facts = facts.filter(other__in=visible_to(request.member))
        if moment:
            facts = facts.known_at(moment)
        elif true_on:
            facts = facts.standing()
        if true_on:
            facts = facts.true_on(true_on)
        joined = facts.select_related("recorded_by", *kind.joined).order_by("starts_on", "pk")
        rows += [(kind, fact, kind.words(fact)) for fact in joined]
    context = {
        "title": f"History of {child.name}",
        "child": child,
        "rows": rows,
        "true_on": true_on,
        "known_at": known_at,
        "recorded": RECORDED,
    }
    return render(request, "web/history.html", context)


def _asked(request, name):
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


@needs(roles.RECORD_FACTS)
def record_fact(request, pk, kind):
    """Record that something is true of a child from a day on."""
    child, kind = open_child(request, pk), _kind(kind)
    if kind not in RECORDED:
        raise Http404
    form = RecordFact(request.POST or None, child=child, kind=kind)

    def carry_out(values):
        actions.record_fact(kind.model, child=child, by=request.user, on=request.today, **values)

    follows = kind.model in actions.FOLLOWS
    lead = f"About {child.name}."
    lead += " What stands now ends on the day on which the new one begins." if follows else ""
    return _form(request, child, form, carry_out, f"Record: {kind.title.lower()}", lead, "It is recorded.")


@needs(roles.RECORD_FACTS)
def end_fact(request, pk, kind, fact):
    """End what stood until now; the end of a time in care ends the placement and legal status too."""
    child, kind = open_child(request, pk), _kind(kind)
    fact = _fact(child, kind, fact)
    form = EndFact(request.POST or None, child=child, kind=kind)

    def carry_out(values):
        end = actions.end_care if kind.model is PeriodOfCare else actions.end_fact
        end(fact, by=request.user, on=request.today, **values)

    lead = f"{child.name}: {kind.words(fact) or kind.title.lower()} since {fact.starts_on:%d/%m/%Y}."
    if kind.model is PeriodOfCare:
        lead += " The placement and legal status end on the same day, and no review is due any more."
    return _form(request, child, form, carry_out, f"End: {kind.title.lower()}", lead, "The end is recorded.")


@needs(roles.RECORD_FACTS)
def withdraw_fact(request, pk, kind, fact):
    """Withdraw what was never true; it stays in the history as withdrawn."""
    child, kind = open_child(request, pk), _kind(kind)
    fact = _fact(child, kind, fact)

    def carry_out(values):
        actions.withdraw_fact(fact, by=request.user, **values)

    lead = (
        f"{child.name}: {kind.words(fact) or kind.title.lower()} from {fact.starts_on:%d/%m/%Y}. "
        "Only for what was never true: it stays in the history as withdrawn."
    )
    form = Withdraw(request.POST or None)
    return _form(request, child, form, carry_out, f"Withdraw: {kind.title.lower()}", lead, "It was withdrawn.")


@needs(roles.SET_INTERVAL)
def set_interval(request, pk):
    """Review a child more often than the law's limit, or at the law's again."""
    child = open_child(request, pk)
    form = SetInterval(request.POST or None, initial={"starts_on": request.today, "months": 3})

    def carry_out(values):
        actions.set_interval(child, by=request.user, on=request.today, **values)

    now = ReviewInterval.objects.standing().filter(child=child, ends_on=None).first()
    lead = (
        f"{child.name} is reviewed at least every {now.months} months since {now.starts_on:%d/%m/%Y}: {now.reason}"
        if now
        else f"{child.name} is reviewed at the law's intervals now."
    )
    return _form(request, child, form, carry_out, "Review more often", lead, "The review interval is set.")


@needs(roles.RECORD_FACTS)
def edit_child(request, pk):
    """Change who a child is; what a person changes here, an import leaves alone."""
    child = open_child(request, pk)
    initial = {name: getattr(child, name) for name in EditChild.base_fields}
    initial["ethnicity"] = f"{child.ethnicity} {child.ethnicity_local}".strip()
    form = EditChild(request.POST or None, council=child.council, initial=initial)

    def carry_out(values):
        actions.edit_child(child, by=request.user, on=request.today, **values)

    lead = "What you change here is yours: a return that says otherwise will not overwrite it."
    return _form(request, child, form, carry_out, f"Details of {child.name}", lead, "The details are changed.")


@needs(roles.RESTRICT)
def restrict(request, pk):
    """Let only named people see a child's record, or lift that."""
    child = open_child(request, pk)
    named = RestrictedAccess.objects.filter(child=child).values_list("user", flat=True)
    form = Restrict(request.POST or None, service=request.service, initial={"people": list(named) or [request.user.pk]})

    def carry_out(values):
        if "lift" in request.POST:
            actions.lift_restriction(child, by=request.user, why=values["why"])
        else:
            actions.restrict(child, by=request.user, users=values["people"], why=values["why"])

    told = "The record is open again." if "lift" in request.POST else "The record is restricted."
    lead = (
        f"{child.name}'s record is restricted to the people ticked here. Others do not learn that it exists; "
        "figures count it."
        if child.restricted
        else f"Only the people ticked here will see {child.name}'s record. Figures still count it."
    )
    page = {"button": "Restrict the record", "second": ("lift", "Lift the restriction") if child.restricted else None}
    return _form(request, child, form, carry_out, "Restrict a record", lead, told, "home", **page)


@needs(roles.RECORD_FACTS)
def add_child(request):
    """Add a child who has come into care."""
    councils = Council.objects.filter(service=request.service).order_by("name")
    form = AddChild(request.POST or None, councils=councils)
    if request.method == "POST" and form.is_valid():
        try:
            child = admit(by=request.user, on=request.today, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{child.name} is added.")
            return redirect("child", child.pk)
    lead = "For a child who has come into care since the last return. A return that is taken in later finds the child by the number."
    context = {"title": "Add a child", "lead": lead, "form": form, "button": "Add the child"}
    return render(request, "web/form.html", context)


def _kind(slug):
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _fact(child, kind, pk):
    facts = kind.model.objects.filter(withdrawn_at=None).select_related(*kind.joined)
    return get_object_or_404(facts, child=child, pk=pk)


def _form(request, child, form, carry_out, title, lead, told, then="child", button="Save", second=None):
    """A form about a child: what it does is carried out with the timetable worked out again, or refused at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            with rescheduled(child, request.today):
                carry_out(form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, told)
            return redirect(then, child.pk) if then == "child" else redirect(then)
    context = {"title": title, "form": form, "child": child, "lead": lead, "button": button, "second": second}
    return render(request, "web/form.html", context)
