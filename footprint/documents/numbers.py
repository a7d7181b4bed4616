"""Numbers as people read them: rounded half up, never through binary floating point."""

from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction

MINUS = "\N{MINUS SIGN}"


def half_up(value: Number, places: int = 0) -> Decimal:
    """`value` rounded to `places` decimals; a half goes away from nought (2.5 → 3, -2.5 → -3)."""
    scaled = abs(_exact(value)) * Fraction(10) ** places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = Decimal(units).scaleb(-places)
    return -rounded if _exact(value) < 0 and units else rounded


def decimal_places(value: Number | None) -> int:
    """How many decimals a number bears; none for a whole number."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def percent(numerator: Number, denominator: Number, places: int = 1) -> Decimal | None:
    """The share in per cent; None where there is nothing to take a share of."""
    if _exact(denominator) == 0:
        return None
    return half_up(100 * _exact(numerator) / _exact(denominator), places)


def percent_text(numerator: Number, denominator: Number, places: int = 1) -> str:
    """The share as printed: "97.3%"; an en dash where there is nothing to take a share of."""
    share = percent(numerator, denominator, places)
    return "–" if share is None else f"{plain(share)}%"


def plain(value: Number, places: int | None = None) -> str:
    """A number with thousands separators ("1,612"); its own decimals unless `places` are asked for."""
    number = value if places is None and isinstance(value, int | Decimal) else half_up(value, places or 0)
    _exact(number)
    text = f"{abs(number):,f}" if isinstance(number, Decimal) else f"{abs(number):,}"
    return f"{MINUS}{text}" if number < 0 else text


def percent_change(earlier: Number, later: Number, places: int = 1) -> Decimal | None:
    """The change in per cent of the earlier value; None when the earlier value is nought."""
    before, after = _exact(earlier), _exact(later)
    if before == 0:
        return None
    return half_up(100 * (after - before) / abs(before), places)


def change_text(earlier: Number, later: Number, places: int = 1) -> str:
    """The change on the earlier value in words: "6.8% increase", "no change", "from 0"."""
    before, after = _exact(earlier), _exact(later)
    if before == after:
        return "no change"
    if before == 0:
        return "from 0"
    direction = "increase" if after > before else "decrease"
    size = half_up(abs(100 * (after - before) / before), places)
    if size == 0:
        return f"less than {plain(Decimal(1).scaleb(-places))}% {direction}"
    return f"{plain(size)}% {direction}"


def _exact(value: Number) -> Fraction:
    """The value as an exact fraction. A float or a truth value is refused: it is not a count."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"Give a whole number, a Decimal or a Fraction, not {type(value).__name__} {value!r}")
    return Fraction(value)
