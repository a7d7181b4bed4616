"""Charts: one `Chart` as SVG or PNG.

Drawn with matplotlib's `Figure`, which keeps no state between drawings. Shades differ in lightness and hatching, so
that a chart reads in grey. The same chart gives the same bytes. matplotlib is loaded when the first chart is drawn.
"""

import io
import math
import re
import textwrap
import threading
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

from .fonts import FONT
from .prepare import printed
from .tree import Aim, Cell, Chart, Series

INK = "#0b0c0c"
QUIET = "#484949"
HAIR = "#d4d6d7"
DARK, MID, LIGHT = "#12404a", "#4f7f8a", "#a9c5cb"
FILLS = ((DARK, ""), (LIGHT, ""), (MID, "///"), ("#ffffff", "..."), (DARK, "xxx"), (LIGHT, "\\\\\\"))
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P")

PAGE_FONTS = f"Helvetica Neue, Arial, {FONT}, sans-serif"
WIDTH = 6.69  # inches: the width between the margins of an A4 page
TEXT = 8.75
LABEL_CHARACTERS = 30
CHARACTER = TEXT * 0.6 / 72  # inches, about, of one character

# matplotlib takes how an SVG is written from settings of the whole process.
_one_at_a_time = threading.Lock()


def chart_svg(chart: Chart) -> str:
    """The chart as an SVG element, to stand in a page: no style attributes, no ids that another chart has."""
    return _svg(_picture_of(chart))


def chart_png(chart: Chart) -> bytes:
    """The chart as a PNG, sharp when printed."""
    return _png(_picture_of(chart))


@lru_cache(maxsize=256)
def _svg(chart: Chart) -> str:
    salt = sha256(repr(chart).encode()).hexdigest()[:12]
    settings = {"svg.hashsalt": salt, "svg.fonttype": "none"}
    return _for_a_page(_drawn(chart, settings, format="svg", metadata={"Date": None, "Creator": None}).decode(), salt)


@lru_cache(maxsize=64)
def _png(chart: Chart) -> bytes:
    return _drawn(chart, {}, format="png", dpi=200, metadata={"Software": None})


def shows_every_value(chart: Chart) -> bool:
    """Whether every value is written beside its mark; where not, paper shows the numbers under the chart."""
    return chart.kind == "bar" or (chart.kind == "line" and len(chart.series) == 1 and len(chart.categories) <= 14)


def _picture_of(chart: Chart) -> Chart:
    """Only what is drawn, in tuples, so that the same picture is drawn once."""
    series = tuple(Series(one.name, tuple(_mark_of(cell) for cell in one.cells)) for one in chart.series)
    return replace(
        chart, key="", title="", subtitle="", words="", scope="", source="", number=None, category_header="",
        categories=tuple(chart.categories), series=series,
    )  # fmt: skip


def _mark_of(cell: Cell) -> Cell:
    return Cell(value=None if cell.suppressed else cell.value, text=printed(cell))


def _drawn(chart: Chart, settings: dict, **how) -> bytes:
    import matplotlib

    stream = io.BytesIO()
    # User text with a dollar sign is not a formula.
    settings = settings | {"font.family": FONT, "hatch.linewidth": 0.7, "text.parse_math": False}
    with _one_at_a_time, matplotlib.rc_context(settings):
        _figure_of(chart).savefig(stream, **how)
    return stream.getvalue()


def _figure_of(chart: Chart):
    return _lines(chart) if chart.kind == "line" else _bars(chart)


# Bars


def _bars(chart: Chart):
    """Lying bars, so that long names fit: side by side for several series, or stacked."""
    from matplotlib.figure import Figure

    labels = [textwrap.fill(name, LABEL_CHARACTERS) for name in chart.categories]
    slots = 1 if chart.kind == "stacked" else len(chart.series)
    heights = [max(0.24 + 0.17 * (slots - 1), 0.15 * (label.count("\n") + 1) + 0.07) for label in labels]
    legend = 0.3 if len(chart.series) > 1 else 0.04
    foot = 0.24 if chart.aim else 0.04
    height = sum(heights) + legend + foot
    figure = Figure(figsize=(WIDTH, height))
    left = _label_width(labels)
    axes = figure.add_axes((left / WIDTH, foot / height, (WIDTH - left - 0.75) / WIDTH, sum(heights) / height))
    axes.set_axis_off()
    axes.set_ylim(sum(heights), 0)
    axes.set_xlim(0, _longest(chart) or 1)
    middles = [sum(heights[:place]) + heights[place] / 2 for place in range(len(heights))]
    for middle, label in zip(middles, labels, strict=True):
        axes.annotate(label, (0, middle), (-6, 0), textcoords="offset points", ha="right", va="center",
                      fontsize=TEXT, color=INK, linespacing=1.1)  # fmt: skip
    draw = _stack if chart.kind == "stacked" else _side_by_side
    draw(axes, chart, middles)
    axes.plot([0, 0], [0, sum(heights)], color=QUIET, linewidth=0.6, clip_on=False)
    if chart.aim:
        _aim_across(axes, chart.aim, sum(heights))
    if len(chart.series) > 1:
        _legend_of_fills(figure, chart, left, height)
    return figure


def _side_by_side(axes, chart: Chart, middles: list[float]) -> None:
    slots = len(chart.series)
    thick = 0.17
    for slot, series in enumerate(chart.series):
        for place, (middle, cell) in enumerate(zip(middles, series.cells, strict=True)):
            y = middle + (slot - (slots - 1) / 2) * thick
            fill, hatch = _fill(chart, slot, place)
            axes.barh(y, float(cell.value or 0), height=thick if slots == 1 else thick * 0.94, color=fill, hatch=hatch,
                      edgecolor=_edge(fill), linewidth=0.5 if hatch or fill == "#ffffff" else 0)  # fmt: skip
            axes.annotate(cell.text, (float(cell.value or 0), y), (5, 0), textcoords="offset points", ha="left",
                          va="center_baseline", fontsize=TEXT, fontweight="bold", color=INK,
                          annotation_clip=False)  # fmt: skip


def _stack(axes, chart: Chart, middles: list[float]) -> None:
    whole = _longest(chart) or 1
    room = WIDTH - 0.75 - _label_width([textwrap.fill(name, LABEL_CHARACTERS) for name in chart.categories])
    for place, middle in enumerate(middles):
        start = 0.0
        for slot, series in enumerate(chart.series):
            cell, (fill, hatch) = series.cells[place], FILLS[slot % len(FILLS)]
            size = float(cell.value or 0)
            axes.barh(middle, size, left=start, height=0.19, color=fill, hatch=hatch, edgecolor=_edge(fill),
                      linewidth=0.5 if hatch or fill == "#ffffff" else 0)  # fmt: skip
            if size and size / whole * room > len(cell.text) * CHARACTER + 0.06:
                _label_inside(axes, start + size / 2, middle, cell.text, fill, hatch)
            start += size


def _label_inside(axes, x: float, y: float, text: str, fill: str, hatch: str) -> None:
    behind = {"facecolor": fill, "edgecolor": "none", "pad": 1.0} if hatch else None
    axes.text(x, y, text, ha="center", va="center_baseline", fontsize=TEXT - 0.5, fontweight="bold",
              color="#ffffff" if fill in (DARK, MID) else INK, bbox=behind)  # fmt: skip


def _fill(chart: Chart, slot: int, place: int) -> tuple[str, str]:
    """One series: dark, or mid beside the one that the finding is about. Several: a fill each."""
    if len(chart.series) > 1:
        return FILLS[slot % len(FILLS)]
    if chart.emphasis:
        return (DARK if chart.categories[place] == chart.emphasis else MID), ""
    return DARK, ""


def _edge(fill: str) -> str:
    return "#ffffff" if fill in (DARK, MID) else DARK


def _longest(chart: Chart) -> float:
    rows = zip(*[[float(cell.value or 0) for cell in series.cells] for series in chart.series], strict=True)
    longest = max(sum(row) if chart.kind == "stacked" else max(row) for row in rows)
    return max(longest, float(chart.aim.value)) if chart.aim else longest


def _aim_across(axes, aim: Aim, height: float) -> None:
    x = float(aim.value)
    axes.plot([x, x], [0, height + 0.02], color=INK, linewidth=1.1, linestyle=(0, (4, 2.5)), clip_on=False)
    axes.annotate(aim.label, (x, height), (0, -5), textcoords="offset points", ha="right", va="top",
                  fontsize=TEXT, color=INK, annotation_clip=False)  # fmt: skip


def _label_width(labels: list[str]) -> float:
    longest = max(len(line) for label in labels for line in label.split("\n"))
    return max(0.7, longest * CHARACTER * 0.98 + 0.12)


def _legend_of_fills(figure, chart: Chart, left: float, height: float) -> None:
    from matplotlib.patches import Patch

    keys = [
        Patch(facecolor=fill, hatch=hatch, edgecolor=_edge(fill) if hatch else DARK, linewidth=0.5, label=series.name)
        for series, (fill, hatch) in zip(chart.series, FILLS * 4, strict=False)
    ]
    _legend(figure, keys, left, height)


def _legend(figure, keys: list, left: float, height: float) -> None:
    figure.legend(handles=keys, loc="upper left", bbox_to_anchor=(left / WIDTH, 1.0 - 0.02 / height),
                  ncols=min(len(keys), 4), frameon=False, fontsize=TEXT, borderpad=0, borderaxespad=0, handlelength=1.4,
                  handleheight=0.9, columnspacing=1.6, handletextpad=0.5, labelcolor=INK)  # fmt: skip


# Lines


def _lines(chart: Chart):
    """Lines over time; one series has every point labelled, several have their ends labelled."""
    from matplotlib.figure import Figure

    legend = 0.3 if len(chart.series) > 1 else 0.24  # room for a label above the highest point
    height = 2.5 + legend
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0.55 / WIDTH, 0.32 / height, (WIDTH - 1.25) / WIDTH, (height - 0.32 - legend) / height))
    bottom, top, step = _scale(chart)
    axes.set_ylim(bottom, top)
    axes.set_xlim(-0.35 if len(chart.series) == 1 else -0.75, len(chart.categories) - 0.65)
    ticks = [bottom + step * place for place in range(round((top - bottom) / step) + 1)]
    axes.set_yticks(ticks, [f"{tick:,.10g}" for tick in ticks])
    axes.set_xticks(range(len(chart.categories)), chart.categories)
    axes.tick_params(length=0, labelsize=TEXT, labelcolor=QUIET)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.grid(axis="y", color=HAIR, linewidth=0.6)
    axes.set_axisbelow(True)
    for place, series in enumerate(chart.series):
        _line(axes, chart, series, place)
    if chart.aim:
        _aim_along(axes, chart.aim)
    if len(chart.series) > 1:
        _legend(figure, axes.get_lines()[: len(chart.series)], 0.55, height)
    return figure


def _line(axes, chart: Chart, series: Series, place: int) -> None:
    values = [math.nan if cell.value is None else float(cell.value) for cell in series.cells]
    colour = (DARK, MID, INK)[place % 3]
    axes.plot(range(len(values)), values, color=colour, linewidth=1.8, linestyle=DASHES[place % len(DASHES)],
              marker=MARKERS[place % len(MARKERS)], markersize=5, label=series.name, clip_on=False)  # fmt: skip
    for point in _labelled(chart, values):
        _label_point(axes, chart, point, values[point], series.cells[point].text)


def _labelled(chart: Chart, values: list[float]) -> list[int]:
    """The points that bear their value: all of a single short line, else the first and the last."""
    known = [place for place, value in enumerate(values) if not math.isnan(value)]
    return known if len(chart.series) == 1 and len(values) <= 14 else sorted({*known[:1], *known[-1:]})


def _label_point(axes, chart: Chart, point: int, value: float, text: str) -> None:
    """Above the point, or below it where the aim runs just above; beside it where there are several lines."""
    if len(chart.series) > 1:
        offset, across, along = (
            ((-7, 0), "right", "center_baseline") if point == 0 else ((7, 0), "left", "center_baseline")
        )
    elif chart.aim and 0 <= float(chart.aim.value) - value < 0.15 * (axes.get_ylim()[1] - axes.get_ylim()[0]):
        offset, across, along = (0, -6), "center", "top"
    else:
        offset, across, along = (0, 6), "center", "bottom"
    axes.annotate(text, (point, value), offset, textcoords="offset points", ha=across, va=along, fontsize=TEXT,
                  fontweight="bold", color=INK, annotation_clip=False)  # fmt: skip


def _aim_along(axes, aim: Aim) -> None:
    y = float(aim.value)
    axes.axhline(y, color=INK, linewidth=1.1, linestyle=(0, (4, 2.5)))
    axes.annotate(aim.label, (1, y), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                  ha="left", va="center_baseline", fontsize=TEXT, color=INK, annotation_clip=False)  # fmt: skip


def _scale(chart: Chart) -> tuple[float, float, float]:
    """Where a line's scale starts and ends, and its step: 1, 2 or 5 times a power of ten."""
    values = [float(cell.value) for series in chart.series for cell in series.cells if cell.value is not None]
    highest = max(values + ([float(chart.aim.value)] if chart.aim else []), default=1)
    bottom = min([float(chart.starts_at), *values])
    rough = max((highest - bottom) / 4, 1e-9)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
    bottom = float(chart.starts_at) if bottom >= float(chart.starts_at) else math.floor(bottom / step) * step
    top = bottom + step * math.ceil((highest - bottom) / step * 1.0001)
    return bottom, max(top, bottom + step), step


# From matplotlib's SVG to one that a page may hold


def _for_a_page(svg: str, salt: str) -> str:
    """The svg element alone. A content security policy forbids style attributes: each becomes plain attributes."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"\s*<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<g|<svg) id="[^"]*"', r"\1", svg)
    svg = re.sub(r'\bid="', f'id="{salt}-', svg)
    svg = re.sub(r'href="#', f'href="#{salt}-', svg).replace("url(#", f"url(#{salt}-")
    svg = re.sub(r'style="([^"]*)"', lambda found: _attributes(found[1]), svg)
    svg = svg.replace(f"font-family=\"'{FONT}'\"", f'font-family="{PAGE_FONTS}"')
    svg = re.sub(r"(<svg[^>]*>)", r'\1<g stroke-linejoin="round" stroke-linecap="butt">', svg, count=1)
    return re.sub(r"\s*\n\s*", "\n", svg.removesuffix("</svg>") + "</g></svg>")


def _attributes(style: str) -> str:
    pairs = [declaration.split(":", 1) for declaration in style.replace("&quot;", "'").split(";") if ":" in declaration]
    return " ".join(_attribute(name.strip(), value.strip()) for name, value in pairs)


def _attribute(name: str, value: str) -> str:
    """One declaration as an attribute; the shorthand `font` as the attributes that it stands for."""
    if name != "font":
        return f'{name}="{value}"'
    found = re.fullmatch(r"(?:(\d+|bold) )?([\d.]+)px (.+)", value)
    assert found, "matplotlib writes size and family"
    weight = f'font-weight="{found[1]}" ' if found[1] else ""
    return f'{weight}font-size="{found[2]}px" font-family="{found[3]}"'
