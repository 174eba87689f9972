from django.db import transaction

from challenges.models import Challenge
from challenges.permissions import check_can_set_up, check_can_write, check_owns
from fellowship.cohorts.models import Place
from fellowship.lib.text import TITLE_LIMIT, clean
from fellowship.people.models import User
from fellowship.people.services import audit


@transaction.atomic
def create_challenge(*, place: Place, title: str, by: User | None) -> Challenge:
    """The challenge of a place; the one it has already, if it has one. `by` None: the system."""
    check_can_set_up(by, place)
    challenge, is_new = Challenge.objects.get_or_create(
        place=place, defaults={"title": clean(title, limit=TITLE_LIMIT)}
    )
    if is_new:
        audit.record("create", challenge, by=by)
    return challenge


def open_to_cohort(*, challenge: Challenge, by: User) -> Challenge:
    """Lets the fellows of the same cohort read brief, milestones and log (never the comments)."""
    check_can_write(by, challenge)
    return _set_open(challenge, True, by)


def close_to_cohort(*, challenge: Challenge, by: User) -> Challenge:
    """Also when the place has ended."""
    check_owns(by, challenge)
    return _set_open(challenge, False, by)


@transaction.atomic
def _set_open(challenge: Challenge, is_open: bool, by: User) -> Challenge:
    if challenge.open_to_cohort != is_open:
        challenge.open_to_cohort = is_open
        challenge.save(update_fields=["open_to_cohort"])
        audit.record("open_to_cohort" if is_open else "close_to_cohort", challenge, by=by)
    return challenge
