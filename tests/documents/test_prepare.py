from dataclasses import replace
from decimal import Decimal

import pytest

from footprint.documents import (
    BulletList,
    Cell,
    Chart,
    Column,
    CrossRef,
    Definition,
    DocumentError,
    DuplicateKey,
    FigureRef,
    Paragraph,
    Row,
    Section,
    Series,
    Table,
    UnresolvedReference,
)
from footprint.documents.prepare import (
    HIDDEN_NOTE,
    clean,
    column_groups,
    prepare,
    printed,
    safe_href,
    table_notes,
)

from .sample import sample


def table(key: str, **changes) -> Table:
    return Table(key, "T", "child", [Column("All")], [Row("One", [Cell(1)])], **changes)


def chart(**changes) -> Chart:
    return replace(Chart("k", "bar", "T", "words", ["A"], [Series("S", [Cell(1)])]), **changes)


def document_of(*blocks, **changes):
    return sample(**({"sections": [Section("Only", blocks)]} | changes))


def labels_of(*blocks) -> dict[str, str]:
    return {key: label.text for key, label in prepare(document_of(*blocks)).labels.items()}


def test_sections_are_numbered():
    sections = [Section(name, level=level) for name, level in zip("abcdefg", (1, 2, 2, 3, 1, 2, 1), strict=True)]
    numbers = [heading.number for heading in prepare(sample(sections=sections)).headings]
    assert numbers == ["1", "1.1", "1.2", "1.2.1", "2", "2.1", "3"]


@pytest.mark.parametrize("levels", [(2,), (1, 3), (1, 2, 3, 4), (0,)])
def test_a_level_is_not_skipped(levels):
    with pytest.raises(DocumentError, match="level"):
        prepare(sample(sections=[Section("a", level=level) for level in levels]))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((None, None), ["Table 1", "Table 2"]),
        (("Table 4", None), ["Table 4", "Table 5"]),
        ((None, "Table 4"), ["Table 1", "Table 4"]),
        (("Table 4a", "Table 4b", None), ["Table 4a", "Table 4b", "Table 5"]),
    ],
)
def test_tables_bear_the_given_or_the_running_number(given, expected):
    tables = [table(f"t{place}", number=number) for place, number in enumerate(given)]
    assert list(labels_of(*tables).values()) == expected


def test_charts_are_numbered_apart_from_tables():
    assert labels_of(table("a"), chart(key="b"), table("c"), chart(key="d")) == {
        "a": "Table 1",
        "b": "Figure 1",
        "c": "Table 2",
        "d": "Figure 2",
    }


def test_references_become_words():
    prepared = prepare(sample())
    assert prepared.label("kinds").text == "Table 4"
    assert prepared.label("ages").text == "Table 5"
    assert prepared.label("reasons").text == "Figure 3"
    assert prepared.label("years").text == "Figure 4"
    assert prepared.label("why").text == "section 2.1"
    assert prepared.note(FigureRef("x", "F12", 3)) == 2


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (Paragraph([CrossRef("nowhere")]), 'key "nowhere"'),
        (BulletList([[CrossRef("nowhere")]]), 'key "nowhere"'),
        (Paragraph([FigureRef("5", "F99", 1)]), 'figure "F99", version 1'),
        (Paragraph([FigureRef("5", "F11", 1)]), 'figure "F11", version 1'),
    ],
)
def test_what_a_reference_means_must_be_there(block, said):
    with pytest.raises(UnresolvedReference, match=said):
        prepare(document_of(block))


@pytest.mark.parametrize(
    "blocks",
    [
        (table("a"), table("a")),
        (table("a", number="Table 2"), table("b", number="Table 2")),
        (table("a"), chart(key="a")),
    ],
)
def test_keys_and_numbers_are_given_once(blocks):
    with pytest.raises(DuplicateKey):
        prepare(document_of(*blocks))


def test_a_figure_is_defined_once():
    with pytest.raises(DuplicateKey):
        prepare(sample(definitions=[Definition("F1", "a", "b")] * 2, sections=[]))


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (replace(table("a"), rows=[Row("One", [])]), "0 cells for 1 columns"),
        (replace(table("a"), unit="cow"), "cow"),
        (replace(table("a"), columns=[], rows=[]), "no columns"),
        (replace(table(""), key=""), "no key"),
        (chart(starts_at=5), "bars start at 0"),
        (chart(series=[Series("S", [Cell(-1)])]), "below 0"),
        (chart(words=" "), "words"),
        (chart(kind="pie"), "pie"),
        (chart(categories=["A", "B"]), "1 values for 2"),
        (chart(categories=[]), "nothing to draw"),
        (Paragraph([5]), "int"),
    ],
)
def test_a_faulty_block_is_refused(block, said):
    with pytest.raises(DocumentError, match=said):
        prepare(document_of(block))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell(1612), "1,612"),
        (Cell(Decimal("97.3")), "97.3"),
        (Cell(Decimal("97.3"), "97.3%"), "97.3%"),
        (Cell(text="–"), "–"),
        (Cell(), ""),
        (Cell(3, "3", suppressed="primary"), "c"),
        (Cell(3, suppressed="secondary"), "c"),
    ],
)
def test_what_a_cell_prints(cell, expected):
    assert printed(cell) == expected


def test_a_hidden_number_is_gone_and_explained():
    held = prepare(sample()).tables()[1]
    assert [cell.value for row in held.rows for cell in row.cells] == [None, None, None, None, 41, None]
    assert held.rows[0].cells[0].records is None
    assert HIDDEN_NOTE in table_notes(held)
    assert HIDDEN_NOTE not in table_notes(prepare(sample()).tables()[0])


def test_column_groups():
    columns = (Column("All"), *(Column(sex, year) for year in ("2020", "2021") for sex in ("F", "M")))
    assert column_groups(columns) == [("", 1), ("2020", 2), ("2021", 2)]
    assert column_groups((Column("All"),)) == []


def test_control_characters_are_dropped():
    assert clean("a\x00b\x0bc\ud800d\ufffe\te\r\nf\x85é✓") == "abcd e fé✓"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/figures/F1", "/figures/F1"),
        ("https://example.org", "https://example.org"),
        ("#a", "#a"),
        ("javascript:alert(1)", None),
        ("//elsewhere", None),
        ("data:x", None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_addresses_are_followed(href, expected):
    assert safe_href(href) == expected


def test_prose_figures_know_their_sentence():
    line = Paragraph(
        ["First. In all ", FigureRef("9.5", value=Decimal("9.5")), " were held (", CrossRef("t"), "). End."]
    )
    (figure,) = prepare(document_of(line, table("t"))).prose_figures()
    assert figure.sentence == "In all 9.5 were held (Table 1)."
