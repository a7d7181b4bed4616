"""From a tree to a document ready to render: cleaned, stripped of what must not be published, numbered.

Every renderer takes a `Prepared`; so what is hidden, how things are numbered and what a cell prints is decided once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from . import numbers
from .errors import DocumentError, DuplicateKey, UnresolvedReference
from .tree import (
    BulletList,
    Cell,
    Chart,
    Column,
    CrossRef,
    Definition,
    Document,
    FigureRef,
    Paragraph,
    Row,
    Run,
    Section,
    Strong,
    Table,
)

HIDDEN = "c"
HIDDEN_NOTE = "c: a small number, or one from which a small number could be worked out, is hidden to protect children."

COUNTED = {
    "child": "children",
    "period of care": "periods of care",
    "review": "reviews",
    "meeting": "meetings",
    "dispute": "challenges",
    "reason": "reasons",
    "paper": "papers",
    "request": "requests",
    "decision": "decisions",
    "change": "changes",
    "form": "forms",
    "statement": "forms and statements",
    "wish": "wishes",
    "call for help": "calls for help",
    "referral": "referrals",
    "match": "matches",
    "complaint": "complaints",
    "compliment": "compliments",
    "theme": "themes",
    "activity": "activities",
    "pair": "pairs of what was said and what was done",
    "quotation": "quotations",
    "stage": "stages of challenges",
    "effect": "children and what changed for them",
    "advice": "requests for advice, and referrals",
    "other way": "concerns taken up in another way",
    "praise": "praise",
    "workshop": "workshops",
    "issue": "issues of the service",
}

# Control characters, lone surrogates and non-characters: XML cannot hold them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SAFE_HREF = re.compile(r"https?://|/(?!/)|#", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+")


@dataclass(frozen=True)
class Label:
    """What a key is printed as ("Table 4") and where it stands (an anchor without its #)."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Heading:
    """A numbered section."""

    number: str
    anchor: str
    section: Section


@dataclass(frozen=True)
class ProseFigure:
    """A live figure with the sentence in which it stands."""

    ref: FigureRef
    sentence: str


@dataclass(frozen=True)
class Prepared:
    """A document that can be rendered."""

    document: Document
    headings: tuple[Heading, ...]
    labels: dict[str, Label]
    notes: dict[tuple[str, int], int]

    def label(self, key: str) -> Label:
        """What a key refers to."""
        if key not in self.labels:
            known = ", ".join(sorted(self.labels)) or "none"
            raise UnresolvedReference(f'Nothing in "{self.document.title}" has the key "{key}". Keys: {known}')
        return self.labels[key]

    def note(self, ref: FigureRef) -> int | None:
        """The number of the note that says how a live figure was counted."""
        if not ref.figure:
            return None
        wanted = (ref.figure, ref.version)
        if wanted not in self.notes:
            raise UnresolvedReference(f'No definition of the figure "{ref.figure}", version {ref.version}')
        return self.notes[wanted]

    def blocks(self) -> Iterator:
        """Every block, in order."""
        for heading in self.headings:
            yield from heading.section.blocks

    def tables(self) -> list[Table]:
        """Every table, in order."""
        return [block for block in self.blocks() if isinstance(block, Table)]

    def charts(self) -> list[Chart]:
        """Every chart, in order."""
        return [block for block in self.blocks() if isinstance(block, Chart)]

    def prose_figures(self) -> list[ProseFigure]:
        """Every live figure of the prose, with its sentence."""
        return [figure for line in self.lines() for figure in _figures_of(line, self)]

    def lines(self) -> Iterator[Sequence[Run]]:
        """Every line of prose: paragraphs and items of lists."""
        for block in self.blocks():
            if isinstance(block, Paragraph):
                yield block.runs
            elif isinstance(block, BulletList):
                yield from block.items

    def text_of(self, run: Run) -> str:
        """A run as plain text."""
        if isinstance(run, CrossRef):
            return self.label(run.target).text
        return run if isinstance(run, str) else run.text


def prepare(document: Document) -> Prepared:
    """Clean, strip, number and check a document."""
    document = _stripped(_cleaned(document), public=document.public)
    headings = tuple(_headings(document.sections))
    prepared = Prepared(document, headings, _labels(headings), _note_numbers(document.definitions))
    _check(prepared)
    return prepared


# What is printed


def printed(cell: Cell) -> str:
    """What a cell prints."""
    if cell.suppressed:
        return HIDDEN
    if cell.text or cell.value is None:
        return cell.text
    return numbers.plain(cell.value)


def column_groups(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """Headings over neighbouring columns with how many each spans; empty when no column has one."""
    if not any(column.group for column in columns):
        return []
    groups: list[tuple[str, int]] = []
    for column in columns:
        if groups and groups[-1][0] == column.group:
            groups[-1] = (column.group, groups[-1][1] + 1)
        else:
            groups.append((column.group, 1))
    return groups


def column_label(column: Column) -> str:
    """A column's heading on one line: "2020-21: Held"."""
    return f"{column.group}: {column.label}" if column.group else column.label


def table_notes(table: Table) -> list[str]:
    """The lines under a table: what is counted, scope, source, notes, and what "c" means."""
    notes = [f"Counts {COUNTED[table.unit]}."]
    if table.scope:
        notes.append(f"Scope: {_sentence(table.scope)}")
    if table.source:
        notes.append(f"Source: {_sentence(table.source)}")
    notes += [_sentence(note) for note in table.notes]
    if any(cell.suppressed for row in table.rows for cell in row.cells):
        notes.append(HIDDEN_NOTE)
    return notes


def chart_notes(chart: Chart) -> list[str]:
    """The lines under a chart: its words, scope, source and where the scale starts."""
    notes = [f"Chart in words: {_sentence(chart.words)}"]
    if chart.starts_at:
        notes.append(f"The scale starts at {numbers.plain(chart.starts_at)}, not at 0.")
    if chart.scope:
        notes.append(f"Scope: {_sentence(chart.scope)}")
    if chart.source:
        notes.append(f"Source: {_sentence(chart.source)}")
    if any(cell.suppressed for series in chart.series for cell in series.cells):
        notes.append(HIDDEN_NOTE)
    return notes


def data_table(chart: Chart) -> Table:
    """The numbers behind a chart, as a table."""
    rows = [
        Row(category, tuple(series.cells[place] for series in chart.series))
        for place, category in enumerate(chart.categories)
    ]
    columns = tuple(Column(series.name) for series in chart.series)
    return Table(
        key=f"{chart.key}-data",
        title=chart.subtitle or chart.title,
        unit="review",
        row_header=chart.category_header,
        columns=columns,
        rows=tuple(rows),
    )


def safe_href(href: str | None) -> str | None:
    """An address that may be followed: of the web, of this site or of this page; anything else is dropped."""
    return href if href and _SAFE_HREF.match(href) else None


def web_href(href: str | None) -> str | None:
    """An address that also works from a file: only a whole one."""
    return href if href and href.lower().startswith(("http://", "https://")) else None


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."


# Cleaning and stripping


def clean(text: str) -> str:
    """Text without control characters and whatever else XML cannot hold; tabs and line ends become spaces."""
    return _UNPRINTABLE.sub("", re.sub(r"[\t\r\n\u2028\u2029]+", " ", text))


def _cleaned(node):
    """The same tree with clean text and tuples for lists."""
    if isinstance(node, int):  # as most are: the ids of records
        return node
    if isinstance(node, str):
        return clean(node)
    if isinstance(node, Paragraph):
        return Paragraph(_runs(node.runs))
    if isinstance(node, BulletList):
        return BulletList(tuple(_runs(item) for item in node.items))
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{field.name: _cleaned(getattr(node, field.name)) for field in fields(node)})
    if isinstance(node, list | tuple):
        return tuple(_cleaned(child) for child in node)
    return node


def _runs(runs) -> tuple[Run, ...]:
    return (clean(runs),) if isinstance(runs, str) else tuple(_cleaned(run) for run in runs)


def _stripped(node, public: bool):
    """The same tree without what a reader must not get: hidden values always, ids and links when public."""
    if isinstance(node, Cell | FigureRef):
        return _stripped_number(node, public)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{field.name: _stripped(getattr(node, field.name), public) for field in fields(node)})
    if isinstance(node, tuple):
        return tuple(_stripped(child, public) for child in node)
    return node


def _stripped_number(number, public: bool):
    if number.suppressed:
        return replace(number, value=None, text=HIDDEN, records=None, of=None, href=None)
    if public:
        return replace(number, records=None, of=None, href=None)
    return replace(number, href=safe_href(number.href))


# Numbering


def _headings(sections: Sequence[Section]) -> Iterator[Heading]:
    counts: list[int] = []
    for section in sections:
        if not 1 <= section.level <= len(counts) + 1 or section.level > 3:
            raise DocumentError(f'Section "{section.title}" has level {section.level}; one level at a time, at most 3')
        counts = counts[: section.level] + [0] * (section.level - len(counts))
        counts[section.level - 1] += 1
        number = ".".join(str(count) for count in counts)
        yield Heading(number, f"section-{number.replace('.', '-')}", section)


def _labels(headings: tuple[Heading, ...]) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    last = {"Table": 0, "Figure": 0}
    for heading in headings:
        if heading.section.key:
            _add(labels, heading.section.key, Label(f"section {heading.number}", heading.anchor))
        for block in heading.section.blocks:
            if isinstance(block, Table | Chart):
                word = "Table" if isinstance(block, Table) else "Figure"
                text = block.number or f"{word} {last[word] + 1}"
                last[word] = _whole_number_in(text) or last[word]
                _add(labels, block.key, Label(text, _anchor(text)))
    return labels


def _add(labels: dict[str, Label], key: str, label: Label) -> None:
    if not key:
        raise DocumentError(f"{label.text} has no key")
    if key in labels:
        raise DuplicateKey(f'Two parts of the document have the key "{key}"')
    if label.anchor in {known.anchor for known in labels.values()}:
        raise DuplicateKey(f'Two parts of the document are called "{label.text}"')
    labels[key] = label


def _whole_number_in(text: str) -> int | None:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else None


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _note_numbers(definitions: Sequence[Definition]) -> dict[tuple[str, int], int]:
    notes: dict[tuple[str, int], int] = {}
    for number, definition in enumerate(definitions, start=1):
        if (definition.figure, definition.version) in notes:
            raise DuplicateKey(f'Two definitions of the figure "{definition.figure}", version {definition.version}')
        notes[(definition.figure, definition.version)] = number
    return notes


# Checks


def _check(prepared: Prepared) -> None:
    for table in prepared.tables():
        _check_table(table)
    for chart in prepared.charts():
        _check_chart(chart)
    for line in prepared.lines():
        for run in line:
            if isinstance(run, FigureRef):
                prepared.note(run)
            elif isinstance(run, CrossRef):
                prepared.label(run.target)
            elif not isinstance(run, str | Strong):
                raise DocumentError(f"Prose cannot hold {type(run).__name__}")


def _check_table(table: Table) -> None:
    if table.unit not in COUNTED:
        raise DocumentError(f'Table "{table.key}" counts "{table.unit}"; choose one of {", ".join(COUNTED)}')
    if not table.columns:
        raise DocumentError(f'Table "{table.key}" has no columns')
    for row in table.rows:
        if len(row.cells) != len(table.columns):
            raise DocumentError(
                f'Table "{table.key}", row "{row.label}": {len(row.cells)} cells for {len(table.columns)} columns'
            )


def _check_chart(chart: Chart) -> None:
    if chart.kind not in ("bar", "line", "stacked"):
        raise DocumentError(f'Chart "{chart.key}" is of unknown kind "{chart.kind}"')
    if not chart.categories or not chart.series:
        raise DocumentError(f'Chart "{chart.key}" has nothing to draw')
    if not chart.words.strip():
        raise DocumentError(f'Chart "{chart.key}" needs words for those who cannot see it')
    if chart.kind != "line" and chart.starts_at:
        raise DocumentError(f'Chart "{chart.key}": bars start at 0')
    if chart.kind != "line" and any((cell.value or 0) < 0 for series in chart.series for cell in series.cells):
        raise DocumentError(f'Chart "{chart.key}": a bar cannot show a number below 0')
    for series in chart.series:
        values, wanted = len(series.cells), len(chart.categories)
        if values != wanted:
            raise DocumentError(f'Chart "{chart.key}", "{series.name}": {values} values for {wanted} categories')


# Sentences


def _figures_of(line: Sequence[Run], prepared: Prepared) -> list[ProseFigure]:
    texts = [prepared.text_of(run) for run in line]
    whole = "".join(texts)
    figures, start = [], 0
    for run, text in zip(line, texts, strict=True):
        if isinstance(run, FigureRef):
            figures.append(ProseFigure(run, _sentence_at(whole, start)))
        start += len(text)
    return figures


def _sentence_at(text: str, place: int) -> str:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    begin = max((end for end in ends if end <= place), default=0)
    end = min((end for end in ends if end > place), default=len(text))
    return text[begin:end].strip()
