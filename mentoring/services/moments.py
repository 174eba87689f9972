"""What happened on a challenge, of all kinds, in one query: the time line's bones.

Written as SQL by hand: the ORM takes longer to put five unions together than the database to answer.
Callers pass the id of a challenge they have fetched through `Challenge.objects.visible_to`.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from mentoring.models.comment import FIELDS
from mentoring.statements import Statement
from mentoring.things import Thing

ENTRY, MILESTONE, BRIEF_SENT, BRIEF_ANSWERED, PIECE, COMMENT = (
    "entry",
    "milestone",
    "brief_sent",
    "brief_answered",
    "piece",
    "comment",
)
# Asked for alone: each is a COMMENT, or a PIECE of these kinds.
COMMENT_ON_MILESTONE, COMMENT_APART = "comment_on_milestone", "comment_apart"
MEASURED, TRIED, PEOPLE = "measured", "tried", "people"
ALL = (ENTRY, MILESTONE, BRIEF_SENT, BRIEF_ANSWERED, PIECE, COMMENT)

_ABOUT = " ".join(f"WHEN {field}_id IS NOT NULL THEN '{kind}'" for kind, field in FIELDS.items())
_COMMENTS = f"""
    SELECT 'comment' AS what, id AS row, created_at AS moment, author_id AS doer,
           CASE {_ABOUT} END AS about,
           coalesce({", ".join(f"{field}_id" for field in FIELDS.values())}) AS about_id
    FROM mentoring_comment WHERE challenge_id = %(challenge)s AND deleted_at IS NULL"""  # noqa: S608 - the names are our own table's
# What a piece is linked to is told under the things that are linked.
_PIECES = """
    SELECT 'piece' AS what, change.id AS row, change.at AS moment, change.by_id AS doer,
           'piece' AS about, piece.id AS about_id
    FROM challenges_piecechange change
    JOIN challenges_piece piece ON piece.id = change.piece_id
    WHERE piece.challenge_id = %(challenge)s AND change.act NOT IN ('link', 'unlink')"""
_ROWS: dict[str, str] = {
    ENTRY: """
    SELECT 'entry' AS what, id AS row, shared_at AS moment, author_id AS doer,
           'entry' AS about, id AS about_id
    FROM challenges_logentry WHERE challenge_id = %(challenge)s""",
    # The year laid out from a template is not news, nor in which workstream a milestone is.
    MILESTONE: """
    SELECT 'milestone' AS what, change.id AS row, change.at AS moment, change.by_id AS doer,
           'milestone' AS about, milestone.id AS about_id
    FROM challenges_milestonechange change
    JOIN challenges_milestone milestone ON milestone.id = change.milestone_id
    WHERE milestone.challenge_id = %(challenge)s
      AND NOT (change.act = 'add' AND milestone.from_template_id IS NOT NULL)
      AND change.act <> 'change_workstream'""",
    BRIEF_SENT: """
    SELECT 'brief_sent' AS what, brief.id AS row, brief.sent_at AS moment, place.person_id AS doer,
           'brief' AS about, brief.id AS about_id
    FROM challenges_briefversion brief
    JOIN challenges_challenge challenge ON challenge.id = brief.challenge_id
    JOIN cohorts_place place ON place.id = challenge.place_id
    WHERE brief.challenge_id = %(challenge)s AND brief.sent_at IS NOT NULL AND brief.status <> 'draft'""",
    BRIEF_ANSWERED: """
    SELECT 'brief_answered' AS what, id AS row, answered_at AS moment, answered_by_id AS doer,
           'brief' AS about, id AS about_id
    FROM challenges_briefversion
    WHERE challenge_id = %(challenge)s AND answered_at IS NOT NULL
      AND status IN ('changes_asked', 'agreed', 'replaced')""",
    COMMENT: _COMMENTS,
    COMMENT_ON_MILESTONE: f"{_COMMENTS} AND milestone_id IS NOT NULL",
    # On what has no one place in time, under which they could stand.
    COMMENT_APART: f"{_COMMENTS} AND log_entry_id IS NULL AND brief_version_id IS NULL",
    PIECE: _PIECES,
    MEASURED: f"{_PIECES} AND piece.kind = 'measure'",
    TRIED: f"{_PIECES} AND piece.kind IN ('cycle', 'drivers')",
    PEOPLE: f"{_PIECES} AND piece.kind IN ('stakeholder', 'question', 'judgement', 'sighting')",
}


_OF_WORKSTREAM = """(about, about_id) IN (
        SELECT 'entry', id FROM challenges_logentry WHERE workstream_id = %(workstream)s
        UNION ALL SELECT 'milestone', id FROM challenges_milestone WHERE workstream_id = %(workstream)s
        UNION ALL SELECT 'piece', id FROM challenges_piece WHERE workstream_id = %(workstream)s
        UNION ALL SELECT 'workstream', %(workstream)s::bigint)"""


@dataclass(frozen=True)
class Moment:
    """Something that happened: which row says so, when, who did it, and which thing it is about."""

    what: str
    row: int
    at: dt.datetime
    who: int | None
    thing: Thing


@dataclass(frozen=True)
class Window:
    """Which part of the story is asked for: what belongs to a workstream, and from when to before when."""

    workstream: int | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None

    @property
    def conditions(self) -> list[str]:
        return [
            *([_OF_WORKSTREAM] if self.workstream else []),
            *(["moment >= %(since)s"] if self.since else []),
            *(["moment < %(before)s"] if self.before else []),
        ]


ALL_OF_IT = Window()


def newest_first(
    challenge_id: int,
    *,
    kinds: Collection[str],
    limit: int,
    offset: int,
    until: dt.datetime | None,
    me: int,
    window: Window = ALL_OF_IT,
) -> tuple[list[Moment], int]:
    """A page of moments, and how many there are in all (0 where the page is behind the last one).

    Moments at the same instant stand in a fixed order, so that pages never repeat or lose one.
    `until`: nothing from then on but what `me` did.
    """
    conditions = " AND ".join([_ended(until), *window.conditions])
    query = f"""SELECT *, count(*) OVER () FROM ({_union(kinds)}) AS moments WHERE {conditions}
        ORDER BY moment DESC, what DESC, row DESC LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608
    values: dict[str, Any] = {"challenge": challenge_id, "limit": limit, "offset": offset, **vars(window)}
    rows = Statement(query, {}).fetch(**values, until=until, me=me)
    return [_moment(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def oldest_first(
    challenge_id: int,
    *,
    kinds: Collection[str] = ALL,
    after: dt.datetime | None = None,
    until: dt.datetime | None = None,
    me: int | None = None,
    not_by: int | None = None,
    limit: int | None = None,
) -> list[Moment]:
    """`after` and `not_by` leave out the older and one's own; `until` and `me` are as above."""
    conditions = [*(["moment > %(after)s"] if after else []), *(["doer <> %(not_by)s"] if not_by else [])]
    query = f"""SELECT * FROM ({_union(kinds)}) AS moments WHERE {" AND ".join([*conditions, _ended(until)])}
        ORDER BY moment, what, row LIMIT %(limit)s"""  # noqa: S608
    values: dict[str, Any] = {"challenge": challenge_id, "after": after, "not_by": not_by, "limit": limit}
    return [_moment(*row) for row in Statement(query, {}).fetch(**values, until=until, me=me)]


def _ended(until: dt.datetime | None) -> str:
    return "(moment < %(until)s OR doer = %(me)s)" if until else "true"


def _union(kinds: Collection[str]) -> str:
    return " UNION ALL ".join(_ROWS[kind] for kind in kinds)


def _moment(what: str, row: int, at: dt.datetime, who: int | None, about: str, about_id: int) -> Moment:
    return Moment(what, row, at, who, (about, about_id))
