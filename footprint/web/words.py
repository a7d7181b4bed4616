"""The glossary, as pages and docs/glossary.md show it."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def glossary() -> dict[str, str]:
    """Each word of the field with its meaning in plain English, in the order of the alphabet."""
    return tomllib.loads(files("footprint.web").joinpath("glossary.toml").read_text(encoding="utf-8"))
