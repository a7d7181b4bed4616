"""Giving back what is held: the Reviews table of a return, and lists as CSV or Excel with formulas made harmless."""

import csv
import io
from collections.abc import Iterable

import xlsxwriter
from django.db.models import Q

from footprint.exchange.tables import year_days
from footprint.reviews.models import Review

COLUMNS = ("CHILD", "DOB", "REVIEW", "REVIEW_CODE")


def reviews_table(council, year: str, everything: bool = False) -> list[tuple]:
    """The rows of the Reviews table of a collection year: those that may be returned, or every row held.

    Not returned: reviews left out of the count, and those of children in a series of short breaks.
    ``everything`` gives all rows that the year's return claims or that were held in the year.
    """
    first, last = year_days(year)
    reviews = Review.objects.standing().filter(council=council).exclude(held_on=None).select_related("child")
    if everything:
        reviews = reviews.filter(Q(held_on__range=(first, last)) | Q(source_year=year))
    else:
        reviews = reviews.filter(held_on__range=(first, last), left_out="").exclude(under="short-breaks")
    return [
        (r.child.number, f"{r.child.born:%d/%m/%Y}", f"{r.held_on:%d/%m/%Y}", r.participation)
        for r in reviews.order_by("child__number", "held_on", "pk")
    ]


def as_csv(columns: Iterable[str], rows: Iterable[Iterable]) -> str:
    """A CSV text; a cell that a spreadsheet would take for a formula is made text by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[harmless(c) for c in row] for row in rows])
    return out.getvalue()


def as_excel(title: str, columns: Iterable[str], rows: Iterable[Iterable]) -> bytes:
    """An Excel workbook of one sheet; text is never a live formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for c, name in enumerate(columns):
            sheet.write_string(0, c, name, bold)
        for r, row in enumerate(rows, start=1):
            for c, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(r, c, cell, day)
                else:
                    sheet.write(r, c, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()


def harmless(cell):
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
