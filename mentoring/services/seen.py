"""Seen and unseen: one mark per person and challenge. What is newer and not one's own is new."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from challenges.models import Challenge
from challenges.models.challenge import ChallengeQuerySet
from fellowship.people.models import User
from mentoring.models import Visit
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.moments import Moment, oldest_first

MOST_UNSEEN = 300  # more is shown as it is read


def with_seen_until(challenges: ChallengeQuerySet, user) -> ChallengeQuerySet:
    visit = Visit.objects.filter(person_id=user.pk, challenge=OuterRef("pk"))
    return challenges.annotate(seen_until=Subquery(visit.values("seen_until")[:1]))


def seen_until(challenge: ChallengeSeen, standing: Standing) -> dt.datetime:
    """Until when this person has seen what happened.

    Before the first visit a mentor has "seen" all from before the pairing, so that a new mentor is
    not met by a year's worth of news; the fellow has seen nothing.
    """
    if challenge.seen_until:
        return challenge.seen_until
    since = challenge.place.starts_on
    if standing.is_mentor and not standing.is_fellow:
        since = standing.mentored_since or since
    else:
        since -= dt.timedelta(days=366)
    return timezone.make_aware(dt.datetime.combine(since, dt.time.min))


def unseen_by(user, challenge: ChallengeSeen, standing: Standing) -> list[Moment]:
    """What is new to the fellow or mentor, oldest first. Nothing is "new" to those who only read."""
    if not (standing.is_fellow or standing.is_mentor):
        return []
    after = seen_until(challenge, standing)
    unseen = oldest_first(challenge.pk, after=after, not_by=user.pk, limit=MOST_UNSEEN)
    if standing.is_mentor and standing.answers_until:  # the days of grace: what came later is not theirs
        return [moment for moment in unseen if standing.answers(moment.at)]
    return unseen


def seen_up_to(unseen: Sequence[Moment], shown: Collection[tuple[str, int]]) -> dt.datetime | None:
    """Where the mark moves when the rows `shown` (what, row) were on the page; None: nowhere.

    It moves over the oldest unseen moments as long as each was shown, and never to an instant that a
    moment shares which was not: nothing is ever marked as seen unseen.
    """
    mark = None
    for moment in unseen:
        if (moment.what, moment.row) not in shown:
            earlier = [m.at for m in unseen if m.at < moment.at]
            return earlier[-1] if earlier else None
        mark = moment.at
    return mark


@transaction.atomic
def mark_seen(*, by: User, challenge: Challenge, until: dt.datetime | None) -> None:
    """Moves the person's mark forward; never back, and never past the present."""
    if until is None:
        return
    until = min(until, timezone.now())
    visits = Visit.objects.filter(person=by, challenge=challenge)
    if not visits.filter(seen_until__lt=until).update(seen_until=until):
        first = Visit(person=by, challenge=challenge, seen_until=until)
        Visit.objects.bulk_create([first], ignore_conflicts=True)
