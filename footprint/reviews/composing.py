"""The words of what goes out for a review: invitation and pack, decisions, record, the letter and its draft. Written for
one recipient each; ``copies.passed`` then lets a paper leave."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from footprint.allocation.models import IroAssignment
from footprint.council.profile import profile
from footprint.council.words import in_words
from footprint.documents.paper import Block, Bullets, Grid, Heading, PageBreak, Paper, Said, Words
from footprint.documents.plain import parse, write
from footprint.language.to_you import to_you
from footprint.law.words import long_day, short
from footprint.reviews.answers import answers_of
from footprint.reviews.booking import booked, open_review
from footprint.reviews.copies import CHILD, Recipient
from footprint.reviews.deciding import issued, of_review
from footprint.reviews.models import Ask, Attendee, Meeting, Review
from footprint.reviews.questions import CHOICE, DAY, sheet

QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
YOUNG = 5
ROOM = "\n".join([". " * 50] * 3)  # room to write by hand
TO_WRITE = "(Write here what you were told, in the child's own words.)"
KEEP = "This letter is yours to keep. A copy is kept in your records, for when you are older."


@cache
def texts() -> dict:
    return tomllib.loads(files("footprint.reviews").joinpath("texts.toml").read_text(encoding="utf-8"))


def say(review: Review, text: str) -> str:
    """A fixed text in the words of the review's council. What people wrote is never put through this."""
    return in_words(text, profile(review.council.profile_name).words)


def iro_name(review: Review) -> str:
    """The IRO who held the review, else the child's own."""
    if review.iro:
        return review.iro.name
    mine = IroAssignment.objects.standing().filter(child=review.child_id, ends_on=None).select_related("iro").first()
    return mine.iro.name if mine else "Your Independent Reviewing Officer"


def _paper(review: Review, recipient: Recipient, title: str, blocks: list[Block], on: date, **more) -> Paper:
    service = review.council.service
    return Paper(
        title=title,
        to=(recipient.name, *recipient.address),
        date=long_day(on),
        blocks=tuple(blocks),
        organisation=review.council.name,
        banner="Made-up records" if service.is_demo else "",
        **more,
    )


# -- the invitation and its pack ---------------------------------------------------------------------------------------


def invitation(review: Review, recipient: Recipient, on: date) -> Paper:
    """The page that says what the meeting is, who comes and why, with the leaflets behind it."""
    child, meeting = review.child, booked(review)
    name = child.short_name
    to_child = recipient.role == CHILD
    said = {key: say(review, text) for key, text in texts()["meeting"].items()}
    blocks: list[Block] = [Words(said["child"] if to_child else said["others"].format(name=name))]
    if meeting:
        blocks += [Heading("When and where"), Words(when_and_where(meeting))]
    agenda = [line for line in answers_of(review).get("prep.agenda", "").splitlines() if line.strip()]
    if agenda:
        blocks += [Heading("What you want to talk about" if to_child else f"What {name} wants to talk about")]
        blocks.append(Bullets(tuple(agenda)))
    blocks += [Heading("Who comes, and why"), who_comes(review)]
    if not to_child:
        blocks += [Heading("If you cannot come"), Words(said["views"])]
        if meeting and meeting.link:
            blocks.append(Words(f"To join from elsewhere: {meeting.link}"))
    blocks += consultation(review, "child" if to_child else "others")
    blocks += leaflets(review)
    title = say(review, "Your review" if to_child else "{name}'s review").format(name=name)
    return _paper(review, recipient, title, blocks, on, sender=(iro_name(review),))


def when_and_where(meeting: Meeting) -> str:
    """ "Thursday 23 January 2025, 4:15pm, at home" """
    time = f", {meeting.at.hour % 12 or 12}:{meeting.at:%M}{meeting.at:%p}".lower() if meeting.at else ""
    place = f", {meeting.place}" if meeting.place else ""
    mode = f", by {meeting.mode}" if meeting.mode in ("video", "telephone") else ""
    return f"{long_day(meeting.on)}{time}{place}{mode}"


def who_comes(review: Review) -> Grid:
    why = texts()["why_they_come"]
    rows = [
        (attendee_name(a, review), say(review, why.get(a.role, why["other"])))
        for a in attendees(review)
        if a.invited and not a.is_child
    ]
    return Grid(("Who", "Why"), tuple(rows))


def attendees(review: Review) -> list[Attendee]:
    """Those on the list of a review: the child first, then people, then staff."""
    rows = Attendee.objects.filter(review=review).select_related("person", "staff")
    return sorted(rows, key=lambda a: (not a.is_child, a.staff_id is not None, a.pk))


def attendee_name(attendee: Attendee, review: Review) -> str:
    if attendee.is_child:
        return review.child.short_name
    return str(attendee.person or attendee.staff)


def consultation(review: Review, whose: str) -> list[Block]:
    """The sheet on which the child ("child") or somebody else ("others") says beforehand what they think."""
    asked = texts()["consultation"][whose]
    named = {"name": review.child.short_name, "sender": iro_name(review)}
    room = [Words(f"{say(review, question).format(**named)}\n{ROOM}") for question in asked["questions"]]
    title = say(review, asked["title"]).format(**named)
    return [PageBreak(), Heading(title), *room, Words(say(review, asked["return"]).format(**named))]


def leaflets(review: Review) -> list[Block]:
    """The leaflets about advocates and complaints, each from a new page on."""
    settings = profile(review.council.profile_name).settings
    ask = say(review, "Ask me, your social worker or your carer for the number.")
    own = {
        "advocacy": settings.get("advocacy", ask),
        "complaints": settings.get("complaints", "Ask me for the address of the council's complaints team."),
    }
    found: list[Block] = []
    for leaflet in texts()["leaflets"].values():
        found += [PageBreak(), Heading(leaflet["title"]), *parse(say(review, leaflet["text"]).format(**own))]
    return found


def introduction(review: Review, recipient: Recipient, on: date) -> Paper:
    """The letter in which the IRO says who they are."""
    text = say(review, texts()["introduction"]["text"]).format(
        name=review.child.short_name,
        sender=iro_name(review),
        pledge=profile(review.council.profile_name).settings["pledge"],
    )
    return _paper(review, recipient, "Who I am", parse(text), on, sender=(iro_name(review),), show_title=False)


# -- decisions and the record ------------------------------------------------------------------------------------------


def decisions_grid(review: Review) -> Grid:
    """The decisions that are issued: what was written since goes out when it is issued too."""
    ids = issued(review)
    rows = [(d.text, d.owner, long_day(d.due_on)) for d in of_review(review) if d.pk in ids]
    return Grid(("What", "Who", "When"), tuple(rows))


def decisions_to_child(review: Review) -> Grid:
    """The decisions in a letter: to the child, with short days."""
    name = review.child.short_name
    rows = [
        (to_you(d.text, name), to_you(d.owner, name), f"By {short(d.due_on)}")
        for d in of_review(review)
        if d.reply != "challenged" or d.settled
    ]
    return Grid(("What", "Who", "When"), tuple(rows))


def not_in_letter(review: Review, text: str) -> list[str]:
    """Decisions that a letter does not tell as they stand now: changed, or written after it."""
    folded = " ".join(text.split())
    return [f"{what}, {who}: {when}" for what, who, when in decisions_to_child(review).rows if when not in folded]


def decisions(review: Review, recipient: Recipient, on: date) -> Paper:
    """The decisions of a review, for those who must carry them out."""
    title = say(review, "Decisions of {name}'s review on {day}").format(
        name=review.child.short_name, day=long_day(review.held_day)
    )
    return _paper(review, recipient, title, [decisions_grid(review)], on, look="record", sender=(iro_name(review),))


def record_content(review: Review) -> dict:
    """What the finished record holds, as it stands now: answers by question, who came, decisions, what was asked for."""
    answers, age = answers_of(review), review.child.age_on(review.held_day)
    asked = sheet("record", review.council.profile_name).questions
    return {
        "answers": {
            key: answers[key]
            for key in sorted(answers)
            if key in asked and answers[key].strip() and asked[key].is_asked(answers, age)
        },
        "came": [[attendee_name(a, review), a.role, a.came, a.how, a.views, a.invited] for a in attendees(review)],
        "decisions": [[d.number, d.text, d.owner, d.due_on.isoformat(), d.times] for d in of_review(review)],
        "asks": [[a.words, a.outcome, a.why] for a in Ask.objects.filter(review=review).order_by("pk")],
    }


def record(review: Review, recipient: Recipient, on: date, content: dict) -> Paper:
    """The record of a review, from what was finished (``record_content``)."""
    name, answers = review.child.short_name, content["answers"]
    came = dict(Attendee.CAME)
    rows = [
        (who, came.get(c, "not recorded") + (f", {how}" if how and c in ("all", "part") else "")
         + (", sent views" if views else ""))
        for who, _, c, how, views, invited in content["came"] if invited or c in ("all", "part") or views
    ]  # fmt: skip
    blocks: list[Block] = [Heading("Who came"), Grid(("Who", "Came"), tuple(rows))]
    for section in sheet("record", review.council.profile_name).sections:
        lines = _answered(section, answers, review)
        if lines:
            blocks += [Heading(say(review, section.title).replace("{name}", name)), *lines]
    if content["asks"]:
        outcomes = {"agreed": "Agreed", "part": "Agreed in part", "not": "Not agreed", "": "Not answered yet"}
        blocks += [
            Heading(f"What {name} asked for"),
            Grid(
                ("Asked", "Answer", "Why"),
                tuple((words, outcomes[outcome], why) for words, outcome, why in content["asks"]),
            ),
        ]
    blocks += [
        Heading("Decisions"),
        Grid(
            ("What", "Who", "When"),
            tuple((text, owner, long_day(date.fromisoformat(day))) for _, text, owner, day, _ in content["decisions"]),
        ),
    ]
    title = say(review, "Record of {name}'s review on {day}").format(name=name, day=long_day(review.held_day))
    return _paper(review, recipient, title, blocks, on, look="record", sender=(iro_name(review),))


def _answered(section, answers: dict, review: Review) -> list[Block]:
    """The answers of a section: choices as a table, words below their question, the child's own words set apart."""
    chosen: list[tuple[str, str]] = []
    written: list[Block] = []
    name = review.child.short_name
    for question in section.questions:
        answer = answers.get(question.key, "").strip()
        if not answer:
            continue
        options = {value: say(review, words) for value, words in question.options.items()}
        asked = replace(question, label=say(review, question.label), options=options).named(name)
        if question.key == "part.said":
            written += [Said(answer, name)]
        elif question.kind in (CHOICE, DAY):
            words = asked.words_of(answer) if question.kind == CHOICE else long_day(date.fromisoformat(answer))
            chosen.append((asked.label, words))
        else:
            written += [Words(f"{asked.label}{'' if asked.label.endswith('?') else ':'} {answer}")]
    return [*([Grid(("", ""), tuple(chosen))] if chosen else []), *written]


# -- the letter --------------------------------------------------------------------------------------------------------


def letter(review: Review, recipient: Recipient, on: date, text: str) -> Paper:
    """The letter to the child, from the text as it was edited."""
    return _paper(
        review,
        recipient,
        f"Letter to {review.child.short_name}",
        [*parse(text), Words("With best wishes,")],
        on,
        sender=(iro_name(review), "Your Independent Reviewing Officer"),
        footer=KEEP,
        show_title=False,
    )


def letter_templates(review: Review) -> list[dict]:
    """The texts from which letters are drafted, for the youngest first: those of the council before ours."""
    own = profile(review.council.profile_name).record.get("letters", {})
    return sorted({**texts()["letters"], **own}.values(), key=lambda t: t["oldest"])


def draft_letter(review: Review) -> str:
    """The first text of the letter: from the child's own words, what was decided and what was not agreed."""
    answers, child = answers_of(review), review.child
    own = answers.get("part.said", "")
    quotes = QUOTED.findall(own) or [line.strip() for line in own.splitlines() if line.strip()]
    age = child.age_on(review.held_day)
    template = next(t for t in letter_templates(review) if age <= t["oldest"])
    said = f"You said: “{quotes[0]}”" if quotes else ""
    if answers.get("part.did"):
        said = f"{said} {to_you(answers['part.did'].strip(), child.short_name)}".strip()
    return filled(
        review,
        template,
        said=said,
        told=_told(answers, quotes),
        decisions=write([grid]) if (grid := decisions_to_child(review)).rows else "",
        asks=_not_agreed(review),
        promises=_promises(review),
        next=_next_time(review),
    )


def filled(review: Review, template: dict, **values: str) -> str:
    """A template of a letter with its values."""
    text = say(review, template["text"]).format(name=review.child.short_name, **values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _told(answers: dict, quotes: list[str]) -> str:
    more = [f"> {quote}" for quote in quotes[1:]]
    return "\n\n".join(more) or TO_WRITE


def _not_agreed(review: Review) -> str:
    parts = []
    for asked in Ask.objects.filter(review=review).order_by("pk"):
        words = asked.words.strip().rstrip(".")
        if asked.outcome == "agreed":
            parts.append(f"You asked: {words}. We agreed.")
        elif asked.outcome == "part":
            parts.append(f"You asked: {words}. We agreed to a part of it. {asked.why}")
        elif asked.outcome == "not":
            parts.append(f"You asked: {words}. We could not agree to that. {asked.why}")
    return "\n\n".join(parts)


def _promises(review: Review) -> str:
    again = [d for d in of_review(review) if d.times > 1]
    if not again:
        return ""
    return (
        "Some of this was promised before, and we did not keep that promise. That was not good enough, and I am sorry. "
        "I will check on it."
    )


def _next_time(review: Review) -> str:
    following = open_review(review.child)
    if following is None or following.due_on is None:
        return "I will tell you when we meet again."
    meeting = booked(following)
    when = f"We meet again on {when_and_where(meeting)}." if meeting else ""
    by = say(review, "Your next review has to be by {day}.").format(day=long_day(following.due_on))
    return (
        f"{by} {when} Tell me if another day is better, who you want there, and whether you want to lead it.".replace(
            "  ", " "
        )
    )
