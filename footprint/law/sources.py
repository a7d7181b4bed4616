"""Where each rule comes from.

``mark`` says how sure the source is: A statute or official text seen; B seen in council procedures or reports that
apply it; C not seen in a source. ``kind`` is one of KINDS. What was not seen is said to the reader (``unchecked``).
"""

from dataclasses import dataclass

KINDS = {"statute": "Law", "guidance": "Guidance", "council protocol": "Council rule"}
MARKS = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class Source:
    """A place where a rule stands: ``title`` as a reader would look it up; ``unchecked`` names what was not seen."""

    key: str
    title: str
    mark: str
    kind: str
    unchecked: str = ""

    def __post_init__(self):
        if self.kind not in KINDS or self.mark not in MARKS:
            raise ValueError(f"Source {self.key}: kind must be one of {list(KINDS)} and mark one of {MARKS}.")
        if self.mark == "C" and not self.unchecked:
            raise ValueError(f"Source {self.key} is marked C and must say what is not yet checked.")

    def text(self) -> str:
        """``Law: Care Planning Regulations 2010, reg 33(2).``"""
        doubt = f" ({self.unchecked} not yet checked)" if self.unchecked else ""
        return f"{KINDS[self.kind]}: {self.title}{doubt}."


_CARE = "Care Planning Regulations 2010"
_ADOPTION = "Adoption Agencies Regulations 2005"
_HANDBOOK = "IRO Handbook"

_ALL = (
    Source("first-review", f"{_CARE}, reg 33(1)", "A", "statute"),
    Source("later-reviews", f"{_CARE}, reg 33(2)", "A", "statute"),
    Source("iro-request", f"{_CARE}, reg 33(3)(a)", "A", "statute"),
    Source("before-1-april-2011", "Review of Children's Cases Regulations 1991, reg 3", "C", "statute", "text"),
    Source("relaxed-2020", "SI 2020/445, reg 8, in force 24 April to 25 September 2020", "C", "statute", "effect"),
    Source("short-breaks", f"{_CARE}, reg 48(1) and (2)", "A", "statute"),
    Source("short-break-reviews", f"{_CARE}, reg 48(3)(d)", "B", "statute", "text of the paragraph"),
    Source("short-breaks-2020", f"{_CARE}, reg 48(2)(c) as in force in 2020", "A", "statute"),
    Source("authorised", f"{_ADOPTION}, reg 36(1)", "A", "statute"),
    Source("placed", f"{_ADOPTION}, reg 36(3)", "A", "statute"),
    Source("returned", f"{_ADOPTION}, reg 36(8)", "C", "statute", "paragraph"),
    Source("adjournment", f"{_CARE}, reg 36(2)", "C", "statute", "text"),
    Source("appointment", f"{_HANDBOOK}, chapters 3 and 7", "B", "guidance", "paragraph"),
    Source("after-review", f"{_HANDBOOK}, chapter 3", "B", "guidance", "paragraph"),
    Source("dispute", f"{_HANDBOOK}, 6.2 (20 working days in all)", "B", "guidance"),
    Source("permanence", "permanence planning procedure", "B", "council protocol"),
    Source("care-plan", f"{_CARE}, reg 4", "C", "statute", "text"),
    Source("pathway-plan", f"{_CARE}, regs 40 to 43", "A", "statute"),
    Source("pathway-reviewed", f"{_CARE}, regs 40 to 43, and council procedures", "B", "statute", "paragraph"),
    Source("health-first", f"{_CARE}, reg 7, and the guidance on health", "C", "statute", "text"),
    Source("health-later", f"{_CARE}, reg 7(3)", "B", "statute", "text"),
    Source("education-plan", "Promoting the education of looked-after children, 2018", "C", "guidance", "text"),
    Source("placement-plan", f"{_CARE}, reg 9(2)", "A", "statute"),
    Source("placement-plan-2020", f"{_CARE}, reg 9(2) as in force from 24 April to 25 September 2020", "A", "statute"),
    Source("council-interval", "shorter time between reviews", "A", "council protocol"),
    Source("council-stages", "stages of the dispute procedure", "A", "council protocol"),
)

SOURCES = {source.key: source for source in _ALL}
