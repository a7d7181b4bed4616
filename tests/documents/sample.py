"""A sample report with every kind of node. All made up."""

from datetime import UTC, datetime
from decimal import Decimal

from footprint.documents import (
    Aim,
    BulletList,
    Cell,
    Chart,
    Column,
    CrossRef,
    Definition,
    Document,
    Fact,
    FigureRef,
    Paragraph,
    Quotation,
    Row,
    Section,
    Series,
    Strong,
    Table,
)

MADE_AT = datetime(2021, 5, 28, 9, 0, tzinfo=UTC)
MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "All")
NASTY = '<script>alert("x")</script> #panic("x") $a$ *b* &amp; \x07{{ x }}'


def share(numerator: int, denominator: int, text: str) -> Cell:
    return Cell(Decimal(text), text, records=range(7000, 7000 + numerator), of=range(7000, 7000 + denominator))


def count(number: int, **extra) -> Cell:
    return Cell(number, records=range(7000, 7000 + number), href="/figures/F11/records?kind=first", **extra)


def kinds_of_review() -> Table:
    years = ("2019-20", "2020-21")
    columns = [Column(label, group=year) for year in years for label in ("Held", "On time", "%")]
    held = {
        "First": ((202, 194, "96.0"), (196, 187, "95.4")),
        "Second": ((168, 163, "97.0"), (171, 166, "97.1")),
        "Later": ((1201, 1173, "97.7"), (1245, 1215, "97.6")),
        "All": ((1571, 1530, "97.4"), (1612, 1568, "97.3")),
    }
    rows = [
        Row(
            label,
            [
                cell
                for held_, on_time, text in both
                for cell in (count(held_), count(on_time), share(on_time, held_, text))
            ],
            total=label == "All",
        )
        for label, both in held.items()
    ]
    return Table(
        key="kinds",
        number="Table 4",
        title="Reviews held and held on time, by kind of review",
        unit="review",
        scope="reviews held from 1 April to 31 March of children in Wexmoor’s care, without short breaks",
        source="Wexmoor social care record, taken in on 14 April 2021",
        notes=["Three reviews due by 31 March 2021 and not yet held are not in the table."],
        row_header="Kind of review",
        columns=columns,
        rows=rows,
    )


def small_numbers() -> Table:
    return Table(
        key="ages",
        title="Late reviews by age of child",
        unit="child",
        row_header="Age",
        columns=[Column("Late"), Column("What we did", words=True)],
        rows=[
            Row("Under 5", [Cell(3, records=[9001, 9002, 9003], suppressed="primary"), Cell(text="=1+1")]),
            Row("of these under 1", [Cell(1, records=[9001], suppressed="secondary"), Cell(text=NASTY)], indent=1),
            Row("5 and over", [count(41), Cell(text="+SUM(A1)")]),
        ],
    )


def long_table(rows: int = 90) -> Table:
    return Table(
        key="teams",
        title="Reviews held, by team and month",
        unit="review",
        scope="all reviews held in the year",
        source="Wexmoor social care record",
        row_header="Team",
        columns=[Column(month) for month in MONTHS],
        rows=[
            Row(f"Team {number}", [Cell((number * month) % 23 + 1) for month in range(1, 14)])
            for number in range(1, rows + 1)
        ],
    )


def late_reasons() -> Chart:
    reasons = {
        "A key person was away": 11,
        "Not booked in time": 8,
        "Late notice of entry into care": 8,
        "Not enough information": 7,
        "Child missing": 6,
        "Second meeting held late": 4,
    }
    return Chart(
        key="reasons",
        kind="bar",
        number="Figure 3",
        title="A key person being away was the most common reason for a late review",
        subtitle="Late reviews by reason, 2020-21. All: 44",
        category_header="Reason",
        categories=list(reasons),
        series=[Series("Late reviews", [count(number) for number in reasons.values()])],
        words="of 44 late reviews, 11 were late because a key person was away, 8 because they were not booked in time, "
        "8 because notice of entry came late, 7 for want of information, 6 because the child was missing and 4 because "
        "a second meeting was held late",
        emphasis="A key person was away",
    )


def on_time_by_year() -> Chart:
    shares = {"2016-17": "94.1", "2017-18": "95.8", "2018-19": "96.9", "2019-20": "97.4", "2020-21": "97.3"}
    return Chart(
        key="years",
        kind="line",
        title="Reviews held on time have stayed just below our aim",
        subtitle="Reviews held on time, per cent of reviews held",
        category_header="Year",
        categories=list(shares),
        series=[Series("Held on time", [Cell(Decimal(text), f"{text}%") for text in shares.values()])],
        words="the share held on time rose from 94.1% in 2016-17 to 97.4% in 2019-20 and was 97.3% in 2020-21",
        aim=Aim(98, "Aim 98%"),
        starts_at=90,
    )


def age_by_sex() -> Chart:
    return Chart(
        key="sexes",
        kind="stacked",
        title="Half of the children in our care are 10 to 15",
        subtitle="Children in care on 31 March 2021, by age and sex",
        category_header="Age",
        categories=["Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over"],
        series=[
            Series("Female", [Cell(number) for number in (12, 41, 66, 131, 58)]),
            Series("Male", [Cell(number) for number in (14, 39, 71, 148, 92)]),
            Series("Not known", [Cell(number) for number in (1, 0, 2, 30, 4)]),
        ],
        words="of 709 children 309 were 10 to 15",
        source="Wexmoor social care record",
    )


def both_years() -> Chart:
    return Chart(
        key="both",
        kind="bar",
        title="More children came into care at 16 and over than the year before, and fewer under 1",
        subtitle="Children who came into care, by age and year",
        category_header="Age",
        categories=["Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over, among them children who came alone"],
        series=[
            Series("2019-20", [Cell(number) for number in (61, 55, 48, 90, 41)]),
            Series("2020-21", [Cell(number) for number in (50, 52, 49, 84, 63)]),
        ],
        words="63 came at 16 and over, against 41",
        aim=Aim(70, "Aim 70"),
    )


def lines_of_participation() -> Chart:
    years = ["2016-17", "2017-18", "2018-19", "2019-20", "2020-21"]
    return Chart(
        key="lines",
        kind="line",
        title="More children speak for themselves",
        subtitle="How children took part, per cent of reviews of children aged 4 and over",
        categories=years,
        series=[
            Series("Attended and spoke", [Cell(Decimal(n), f"{n}%") for n in ("41.0", "44.2", "47.5", "49.9", "52.3")]),
            Series("Someone spoke for them", [Cell(Decimal(n), f"{n}%") for n in ("30", "29", "27", "27", "26")]),
            Series("Not at all", [Cell(Decimal(n), f"{n}%") for n in ("9", "8.2", "7", "6.1", "5.5")]),
        ],
        words="52.3% attended and spoke",
    )


def opening() -> Paragraph:
    return Paragraph(
        [
            "We held ",
            FigureRef("1,612", "F11", 2, 1612, range(7000, 8612), href="/figures/F11"),
            " reviews in the year, ",
            FigureRef("2.6%", "F11", 2, Decimal("2.6")),
            " more than in 2019-20. Of these, ",
            FigureRef("97.3%", "F12", 3, Decimal("97.3"), range(7000, 8568), range(7000, 8612)),
            " were held on or before the last day that the law allows (",
            CrossRef("kinds"),
            "); our aim is ",
            Strong("98%"),
            ". Why the others were late is told in ",
            CrossRef("why"),
            " and ",
            CrossRef("reasons"),
            ". ",
            NASTY,
        ]
    )


def sample(**changes) -> Document:
    values = {
        "title": "Independent Reviewing Officers, annual report 2020-21",
        "subtitle": "How the reviews of children in our care were held, and what children told us",
        "organisation": "Wexmoor Council",
        "period": "1 April 2020 to 31 March 2021",
        "cover": [Fact("Counted on", "19 May 2021"), Fact("Data known until", "14 April 2021"), Fact("For", "Panel")],
        "banner": "Made-up records",
        "edition": "Published 28 May 2021, version 1.0",
        "sections": [
            Section("Summary", [Paragraph("A good year."), BulletList(["One", ["Two, see ", CrossRef("ages")]])]),
            Section("Reviews held on time", [opening(), kinds_of_review(), late_reasons()], key="on-time"),
            Section(
                "Why reviews were late",
                [
                    Paragraph([FigureRef("44", "F14", 1, 44), " reviews were late."]),
                    small_numbers(),
                    Quotation(
                        "She rang me a week before and asked what I wanted to talk about. Nobody had done that.",
                        "A mother, on her feedback form, February 2021",
                        "Printed with her permission",
                    ),
                    on_time_by_year(),
                    age_by_sex(),
                    both_years(),
                    lines_of_participation(),
                ],
                level=2,
                key="why",
            ),
            Section("Teams", [Paragraph("All teams."), long_table()]),
        ],
        "definitions": [
            Definition(
                "F11", "Reviews held", "every review held from 1 April 2020 to 31 March 2021", version=2, value="1,612"
            ),
            Definition(
                "F12",
                "Reviews held on time",
                "held on or before the last day allowed by the Care Planning Regulations 2010, reg 33",
                version=3,
                value="1,568 of 1,612",
            ),
            Definition("F14", "Late reviews by reason", "the reason that the IRO recorded, one for each", value="44"),
        ],
        "counted": "Counted on 19 May 2021. The records behind each number are kept with this report.",
    }
    return Document(**(values | changes))
