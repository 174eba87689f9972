"""Where mentors find their own places and interests."""

import pytest
from django.urls import reverse

from fellowship.cohorts.models.proposal import ProposalStatus
from tests.factories import CohortFactory, PairingFactory, UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import MentorProfileFactory, ProposalFactory, WishRoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(client, cohort):
    """Of a mentor with a fellow."""
    profile = MentorProfileFactory(programme=cohort.programme)
    PairingFactory(mentor=profile.person, place__cohort=cohort)
    client.force_login(profile.person)
    return profile


def leads_there(client, page, profile):
    return f'href="{profile.get_absolute_url()}"' in client.get(reverse(page)).content.decode()


def test_front_page_leads_there_while_wishes_are_asked_for(client, profile, cohort):
    assert not leads_there(client, "waiting", profile)
    asked = WishRoundFactory(cohort=cohort)
    assert leads_there(client, "waiting", profile)
    asked.until = days_from_today(-1)
    asked.save()
    assert not leads_there(client, "waiting", profile)


def test_front_page_leads_there_while_pairs_are_proposed(client, profile, cohort):
    proposal = ProposalFactory(cohort=cohort)
    assert leads_there(client, "waiting", profile)
    proposal.status = ProposalStatus.SET_ASIDE
    proposal.save()
    assert not leads_there(client, "waiting", profile)


def test_front_page_stays_silent_about_matching_elsewhere(client, profile):
    WishRoundFactory(cohort=CohortFactory())
    assert not leads_there(client, "waiting", profile)


def test_page_about_oneself_always_leads_there(client, profile):
    other = MentorProfileFactory(programme=profile.programme)
    assert leads_there(client, "profile", profile)
    assert not leads_there(client, "profile", other)


def test_page_about_oneself_of_who_is_in_no_pool_says_nothing_of_mentoring(client):
    client.force_login(UserFactory())
    assert "places and interests" not in client.get(reverse("profile")).content.decode()


def test_mentor_without_a_fellow_or_role_finds_it_on_the_first_page(client):
    profile = MentorProfileFactory()
    client.force_login(profile.person)
    assert leads_there(client, "home", profile)


def test_profile_says_who_sees_it(client, profile):
    words = client.get(profile.get_absolute_url()).content.decode()
    assert "You and the programme team see this" in words
