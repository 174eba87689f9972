"""The mentors for one fellow, best first: to choose by hand, and to match one fellow again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.cohorts.matching.pool import Pool, read_pool
from fellowship.cohorts.matching.scoring import Fellow, Mentor, obstacles, reasons, score
from fellowship.cohorts.matching.words import said_all
from fellowship.cohorts.models import MentorProfile, Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.services.pairings import CannotPair, change_mentor, pair
from fellowship.people.models import User
from fellowship.people.services import audit


@dataclass(frozen=True)
class Candidate:
    """`left`: places still free for this fellow, after what is paired and proposed for others."""

    pool: Pool
    fellow: Fellow
    mentor: Mentor
    points: int
    left: int

    @property
    def in_favour(self) -> list[str]:
        return said_all(reasons(self.fellow, self.mentor, self.pool.interests))

    @property
    def against(self) -> list[str]:
        return said_all(obstacles(self.fellow, self.mentor, self.pool.rules, self.pool.starts_on))


def candidates(pool: Pool, proposed: Mapping[int, int]) -> list[Candidate]:
    """Every mentor of the pool for its first fellow. `proposed`: to others, by mentor, as a draft."""
    fellow = pool.fellows[0]
    found = [
        Candidate(
            pool=pool,
            fellow=fellow,
            mentor=mentor,
            points=score(fellow, mentor, pool.rules),
            left=max(0, mentor.left - proposed.get(mentor.person, 0)),
        )
        for mentor in pool.mentors
        if mentor.person != fellow.person
    ]
    return sorted(found, key=lambda one: (-one.points, one.mentor.name, one.mentor.person))


@transaction.atomic
def match_again(*, by: User, place: Place, mentor: User, on: dt.date, reason: str, overruled: str) -> Pairing:
    """Another mentor for one fellow; everybody else's pairings stay as they are.

    Raises CannotPair with a sentence.
    """
    programme_id = place.cohort.programme_id
    profiles = MentorProfile.objects.filter(programme=programme_id, person=mentor)
    list(profiles.select_for_update())
    pool = read_pool(place.cohort, on, only=place)
    known = pool.mentor(mentor.pk)
    if known is None:
        raise CannotPair(_("%(name)s takes nobody in this programme.") % {"name": mentor.full_name})
    if not known.left:
        raise CannotPair(_("%(name)s has no place left.") % {"name": mentor.full_name})
    against = obstacles(pool.fellows[0], known, pool.rules, on)
    if against and not overruled:
        raise CannotPair(_("Something speaks against this pair. Say why it is right all the same."))
    has_lead = place.pairings.filter(kind=PairingKind.LEAD).in_force_or_later().exists()
    if has_lead:
        made = change_mentor(by=by, place=place, mentor=mentor, on=on, reason=reason)
    else:
        made = pair(by=by, place=place, mentor=mentor, kind=PairingKind.LEAD, starts_on=on)
    audit.record("matched again", made, by=by, place=place.pk, overruled=overruled if against else "")
    return made
