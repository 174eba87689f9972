"""One piece of the workspace as one person may see it, with its history: statements that are kept."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from challenges.models import PIECES, Cycle, Piece, PieceChange, Ramp, Workstream
from fellowship.people.models import User
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.then import as_then
from mentoring.statements import NAME, ROW, Statement, as_seen, columns, statement_of, take

LATEST = 20  # steps of a history that are shown at once


@dataclass(frozen=True)
class History:
    """Steps, oldest first. `has_earlier`: some were left out."""

    steps: list[PieceChange]
    has_earlier: bool = False


NO_HISTORY = History([])


def piece_seen(pk: int, standing: Standing) -> Piece | None:
    """What all kinds share; None where it is not for this person."""
    rows = standing.fetch(_pieces, row=pk)
    return take(Piece, rows[0]) if rows else None


@cache
def _pieces(former: bool) -> Statement:
    return statement_of(as_seen(Piece.objects.filter(pk=ROW), former).values_list(*columns(Piece)))


def whole_piece(piece: Piece, challenge: ChallengeSeen, standing: Standing) -> Any:
    """The row of its kind, in its challenge, with its workstream; a cycle in its ramp."""
    model = PIECES[piece.kind]
    (found,) = _of_kind(piece.kind).fetch(row=piece.pk)
    row = list(found)
    whole = take(model, row)
    whole.challenge, whole.workstream = challenge, take(Workstream, row)
    if model is Cycle:
        whole.ramp = take(Ramp, row)
    as_then(standing, [whole.workstream, getattr(whole, "ramp", None)])
    return whole


@cache
def _of_kind(kind: str) -> Statement:
    model = PIECES[kind]
    in_ramp = columns(Ramp, "ramp") if model is Cycle else ()
    rows = model._default_manager.filter(pk=ROW)
    return statement_of(rows.values_list(*columns(model), *columns(Workstream, "workstream"), *in_ramp))


def history_of(piece: Piece, standing: Standing, *, in_all: bool) -> History:
    """The latest steps, or all; nothing for those who do not discuss."""
    if not standing.discusses:
        return NO_HISTORY
    rows = standing.fetch(_all_changes if in_all else _latest_changes, row=piece.pk)
    kept = rows if in_all else rows[:LATEST]
    return History([_change(row) for row in reversed(kept)], len(kept) < len(rows))


def _change(row: list) -> PieceChange:
    change = take(PieceChange, row)
    change.by = take(User, row, NAME)
    change.words = json.loads(row[0])
    return change


@cache
def _all_changes(former: bool) -> Statement:
    return statement_of(_changes(former))


@cache
def _latest_changes(former: bool) -> Statement:
    return statement_of(_changes(former)[: LATEST + 1])


def _changes(former: bool) -> Any:
    changes = as_seen(PieceChange.objects.filter(piece=ROW), former).order_by("-at", "-pk")
    return changes.values_list(*columns(PieceChange), *columns(User, "by", NAME), "words")
