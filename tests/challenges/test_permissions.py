import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenges.permissions import check_can_review, check_can_set_up, check_can_write

NOW = timezone.now()
LONG_AGO = NOW - dt.timedelta(days=10)  # while mentor_in_grace was still mentor


@pytest.mark.parametrize(
    ("status", "may"), [("active", True), ("paused", True), ("completed", False), ("withdrawn", False)]
)
def test_fellow_writes_while_the_place_is_current(world, status, may):
    world.place.status = status
    if may:
        check_can_write(world.owner, world.challenge)
    else:
        with pytest.raises(PermissionDenied, match="has ended"):
            check_can_write(world.owner, world.challenge)


@pytest.mark.parametrize("person", ["mentor", "administrator", "same_cohort", "stranger"])
def test_nobody_else_writes(world, person):
    with pytest.raises(PermissionDenied, match="Only the fellow"):
        check_can_write(getattr(world, person), world.challenge)


@pytest.mark.parametrize("person", ["mentor", "second_mentor"])
@pytest.mark.parametrize("sent_at", [None, LONG_AGO, NOW])
def test_mentor_in_force_reviews_anything(world, person, sent_at):
    check_can_review(getattr(world, person), world.challenge, sent_at=sent_at)


def test_mentor_in_grace_finishes_what_was_sent_before_the_end(world):
    check_can_review(world.mentor_in_grace, world.challenge, sent_at=LONG_AGO)


@pytest.mark.parametrize("sent_at", [None, NOW])
def test_mentor_in_grace_begins_nothing_new(world, sent_at):
    with pytest.raises(PermissionDenied, match="has ended"):
        check_can_review(world.mentor_in_grace, world.challenge, sent_at=sent_at)


@pytest.mark.parametrize("person", ["owner", "former_mentor", "administrator", "tutor", "stranger"])
def test_nobody_else_reviews(world, person):
    with pytest.raises(PermissionDenied, match="Only a mentor"):
        check_can_review(getattr(world, person), world.challenge, sent_at=LONG_AGO)


@pytest.mark.parametrize("person", ["owner", "administrator"])
def test_fellow_and_administrator_set_up(world, person):
    check_can_set_up(getattr(world, person), world.place)


@pytest.mark.parametrize("person", ["mentor", "tutor", "evaluator", "other_administrator", "stranger"])
def test_nobody_else_sets_up(world, person):
    with pytest.raises(PermissionDenied):
        check_can_set_up(getattr(world, person), world.place)
