"""What a changed template means for the milestones of a launched cohort, one by one, before anything is done.

One statement says it for all fellows, for a page of them, or counted by item, so that the preview and the
worker cannot differ.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, ManyToOneRel
from django.utils import timezone

from challenges.models import Milestone, MilestoneChange
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.services.own_dates import shifts_of_new
from fellowship.cohorts.services.template_wanted import WantedItem

# Verdicts that change something; any other says why a milestone is left alone.
MOVE, WORDS, ADD, REMOVE = "move", "words", "add", "remove"
DOES = (MOVE, WORDS, ADD, REMOVE)
CHANGE, STAY = "change", "stay"
STATUSES = {
    "planned": MilestoneStatus.PLANNED,
    "signed_off": MilestoneStatus.SIGNED_OFF,
    "sent": MilestoneStatus.SENT,
    "dropped": MilestoneStatus.DROPPED,
}

# `shift`: by how many days a fellow's own calendar (pause, extension, working time) moved it, which it keeps;
# of what is new, by how many it would have moved it (`own`).
_JUDGED = """
WITH item AS (
    SELECT * FROM unnest(%(pks)s::bigint[], %(titles)s::text[], %(descriptions)s::text[], %(gone)s::boolean[])
        AS i (pk, title, description, gone)
), wanted AS (
    SELECT * FROM unnest(%(items)s::bigint[], %(starts)s::date[], %(days)s::date[])
        AS w (item, starts_on, day)
), own AS (
    SELECT * FROM unnest(%(own_places)s::bigint[], %(own_items)s::bigint[], %(own_days)s::int[])
        AS o (place, item, days)
), moved AS (
    SELECT (one ->> 'pk')::bigint AS milestone,
           sum((one ->> 'after')::date - (one ->> 'before')::date)::int AS days
    FROM cohorts_placechange change
    JOIN cohorts_place place ON place.id = change.place_id AND place.cohort_id = %(cohort)s
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(change.facts -> 'moved', '[]')) AS one
    WHERE change.undone_at IS NULL AND one ->> 'kind' = 'milestone'
      AND (%(places)s::bigint[] IS NULL OR place.id = ANY(%(places)s))
    GROUP BY 1
), found AS (
    SELECT place.id AS place, challenge.id AS challenge, item.pk AS item, item.gone, item.title,
           item.description, milestone.id AS milestone, milestone.title AS title_now,
           milestone.description AS description_now, milestone.due_on, milestone.laid_out_on,
           milestone.status, milestone.evidence, wanted.day, place.person_id,
           CASE WHEN milestone.id IS NULL OR moved.days IS NULL AND due_on = laid_out_on + own.days
                THEN coalesce(own.days, 0) ELSE coalesce(moved.days, 0) END AS shift
    FROM cohorts_place place
    JOIN challenges_challenge challenge ON challenge.place_id = place.id
    CROSS JOIN item
    JOIN wanted ON wanted.item = item.pk AND wanted.starts_on = place.starts_on
    LEFT JOIN challenges_milestone milestone
        ON milestone.challenge_id = challenge.id AND milestone.from_template_id = item.pk
    LEFT JOIN moved ON moved.milestone = milestone.id
    LEFT JOIN own ON own.place = place.id AND own.item = item.pk
    WHERE place.cohort_id = %(cohort)s AND place.status IN ('active', 'paused')
      AND (%(places)s::bigint[] IS NULL OR place.id = ANY(%(places)s))
), differs AS (
    SELECT found.*,
           day IS DISTINCT FROM laid_out_on AS other_day,
           CASE WHEN (title_now, description_now) IS NOT DISTINCT FROM (title, description) THEN ''
                WHEN EXISTS (
                    SELECT FROM challenges_milestonechange change
                    WHERE change.milestone_id = found.milestone AND change.act = 'edit'
                      AND change.by_id = found.person_id
                ) THEN 'stay'
                ELSE 'change' END AS wording
    FROM found
    WHERE (milestone IS NULL) <> gone
       OR (milestone IS NOT NULL AND NOT gone
           AND (day IS DISTINCT FROM laid_out_on
                OR (title_now, description_now) IS DISTINCT FROM (title, description)))
), judged AS (
    SELECT differs.*, CASE
        WHEN milestone IS NULL AND day + shift < %(today)s THEN 'past'
        WHEN milestone IS NULL THEN 'add'
        WHEN status = %(signed_off)s THEN 'signed_off'
        WHEN status = %(sent)s THEN 'with_mentor'
        WHEN gone AND (status <> %(planned)s OR evidence <> '' OR due_on <> laid_out_on + shift
                       OR __REFERRED__ OR EXISTS (
            SELECT FROM challenges_milestonechange change
            WHERE change.milestone_id = differs.milestone AND change.act NOT IN ('add', 'move')
              AND change.by_id = differs.person_id)) THEN 'worked_on'
        WHEN status = %(dropped)s THEN 'dropped'
        WHEN gone THEN 'remove'
        WHEN other_day AND due_on <> laid_out_on + shift THEN 'moved_by_hand'
        WHEN other_day THEN 'move'
        WHEN wording = 'stay' THEN 'own_words'
        ELSE 'words' END AS verdict
    FROM differs
), said AS (
    SELECT judged.*, CASE WHEN verdict IN ('move', 'words') THEN wording ELSE '' END AS words FROM judged
)"""
_EACH = """
SELECT place, challenge, item, milestone, title_now, description_now, due_on, laid_out_on, day, shift,
       verdict, words
FROM said ORDER BY place, day, item"""
_COUNTED = """
SELECT item, verdict, count(DISTINCT place), min(due_on), max(due_on), min(day + shift), max(day + shift),
       words, CASE WHEN words = 'change' THEN title_now END AS old_title,
       CASE WHEN words = 'change' THEN description_now END AS old_description
FROM said GROUP BY item, verdict, words, old_title, old_description
ORDER BY min(day), item, verdict, words, old_title, old_description"""


@dataclass(frozen=True)
class Judged:
    """What happens to one fellow's milestone. `day` is the template's for this place, without the shift."""

    place: int
    challenge: int
    item: int
    milestone: int | None
    title: str
    description: str
    due_on: dt.date | None
    laid_out_on: dt.date | None
    day: dt.date
    shift: int
    verdict: str
    words: str  # of what moves or reads otherwise: CHANGE, or STAY since they are the fellow's own

    @property
    def becomes(self) -> dt.date:
        """Its new date, with what the fellow's own calendar added."""
        return self.day + dt.timedelta(days=self.shift)


@dataclass(frozen=True)
class Counted:
    """How many fellows one verdict on one item concerns, between which dates, and whose words were the same.

    `old`: title and description, where they change.
    """

    item: int
    verdict: str
    fellows: int
    before: tuple[dt.date | None, dt.date | None]
    after: tuple[dt.date, dt.date]
    words: str
    old: tuple[str, str] | None


@dataclass(frozen=True)
class Days:
    """The template's day of each item, for each first day that current places of the cohort have."""

    cohort: int
    items: Sequence[WantedItem]
    rows: list[tuple[int, dt.date, dt.date]]  # item, first day, day
    own: list[tuple[int, int, int]]  # place, item, days by which the fellow's calendar moves what is new
    fellows: int


def days_of(cohort: Cohort, items: Sequence[WantedItem]) -> Days:
    """Two queries, and one more where calendars of fellows have moved."""
    starts = dict(cohort.places.current().order_by().values_list("starts_on").annotate(Count("pk")))
    rows = [(one.pk, start, max(one.on(start, cohort.ends_on), start)) for start in starts for one in items]
    return Days(cohort.pk, items, rows, _own_days(cohort, rows), sum(starts.values()))


def _own_days(cohort: Cohort, rows: list[tuple[int, dt.date, dt.date]]) -> list[tuple[int, int, int]]:
    shifts = shifts_of_new(cohort.pk)
    if not shifts:
        return []
    places = Place.objects.current().filter(pk__in=shifts).values_list("pk", "starts_on")
    own = [
        (place, item, shifts[place](day))
        for place, starts_on in places
        for item, start, day in rows
        if start == starts_on
    ]
    return [one for one in own if one[2]]


def judge(days: Days, places: Collection[int]) -> list[Judged]:
    """For these places. One statement."""
    return [Judged(*row) for row in _rows(days, list(places), _EACH)]


def count(days: Days) -> list[Counted]:
    """For all current places. One statement, and no more rows than there are items, verdicts and wordings."""
    return [
        Counted(item, verdict, fellows, tuple(dates[:2]), tuple(dates[2:]), words, _both(title, description))
        for item, verdict, fellows, *dates, words, title, description in _rows(days, None, _COUNTED)
    ]


def _both(title: str | None, description: str | None) -> tuple[str, str] | None:
    return None if title is None or description is None else (title, description)


def _rows(days: Days, places: list[int] | None, ending: str) -> list[tuple[Any, ...]]:
    items, starts, wanted = ([row[n] for row in days.rows] for n in range(3))
    own_places, own_items, own_days = ([row[n] for row in days.own] for n in range(3))
    values = {
        "cohort": days.cohort,
        "places": places,
        "today": timezone.localdate(),
        "pks": [item.pk for item in days.items],
        "titles": [item.title for item in days.items],
        "descriptions": [item.words for item in days.items],
        "gone": [item.removed for item in days.items],
        "items": items,
        "starts": starts,
        "days": wanted,
        "own_places": own_places,
        "own_items": own_items,
        "own_days": own_days,
        **STATUSES,
    }
    with connection.cursor() as cursor:
        # Just after many were added the database takes them for few, and row by row it would take minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_JUDGED.replace("__REFERRED__", _referred()) + ending, values)
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    return rows


def _referred() -> str:
    """Whether any row, of whatever room, refers to the milestone: comments, entries, files."""
    return (
        "("
        + " OR ".join(
            f'EXISTS (SELECT FROM "{model._meta.db_table}" WHERE "{name}_id" = differs.milestone)'
            for model, name in referrers()
        )
        + ")"
    )


def referrers() -> list[tuple[Any, str]]:
    """Every model with a foreign key to milestones, and the key's name; the history does not count."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Milestone._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and relation.related_model is not MilestoneChange
    ]
