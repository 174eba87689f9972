"""The challenge as one person sees it: a statement that is kept must find what `visible_to` finds."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from challenges.models import Challenge
from fellowship.cohorts.models.place import PlaceStatus
from mentoring.permissions import standing, with_standing
from mentoring.services.challenge import ASKED, challenge_seen_by, with_workstream_names
from mentoring.services.seen import mark_seen, with_seen_until
from tests.factories.workspace import WorkstreamFactory

pytestmark = pytest.mark.django_db


def paths(scene) -> list[dict]:
    return [
        {"pk": scene.challenge.pk},
        {"log_entries": scene.entry.pk},
        {"milestones": scene.milestone.pk},
    ]


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("status", [PlaceStatus.ACTIVE, PlaceStatus.WITHDRAWN])
def test_finds_what_visible_to_finds_and_says_what_with_standing_says(scene, opened, status):
    Challenge.objects.update(open_to_cohort=opened)
    WorkstreamFactory(challenge=scene.challenge)
    scene.challenge.place.status = status
    scene.challenge.place.save()
    mark_seen(by=scene.lead, challenge=scene.challenge, until=timezone.now())

    seen_by = set()
    for who, person in scene.people.items():
        standings = with_standing(Challenge.objects.visible_to(person), person)
        visible = with_workstream_names(with_seen_until(standings, person))
        for which in paths(scene):
            expected = visible.filter(**which).first()
            found = challenge_seen_by(person, **which)
            assert found == expected
            if found is None:
                continue
            seen_by.add(who)
            assert standing(found, person) == standing(expected, person)
            assert [getattr(found, name) for name in ASKED] == [getattr(expected, name) for name in ASKED]
            assert found.place.person.full_name == expected.place.person.full_name
            assert found.place.host == expected.place.host
            assert found.place.cohort.programme == expected.place.cohort.programme
    assert {"fellow", "lead", "administrator"} <= seen_by
    assert ("peer" in seen_by) is (opened and status == PlaceStatus.ACTIVE)


def test_is_of_the_day_on_which_it_is_asked(scene):
    which = {"pk": scene.challenge.pk}
    assert challenge_seen_by(scene.in_grace, **which)
    assert not challenge_seen_by(scene.future, **which)

    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert not challenge_seen_by(scene.in_grace, **which)
        assert challenge_seen_by(scene.future, **which)


def test_one_persons_challenge_is_never_anothers(scene):
    which = {"pk": scene.challenge.pk}

    answers = [challenge_seen_by(person, **which) for person in (scene.lead, scene.stranger, scene.fellow)]

    assert [bool(found) for found in answers] == [True, False, True]
    assert answers[0].mentored_since is not None
    assert answers[2].mentored_since is None
