"""A tag put on many fellows, or taken off. `facts`: its name, and whether it is taken off."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow, PlaceTag, Tag
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.people.models import User


def tag_named(programme_id: int, name: str) -> Tag | None:
    """Upper and lower case make no two tags."""
    return Tag.objects.filter(programme=programme_id, name__iexact=name).first()


def tag_for(programme_id: int, name: str) -> Tag:
    found = tag_named(programme_id, name)
    if found is None:
        Tag.objects.bulk_create([Tag(programme_id=programme_id, name=name)], ignore_conflicts=True)
        found = tag_named(programme_id, name)
    if found is None:
        raise LookupError(name)
    return found


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    tag = tag_for(act.programme_id, act.facts["name"])
    if act.facts["off"]:
        _take_off(tag, rows, if_not=(RowStatus.LEFT_OUT, _("It was taken off meanwhile.")))
    else:
        _put_on(tag, rows, act.by, if_not=(RowStatus.LEFT_OUT, _("It was put on meanwhile.")))


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    tag = tag_for(act.programme_id, act.facts["name"])
    if act.facts["off"]:
        _put_on(tag, rows, act.undone_by, if_not=(RowStatus.KEPT, _("It was put on again since.")))
    else:
        _take_off(tag, rows, if_not=(RowStatus.KEPT, _("It was taken off since.")))


def _put_on(tag: Tag, rows: Sequence[BulkRow], by: User | None, *, if_not: tuple[str, str]) -> None:
    had = _tagged(tag, rows)
    new = [PlaceTag(place=row.place, tag=tag, by=by) for row in rows if row.place and row.place_id not in had]
    PlaceTag.objects.bulk_create(new, ignore_conflicts=True)
    for row in rows:
        if row.place_id in had:
            row.status, row.words = if_not
        else:
            row.words = _("Tagged “%(tag)s”") % {"tag": tag.name}


def _take_off(tag: Tag, rows: Sequence[BulkRow], *, if_not: tuple[str, str]) -> None:
    had = _tagged(tag, rows)
    PlaceTag.objects.filter(tag=tag, place__in=had).delete()
    for row in rows:
        if row.place_id in had:
            row.words = _("“%(tag)s” taken off") % {"tag": tag.name}
        else:
            row.status, row.words = if_not


def _tagged(tag: Tag, rows: Sequence[BulkRow]) -> set[int]:
    places = {row.place_id for row in rows if row.place_id}
    return set(PlaceTag.objects.filter(tag=tag, place__in=places).values_list("place", flat=True))


def _in_words(act: BulkAct) -> str:
    words = _("“%(tag)s” taken off") if act.facts["off"] else _("Tagged “%(tag)s”")
    return words % {"tag": act.facts["name"]}


TAG = BulkKind(
    code="tag",
    title=gettext_lazy("Tags"),
    apply=_apply,
    undo=_undo,
    in_words=_in_words,
    undo_words=gettext_lazy("Undoing puts the tags back as they were."),
)
