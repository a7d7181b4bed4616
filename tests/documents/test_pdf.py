import io
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from shutil import which

import pikepdf
import pytest

from footprint.documents import DocumentError, Section, render
from footprint.documents.pdf import _data, column_weights, render_pdf
from footprint.documents.prepare import prepare

from .sample import MADE_AT, age_by_sex, kinds_of_review, late_reasons, long_table, opening, sample


@pytest.fixture(scope="module")
def pdf(rendered):
    with pikepdf.open(io.BytesIO(rendered("pdf"))) as opened:
        yield opened


def elements(node, kind: str) -> list:
    """The elements of a kind in the structure tree."""
    found, todo = [], [node]
    while todo:
        one = todo.pop()
        if isinstance(one, pikepdf.Array):
            todo.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            if str(one.get("/S", "")) == f"/{kind}":
                found.append(one)
            if "/K" in one:
                todo.append(one.K)
    return found


def words_of(pdf_bytes: bytes) -> str:
    if not which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf_bytes, capture_output=True, check=True
    ).stdout.decode()


def test_it_is_tagged(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]) == "Independent Reviewing Officers, annual report 2020-21"
    with pdf.open_metadata() as metadata:
        assert str(metadata["pdfuaid:part"]) == "1"
        assert str(metadata["pdfaid:part"]) == "2"
        assert str(metadata["pdfaid:conformance"]) == "A"


def test_tables_have_heads_with_scopes(pdf):
    tree = pdf.Root.StructTreeRoot
    heads = elements(tree.K, "TH")
    assert len(elements(tree.K, "Table")) == 3 + 2  # two charts do not show every value: their numbers stand below
    assert len(heads) >= 2 + 6 + 3 + 14
    assert all(
        "Scope" in str(dict(head.A) if isinstance(head.A, pikepdf.Dictionary) else list(head.A)) for head in heads
    )


def test_figures_have_words(pdf):
    figures = elements(pdf.Root.StructTreeRoot.K, "Figure")
    assert len(figures) == 5
    assert all(len(str(figure.Alt)) > 20 for figure in figures)


def test_headings_and_bookmarks(pdf):
    assert len(elements(pdf.Root.StructTreeRoot.K, "H1")) == 4
    assert len(elements(pdf.Root.StructTreeRoot.K, "H2")) == 1
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert "2 Reviews held on time" in titles


def test_every_page_says_what_it_is(rendered):
    pages = words_of(rendered("pdf")).split("\f")[:-1]
    assert len(pages) >= 6
    for number, page in enumerate(pages, start=1):
        assert "Made-up records" in page
        assert "Wexmoor Council" in page
        assert f"Page {number} of {len(pages)}" in page


def test_a_long_table_repeats_its_heads(rendered):
    pages = [page for page in words_of(rendered("pdf")).split("\f") if "Team 40 " in page or "Team 80 " in page]
    assert len(pages) == 2
    assert all("Apr" in page and "Mar" in page for page in pages)


def test_words_stay_words(rendered):
    text = words_of(rendered("pdf"))
    assert '<script>alert("x")</script> #panic("x") $a$ *b* &amp; {{ x }}' in text
    assert "=1+1" in text


def test_contents_has_page_numbers(rendered):
    first = words_of(rendered("pdf")).split("\f")[0]
    assert any(
        line.strip().startswith("2.1 Why reviews were late") and line.strip()[-1].isdigit()
        for line in first.splitlines()
    )
    assert "Table 4: Reviews held and held on time" in first


def test_the_same_document_gives_the_same_bytes(document, rendered):
    assert render(document, "pdf", made_at=MADE_AT) == rendered("pdf")
    assert render(document, "pdf", made_at=datetime(2022, 1, 1, tzinfo=UTC)) != rendered("pdf")


def test_letters_that_the_typeface_lacks_do_not_stop_the_report():
    text = words_of(render_pdf(sample(subtitle="Łódź 你好 ✓", sections=[]), MADE_AT))
    assert "Łódź \ufffd\ufffd ✓" in text


def test_public_data_has_no_records(document):
    told = json.dumps(_data(prepare(replace(document, public=True))))
    assert "/figures/" not in told
    assert "records" not in told.replace("Made-up records", "").replace("records behind each number", "")


def test_a_refusal_is_told(document, monkeypatch):
    monkeypatch.setattr("footprint.documents.pdf.TEMPLATE", "nowhere.typ")
    with pytest.raises(DocumentError, match="could not be set"):
        render_pdf(document, MADE_AT)


def test_wide_tables_get_small_print():
    weights = column_weights(long_table())
    assert weights[0] == 12
    assert weights[1:] == [5] * 13


def twenty_pages():
    """A report with 15 tables and 10 charts, five tables of them long."""
    sections = []
    for part in range(5):
        tables = [replace(kinds_of_review(), key=f"k{part}{one}", number=None) for one in range(2)]
        first = replace(late_reasons(), key=f"r{part}", number=None, aim=None, subtitle="")
        bars = replace(
            first,
            series=[replace(first.series[0], cells=[replace(c, value=c.value + part) for c in first.series[0].cells])],
        )
        stacked = age_by_sex()
        series = [replace(one, cells=[replace(c, value=c.value + part) for c in one.cells]) for one in stacked.series]
        blocks = [
            *tables,
            bars,
            replace(long_table(100), key=f"l{part}"),
            replace(stacked, key=f"s{part}", series=series),
        ]
        sections.append(Section(f"Part {part}", blocks))
    sections.insert(0, Section("Opening", [kinds_of_review(), late_reasons(), opening()], key="why"))
    return sample(sections=sections)
