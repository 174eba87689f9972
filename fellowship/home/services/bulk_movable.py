"""What can be moved for many fellows at once: one table, since challenges and learning may not meet.

Taught days are not among them: a taught day is one day for all who come.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from challenges.models import Milestone
from challenges.services import moving as milestones
from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.cohorts.models import BulkRow
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.moving import Moved
from fellowship.learning.models import Assignment
from fellowship.learning.services import moving as own_deadlines
from fellowship.learning.services.deadlines import Standing, move_deadlines, standings_of
from fellowship.lib.dates import in_words
from fellowship.people.models import User


@dataclass(frozen=True)
class Which:
    """Milestones of one line of the template, one assignment, or all milestones due between two days."""

    template: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    assignment: int | None = None


@dataclass(frozen=True)
class Whither:
    days: int | None = None
    day: dt.date | None = None

    def new(self, due_on: dt.date) -> dt.date:
        if self.day:
            return self.day
        return due_on + dt.timedelta(days=self.days or 0)


class Movable(Protocol):
    """One kind of thing. Its rows have `due_on` in `before` and `after`, as the preview showed them."""

    def rows_of(self, places: Sequence[int], which: Which, whither: Whither) -> list[BulkRow]:
        """What would happen to each fellow, not saved; left out is who has nothing to be moved."""

    def move(self, rows: Sequence[BulkRow], *, reason: str, by: User) -> set[int]:
        """The rows (by pk) that were moved: where the date was still the one of the preview."""

    def put_back(self, rows: Sequence[BulkRow], *, reason: str, by: User) -> dict[int, dt.date]:
        """By row: the day it is back at. What was changed since is not among them."""


def day_of(facts: Mapping[str, str]) -> dt.date:
    return dt.date.fromisoformat(facts["due_on"])


class Milestones:
    """What is with the mentor, signed off or dropped stays."""

    about = "challenges.milestone"

    def rows_of(self, places: Sequence[int], which: Which, whither: Whither) -> list[BulkRow]:
        found = Milestone.objects.filter(challenge__place__in=places).exclude(status=MilestoneStatus.DROPPED)
        if which.template:
            found = found.filter(from_template=which.template)
        else:
            found = found.filter(due_on__range=(which.since, which.until))
        by_place: dict[int, list[BulkRow]] = defaultdict(list)
        values = found.order_by("challenge__place_id", "due_on", "pk").values_list(
            "pk", "title", "due_on", "status", "challenge__place"
        )
        for pk, title, due_on, status, place in values:
            row = BulkRow(place_id=place, object_kind=self.about, object_id=str(pk))
            describe(row, title, due_on, whither.new(due_on))
            if status not in WITH_THE_FELLOW:
                leave_out(row, _("“%(title)s” is with the mentor, or signed off.") % {"title": title})
            by_place[place].append(row)
        none = _("Has no such milestone.")
        return [
            row for place in places for row in by_place[place] or [leave_out(BulkRow(place_id=place), none)]
        ]

    def move(self, rows: Sequence[BulkRow], *, reason: str, by: User) -> set[int]:
        by_pk = {int(row.object_id): row for row in rows}
        locked = Milestone.objects.filter(pk__in=by_pk).select_for_update().order_by("pk")
        moves = {
            pk: day_of(by_pk[pk].after)
            for pk, due_on in locked.values_list("pk", "due_on")
            if due_on == day_of(by_pk[pk].before)
        }
        return {by_pk[one.pk].pk for one in milestones.move_milestones(moves=moves, reason=reason, by=by)}

    def put_back(self, rows: Sequence[BulkRow], *, reason: str, by: User) -> dict[int, dt.date]:
        by_pk = {int(row.object_id): row for row in rows}
        moved = [Moved(pk, day_of(row.before), day_of(row.after)) for pk, row in by_pk.items()]
        back = milestones.put_back(moved=moved, reason=reason, by=by)
        return {by_pk[one.pk].pk: day_of(by_pk[one.pk].before) for one in back}


class Deadlines:
    """One assignment: each fellow gets an own date, as by an extension. A later one of their own stays."""

    about = "learning.assignment"

    def rows_of(self, places: Sequence[int], which: Which, whither: Whither) -> list[BulkRow]:
        assignment = Assignment.objects.select_related("module__cohort").get(pk=which.assignment)
        standings = standings_of(assignment, places)
        return [self._row(assignment, place, standings.get(place), whither) for place in places]

    def _row(
        self, assignment: Assignment, place: int, standing: Standing | None, whither: Whither
    ) -> BulkRow:
        row = BulkRow(place_id=place, object_kind=self.about, object_id=str(assignment.pk))
        if standing is None:
            return leave_out(row, _("Does not take this module."))
        title = f"{assignment.module.title}: {assignment.title}"
        new = whither.new(standing.due_on)
        describe(row, title, standing.due_on, new)
        words = {"title": title, "day": in_words(standing.due_on)}
        if standing.is_judged:
            leave_out(row, _("“%(title)s” has a result.") % words)
        elif standing.is_handed_in:
            leave_out(row, _("“%(title)s” is handed in.") % words)
        elif standing.own and standing.own > new:
            leave_out(row, _("Has a later date of their own, %(day)s.") % words)
        return row

    def move(self, rows: Sequence[BulkRow], *, reason: str, by: User) -> set[int]:
        by_place = {row.place_id: row for row in rows if row.place_id}
        assignment = Assignment.objects.select_related("module__cohort").filter(pk=rows[0].object_id).first()
        if assignment is None:
            return set()
        moves = {place: (day_of(row.before), day_of(row.after)) for place, row in by_place.items()}
        moved = move_deadlines(assignment=assignment, moves=moves, reason=reason, by=by)
        for place, one in moved.items():
            own = one.before.isoformat() if one.before else None
            by_place[place].after |= {"result": one.pk, "own_before": own}
        return {by_place[place].pk for place in moved}

    def put_back(self, rows: Sequence[BulkRow], *, reason: str, by: User) -> dict[int, dt.date]:
        by_result = {row.after["result"]: row for row in rows}
        moved = [Moved(pk, _own(row), day_of(row.after)) for pk, row in by_result.items()]
        back = own_deadlines.put_back(moved=moved, reason=reason, by=by)
        of_cohort = Assignment.objects.filter(pk__in={one.assignment for one in back}).in_bulk()
        return {by_result[one.pk].pk: one.after or of_cohort[one.assignment].due_on for one in back}


def _own(row: BulkRow) -> dt.date | None:
    own = row.after["own_before"]
    return dt.date.fromisoformat(own) if own else None


def describe(row: BulkRow, title: str, due_on: dt.date, new: dt.date) -> None:
    row.before, row.after = {"due_on": due_on.isoformat()}, {"due_on": new.isoformat()}
    words = {"title": title, "before": in_words(due_on), "after": in_words(new)}
    row.words = _("“%(title)s” from %(before)s to %(after)s") % words
    if new == due_on:
        leave_out(row, _("“%(title)s” has this date already.") % words)


def leave_out(row: BulkRow, words: str) -> BulkRow:
    row.status, row.words = RowStatus.LEFT_OUT, words
    return row


MILESTONES, DEADLINES = Milestones(), Deadlines()
MOVABLES: dict[str, Movable] = {MILESTONES.about: MILESTONES, DEADLINES.about: DEADLINES}


def rows_of(places: Sequence[int], which: Which, whither: Whither) -> list[BulkRow]:
    thing: Movable = DEADLINES if which.assignment else MILESTONES
    return thing.rows_of(places, which, whither)
