"""The figures: all of them for a period, one with its definition, and the records behind a number."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.models import Council
from footprint.documents.charts import chart_svg
from footprint.documents.numbers import change_text, plain
from footprint.exchange.export import as_csv
from footprint.figures.answers import Figures, Number
from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES, by_group
from footprint.figures.challenge import readable as challenged
from footprint.figures.definition import Figure
from footprint.figures.frames import Frame
from footprint.figures.period import Period, last_whole_year, year_of
from footprint.figures.records import heads, lines
from footprint.figures.tables import BASE, COUNTED, ChartPlan, TablePlan, Tables
from footprint.voice import alarms
from footprint.voice.models import Complaint, Theme
from footprint.voice.registers import seen_by
from footprint.voice.wall import readable_by
from footprint.web.doors import needs
from footprint.web.forms import ReportPeriod

SHOWN = 50
TABS = 12
ACROSS = ("count", "rate")


@dataclass(frozen=True)
class Asked:
    """What a page of figures is asked for; ``problem`` where the days could not be read."""

    council: Council
    period: Period
    form: ReportPeriod
    problem: str = ""

    @property
    def query(self) -> str:
        """The council and the days, as part of an address."""
        return address_of(self.council, self.period)


def asked(request) -> Asked:
    """The council and period of a page: as asked, or the last whole year of the service's first council."""
    councils = list(request.service.councils.order_by("name"))
    if not councils:
        raise Http404("The service has no council yet.")
    usual = last_whole_year(request.today)
    given = request.GET if "from" in request.GET else None
    first = {"from": usual.first, "to": usual.last, "council": councils[0].key}
    form = ReportPeriod(given, initial=first, councils=councils)
    if given is None:
        return Asked(councils[0], usual, form)
    if not form.is_valid():
        return Asked(councils[0], usual, form, "Those days could not be used, so the last whole year is shown.")
    council = next((c for c in councils if c.key == form.cleaned_data["council"]), councils[0])
    period = Period(form.cleaned_data["from"], form.cleaned_data["to"])
    chosen = {"from": period.first, "to": period.last, "council": council.key}
    return Asked(council, period, ReportPeriod(initial=chosen, councils=councils))


def address_of(council: Council, period: Period) -> str:
    return urlencode({"council": council.key, "from": period.first.isoformat(), "to": period.last.isoformat()})


def record_links(council: Council):
    """Addresses of the records behind the numbers of a council."""

    def link(figure: Figure, period: Period, labels, part: str) -> str:
        named = urlencode({**({} if part == COUNTED else {"part": part}), **labels})
        return f"/figures/{figure.name}/records?{address_of(council, period)}{'&' if named else ''}{named}"

    return link


def years_to_choose(today: date) -> list[Period]:
    """This reporting year and the four before, the latest first."""
    return list(reversed(year_of(today).years(5)))


@needs(roles.SEE_FIGURES)
def catalogue(request):
    """Every figure for a period and the same time a year before."""
    here = asked(request)
    figures = Figures(here.council)
    running = here.period.last >= request.today
    figures.read_all(here.period, here.period.earlier)
    groups = {group: [_row(figures, f, here.period, running) for f in chosen] for group, chosen in by_group().items()}
    context = {
        "title": f"Figures {here.period.label}",
        "here": here,
        "groups": groups,
        "running": running,
        "years": years_to_choose(request.today),
    }
    return render(request, "web/figures.html", context)


def _row(figures: Figures, figure: Figure, period: Period, running: bool) -> dict:
    now, before = figures.number(figure.name, period), figures.number(figure.name, period.earlier)
    return {"figure": figure, "now": now, "before": before, "change": "" if running else _change(figure, before, now),
            "target": figures.profile.target(figure.name, period.last)}  # fmt: skip


def _change(figure: Figure, before: Number, now: Number) -> str:
    if before.value is None or now.value is None or not (before.of or before.records):
        return ""
    if figure.kind == "share":
        points = now.value - before.value
        return f"{plain(abs(points))} points {'up' if points > 0 else 'down'}" if points else "no change"
    return change_text(before.value, now.value)


@needs(roles.SEE_FIGURES)
def figure(request, name):
    """One figure: what it counts, over the years, broken down, with what to mind."""
    chosen = _figure(name)
    here = asked(request)
    figures = Figures(here.council)
    links = record_links(here.council) if request.member.may(roles.SEE_RECORDS_BEHIND) else None
    tables = Tables(figures, here.period, links=links)
    by = _breakdown(chosen, request.GET.get("by"))
    others = [b for b in chosen.breakdowns if b.name not in (by, "month", "month-of-year") and chosen.kind in ACROSS]
    across = next((b.name for b in others if b.name == request.GET.get("across")), "")
    shown = [b for b in chosen.breakdowns if b.name != "month-of-year"]
    kept = {"council": here.council.key, "from": here.period.first, "to": here.period.last}
    base, counted = figures.split(chosen, here.period, [name for name in (by, across) if name])
    number = figures.of(chosen, base, counted, here.period)
    chart = tables.chart(ChartPlan("years", name, chosen.title))
    context = {
        "title": f"{chosen.title} {here.period.label}: {number.text}",
        "figure": chosen,
        "here": here,
        "number": number,
        "counts": _counts(tables, chosen, here.period, base, counted),
        "outside": _outside(figures, chosen, here.period, base, counted),
        "beside": figures.notes(chosen, here.period),
        "scope": chosen.population.scope_of(here.period),
        "chart": chart,
        "chart_svg": chart_svg(chart) if chart else "",
        "target": figures.profile.target(name, here.period.last),
        "table": tables.table(TablePlan("by", name, chosen.title, by, across=across, years=1)),
        "others": others,
        "across": across,
        "kept": kept if len(shown) > TABS else {**kept, "by": by},
        "by": by,
        "breakdowns": shown,
        "many": len(shown) > TABS,
        "years": years_to_choose(request.today),
        "months": _months(figures, chosen, here.period, links),
        "definition": f"{chosen.name}, version {chosen.version}",
    }
    return render(request, "web/figure.html", context)


def _figure(name: str) -> Figure:
    if name not in FIGURES:
        raise Http404("There is no such figure.")
    return FIGURES[name]


def _breakdown(figure: Figure, asked_for: str | None) -> str:
    names = [b.name for b in figure.breakdowns]
    return asked_for if asked_for in names else names[0]


def _counts(tables: Tables, figure: Figure, period: Period, base: Frame, counted: Frame) -> list[tuple]:
    """The parts of the number: (name, words, cell)."""
    if figure.kind == "per":
        other = FIGURES[figure.per]
        return [
            ("Per 100 of", other.words, tables.beside(figure, period, {})),
            ("Counted", figure.words, tables.count(figure, period, counted, {}, COUNTED)),
        ]
    if figure.kind != "share":
        return [("Counted", figure.words, tables.count(figure, period, counted, {}, COUNTED))]
    rest = tables.count(figure, period, base, {}, BASE)
    return [
        ("All", figure.of_words.capitalize(), rest),
        ("Counted", figure.words, tables.count(figure, period, counted, {}, COUNTED)),
    ]


def _outside(figures: Figures, figure: Figure, period: Period, base: Frame, counted: Frame) -> list[tuple[str, int]]:
    """For a share: what of the population is in neither number, by the first thing for which it is left out. For a median:
    that of which it is not known how much it was."""
    if figure.kind == "median" and figures.reach(figure, period) and len(base.ids) > len(counted.ids):
        return [("A day is not known, or has not come", len(base.ids) - len(counted.ids))]
    if not figure.of or not figures.reach(figure, period):
        return []
    frame, found = figures.frames.frame(figure.population_name, period, figure.narrowing), []
    for name, inside in figure.of.items():
        left = frame.narrowed({name: {code for code in frame.codes[name] if code not in inside}})
        found += [(label, len(ids)) for (label,), ids in sorted(left.cells(name).items())]
        frame = frame.narrowed({name: inside})
    return found


def _months(figures: Figures, figure: Figure, period: Period, links) -> list[tuple]:
    """The figure at the end of each month, where it is a number on a day: (day, number, address)."""
    if not figure.population.snapshot or len(period.months()) > 24:
        return []
    return [
        (month.last, figures.number(figure.name, month), links(figure, month, {}, COUNTED) if links else "")
        for month in period.months()
    ]


@needs(roles.SEE_RECORDS_BEHIND)
def records(request, name):
    """The records behind a number: those that this person may see, and how many others there are."""
    chosen = _figure(name)
    here = asked(request)
    part = BASE if request.GET.get("part") == BASE else COUNTED
    labels = {b.name: request.GET[b.name] for b in chosen.breakdowns if b.name in request.GET}
    as_file = request.GET.get("as") == "csv" and request.member.may(roles.EXPORT)
    base, counted = Figures(here.council).split(chosen, here.period, None if as_file else labels)
    frame = (base if part == BASE else counted).labelled(labels)
    seen = _seen(request, frame, {*labels, *chosen.narrowing})
    if as_file:
        return _file(request, chosen, here, seen)
    page = Paginator(seen.ids, SHOWN).get_page(request.GET.get("page"))
    log.look(
        "records behind a figure",
        by=request.user,
        council=here.council,
        figure=name,
        period=here.period.label,
        part=part,
        labels=labels,
        ids=list(page),
    )
    context = {
        "title": f"{plain(len(frame.ids))} {UNITS[chosen.unit][len(frame.ids) != 1]}",
        "figure": chosen,
        "here": here,
        "part": part,
        "labels": [(BREAKDOWNS[n].title, label) for n, label in labels.items()],
        "heads": heads(chosen.unit),
        "lines": lines(chosen.unit, list(page)),
        "page": page,
        "hidden": len(frame.ids) - len(seen.ids),
        "query": urlencode({k: v for k, v in request.GET.items() if k not in ("page", "as")}),
    }
    return render(request, "web/records.html", context)


UNITS = {
    "child": ("child", "children"),
    "period of care": ("time in care", "times in care"),
    "review": ("review", "reviews"),
    "paper": ("paper", "papers"),
    "request": ("request", "requests"),
    "meeting": ("meeting", "meetings"),
    "decision": ("decision", "decisions"),
    "change": ("change", "changes"),
    "form": ("form", "forms"),
    "statement": ("statement", "statements"),
    "wish": ("wish", "wishes"),
    "call for help": ("call for help", "calls for help"),
    "referral": ("referral", "referrals"),
    "match": ("match", "matches"),
    "complaint": ("complaint", "complaints"),
    "compliment": ("compliment", "compliments"),
    "theme": ("theme", "themes"),
    "activity": ("activity", "activities"),
    "pair": ("pair", "pairs"),
    "quotation": ("quotation", "quotations"),
    "dispute": ("challenge", "challenges"),
    "stage": ("stage of a challenge", "stages of challenges"),
    "reason": ("reason", "reasons"),
    "effect": ("effect", "effects"),
    "advice": ("request for advice, or referral", "requests for advice, and referrals"),
    "other way": ("concern taken up in another way", "concerns taken up in another way"),
    "praise": ("praise", "praises"),
    "workshop": ("workshop", "workshops"),
    "issue": ("issue of the service", "issues of the service"),
}


def _seen(request, frame: Frame, asked_by: set[str]) -> Frame:
    """Only the records whose child the member may see, and those that are about no child; of what people said, called for
    and complained of, only what the member may read."""
    seen = frame.of_children({None, *visible_to(request.member).values_list("pk", flat=True)})
    behind = _wall(request, frame, asked_by)
    return seen if behind is None else seen.of_records(set(behind.values_list("pk", flat=True)))


def _wall(request, frame: Frame, asked_by: set[str]):
    """The records of a population that a member may read, where not all of them may be."""
    member, today, population = request.member, request.today, frame.population.name
    if population == "complaints":
        return seen_by(Complaint, member)
    if population == "calls":
        return alarms.readable_by(member, today)
    if population == "themes":
        return Theme.objects.filter(response__in=readable_by(member, today).values("pk"))
    if population == "said" and any(BREAKDOWNS[name].of_words for name in asked_by):
        return readable_by(member, today)
    tells = frame.population.name in challenged.WALLED or any(BREAKDOWNS[name].of_challenges for name in asked_by)
    return challenged.behind(member, frame) if tells else None


def _file(request, figure: Figure, here: Asked, frame: Frame) -> HttpResponse:
    """All records as CSV, with the row under which each was counted in every breakdown."""
    names = list(frame.codes)
    found = lines(figure.unit, frame.ids)
    may = _open_labels(request, frame, names)
    labels = {
        pk: [frame.labels(n)[at] if n not in may or pk in may[n] else "" for n in names]
        for at, pk in enumerate(frame.ids)
    }
    columns = [
        "Record",
        "Child's number",
        "Name",
        *heads(figure.unit),
        *(BREAKDOWNS[n].title.capitalize() for n in names),
    ]
    rows = [[line.pk, *_of(line.child), *map(_plain, line.cells), *labels[line.pk]] for line in found]
    log.look(
        "export of the records behind a figure",
        by=request.user,
        council=here.council,
        figure=figure.name,
        rows=len(rows),
    )
    response = HttpResponse(as_csv(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figure.name}-{here.period.label.replace(" ", "-")}.csv"'
    return response


def _open_labels(request, frame: Frame, names: list[str]) -> dict[str, set[int]]:
    """For the breakdowns that tell more than every reader of a record may know: of which records they may be told."""
    of_words = [n for n in names if BREAKDOWNS[n].of_words]
    of_challenges = [n for n in names if BREAKDOWNS[n].of_challenges]
    said = set(readable_by(request.member, request.today).values_list("pk", flat=True)) if of_words else set()
    raised: set[int] = set()
    if of_challenges:  # a gap would tell of a challenge: all or nothing
        open_to = set(challenged.behind(request.member, frame).values_list("pk", flat=True))
        raised = open_to if open_to >= set(frame.ids) else raised
    return {**dict.fromkeys(of_words, said), **dict.fromkeys(of_challenges, raised)}


def _of(child):
    """The number and the name of a record's child; of a record about no child, nothing."""
    return (child.number, child.name) if child else ("", "")


def _plain(cell):
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else cell
