import pytest

from footprint.documents import Document, render

from .sample import MADE_AT, sample


@pytest.fixture(scope="session")
def document() -> Document:
    """The sample, internal."""
    return sample()


@pytest.fixture(scope="session")
def rendered(document):
    """The sample's bytes in a format; each is made once."""
    made: dict[str, bytes] = {}

    def in_format(format: str) -> bytes:
        if format not in made:
            made[format] = render(document, format, made_at=MADE_AT)
        return made[format]

    return in_format
