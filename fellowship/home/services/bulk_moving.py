"""A date moved for many at once. `facts`: the reason, and in words what was chosen.

Each row is one thing of a fellow (`bulk_movable.py`) with the date it had and the one it gets, as the
preview showed them. One act moves things of one kind.
"""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow, Place
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.services.calendars.telling import tell_of_act, tell_of_undone_act
from fellowship.home.services.bulk_movable import MOVABLES
from fellowship.lib.dates import in_words


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    """What somebody moved since the preview stays where they put it."""
    moved = MOVABLES[rows[0].object_kind].move(rows, reason=act.facts["reason"], by=act.by)
    for row in rows:
        if row.pk not in moved:
            row.status = RowStatus.LEFT_OUT
            row.words = _("Changed meanwhile: %(what)s was not moved.") % {"what": _title(row)}
    tell_of_act(act, _places(rows, moved))


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    reason = _("Undone: %(reason)s") % {"reason": act.facts["reason"]}
    back = MOVABLES[rows[0].object_kind].put_back(rows, reason=reason, by=act.undone_by or act.by)
    for row in rows:
        if row.pk in back:
            words = {"what": _title(row), "day": in_words(back[row.pk])}
            row.words = _("%(what)s is back at %(day)s") % words
        else:
            row.status = RowStatus.KEPT
            row.words = _("Changed since: %(what)s stays as it is.") % {"what": _title(row)}
    tell_of_undone_act(act, _places(rows, back))


def _places(rows: Sequence[BulkRow], moved: Collection[int]) -> set[Place]:
    return {row.place for row in rows if row.place and row.pk in moved}


def _title(row: BulkRow) -> str:
    """“Baseline measured”, of the words of the preview."""
    return row.words[: row.words.rfind("”") + 1]


MOVE = BulkKind(
    code="move",
    title=gettext_lazy("Dates moved"),
    apply=_apply,
    undo=_undo,
    in_words=lambda act: f"{act.facts['what']} {act.facts['reason']}",
    undo_words=gettext_lazy("Undoing puts back every date that nobody has changed since."),
    chunk=1000,
)
