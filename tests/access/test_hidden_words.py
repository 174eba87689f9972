"""The promise of DOMAIN.md, “Who may see what”: words are met by those named there, and by nobody else."""

import pytest

from challenges.services.challenges import open_to_cohort
from fellowship.learning.services.results import share_marks
from tests.access.markers import MAY_MEET, OPENED, marker
from tests.access.visits import Visit, visit_everything

pytestmark = pytest.mark.django_db


def met(visits: list[Visit]) -> dict[str, set[str]]:
    """Content: who met its marker anywhere."""
    texts = [(visit.person, visit.text) for visit in visits]
    return {content: {person for person, text in texts if marker(content) in text} for content in MAY_MEET}


def test_words_are_met_by_exactly_those_who_may(visits):
    assert met(visits) == MAY_MEET


def test_an_opened_challenge_is_read_by_the_own_cohort_without_its_comments(world):
    open_to_cohort(challenge=world.challenge, by=world.fellow)

    found = met(visit_everything(world, ["peer", "elsewhere", "alumnus", "tutor"]))

    assert {content for content, people in found.items() if "peer" in people} == OPENED
    assert {content for content, people in found.items() if people - {"peer"}} == {
        "alumni address",
        "mark",
        "reason for an extension",
        "work handed in",
    }


def test_shared_marks_are_met_by_the_mentor_of_now(world):
    share_marks(place=world.place, by=world.fellow, shared=True)

    assert met(visit_everything(world, ["mentor", "grace", "peer"]))["mark"] == {"mentor"}
