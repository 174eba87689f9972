"""Linking things of a challenge, and taking a link away again."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Challenge, LogEntry, Milestone, Piece, PieceChange
from challenges.permissions import check_can_write
from fellowship.learning.models import Module
from fellowship.people.models import User
from fellowship.people.services import audit
from mentoring.models import Link, LinkEnd
from mentoring.models.link import ENDS
from mentoring.things import Thing, name_of

Row = LogEntry | Milestone | Piece | Module


class NotLinkable(PermissionDenied):
    """What was asked for is not there to be linked. Its text is for the person."""


@transaction.atomic
def link_things(
    *, challenge: Challenge, thing: Thing, others: Iterable[Thing], why: str = "", by: User
) -> list[Link]:
    """Links `thing` to each of `others`; gives the new links. What is linked already stays as it is.

    All are made or none: raises `NotLinkable` where one is not of this challenge, removed, or
    the thing itself.
    """
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    rows = _rows(challenge, {thing, *others})
    if thing in (others := dict.fromkeys(others)):
        raise NotLinkable(_("A thing cannot be linked to itself."))
    here = _end(challenge, thing)
    made = [link for other in others if (link := _join(challenge, here, _end(challenge, other), why, by))]
    for link in made:
        audit.record("link", link, by=by, one=str(link.one), other=str(link.other))
    joined = [rows[_beyond(link, here).thing] for link in made]
    _note("link", rows[thing], joined, by, why)
    for row in joined:
        _note("link", row, [rows[thing]], by, why)
    return made


@transaction.atomic
def unlink(*, link: Link, by: User) -> Link:
    """Takes the link off the pages; that it was there stays in the history. Doing it twice does no more."""
    check_can_write(by, link.challenge)
    current = Link.objects.select_for_update(of=("self",)).select_related("one", "other").get(pk=link.pk)
    if current.removed_at is None:
        current.removed_at = timezone.now()
        current.save(update_fields=["removed_at"])
        audit.record("unlink", current, by=by, one=str(current.one), other=str(current.other))
        one, other = (_row(end) for end in (current.one, current.other))
        _note("unlink", one, [other], by)
        _note("unlink", other, [one], by)
    return current


def called(row: Row) -> str:
    """As it is called elsewhere, with a capital: “Log entry of 3 September 2026”."""
    if isinstance(row, Module):
        return _("Module “%(title)s”") % {"title": row.title}
    name = name_of(row)
    return name[:1].upper() + name[1:]


def _rows(challenge: Challenge, things: set[Thing]) -> dict[Thing, Row]:
    """Raises `NotLinkable` if one of the things cannot be linked."""
    found = rows_of(challenge, things)
    if things - found.keys():
        raise NotLinkable(
            _("Nothing was linked, because something you chose is not in this challenge, or was removed.")
        )
    return found


def rows_of(challenge: Challenge, things: set[Thing]) -> dict[Thing, Row]:
    """The rows of those among the things that can be linked in this challenge."""

    def ids(wanted: str) -> list[int]:
        return [pk for kind, pk in things if kind == wanted]

    found: dict[Thing, Row] = {}
    for kind, rows in (
        ("entry", LogEntry.objects.filter(challenge=challenge)),
        ("milestone", Milestone.objects.filter(challenge=challenge)),
        ("piece", Piece.objects.filter(challenge=challenge, removed_at=None)),
        ("module", Module.objects.taken_by(challenge.place)),
    ):
        if wanted := ids(kind):
            found.update({(kind, row.pk): row for row in rows.filter(pk__in=wanted)})
    return found


def _end(challenge: Challenge, thing: Thing) -> LinkEnd:
    kind, pk = thing
    wanted: dict[str, Any] = {f"{ENDS[kind]}_id": pk}
    end, _is_new = LinkEnd.objects.get_or_create(challenge=challenge, **wanted)
    return end


def _join(challenge: Challenge, here: LinkEnd, there: LinkEnd, why: str, by: User) -> Link | None:
    one, other = sorted((here, there), key=lambda end: end.pk)
    facts = {"challenge": challenge, "why": why, "made_by": by}
    link, is_new = Link.objects.get_or_create(one=one, other=other, removed_at=None, defaults=facts)
    return link if is_new else None


def _beyond(link: Link, here: LinkEnd) -> LinkEnd:
    return link.other if link.one_id == here.pk else link.one


def _row(end: LinkEnd) -> Row:
    kind, _pk = end.thing
    return getattr(end, ENDS[kind])


def _note(act: str, row: Row, others: list[Row], by: User, why: str = "") -> None:
    """A line in the history of a piece. It leaves the piece's own words, version and agreement alone."""
    if not isinstance(row, Piece) or not others:
        return
    names = [called(other) for other in others]
    words = [[_("Linked to"), *(("", name) if act == "link" else (name, ""))] for name in names]
    PieceChange.objects.create(piece_id=row.pk, act=act, by=by, words=words, reason=why)
