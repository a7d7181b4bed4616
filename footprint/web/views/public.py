"""Pages that need no sign-in: the calculator, and whether the service is well."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

from footprint.audit.models import Heartbeat
from footprint.law.days import ENGLAND, OutsideCalendar
from footprint.law.events import Event, ImpossibleEvent
from footprint.law.flags import all_flags
from footprint.law.timetable import timetable
from footprint.web import words
from footprint.web.forms import Calculate


@login_not_required
def glossary(request):
    """What the words on the pages mean."""
    return render(request, "web/glossary.html", {"title": "Words", "glossary": words.glossary()})


@login_not_required
def calculator(request):
    """The what-if calculator: nothing typed is stored."""
    form = Calculate(request.POST or None, initial={"as_at": request.today})
    answer = None
    if request.method == "POST" and form.is_valid():
        try:
            answer = _answer(form.cleaned_data)
        except (ImpossibleEvent, OutsideCalendar, ValueError) as error:
            form.add_error(None, str(error))
    return render(
        request,
        "web/calculator.html",
        {"title": "When is a review due?", "form": form, "answer": answer, "flags": all_flags()},
    )


def _answer(data):
    events = [Event(data["became"], "became_looked_after"), *(Event(d, "review_held") for d in data["held"])]
    if data["ceased"]:
        events.append(Event(data["ceased"], "ceased"))
    told = timetable(events, as_at=data["as_at"])
    lines = [(line, line.explain(ENGLAND) if line.due_on else None) for line in told.reviews]
    return {
        "lines": lines,
        "next": told.next and (told.next, told.next.explain(ENGLAND)),
        "clocks": told.clocks,
        "flags": told.flags,
    }


@login_not_required
def healthz(request):
    return JsonResponse({"process": "well"})


@login_not_required
def readyz(request):
    """Whether the database answers, its tables are those of this program, and how old the last periodic work is.

    Work that never ran does not make the service unready: a machine alone serves without it. It is said.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        said = {"database": "answers", "migrations_waiting": waiting, **({} if waiting else _last_tick())}
    except Exception:
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse(said, status=503 if waiting else 200)


def _last_tick() -> dict:
    last = Heartbeat.objects.exclude(ended_at=None).filter(name="tick").values_list("ended_at", flat=True).first()
    if last is None:
        return {"last_tick": "never"}
    return {"last_tick": last.isoformat(), "last_tick_seconds_ago": int((timezone.now() - last).total_seconds())}
