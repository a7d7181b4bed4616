"""What was said and done across children: advocacy, visitors, complaints, compliments, activities, quotations, apps."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.profile import profile
from footprint.reviews.models import Ask
from footprint.voice import alarms as calls
from footprint.voice import helping, promoting, registers, saying
from footprint.voice.models import (
    Activity,
    Advocacy,
    AppAccounts,
    Complaint,
    Compliment,
    Quote,
    Response,
    Visitor,
    VisitorPlaces,
    VoicePaper,
    YouSaid,
)
from footprint.voice.quoting import to_ask
from footprint.voice.reading import free_text
from footprint.voice.wall import OPEN_TO_OTHERS, readable_by
from footprint.web.doors import needs, number
from footprint.web.forms import FIRST_DAY, LAST_DAY
from footprint.web.views.registers import complaint_days
from footprint.web.views.said import a_year_before

SHOWN = 50
LINKED = 30
QUARTERS = 5
STANDS = Q(withdrawn_at=None)
WITHDRAWN = {"withdrawn": ("Withdrawn", ~STANDS)}


@dataclass
class Listed:
    """A register as a list: its kind, title, states (key → words, condition), its rows in their order, what each row is
    marked with, what else the page knows, and what it was asked for."""

    kind: str
    title: str
    states: dict
    rows: object
    mark: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)


def _list(request, template: str, listed: Listed):
    """A page of the register in the state that is asked for; the first state, where none is."""
    states = {key: (words, STANDS & which) for key, (words, which) in listed.states.items()} | WITHDRAWN
    state = request.GET.get("show") if request.GET.get("show") in states else next(iter(states))
    counts = listed.rows.order_by().aggregate(**{key: Count("pk", filter=which) for key, (_, which) in states.items()})
    page = Paginator(listed.rows.filter(states[state][1]), SHOWN).get_page(request.GET.get("page"))
    page.paginator.count = counts[state]
    rows = list(page)
    for row in rows:
        for name, told in listed.mark.items():
            setattr(row, name, told(row))
    log.look(f"list: {listed.kind}", by=request.user, show=state, ids=[row.pk for row in rows], **listed.asked)
    context = {
        "title": listed.title,
        "kind": listed.kind,
        "page": page,
        "rows": rows,
        "state": state,
        "states": [
            (key, words, counts[key]) for key, (words, _) in states.items() if counts[key] or key != "withdrawn"
        ],
        "counts": counts,
        "query": urlencode({"show": state, **{k: v for k, v in listed.asked.items() if v}}),
        "asked_query": urlencode({k: v for k, v in listed.asked.items() if v}),
        "may_write": request.member.may(roles.KEEP_VOICE),
        **listed.context,
    }
    return render(request, template, context)


def _profile(request):
    return profile(request.service.councils.order_by("name")[0].profile_name)


@needs(roles.SEE_VOICE)
def voice(request):
    """What must be known, and the way to each register."""
    today, member = request.today, request.member
    advocacy = _stands(Advocacy, member).aggregate(
        open=Count("pk", filter=Q(ended_on=None)), unraised=Count("pk", filter=UNRAISED)
    )
    visitors = _stands(Visitor, member).filter(ended_on=None)
    visitors = visitors.aggregate(
        matched=Count("pk", filter=Q(matched_on__isnull=False)), waiting=Count("pk", filter=Q(matched_on=None))
    )
    complaints = _stands(Complaint, member).aggregate(
        open=Count("pk", filter=Q(answered_on=None)),
        overdue=Count("pk", filter=Q(answered_on=None, due_on__lt=today)),
    )
    pairs = _stands(YouSaid, member).aggregate(undone=Count("pk", filter=Q(did_on=None)), all=Count("pk"))
    talks = saying.talks_wanted(member).count()
    since = today - timedelta(days=365)
    context = {
        "title": "Voice",
        "today": today,
        "talks": talks,
        "advocacy": advocacy,
        "visitors": visitors,
        "complaints": complaints,
        "pairs": pairs,
        "compliments": _stands(Compliment, member).filter(received_on__gte=since).count(),
        "activities": _stands(Activity, member).filter(day__gte=since).count(),
        "quotes": _stands(Quote, member).exclude(consent_by="nobody").count(),
        "papers": _stands(VoicePaper, member).values("kind").distinct().count(),
        "statements": Response.objects.answered()
        .filter(child__in=visible_to(member), answered_on__gte=since)
        .exclude(system="")
        .count(),
    }
    context["forms"] = (
        Response.objects.standing()
        .filter(child__in=visible_to(member), asked_on__gte=a_year_before(today))
        .aggregate(sent=Count("pk"), back=Count("pk", filter=Q(answered_on__isnull=False)))
    )
    context["calls"] = calls.waiting(calls.readable_by(member, today)).count()
    context["nothing"] = not (
        context["calls"]
        or talks
        or advocacy["unraised"]
        or complaints["overdue"]
        or visitors["waiting"]
        or pairs["undone"]
    )
    return render(request, "web/registers/voice.html", context)


def _stands(model, member):
    return registers.seen_by(model, member).filter(STANDS)


# -- who helps ---------------------------------------------------------------------------------------------------------

UNRAISED = helping.UNRESOLVED & Q(raised_on=None)


@needs(roles.SEE_VOICE)
def advocacy(request):
    """Referrals to advocates across children: not resolved and raised with nobody first; by provider and quarter, and beside
    it how many children are in care, for the last quarter that is over or the one that is chosen."""
    over = helping.quarter_of(request.today)[0] - timedelta(days=1)
    quarter = helping.quarter_of(_day(request.GET.get("quarter")) or over)
    quarters = helping.quarters_before(request.today, QUARTERS)
    provider = request.GET.get("provider", "")
    every = registers.seen_by(Advocacy, request.member)
    stands = every.filter(STANDS)
    rows = helping.unraised_first(every.select_related("child"))
    if provider:
        rows = rows.filter(provider=provider)
    if request.GET.get("quarter"):
        rows = rows.filter(referred_on__range=quarter)
    of = _profile(request)
    until = min(quarter[1], request.today)
    use = helping.use_by_age(visible_to(request.member), stands, (quarter[0], until), of)
    table = helping.by_provider(stands, quarters)
    context = {
        "issues": of.voice["advocacy_issues"],
        "provider": provider,
        "providers": sorted({*of.voice["advocacy_providers"], *table}),
        "quarter": quarter,
        "until": until,
        "quarters": quarters,
        "chosen_quarter": bool(request.GET.get("quarter")),
        "table": [(name, list(zip(quarters, numbers, strict=True)), sum(numbers)) for name, numbers in table.items()],
        "use": use,
        "in_care": sum(held for _, held, _ in use),
        "used": sum(used for band, _, used in use if band != helping.OVER_18),
    }
    states = {
        "all": ("All", Q()),
        "unraised": ("Not resolved, raised with nobody", UNRAISED),
        "unresolved": ("Not resolved", helping.UNRESOLVED),
        "open": ("Going on", Q(ended_on=None)),
    }
    asked = {"provider": provider, "quarter": request.GET.get("quarter", "") and f"{quarter[0]:%Y-%m-%d}"}
    return _list(request, "web/registers/advocacy.html", Listed("advocacy", "Advocacy", states, rows, context=context, asked=asked))  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


@needs(roles.SEE_VOICE)
def visitors(request):
    """Independent visitors and learning mentors: places, matched and waiting by provider; who has waited longest first."""
    every = registers.seen_by(Visitor, request.member)
    places = registers.seen_by(VisitorPlaces, request.member).filter(STANDS)
    stands = every.filter(STANDS)
    states = {
        "waiting": ("Waiting", Q(matched_on=None, ended_on=None)),
        "matched": ("Matched", Q(matched_on__isnull=False, ended_on=None)),
        "ended": ("Ended", Q(ended_on__isnull=False)),
        "all": ("All", Q()),
    }
    context = {
        "table": helping.matched_and_waiting(stands, places, request.today),
        "places": places.order_by("provider", "kind", "-starts_on"),
        "today": request.today,
    }
    rows = every.select_related("child").order_by("asked_on", "pk")
    return _list(request, "web/registers/visitors.html", Listed("visitors", "Independent visitors and learning mentors", states, rows, context=context))  # fmt: skip


@needs(roles.SEE_VOICE)
def complaints(request):
    """Complaints, those not answered first, by the day by which they are; and the children who were helped to complain."""
    today = request.today
    rows = helping.overdue_first(registers.seen_by(Complaint, request.member).select_related("child"))
    states = {
        "all": ("All", Q()),
        "overdue": ("Overdue", Q(answered_on=None, due_on__lt=today)),
        "open": ("Not answered", Q(answered_on=None)),
        "service": ("About this service", Q(about__in=Complaint.OURS)),
        "helped": ("Helped to complain", Q(helped=True)),
    }
    context = {"rule": complaint_days(request.service.councils.order_by("name")[0])}
    mark = {"is_late": lambda row: row.due_on < today}
    return _list(request, "web/registers/complaints.html", Listed("complaints", "Complaints", states, rows, mark, context))  # fmt: skip


@needs(roles.SEE_VOICE)
def compliments(request):
    """Compliments, the newest first, with their source."""
    rows = (
        registers.seen_by(Compliment, request.member).select_related("child", "about").order_by("-received_on", "-pk")
    )
    return _list(request, "web/registers/compliments.html", Listed("compliments", "Compliments", {"all": ("All", Q())}, rows))  # fmt: skip


# -- what the service does ---------------------------------------------------------------------------------------------


@needs(roles.SEE_VOICE)
def activities(request):
    """What the service did to hear children and to tell them of their rights, the newest first."""
    rows = registers.seen_by(Activity, request.member).order_by("-day", "-pk")
    told = ("advocacy", "complaints", "leaflet", "provider")
    states = {
        "all": ("All", Q()),
        "heard": ("Hearing children", ~Q(kind__in=told)),
        "told": ("Telling of rights", Q(kind__in=told)),
        "unchanged": ("Nothing changed yet", Q(changed_on=None)),
    }
    context = {"themes": _profile(request).voice["themes"]}
    return _list(request, "web/registers/activities.html", Listed("activities", "What we did to hear children", states, rows, context=context))  # fmt: skip


@needs(roles.SEE_VOICE)
def quotes(request):
    """Quotations with their consent, and where each was printed."""
    rows = registers.seen_by(Quote, request.member).select_related("child").prefetch_related("prints")
    rows = rows.order_by("-said_on", "-pk")
    states = {
        "may": ("May be printed", ~Q(consent_by="nobody")),
        "no": ("Said no", Q(consent_by="nobody")),
        "all": ("All", Q()),
    }
    context = {"uses": dict(Quote.USES)}
    mark = {"ask_now": lambda row: to_ask(row, request.today)}
    return _list(request, "web/registers/quotes.html", Listed("quotes", "Quotations", states, rows, mark, context))


@needs(roles.SEE_VOICE)
def you_said(request):
    """Pairs of what was said and what was done, those with nothing done yet first."""
    rows = promoting.not_done_first(registers.seen_by(YouSaid, request.member))
    states = {
        "all": ("All", Q()),
        "undone": ("Nothing done yet", Q(did_on=None)),
        "done": ("Done", Q(did_on__isnull=False)),
    }
    return _list(request, "web/registers/you_said.html", Listed("you-said", "You said, we did", states, rows))


@needs(roles.SEE_VOICE)
def pair(request, pk):
    """One pair, and the records in which it was said, as far as the reader may see them."""
    found = get_object_or_404(registers.seen_by(YouSaid, request.member), pk=pk)
    behind = promoting.behind(found, visible_to(request.member))
    log.look("you said, we did", by=request.user, council=found.council_id, subject=f"YouSaid {found.pk}",
             responses=[r.pk for r in behind["responses"]], asks=[a.pk for a in behind["asks"]])  # fmt: skip
    context = {
        "title": "You said, we did",
        "pair": found,
        "responses": _shown(request, behind["responses"]),
        "activities": behind["activities"],
        "asks": behind["asks"],
        "may_write": request.member.may(roles.KEEP_VOICE),
    }
    return render(request, "web/registers/pair.html", context)


def _shown(request, responses: list[Response]) -> list[tuple[Response, str]]:
    """Responses, each with its words where this reader may read them."""
    ids = [response.pk for response in responses]
    may = readable_by(request.member, request.today).filter(OPEN_TO_OTHERS, pk__in=ids).values_list("pk", flat=True)
    return [(r, " … ".join(free_text(r)) if r.pk in set(may) else "") for r in responses]


@needs(roles.KEEP_VOICE)
def link_records(request, pk):
    """Choose the records in which it was said: found by a child's name or number, or an activity's title."""
    pairs = registers.seen_by(YouSaid, request.member).filter(STANDS)
    found = get_object_or_404(pairs.select_related("council"), pk=pk)
    find = request.GET.get("find", "").strip()
    offered = _offered(request.member, found, find)
    if request.method == "POST":
        chosen = {name: {number(v) for v in request.POST.getlist(name)} for name in offered}
        shown = {
            name: {number(v) for v in request.POST.getlist(f"shown-{name}")} & {r.pk for r in rows}
            for name, rows in offered.items()
        }
        if any(shown.values()):
            registers.link(found, by=request.user, shown=shown, chosen=chosen)
            return redirect("voice_pair", found.pk)
    linked = {name: set(getattr(found, name).values_list("pk", flat=True)) for name in offered}
    context = {
        "title": "Records behind it",
        "pair": found,
        "find": find,
        "responses": [(r, said, r.pk in linked["responses"]) for r, said in _shown(request, offered["responses"])],
        "activities": [(a, a.pk in linked["activities"]) for a in offered["activities"]],
        "asks": [(a, a.pk in linked["asks"]) for a in offered["asks"]],
        "most": LINKED,
    }
    ids = {name: [row.pk for row in rows] for name, rows in offered.items()}
    log.look("records to link", by=request.user, council=found.council_id, find=find, **ids)
    return render(request, "web/registers/link_records.html", context)


def _offered(member, pair: YouSaid, find: str) -> dict[str, list]:
    """What may be linked: the newest that fit what is looked for; without that, what is linked already and the newest."""
    children = visible_to(member).filter(council=pair.council_id)
    of_child = children
    for word in find.split():
        of_child = of_child.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(used_name__icontains=word)
            | Q(number__icontains=word)
        )
    responses = Response.objects.answered().filter(child__in=of_child).select_related("child", "opening", "form")
    asks = Ask.objects.filter(review__child__in=of_child, review__withdrawn_at=None).select_related("review__child")
    activities = Activity.objects.filter(STANDS, council=pair.council_id, title__icontains=find)
    return {
        "responses": list(responses.prefetch_related("words").order_by("-answered_on", "-pk")[:LINKED]),
        "activities": list(activities.order_by("-day", "-pk")[:LINKED]),
        "asks": list(asks.order_by("-pk")[:LINKED]),
    }


@needs(roles.SEE_VOICE)
def papers(request):
    """The strategy, guidance and menu of choice: which stands today, and the versions before."""
    rows = registers.seen_by(VoicePaper, request.member).select_related("council").order_by("kind", "-starts_on", "-pk")
    standing = promoting.stands(list(rows.defer("text")), request.today)
    context = {"standing": standing, "today": request.today}
    return _list(request, "web/registers/papers.html", Listed("papers", "Strategy, guidance and menu of choice", {"all": ("All", Q())}, rows, context=context))  # fmt: skip


@needs(roles.SEE_VOICE)
def paper(request, pk):
    """One version, to read."""
    found = get_object_or_404(registers.seen_by(VoicePaper, request.member).select_related("council"), pk=pk)
    others = registers.seen_by(VoicePaper, request.member).filter(council=found.council_id, kind=found.kind)
    context = {
        "title": found.title,
        "paper": found,
        "standing": promoting.stands(list(others.defer("text")), request.today),
        "lines": [line.strip() for line in found.text.splitlines() if line.strip()] if found.kind == "menu" else [],
        "today": request.today,
        "may_write": request.member.may(roles.KEEP_VOICE),
    }
    return render(request, "web/registers/paper.html", context)


@needs(roles.SEE_VOICE)
def apps(request):
    """Accounts of apps by day, and how many statements came through each."""
    member = request.member
    rows = registers.seen_by(AppAccounts, member).order_by("-day", "system", "-pk")
    statements = Response.objects.answered().filter(child__in=visible_to(member)).exclude(system="")
    by_system = statements.values_list("system", "respondent").annotate(n=Count("pk")).order_by("system", "respondent")
    labels = dict(Response._meta.get_field("respondent").choices)
    context = {
        "statements": [(system, labels[who], n) for system, who, n in by_system],
        "may_import": member.may(roles.IMPORT),
    }
    return _list(request, "web/registers/apps.html", Listed("apps", "Apps", {"all": ("All", Q())}, rows, context=context))  # fmt: skip


@needs(roles.SEE_VOICE)
def talks(request):
    """Children who want a talk with the IRO, who has waited longest first."""
    page = Paginator(saying.talks_wanted(request.member), SHOWN).get_page(request.GET.get("page"))
    rows = list(page)
    log.look("children who want a talk", by=request.user, ids=[said.pk for said in rows])
    context = {
        "title": "Children who want a talk",
        "page": page,
        "rows": rows,
        "query": "",
        "may_note": request.member.may(roles.SEE_DESK),
        "total": page.paginator.count,
    }
    return render(request, "web/registers/talks.html", context)
