import json

from footprint.documents.contract import as_contract

from .sample import sample

TABLE_KEYS = ["number", "title", "unit", "scope", "source", "rows", "columns", "cells"]


def test_the_shape(rendered):
    data = json.loads(rendered("json"))
    assert list(data) == ["title", "tables", "prose_figures"]
    assert [table["number"] for table in data["tables"]] == ["Table 4", "Table 5", "Table 6"]
    for table in data["tables"]:
        assert list(table) == TABLE_KEYS
        assert len(table["cells"]) == len(table["rows"])
        assert all(len(row) == len(table["columns"]) for row in table["cells"])
        assert all(list(cell) == ["value", "records", "of", "suppressed"] for row in table["cells"] for cell in row)


def test_a_table(rendered):
    table = json.loads(rendered("json"))["tables"][0]
    assert table["unit"] == "review"
    assert table["columns"][0] == "2019-20: Held"
    assert table["rows"] == ["First", "Second", "Later", "All"]
    count, _, share = table["cells"][0][:3]
    assert (count["value"], len(count["records"]), count["of"]) == (202, 202, None)
    assert (share["value"], len(share["records"]), len(share["of"])) == (96.0, 194, 202)


def test_hidden_numbers(rendered):
    cells = json.loads(rendered("json"))["tables"][1]["cells"]
    assert cells[0][0] == {"value": None, "records": None, "of": None, "suppressed": "primary"}
    assert cells[1][0]["suppressed"] == "secondary"
    assert cells[2][0]["value"] == 41
    assert cells[0][1]["value"] == "=1+1"


def test_prose(rendered):
    held, more, on_time, late = json.loads(rendered("json"))["prose_figures"]
    assert held["figure"] == "F11"
    assert held["value"] == 1612
    assert len(held["records"]) == 1612
    assert held["sentence"] == "We held 1,612 reviews in the year, 2.6% more than in 2019-20."
    assert more["records"] is None
    assert on_time["value"] == 97.3
    assert "(Table 4)" in on_time["sentence"]
    assert late["sentence"] == "44 reviews were late."


def test_public_has_no_ids():
    data = as_contract(sample(public=True))
    cells = [cell for table in data["tables"] for row in table["cells"] for cell in row]
    assert {str(cell["records"]) for cell in cells} | {str(cell["of"]) for cell in cells} == {"None"}
    assert [figure["records"] for figure in data["prose_figures"]] == [None] * 4
    assert data["tables"][0]["cells"][0][0]["value"] == 202
