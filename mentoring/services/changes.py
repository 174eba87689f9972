"""The history of ramps, of a workstream and of the summary, as far as it is for this person."""

from typing import Any

from challenges.models import ChallengeChange, ChangedKind, Workstream
from mentoring.permissions import ChallengeSeen, Standing

LATEST = 30  # steps that are shown


def changes_of_ramps(challenge: ChallengeSeen, standing: Standing) -> list[ChallengeChange]:
    """Newest first; those of ramps that were removed too."""
    return _seen(ChallengeChange.objects.filter(challenge=challenge.pk, kind=ChangedKind.RAMP), standing)


def changes_of_workstream(workstream: Workstream, standing: Standing) -> list[ChallengeChange]:
    return _seen(ChallengeChange.objects.filter(workstream=workstream), standing)


def changes_of_summary(challenge: ChallengeSeen, standing: Standing) -> list[ChallengeChange]:
    return _seen(ChallengeChange.objects.filter(challenge=challenge.pk, kind=ChangedKind.SUMMARY), standing)


def _seen(changes: Any, standing: Standing) -> list[ChallengeChange]:
    """Nothing for those who do not discuss, as with the history of pieces."""
    if not standing.discusses:
        return []
    return list(standing.seen(changes).select_related("by")[:LATEST])
