"""A form on paper, with the link, the square and the code that open it: for who is reached by post or by hand."""

from django.conf import settings

from footprint.documents.paper import Block, Bullets, Heading, PageBreak, Paper, Space, Square, Words
from footprint.law.words import long_day
from footprint.reviews.booking import booked
from footprint.voice import links
from footprint.voice.forms import LINE, WORDS, Question, as_asked, spoken
from footprint.voice.languages import ENGLISH, day_in
from footprint.voice.models import BEFORE, CHILD, Response
from footprint.voice.pictures import picture

TYPE_IT = "/talk"


def letter_block(response: Response) -> list[Block]:
    """The child's own way to say something and to see what became of it, to stand under a letter."""
    return [
        Heading("Tell me anything, at any time"),
        Words(f"This is your own page. It also shows what happened to what you asked. Or type this code at "
              f"{settings.ADDRESS}{TYPE_IT}: {links.code_of(response)}"),
        Square(address_of(response), "Open your page"),
    ]  # fmt: skip


def address_of(response: Response) -> str:
    return f"{settings.ADDRESS}/v/{links.secret_of(response)}"


def on_paper(response: Response) -> Paper:
    """The whole form of one person, to be filled in by hand or opened by its link. It bears the name the child goes by and no
    other."""
    asked = spoken(as_asked(response), response.child.goes_by)
    meeting = booked(response.review) if response.review and response.purpose == BEFORE else None
    blocks: list[Block] = [
        *([Words(f"We meet on {day_in(ENGLISH, meeting.on)}.")] if meeting else []),
        *(Words(line) for line in asked.lead),
        Square(address_of(response), "Answer on a phone or computer"),
        Words(f"Or type this code at {settings.ADDRESS}{TYPE_IT}: {links.code_of(response)}"),
        Words(
            "Or write on this paper and give it back to who gave it to you. A colleague of the service types it in, word for "
            "word: that person sees it too."
        ),
        Heading("Before you begin"),
        Bullets(tuple(asked.say[key] for key in ("who", "secret", "slow", "call"))),
        PageBreak(),
    ]
    for number, question in enumerate(asked.questions, start=1):
        blocks += _question(number, question)
    blocks += _ticks(asked.say["shared"], [asked.say["only_iro"], asked.say["everyone"]])
    if "talk" in asked.say:
        blocks += _ticks("", [asked.say["talk"]])
    blocks += _ticks("Tick this if it is so", [asked.say["unsafe"], asked.say["complain"]])
    blocks.append(Words(f"Paper is slow. {asked.say['call']}"))
    return Paper(
        title=asked.head,
        to=() if response.respondent == CHILD else (response.name,),
        date=long_day(response.asked_on) if response.asked_on else "",
        blocks=tuple(blocks),
        organisation="" if response.respondent == CHILD else response.council.name,
        banner="Made-up records" if response.council.service.is_demo else "",
    )


def _question(number: int, question: Question) -> list[Block]:
    hint: list[Block] = [Words(question.hint)] if question.hint else []
    if question.kind in (WORDS, LINE):
        return [Heading(f"{number}. {question.label}"), *hint, Space(1 if question.kind == LINE else 4)]
    return [*_ticks(f"{number}. {question.label}", [o.words for o in question.choices], _pictures(question)), *hint]


def _pictures(question: Question) -> list[str]:
    """The pictures of a question's choices, where each has one."""
    names = [option.picture for option in question.choices]
    return [picture(name) for name in names] if all(names) else []


def _ticks(label: str, choices: list[str], pictures: list[str] | None = None) -> list[Block]:
    heading: list[Block] = [Heading(label)] if label else []
    return [*heading, Bullets(tuple(choices), boxes=True, pictures=tuple(pictures or ()))]
