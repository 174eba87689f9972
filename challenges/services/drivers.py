"""The driver diagram: its outline saved as a whole, drivers brought back, and what they are linked to."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Challenge, Driver, DriverDiagram, Measure, Ramp
from challenges.models.drivers import DriverLevel
from challenges.permissions import check_can_write
from challenges.services.pieces import Change, add_piece, edit_piece, keep_change, locked
from challenges.services.stale import refuse_if_stale
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User

LEVELS = [DriverLevel.PRIMARY, DriverLevel.SECONDARY, DriverLevel.IDEA]


@dataclass(frozen=True)
class OutlineLine:
    """One line of the outline. `driver`: the row it is, 0 for a new one; `level`: its place in LEVELS."""

    driver: int
    level: int
    words: str


@transaction.atomic
def begin_diagram(
    *, challenge: Challenge, words: Mapping[str, Any], form_id: uuid.UUID, by: User
) -> DriverDiagram:
    """The one diagram of the challenge. One that was removed comes back, with the new words."""
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    there = DriverDiagram.objects.filter(of_challenge=challenge).first()
    if there is None:
        return add_piece(
            model=DriverDiagram,
            challenge=challenge,
            words=words,
            form_id=form_id,
            by=by,
            of_challenge=challenge,
        )
    if there.removed_at is None:
        if there.form_id == form_id:
            return there
        raise NotPossible(_("This challenge has a driver diagram already. Open it, and change it there."))
    current = locked(there, by=by, removed_is_fine=True)
    current.removed_at = None
    keep_change(current, "bring_back", by)
    return edit_piece(piece=current, words=words, by=by)


@transaction.atomic
def save_outline(
    *, diagram: DriverDiagram, lines: Sequence[OutlineLine], by: User, version: int | None = None
) -> DriverDiagram:
    """Drivers and ideas as the lines say. Those no line names are removed, and can be brought back.

    Raises `Stale`; `NotPossible` where a line has nothing to hang on.
    """
    current = locked(diagram, by=by)
    there = in_order(Driver.objects.filter(diagram=current, removed_at=None))
    if [(LEVELS.index(DriverLevel(row.level)), row.words) for row in there] == [
        (line.level, line.words) for line in lines
    ]:
        return current
    refuse_if_stale(current, version)
    if lines and lines[0].level != 0:
        raise NotPossible(_("Begin with a primary driver: the first line has nothing it could belong to."))
    known = {row.pk: row for row in there}
    order_before = [row.pk for row in there]
    said = _write_lines(current, lines, known)
    now = timezone.now()
    for row in known.values():  # what is left was named by no line
        said.append([str(DriverLevel(row.level).label), row.words, ""])
        row.removed_at = now
        row.save(update_fields=["removed_at"])
    if not said and order_before != [line.driver for line in lines]:
        said.append([_("Order"), "", _("changed")])
    keep_change(current, "outline", by, said)
    return current


def _write_lines(
    diagram: DriverDiagram, lines: Sequence[OutlineLine], known: dict[int, Driver]
) -> list[Change]:
    """Saves each line below its parent; takes the rows it used out of `known`. Gives what changed."""
    said: list[Change] = []
    above: dict[int, Driver] = {}  # the last line of each level, as parents of what follows
    for position, line in enumerate(lines):
        above = {level: row for level, row in above.items() if level < line.level}
        parent = above[max(above)] if above else None
        row = known.pop(line.driver, None)
        is_new = row is None
        row = row or Driver(diagram=diagram)
        before = (row.words, row.level, row.parent_id)
        row.words, row.level, row.parent, row.position = line.words, LEVELS[line.level], parent, position
        row.save()
        label = str(DriverLevel(row.level).label)
        if is_new:
            said.append([label, "", row.words])
        else:
            said += _differences(before, row, parent)
        above[line.level] = row
    return said


def _differences(before: tuple, row: Driver, parent: Driver | None) -> list[Change]:
    words, level, parent_id = before
    said = [[str(DriverLevel(row.level).label), words, row.words]] if words != row.words else []
    if (level, parent_id) != (row.level, parent.pk if parent else None):
        under = _("%(level)s, below “%(parent)s”") if parent else "%(level)s"
        place = under % {"level": DriverLevel(row.level).label, "parent": parent}
        said.append([row.words, str(DriverLevel(level).label), place])
    return said


@transaction.atomic
def bring_back_driver(*, driver: Driver, by: User) -> Driver:
    """With what was removed together with it, and what it hangs on."""
    diagram = locked(driver.diagram, by=by)
    rows = {row.pk: row for row in Driver.objects.filter(diagram=diagram)}
    current = rows[driver.pk]
    removed_at = current.removed_at
    if removed_at is None:
        return current
    back = [current, *_above(current, rows), *_below(current, rows, removed_at)]
    for row in back:
        parent = rows.get(row.parent_id or 0)
        if parent and LEVELS.index(DriverLevel(parent.level)) >= LEVELS.index(DriverLevel(row.level)):
            raise NotPossible(_("What it belonged to has changed its level. Write it again in the outline."))
    for row in back:
        row.removed_at = None
        row.save(update_fields=["removed_at"])
    said = [[str(DriverLevel(row.level).label), "", row.words] for row in in_order(back)]
    keep_change(diagram, "bring_back_driver", by, said)
    return current


def _above(row: Driver, rows: Mapping[int, Driver]) -> list[Driver]:
    """The removed rows it hangs on."""
    found = []
    parent = rows.get(row.parent_id or 0)
    while parent:
        if parent.removed_at:
            found.append(parent)
        parent = rows.get(parent.parent_id or 0)
    return found


def _below(row: Driver, rows: Mapping[int, Driver], removed_at: dt.datetime) -> list[Driver]:
    children = [
        child for child in rows.values() if child.parent_id == row.pk and child.removed_at == removed_at
    ]
    return [found for child in children for found in (child, *_below(child, rows, removed_at))]


@transaction.atomic
def link_driver(
    *, driver: Driver, measures: Collection[Measure], ramps: Collection[Ramp] | None, by: User
) -> Driver:
    """Which measures show it, and which ramps test it (ideas only; None leaves them as they are)."""
    diagram = locked(driver.diagram, by=by)
    current = Driver.objects.get(pk=driver.pk)
    if any(row.challenge_id != diagram.challenge_id for row in (*measures, *(ramps or ()))):
        raise PermissionDenied(_("Link only what belongs to the same challenge."))
    if ramps and current.level != DriverLevel.IDEA:
        raise NotPossible(_("Only change ideas are tested in ramps."))
    before = _links_of(current)
    current.measures.set(measures)
    if ramps is not None:
        current.ramps.exclude(pk__in=[ramp.pk for ramp in ramps]).update(idea=None)
        Ramp.objects.filter(pk__in=[ramp.pk for ramp in ramps]).update(idea=current)
    after = _links_of(current)
    if before != after:
        keep_change(diagram, "link_driver", by, [[current.words, before, after]])
    return current


def _links_of(driver: Driver) -> str:
    names = [*driver.measures.order_by("name").values_list("name", flat=True)]
    names += driver.ramps.order_by("name").values_list("name", flat=True)
    return ", ".join(names)


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Each row followed by what hangs on it, as the outline is read. Rows whose parent is missing lead.

    `rows`: Drivers, or rows with the same names.
    """
    rows = list(rows)
    present = {row.pk for row in rows}
    children: dict[int, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (row.position, row.pk)):
        parent = row.parent_id if row.parent_id in present else 0
        children.setdefault(parent or 0, []).append(row)

    def walk(parent: int) -> list[Any]:
        return [found for row in children.get(parent, []) for found in (row, *walk(row.pk))]

    return walk(0)
