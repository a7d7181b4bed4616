"""One way in: a document, a format, and when it was made."""

from collections.abc import Callable
from datetime import datetime

from .errors import UnknownFormat
from .tree import Document

FORMATS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The formats, each with its media type."""


def render(document: Document, format: str, *, made_at: datetime) -> bytes:
    """The document in a format. The same document and moment give the same bytes."""
    if format not in FORMATS:
        raise UnknownFormat(f'No format "{format}". Choose {", ".join(FORMATS)}')
    return _renderer(format)(document, made_at)


def _renderer(format: str) -> Callable[[Document, datetime], bytes]:
    """The renderers load their libraries when first needed."""
    if format == "html":
        from .html import render_html_page

        return lambda document, made_at: render_html_page(document).encode()
    if format == "json":
        from .contract import render_json

        return lambda document, made_at: render_json(document).encode()
    if format == "pdf":
        from .pdf import render_pdf

        return render_pdf
    if format == "docx":
        from .word import render_word

        return render_word
    from .excel import render_excel

    return render_excel
