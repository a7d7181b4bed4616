import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from footprint.documents import Cell, Chart, Series
from footprint.documents.charts import _svg, chart_png, chart_svg
from footprint.documents.prepare import prepare

from .sample import sample

CHARTS = prepare(sample()).charts()
ROOT = Path(__file__).parents[2]


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("text")]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_a_chart_may_stand_in_a_page(chart):
    svg = chart_svg(chart)
    assert svg.startswith("<svg")
    assert "style" not in svg  # a content security policy refuses style attributes and elements
    assert "metadata" not in svg
    ElementTree.fromstring(svg)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_the_same_chart_gives_the_same_bytes(chart):
    first = chart_svg(chart), chart_png(chart)
    _svg.cache_clear()
    assert (chart_svg(chart), chart_png(chart)) == first
    assert first[1].startswith(b"\x89PNG")


def test_no_two_charts_share_an_id():
    ids = [name for chart in CHARTS for name in re.findall(r' id="([^"]+)"', chart_svg(chart))]
    assert len(ids) == len(set(ids))


def test_every_reference_inside_a_chart_leads_somewhere():
    for chart in CHARTS:
        svg = chart_svg(chart)
        wanted = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))
        assert wanted <= set(re.findall(r' id="([^"]+)"', svg))


def test_values_categories_and_aim_are_written():
    by_key = {chart.key: texts(chart_svg(chart)) for chart in CHARTS}
    assert {"A key person was away", "11", "8", "7", "6", "4"} <= set(by_key["reasons"])
    assert {"94.1%", "97.3%", "Aim 98%", "90", "2020-21"} <= set(by_key["years"])
    assert {"Female", "Male", "Not known", "131", "148", "30"} <= set(by_key["sexes"])
    assert {"2019-20", "Aim 70", "90", "63"} <= set(by_key["both"])


def test_shades_are_told_apart_without_colour():
    svg = chart_svg(next(chart for chart in CHARTS if chart.key == "sexes"))
    assert "#12404a" in svg
    assert "#a9c5cb" in svg
    assert "<pattern" in svg


def test_bars_are_as_long_as_their_values():
    chart = Chart("k", "bar", "T", "w", ["a", "b", "c"], [Series("S", [Cell(10), Cell(5), Cell(0)])])
    bars = re.findall(r'<path d="M ([\d.]+) [\d.]+\nL ([\d.]+) [^>]*fill="#12404a"', chart_svg(chart))
    lengths = [float(end) - float(start) for start, end in bars]
    assert lengths[0] == pytest.approx(2 * lengths[1], rel=0.001)
    assert lengths[2] == 0


def test_a_hidden_value_is_not_drawn():
    chart = Chart("k", "bar", "T", "w", ["a", "b"], [Series("S", [Cell(3, suppressed="primary"), Cell(9)])])
    assert "c" in texts(chart_svg(chart))
    assert "3" not in texts(chart_svg(chart))


@pytest.mark.parametrize("kind", ["bar", "line", "stacked"])
@pytest.mark.parametrize("values", [[Cell(0), Cell(0)], [Cell(), Cell(5)], [Cell(), Cell()]])
def test_charts_of_little(kind, values):
    chart = Chart("k", kind, "T", "w", ["a", "b"], [Series("S", values), Series("T", values)])
    assert chart_svg(chart).startswith("<svg")


def test_words_stay_words():
    chart = replace(CHARTS[0], categories=["$\\frac{1}$ <b> & 5", *CHARTS[0].categories[1:]], emphasis="")
    assert "$\\frac{1}$ <b> & 5" in texts(chart_svg(chart))


def test_matplotlib_waits_until_a_chart_is_drawn():
    code = (
        "import sys, footprint.documents.charts, footprint.documents.html, footprint.documents.pdf;"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
