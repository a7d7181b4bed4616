import io
import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import pikepdf
import pytest
from docx import Document as open_word
from docx.oxml.ns import qn

from footprint.documents import DocumentError, UnknownFormat
from footprint.documents.html import stylesheet
from footprint.documents.paper import (
    PAPER_FORMATS,
    Bullets,
    Grid,
    Heading,
    Paper,
    Said,
    Words,
    paper_html,
    render_pack,
    render_paper,
)

from .papers import invitation, letter, minutes
from .sample import MADE_AT, NASTY
from .test_html import Nodes
from .test_pdf import elements, words_of

PAPERS = {"letter": letter, "minutes": minutes, "invitation": invitation}
EMPTY = Paper("", [], "", [])


@pytest.fixture(scope="module")
def made():
    """A paper's bytes in a format; each is made once."""
    known: dict[tuple[str, str], bytes] = {}

    def of(name: str, format: str) -> bytes:
        if (name, format) not in known:
            known[name, format] = render_paper(PAPERS[name](), format, made_at=MADE_AT)
        return known[name, format]

    return of


def flat(text: str) -> str:
    return " ".join(text.split())


# All formats


@pytest.mark.parametrize("format", PAPER_FORMATS)
def test_the_same_paper_gives_the_same_bytes(made, format):
    assert render_paper(letter(), format, made_at=MADE_AT) == made("letter", format)
    if format != "html":
        assert render_paper(letter(), format, made_at=datetime(2022, 1, 1, tzinfo=UTC)) != made("letter", format)


@pytest.mark.parametrize("format", PAPER_FORMATS)
@pytest.mark.parametrize("look", ["letter", "record"])
def test_an_empty_paper_can_be_rendered(format, look):
    nothing = [Heading(""), Words(" "), Said("", "x"), Bullets([""]), Grid([], []), Grid(["", ""], [])]
    paper = Paper("", ["", " "], "", nothing, look=look, show_title=False)
    assert render_paper(paper, format, made_at=MADE_AT)
    assert "<table" not in paper_html(paper)


def test_what_cannot_be_made_is_refused():
    with pytest.raises(UnknownFormat, match="html, pdf, docx"):
        render_paper(letter(), "xlsx", made_at=MADE_AT)
    with pytest.raises(DocumentError, match="at least one"):
        render_pack([], "pdf", made_at=MADE_AT)


# PDF


@pytest.mark.parametrize("name", PAPERS)
def test_a_pdf_is_tagged(made, name):
    with pikepdf.open(io.BytesIO(made(name, "pdf"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]) == PAPERS[name]().title
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
            assert str(metadata["pdfaid:part"]) == "2"
            assert str(metadata["pdfaid:conformance"]) == "A"


def test_headings_and_tables_of_a_pdf(made):
    with pikepdf.open(io.BytesIO(made("letter", "pdf"))) as pdf:
        tree = pdf.Root.StructTreeRoot.K
        assert len(elements(tree, "H1")) == 4  # the title of a letter is not shown
        assert len(elements(tree, "Table")) == 1
        assert len(elements(tree, "TH")) == 3
        assert len(elements(tree, "LI")) == 3
    with pikepdf.open(io.BytesIO(made("minutes", "pdf"))) as pdf:
        tree = pdf.Root.StructTreeRoot.K
        assert len(elements(tree, "H1")) == 1
        assert len(elements(tree, "H2")) == 3
        assert len(elements(tree, "Table")) == 2
        assert len(elements(tree, "TH")) == 3  # facts have no line of heads


def test_the_words_of_a_letter(made):
    pages = words_of(made("letter", "pdf")).split("\f")[:-1]
    assert len(pages) == 2
    assert flat(pages[0]).startswith("Amara Whitfield Thursday 6 February 2025 Dear Amara, Thank you")
    assert "Kofi is my first one, second one and third one." in flat(pages[0])
    assert "yours to keep" not in pages[0]
    assert "Ruth Adeyemi, your Independent Reviewing Officer." in pages[1]
    assert flat(pages[1]).endswith("for when you are older. 2 of 2")
    assert "Your review on 4 February" not in flat("".join(pages))


def test_the_words_of_a_record(made):
    pages = words_of(made("minutes", "pdf")).split("\f")[:-1]
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "Wexmoor Council" in page
        assert "Made-up records" in page
        assert f"Page {number} of 3" in page
    assert re.search(r"To\s+Tom Ward, Imran Sheikh\n\s*Date\s+20 February 2025\n\s*From\s+Ruth Adeyemi", pages[0])
    assert all(re.search(r"What\s+Who\s+By when", page) for page in pages[:2])
    assert words_of(made("minutes", "pdf")).count(NASTY.replace("\x07", "")) == 2
    assert "What was said" in pages[2]


def test_a_pack_begins_each_paper_on_a_new_page_with_its_own_numbers():
    papers = [invitation(), letter(), invitation("Denise Clarke", banner="Made-up records")]
    pages = words_of(render_pack(papers, "pdf", made_at=MADE_AT, title="Pack")).split("\f")[:-1]
    assert len(pages) == 4
    assert "Mr Sam Whitfield" in pages[0]
    assert "Amara Whitfield" in pages[1]
    assert "2 of 2" in pages[2]
    assert "Denise Clarke" in pages[3]
    assert ["Made-up records" in page for page in pages] == [False, False, False, True]
    assert ["yours to keep" in page for page in pages] == [False, False, True, False]


def test_letters_that_the_typeface_lacks_do_not_stop_a_letter():
    made = render_paper(letter(blocks=[Words("Łódź 你好\nنور")]), "pdf", made_at=MADE_AT)
    assert "Łódź \ufffd\ufffd" in words_of(made)


# HTML


@pytest.mark.parametrize("name", PAPERS)
def test_the_fragment(name):
    html = paper_html(PAPERS[name]())
    ElementTree.fromstring(html)
    nodes = Nodes(html)
    assert not nodes.all("style")
    assert not any("style" in attributes or "id" in attributes for _, attributes in nodes.found)
    classes = {name for _, attributes in nodes.found for name in attributes.get("class", "").split()}
    assert all(name.startswith("doc-") for name in classes)
    assert all(f".{name}" in stylesheet() for name in classes - {"doc-head"})


def test_levels_of_headings():
    def levels(html):
        return [tag for tag, _ in Nodes(html).found if re.fullmatch("h[1-6]", tag)]

    assert levels(paper_html(minutes())) == ["h2", "h3", "h3", "h3"]
    assert levels(paper_html(letter())) == ["h2"] * 4
    assert levels(render_paper(minutes(), "html", made_at=MADE_AT).decode()) == ["h1", "h2", "h2", "h2"]


def test_tables_of_the_fragment():
    html = paper_html(minutes())
    assert html.count("<thead>") == 1
    assert "<caption>Decisions of 4 February</caption>" in html
    assert '<tr><th scope="row">Held on</th><td>4 February 2025</td></tr>' in html


def test_words_stay_words(made):
    html = made("minutes", "html").decode()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in paper_html(letter(title="</h1><b>", to=["<b>"], date="<b>", sender=["<b>"], footer="<b>"))
    assert "one<br/>two" in paper_html(letter(blocks=[Words("one\ntwo")]))


def test_a_page_of_its_own(made):
    html = made("minutes", "html").decode()
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert "<title>Record of the review of A.W.</title>" in html
    assert "size: A4" in html
    pack = render_pack([letter(), invitation()], "html", made_at=MADE_AT, title="Pack & more").decode()
    assert "<title>Pack &amp; more</title>" in pack
    assert len(Nodes(pack).all("article")) == 2
    assert ".doc-paper + .doc-paper, .doc-break { break-before: page; }" in pack


# Word


def test_a_word_file(made):
    word = open_word(io.BytesIO(made("minutes", "docx")))
    styles = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs]
    assert ("Heading 1", "Record of the review of A.W.") in styles
    assert [text for name, text in styles if name == "Heading 2"] == ["The meeting", "Decisions", "What was said"]
    assert ("Fact", "To\tTom Ward, Imran Sheikh") in styles
    assert ("Quotation", NASTY.replace("\x07", "")) in styles
    facts, decisions = word.tables
    assert [cell.text for cell in facts.rows[0].cells] == ["Held on", "4 February 2025"]
    assert len(decisions.rows) == 61
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in decisions.rows]
    assert repeated == [True] + [False] * 60
    assert not any(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in facts.rows)
    assert word.sections[0].header.paragraphs[0].text == "Wexmoor Council\tMade-up records"
    assert word.core_properties.title == "Record of the review of A.W."
    assert word.core_properties.created.year == 2021


def test_a_letter_in_word(made):
    word = open_word(io.BytesIO(made("letter", "docx")))
    first = word.paragraphs[0]
    assert (first.style.name, first.text, first.runs[0].bold) == ("Addressee", "Amara Whitfield", True)
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"][0] == "What you told us"
    assert word.styles["Normal"].font.size.pt == 12.5
    last = [p for p in word.paragraphs if p.style.name == "Sender"]
    assert last[0].text == "Ruth\nRuth Adeyemi, your Independent Reviewing Officer."


def test_a_pack_in_word():
    word = open_word(io.BytesIO(render_pack([invitation(), letter()], "docx", made_at=MADE_AT)))
    feet = [section.footer.paragraphs[0].text for section in word.sections]
    assert feet == ["\tPage 1 of 1", f"{letter().footer}\tPage 1 of 1"]
    starts = [section._sectPr.findall(qn("w:pgNumType")) for section in word.sections]
    assert [[number.get(qn("w:start")) for number in found] for found in starts] == [["1"], ["1"]]
