import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.documents.paper import Bullets, Grid, Heading, PageBreak, Said, Words
from footprint.documents.plain import parse, write

LETTER = """# What you told us
You like living with Denise.
You miss Kofi.

> Kofi is my first one.
> And my second.
> – Amara

- You can tell me.
- You can complain.

Table: What will happen
What | Who | When
You go to the dentist | Denise |
---
Bye"""


def test_a_letter_is_read():
    assert parse(LETTER) == [
        Heading("What you told us"),
        Words("You like living with Denise.\nYou miss Kofi."),
        Said("Kofi is my first one.\nAnd my second.", "Amara"),
        Bullets(("You can tell me.", "You can complain.")),
        Grid(("What", "Who", "When"), (("You go to the dentist", "Denise", ""),), "What will happen"),
        PageBreak(),
        Words("Bye"),
    ]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("  \r\n\r\n ", []),
        ("one\r\ntwo\rthree", [Words("one\ntwo\nthree")]),
        ("one\n\n\n\ntwo", [Words("one"), Words("two")]),
        ("#no heading", [Words("#no heading")]),
        ("## Smaller", [Heading("Smaller")]),
        ("#", [Words("#")]),
        ("-", [Words("-")]),
        ("-5 degrees", [Words("-5 degrees")]),
        ("• pasted", [Bullets(("pasted",))]),
        ("*literal* _words_ <b>", [Words("*literal* _words_ <b>")]),
        (">5 years", [Words(">5 years")]),
        ("> – Amara", [Said("– Amara")]),
        ("a|b", [Words("a|b")]),
        ("a | b\nc", [Grid(("a", "b"), ()), Words("c")]),
        ("a | b\n1 | 2 | 3", [Grid(("a", "b", ""), (("1", "2", "3"),))]),
        ("|\nHeld on | 4 May", [Grid(("", ""), (("Held on", "4 May"),))]),
        ("Table: alone", [Words("Table: alone")]),
        ("a | b\nTable: two\nc | d", [Grid(("a", "b"), ()), Grid(("c", "d"), (), "two")]),
    ],
)
def test_what_lines_mean(text, blocks):
    assert parse(text) == blocks


def test_writing_drops_what_says_nothing_and_keeps_a_table_a_table():
    assert write([Heading(" "), Bullets(("", "a\nb")), Words("")]) == "- a b"
    assert parse(write([Grid(("a | b", "c"), (("one\ntwo", "3"),))])) == [Grid(("a / b", "c"), (("one two", "3"),))]


WORD = st.text(st.characters(categories=("L", "N", "P", "Sc"), exclude_characters="#-•>–—|"), min_size=1, max_size=9)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join).filter(lambda line: not line.startswith("Table:"))
LINES = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
CELL = st.one_of(st.just(""), LINE)


@st.composite
def grids(draw):
    width = draw(st.integers(2, 4))
    row = st.lists(CELL, min_size=width, max_size=width).map(tuple)
    heads, *rows = draw(st.lists(row, min_size=1, max_size=4).filter(lambda rows: len(rows) > 1 or any(rows[0])))
    return Grid(heads, tuple(rows), draw(CELL))


BLOCK = st.one_of(
    LINE.map(Heading),
    LINES.map(Words),
    st.builds(Said, LINES, CELL),
    st.lists(LINE, min_size=1, max_size=4).map(lambda items: Bullets(tuple(items))),
    grids(),
    st.just(PageBreak()),
)


@given(st.lists(BLOCK, max_size=6))
def test_what_is_written_is_read_as_it_was(blocks):
    assert parse(write(blocks)) == blocks


@given(st.text(st.sampled_from("ab #-•>–|:\n\r\t\x0b\u2028Table")))
def test_no_word_is_lost(text):
    assert [one for one in write(parse(text)) if one.isalpha()] == [one for one in text if one.isalpha()]


@given(st.text())
def test_any_text_at_all(text):
    write(parse(text))
