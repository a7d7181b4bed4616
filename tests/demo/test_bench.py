"""The bench at a tiny size, in a process of its own as a person runs it: what it answers, not how fast."""

import json
import os
import subprocess
import sys
from collections import defaultdict

import pytest

from footprint.config.settings import ROOT
from footprint.demo.measurements import PAGE_QUERIES, judge, keep

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,2,27/03/2008,WBRI,D051910639385,,\n"
BENCH = ["bench", "--children", "100", "--children", "150", "--requests", "1"]


def test_it_measures_and_a_page_asks_as_many_questions_at_each_size(tmp_path):
    found = bench(tmp_path)
    assert set(found["machine"]) == {"database", "python", "cores", "date"}
    assert len(found["measures"]) == 2 * 31 + 2
    queries, most = defaultdict(list), {}
    for measure in found["measures"]:
        assert 0 < measure["median"] <= measure["worst"], measure
        assert ("holds" in measure) == ("limit" in measure)
        if "most_queries" in measure:
            queries[measure["what"]].append(measure["queries"])
            most[measure["what"]] = measure["most_queries"]
    assert len(queries) == 23
    more = {what for what, number in most.items() if number > PAGE_QUERIES}
    assert len(more) == 11, (
        "where the facts of one child or challenge stand together, a count of each register, the desk and the inbox, which also writes"
    )
    for what, (few, many) in queries.items():
        assert 0 < few == many <= most[what], (what, few, many)


def bench(folder) -> dict:
    """The answer of the command; the database that it is told to leave alone does not even come into being."""
    (folder / "header.csv").write_text(HEADER)
    url, real = os.environ.get("DATABASE_URL", ""), folder / "real.sqlite3"
    env = {**os.environ, "DATABASE_URL": url if url.startswith("postgres") else f"sqlite:///{real}"}
    command = [sys.executable, "-m", "footprint.config", *BENCH, "--return", str(folder), "--year", "2017-18"]
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "150 children: the desk" in made.stderr
    assert not real.exists()
    return json.loads(made.stdout)


@pytest.mark.parametrize(
    ("second", "holds"),
    [
        ({"median": 0.05, "queries": 9}, True),
        ({"median": 0.2, "queries": 9}, False),
        ({"median": 0.05, "queries": 10}, False),
    ],
)
def test_a_limit_holds_in_time_and_in_queries(second, holds):
    page = {"what": "a page", "median": 0.05, "queries": 9, "limit": 0.1, "most_queries": 15}
    measures = [page, {**page, **second}]
    judge(measures)
    assert measures[1]["holds"] == holds


def test_the_page_keeps_the_other_databases_part(tmp_path):
    page = tmp_path / "measurements.md"
    measures = [{"what": "a page", "of": "20 children", "median": 0.05, "worst": 1.26, "limit": 0.01, "holds": False}]
    for database in ("PostgreSQL 15.1", "SQLite 3.40.1", "PostgreSQL 17.2"):
        about = {"database": database, "python": "3.11.7", "cores": 2, "date": "2026-11-24"}
        keep({"machine": about, "requests": 20, "measures": measures}, page)
    lines = page.read_text().splitlines()
    assert [line.split(",")[0] for line in lines if line.startswith("## ")] == [
        "## SQLite 3.40.1",
        "## PostgreSQL 17.2",
    ]
    assert lines.count("| a page | 20 children | 50 ms | 1.3 s |  | 10 ms | **no** |") == 2
