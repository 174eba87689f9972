"""The history of ramps, workstreams and the summary, which are of a challenge and no pieces."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from challenges.models import ChallengeChange, ChallengeSummary, ChangedKind, Ramp, Workstream
from challenges.services.pieces import Change, as_words
from fellowship.people.models import User
from fellowship.people.services import audit

Changed = Ramp | Workstream | ChallengeSummary


def words_of(row: Changed, names: Iterable[str]) -> dict[str, str]:
    """Some fields as people read them."""
    return {name: as_words(row, name) for name in names}


def note_change(
    row: Changed, act: str, by: User, before: dict[str, str] | None = None, more: Sequence[Change] = ()
) -> None:
    """One step: what has changed in the fields that `before` holds, and what else is to be said."""
    said = [[name, old, new] for name, old in (before or {}).items() if (new := as_words(row, name)) != old]
    ChallengeChange.objects.create(
        challenge_id=row.challenge_id,
        kind=ChangedKind(_KINDS[type(row)]),
        ramp=row if isinstance(row, Ramp) else None,
        workstream=row if isinstance(row, Workstream) else None,
        name="" if isinstance(row, ChallengeSummary) else row.name,
        act=act,
        by=by,
        words=[*said, *more],
    )
    audit.record(act, row, by=by, version=row.version)


def note_place(row: Ramp | Workstream, by: User, before: int, now: int) -> None:
    """Another place in the order, counted from one."""
    note_change(row, "reorder", by, more=[[_("Place in the order"), str(before), str(now)]])


_KINDS = {Ramp: ChangedKind.RAMP, Workstream: ChangedKind.WORKSTREAM, ChallengeSummary: ChangedKind.SUMMARY}
