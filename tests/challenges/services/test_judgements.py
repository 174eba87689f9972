import uuid

import pytest
from django.core.exceptions import PermissionDenied

from challenges.models import Judgement
from challenges.models.judgement import VERDICTS, Track, Verdict
from challenges.services.judgements import add_judgement, edit_judgement
from fellowship.lib.workflows import NotPossible
from tests.factories.cohorts import days_from_today


def words(track=Track.LEARNING, verdict=Verdict.PRODUCTIVELY_STUCK):
    return {"track": track, "verdict": verdict, "day": days_from_today(-1), "reason": "We know why."}


def judge(world, by=None, **more):
    return add_judgement(
        challenge=world.challenge, words=words(**more), form_id=uuid.uuid4(), by=by or world.owner
    )


def test_judgement_is_called_by_what_and_how(world):
    assert judge(world).name == "Learning: Productively stuck"


@pytest.mark.parametrize("track", Track.values)
def test_track_takes_its_own_verdicts_and_no_other(world, track):
    for verdict in Verdict.values:
        if verdict in VERDICTS[track]:
            judge(world, track=track, verdict=verdict)
        else:
            with pytest.raises(NotPossible):
                judge(world, track=track, verdict=verdict)


def test_change_to_a_verdict_of_another_track_is_refused(world):
    judgement = judge(world)
    with pytest.raises(NotPossible):
        edit_judgement(piece=judgement, words=words(verdict=Verdict.TAME), by=world.owner)


def test_judgement_put_right_is_called_anew(world):
    judgement = edit_judgement(piece=judge(world), words=words(verdict=Verdict.STUCK), by=world.owner)
    assert judgement.name == "Learning: Stuck, and it needs help"


@pytest.mark.parametrize("name", ["mentor", "administrator", "same_cohort", "stranger"])
def test_only_the_fellow_judges(world, name):
    with pytest.raises(PermissionDenied):
        judge(world, by=getattr(world, name))
    assert not Judgement.objects.exists()
