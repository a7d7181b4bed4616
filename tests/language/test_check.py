import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.language import Term, advice
from footprint.language.sentences import quotations
from footprint.language.terms import initials, pattern, terms

ALL = [(words, term) for term in terms() for words in term.avoid]
WORDS = [words for words, _ in ALL]


def told(text: str, kind: str = "", **more) -> list[str]:
    """What is found, of one kind or of any."""
    found = advice(text, **({"age": None} | more))
    assert all(text[one.start : one.end] == one.found for one in found if one.end)
    return [one.found for one in found if not kind or one.kind == kind]


# Words


@pytest.mark.parametrize(("words", "term"), ALL)
def test_every_term_is_found_and_says_what_else(words, term):
    text = f"We talked of {words} today."
    (one,) = [one for one in advice(text, age=None) if one.kind == "term"]
    assert one.found == words
    assert one.instead == term.instead
    assert len(one.instead) >= 1
    assert one.why


@pytest.mark.parametrize("short", initials())
def test_initials_that_are_listed_say_the_words(short):
    (one,) = advice(f"We talked with the {short} today.", age=None)
    assert (one.kind, one.found, one.instead) == ("initials", short, initials()[short])


def test_the_list():
    assert len(terms()) == 46
    assert len(initials()) == 9
    assert {term.mark for term in terms()} == {"A", "B", "C"}
    assert all(term.source and term.why for term in terms())
    doubles = [(one, other) for one in WORDS for other in WORDS if one != other and pattern(one).fullmatch(other)]
    assert doubles == []
    assert len(set(WORDS)) == len(WORDS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your PLACEMENT is fine.", ["PLACEMENT"]),
        ("Two placements ended.", ["placements"]),
        ("The displacement of it.", []),
        ("You go to the contact centre.", ["contact centre"]),
        ("The foster-carer rang.", ["foster-carer"]),
        ("A foster carer’s house.", ["foster carer"]),
        ("Your sibling came.", ["sibling"]),
        ("A co morbid thing, a comorbid thing.", ["co morbid", "comorbid"]),
        ("Take a coat in case it rains.", []),
        ("We ask in order to help.", []),
        ("The order was made.", ["order"]),
        ("The care\nplan is here.", ["care\nplan"]),
        ("You can contact me.", []),
        ("Their policies and therapies.", ["therapies"]),
    ],
)
def test_forms_of_words(text, found):
    assert told(text, "term") == found


def test_the_childs_own_words_stay():
    text = "My siblings, my foster-carers and contact in the contact centre."
    assert told(text, "term", liked=["sibling", "foster carers"]) == ["contact", "contact centre"]
    assert told(text, "term", liked=["Contact", "contact centre"]) == ["siblings", "foster-carers"]
    assert told("My IRO came to the child.", liked=["IRO", "the child"]) == []


def test_a_council_adds_words_and_has_the_last_word():
    own = [Term(["hub"], ["the office"], "Nobody knows it"), Term(["contact"], ["time together"])]
    found = advice("The hub plans contact.", age=None, own_terms=own)
    assert [(one.found, one.instead) for one in found] == [("hub", ("the office",)), ("contact", ("time together",))]
    assert told("No respite.", own_terms=own) == ["respite"]


def test_the_childs_name_is_put_in():
    (one,) = advice("We plan a LAC review.", age=None, child_name="Amara Whitfield")
    assert one.instead == ("your review", "Amara’s meeting")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your IRO came.", ["IRO"]),
        ("Your IRO’s phone and two IROs.", ["IRO", "IROs"]),
        ("Your Independent Reviewing Officer (IRO) came. The IRO wrote.", []),
        ("IRO means Independent Reviewing Officer.", []),
        ("We watch TV in the UK at 4 PM.", []),
        ("The XYZ team rang.", ["XYZ"]),
        ("WHAT WILL HAPPEN\nYou go home.", []),
        ("I live at S20 1AB.", []),
        ("PJ came.", []),
        ("You and I go.", []),
    ],
)
def test_initials(text, found):
    assert told(text, "initials", names=["PJ Ward"]) == found


# To the child


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear Amara,\n\nYou did well.", []),
        ("Dear Amara, I saw you on Monday.", []),
        ("Amara Whitfield", []),
        ("# Amara", []),
        ("Amara came to the meeting.", ["Amara"]),
        ("We heard Amara’s list of things.", ["Amara’s"]),
        ("Amara, you did really well.", []),
        ("You did really well, Amara.", []),
        ("Well done to you, Amara! It was great.", []),
        ("The child came. She was happy.", ["The child", "She"]),
        ("This young person is happy.", ["This young person"]),
        ("Tom will come to see you. He will ring first.", []),
        ("Amara met Tom at the park. He will ring first.", ["Amara"]),
        ("She likes to drum.", ["She"]),
        ("They’re happy here.", ["They’re"]),
        ("Your mum likes it. She told me.", []),
        ("The children at school like you.", []),
        ("Amaranth is a nice red plant.", []),
    ],
)
def test_to_and_not_about(text, found):
    assert told(text, "about-the-child", child_name="Amara Whitfield") == found


def test_whose_it_is():
    (one,) = advice("We heard Amara's list of things.", age=None, child_name="Amara")
    assert one.instead == ("your",)


# Sentences


def test_a_long_sentence():
    text = f"Short one. {'word ' * 20}word. {'word ' * 19}word."
    (one,) = [one for one in advice(text, age=None) if one.kind == "long-sentence"]
    assert (one.start, one.found.count("word")) == (11, 21)
    assert "21 words" in one.why
    assert told(text, "long-sentence", longest=21) == []


def test_a_long_sentence_with_a_quotation_is_marked_up_to_it():
    text = f"{'word ' * 15}“said that” {'more ' * 15}."
    assert told(text, "long-sentence") == [("word " * 15).strip()]


def test_the_average():
    text = f"{'word ' * 13}. {'word ' * 13}. {'word ' * 13}."
    (one,) = advice(text, age=None)
    assert (one.kind, one.found, one.start, one.end) == ("average-too-long", "13.0 words in a sentence", 0, 0)
    assert told(text, average=13) == []
    assert told("word " * 13) == []  # too short to measure


MIDDLING = (
    "We decided at your meeting that Tom will plan another visit. Your carers believe that it is possible. "
    "He will remember to tell you about all the things that we said. It begins after Easter. "
)


@pytest.mark.parametrize(
    ("age", "ages", "warned"),
    [(8, {}, True), (9, {}, True), (13, {}, False), (17, {}, False), (None, {}, False)]
    + [(13, {"reading_ages": [(None, 8)]}, True), (8, {"reading_ages": [(None, 18)]}, False)],
)
def test_the_reading_age_that_suits(age, ages, warned):
    assert bool(told(MIDDLING, "reading-age", age=age, **ages)) == warned


def test_a_hard_letter_suits_nobody():
    hard = "Participation arrangements necessitate multidisciplinary deliberation concerning accommodation. " * 5
    for age in (7, 12, 17):
        (one,) = [one for one in advice(hard, age=age) if one.kind == "reading-age"]
        assert "participation" in one.why


# Quotations


@pytest.mark.parametrize(
    "text",
    [
        "You said “my IRO and contact and the child”.",
        'You said "my IRO and contact and the child".',
        "> my IRO and contact\n> and the child",
        "You said “my siblings\nand contact.",  # not closed
    ],
)
def test_a_quotation_is_never_touched(text):
    assert told(text) == []


def test_a_quotation_parts_words_and_ends_sentences():
    assert told("The care “x” plan, foster “y” carers.") == []
    assert told(f"You said “{'a ' * 30}.” You are right.", "long-sentence") == []
    assert told("After “an end contact is back.\n\nNow contact is back.") == ["contact"]


PIECE = st.one_of(
    st.sampled_from(
        [*WORDS, *initials(), "the child", "Amara", "She", "“", "”", '"', "> ", "\n", "\n\n", ". ", " ", "|", "# "]
    ),
    st.text(max_size=5),
)
TEXT = st.lists(PIECE, max_size=40).map(" ".join) | st.lists(PIECE, max_size=40).map("".join) | st.text()


@given(TEXT, st.none() | st.integers(0, 18), st.sampled_from(["", "Amara", "Amara Whitfield"]))
def test_no_advice_inside_a_quotation_and_no_text_fails(text, age, name):
    quoted = quotations(text)
    for one in advice(text, age=age, child_name=name, names=["Tom"]):
        assert one.found == text[one.start : one.end] or (one.start, one.end) == (0, 0)
        assert all(one.end <= start or end <= one.start for start, end in quoted) or one.start == one.end


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.data())
def test_liked_words_are_never_flagged(liked, data):
    others = data.draw(st.lists(st.sampled_from(WORDS), max_size=4))
    text = ", ".join(["We talk of", *data.draw(st.permutations([*liked, *others]))]) + "."
    found = {one.lower() for one in told(text, "term", liked=liked)}
    assert not found & {one.lower() for one in liked}
    assert {one.lower() for one in others if one not in liked} <= found


@given(st.text(), st.text(max_size=6), st.lists(st.text(max_size=6), max_size=3))
def test_any_names_and_words(text, name, liked):
    advice(text, age=9, names=[name], child_name=name, liked=liked, own_terms=[Term(liked, ["x"])])
