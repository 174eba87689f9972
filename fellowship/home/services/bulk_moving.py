"""Many milestones moved at once. `facts`: the reason, and in words what was chosen.

Each row is one milestone with the date it had and the one it gets, as the preview showed them.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.models import Milestone
from challenges.services.moving import move_milestones, put_back
from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow, Place
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.moving import Moved
from fellowship.cohorts.services.calendars.telling import tell_of_act, tell_of_undone_act
from fellowship.lib.dates import in_words

ABOUT = "challenges.milestone"


@dataclass(frozen=True)
class Which:
    """Milestones of one line of the template, or all that are due between two days."""

    template: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Whither:
    days: int | None = None
    day: dt.date | None = None

    def new(self, due_on: dt.date) -> dt.date:
        if self.day:
            return self.day
        return due_on + dt.timedelta(days=self.days or 0)


def rows_of(places: Sequence[int], which: Which, whither: Whither) -> list[BulkRow]:
    """What would happen to each milestone, and which fellows have none."""
    found = Milestone.objects.filter(challenge__place__in=places).exclude(status=MilestoneStatus.DROPPED)
    if which.template:
        found = found.filter(from_template=which.template)
    else:
        found = found.filter(due_on__range=(which.since, which.until))
    values = found.order_by("challenge__place_id", "due_on", "pk").values_list(
        "pk", "title", "due_on", "status", "challenge__place"
    )
    by_place: dict[int, list[BulkRow]] = {}
    for pk, title, due_on, status, place in values:
        row = _row(pk, title, due_on, status, place, whither.new(due_on))
        by_place.setdefault(place, []).append(row)
    none = _("Has no such milestone.")
    return [
        row
        for place in places
        for row in by_place.get(place) or [BulkRow(place_id=place, status=RowStatus.LEFT_OUT, words=none)]
    ]


def _row(pk: int, title: str, due_on: dt.date, status: str, place: int, new: dt.date) -> BulkRow:
    row = BulkRow(place_id=place, object_kind=ABOUT, object_id=str(pk))
    row.before, row.after = {"due_on": due_on.isoformat()}, {"due_on": new.isoformat()}
    words = {"title": title, "before": in_words(due_on), "after": in_words(new)}
    if status not in WITH_THE_FELLOW:
        row.status = RowStatus.LEFT_OUT
        row.words = _("“%(title)s” is with the mentor, or signed off.") % words
    elif new == due_on:
        row.status, row.words = RowStatus.LEFT_OUT, _("“%(title)s” has this date already.") % words
    else:
        row.words = _("“%(title)s” from %(before)s to %(after)s") % words
    return row


def _moved(row: BulkRow) -> Moved:
    before, after = row.before["due_on"], row.after["due_on"]
    return Moved(int(row.object_id), dt.date.fromisoformat(before), dt.date.fromisoformat(after))


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    """What somebody moved since the preview stays where they put it."""
    wanted = {one.pk: one for one in map(_moved, rows)}
    locked = Milestone.objects.filter(pk__in=wanted).select_for_update().order_by("pk")
    now = dict(locked.values_list("pk", "due_on"))
    moves = {pk: one.after for pk, one in wanted.items() if one.after and now.get(pk) == one.before}
    moved = {one.pk for one in move_milestones(moves=moves, reason=act.facts["reason"], by=act.by)}
    for row in rows:
        if int(row.object_id) not in moved:
            row.status = RowStatus.LEFT_OUT
            row.words = _("Changed meanwhile: %(what)s was not moved.") % {"what": _title(row)}
    tell_of_act(act, _places(rows, moved))


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    reason = _("Undone: %(reason)s") % {"reason": act.facts["reason"]}
    moved = {one.pk for one in put_back(moved=map(_moved, rows), reason=reason, by=act.undone_by)}
    for row in rows:
        if int(row.object_id) in moved:
            back = in_words(dt.date.fromisoformat(row.before["due_on"]))
            row.words = _("%(what)s is back at %(day)s") % {"what": _title(row), "day": back}
        else:
            row.status = RowStatus.KEPT
            row.words = _("Changed since: %(what)s stays as it is.") % {"what": _title(row)}
    tell_of_undone_act(act, _places(rows, moved))


def _places(rows: Sequence[BulkRow], moved: Collection[int]) -> set[Place]:
    return {row.place for row in rows if row.place and int(row.object_id) in moved}


def _title(row: BulkRow) -> str:
    """“Baseline measured”, of the words of the preview."""
    return row.words[: row.words.rfind("”") + 1] or _("a milestone")


MOVE = BulkKind(
    code="move",
    title=gettext_lazy("Milestones moved"),
    apply=_apply,
    undo=_undo,
    in_words=lambda act: f"{act.facts['what']} {act.facts['reason']}",
    undo_words=gettext_lazy("Undoing puts back every date that nobody has changed since."),
    chunk=1000,
)
