"""What ``footprint bench`` measured: whether the limits hold, and the page of docs/ that says so."""

from collections import defaultdict
from pathlib import Path

PAGE_QUERIES, CHILD_QUERIES = 15, 35
HEAD = """# Measurements

Written by `footprint bench --size all --return FOLDER --year YEAR --write`, once for each database. Each size is a demonstration in a
scratch database. A page is asked for by somebody signed in, through Django's test client: server time without the network, median and
worst of {requests} requests after a first one, and the number of queries of that first one. A limit holds when the median is within it,
and for a page also when its queries are {most_queries} at most ({of_a_child} where one child's facts stand together) and as many at
each size. What is no page, or is worked out for every child, is done three times, but for the demonstration.
"""


def judge(measures: list[dict]):
    """Say of each measure with a limit whether it holds."""
    queries = defaultdict(set)
    for m in measures:
        queries[m["what"]].add(m.get("queries"))
    for m in measures:
        if "limit" in m:
            few = "most_queries" not in m or (m["queries"] <= m["most_queries"] and len(queries[m["what"]]) == 1)
            m["holds"] = m["median"] <= m["limit"] and few


def keep(found: dict, page: Path):
    """Write the page with this database's part replaced, and the other's as it was."""
    of = found["machine"]
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    parts = {part.split(" ")[0]: part for part in before.split("\n## ")[1:]}
    lines = [f"{of['database']}, Python {of['python']}, {of['cores']} cores, {of['date']}", ""]
    lines += ["| | of | median | worst | queries | limit | holds |", "|---|---|--:|--:|--:|--:|---|"]
    for m in found["measures"]:
        holds = {True: "yes", False: "**no**"}.get(m.get("holds"), "")
        limit, queries = seconds(m["limit"]) if "limit" in m else "", m.get("queries", "")
        row = (m["what"], m["of"], seconds(m["median"]), seconds(m["worst"]), queries, limit, holds)
        lines.append(f"| {' | '.join(map(str, row))} |")
    parts[of["database"].split(" ")[0]] = "\n".join(lines) + "\n"
    head = HEAD.format(requests=found["requests"], most_queries=PAGE_QUERIES, of_a_child=CHILD_QUERIES)
    page.write_text("\n## ".join([head, *(parts[name] for name in sorted(parts, reverse=True))]), encoding="utf-8")


def seconds(spent: float) -> str:
    return f"{spent:.1f} s" if spent >= 1 else f"{spent * 1000:.0f} ms"
