import io
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from footprint.documents import Cell, Section, render
from footprint.documents.excel import TEXT_LIMIT, _number_format, _parts

from .sample import MADE_AT, age_by_sex, kinds_of_review, sample, small_numbers


def opened(made: bytes):
    return load_workbook(io.BytesIO(made))


@pytest.fixture(scope="module")
def book(rendered):
    return opened(rendered("xlsx"))


def row_of(sheet, label: str) -> list:
    return next(list(row) for row in sheet.iter_rows() if row[0].value == label)


def test_sheets(book):
    assert book.sheetnames == [
        "Contents", "Table 4", "Table 5", "Table 6", "Figure 3", "Figure 4", "Figure 5", "Figure 6", "Figure 7",
        "Numbers in the text", "How counted", "Records",
    ]  # fmt: skip
    assert all(sheet["A1"].value == "Made-up records" for sheet in book)
    assert all("Made-up records" in sheet.oddHeader.right.text for sheet in book)


def test_contents_leads_to_each_sheet(book):
    links = {
        cell.value: cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink
    }
    assert list(links) == book.sheetnames[1:]
    assert links["Table 4"] == "'Table 4'!A1"


def test_numbers_are_numbers(book):
    cells = row_of(book["Table 4"], "All")
    assert [cell.value for cell in cells[1:]] == [1571, 1530, 97.4, 1612, 1568, 97.3]
    assert {cell.data_type for cell in cells[1:]} == {"n"}
    assert cells[3].number_format == "#,##0.0"


def test_a_sheet_explains_itself(book):
    first = "\n".join(str(cell.value) for cell in book["Table 4"]["A"] if cell.value)
    for words in (
        "Table 4: Reviews held and held on time",
        "Counts: reviews",
        "Scope: reviews held",
        "Source: Wexmoor",
    ):
        assert words in first


def test_words_are_never_formulas(book, rendered):
    cells = row_of(book["Table 5"], "Under 5")
    assert (cells[1].value, cells[2].value, cells[2].data_type) == ("c", "=1+1", "s")
    with zipfile.ZipFile(io.BytesIO(rendered("xlsx"))) as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if name.startswith("xl/worksheets"))


def test_formulas_in_titles_and_names():
    nasty = '=HYPERLINK("x")'
    chart = replace(age_by_sex(), title=nasty, subtitle=nasty, words=nasty, categories=[nasty] * 5, number="[=1]*?")
    table = replace(small_numbers(), title=nasty, scope=nasty, row_header=nasty)
    document = sample(title=nasty, banner=f"{nasty} &P", sections=[Section(nasty, [table, chart])], definitions=[])
    made = render(document, "xlsx", made_at=MADE_AT)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if name.startswith("xl/worksheets"))
    assert "=1" in opened(made).sheetnames[2]


def test_charts_are_native_with_words(rendered):
    with zipfile.ZipFile(io.BytesIO(rendered("xlsx"))) as file:
        drawings = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/drawings/drawing")]
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(drawings) == 5
    assert all('descr="' in drawing for drawing in drawings)


def test_records_behind_each_cell(book):
    rows = list(book["Records"].iter_rows(values_only=True))
    counted = next(row for row in rows if row[:4] == ("Table 4", "First", "2019-20: Held", "counted"))
    assert counted[4] == 202
    assert counted[5].startswith("7000, 7001, ")
    assert len(counted[5].split(", ")) == 202
    share = [row for row in rows if row[:3] == ("Table 4", "First", "2019-20: %")]
    assert [(row[3], row[4]) for row in share] == [("counted", 194), ("out of", 202)]
    assert any(row[0] == "Text" for row in rows)
    assert not any(row[0] == "Table 5" and row[1] == "Under 5" for row in rows)


def test_long_lists_go_on_in_further_rows():
    parts = list(_parts(range(100_000, 120_000)))
    assert len(parts) > 1
    assert [first for first, _ in parts] == [True] + [False] * (len(parts) - 1)
    assert all(len(part) <= TEXT_LIMIT for _, part in parts)
    assert sum(len(part.split(", ")) for _, part in parts) == 20_000


def test_public_has_no_records(document):
    made = render(replace(document, public=True), "xlsx", made_at=MADE_AT)
    assert "Records" not in opened(made).sheetnames
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not any(b"/figures/" in file.read(name) or b"7001" in file.read(name) for name in file.namelist())


def test_the_same_document_gives_the_same_bytes(document, rendered):
    assert render(document, "xlsx", made_at=MADE_AT) == rendered("xlsx")


def test_sheet_names_are_made_to_fit():
    long_number = "Table 4: ages / legal status and much more than fits"
    tables = [
        replace(kinds_of_review(), key="a", number=long_number),
        replace(kinds_of_review(), key="b", number=f"{long_number} b"),
    ]
    names = opened(render(sample(sections=[Section("x", tables)]), "xlsx", made_at=MADE_AT)).sheetnames
    assert names[1] == "Table 4  ages   legal status an"
    assert names[2] == "Table 4  ages   legal statu 2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(Cell(5), "#,##0"), (Cell(5, "5%"), '#,##0"%"'), (kinds_of_review().rows[0].cells[2], "#,##0.0")],
)
def test_number_formats(cell, expected):
    assert _number_format(cell) == expected
