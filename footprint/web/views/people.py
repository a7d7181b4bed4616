"""The people round a child, the child's entry into care, and what the IRO is told of in between."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children import actions
from footprint.children.models import AroundChild, PeriodOfCare
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.law.clocks import due
from footprint.law.days import ENGLAND
from footprint.messages.actions import send
from footprint.reviews import preparing
from footprint.reviews.invited import added_by_mistake, known_round, standing_parts
from footprint.reviews.models import Change, EntryNotice
from footprint.reviews.sending import managers_of_service
from footprint.web.doors import needs, number, open_child
from footprint.web.introducing import introduction_pdf
from footprint.web.pages import form_page
from footprint.web.review_forms import AddAround, AddKnown, ChangeAround, EndAround, NoteEntry, TellChange


@needs(roles.SEE_CHILDREN)
def people_round(request, pk):
    """Who is round a child, what each gets and must not get, and who may not learn where the child lives."""
    child = open_child(request, pk)
    log.look("people round a child", by=request.user, council=child.council_id, child=child)
    past = AroundChild.objects.standing().filter(child=child).exclude(ends_on=None).select_related("person")
    context = {
        "title": f"People round {child.name}",
        "child": child,
        "parts": [(part, _gets(part)) for part in standing_parts(child)],
        "past": past.order_by("-ends_on"),
        "known": [(part, _known_as(child, part)) for part in _known(request, child)],
    }
    return render(request, "web/people_round.html", context)


def _known(request, child) -> list[AroundChild]:
    """Who is round brothers and sisters whom this person may see, for who may add them."""
    return known_round(child, visible_to(request.member)) if request.member.may(roles.KEEP_PEOPLE) else []


def _known_as(child, part: AroundChild) -> str:
    """ "Dana Moss, mother of Ada's brother Ben" """
    sibling = {"M": "brother", "F": "sister"}.get(part.child.sex, "brother or sister")
    return f"{part.person.name}, {part.get_role_display()} of {child.short_name}'s {sibling} {part.child.short_name}"


def _gets(part: AroundChild) -> str:
    words = dict(AroundChild.PAPERS)
    return ", ".join(words[key] for key in part.gets) or "nothing"


@needs(roles.KEEP_PEOPLE)
def add_round(request, pk):
    """Add somebody with a part in the child's life: somebody new, or somebody who is round a brother or sister already."""
    child = open_child(request, pk)
    person, lead = None, "What you tick decides what leaves the service, and what is taken out of it."
    if "known" in request.GET:
        part = next((p for p in _known(request, child) if p.person_id == number(request.GET["known"])), None)
        if part is None:
            raise Http404
        person, lead = part.person, f"{_known_as(child, part)}. {lead}"
        form = AddKnown(request.POST or None, initial={"starts_on": request.today, "role": part.role})
    else:
        form = AddAround(request.POST or None, initial={"starts_on": request.today, "reached_by": "hand"})

    def add(values):
        actions.add_around(child=child, by=request.user, on=request.today, person=person, **values)

    return form_page(
        request,
        form,
        add,
        title=f"Add {person.name if person else 'somebody'} round {child.short_name}",
        lead=lead,
        then=reverse("people_round", args=[child.pk]),
        back=(reverse("people_round", args=[child.pk]), f"the people round {child.short_name}"),
        button="Add them",
    )


@needs(roles.KEEP_PEOPLE)
def change_round(request, pk, part):
    """Change how somebody is reached, what they get and may know, or end their part."""
    child = open_child(request, pk)
    parts = AroundChild.objects.standing().filter(child=child, ends_on=None).select_related("person")
    part = get_object_or_404(parts, pk=part)
    here = reverse("people_round", args=[child.pk])
    initial = {n: getattr(part.person, n) for n in actions.CONTACT} | {n: getattr(part, n) for n in actions.HOW_AROUND}
    form = ChangeAround(request.POST or None, initial=initial)

    def change(values):
        actions.change_around(part, by=request.user, on=request.today, **values)

    return form_page(
        request,
        form,
        change,
        title=part.person.name,
        lead=f"{part.get_role_display().capitalize()} of {child.short_name} since {part.starts_on:%d/%m/%Y}.",
        then=here,
        back=(here, f"the people round {child.short_name}"),
    )


@needs(roles.KEEP_PEOPLE)
def end_round(request, pk, part):
    """Somebody's part in the child's life is over, or never was."""
    child = open_child(request, pk)
    parts = AroundChild.objects.standing().filter(child=child).select_related("person", "child")
    here = reverse("people_round", args=[child.pk])
    if request.method == "POST" and "mistake" in request.POST:
        return _by_mistake(request, get_object_or_404(parts, pk=part), here)
    part = get_object_or_404(parts, pk=part, ends_on=None)

    def end(values):
        actions.end_fact(part, by=request.user, on=request.today, ends_on=values["ends_on"])

    return form_page(
        request,
        EndAround(request.POST or None),
        end,
        title=f"{part.person.name} is no longer {part.get_role_display()}",
        lead="It stays in the history. They get no more papers.",
        then=here,
        back=(here, f"the people round {child.short_name}"),
        second=("mistake", "Added by mistake"),
    )


def _by_mistake(request, part, here):
    try:
        added_by_mistake(part, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{part.person.name} is taken off. That they were added is kept.")
    return redirect(here)


@needs(roles.RECORD_REVIEW)
def note_entry(request, pk):
    """When the service was told of a child's entry, and what the child was given."""
    child = open_child(request, pk)
    period = PeriodOfCare.objects.standing().filter(child=child, ends_on=None).first()
    notice = period and EntryNotice.objects.filter(child=child, care_from=period.starts_on).first()
    if request.GET.get("as") == "pdf":
        return _introduction(request, child)
    initial = {n: getattr(notice, n, None) for n in NoteEntry.base_fields}
    pledge = profile(child.council.profile_name).settings["pledge"]
    form = NoteEntry(request.POST or None, pledge=pledge, initial=initial)

    def note(values):
        before = notice and notice.notified_on
        made = preparing.note_entry(child, by=request.user, on=request.today, **values)
        if made.notified_on and not before:
            tell_of_entry(child, request.user, made)

    return form_page(
        request,
        form,
        note,
        title=f"{child.short_name}'s entry into care",
        lead=_entry_words(child, period, notice),
        then=reverse("child", args=[child.pk]),
        back=(reverse("child", args=[child.pk]), child.name),
    )


def _introduction(request, child):
    """The letter in which the IRO says who they are, to print."""
    try:
        body = introduction_pdf(child, request.today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("note_entry", child.pk)
    if body is None:
        messages.error(request, f"{child.short_name} has no IRO yet, or no review to come.")
        return redirect("note_entry", child.pk)
    log.look("introduction of the IRO", by=request.user, council=child.council_id, child=child)
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="introduction-{child.pk}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _entry_words(child, period, notice) -> str:
    if period is None:
        return f"{child.short_name} is not in care."
    by = due("appointment", period.starts_on).value
    told = ""
    if notice and notice.notified_on:
        days = ENGLAND.between(period.starts_on, notice.notified_on)
        told = f" The service was told {days} working day{'' if days == 1 else 's'} later."
    return f"In care since {period.starts_on:%d/%m/%Y}; an IRO by {by:%d/%m/%Y}.{told}"


def tell_of_entry(child, by, notice: EntryNotice):
    """The IRO managers are told, so that the child has an IRO in time."""
    for user in managers_of_service(child.council, roles.IRO_MANAGER):
        send(
            "entry_notified",
            council=child.council,
            child=child,
            by=by,
            user=user,
            link=reverse("allocate", args=[child.pk]),
            day=due("appointment", notice.care_from).value,
            about=f"entry {notice.pk}",
            once=f"{notice.pk}",
        )


@needs(roles.TELL_CHANGE)
def tell_change(request, pk):
    """Tell the IRO of a significant change for a child."""
    child = open_child(request, pk)
    form = TellChange(request.POST or None, initial={"happened_on": request.today})
    mine = IroAssignment.objects.standing().filter(child=child, ends_on=None).select_related("iro__user").first()
    if not request.member.may(roles.RECORD_REVIEW):
        del form.fields["found_out"]

    def tell(values):
        change = preparing.tell_change(child, by=request.user, on=request.today, **values)
        if change.told_on and mine and mine.iro.user:
            send(
                "change_told",
                council=child.council,
                child=child,
                by=request.user,
                user=mine.iro.user,
                link=reverse("changes") + f"?child={child.pk}",
                about=f"change {change.pk}",
                once=f"{change.pk}",
            )

    return form_page(
        request,
        form,
        tell,
        title=f"Tell the IRO of a change for {child.short_name}",
        lead=f"{mine.iro.name} is told at once." if mine else f"{child.short_name} has no IRO; it stands on the list.",
        then=reverse("child", args=[child.pk]),
        back=(reverse("child", args=[child.pk]), child.name),
        button="Tell the IRO",
        told="It is told.",
    )


@needs(roles.SEE_CHILDREN)
def changes(request):
    """Changes of the last year that were told to the IRO, late or not at all; the IRO says here that they know."""
    seen = Change.objects.filter(child__in=visible_to(request.member)).select_related("child", "council", "written_by")
    if request.method == "POST":
        change = get_object_or_404(seen, pk=number(request.POST.get("change")))
        if not request.member.may(roles.RECORD_REVIEW):
            raise Http404
        try:
            preparing.acknowledge(change, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if change.written_by and change.written_by != request.user:
                send(
                    "change_acknowledged",
                    council=change.council,
                    child=change.child,
                    by=request.user,
                    user=change.written_by,
                    link=reverse("child", args=[change.child_id]),
                    about=f"change {change.pk}",
                    once=f"{change.pk}",
                )
            messages.success(request, "They are told that you know.")
        return redirect("changes")
    rows = seen.filter(happened_on__gte=request.today - timedelta(days=365)).order_by("-happened_on", "-pk")
    if request.GET.get("child"):
        rows = rows.filter(child=number(request.GET["child"]))
    rows = list(rows[:200])
    log.look("changes", by=request.user, ids=[c.pk for c in rows])
    context = {
        "title": "Changes told to the IRO",
        "rows": [(c, preparing.told_late(c), _days(c)) for c in rows],
        "late": sum(preparing.told_late(c) and c.told_on is not None for c in rows),
        "untold": sum(c.told_on is None for c in rows),
        "may_know": request.member.may(roles.RECORD_REVIEW),
    }
    return render(request, "web/changes.html", context)


def _days(change: Change) -> int | None:
    return ENGLAND.between(change.happened_on, change.told_on) if change.told_on else None
