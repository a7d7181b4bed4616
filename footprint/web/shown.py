"""What the gallery shows beside the messages: the forms of a review, as the council's profile asks them, and every paper
that goes out, written for a made-up child who is in no database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from footprint.children.models import Child
from footprint.council.models import Council, Staff
from footprint.documents.paper import Block, Bullets, Grid, Heading, Paper, Words, paper_html
from footprint.documents.plain import write
from footprint.law.words import short
from footprint.reviews import composing
from footprint.reviews.copies import CHILD, DECISIONS, LETTER, Recipient
from footprint.reviews.models import Meeting, Review
from footprint.reviews.questions import CHOICE, DAY, Question, sheet, sheets
from footprint.voice.forms import forms_of, shipped, spoken
from footprint.web import context as everywhere
from footprint.web.gallery import SHOWN

HELD, MEETS = date(2025, 2, 4), date(2025, 8, 5)
NOBODY = 0  # the key of no row: whatever is asked about this child or review finds nothing
COMES = (("Denise Clarke", "carer"), ("Ruth Whitfield", "mother"), ("Tom Ward", "social_worker"), ("Sam Sender", "iro"))
ASKED = ("to see my brother every week", "part", "Every second week: school nights are hard for both of you.")
SAID = "“I want to see my brother more, not just when somebody has time.”"


def sample_review(request: HttpRequest) -> Review:
    """A made-up review of a made-up child of the council that is looked at. Nothing of it is stored."""
    ours = Council.objects.filter(service=request.service).select_related("service").order_by("name")
    council = ours.filter(key=request.GET.get("council", "")).first() or ours[0]
    child = Child(pk=NOBODY, council=council, first_name="Amara", last_name="Whitfield", born=date(2013, 5, 1))
    return Review(pk=NOBODY, council=council, child=child, iro=Staff(pk=NOBODY, name="Sam Sender"), held_on=HELD)


def _reader(review: Review, role: str) -> Recipient:
    if role == CHILD:
        return Recipient(CHILD, review.child.short_name, CHILD, "the child", "hand")
    return Recipient("person 0", "Ruth Whitfield", "mother", "mother", "post", ("1 Example Street", "ZZ1 1AB"))


def _shown(paper: Paper) -> str:
    return format_html('<div class="paper">{}</div>', mark_safe(paper_html(paper, level=3)))  # noqa: S308


def _sheet(name: str) -> Callable[[HttpRequest], str]:
    def show(request: HttpRequest) -> str:
        profile_name = sample_review(request).council.profile_name
        asked = [
            (section.title.replace("{name}", "Amara"), [question.named("Amara") for question in section.questions])
            for section in sheet(name, profile_name).sections
        ]
        return render_to_string(
            "web/parts/shown_sheet.html", {"sections": asked, "words": everywhere.profile(profile_name).words}
        )

    return show


def _asked(key: str) -> Callable[[HttpRequest], str]:
    """A form that somebody answers without an account, as the council asks it today."""

    def show(request: HttpRequest) -> str:
        form = forms_of(sample_review(request).council, request.today)[key]
        return render_to_string("web/parts/shown_form.html", {"form": spoken(form, "Amara")})

    return show


def _invitation(role: str) -> Callable[[HttpRequest], str]:
    def show(request: HttpRequest) -> str:
        review = sample_review(request)
        paper = composing.invitation(review, _reader(review, role), HELD)
        why = composing.texts()["why_they_come"]
        rows = tuple((name, composing.say(review, why[part])) for name, part in COMES)
        when = [Heading("When and where"), Words(composing.when_and_where(_meeting()))]
        wants = "What you want to talk about" if role == CHILD else "What Amara wants to talk about"
        agenda = [Heading(wants), Bullets(("My brother", "A bigger room"))]
        first, *others = _with_rows(paper, rows).blocks
        return _shown(replace(paper, blocks=(first, *when, *agenda, *others)))

    return show


def _meeting() -> Meeting:
    return Meeting(on=MEETS, at=time(16, 15), mode="in person", place="the library")


def _with_rows(paper: Paper, rows) -> Paper:
    """The paper with these rows in its table."""
    blocks: list[Block] = [replace(b, rows=rows) if isinstance(b, Grid) else b for b in paper.blocks]
    return replace(paper, blocks=tuple(blocks))


def _introduction(request: HttpRequest) -> str:
    review = sample_review(request)
    return _shown(composing.introduction(review, _reader(review, CHILD), HELD))


def _decided() -> tuple[tuple[str, str, str], ...]:
    return (
        ("Amara sees her brother every second Saturday", "Tom Ward", short(date(2025, 2, 22))),
        ("Amara has a dental check", "Denise Clarke", short(date(2025, 3, 7))),
    )


def _decisions(request: HttpRequest) -> str:
    review = sample_review(request)
    return _shown(_with_rows(composing.decisions(review, _reader(review, "mother"), HELD), _decided()))


def _record(request: HttpRequest) -> str:
    """The record with every question answered, so that all that can stand in it is seen."""
    review = sample_review(request)
    asked = sheet("record", review.council.profile_name).questions
    decided = [[n, what, who, HELD.isoformat(), 1] for n, (what, who, _) in enumerate(_decided(), start=1)]
    content = {
        "answers": {key: _answer(question) for key, question in asked.items()},
        "came": [[name, part, "all", "in person", False, True] for name, part in COMES],
        "decisions": decided,
        "asks": [list(ASKED)],
    }
    return _shown(composing.record(review, _reader(review, "mother"), HELD, content))


def _answer(question: Question) -> str:
    if question.key == "part.said":
        return SAID
    if question.kind == CHOICE:
        return next(iter(question.options))
    return HELD.isoformat() if question.kind == DAY else "(what is written here)"


def _letters(request: HttpRequest) -> str:
    """Each template of the council, drafted."""
    review, drafts, youngest = sample_review(request), [], 0
    for template in composing.letter_templates(review):
        text = composing.filled(
            review,
            template,
            said=f"You said: {SAID}",
            told="> My room is too small for two.",
            decisions=write([Grid(("What", "Who", "When"), _decided())]),
            asks=f"You asked: {ASKED[0]}. We agreed to a part of it. {ASKED[2]}",
            promises="Some of this was promised before, and we did not keep that promise. I will check on it.",
            next=f"We meet again on {composing.when_and_where(_meeting())}.",
        )
        ages = format_html("<p>From {} to {}</p>", youngest, template["oldest"])
        drafts.append(ages + _shown(composing.letter(review, _reader(review, CHILD), HELD, text)))
        youngest = template["oldest"] + 1
    return mark_safe("".join(drafts))  # noqa: S308


PAPERS: list[tuple[str, Callable[[HttpRequest], str]]] = [
    ("Paper: the letter in which the IRO says who they are", _introduction),
    ("Paper: invitation to the child, with its leaflets", _invitation(CHILD)),
    ("Paper: invitation to everybody else", _invitation("mother")),
    (f"Paper: {DECISIONS}", _decisions),
    ("Paper: record of a review", _record),
    (f"Paper: the {LETTER} to the child, by age", _letters),
]
FORMS = [(f"Form: {found.title[:1].lower()}{found.title[1:]}", _sheet(name)) for name, found in sheets().items()]
PEOPLE_ASKED = [(f"What people are asked: {form.title}", _asked(form.key)) for form in shipped()]
SHOWN.extend([*FORMS, *PAPERS, *PEOPLE_ASKED])
