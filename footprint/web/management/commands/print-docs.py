"""``footprint print-docs``: prints the pages of docs/ that are made from code and tests; ``--check`` changes nothing."""

import re
import tomllib
from collections import defaultdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from footprint.law.flags import all_flags
from footprint.web.words import glossary as words

MARK = re.compile(r'^@pytest\.mark\.feature\("([A-Z]+\d+)"\)', re.MULTILINE)
TEST = re.compile(r"^((?:@pytest.*\n|    .*\n|\)\n)*)def (test_\w+)", re.MULTILINE)


class Command(BaseCommand):
    help = "Print docs/features.md from the tests, docs/calculator.md from the law, docs/glossary.md from the words."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when a page is stale")

    def handle(self, *args, check, **options):
        stale = []
        for name, text in (("features.md", features()), ("calculator.md", calculator()), ("glossary.md", glossary())):
            path = settings.ROOT / "docs" / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
                if not check:
                    path.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(f"Stale: {', '.join(stale)}. Print them with: make fix")


def features() -> str:
    """Each feature, where a person meets it, and the tests that bear its mark."""
    known = tomllib.loads((settings.ROOT / "docs" / "features.toml").read_text(encoding="utf-8"))
    tests = defaultdict(list)
    for path in sorted((settings.ROOT / "tests").rglob("test_*.py")):
        for marks, name in TEST.findall(path.read_text(encoding="utf-8")):
            for number in MARK.findall(marks):
                tests[number].append(name)
    strangers = sorted(set(tests) - set(known))
    if strangers:
        raise CommandError(
            f"Tests bear the marks of features that docs/features.toml does not hold: {', '.join(strangers)}."
        )
    lines = [
        "# What a person can do",
        "",
        "Printed from the tests. A feature counts as done when a test does it through a page or a command.",
        "",
    ]
    lines += ["| | feature | where | tests |", "|---|---|---|---|"]
    for number, (text, where) in known.items():
        proof = ", ".join(f"`{t}`" for t in tests[number]) or "**not done**"
        lines.append(f"| {number} | {text} | {where} | {proof} |")
    return "\n".join(lines) + "\n"


def calculator() -> str:
    """The flags of the calculator."""
    lines = ["# The calculator's flags", "", "Printed from the code.", "", "| flag | what it says |", "|---|---|"]
    lines += [f"| `{f.code}` | {f.text} |" for f in all_flags()]
    return "\n".join(lines) + "\n"


def glossary() -> str:
    """The words of the field, as the page "What words mean" shows them."""
    lines = ["# Glossary", "", "Printed from the page of words.", "", "| word | meaning |", "|---|---|"]
    lines += [f"| {word} | {meaning} |" for word, meaning in words().items()]
    return "\n".join(lines) + "\n"
