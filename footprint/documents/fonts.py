"""The one typeface of PDF and charts: DejaVu Sans, as matplotlib brings it along. Nothing of the machine's is used."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

FONT = "DejaVu Sans"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@cache
def font_folder() -> Path:
    """The folder of the font files; found without loading matplotlib."""
    found = find_spec("matplotlib")
    return Path(str(found and found.origin)).parent / "mpl-data" / "fonts" / "ttf"


def with_known_characters(data):
    """The same data with a replacement mark for each character that the typeface lacks: the PDF would be refused."""
    if isinstance(data, str):
        return data if data.isascii() else "".join(letter if _known(letter) else UNKNOWN for letter in data)
    if isinstance(data, dict):
        return {key: with_known_characters(value) for key, value in data.items()}
    if isinstance(data, list):
        return [with_known_characters(value) for value in data]
    return data


def _known(letter: str) -> bool:
    return ord(letter) < 0x7F or ord(letter) in _characters()


@cache
def _characters() -> frozenset[int]:
    """What both the upright and the bold cut can print."""
    from fontTools.ttLib import TTFont

    cuts = [TTFont(font_folder() / name, lazy=True).getBestCmap() for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    return frozenset(cuts[0]) & frozenset(cuts[1])
