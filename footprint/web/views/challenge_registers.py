"""Beside the challenges: praise, other ways, advice, workshops, issues of the service; and who holds which level."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.actions import end_line as end_a_line
from footprint.council.actions import set_line as name_a_line
from footprint.council.models import Line
from footprint.disputes import levels, registers
from footprint.disputes.access import readable_by
from footprint.disputes.models import Advice, OtherWay, Praise, ServiceIssue, Workshop
from footprint.disputes.standing import recurring
from footprint.web import challenge_forms as forms
from footprint.web.doors import chosen_council, needs, number, open_child
from footprint.web.forms import Withdraw
from footprint.web.pages import form_page

SHOWN = 50


@dataclass(frozen=True)
class Kind:
    """A register: its rows, the form, what one is called, the title of the list and its lead, and the day by which it is
    ordered. ``with_child``: a row may be about a child; ``needs_child``: each is."""

    model: type
    form: type | None
    one: str
    title: str
    lead: str
    order: str
    with_child: bool = False
    needs_child: bool = False


KINDS = {
    "praise": Kind(Praise, None, "praise", "Praise for good practice", "What IROs saw and praised, and who was told.", "-seen_on", True),
    "other-ways": Kind(
        OtherWay, forms.WriteOtherWay, "other way", "Other ways than a challenge",
        "Talks, trackers, panels and meetings in which a concern was taken up, and what was settled in a review's decisions.",
        "-tried_on", True,
    ),
    "advice": Kind(
        Advice, forms.WriteAdvice, "advice", "Cafcass and legal advice",
        "Asked for at any time, beside the stages. A referral to Cafcass is for when the council has failed a child in a significant way.",
        "-asked_on", True, True,
    ),
    "workshops": Kind(Workshop, forms.WriteWorkshop, "workshop", "Workshops on the procedure", "For whom, and how many came.", "-held_on"),
    "issues": Kind(
        ServiceIssue, forms.WriteIssue, "issue of the service", "Issues of the service",
        "What recurs over children, raised formally with senior managers: who owns it, the answer, and what changed.", "-raised_on",
    ),
}  # fmt: skip


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _place(key: str) -> str:
    return reverse("challenge_register", args=[key])


@needs(roles.OVERSEE_CHALLENGES)
def challenge_register(request, kind):
    """A register as a list."""
    of = _kind(kind)
    if of.model is Advice and not request.member.may(roles.RAISE_CHALLENGE):
        raise PermissionDenied("This page is not open to your role.")
    rows = registers.seen_by(of.model, request.member).order_by(of.order, "-pk").select_related("council")
    if of.with_child:
        rows = rows.select_related("child")
    if of.model is ServiceIssue:
        rows = rows.prefetch_related("disputes")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    log.look(of.title.lower(), by=request.user, ids=[row.pk for row in page])
    context = {
        "title": of.title,
        "lead": of.lead,
        "kind": kind,
        "rows": list(page),
        "page": page,
        "may_write": request.member.may(roles.RAISE_CHALLENGE),
        "query": "",
        "add": of.form and not of.needs_child,
        "councils_here": request.service.councils.order_by("name"),
    }
    return render(request, "web/challenges/register.html", context)


@needs(roles.SEE_CHALLENGES)
def praise(request, pk):
    """One praise: for those who were told, and for those who see challenges across children."""
    row = get_object_or_404(
        registers.seen_by(Praise, request.member).select_related("council", "child", "written_by"), pk=pk
    )
    sees_child = visible_to(request.member).filter(pk=row.child_id).exists()
    log.look("praise", by=request.user, council=row.council_id, child=row.child_id, subject=f"Praise {row.pk}")
    return render(
        request,
        "web/challenges/praise.html",
        {"title": "Praise for good practice", "row": row, "sees_child": sees_child},
    )


@needs(roles.RAISE_CHALLENGE)
def add_beside(request, kind):
    """Write down a row that is about no child, or an issue of the service that grew from challenges."""
    of = _kind(kind)
    if of.form is None or of.needs_child:
        raise Http404
    council = chosen_council(request)
    found = _recurring(request, council) if of.model is ServiceIssue else None
    begin = {"common": found.common, "title": found.label} if found else {}
    form = of.form(
        request.POST or None, council=council, initial={**begin, "held_on": request.today, "tried_on": request.today}
    )

    def add(values):
        if of.model is ServiceIssue:
            disputes = list(readable_by(request.member).filter(pk__in=found.disputes)) if found else []
            return registers.raise_issue(
                by=request.user, on=request.today, council=council, disputes=disputes, **values
            )
        return registers.write(of.model, by=request.user, on=request.today, council=council, **values)

    lead = f"It grew from {len(found.disputes)} challenges about {found.children} children." if found else of.lead
    return form_page(
        request, form, add, title=f"Write down: {of.one}", lead=lead, then=_place(kind), back=(_place(kind), "the list")
    )


def _recurring(request, council):
    every = readable_by(request.member).filter(council=council)
    return next((r for r in recurring(every, request.today) if r.common == request.GET.get("theme")), None)


@needs(roles.RAISE_CHALLENGE)
def add_beside_child(request, pk, kind):
    """Write down a row about a child; advice perhaps about a challenge."""
    child, of = open_child(request, pk), _kind(kind)
    if of.form is None or not of.with_child:
        raise Http404
    dispute = readable_by(request.member).filter(pk=number(request.GET.get("challenge")), children=child).first()
    then = reverse("challenge", args=[dispute.pk]) if dispute else reverse("child_challenges", args=[child.pk])
    begin = {"asked_on": request.today, "tried_on": request.today, "dispute": dispute}
    form = of.form(request.POST or None, council=child.council, child=child, initial=begin)

    def add(values):
        registers.write(of.model, by=request.user, on=request.today, council=child.council, child=child, **values)

    back = (then, dispute.title if dispute else child.name)
    return form_page(
        request, form, add, title=f"Write down: {of.one}", lead=f"About {child.name}. {of.lead}", then=then, back=back
    )


def _row(request, of: Kind, pk: int):
    rows = registers.seen_by(of.model, request.member).filter(withdrawn_at=None)
    return get_object_or_404(rows.select_related("council"), pk=pk)


@needs(roles.RAISE_CHALLENGE)
def correct_beside(request, kind, pk):
    """Correct a row, or bring it up to date."""
    of = _kind(kind)
    if of.form is None:
        raise Http404
    row = _row(request, of, pk)
    form = of.form(request.POST or None, council=row.council, row=row)

    def correct(values):
        registers.correct(row, by=request.user, on=request.today, **values)

    return form_page(
        request, form, correct, title=f"Change: {of.one}", then=_place(kind), back=(_place(kind), "the list")
    )


@needs(roles.RAISE_CHALLENGE)
def withdraw_beside(request, kind, pk):
    """Withdraw a row that was written in error."""
    of = _kind(kind)
    row = _row(request, of, pk)

    def withdraw(values):
        registers.withdraw(row, by=request.user, **values)

    return form_page(
        request, Withdraw(request.POST or None), withdraw, title=f"Withdraw: {of.one}", lead="It stays in the record as withdrawn.",
        then=_place(kind), back=(_place(kind), "the list"), button="Withdraw it", told="It is withdrawn.",
    )  # fmt: skip


# -- who holds a level -------------------------------------------------------------------------------------------------


@needs(roles.SET_UP)
def lines(request):
    """Who is asked at which level, for which team."""
    rows = (
        Line.objects.standing()
        .filter(council__service=request.service, ends_on=None)
        .select_related("council", "team", "user")
    )
    titles = {council.pk: levels.titles(council) for council in request.service.councils.all()}
    context = {
        "title": "Who answers challenges",
        "rows": [(line, titles[line.council_id].get(line.level, line.level)) for line in rows.order_by("council__name", "level", "user__name")],
        "councils_here": request.service.councils.order_by("name"),
        "without": [
            (council, [title for key, title in titles[council.pk].items() if key not in _held(rows, council) | _by_itself()])
            for council in request.service.councils.order_by("name")
        ],
    }  # fmt: skip
    return render(request, "web/challenges/lines.html", context)


def _held(rows, council) -> set[str]:
    return {line.level for line in rows if line.council_id == council.pk}


def _by_itself() -> set[str]:
    return {*levels.KNOWN_BY_ITSELF, levels.TEAMS_MANAGER}


@needs(roles.SET_UP)
def set_line(request):
    """Say who holds a level."""
    council = chosen_council(request)
    form = forms.SetLine(request.POST or None, council=council, initial={"starts_on": request.today})

    def carry_out(values):
        name_a_line(by=request.user, on=request.today, council=council, **values)

    place = reverse("lines")
    return form_page(
        request, form, carry_out, title="Who holds a level", then=place, back=(place, "who answers challenges"),
        lead="Name here those above a team. Its own manager is known by the team, the social worker by the child.",
    )  # fmt: skip


@needs(roles.SET_UP)
def end_line(request, pk):
    """Somebody holds a level no more."""
    line = get_object_or_404(
        Line.objects.standing().select_related("user", "council"), pk=pk, council__service=request.service, ends_on=None
    )

    def carry_out(values):
        end_a_line(line, by=request.user, on=request.today, **values)

    place = reverse("lines")
    form = forms.EndLine(request.POST or None, initial={"ends_on": request.today})
    return form_page(
        request,
        form,
        carry_out,
        title=f"{line.user.name} holds it no more",
        then=place,
        back=(place, "who answers challenges"),
    )
