"""The report: every cell against a second, slow count; every format; the public copy; outlines that are refused."""

import json
import random
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from footprint.documents import render
from footprint.figures.answers import Figures
from footprint.figures.hiding import Hiding
from footprint.figures.period import year_of
from footprint.figures.tables import TablePlan, Tables
from footprint.reports.build import Edition, build
from footprint.reports.outline import OutlineRefused, load, parse

pytestmark = pytest.mark.django_db
YEAR = year_of(date(2021, 3, 31))
DAYS = {"from": "2020-04-01", "to": "2021-03-31"}


def made(council, **edition):
    return build(load("bradford-2020-21"), council, YEAR, Edition(date(2021, 4, 20), **edition))


def as_json(council, tmp_path, *options):
    file = tmp_path / "r.json"
    call_command(
        "report", "bradford-2020-21", "--council", council.key, "--from", DAYS["from"], "--to", DAYS["to"],
        "--format", "json", "-o", str(file), *options,
    )  # fmt: skip
    return json.loads(file.read_text(encoding="utf-8"))


def second_cells(second, number, row, column):
    """What a cell of the Bradford tables must count, by the words of the table."""
    periods = {"2019-20": (date(2019, 4, 1), date(2020, 3, 31)), "2020-21": (date(2020, 4, 1), date(2021, 3, 31))}
    periods |= {f"{last:%d/%m/%Y}": (first, last) for first, last in list(periods.values())}
    year, _, across = column.partition(": ")
    if year not in periods:
        return None
    first, last = periods[year]
    of = {
        "Table 3": (second.entrants, None), "Table 4": (second.in_care, "legal"), "Table 5": (second.in_care, "placement"),
        "Table 6": (second.entrants, "age"), "Table 7": (second.leavers, "age"), "Table 8": (second.leavers, None),
        "Table 9": (second.entrants, "ethnicity"),
    }  # fmt: skip
    if number == "Table 12":
        held = second.held(first, last)
        return {r["id"] for r in held if row == "Total" or (r["participation"] or "No code recorded") == row}
    if number not in of or (of[number][1] is None and row != "Total"):
        return None
    population, by = of[number]
    found = population(first, last)
    if across and across != "Total":
        found = [f for f in found if second.label("sex", *f) == across]
    if row != "Total":
        found = [f for f in found if second.label(by, *f, leaving=number == "Table 7") == row]
    return {record for record, *_ in found}


@pytest.mark.feature("Z1")
def test_every_cell_is_what_a_slow_count_finds(world, tmp_path):
    council, second, _ = world
    report = as_json(council, tmp_path)
    checked = 0
    for table in report["tables"]:
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            for column, cell in zip(table["columns"], cells, strict=True):
                wanted = second_cells(second, table["number"], row, column)
                if wanted is not None:
                    assert set(cell["records"]) == wanted, (table["number"], row, column)
                    assert cell["value"] == len(wanted)
                    checked += 1
    assert checked > 100
    assert {t["number"] for t in report["tables"]} == {f"Table {n}" for n in range(3, 13)}
    assert len(report["prose_figures"]) > 20


def test_an_id_of_the_report_opens_the_record(world, tmp_path, capsys):
    report = as_json(world[0], tmp_path)
    draw = random.Random(3)
    for table in report["tables"]:
        cells = [c for row in table["cells"] for c in row if c["records"]]
        pk = draw.choice(draw.choice(cells)["records"])
        call_command("show", table["unit"], str(pk))
        assert f"{table['unit'].capitalize()} {pk}: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no review 99999999"):
        call_command("show", "review", "99999999")
    with pytest.raises(CommandError, match="There is no unit “cat”"):
        call_command("show", "cat", "1")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("papers-due", "Paper: "),
        ("requests", "Who asked: "),
        ("meetings-cancelled", "Why: no room."),
        ("decisions", "Decision: Go on."),
        ("changes", "What changed: "),
    ],
)
def test_a_record_of_every_unit_is_told_in_words(world, capsys, name, told):
    frame = world[2].frames.frame(name, YEAR, ())
    call_command("show", frame.population.unit, str(frame.ids[0]))
    words = capsys.readouterr().out
    assert f"{frame.population.unit.capitalize()} {frame.ids[0]}: A Child " in words
    assert told in words


def test_every_format_is_made(world, manager):
    beginnings = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!", "json": b"{"}
    for kind, start in beginnings.items():
        answer = manager.get(reverse("report", args=["bradford-2020-21"]), {**DAYS, "as": kind})
        assert answer.status_code == 200
        assert answer.content.strip()[: len(start)].lower() == start.lower()
        assert f'filename="annual-report-elmshire-2021-03-31.{kind}"' in answer["Content-Disposition"]


def test_the_internal_copy_says_so_and_its_cells_open_to_records(world, manager):
    page = manager.get(reverse("report", args=["bradford-2020-21"]), DAYS).content.decode()
    assert "not for publication" in page
    address = re.search(r'href="(/figures/entrants/records\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert manager.get(address).status_code == 200


def test_the_public_copy_hides_small_numbers_and_gives_no_record(world, manager, tmp_path):
    council = world[0]
    internal, public = as_json(council, tmp_path), as_json(council, tmp_path, "--public")
    hidden = 0
    for ours, theirs in zip(internal["tables"], public["tables"], strict=True):
        for row, open_row in zip(ours["cells"], theirs["cells"], strict=True):
            for cell, shown in zip(row, open_row, strict=True):
                assert shown["records"] is None
                if isinstance(cell["value"], int) and cell["of"] is None:
                    small = 0 < cell["value"] < 5
                    assert shown["suppressed"] == ("primary" if small else None)
                    assert shown["value"] == (None if small else cell["value"])
                    hidden += small
    assert hidden > 5
    page = manager.get(reverse("report", args=["bradford-2020-21"]), {**DAYS, "public": "1"}).content.decode()
    assert "Numbers from 1 to 4 are shown as “c”" in page
    assert "can sometimes still be worked out from a total" in page
    assert "/records?" not in page
    assert "not for publication" not in page


def test_a_public_share_does_not_tell_the_rest_that_it_hides(world):
    """All less counted is the rest: where the share is hidden for the rest's sake, the number counted is hidden too."""
    figures = Figures(world[0])
    plan = TablePlan("by", "reviews-on-time", "On time", "age", years=2)
    table = Tables(figures, year_of(date(2021, 3, 31)), Hiding(5)).table(plan)
    kept, seen = 0, 0
    for row in table.rows:
        for every, counted, share in zip(*(row.cells[n::3] for n in range(3)), strict=True):
            rest = len(share.of) - len(share.records)
            if 0 < rest < 5:
                seen += 1
                assert counted.suppressed
            kept += not (every.suppressed or counted.suppressed or share.suppressed)
    assert seen
    assert kept


def test_made_up_records_are_said_on_every_copy(world):
    council = world[0]
    council.service.is_demo = True
    assert "Made-up records" in render(made(council, public=True), "html", made_at=None).decode()
    council.service.is_demo = False


def test_a_change_is_in_per_cent_of_the_earlier_year_and_half_up(world, tmp_path):
    table = next(t for t in as_json(world[0], tmp_path)["tables"] if t["number"] == "Table 4")
    for row in table["cells"]:
        before, after, change = (cell["value"] for cell in row)
        if before:
            assert abs(change - 100 * (after - before) / before) <= 0.05


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = ", "cannot be read"),
        ("", "has no title"),
        ('title = "A"', "has no sections"),
        ('title = "A"\n[[section]]\n', "section 1 (no title) needs a title"),
        (
            'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\n',
            "neither prose, bullets, quotations, table nor chart",
        ),
        (
            'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\ntable = "t"\nfigure = "nosuch"\ntitle = "T"\nrows = "age"\n',
            "there is no figure “nosuch”",
        ),
        (
            'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\ntable = "t"\nfigure = "entrants"\ntitle = "T"\nrows = "kind"\n',
            "“entrants” cannot be broken down by “kind”. It can by: age",
        ),
        (
            'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\ntable = "t"\nfigure = "entrants"\ncolour = "red"\n',
            "colour",
        ),
    ],
)
def test_an_outline_that_cannot_be_followed_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(OutlineRefused, match=re.escape(sentence)):
        parse("mine", text)


@pytest.mark.parametrize("inside", ["nosuch", "entrants:sideways", "word.nosuch", "entrants[age]"])
def test_braces_that_name_nothing_are_refused(world, inside):
    outline = parse(
        "mine", f'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\nprose = "There are {{{inside}}}."\n'
    )
    with pytest.raises(OutlineRefused, match=re.escape(inside.removeprefix("word."))):
        build(outline, world[0], YEAR, Edition(date(2021, 4, 20)))


def test_an_outline_of_ones_own_is_followed(world, tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text(
        'title = "Ours"\n[[section]]\ntitle = "Teams"\n[[section.block]]\ntable = "teams"\nfigure = "reviews-on-time"\n'
        'title = "On time by team"\nrows = "team"\nyears = 1\n',
        encoding="utf-8",
    )
    file = tmp_path / "o.json"
    call_command("report", str(own), "--council", world[0].key, "--from", "2020-04-01", "--to", "2021-03-31", "--format",
                 "json", "-o", str(file))  # fmt: skip
    table = json.loads(Path(file).read_text(encoding="utf-8"))["tables"][0]
    assert table["columns"] == ["2020-21: All", "2020-21: Counted", "2020-21: Share"]
    total = table["cells"][-1]
    assert abs(total[2]["value"] - 100 * total[1]["value"] / total[0]["value"]) <= 0.05


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch", "--council", "elmshire"], "There is no outline “nosuch”"),
        (["bradford-2020-21", "--council", "Nowhere"], "There is no council “Nowhere”"),
        (["bradford-2020-21", "--council", "elmshire", "--from", "2021-04-01"], "before it begins"),
    ],
)
def test_the_command_refuses_with_a_sentence(world, arguments, sentence):
    days = [] if "--from" in arguments else ["--from", "2020-04-01"]
    with pytest.raises(CommandError, match=sentence):
        call_command("report", *arguments, *days, "--to", "2021-03-31", "--format", "json", "-o", "-")
