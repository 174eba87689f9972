"""How every view here begins: the challenge as this person may see it, and what the person is to it."""

from typing import cast

from django.db.models import Model
from django.shortcuts import get_object_or_404

from challenges.models import Challenge
from fellowship.people.access import SignedInRequest
from fellowship.people.services.audit import record_read
from mentoring.permissions import ChallengeSeen, Standing, standing, with_standing
from mentoring.services.moments import Moment
from mentoring.services.seen import mark_seen, seen_up_to, with_seen_until


def fetch_challenge(request: SignedInRequest, **which) -> tuple[ChallengeSeen, Standing]:
    """The challenge `which` names, or 404 where it is not for this person's eyes."""
    visible = with_standing(Challenge.objects.visible_to(request.user), request.user)
    challenge = get_object_or_404(with_seen_until(visible, request.user), **which)
    seen = cast(ChallengeSeen, challenge)
    return seen, standing(seen, request.user)


def note_seen(
    request: SignedInRequest, challenge: Challenge, unseen: list[Moment], shown: set[tuple[str, int]]
) -> None:
    """Reading is seeing, but neither a prefetch nor a HEAD is reading."""
    fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if unseen and request.method == "GET" and not fetched_ahead:
        mark_seen(by=request.user, challenge=challenge, until=seen_up_to(unseen, shown))


def note_team_read(request: SignedInRequest, standing: Standing, row: Model) -> None:
    """What the programme team opens is noted; fellow, mentors and peers read what is meant for them."""
    if standing.is_team and not (standing.is_fellow or standing.is_mentor):
        record_read(row, by=request.user)
