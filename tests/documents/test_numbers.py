from decimal import Decimal
from fractions import Fraction

import pytest

from footprint.documents import numbers


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Decimal("2.5"), 0, "3"),
        (Decimal("3.5"), 0, "4"),
        (Decimal("-2.5"), 0, "-3"),
        (Decimal("0.05"), 1, "0.1"),
        (Decimal("1.005"), 2, "1.01"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-0.04"), 1, "0.0"),
        (Fraction(2, 3), 3, "0.667"),
        (7, 1, "7.0"),
        (125, -1, "1.3E+2"),
    ],
)
def test_a_half_goes_up(value, places, expected):
    assert str(numbers.half_up(value, places)) == expected


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "expected"),
    [
        (1568, 1612, 1, "97.3%"),
        (1, 8, 0, "13%"),
        (1, 8, 1, "12.5%"),
        (1, 200, 0, "1%"),
        (1, 400, 1, "0.3%"),
        (2, 3, 2, "66.67%"),
        (5, 5, 1, "100.0%"),
        (0, 7, 1, "0.0%"),
        (0, 0, 1, "–"),
    ],
)
def test_a_share_is_printed(numerator, denominator, places, expected):
    assert numbers.percent_text(numerator, denominator, places) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (1612, None, "1,612"),
        (999, None, "999"),
        (-1234, None, "−1,234"),
        (Decimal("96.0"), None, "96.0"),
        (Decimal("1234567.891"), 1, "1,234,567.9"),
        (Fraction(5, 2), 0, "3"),
        (12_345, -1, "12,350"),
    ],
)
def test_a_number_is_printed(value, places, expected):
    assert numbers.plain(value, places) == expected


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (1571, 1612, "2.6% increase"),
        (1612, 1571, "2.5% decrease"),
        (250, 267, "6.8% increase"),
        (10, 20, "100.0% increase"),
        (40, 0, "100.0% decrease"),
        (8, 8, "no change"),
        (0, 0, "no change"),
        (0, 5, "from 0"),
        (100_000, 100_001, "less than 0.1% increase"),
    ],
)
def test_a_change_is_on_the_earlier_value(earlier, later, expected):
    assert numbers.change_text(earlier, later) == expected


def test_a_change_from_nought_has_no_per_cent():
    assert numbers.percent_change(0, 5) is None
    assert numbers.percent_change(200, 213, 2) == Decimal("6.50")


@pytest.mark.parametrize("value", [0.5, True, "5", None])
def test_only_exact_numbers_are_taken(value):
    with pytest.raises(TypeError):
        numbers.half_up(value)
