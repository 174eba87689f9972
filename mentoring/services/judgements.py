"""How the fellow judges the problem, delivery and learning: as of now, and how it changed.

A judgement is the fellow's own and never a flag: how a fellow is doing is told by milestones alone.
"""

from functools import cache

from challenges.models import Challenge, Judgement
from challenges.models.judgement import Track
from mentoring.permissions import Standing
from mentoring.statements import ROW, Statement, as_seen, columns, statement_of, take


def judgements_of(challenge: Challenge, standing: Standing) -> dict[str, list[Judgement]]:
    """Of each track, oldest first; on the same day the one made later counts."""
    rows = standing.seen(Judgement.objects.filter(challenge=challenge).current())
    found: dict[str, list[Judgement]] = {track: [] for track in Track.values}
    for row in rows.order_by("day", "pk"):
        found[row.track].append(row)
    return found


def current_judgements(challenge: Challenge, standing: Standing) -> list[Judgement]:
    """The newest of each track, in the order of the tracks. One statement."""
    rows = [take(Judgement, row) for row in standing.fetch(_newest, row=challenge.pk)]
    return sorted(rows, key=lambda row: Track.values.index(row.track))


@cache
def _newest(former: bool) -> Statement:
    rows = as_seen(Judgement.objects.filter(challenge=ROW).current(), former)
    newest = rows.order_by("track", "-day", "-pk").distinct("track")
    return statement_of(newest.values_list(*columns(Judgement)))
