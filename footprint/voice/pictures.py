"""The pictures of the forms for children, drawn here: each on a square of 72, for the screen and for paper."""

FACE = (
    '<circle cx="36" cy="36" r="31" fill="#f6c65b" stroke="#3a2a12" stroke-width="3"/><circle cx="26"'
    ' cy="30" r="4" fill="#3a2a12"/><circle cx="46" cy="30" r="4" fill="#3a2a12"/>'
)
PICTURES = {
    "great": (
        FACE + '<path d="M20 42c4 14 28 14 32 0z" fill="none" stroke="#3a2a12" stroke-width="4"'
        ' stroke-linejoin="round"/>'
    ),
    "good": (
        FACE + '<path d="M22 44c6 9 22 9 28 0" fill="none" stroke="#3a2a12" stroke-width="4" stroke-linecap="round"/>'
    ),
    "ok": (FACE + '<path d="M23 47h26" stroke="#3a2a12" stroke-width="4" stroke-linecap="round"/>'),
    "poor": (
        FACE + '<path d="M22 51c6-8 22-8 28 0" fill="none" stroke="#3a2a12" stroke-width="4" stroke-linecap="round"/>'
    ),
    "bad": (
        FACE + '<path d="M17 23l9-5M55 23l-9-5" stroke="#3a2a12" stroke-width="3.500" stroke-linecap="round"/><path'
        ' d="M22 53c5-13 23-13 28 0" fill="none" stroke="#3a2a12" stroke-width="4" stroke-linecap="round"/>'
    ),
    "family": (
        '<g stroke="#3a2a12" stroke-width="3"><circle cx="22" cy="20" r="9" fill="#c98b62"/><path d="M8'
        ' 58V44c0-8 6-12 14-12s14 4 14 12v14z" fill="#6f9f86"/><circle cx="50" cy="26" r="8"'
        ' fill="#e3b28a"/><path d="M37 58V48c0-7 5-11 13-11s13 4 13 11v10z" fill="#b4573f"/></g>'
    ),
    "home": (
        '<path d="M14 60V34l22-18 22 18v26z" fill="#fffaf0" stroke="#3a2a12" stroke-width="3"'
        ' stroke-linejoin="round"/><path d="M8 38l28-24 28 24" fill="none" stroke="#b4573f" stroke-width="7"'
        ' stroke-linecap="round" stroke-linejoin="round"/><path d="M30 60V44h12v16z" fill="#b4573f"/>'
    ),
    "school": (
        '<path d="M12 18h20c3 0 4 2 4 4v36c0-3-2-4-5-4H12zM60 18H40c-3 0-4 2-4 4v36c0-3 2-4 5-4h19z"'
        ' fill="#fffaf0" stroke="#3a2a12" stroke-width="3" stroke-linejoin="round"/><path d="M18 28h11M18'
        ' 36h11M43 28h11M43 36h11" stroke="#4f7f8a" stroke-width="3"/>'
    ),
    "friends": (
        '<g stroke="#3a2a12" stroke-width="3"><circle cx="20" cy="26" r="10" fill="#e3b28a"/><circle cx="52"'
        ' cy="26" r="10" fill="#8a5a3a"/><path d="M6 60c0-14 6-20 14-20s12 4 16 10c4-6 8-10 16-10s14 6 14'
        ' 20z" fill="#4f7f8a"/></g>'
    ),
    "play": (
        '<circle cx="36" cy="36" r="25" fill="#fffaf0" stroke="#3a2a12" stroke-width="3"/><path d="M36 25l10'
        ' 7-4 12H30l-4-12z" fill="#3a2a12"/><path d="M36 11v14M46 32l13-5M42 44l9 12M30 44l-9 12M26'
        ' 32l-13-5" stroke="#3a2a12" stroke-width="3"/>'
    ),
    "food": (
        '<circle cx="36" cy="38" r="20" fill="#fffaf0" stroke="#3a2a12" stroke-width="3"/><circle cx="36"'
        ' cy="38" r="11" fill="#f6c65b" stroke="#3a2a12" stroke-width="2"/><path d="M8 16v14c0 4 4 4 4'
        ' 4v26M16 16v14c0 4-4 4-4 4M64 60V16c-6 2-8 10-8 20h8" fill="none" stroke="#3a2a12" stroke-width="3"'
        ' stroke-linecap="round"/>'
    ),
    "sleep": (
        '<path d="M44 12a26 26 0 1 0 16 36A22 22 0 0 1 44 12z" fill="#f6c65b" stroke="#3a2a12"'
        ' stroke-width="3" stroke-linejoin="round"/><path d="M52 14h10l-10 12h10" fill="none"'
        ' stroke="#3a2a12" stroke-width="3"/>'
    ),
    "pets": (
        '<path d="M18 30L16 12l14 8h12l14-8-2 18c4 16-6 28-18 28S14 46 18 30z" fill="#e3b28a"'
        ' stroke="#3a2a12" stroke-width="3" stroke-linejoin="round"/><circle cx="28" cy="34" r="3"'
        ' fill="#3a2a12"/><circle cx="44" cy="34" r="3" fill="#3a2a12"/><path d="M33 43h6l-3 4zM36 47v4M12'
        ' 42l12 2M60 42l-12 2" stroke="#3a2a12" stroke-width="2.500" fill="#3a2a12"/>'
    ),
    "hurt": (
        '<g transform="rotate(-35 36 36)"><rect x="6" y="26" width="60" height="20" rx="10" fill="#e3b28a"'
        ' stroke="#3a2a12" stroke-width="3"/><rect x="26" y="26" width="20" height="20" fill="#fffaf0"'
        ' stroke="#3a2a12" stroke-width="2"/><path d="M32 33h.1M40 33h.1M32 40h.1M40 40h.1" stroke="#3a2a12"'
        ' stroke-width="4" stroke-linecap="round"/></g>'
    ),
}


def picture(name: str) -> str:
    """A picture as a whole SVG, to stand on paper."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72" width="72" height="72">{PICTURES[name]}</svg>'


def symbols() -> str:
    """All pictures as symbols of a page, to be used by their names: ``#p-home``."""
    drawn = "".join(f'<symbol id="p-{name}" viewBox="0 0 72 72">{body}</symbol>' for name, body in PICTURES.items())
    return f'<svg width="0" height="0" class="hidden" aria-hidden="true"><defs>{drawn}</defs></svg>'
