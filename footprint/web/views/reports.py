"""The reports: choose an outline and a period, read it here, or take it away as PDF, Word, Excel, a web page or JSON."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from footprint.accounts import roles
from footprint.audit import log
from footprint.documents import render as render_document
from footprint.documents.html import render_html, stylesheet
from footprint.documents.render import FORMATS
from footprint.reports.build import Edition, build, published
from footprint.reports.outline import OutlineRefused, load, shipped
from footprint.web.doors import needs
from footprint.web.views.figures import address_of, asked, record_links, years_to_choose

FORMAT_WORDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "html": "web page", "json": "JSON"}


@needs(roles.REPORT)
def reports(request):
    """The outlines, for a period."""
    here = asked(request)
    chosen = [(name, load(name)) for name in shipped()]
    context = {
        "title": "Reports",
        "here": here,
        "outlines": chosen,
        "years": years_to_choose(request.today),
        "formats": FORMAT_WORDS,
    }
    return render(request, "web/reports.html", context)


@needs(roles.REPORT)
def report(request, name):
    """One report, to read or in a format; ``public=1`` hides small numbers and every record's number."""
    if name not in shipped():
        raise Http404("There is no such report.")
    here = asked(request)
    public = request.GET.get("public") == "1"
    edition = Edition(request.today, public, settings.SUPPRESS_BELOW, record_links(here.council))
    try:
        document = build(load(name), here.council, here.period, edition)
    except OutlineRefused as refused:
        return render(
            request, "web/report.html", {"title": "Report", "refused": str(refused), "here": here}, status=422
        )
    kind = request.GET.get("as", "")
    log.look(
        "report",
        by=request.user,
        council=here.council,
        outline=name,
        period=here.period.label,
        public=public,
        format=kind,
    )
    if kind in FORMATS:
        if public:
            published(document, request.today, by=request.user)
        return _file(
            document, kind, f"annual-report-{here.council.key}-{here.period.last:%Y-%m-%d}{'-public' if public else ''}"
        )
    context = {
        "title": document.title,
        "here": here,
        "html": render_html(document),
        "public": public,
        "formats": FORMAT_WORDS,
        "query": address_of(here.council, here.period) + ("&" + urlencode({"public": 1}) if public else ""),
        "other": address_of(here.council, here.period) + ("" if public else "&public=1"),
    }
    return render(request, "web/report.html", context)


def _file(document, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(render_document(document, kind, made_at=timezone.now()), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@login_not_required
@cache_control(max_age=3600, public=True)
def document_styles(request):
    """The styles of documents shown on a page."""
    return HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")
