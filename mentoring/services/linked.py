"""What things are linked to, and what else they could be linked to: one statement each.

By hand, in the way of services/moments.py. Callers pass a challenge fetched through `visible_to`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from challenges.models import PieceKind
from fellowship.lib.dates import in_words
from fellowship.lib.numbers import as_number
from mentoring.models.link import ENDS
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.then import NAME_OF_RAMP
from mentoring.statements import Statement
from mentoring.things import Thing, in_ramp, key_of

ON_A_PAGE = 50
FOUND_ON_A_PAGE = 20
LONGEST_NAME = 150
# The kinds under which links are listed, in this order.
KINDS: dict[str, Any] = {
    PieceKind.MEASURE: gettext_lazy("Measures"),
    PieceKind.CYCLE: gettext_lazy("PDSA cycles"),
    PieceKind.DRIVERS: gettext_lazy("Driver diagram"),
    PieceKind.STAKEHOLDER: gettext_lazy("Stakeholders"),
    PieceKind.QUESTION: gettext_lazy("Questions"),
    PieceKind.JUDGEMENT: gettext_lazy("Judgements"),
    PieceKind.SIGHTING: gettext_lazy("Balcony and dance floor"),
    "milestone": gettext_lazy("Milestones"),
    "entry": gettext_lazy("Log entries"),
    "module": gettext_lazy("PgCert modules"),
}
PAGES = {"entry": "log_entry", "milestone": "milestone", "piece": "piece", "module": "module"}

# An end as “piece-12”; `{end}` is a row of mentoring_linkend.
_KEY = "coalesce({})".format(", ".join(f"'{kind}-' || {{end}}.{field}_id" for kind, field in ENDS.items()))
# What somebody sees in the days of grace: see `Standing.seen`, and `unchanged_since` of each kind.
_BEFORE_THE_END = """
    AND link.made_at < %(until)s
    AND (entry.id IS NULL OR entry.shared_at < %(until)s AND NOT EXISTS (
        SELECT FROM challenges_logentryversion
        WHERE entry_id = entry.id AND written_at >= %(until)s))
    AND (milestone.id IS NULL OR NOT EXISTS (
        SELECT FROM challenges_milestonechange
        WHERE milestone_id = milestone.id AND at >= %(until)s AND by_id IS DISTINCT FROM %(me)s
          AND act <> 'change_workstream'))
    AND (piece.id IS NULL OR piece.made_at < %(until)s AND NOT EXISTS (
        SELECT FROM challenges_piecechange
        WHERE piece_id = piece.id AND at >= %(until)s AND by_id IS DISTINCT FROM %(me)s
          AND act NOT IN ('link', 'unlink')))"""
_RAMP_THEN = NAME_OF_RAMP.format(since="change.at >= %(until)s")
_LINKED = f"""
SELECT * FROM (
    SELECT {_KEY.format(end="mine")}, {_KEY.format(end="theirs")}, link.id, link.made_at, link.why,
           coalesce(piece.kind, ''),
           coalesce(piece.name, milestone.title, module.title, left(entry.what_happened, 500)),
           entry.happened_on, cycle.number, {{ramp}}, count(*) OVER of_mine,
           row_number() OVER (of_mine ORDER BY link.made_at DESC, link.id DESC) AS place
    FROM mentoring_linkend mine
    JOIN mentoring_link link ON link.removed_at IS NULL AND (link.one_id = mine.id OR link.other_id = mine.id)
    JOIN mentoring_linkend theirs
        ON theirs.id = CASE link.one_id WHEN mine.id THEN link.other_id ELSE link.one_id END
    LEFT JOIN challenges_logentry entry ON entry.id = theirs.log_entry_id
    LEFT JOIN challenges_milestone milestone ON milestone.id = theirs.milestone_id
    LEFT JOIN challenges_piece piece ON piece.id = theirs.piece_id
    LEFT JOIN challenges_cycle cycle ON cycle.piece_ptr_id = piece.id
    LEFT JOIN challenges_ramp ramp ON ramp.id = cycle.ramp_id
    LEFT JOIN learning_module module ON module.id = theirs.module_id
    WHERE mine.challenge_id = %(challenge)s AND piece.removed_at IS NULL
      AND ({" OR ".join(f"mine.{field}_id = ANY(%({kind})s)" for kind, field in ENDS.items())}) {{only}}
    WINDOW of_mine AS (PARTITION BY mine.id)
) AS linked WHERE place > %(after)s AND place <= %(last)s ORDER BY place
"""  # noqa: S608  # the parts are constants of this module
_FOUND = f"""
SELECT key, kind, name, day, number, ramp, count(*) OVER () FROM (
    SELECT 'entry-' || id AS key, 'entry' AS kind, left(what_happened, 500) AS name, happened_on AS day,
           NULL::int AS number, NULL AS ramp,
           to_char(happened_on, 'FMDD FMMonth YYYY ')
               || what_happened || ' ' || so_what || ' ' || now_what AS words
    FROM challenges_logentry WHERE challenge_id = %(challenge)s
  UNION ALL
    SELECT 'milestone-' || id, 'milestone', title, due_on, NULL, NULL,
           title || ' ' || description || ' ' || evidence
    FROM challenges_milestone WHERE challenge_id = %(challenge)s
  UNION ALL
    SELECT 'piece-' || piece.id, kind, piece.name, (made_at AT TIME ZONE %(zone)s)::date, cycle.number,
           ramp.name, concat(piece.name, ' ', ramp.name)
    FROM challenges_piece piece
    LEFT JOIN challenges_cycle cycle ON cycle.piece_ptr_id = piece.id
    LEFT JOIN challenges_ramp ramp ON ramp.id = cycle.ramp_id
    WHERE piece.challenge_id = %(challenge)s AND removed_at IS NULL
  UNION ALL
    SELECT 'module-' || id, 'module', title, NULL, NULL, NULL, title || ' ' || provider
    FROM learning_module WHERE cohort_id = %(cohort)s AND (place_id IS NULL OR place_id = %(place)s)
      AND id NOT IN (SELECT module_id FROM learning_leftout WHERE place_id = %(place)s)
) AS things
WHERE words ILIKE ALL(%(patterns)s) AND (%(kind)s = '' OR kind = %(kind)s) AND key <> %(thing)s
  AND key NOT IN (
    SELECT {_KEY.format(end="theirs")}
    FROM mentoring_linkend mine
    JOIN mentoring_link link ON link.removed_at IS NULL AND (link.one_id = mine.id OR link.other_id = mine.id)
    JOIN mentoring_linkend theirs
        ON theirs.id = CASE link.one_id WHEN mine.id THEN link.other_id ELSE link.one_id END
    WHERE mine.challenge_id = %(challenge)s AND {_KEY.format(end="mine")} = %(thing)s)
ORDER BY array_position(%(kinds)s, kind), day DESC, key DESC LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608


def end_from(key: str) -> Thing | None:
    """“piece-12” as ("piece", 12); None for what cannot be linked."""
    kind, _dash, number = key.partition("-")
    pk = as_number(number)
    return (kind, pk) if kind in ENDS and pk else None


@dataclass(frozen=True)
class Linkable:
    """A thing as it is listed; `kind` is a key of KINDS. `url` is empty where this person may not go."""

    thing: Thing
    kind: str
    name: str
    url: str
    day: dt.date | None = None

    @property
    def key(self) -> str:
        return key_of(self.thing)


@dataclass(frozen=True)
class Linked(Linkable):
    """The other end of a link, and the link's own facts."""

    link: int = 0
    since: dt.datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Links:
    """Some of a thing's links, newest first, and how many there are in all."""

    shown: list[Linked]
    in_all: int

    @property
    def by_kind(self) -> list[tuple[str, list[Linked]]]:
        return grouped(self.shown)


NO_LINKS = Links([], 0)


def links_of(
    challenge: ChallengeSeen, standing: Standing, thing: Thing, *, page: int = 1, on_a_page: int = ON_A_PAGE
) -> Links:
    return links_of_many(challenge, standing, [thing], page=page, on_a_page=on_a_page).get(thing, NO_LINKS)


def links_of_many(
    challenge: ChallengeSeen,
    standing: Standing,
    things: Iterable[Thing],
    *,
    page: int = 1,
    on_a_page: int = ON_A_PAGE,
) -> dict[Thing, Links]:
    """The links of each of the things, as far as their other ends are for this person; one statement."""
    ids: dict[str, list[int]] = {kind: [] for kind in ENDS}
    for kind, pk in things:
        if kind in ids:
            ids[kind].append(pk)
    if not any(ids.values()):
        return {}
    until = standing.sees_until
    values: dict[str, Any] = {**ids, "challenge": challenge.pk, "until": until, "me": standing.user_id}
    values |= {"after": (page - 1) * on_a_page, "last": page * on_a_page}
    query = _LINKED.format(only=_BEFORE_THE_END if until else "", ramp=_RAMP_THEN if until else "ramp.name")
    shown: dict[Thing, list[Linked]] = defaultdict(list)
    in_all: dict[Thing, int] = {}
    rows = Statement(query, {}).fetch(**values)
    for mine, theirs, link, since, why, kind, name, day, *ramp, count, _place in rows:
        here, there = _thing(mine), _thing(theirs)
        facts = _facts(there, kind or there[0], name, day, ramp, standing)
        shown[here].append(Linked(**facts, link=link, since=since, why=why))
        in_all[here] = count
    return {thing: Links(lines, in_all[thing]) for thing, lines in shown.items()}


def linkable(
    challenge: ChallengeSeen,
    standing: Standing,
    thing: Thing,
    *,
    words: str = "",
    kind: str = "",
    page: int = 1,
) -> tuple[list[Linkable], int]:
    """A page of what `thing` is not linked to yet, by kind and then newest first, and how many there are.

    `words`: each must be in it somewhere.
    """
    values = {
        "challenge": challenge.pk,
        "cohort": challenge.place.cohort_id,
        "place": challenge.place_id,
        "thing": key_of(thing),
        "patterns": [f"%{_as_it_is(word)}%" for word in words.split()],
        "kind": kind,
        "kinds": [str(kind) for kind in KINDS],
        "zone": timezone.get_current_timezone_name(),
        "limit": FOUND_ON_A_PAGE,
        "offset": (page - 1) * FOUND_ON_A_PAGE,
    }
    rows = _fetched(_FOUND, values)
    found = [
        Linkable(**_facts(_thing(key), kind, name, day, ramp, standing))
        for key, kind, name, day, *ramp, _count in rows
    ]
    return found, rows[0][-1] if rows else 0


def grouped(things: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """(title of the kind, its things), in the order of KINDS."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for thing in things:
        groups[thing.kind].append(thing)
    return [(str(title), groups[kind]) for kind, title in KINDS.items() if kind in groups]


def _facts(
    thing: Thing, kind: str, name: str, day: dt.date | None, ramp: list, standing: Standing
) -> dict[str, Any]:
    """What Linkable holds; `ramp` is a cycle's number and the name of its ramp.

    A module's page is for its fellows and teachers, not for mentors.
    """
    if kind == "entry" and day:
        name = f"{in_words(day)}: {Truncator(name).chars(LONGEST_NAME)}"
    if kind == PieceKind.CYCLE:
        name = in_ramp(name, *ramp)
    only_mentor = standing.is_mentor and not (standing.is_fellow or standing.is_team)
    url = "" if kind == "module" and only_mentor else reverse(PAGES[thing[0]], args=[thing[1]])
    return {"thing": thing, "kind": kind, "name": name, "url": url, "day": day}


def _thing(key: str) -> Thing:
    kind, pk = key.split("-")
    return kind, int(pk)


def _as_it_is(word: str) -> str:
    """For a pattern of LIKE, in which these have a meaning of their own."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _fetched(query: str, values: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
