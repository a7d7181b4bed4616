"""Noting where a file and a person here differ, once: what was decided for ours is not asked again."""

from collections.abc import Collection
from datetime import datetime

from footprint.council.models import Council
from footprint.exchange.models import Difference


def note(
    found: list[tuple], *, council: Council, at: datetime, year: str = "", of_children: Collection[int] | None = None
) -> int:
    """Keep the differences that an import found: (child id, what, where, ours, theirs, what the file claims).

    Those of earlier imports of the kind (a return has a year, a list has none) that are found no more are dropped, for
    all children or those given. Returns how many are new.
    """
    known = Difference.objects.filter(council=council)
    ours = set(known.filter(decided="ours").values_list("child", "what", "where", "theirs"))
    found = [d for d in found if (d[0], d[1], d[2], d[4][:300]) not in ours]
    earlier = known.filter(decided="").exclude(year="") if year else known.filter(decided="", year="")
    if of_children is not None:
        earlier = earlier.filter(child__in=of_children)
    wanted = {(d[0], d[1], d[2], d[4][:300]): d for d in found}
    gone = [d.pk for d in earlier if (d.child_id, d.what, d.where, d.theirs) not in wanted]
    Difference.objects.filter(pk__in=gone).delete()
    before = known.count()
    Difference.objects.bulk_create(
        [
            Difference(
                council=council,
                child_id=child,
                year=year,
                what=what,
                where=where,
                ours=ours[:300],
                theirs=theirs[:300],
                claim=claim,
                found_at=at,
            )
            for child, what, where, ours, theirs, claim in wanted.values()
        ],
        ignore_conflicts=True,
    )
    return known.count() - before
