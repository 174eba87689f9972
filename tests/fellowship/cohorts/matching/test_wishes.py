import pytest

from fellowship.cohorts.matching.emails import wishes_letters
from fellowship.cohorts.matching.wishes import Closed, open_wishes, save_wishes
from fellowship.cohorts.models import Conflict, FellowProfile, Wish, WishRound
from fellowship.notifications.models import Message
from tests.factories import PairingFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import ConflictFactory, InterestFactory, WishRoundFactory

pytestmark = pytest.mark.django_db


def say(place, mentors, **changes):
    said = {"wishes": mentors, "rather_not": [], "interests": [], "conflicts": {}} | changes
    return save_wishes(by=place.person, place=place, **said)


def test_asking_reaches_fellows_without_a_mentor_and_mentors_once(cohort, administrator, fellows, mentors):
    PairingFactory(place=fellows[0], mentor=mentors[0])
    until = days_from_today(10)
    for _time in range(2):
        open_wishes(by=administrator, cohort=cohort, until=until)

    asked = set(Message.objects.filter(kind="wishes").values_list("person", flat=True))
    assert asked == {fellows[1].person_id, fellows[2].person_id, *(mentor.pk for mentor in mentors)}
    assert Message.objects.count() == 4


def test_letters_go_only_to_those_who_have_not_answered_while_it_is_open(
    cohort, administrator, fellows, mentors
):
    open_wishes(by=administrator, cohort=cohort, until=days_from_today(10))
    say(fellows[0], [])
    messages = list(Message.objects.select_related("person"))
    letters = wishes_letters(messages)

    people = {message.person_id for message in messages if message.pk in letters}
    assert people == {fellows[1].person_id, fellows[2].person_id, *(mentor.pk for mentor in mentors)}
    assert {letter.template for letter in letters.values()} == {
        "emails/cohorts/wishes",
        "emails/cohorts/mentor_asked",
    }
    WishRound.objects.update(until=days_from_today(-1))
    assert wishes_letters(messages) == {}


def test_wishes_replace_those_before(cohort, fellows, mentors):
    WishRoundFactory(cohort=cohort)
    place = fellows[0]
    say(place, mentors, interests=[InterestFactory(programme=cohort.programme)])
    say(place, [mentors[1]], rather_not=[mentors[0]])

    assert list(Wish.objects.values_list("mentor", "rank")) == [(mentors[1].pk, 1), (mentors[0].pk, None)]
    assert not FellowProfile.objects.get().interests.exists()


def test_conflicts_of_others_stay(cohort, fellows, mentors, administrator):
    WishRoundFactory(cohort=cohort)
    place = fellows[0]
    ConflictFactory(place=place, mentor=mentors[0], declared_by=administrator)
    say(place, [], conflicts={"same_team": mentors})
    say(place, [], conflicts={"line_manager": [mentors[1]]})

    assert set(Conflict.objects.values_list("mentor", "kind", "declared_by")) == {
        (mentors[0].pk, "line_manager", administrator.pk),
        (mentors[1].pk, "line_manager", place.person_id),
    }


def test_nothing_is_taken_after_the_last_day(cohort, fellows, mentors):
    WishRoundFactory(cohort=cohort, until=days_from_today(-1))
    with pytest.raises(Closed):
        say(fellows[0], mentors)
    assert not Wish.objects.exists()
