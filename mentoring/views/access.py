"""How every view here begins: the challenge as this person may see it, and what the person is to it."""

from django.db.models import Model
from django.http import Http404

from challenges.models import Challenge
from fellowship.people.access import SignedInRequest
from fellowship.people.services.audit import record_read
from mentoring.permissions import ChallengeSeen, Standing, standing
from mentoring.services.challenge import challenge_seen_by
from mentoring.services.moments import Moment
from mentoring.services.seen import mark_seen, seen_up_to


def fetch_challenge(request: SignedInRequest, **which: int) -> tuple[ChallengeSeen, Standing]:
    """The challenge `which` names, or 404 where it is not for this person's eyes."""
    challenge = challenge_seen_by(request.user, **which)
    if challenge is None:
        raise Http404
    return challenge, standing(challenge, request.user)


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
