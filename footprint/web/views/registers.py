"""Writing in the registers: what was said without a form, advocates, visitors, complaints, activities, quotations."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from footprint.accounts import roles
from footprint.council.profile import profile
from footprint.law.words import long_day
from footprint.voice import registers, saying
from footprint.voice.alarms import raise_alarm
from footprint.voice.alarms import readable_by as alarms_of
from footprint.voice.models import (
    Activity,
    Advocacy,
    Alarm,
    AppAccounts,
    Complaint,
    Compliment,
    Quote,
    Visitor,
    VisitorPlaces,
    VoicePaper,
    YouSaid,
)
from footprint.voice.reading import free_text
from footprint.voice.wall import OPEN_TO_OTHERS, may_read, readable_by
from footprint.web import register_forms as forms
from footprint.web.doors import needs, number, open_child
from footprint.web.forms import Withdraw
from footprint.web.pages import form_page


@dataclass(frozen=True)
class Kind:
    """A register: its rows, the form of a row, what one row is called, the list on which it stands, and what the page of
    the form says. ``of_child``: each row is about a child."""

    model: type
    form: type
    one: str
    place: str
    lead: str = ""
    of_child: bool = False


KINDS = {
    "advocacy": Kind(Advocacy, forms.WriteAdvocacy, "advocate", "voice_advocacy", of_child=True),
    "visitors": Kind(Visitor, forms.WriteVisitor, "visitor or mentor", "voice_visitors", of_child=True),
    "places": Kind(VisitorPlaces, forms.WritePlaces, "places of a provider", "voice_visitors", "The number stands until a later one."),
    "complaints": Kind(Complaint, forms.WriteComplaint, "complaint", "voice_complaints"),
    "compliments": Kind(Compliment, forms.WriteCompliment, "compliment", "voice_compliments"),
    "activities": Kind(Activity, forms.WriteActivity, "activity", "voice_activities"),
    "quotes": Kind(Quote, forms.WriteQuote, "quotation", "voice_quotes", "It is printed only for the uses to which they consent."),
    "you-said": Kind(YouSaid, forms.WriteYouSaid, "you said, we did", "voice_you_said"),
    "papers": Kind(VoicePaper, forms.WriteVoicePaper, "paper", "voice_papers"),
    "apps": Kind(AppAccounts, forms.WriteAccounts, "accounts of an app", "voice_apps", "As the app's provider counts them."),
}  # fmt: skip


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _page_of(child) -> str:
    """Where a child's rows stand, and are added from."""
    return reverse("child_voice", args=[child.pk])


def _back(kind: Kind):
    return reverse(kind.place), "the list"


def _lead(kind: Kind, council, child=None) -> str:
    about = f"About {child.name}. " if child else ""
    return about + (complaint_days(council) if kind.model is Complaint else kind.lead)


def complaint_days(council) -> str:
    """By when a complaint is answered, and how sure that is."""
    rule = profile(council.profile_name).voice["complaint_answer"]
    return f"A complaint is answered within {rule['working_days']} working days; {rule['unchecked']}."


@needs(roles.KEEP_VOICE)
def add_for_child(request, pk, kind):
    """Write down a row about a child."""
    child, of = open_child(request, pk), _kind(kind)
    more, begin = _begun(request, of, child)
    form = of.form(request.POST or None, councils=[child.council], initial=begin)

    def add(values):
        registers.write(
            of.model, by=request.user, on=request.today, council=child.council, child=child, **values, **more
        )

    return form_page(
        request,
        form,
        add,
        title=f"Add: {of.one}",
        lead=_lead(of, child.council, child),
        then=_page_of(child),
        back=(_page_of(child), child.name),
    )


def _begun(request, of: Kind, child) -> tuple[dict, dict]:
    """What a row is made from, where the address names it, and with what its form begins: a complaint from the child's call
    "I want to complain", a quotation from what somebody said and let others read."""
    if of.model is Complaint and request.member.may(roles.ANSWER_ALARMS):
        calls = alarms_of(request.member, request.today).filter(child=child, kind=Alarm.COMPLAINT, complaint=None)
        if call := calls.filter(pk=number(request.GET.get("alarm"))).first():
            form = {"complainant": "child", "about": "other", "helped": True, "words": call.words}
            return {"alarm": call}, form
    if of.model is Quote:
        open_ones = (
            readable_by(request.member, request.today).filter(OPEN_TO_OTHERS, child=child).prefetch_related("words")
        )
        if said := open_ones.filter(pk=number(request.GET.get("response"))).first():
            words = " ".join(free_text(said))
            return {"response": said}, {"respondent": said.respondent, "words": words, "said_on": said.answered_on}
    return {}, {}


@needs(roles.KEEP_VOICE)
def add_row(request, kind):
    """Write down a row that is about no child."""
    of = _kind(kind)
    if of.of_child:
        raise Http404
    councils = list(request.service.councils.order_by("name"))
    form = of.form(request.POST or None, councils=councils)

    def add(values):
        council = values.pop("council", councils[0])
        registers.write(of.model, by=request.user, on=request.today, council=council, **values)

    return form_page(
        request,
        form,
        add,
        title=f"Add: {of.one}",
        lead=_lead(of, councils[0]),
        then=reverse(of.place),
        back=_back(of),
    )


def _row(request, kind: Kind, pk: int):
    """A row that stands and that the member may see, or "not found"."""
    rows = registers.seen_by(kind.model, request.member).filter(withdrawn_at=None)
    return get_object_or_404(rows.select_related("council"), pk=pk)


def _about(row) -> str:
    child = getattr(row, "child", None)
    return f"About {child.name}. " if child and getattr(row, "sees_child", True) else ""


@needs(roles.KEEP_VOICE)
def correct_row(request, kind, pk):
    """Correct a row, or bring it up to date."""
    of = _kind(kind)
    row = _row(request, of, pk)
    form = of.form(request.POST or None, councils=[row.council], row=row, changes=True)

    def correct(values):
        registers.correct(row, by=request.user, on=request.today, **values)

    return form_page(
        request,
        form,
        correct,
        title=f"Change: {of.one}",
        lead=f"{_about(row)}Written down on {long_day(row.written_at.date())}.",
        then=reverse(of.place),
        back=_back(of),
    )


@needs(roles.KEEP_VOICE)
def withdraw_row(request, kind, pk):
    """Withdraw a row; a quotation also because the consent was taken back."""
    of = _kind(kind)
    row = _row(request, of, pk)
    form = (forms.WithdrawQuote if of.model is Quote else Withdraw)(request.POST or None)

    def withdraw(values):
        registers.withdraw(row, by=request.user, on=request.today, **values)

    printed = of.model is Quote and row.prints.exists()
    return form_page(
        request,
        form,
        withdraw,
        title=f"Withdraw: {of.one}",
        lead=f"{_about(row)}It stays in the record as withdrawn."
        + (" It was printed already: the list says where." if printed else ""),
        then=reverse(of.place),
        back=_back(of),
        button="Withdraw it",
        told="It is withdrawn.",
    )


# -- what was said without a form --------------------------------------------------------------------------------------


@needs(roles.KEEP_VOICE)
def add_statement(request, pk):
    """Write down what somebody said, by whoever heard it."""
    child = open_child(request, pk)
    form = forms.WriteStatement(request.POST or None, initial={"heard_on": request.today})

    def add(values):
        kind = values.pop("alarm", "")
        said = saying.write_statement(child, by=request.user, on=request.today, **values)
        if kind:
            raise_alarm(said, kind=kind, words=values.get("words", ""), by=request.user)

    return form_page(
        request,
        form,
        add,
        title=f"What was said for {child.short_name}",
        lead="Said by telephone, message or face to face, without a form.",
        then=_page_of(child),
        back=(_page_of(child), child.name),
    )


def _said(child, pk):
    return get_object_or_404(saying.typed_in().filter(child=child), pk=pk)


@needs(roles.KEEP_VOICE)
def correct_statement(request, pk, said):
    """Write it down anew; the earlier one stays as withdrawn. Its words are shown only to who typed them in, and to who
    reads them."""
    child = open_child(request, pk)
    said = _said(child, said)
    held = ["respondent", "way", "wants_talk", "shared"]
    initial: dict = {"heard_on": said.answered_on}
    if said.typed_by_id == request.user.pk or may_read(request.member, said, request.today):
        first = said.words.first()
        initial["words"] = first.text if first else ""
        held += ["name", "subject"]
    initial |= {n: getattr(said, n) for n in held}
    form = forms.WriteStatement(request.POST or None, initial=initial)

    def correct(values):
        values.pop("alarm", None)
        saying.correct_statement(said, by=request.user, on=request.today, **values)

    return form_page(
        request,
        form,
        correct,
        title="Correct what was said",
        lead=f"About {child.name}. What was typed in first stays in the record as withdrawn.",
        then=_page_of(child),
        back=(_page_of(child), child.name),
    )


@needs(roles.KEEP_VOICE)
def withdraw_statement(request, pk, said):
    """Withdraw what was typed in in error. Its words are not shown."""
    child = open_child(request, pk)
    said = _said(child, said)

    def withdraw(values):
        saying.withdraw_statement(said, by=request.user, **values)

    return form_page(
        request,
        Withdraw(request.POST or None),
        withdraw,
        title="Withdraw what was said",
        lead=f"About {child.name}, heard on {long_day(said.answered_on)} from: {said.get_respondent_display()}. It stays in the record as withdrawn.",
        then=_page_of(child),
        back=(_page_of(child), child.name),
        button="Withdraw it",
        told="It is withdrawn.",
    )


@needs(roles.SEE_DESK)
def note_talk(request, pk):
    """Note that a child who wanted a talk had it."""
    said = get_object_or_404(saying.talks_wanted(request.member).select_related("council"), pk=pk)

    def note(values):
        saying.note_talk(said, by=request.user, on=request.today, **values)

    return form_page(
        request,
        forms.NoteTalk(request.POST or None, initial={"talked_on": request.today}),
        note,
        title=f"You talked with {said.child.short_name}",
        lead=f"{said.child.short_name} has wanted a talk since {long_day(said.answered_on)}.",
        then=reverse("voice_talks"),
        back=(reverse("voice_talks"), "children who want a talk"),
        told="The talk is noted.",
    )
