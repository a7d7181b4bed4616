"""The demonstration at full size, through the report: its cells are the published ones, and each opens to its records."""

import io
import json
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction

from footprint.council.models import Council
from footprint.demo.published import published
from footprint.demo.verify import cells, counts, records_of

pytestmark = pytest.mark.django_db
MONTHS = [
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
]
DRAWN, UNCODED = 200, "No code recorded"  # a row of ours: two reviews without a code were held and not printed


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The report's tables, the slow count of every cell over the raw rows, and what was published."""
    file = tmp_path_factory.mktemp("report") / "report.json"
    figures = published("bradford")
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            call_command("demo", council="bradford", stdout=io.StringIO(), stderr=io.StringIO())
            days = {"from": "2020-04-01", "to": "2021-03-31"}
            call_command(
                "report",
                "bradford-2020-21",
                "--council=demo-bradford",
                *(f"--{k}={v}" for k, v in days.items()),
                "--format=json",
                f"--out={file}",
                stdout=io.StringIO(),
            )
            council = Council.objects.get(key="demo-bradford")
            yield json.loads(file.read_text(encoding="utf-8"))["tables"], counts(figures, records_of(council)), figures
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def named(tables):
    """Every cell of the report by the name that the slow count gives it: (name, unit of its records, cell)."""
    for table in tables:
        for row, line in zip(table["rows"], table["cells"], strict=True):
            for column, cell in zip(table["columns"], line, strict=True):
                if row not in ("Total", UNCODED) and "Total" not in column:
                    yield _name(table["number"], row, column), table["unit"], cell


def _name(table, row, column):
    if column == "Change":
        return f"Change, {table}, {row}"
    if table == "Table 11":
        row = str((MONTHS.index(row) + 3) % 12 + 1)
    return f"{table}, {column.replace(': F', ', f').replace(': M', ', m')}, {row}"


def near(name, value):
    """A count is exact; a change was published with no, one or two decimals, and the report prints one."""
    return pytest.approx(value, abs=0.5) if name.startswith("Change") else value


@pytest.mark.feature("Z1")
def test_cells_drawn_at_random_are_what_raw_rows_and_their_records_say(made):
    tables, counted, _ = made
    found = list(named(tables))
    draw = Random(200)
    for name, unit, cell in draw.sample(found, min(DRAWN, len(found))):
        assert cell["value"] == near(name, counted.get(name, 0)), name
        ids = cell["records"]
        assert len(set(ids)) == len(ids), name
        if not name.startswith("Change"):
            assert len(ids) == cell["value"], name
        if ids:
            told = io.StringIO()
            call_command("show", unit, str(draw.choice(ids)), stdout=told)
            assert told.getvalue().strip(), name


def test_every_published_cell_stands_in_the_report_but_for_the_listed_contradictions(made):
    tables, _, figures = made
    ours = {name: cell["value"] for name, _, cell in named(tables)}
    listed = {c["cell"]: c["followed"] for c in figures.data["contradictions"]}
    printed = {name: value for name, value in cells(figures).items() if name in ours}
    assert len(printed) > 150
    wanted = {name: near(name, listed.get(name, value)) for name, value in printed.items()}
    assert {name: ours[name] for name in printed} == wanted


def test_reviews_with_and_without_a_code_are_all_reviews_held(made):
    tables, counted, _ = made
    codes = next(t for t in tables if t["number"] == "Table 12")
    column = codes["columns"].index("2020-21")
    values = {row: line[column]["value"] for row, line in zip(codes["rows"], codes["cells"], strict=True)}
    assert values.pop("Total") == counted["Reviews held, 2020-21"] == sum(values.values()) == 3578
    assert values[UNCODED] == 2


def test_the_tables_that_the_report_must_reproduce_are_there(made):
    tables, _, _ = made
    assert [t["number"] for t in tables] == [f"Table {n}" for n in range(3, 13)]
