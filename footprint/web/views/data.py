"""Taking in returns and people lists, with the difference before accepting; the worklist of flags, gaps and differences."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.models import Council
from footprint.council.refusals import Refused
from footprint.exchange import people, ssda903, statements
from footprint.exchange.decide import decide
from footprint.exchange.export import as_csv
from footprint.exchange.flags import FLAGS
from footprint.exchange.gaps import GAPS, gap
from footprint.exchange.models import Difference, Flag, Import
from footprint.exchange.reading import FileRefused, read_sheet
from footprint.law.words import counted
from footprint.web.doors import needs
from footprint.web.forms import ReturnFiles

KEPT_FOR = 60 * 60
SHOWN = 200


@needs(roles.IMPORT)
def data(request):
    """What was taken in, and what is left to mend."""
    mine = Council.objects.filter(service=request.service)
    children = visible_to(request.member)
    open_differences = (
        Difference.objects.filter(council__in=mine, decided="", child__in=children)
        .select_related("child")
        .order_by("pk")
    )
    context = {
        "title": "Data",
        "imports": Import.objects.filter(council__in=mine).select_related("council", "made_by").order_by("-pk")[:20],
        "flags": [
            (code, FLAGS.get(code, code), n)
            for code, n in Flag.objects.filter(council__in=mine)
            .values_list("code")
            .annotate(n=Count("pk"))
            .order_by("-n")
        ],
        "gaps": [(name, text, gap(name, children, request.today).count()) for name, text in GAPS.items()],
        "differences": open_differences[:50],
        "difference_count": open_differences.count(),
    }
    return render(request, "web/data.html", context)


@needs(roles.IMPORT)
def taken_in(request, pk):
    """One import: what it did, and the rows that it refused."""
    found = get_object_or_404(
        Import.objects.select_related("council", "made_by"), pk=pk, council__service=request.service
    )
    log.look("import", by=request.user, council=found.council_id, subject=f"import {found.pk}")
    return render(request, "web/taken_in.html", {"title": "Taken in", "taken": found})


@needs(roles.IMPORT)
def difference(request, pk):
    """One difference between a file and a person here: keep ours, or take the file's."""
    mine = Difference.objects.filter(decided="", child__in=visible_to(request.member))
    found = get_object_or_404(mine.select_related("child", "council"), pk=pk)
    if request.method == "POST" and request.POST.get("take") in ("ours", "theirs"):
        try:
            decide(found, by=request.user, on=request.today, theirs=request.POST["take"] == "theirs")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "It is decided.")
        return redirect("data")
    return render(
        request, "web/decide.html", {"title": "A file and a person differ", "difference": found, "child": found.child}
    )


@needs(roles.IMPORT)
def take_in_return(request):
    """Upload the files of a year; see what would change; accept."""
    councils = Council.objects.filter(service=request.service)
    form = ReturnFiles(request.POST or None, councils=councils)
    if request.method != "POST":
        return render(request, "web/upload.html", {"title": "Take in a return", "form": form, "several": True})
    if "token" in request.POST:
        return _accept(request)
    if not form.is_valid():
        return render(request, "web/upload.html", {"title": "Take in a return", "form": form, "several": True})
    year, council = form.cleaned_data["year"], councils.get(key=form.cleaned_data["council"])
    try:
        files = _uploaded(request)
        work = {
            "kind": "ssda903",
            "council": council.pk,
            "year": year,
            "files": {n: b for n, b in files.items() if ssda903.belongs(n, year)},
        }
        return _difference(request, work, council)
    except (FileRefused, ValueError) as error:
        form.add_error(None, str(error))
        return render(
            request, "web/upload.html", {"title": "Take in a return", "form": form, "several": True}, status=422
        )


@needs(roles.IMPORT)
def take_in_people(request):
    """Upload a people list; match its columns; see what would change; accept."""
    councils = Council.objects.filter(service=request.service)
    form = ReturnFiles(request.POST or None, councils=councils)
    del form.fields["year"]
    page = {"title": "Take in a people list", "form": form, "several": False}
    if request.method != "POST":
        return render(request, "web/upload.html", page)
    try:
        if "token" in request.POST:
            work = _kept(request)
            chosen = {f: request.POST[f"column-{f}"] for f in people.FIELDS if request.POST.get(f"column-{f}")}
            if "match" not in request.POST and chosen in ({}, _columns(work)[1]):
                return _accept(request)
            work["columns"] = chosen
        else:
            if not form.is_valid():
                return render(request, "web/upload.html", page)
            (name, raw), *_ = _uploaded(request).items()
            work = {
                "kind": "people",
                "council": councils.get(key=form.cleaned_data["council"]).pk,
                "files": {name: raw},
                "columns": None,
            }
        council = councils.get(pk=work["council"])
        try:
            return _difference(request, work, council)
        except people.ColumnsNotKnown as asked:
            return _match(request, work, council, str(asked))
    except FileRefused as error:
        form.add_error(None, str(error))
        return render(request, "web/upload.html", page, status=422)


@needs(roles.IMPORT)
def take_in_statements(request):
    """Upload the statements of an app; see what would change; accept."""
    councils = Council.objects.filter(service=request.service)
    form = ReturnFiles(request.POST or None, councils=councils)
    del form.fields["year"]
    page = {"title": "Take in statements from an app", "form": form, "several": False, "lead": statements.HELP}
    if request.method != "POST":
        return render(request, "web/upload.html", page)
    try:
        if "token" in request.POST:
            _kept(request)
            return _accept(request)
        if not form.is_valid():
            return render(request, "web/upload.html", page)
        council = councils.get(key=form.cleaned_data["council"])
        return _difference(request, {"kind": "statements", "council": council.pk, "files": _uploaded(request)}, council)
    except FileRefused as error:
        form.add_error(None, str(error))
        return render(request, "web/upload.html", page, status=422)


def _columns(work) -> tuple[list[str], dict[str, str]]:
    """The columns of a list, and which of them stand for what."""
    (name, raw), *_ = work["files"].items()
    columns = read_sheet(name, raw, settings.UPLOAD_LIMIT_MB).columns
    return columns, work["columns"] or people.match(columns)


def _match(request, work, council, asked):
    """Ask which column is which, before anything can be compared."""
    columns, matched = _columns(work)
    context = {
        "title": "Match the columns",
        "asked": asked,
        "token": _keep(request, work),
        "columns": columns,
        "matched": [(f, text, matched.get(f, "")) for f, (text, _) in people.FIELDS.items()],
    }
    return render(request, "web/match.html", context, status=422)


def _uploaded(request) -> dict[str, bytes]:
    files = {f.name: f for f in request.FILES.getlist("files")}
    if not files:
        raise FileRefused("Choose the file or files to take in.")
    for name, file in files.items():
        if file.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise FileRefused(f"{name} is larger than {settings.UPLOAD_LIMIT_MB} MB. Nothing of it was read.")
    return {name: file.read() for name, file in files.items()}


def _carry_out(work, request, dry_run, accept_partial=False):
    """The work as a generator of its steps."""
    shared = {
        "by": request.user,
        "council": Council.objects.get(pk=work["council"], service=request.service),
        "today": request.today,
        "dry_run": dry_run,
        "accept_partial": accept_partial,
        "limit_mb": settings.UPLOAD_LIMIT_MB,
    }
    if work["kind"] == "ssda903":
        return ssda903.steps(year=work["year"], files=work["files"], **shared)
    (name, raw), *_ = work["files"].items()
    if work["kind"] == "statements":
        return _list_steps(statements, name=name, raw=raw, **shared)
    return _list_steps(people, name=name, raw=raw, columns=work["columns"], **shared)


def _list_steps(kind, **asked):
    outcome = kind.take_in(**asked)
    yield f"{counted(outcome.read, 'line')} read and compared with what is held"
    return outcome


def _difference(request, work, council):
    """What a work would change, after its steps. Raises FileRefused when nothing can be read."""

    def told(outcome):
        token = _keep(request, work)
        context = _differing(work, outcome, council, token)
        if changes := context["changes"]:
            numbers = {number for number, *_ in changes}
            open_to_me = visible_to(request.member).filter(council=council, number__in=numbers)
            seen = set(open_to_me.values_list("number", flat=True))
            context["changes"] = [change for change in changes if change[0] in seen]
        return render_to_string("web/parts/difference.html", context, request)

    title = f"What would change in {council.name}"
    return _told_as_it_goes(request, title, _carry_out(work, request, dry_run=True), told)


def _keep(request, work) -> str:
    """Keep what was uploaded for an hour; returns the token by which its person takes it up again."""
    token = secrets.token_urlsafe(16)
    cache.set(f"upload-{request.user.pk}-{token}", work, KEPT_FOR)
    return token


def _differing(work, outcome, council, token):
    told = outcome.as_json()
    columns = _columns(work)[0] if work["kind"] == "people" else []
    changes = getattr(outcome, "changes", [])
    return {
        "warnings": getattr(outcome, "warnings", []),
        "unused": getattr(outcome, "unused", []),
        "changes": changes[:SHOWN],
        "changes_count": len(changes),
        "council": council,
        "work": work,
        "token": token,
        "tables": told["tables"],
        "flags": [(FLAGS[c], n) for c, n in told["flags"].items() if n],
        "refusals": outcome.refusals[:200],
        "refused": len(outcome.refusals),
        "ignored": getattr(outcome, "ignored", []),
        "differences": outcome.differences,
        "columns": columns,
        "matched": [(f, text, getattr(outcome, "matched", {}).get(f, "")) for f, (text, _) in people.FIELDS.items()],
    }


def _told_as_it_goes(request, title, work, told):
    """A page that shows each step of a long work when it is done, and then ``told(outcome)``.

    The first step is done before the page begins: what cannot be read is refused with a page of its own.
    """
    first = next(work)
    page = render_to_string("web/working.html", {"title": title}, request)
    head, between, tail = page.split("<!-- here -->")

    def parts():
        yield head
        yield format_html("<li>{}</li>", first)
        while True:
            try:
                yield format_html("<li>{}</li>", next(work))
            except StopIteration as end:
                yield between + told(end.value)
                break
            except Exception:
                yield between + render_to_string("web/parts/broken_off.html", {}, request)
                yield tail
                raise
        yield tail

    response = StreamingHttpResponse(parts())
    response["Cache-Control"] = "no-store"
    return response


def _kept(request):
    work = cache.get(f"upload-{request.user.pk}-{request.POST['token']}")
    if work is None:
        raise FileRefused(
            "These files were taken in already, or are gone: they are kept for an hour. Upload them again."
        )
    return work


def _accept(request):
    def told(outcome):
        if outcome.stored:
            cache.delete(f"upload-{request.user.pk}-{request.POST['token']}")
        return render_to_string("web/parts/taken.html", {"outcome": outcome, "refused": len(outcome.refusals)}, request)

    try:
        work = _kept(request)
        if request.POST.get("do") == "refusals":
            return _refusals_file(work, ssda903.finished(_carry_out(work, request, dry_run=True)))
        going = _carry_out(work, request, dry_run=False, accept_partial="partial" in request.POST)
        return _told_as_it_goes(request, "Taking it in", going, told)
    except (FileRefused, ValueError) as error:
        messages.error(request, str(error))
        return redirect("data")


def _refusals_file(work, outcome):
    """What was refused and why, each with its whole row, so that it can be found and mended where it came from."""
    came = {name: dict(read_sheet(name, raw, settings.UPLOAD_LIMIT_MB).lines) for name, raw in work["files"].items()}
    rows = [
        (r.file, r.line, r.column, r.value, r.reason, "; ".join(came.get(r.file, {}).get(r.line, {}).values()))
        for r in outcome.refusals
    ]
    columns = ("File", "Line", "Column", "Value", "Reason", "The row as it came")
    response = HttpResponse(as_csv(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response


@needs(roles.IMPORT)
def flag_list(request, code):
    """The rows behind one check, with their children."""
    if code not in FLAGS:
        raise Http404
    rows = Flag.objects.filter(council__service=request.service, code=code).order_by("year", "pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    numbers = [f.child_number for f in page]
    children = {(c.council_id, c.number): c for c in visible_to(request.member).filter(number__in=numbers)}
    log.look("flags", by=request.user, code=code, ids=[f.pk for f in page])
    return render(
        request,
        "web/flags.html",
        {
            "title": FLAGS[code][:1].upper() + FLAGS[code][1:],
            "rows": [(f, children.get((f.council_id, f.child_number))) for f in page],
            "page": page,
            "query": "",
        },
    )


@needs(roles.IMPORT)
def gap_list(request, gap_name):
    """The children behind one gap."""
    if gap_name not in GAPS:
        raise Http404
    page = Paginator(gap(gap_name, visible_to(request.member), request.today).order_by("number"), 50).get_page(
        request.GET.get("page")
    )
    log.look("gaps", by=request.user, gap=gap_name, ids=[c.pk for c in page])
    rows = [(c, c.age_on(request.today)) for c in page]
    return render(
        request,
        "web/gaps.html",
        {"title": f"Children in care with {GAPS[gap_name]}", "rows": rows, "page": page, "query": ""},
    )
