"""``footprint print-docs``: prints the pages of docs/ that are made from code and tests; ``--check`` changes nothing."""

import re
import tomllib
from collections import defaultdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from footprint.language.ease import measure
from footprint.law.flags import all_flags
from footprint.voice.forms import shipped, spoken
from footprint.voice.languages import to_translate as sentences
from footprint.web.words import glossary as words

MARK = re.compile(r'^@pytest\.mark\.feature\("([A-Z]+\d+)"\)', re.MULTILINE)
TEST = re.compile(r"^((?:@pytest.*\n|    .*\n|\)\n)*)def (test_\w+)", re.MULTILINE)


class Command(BaseCommand):
    help = "Print the pages of docs/ that are made from code and tests, and the sentences that are to be translated."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when a page is stale")

    def handle(self, *args, check, **options):
        stale = []
        printed = {
            "docs/features.md": features(),
            "docs/calculator.md": calculator(),
            "docs/glossary.md": glossary(),
            "docs/forms.md": forms(),
            "footprint/voice/languages/to-translate.pot": to_translate(),
        }
        for name, text in printed.items():
            path = settings.ROOT / name
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


def forms() -> str:
    """How easy each form is to read."""
    lines = ["# The forms that people answer", "", FORMS, ""]
    lines += [
        "| form | for whom | questions | reading age | words in a sentence | longest | words of three syllables |"
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    for form in shipped():
        shown = spoken(form, "Sam")
        said = [shown.head, *shown.lead, *shown.say.values()]
        said += [text for q in shown.questions for text in (q.label, q.hint, *(o.words for o in q.choices)) if text]
        ease = measure("\n\n".join(text if text[-1] in ".?!" else f"{text}." for text in said))
        lines.append(
            f"| {form.title} | {', '.join(form.respondents).replace('_', ' ')} | {len(form.questions)} | "
            f"{ease.reading_age} | {ease.average} | {ease.longest} | {', '.join(ease.hard) or 'none'} |"
        )
    return "\n".join(lines) + "\n"


FORMS = (
    "Printed from `footprint/voice/forms.toml`. The reading age is worked out by Flesch and Kincaid, all words of the page "
    "included, those of the buttons too; it is a hint. The aims: 7 to 8 for the pictures and for 8 to 12, 9 to 11 from 13 "
    "on; sentences of 12 words or fewer on average, 20 at most."
)


def to_translate() -> str:
    """The file from which a translation of the public pages is begun, in gettext's form."""
    lines = ["# The sentences of the pages that people answer. Copy it to a language, like cy.po, and fill it in.", ""]
    lines += ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', ""]
    for text in sentences():
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        lines += [f'msgid "{quoted}"', 'msgstr ""', ""]
    return "\n".join(lines)
