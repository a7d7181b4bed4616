"""What is stored and needs a look. One function a check, each named by its code; a row may bear several."""

import re
from collections import Counter
from datetime import date

from footprint.children.codes import SHORT_BREAKS, code_set
from footprint.exchange.tables import Row, year_days
from footprint.law.days import birthday

FLAGS = {
    "pn0-at-4-or-over": "PN0 says under 4; the child was 4 or older",
    "pn1-7-under-4": "PN1 to PN7 are for children of 4 and over; the child was younger",
    "review-outside-care": "the child was not in care on the day of the review",
    "before-what-the-return-shows": "the review lies before the first episode in the return",
    "no-episode-in-return": "the return holds no episode of the child",
    "two-reviews-one-day": "two reviews of the child on one day",
    "review-of-v3-v4": "reviews of children in a series of short breaks are not returned",
    "review-after-today": "the review lies in the future; it is not counted as held",
    "review-turned-18": "the review lies on or after the child's 18th birthday",
    "review-without-code": "the review has no participation code",
    "upn-pattern": "the UPN is not a letter with 12 digits, nor UN1 to UN5",
    "dob-differs": "the day of birth differs from the header's",
    "rec-without-dec": "a reason for the end without a day: the episode is open",
    "dec-without-rec": "a day of the end without a reason",
    "episodes-overlap": "the episode ends after the next begins: it was ended there",
    "episode-no-days": "the episode ends on or before the day on which it began",
    "begins-in-the-middle": "the first episode does not start with RNE S: in care since an unknown day",
    "code-of-another-year": "a code that was not valid in this year",
    "ethnicity-not-obtained": "the ethnicity is not yet obtained",
    "two-digit-year": "a year of two digits: the century was added here",
}
UPN = re.compile(r"^([A-HJ-NP-RT-Z]\d{12}|[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z]|UN[1-5])$")
CODED = {
    "episodes": {
        "LS": "legal_status",
        "PLACE": "placement_type",
        "REC": "reason_episode_ceased",
        "REASON_PLACE_CHANGE": "reason_place_changed",
    },
    "header": {"SEX": "sex", "ETHNIC": "ethnicity"},
    "oc3": {"ACTIV": "care_leaver_activity"},
}


def flags_of(tables: dict[str, list[Row]], episodes: dict[str, list], today: date, year: str) -> dict[str, list[Row]]:
    """Flag code → the rows that bear it. Every code is there, with no rows where nothing was found."""
    found: dict[str, list[Row]] = {code: [] for code in FLAGS}
    header = {r.values["CHILD"]: r for r in tables.get("header", [])}
    for name, rows in tables.items():
        for row in rows:
            codes = _of_any(row, name, header, year)
            codes += {"header": _of_header, "episodes": _of_episode}.get(name, _nothing)(row)
            for code in codes:
                found[code].append(row)
    for code, row in _of_reviews(tables.get("reviews", []), header, episodes, today):
        found[code].append(row)
    for code, row in _of_histories(tables.get("episodes", [])):
        found[code].append(row)
    return found


def in_care(episodes: list, day: date) -> bool:
    """Whether an episode covers the day, its first and last day included."""
    return any(e.starts_on <= day and (e.ends_on is None or day <= e.ends_on) for e in episodes)


def _nothing(row):
    return []


def _of_any(row, table, header, year):
    codes = list(row.notes)
    told = header.get(row.values["CHILD"])
    if table != "header" and told and row.values.get("DOB") and row.values["DOB"] != told.values["DOB"]:
        codes.append("dob-differs")
    first, last = year_days(year)
    for column, of in CODED.get(table, {}).items():
        code = code_set(of).get(row.values.get(column, ""))
        if code and (
            (code.valid_to and code.valid_to < first and _ends(row, first))
            or (code.valid_from and code.valid_from > last)
        ):
            codes.append("code-of-another-year")
    return codes


def _ends(row, first):
    """A code that has ended is still right on an episode that was over before."""
    return not row.values.get("DEC") or row.values["DEC"] >= first


def _of_header(row):
    codes = []
    if not UPN.match(row.values.get("UPN", "")):
        codes.append("upn-pattern")
    if row.values.get("ETHNIC", "") in ("", "NOBT"):
        codes.append("ethnicity-not-obtained")
    return codes


def _of_episode(row):
    v, codes = row.values, []
    if v.get("REC") and not v.get("DEC"):
        codes.append("rec-without-dec")
    if v.get("DEC") and not v.get("REC"):
        codes.append("dec-without-rec")
    if v.get("DEC") and v["DEC"] <= v["DECOM"]:
        codes.append("episode-no-days")
    return codes


def _of_reviews(rows, header, episodes, today):
    on_day = Counter((r.values["CHILD"], r.values["REVIEW"]) for r in rows)
    for row in rows:
        child, day, pn = row.values["CHILD"], row.values["REVIEW"], row.values.get("REVIEW_CODE", "")
        born = header[child].values["DOB"] if child in header else row.values.get("DOB")
        if born:
            if pn == "PN0" and day > birthday(born, 4):
                yield "pn0-at-4-or-over", row
            if pn and pn != "PN0" and day < birthday(born, 4):
                yield "pn1-7-under-4", row
            if day >= birthday(born, 18):
                yield "review-turned-18", row
        if not pn:
            yield "review-without-code", row
        if on_day[(child, day)] > 1:
            yield "two-reviews-one-day", row
        if day > today:
            yield "review-after-today", row
        theirs = episodes.get(child, [])
        if not theirs:
            yield "no-episode-in-return", row
        elif day < min(e.starts_on for e in theirs):
            yield "before-what-the-return-shows", row
        elif not in_care(theirs, day):
            yield "review-outside-care", row
        if theirs and all(e.legal in SHORT_BREAKS for e in theirs):
            yield "review-of-v3-v4", row


def _of_histories(rows):
    by_child: dict[str, list[Row]] = {}
    for row in rows:
        by_child.setdefault(row.values["CHILD"], []).append(row)
    for theirs in by_child.values():
        theirs.sort(key=lambda r: r.values["DECOM"])
        if theirs[0].values.get("RNE") != "S":
            yield "begins-in-the-middle", theirs[0]
        for row, following in zip(theirs, theirs[1:], strict=False):
            if row.values.get("DEC") and row.values["DEC"] > following.values["DECOM"]:
                yield "episodes-overlap", row
