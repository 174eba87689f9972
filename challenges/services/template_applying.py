"""Milestones follow their changed template, many fellows at once, and go back again.

A handful of statements however many. What each fellow's milestones were is given back as plain data, kept by
the caller, and is all that `put_back` needs.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from challenges.models import Milestone, MilestoneChange
from challenges.services.moving import move_milestones
from challenges.services.moving import put_back as put_dates_back
from challenges.services.template_judging import (
    ADD,
    CHANGE,
    MOVE,
    REMOVE,
    STAY,
    WORDS,
    Judged,
    days_of,
    judge,
    referrers,
)
from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.cohorts.models import Cohort
from fellowship.cohorts.moving import Moved
from fellowship.cohorts.services.template_wanted import WantedItem
from fellowship.people.models import User

_LAID_OUT = """
UPDATE challenges_milestone milestone SET laid_out_on = new.day
FROM unnest(%s::bigint[], %s::date[]) AS new (pk, day) WHERE milestone.id = new.pk"""
# Only where nobody wrote other words since, and it is still with the fellow: `old` must stand there now.
_REWORD = """
WITH new AS (
    SELECT * FROM unnest(%(pks)s::bigint[], %(old_titles)s::text[], %(old_descriptions)s::text[],
                         %(titles)s::text[], %(descriptions)s::text[])
        AS n (pk, old_title, old_description, title, description)
), written AS (
    UPDATE challenges_milestone milestone
    SET title = new.title, description = new.description, version = milestone.version + 1
    FROM new WHERE milestone.id = new.pk AND milestone.status = ANY(%(with_the_fellow)s)
      AND (milestone.title, milestone.description) = (new.old_title, new.old_description)
    RETURNING milestone.id, milestone.status, milestone.due_on
)
INSERT INTO challenges_milestonechange
    (milestone_id, at, by_id, act, status_before, status_after, due_before, due_after, reason)
SELECT id, now(), %(by)s::bigint, 'edit', status, status, due_on, due_on, '' FROM written
RETURNING milestone_id"""


@dataclass
class Applied:
    """What was done to one fellow's milestones, as plain data."""

    moved: list[list[Any]] = field(default_factory=list)  # pk, due twice, laid out twice
    worded: list[list[Any]] = field(default_factory=list)  # pk, title and text, twice
    added: list[int] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # verdicts

    @property
    def does_something(self) -> bool:
        return bool(self.moved or self.worded or self.added or self.removed)


@transaction.atomic
def follow_template(
    *, cohort: Cohort, items: Sequence[WantedItem], places: Collection[int], reason: str, by: User
) -> dict[int, Applied]:
    """By place. What stays says why; judged anew, with the rows locked."""
    milestones = Milestone.objects.filter(
        challenge__place__in=places, from_template__in=[item.pk for item in items]
    )
    list(milestones.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    by_item = {item.pk: item for item in items}
    results: dict[int, Applied] = defaultdict(Applied)
    judged = judge(days_of(cohort, items), places)
    _move(judged, results, reason, by)
    _reword([one for one in judged if one.words == CHANGE], by_item, results, by)
    _add([one for one in judged if one.verdict == ADD], by_item, results, by)
    _remove([one for one in judged if one.verdict == REMOVE], results)
    for one in judged:
        if one.verdict not in (MOVE, WORDS, ADD, REMOVE):
            results[one.place].left.append(one.verdict)
        elif one.words == STAY:
            results[one.place].left.append("own_words")
    return results


def _move(judged: list[Judged], results: dict[int, Applied], reason: str, by: User) -> None:
    wanted = {one.milestone: one for one in judged if one.verdict == MOVE and one.milestone}
    moves = {pk: one.becomes for pk, one in wanted.items()}
    for moved in move_milestones(moves=moves, reason=reason, by=by):
        one = wanted[moved.pk]
        days = [moved.before, moved.after, one.laid_out_on, one.day]
        results[one.place].moved.append([moved.pk, *(day and day.isoformat() for day in days)])
    _lay_out({pk: one.day for pk, one in wanted.items()})


def _lay_out(days: dict[int, Any]) -> None:
    if days:
        with connection.cursor() as cursor:
            cursor.execute(_LAID_OUT, [list(days), list(days.values())])


def _reword(
    judged: list[Judged], items: dict[int, WantedItem], results: dict[int, Applied], by: User
) -> None:
    texts = [
        [one.milestone, one.title, one.description, items[one.item].title, items[one.item].words]
        for one in judged
    ]
    written = _write_words(texts, by)
    for one, text in zip(judged, texts, strict=True):
        if text[0] in written:
            results[one.place].worded.append(text)


def _write_words(texts: Sequence[Sequence[Any]], by: User | None) -> set[int]:
    """`texts`: milestone, its words, its next ones. Gives the milestones that have them."""
    if not texts:
        return set()
    pks, old_titles, old_descriptions, titles, descriptions = (
        list(column) for column in zip(*texts, strict=True)
    )
    values = {
        "pks": pks,
        "old_titles": old_titles,
        "old_descriptions": old_descriptions,
        "titles": titles,
        "descriptions": descriptions,
        "with_the_fellow": list(WITH_THE_FELLOW),
        "by": by.pk if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REWORD, values)
        return {row[0] for row in cursor.fetchall()}


def _add(judged: list[Judged], items: dict[int, WantedItem], results: dict[int, Applied], by: User) -> None:
    added = Milestone.objects.bulk_create(
        [
            Milestone(
                challenge_id=one.challenge,
                title=items[one.item].title,
                description=items[one.item].words,
                due_on=one.becomes,
                laid_out_on=one.day,
                from_template_id=one.item,
            )
            for one in judged
        ],
        batch_size=2000,
    )
    _note_added(added, by)
    for one, milestone in zip(judged, added, strict=True):
        results[one.place].added.append(milestone.pk)


def _note_added(milestones: Sequence[Milestone], by: User | None) -> None:
    MilestoneChange.objects.bulk_create(
        (
            MilestoneChange(
                milestone=milestone,
                by=by,
                act="add",
                status_after=milestone.status,
                due_after=milestone.due_on,
            )
            for milestone in milestones
        ),
        batch_size=2000,
    )


def _remove(judged: list[Judged], results: dict[int, Applied]) -> None:
    if not judged:
        return
    place_of = {one.milestone: one for one in judged}
    rows = Milestone.objects.filter(pk__in=[pk for pk in place_of if pk])
    for row in rows.values(
        "pk", "challenge", "title", "description", "due_on", "laid_out_on", "from_template"
    ):
        kept = {**row, "due_on": row["due_on"].isoformat()}
        kept["laid_out_on"] = row["laid_out_on"] and row["laid_out_on"].isoformat()
        results[place_of[row["pk"]].place].removed.append(kept)
    rows.delete()


@transaction.atomic
def put_back(*, applied: Sequence[Applied], reason: str, by: User | None) -> set[int]:
    """Undoes `follow_template` where nobody has changed anything since. Gives the milestones that stay."""
    kept = _dates_back(applied, reason, by)
    worded = [text for one in applied for text in one.worded]
    back = _write_words([(pk, *words[2:], *words[:2]) for pk, *words in worded], by)
    kept |= {text[0] for text in worded} - back
    kept |= _take_out({pk for one in applied for pk in one.added})
    _bring_back([row for one in applied for row in one.removed], by)
    return kept


def _dates_back(applied: Sequence[Applied], reason: str, by: User | None) -> set[int]:
    rows = {row[0]: [_day(text) for text in row[1:]] for one in applied for row in one.moved}
    moved = [Moved(pk, days[0], days[1]) for pk, days in rows.items()]
    back = {one.pk for one in put_dates_back(moved=moved, reason=reason, by=by)}
    _lay_out({pk: rows[pk][2] for pk in back})
    return set(rows) - back


def _take_out(added: set[int]) -> set[int]:
    """Takes the added ones out again; stays what somebody has begun, moved or written about."""
    if not added:
        return set()
    rows = Milestone.objects.filter(pk__in=added, status=MilestoneStatus.PLANNED, evidence="", version=1)
    for model, name in referrers():
        rows = rows.filter(~Exists(model._base_manager.filter(**{name: OuterRef("pk")})))
    untouched = set(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    Milestone.objects.filter(pk__in=untouched).delete()
    return added - untouched


def _bring_back(removed: list[dict[str, Any]], by: User | None) -> None:
    items = {row["from_template"] for row in removed}
    there = set(
        Milestone.objects.filter(
            challenge__in={row["challenge"] for row in removed}, from_template__in=items
        ).values_list("challenge", "from_template")
    )
    back = [
        Milestone(
            pk=row["pk"],
            challenge_id=row["challenge"],
            title=row["title"],
            description=row["description"],
            due_on=dt.date.fromisoformat(row["due_on"]),
            laid_out_on=_day(row["laid_out_on"]),
            from_template_id=row["from_template"],
        )
        for row in removed
        if (row["challenge"], row["from_template"]) not in there
    ]
    Milestone.objects.bulk_create(back, batch_size=2000)
    _note_added(back, by)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
