import pytest

from fellowship.cohorts.forms.wishes import WishesForm
from fellowship.cohorts.matching.pool import read_pool
from fellowship.cohorts.matching.wishes import save_wishes
from fellowship.cohorts.models import Conflict, FellowProfile, MentorProfile, Wish
from tests.factories import PlaceFactory, UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import (
    ConflictFactory,
    InterestFactory,
    MentorProfileFactory,
    WishFactory,
    WishRoundFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cohort):
    WishRoundFactory(cohort=cohort)
    return PlaceFactory(cohort=cohort)


@pytest.fixture
def profiles(cohort):
    return [MentorProfileFactory(programme=cohort.programme) for _number in range(3)]


def form_of(place, *data):
    in_pool = MentorProfile.objects.in_pool(place.cohort.programme_id)
    said = FellowProfile.objects.filter(place=place).first()
    return WishesForm(*data, place=place, mentors=[profile.person for profile in in_pool], said=said)


def send(place, **changed):
    """The page as it opens, sent with only this changed."""
    shown = form_of(place)
    data = {name: box.initial for name, box in ((name, shown[name]) for name in shown.fields) if box.initial}
    form = form_of(place, data | changed)
    assert form.is_valid(), form.errors
    return save_wishes(by=place.person, place=place, **form.as_said())


def test_what_was_said_of_somebody_who_takes_nobody_for_a_while_outlives_another_save(place, profiles):
    manager, wished, colleague = profiles
    ConflictFactory(place=place, mentor=manager.person)
    ConflictFactory(place=place, mentor=colleague.person, kind="same_team")
    WishFactory(place=place, mentor=wished.person)
    for profile in (manager, wished):
        MentorProfile.objects.filter(pk=profile.pk).update(capacity=0)
    colleague.person.is_active = False
    colleague.person.save()

    send(place, interests=[InterestFactory(programme=place.cohort.programme).pk])

    assert set(Conflict.objects.values_list("mentor", "kind")) == {
        (manager.person_id, "line_manager"),
        (colleague.person_id, "same_team"),
    }
    assert Wish.objects.get().mentor == wished.person
    MentorProfile.objects.update(capacity=1)
    pool = read_pool(place.cohort, days_from_today(7))
    assert manager.person_id in pool.barred_for(pool.fellows[0])


def test_what_was_said_of_somebody_outside_the_pool_can_be_taken_back(place, profiles):
    ConflictFactory(place=place, mentor=profiles[0].person)
    MentorProfile.objects.update(capacity=0)

    send(place, line_manager="")

    assert not Conflict.objects.exists()


def test_only_mentors_and_those_named_before_are_on_offer(place, profiles):
    stranger = UserFactory()
    ConflictFactory(place=PlaceFactory(cohort=place.cohort), mentor=stranger)
    ConflictFactory(place=place, mentor=stranger, declared_by=stranger)
    on_offer = {pk for pk, _name in form_of(place).fields["wish_1"].choices}

    assert on_offer == {"", *(str(profile.person_id) for profile in profiles)}
    assert not form_of(place, {"wish_1": stranger.pk}).is_valid()
