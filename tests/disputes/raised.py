"""A challenge about Ada, as most tests begin."""

from dataclasses import replace

from footprint.accounts import roles
from footprint.disputes.procedure import procedure_on
from footprint.disputes.raising import Concern, raise_dispute
from tests.conftest import TODAY

CONCERN = Concern(
    title="Ada does not see her brother",
    words="Decided in June, every two weeks. It has happened twice.",
    themes=("family",),
    means="She misses him.",
    wanted="Three meetings in a row.",
)


def raised(cast, stage="informal", *, children=None, on=TODAY, asked=None, actions=(), by=None, **of):
    """Raised by Ada's IRO on a day; ``of`` changes the concern. Themes that the procedure does not know become its first."""
    themes = procedure_on(cast.council.profile_name, on).themes
    concern = replace(CONCERN, themes=CONCERN.themes if "family" in themes else tuple(themes)[:1])
    return raise_dispute(
        by=by or cast.people[roles.IRO], on=on, council=cast.council, children=[cast.ada] if children is None else children,
        concern=replace(concern, **of), stage=stage, asked=asked, actions=actions,
    )  # fmt: skip
