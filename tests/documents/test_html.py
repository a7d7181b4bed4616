import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser

from footprint.documents.html import render_html, render_html_page

from .sample import NASTY, sample

VOID = {"meta", "link", "br", "hr", "img"}


class Nodes(HTMLParser):
    """Every element with its attributes; tags must close in order."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.found if name == tag]


def test_headings_and_contents(document):
    html = render_html(document)
    nodes = Nodes(html)
    assert [tag for tag, _ in nodes.found if tag in ("h1", "h2", "h3")] == ["h1", "h2", "h2", "h2", "h3", "h2", "h2"]
    assert '<h3 id="section-2-1">2.1 Why reviews were late</h3>' in html
    assert '<a href="#section-2-1"><span>2.1</span> Why reviews were late</a>' in html


def test_every_link_of_the_page_leads_somewhere_and_ids_are_single(document):
    nodes = Nodes(render_html_page(document))
    ids = [attributes["id"] for _, attributes in nodes.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in nodes.all("a") if link["href"].startswith("#")} <= set(ids)
    assert {attributes.get("aria-labelledby") for _, attributes in nodes.found} - {None} <= set(ids)


def test_table_heads_have_scopes(document):
    nodes = Nodes(render_html(document))
    assert {head["scope"] for head in nodes.all("th")} == {"col", "colgroup", "row"}
    assert all("scope" in head for head in nodes.all("th"))
    assert len(nodes.all("caption")) == len(nodes.all("table")) == 3 + 5


def test_pictures_have_words_and_a_table(document):
    nodes = Nodes(render_html(document))
    pictures = [attributes for _, attributes in nodes.found if attributes.get("role") == "img"]
    assert len(pictures) == len(nodes.all("svg")) == len(nodes.all("details")) == 5
    assert all(len(picture["aria-label"]) > 20 for picture in pictures)


def test_numbers_lead_to_records_and_notes(document):
    html = render_html(document)
    assert '<a class="doc-number" href="/figures/F11">1,612</a><sup><a class="doc-note-mark" href="#note-1"' in html
    assert '<a href="/figures/F11/records?kind=first">202</a>' in html
    assert '<a class="doc-cross" href="#table-4">Table 4</a>' in html


def test_words_stay_words(document):
    html = render_html_page(document)
    assert "<script" not in html
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; #panic" in html
    assert "\x07" not in html
    assert NASTY.replace("\x07", "") not in html


def test_a_nasty_title():
    html = render_html_page(sample(title="</title><b>", sections=[], definitions=[]))
    assert "<b>" not in html


def test_no_styles_or_scripts_in_the_fragment(document):
    nodes = Nodes(render_html(document))
    assert not nodes.all("style")
    assert not any("style" in attributes for _, attributes in nodes.found)
    classes = {name for _, attributes in nodes.found for name in attributes.get("class", "").split()}
    assert all(name.startswith("doc-") for name in classes)


def test_a_page_of_its_own(document):
    html = render_html_page(document)
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert "<title>Independent Reviewing Officers, annual report 2020-21 – Wexmoor Council</title>" in html
    assert html.count("Made-up records") == 1
    assert '@top-right { content: "Made\\00002dup\\000020records"' in html


def test_words_at_the_head_of_a_sheet_stay_words():
    html = render_html_page(sample(banner='"; } </style><b>', sections=[], definitions=[]))
    assert html.count("</style>") == 1
    assert 'content: "\\000022\\00003b' in html


def test_public_leaves_no_links_to_records(document):
    html = render_html_page(replace(document, public=True))
    assert "/figures/" not in html
    assert all(link["href"].startswith("#") for link in Nodes(html).all("a"))


def test_the_fragment_is_well_formed(document):
    ElementTree.fromstring(render_html(document))
