import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.language import measure
from footprint.language.ease import syllables
from footprint.language.sentences import sentences

SYLLABLES = {
    1: "cat the house jumped played makes live school eye blue cared asked likes tried friends great tired years shoes",
    2: "table people little wanted needed houses watches review being science quiet social worker careful moment brother "
    "placement promise because agreed really special tables someone question patient friendly client",
    3: "families officer idea created somebody carefully decision happier museum area radio video promises beautiful "
    "different various violin usual diary piano advocate",
    4: "independent actually situation experience relationship society",
}


@pytest.mark.parametrize(("word", "number"), [(word, n) for n, words in SYLLABLES.items() for word in words.split()])
def test_syllables(word, number):
    assert syllables(word) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. Ward came. It is 10.30 now.", ["Mr. Ward came.", "It is 10.30 now."]),
        ("# A heading\nA line that\ngoes on.\nAnother", ["A heading", "A line that\ngoes on.", "Another"]),
        ("What | Who\nYou go | Tom", ["What", "Who", "You go", "Tom"]),
        ("- one\n- two", ["one", "two"]),
        ("Table: Decisions\nWhat | Who", ["Decisions", "What", "Who"]),
        ("You said “Stop.” Tom did.", ["You said “Stop.”", "Tom did."]),
        ("... | - \n\n#", []),
    ],
)
def test_sentences(text, found):
    assert [one.text for one in sentences(text)] == found
    assert all(text[one.start : one.end] == one.text for one in sentences(text))


def test_the_formulas():
    ease = measure("The cat sat on the mat. The dog ran to the house.")
    assert (ease.words, ease.sentences, ease.average, ease.longest) == (12, 2, 6.0, 6)
    # 12 words, 2 sentences, 12 syllables, 36 letters
    assert ease.flesch == round(206.835 - 1.015 * 6 - 84.6 * 1, 1)
    assert ease.grade == round(0.39 * 6 + 11.8 * 1 - 15.59, 1)
    assert ease.ari == round(4.71 * 36 / 12 + 0.5 * 6 - 21.43, 1)
    assert ease.smog == 3.1
    assert ease.reading_age == 5.0
    assert ease.hard == ()


def test_a_hard_text_is_harder():
    hard = measure(
        "The statutory arrangements concerning accommodation necessitate multidisciplinary participation. "
        "Consideration of permanency considerations remains outstanding pending professional deliberation."
    )
    assert hard.reading_age > 20
    assert hard.flesch < 0
    assert hard.hard[:2] == ("statutory", "arrangements")
    assert hard.smog > 15


def test_names_and_days_do_not_count():
    plain = measure("You will see him on that day. We like this.")
    named = measure("You will see him on Saturday with Bartholomew. We like this in Wolverhampton.")
    assert named.hard == plain.hard == ()
    assert named.longest == 8
    assert measure("Evangeline likes to swim.").hard == ("evangeline",)
    assert measure("Evangeline’s mum likes to swim.", names=["Evangeline Okonkwo"]).hard == ()


def test_nothing_at_all():
    nothing = measure("")
    assert (nothing.words, nothing.sentences, nothing.longest, nothing.reading_age) == (0, 0, 0, 5.0)


@given(st.text())
def test_any_text_can_be_measured(text):
    ease = measure(text)
    assert ease.words >= ease.longest >= 0
    assert ease.reading_age >= 5
