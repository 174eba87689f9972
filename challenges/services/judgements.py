"""How the fellow judges the problem, delivery and learning. Each track has verdicts of its own."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from challenges.models import Challenge, Judgement
from challenges.models.judgement import VERDICTS
from challenges.services.pieces import add_piece, edit_piece
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User


def add_judgement(
    *, challenge: Challenge, words: Mapping[str, Any], form_id: uuid.UUID, by: User
) -> Judgement:
    _refuse_verdict_of_another_track(words)
    return add_piece(model=Judgement, challenge=challenge, words=words, form_id=form_id, by=by)


def edit_judgement(
    *, piece: Judgement, words: Mapping[str, Any], by: User, version: int | None = None
) -> Judgement:
    _refuse_verdict_of_another_track(words)
    return edit_piece(piece=piece, words=words, by=by, version=version)


def _refuse_verdict_of_another_track(words: Mapping[str, Any]) -> None:
    if words["verdict"] not in VERDICTS.get(words["track"], ()):
        raise NotPossible(_("Choose a judgement that belongs to what you are judging."))
