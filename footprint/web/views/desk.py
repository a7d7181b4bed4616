"""What must I do next: the desks, the due list."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.models import Child, PeriodOfCare
from footprint.council.models import Staff, Team
from footprint.disputes.access import waiting_for
from footprint.exchange.export import as_csv, as_excel
from footprint.law.days import born_18_by
from footprint.messages.querysets import since_last_look
from footprint.reviews import querysets as ask
from footprint.reviews.models import DateRequest, Decision, Meeting, Review
from footprint.voice import saying
from footprint.voice.alarms import readable_by, waiting
from footprint.web.doors import needs
from footprint.web.forms import FIRST_DAY, LAST_DAY
from footprint.web.presenters import due_row, kind_words, owed_rows, why_due
from footprint.web.views.challenges import own_to_act

AHEAD = timedelta(days=30)
SHOWN = 50
TOLD = 12


def home(request):
    """Where a person starts: what waits for their answer, else the desk of their role."""
    if request.member and not request.member.may(roles.SEE_DESK) and waiting_for(request.member).exists():
        return redirect("challenges")
    places = {
        roles.ALLOCATE: "service",
        roles.SEE_DESK: "desk",
        roles.IMPORT: "data",
        roles.SEE_CHILDREN: "children",
        roles.MANAGE_PEOPLE: "people",
    }
    for permission, place in places.items():
        if request.member and request.member.may(permission):
            return redirect(place)
    return render(request, "web/nothing_here.html")


@needs(roles.SEE_DESK)
def desk(request):
    """An IRO's own children: overdue, due soon, nothing known yet, and papers owed."""
    given = visible_to(request.member).filter(
        Exists(
            IroAssignment.objects.filter(
                child=OuterRef("pk"), iro__user=request.user.pk, withdrawn_at=None, ends_on=None
            )
        ),
    )
    mine = given.filter(in_care(request.today))
    reviews = ask.of_children(mine)
    today = request.today
    owed = [
        row for r in ask.owing(ask.of_children(given), today).order_by("held_on")[:SHOWN] for row in owed_rows(r, today)
    ]
    context = {
        "title": "Your desk",
        "caseload": mine.count(),
        "overdue": [due_row(r, today) for r in ask.overdue(reviews, today).order_by("due_on")[:SHOWN]],
        "coming": [
            due_row(r, today)
            for r in ask.with_meeting(ask.due_between(reviews, today, today + AHEAD)).order_by("due_on")[:SHOWN]
        ],
        "unknown": [due_row(r, today) for r in ask.nothing_known_yet(reviews, today).order_by("due_on")[:SHOWN]],
        "total": ask.how_many(Review.objects.statutory().filter(child__in=mine), today, today + AHEAD),
        "owed": sorted(owed, key=lambda row: row.due_on)[:SHOWN],
        "ahead": today + AHEAD,
    }
    context["calls"] = waiting(readable_by(request.member, today))[:SHOWN]
    context["told"] = since_last_look(request.member)[:TOLD]
    context["waiting"] = _answers_waited_for(mine)
    context["talks"] = saying.talks_wanted(request.member, own=True)[:SHOWN]
    context["challenges"] = own_to_act(request.member, today)
    context["late_papers"] = sum(row.days_late > 0 for row in context["owed"])
    return render(request, "web/desk.html", context)


def _answers_waited_for(children):
    """Decisions that were issued and that the manager has not answered, or has answered otherwise than by agreeing."""
    return list(
        Decision.objects.undone()
        .filter(child__in=children, issued_on__isnull=False, settled="")
        .exclude(reply="agreed")
        .select_related("child", "review")
        .order_by("issued_on", "pk")[:SHOWN]
    )


@needs(roles.SEE_SERVICE)
def service(request):
    """The manager's desk: children without an IRO, what is overdue by IRO and by team."""
    today = request.today
    children = visible_to(request.member)
    cared_for = children.filter(in_care(today))
    has_iro = IroAssignment.objects.filter(child=OuterRef("pk"), withdrawn_at=None, ends_on=None)
    without = cared_for.filter(~Exists(has_iro)).order_by("number")
    reviews = ask.of_children(cared_for)
    overdue = list(ask.overdue(reviews, today).order_by("due_on").values_list("pk", "iro_now", "team_name"))
    caseload = (
        IroAssignment.objects.filter(withdrawn_at=None, ends_on=None, child__in=cared_for)
        .values_list("iro", "iro__name")
        .annotate(n=Count("child", distinct=True))
        .order_by("iro__name", "iro")
    )
    by_iro = [(name, n, sum(o[1] == iro for o in overdue)) for iro, name, n in caseload]
    teams = sorted({o[2] or "No team" for o in overdue})
    in_care_now = cared_for.count()
    first = reviews.filter(pk__in=[pk for pk, *_ in overdue[:SHOWN]]).order_by("due_on")
    context = {
        "title": "The service today",
        "in_care": in_care_now,
        "without": without[:SHOWN],
        "without_count": in_care_now - sum(n for _, _, n in caseload),  # a child has one IRO at a time
        "overdue_count": len(overdue),
        "overdue": [due_row(r, today) for r in first],
        "by_iro": by_iro,
        "by_team": [(t, sum((o[2] or "No team") == t for o in overdue)) for t in teams],
        "unknown_count": ask.nothing_known_yet(reviews, today).count(),
        "moves_waiting": DateRequest.objects.filter(
            granted=None, meeting__state=Meeting.BOOKED, review__child__in=visible_to(request.member)
        ).count(),
    }
    return render(request, "web/service.html", context)


def in_care(today: date) -> Q:
    """Whether the child is in care today, and under 18."""
    periods = PeriodOfCare.objects.filter(child=OuterRef("pk"), withdrawn_at=None, ends_on=None, starts_on__lte=today)
    return Q(Exists(periods), born__gt=born_18_by(today))


def month_days(text: str, today: date) -> tuple[date, date]:
    """First and last day of a month written 2025-04; this month where that is not one."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today.replace(day=1)
    if not FIRST_DAY < first < LAST_DAY.replace(day=1):
        first = today.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return first, after - timedelta(days=1)


@needs(roles.SEE_CHILDREN)
def due_list(request):
    """All reviews due in a month, by team and IRO; to print, or as CSV or Excel."""
    first, last = month_days(request.GET.get("month", ""), request.today)
    reviews = ask.of_children(visible_to(request.member)).filter(due_on__range=(first, last), missed=False)
    for parameter, column in (("team", "team_name"), ("iro", "iro_name")):
        if request.GET.get(parameter):
            reviews = reviews.filter(**{column: request.GET[parameter]})
    reviews = reviews.order_by("due_on", "child__last_name", "pk")
    if request.GET.get("as") in ("csv", "xlsx"):
        return _due_file(request, reviews, first, request.GET["as"])
    page = Paginator(reviews, SHOWN).get_page(request.GET.get("page"))
    log.look("due list", by=request.user, month=f"{first:%Y-%m}", ids=[r.pk for r in page])
    context = {
        "title": f"Reviews due in {first:%B %Y}",
        "rows": [(r, why_due(r), kind_words(r)) for r in page],
        "page": page,
        "first": first,
        "before": (first - timedelta(days=1)),
        "after": last + timedelta(days=1),
        "teams": Team.objects.filter(council__service=request.service).order_by("name"),
        "iros": Staff.objects.filter(service=request.service, kind=Staff.IRO).order_by("name"),
        "chosen": request.GET,
        "query": urlencode({k: v for k, v in request.GET.items() if k in ("team", "iro", "month")}),
    }
    return render(request, "web/due_list.html", context)


def _due_file(request, reviews, first, kind):
    columns = ["Due", "Child's number", "Name", "Born", "Kind", "IRO", "Team", "Held", "Why"]
    rows = [
        [
            r.due_on,
            r.child.number,
            r.child.name,
            r.child.born,
            kind_words(r),
            r.iro_name or "",
            r.team_name or "",
            r.held_on or "",
            why_due(r).because,
        ]
        for r in reviews
    ]
    log.look("export of the due list", by=request.user, month=f"{first:%Y-%m}", rows=len(rows))
    if kind == "csv":
        plain = [[f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in row] for row in rows]
        body: str | bytes = as_csv(columns, plain)
        mime = "text/csv; charset=utf-8"
    else:
        body, mime = (
            as_excel("Reviews due", columns, rows),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response = HttpResponse(body, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="reviews-due-{first:%Y-%m}.{kind}"'
    return response


@needs(roles.SEE_CHILDREN)
def children(request):
    """Find a child: by name or number, by team, IRO, in care or not."""
    found = visible_to(request.member)
    words = request.GET.get("find", "").strip()
    for word in words.split():
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(used_name__icontains=word)
            | Q(number__icontains=word)
        )
    if request.GET.get("show", "in-care") == "in-care":
        found = found.filter(in_care(request.today))
    now = {"withdrawn_at": None, "ends_on": None}
    if request.GET.get("team"):
        found = found.filter(Exists(_facts("socialworks", now, team__name=request.GET["team"])))
    if request.GET.get("iro"):
        found = found.filter(Exists(_facts("iroassignments", now, iro__name=request.GET["iro"])))
    found = found.annotate(
        iro_name=Subquery(_facts("iroassignments", now).order_by("-starts_on").values("iro__name")[:1]),
        team_name=Subquery(_facts("socialworks", now).order_by("-starts_on").values("team__name")[:1]),
    ).order_by("last_name", "first_name", "number")
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    ids = [c.pk for c in page]
    next_due = {
        r.child_id: r
        for r in ask.of_children(Child.objects.filter(pk__in=ids))
        .filter(held_on=None, missed=False)
        .order_by("-due_on")
    }
    log.look("list of children", by=request.user, find=words, ids=ids)
    context = {
        "title": f"{page.paginator.count:,} children" if page.paginator.count != 1 else "1 child",
        "rows": [(c, c.age_on(request.today), next_due.get(c.pk)) for c in page],
        "page": page,
        "find": words,
        "chosen": request.GET,
        "teams": Team.objects.filter(council__service=request.service).order_by("name"),
        "iros": Staff.objects.filter(service=request.service, kind=Staff.IRO).order_by("name"),
        "query": urlencode({k: v for k, v in request.GET.items() if k != "page"}),
    }
    return render(request, "web/children.html", context)


def _facts(related, now, **more):
    model = Child._meta.get_field(related).related_model
    return model.objects.filter(child=OuterRef("pk"), **now, **more)
