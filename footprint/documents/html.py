"""HTML: a fragment to stand in a page of the product, or a page on its own that prints well on A4."""

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from . import prepare as prepared_tree
from .charts import chart_svg
from .prepare import Prepared, prepare
from .tree import Block, CrossRef, Document, FigureRef, Run, Strong

TEMPLATES = Path(__file__).with_name("templates")


def render_html(document: Document) -> str:
    """The document as an `article` element. Every class begins with `doc-`; no styles, no scripts."""
    return environment().get_template("article.html.jinja").render(_view(prepare(document)))


def render_html_page(document: Document) -> str:
    """The document as a page of its own with its styles."""
    view = _view(prepare(document))
    view |= {"css": Markup(stylesheet()), "paper": Markup(_paper(view["d"]))}
    return environment().get_template("page.html.jinja").render(view)


@cache
def stylesheet() -> str:
    """The styles of the classes that begin with `doc-`."""
    return (TEMPLATES / "document.css").read_text(encoding="utf-8")


def _paper(document: Document) -> str:
    return paper_rule(document.organisation, document.banner, document.edition)


def paper_rule(left: str, right: str, foot: str) -> str:
    """What stands at the head and foot of each sheet when the page is printed."""
    look = "font: 9pt Arial, sans-serif; color: #484949"
    boxes = {
        "@top-left": (_css_words(left), look),
        "@top-right": (_css_words(right), look.replace("font:", "font: bold")),
        "@bottom-left": (_css_words(foot), look),
        "@bottom-right": ('"Page " counter(page) " of " counter(pages)', look),
    }
    lines = " ".join(f"{box} {{ content: {content}; {styles} }}" for box, (content, styles) in boxes.items())
    return f"@page {{ size: A4; margin: 22mm 20mm 20mm; {lines} }}"


def _css_words(text: str) -> str:
    """Text as a string of CSS; every letter but plain ones as its number, so that it stays text."""
    return '"' + "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in text) + '"'


@cache
def environment() -> jinja2.Environment:
    """The templates; every word that is put into them is escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["kind"] = _kind
    made.globals.update(
        printed=prepared_tree.printed,
        column_groups=prepared_tree.column_groups,
        table_notes=prepared_tree.table_notes,
        chart_notes=prepared_tree.chart_notes,
        data_table=prepared_tree.data_table,
        svg=lambda chart: Markup(chart_svg(chart)),
    )
    return made


def _view(prepared: Prepared) -> dict:
    return {"p": prepared, "d": prepared.document}


def _kind(node: Block | Run) -> str:
    """The name of a node's kind, for the template to choose by."""
    if isinstance(node, str):
        return "text"
    names = {Strong: "strong", FigureRef: "figure", CrossRef: "cross"}
    return names.get(type(node), type(node).__name__.lower())
