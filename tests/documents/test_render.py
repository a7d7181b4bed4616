import pytest

from footprint.documents import FORMATS, UnknownFormat, render
from footprint.documents.prepare import prepare

from .sample import MADE_AT, sample

EMPTY = {"sections": [], "definitions": [], "cover": [], "banner": "", "edition": "", "subtitle": "", "counted": ""}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("public", [True, False])
def test_an_empty_document_can_be_rendered(format, public):
    assert render(sample(public=public, **EMPTY), format, made_at=MADE_AT)


def test_an_unknown_format_is_refused(document):
    with pytest.raises(UnknownFormat, match="html, pdf, docx, xlsx, json"):
        render(document, "odt", made_at=MADE_AT)


def test_no_line_of_the_sample_is_lost(document):
    assert len(list(prepare(document).lines())) == 6
