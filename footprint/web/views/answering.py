"""The pages that people open without an account, by their own link or code: to answer, to call for help, and to see what
became of what they asked. The secret in the address is all that opens them; no cookie is asked for and none is needed."""

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.council.words import in_words
from footprint.reviews.booking import booked
from footprint.voice import alarms, asking, languages, links
from footprint.voice.forms import Asked, as_asked, filled, spoken
from footprint.voice.happened import what_happened
from footprint.voice.models import ANY, BEFORE, CHILD, EVERYONE, ONLY_IRO, Alarm, Response

# Some proxies add the port: 203.0.113.7:51234, [2001:db8::1]:51234.
PORT = re.compile(r"^(\d+(?:\.\d+){3}|\[.*\]):\d+$")
HELP = {"not-safe": Alarm.UNSAFE, "complain": Alarm.COMPLAINT}


@dataclass(frozen=True)
class Reader:
    """How a page is read: in which language, and in bigger words."""

    language: str
    big: bool

    @property
    def query(self) -> str:
        return f"?lang={self.language}{'&big=1' if self.big else ''}"

    def say(self, text: str, **values: str) -> str:
        return filled(languages.said_in(self.language, text), values)


def _reader(request, language: str = "") -> Reader:
    chosen = request.POST.get("lang") or request.GET.get("lang") or language
    known = chosen if chosen in languages.languages() else languages.ENGLISH
    return Reader(known, bool(request.POST.get("big") or request.GET.get("big")))


def public(view):
    """A page for somebody with a secret: kept by no machine between, and no other site learns its address."""

    @wraps(view)
    @csrf_exempt
    @login_not_required
    @sensitive_post_parameters()
    @sensitive_variables("secret")
    def shown(request, *args, **kwargs):
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return shown


def opened(view):
    """Only with a secret that opens something; else the same page for whatever reason."""

    @wraps(view)
    def checked(request, secret, *args, **kwargs):
        response = links.find(secret)
        if response is None:
            return _page(request, _reader(request), "closed", {}, status=404)
        return view(request, secret, response, *args, **kwargs)

    return checked


@public
@opened
def answer(request, secret, response: Response):
    """The form of one person, until it is sent; then what became of it."""
    reader = _reader(request, response.language)
    if request.POST.get("do") in HELP:
        return _to_help(request, secret, response, reader)
    if response.answered_on and request.headers.get("X-Keeps"):
        return JsonResponse({"kept": False}, status=409)
    if response.answered_on and request.POST.get("do") == "more":
        more = asking.say_more(response)
        return redirect(reverse("answer", args=(links.secret_of(more),)) + reader.query)
    if response.answered_on:
        return _happened(request, secret, response, reader, _not_sent(request, response))
    refused, do = None, request.POST.get("do", "keep")
    if request.method == "POST":
        try:
            if do == "send":
                response = asking.send(response, request.POST.getlist, **_choices(request))
                return _sent(request, secret, response, reader)
            response = asking.keep(response, request.POST.getlist, **_choices(request))
        except Refused as refusal:
            refused = reader.say(str(refusal))
        if request.headers.get("X-Keeps"):
            return JsonResponse({"kept": refused is None, "was": _marks(response)}, status=400 if refused else 200)
        if refused is None:
            return redirect(f"{reverse('answer', args=(secret,))}{reader.query}&kept=1")
    context = _form(request, secret, response, reader, refused) | {"refused": refused}
    context["just_kept"] = "kept" in request.GET and refused is None
    return _page(request, reader, "answer", context, status=400 if refused else 200)


def _choices(request) -> dict:
    return {"shared": request.POST.get("shared", ""), "wants_talk": "wants_talk" in request.POST}


def _sent(request, secret, response: Response, reader: Reader):
    """After sending: a child finds what became of it at the same address; for others the link is used up, and says thanks."""
    if response.respondent == CHILD:
        return redirect(reverse("answer", args=(secret,)) + reader.query)
    asked = _spoken(response, reader)
    return _page(request, reader, "thanks", {**_around(response, asked, secret), "asked": asked})


def _to_help(request, secret, response: Response, reader: Reader):
    """Whatever happens to the words on the page, the way to help opens."""
    if not response.answered_on:
        with suppress(Refused):
            asking.keep(response, request.POST.getlist, **_choices(request))
    return redirect(reverse("call_for_help", args=(secret, request.POST["do"])) + reader.query)


def _marks(response: Response) -> dict[str, str]:
    """What is stored now, as a page sends it along to say what it has seen."""
    return {f"was-{key}": asking.mark(text) for key, text in response.words.values_list("question", "text")}


def _form(request, secret, response: Response, reader: Reader, refused) -> dict:
    asked = _spoken(response, reader)
    stored = dict(response.words.values_list("question", "text"))
    kept = dict(stored)
    if request.method == "POST" and refused:
        kept |= {key: "\n".join(request.POST.getlist(key)) for key in request.POST}
    meeting = booked(response.review) if response.review and response.purpose == BEFORE else None
    return {
        **_around(response, asked, secret),
        "asked": asked,
        "fields": [
            (q, kept.get(q.key, ""), kept.get(q.key, "").splitlines(), asking.mark(stored.get(q.key, "")))
            for q in asked.questions
        ],
        "day": languages.day_in(reader.language, meeting.on) if meeting else "",
        "shared": request.POST.get("shared", response.shared),
        "wants_talk": "wants_talk" in request.POST if request.method == "POST" else response.wants_talk,
        "code": links.code_of(response),
        "choices": ((ONLY_IRO, asked.say["only_iro"]), (EVERYONE, asked.say["everyone"])),
        "can_ask": response.respondent == CHILD,
    }


@public
@opened
def call_for_help(request, secret, response: Response, kind):
    """ "I am not safe", or "I want to complain": first whom to call now, then one button; words are not needed."""
    if kind not in HELP:
        raise Http404
    reader = _reader(request, response.language)
    asked, told = _spoken(response, reader), False
    if request.method == "POST":
        _, told = alarms.raise_alarm(
            response,
            kind=HELP[kind],
            words=request.POST.get("words", ""),
            about_iro="about_iro" in request.POST and kind == "complain",
        )
    context = {
        **_around(response, asked, secret),
        "asked": asked,
        "told": told,
        "untold": request.method == "POST" and not told,
        "kind": kind,
        "child": response.respondent == CHILD,
        "unsafe": HELP[kind] == Alarm.UNSAFE,
        "heading": asked.say["unsafe" if HELP[kind] == Alarm.UNSAFE else "complain"],
    }
    return _page(request, reader, "help", context)


@public
@opened
def happened(request, secret, response: Response):
    """What became of what a child asked for."""
    reader = _reader(request, response.language)
    if response.respondent != CHILD:
        return _page(request, reader, "closed", {}, status=404)
    return _happened(request, secret, response, reader)


def _not_sent(request, response: Response) -> list[str]:
    """What was written in a page that was still open when another had sent the answers."""
    if request.method != "POST":
        return []
    sent = set(response.words.values_list("text", flat=True))
    questions = [q for q in as_asked(response).questions if not q.choices]
    return [text for q in questions if (text := request.POST.get(q.key, "").strip()) and text not in sent]


def _happened(request, secret, response: Response, reader: Reader, not_sent=()):
    asked = _spoken(response, reader)
    context = {
        **_around(response, asked, secret),
        "asked": asked,
        "sent": response.answered_on is not None,
        "happened": what_happened(response),
        "not_sent": not_sent,
        "for_iro": response.is_private and not hasattr(response, "opening") and asking.wishes_of(response),
        "opened_on": languages.day_in(reader.language, response.opening.told_on)
        if hasattr(response, "opening")
        else "",
        "may_say_more": bool(response.answered_on) and response.purpose == ANY,
        "not_yet": in_words(reader.say("Nothing is decided yet. Come back after your review."), dict(asked.fill)),
    }
    return _page(request, reader, "happened", context)


@public
def type_code(request):
    """Where a short code is typed that stands on paper."""
    reader, refused = _reader(request), None
    typed = request.POST.get("code", "")
    if request.method == "POST":
        try:
            found = links.find_code(typed, network_address(request))
            return redirect(reverse("answer", args=(found,)) + reader.query)
        except Refused as refusal:
            refused = reader.say(str(refusal))
    context = {"refused": refused, "typed": typed}
    return _page(request, reader, "code", context, status=400 if refused else 200)


def _spoken(response: Response, reader: Reader) -> Asked:
    return spoken(as_asked(response), response.child.goes_by, lambda text: languages.said_in(reader.language, text))


def _around(response: Response, asked: Asked, secret: str) -> dict:
    return {
        "secret": secret,
        "shared": response.shared,
        "leave_to": profile(response.council.profile_name).voice["leave_to"],
        "style": asked.style,
        "is_demo": response.council.service.is_demo,
        "today": today(response.council.service),
    }


def _page(request, reader: Reader, name: str, context: dict, status: int = 200):
    here = {
        "reader": reader,
        "languages": languages.languages(),
        "right_to_left": languages.is_right_to_left(reader.language),
        "style": "adult",
        "leave_to": profile("neutral").voice["leave_to"],
    }
    return render(request, f"web/public/{name}.html", here | context, status=status)


def network_address(request) -> str:
    """From where a request came, as the outermost of our own proxies saw it; where they say nothing, the nearest of them."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if not settings.PROXIES or len(seen) < settings.PROXIES:
        return request.META.get("REMOTE_ADDR", "")
    return PORT.sub(r"\1", seen[-settings.PROXIES]).strip("[]")
