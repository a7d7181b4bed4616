import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document as open_word
from docx.oxml.ns import qn

from footprint.documents import render

from .sample import MADE_AT, sample


@pytest.fixture(scope="module")
def word(rendered):
    return open_word(io.BytesIO(rendered("docx")))


def of_style(word, name: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == name]


def test_headings_have_styles(word):
    assert of_style(word, "Heading 1") == [
        "1 Summary",
        "2 Reviews held on time",
        "3 Teams",
        "How these numbers were counted",
    ]
    assert of_style(word, "Heading 2") == ["2.1 Why reviews were late"]
    assert of_style(word, "Title") == ["Independent Reviewing Officers, annual report 2020-21"]
    assert of_style(word, "Caption")[0] == "Table 4: Reviews held and held on time, by kind of review"
    assert of_style(word, "List Bullet") == ["One", "Two, see Table 5"]


def test_contents_is_a_field_filled_in(word):
    assert "TOC" in "".join(node.text for node in word.element.iter(qn("w:instrText")))
    assert [line for level in (1, 2) for line in of_style(word, f"toc {level}")] == [
        "1 Summary",
        "2 Reviews held on time",
        "3 Teams",
        "2.1 Why reviews were late",
    ]


def test_fields_begin_and_end(word):
    kinds = [node.get(qn("w:fldCharType")) for node in word.element.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_links_lead_to_bookmarks(word):
    names = [node.get(qn("w:name")) for node in word.element.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert {node.get(qn("w:anchor")) for node in word.element.iter(qn("w:hyperlink"))} <= set(names)


def test_tables(word):
    assert len(word.tables) == 5
    first = word.tables[0]
    assert [cell.text for cell in first.rows[5].cells] == ["All", "1,571", "1,530", "97.4", "1,612", "1,568", "97.3"]
    assert first.rows[0].cells[1].text == first.rows[0].cells[3].text == "2019-20"
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in first.rows]
    assert heads == [True, True, False, False, False, False]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)


def test_pictures_have_words(word):
    pictures = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(pictures) == 5
    assert all(len(words) > 20 for words in pictures)


def test_pages_and_properties(word):
    section = word.sections[0]
    assert "Made-up records" in section.header.paragraphs[0].text
    assert "Wexmoor Council" in section.header.paragraphs[0].text
    assert section.footer.paragraphs[0].text.startswith("Published 28 May 2021, version 1.0\tPage 1 of")
    assert word.core_properties.title.startswith("Independent Reviewing Officers")
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.created.year == 2021


def test_words_stay_words(word):
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert '<script>alert("x")</script> #panic("x") $a$ *b* &amp; {{ x }}' in text


def test_control_characters_do_not_spoil_the_file():
    made = render(sample(title="a\x00b\x1bc\ud800d\uffff"), "docx", made_at=MADE_AT)
    assert open_word(io.BytesIO(made)).core_properties.title == "abcd"


def test_the_same_document_gives_the_same_bytes(document, rendered):
    assert render(document, "docx", made_at=MADE_AT) == rendered("docx")


def test_public_leaves_no_links_to_records(document):
    made = render(replace(document, public=True), "docx", made_at=MADE_AT)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not any(b"/figures/" in file.read(name) for name in file.namelist())
