"""An outline: what a report contains, as a data file. Sections hold prose, lists, tables, charts and quotations in order.

Prose names live figures in braces: ``{children-in-care}``, a part of one ``{children-in-care[legal=Placement Order]}``,
and after a colon what of it: ``earlier`` (a year before), ``change``, ``share`` (a part's share of the whole), ``of``
(the base), ``target``. ``{word.children}`` is the council's word, ``{period}``, ``{last}``, ``{earlier.last}`` days,
``{@key}`` a reference to a table, chart or section.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES
from footprint.figures.tables import ChartPlan, TablePlan
from footprint.voice.models import Quote

CROSSED = ("count", "rate")
SHIPPED = files("footprint.reports").joinpath("outlines")


class OutlineRefused(ValueError):
    """An outline that cannot be followed; the message says where and what to do."""


@dataclass(frozen=True)
class Prose:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Quotations:
    """What people said in the period and consented to have printed for this use; ``most`` of them, the newest first."""

    use: str
    most: int = 6


@dataclass(frozen=True)
class SectionPlan:
    title: str
    level: int
    key: str
    blocks: tuple[Prose | Bullets | Quotations | TablePlan | ChartPlan, ...]


@dataclass(frozen=True)
class Outline:
    name: str
    title: str
    subtitle: str
    sections: tuple[SectionPlan, ...]


def shipped() -> list[str]:
    """The names of the outlines that come with the product."""
    return sorted(f.name.removesuffix(".toml") for f in SHIPPED.iterdir() if f.name.endswith(".toml"))


def load(name: str) -> Outline:
    """A shipped outline by name, or one from a path. Raises OutlineRefused with a sentence."""
    if name in shipped():
        text = SHIPPED.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    elif name.endswith(".toml") and Path(name).is_file():
        text = Path(name).read_text(encoding="utf-8")
    else:
        raise OutlineRefused(
            f"There is no outline “{name}”. There are: {', '.join(shipped())}; or give the path of a .toml file."
        )
    return parse(name, text)


def parse(name: str, text: str) -> Outline:
    """An outline from its text."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OutlineRefused(f"The outline “{name}” cannot be read: {error}.") from None
    if not data.get("title"):
        raise OutlineRefused(f'The outline “{name}” has no title. Write: title = "…" at its top.')
    sections = tuple(_section(section, place) for place, section in enumerate(data.get("section", []), start=1))
    if not sections:
        raise OutlineRefused(f"The outline “{name}” has no sections. Begin one with [[section]].")
    return Outline(name, data["title"], data.get("subtitle", ""), sections)


def _section(data: dict, place: int) -> SectionPlan:
    title = data.get("title", "")
    where = f"section {place} ({title or 'no title'})"
    if not title:
        raise OutlineRefused(f"In the outline, {where} needs a title.")
    blocks = tuple(_block(block, f"{where}, block {at}") for at, block in enumerate(data.get("block", []), start=1))
    return SectionPlan(title, data.get("level", 1), data.get("key", ""), blocks)


def _block(data: dict, where: str) -> Prose | Bullets | Quotations | TablePlan | ChartPlan:
    if "prose" in data:
        return Prose(" ".join(data["prose"].split()))
    if "bullets" in data:
        return Bullets(tuple(data["bullets"]))
    if "quotations" in data:
        if data["quotations"] not in dict(Quote.USES):
            uses = ", ".join(dict(Quote.USES))
            raise OutlineRefused(f"In the outline, {where}: quotations are for one of these uses: {uses}.")
        return Quotations(data["quotations"], data.get("most", Quotations.most))
    kind, plan = ("table", TablePlan) if "table" in data else ("chart", ChartPlan)
    if kind not in data:
        raise OutlineRefused(f"In the outline, {where} has neither prose, bullets, quotations, table nor chart.")
    values = {"key": data[kind], **{name: value for name, value in data.items() if name != kind}}
    if "notes" in values:
        values["notes"] = tuple(values["notes"])
    try:
        made = plan(**values)
    except TypeError as error:
        raise OutlineRefused(f"In the outline, {where}: {str(error).partition('() ')[2] or error}.") from None
    _check(made, where)
    return made


def _check(plan: TablePlan | ChartPlan, where: str):
    if plan.figure not in FIGURES:
        raise OutlineRefused(f"In the outline, {where}: there is no figure “{plan.figure}”.")
    figure = FIGURES[plan.figure]
    if isinstance(plan, TablePlan) and (plan.across or plan.shares) and figure.kind not in CROSSED:
        raise OutlineRefused(
            f"In the outline, {where}: “{plan.figure}” is no count; its table has neither “across” nor “shares”."
        )
    for name in filter(None, (plan.rows, getattr(plan, "across", ""))):
        if name not in BREAKDOWNS or figure.population_name not in BREAKDOWNS[name].on:
            known = ", ".join(b.name for b in figure.breakdowns)
            raise OutlineRefused(
                f"In the outline, {where}: “{plan.figure}” cannot be broken down by “{name}”. It can by: {known}."
            )
