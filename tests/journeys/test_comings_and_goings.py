"""Invitations that no longer work, people with two roles, and mentors who change."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from fellowship.cohorts.invitation_links import secret_of
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import invite, revoke, send_invitation
from fellowship.cohorts.services.pairings import change_mentor
from tests.factories import AdministratorFactory, CohortFactory, LogEntryFactory, UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.people import PASSWORD


@pytest.fixture
def invitation(transactional_db):
    cohort = CohortFactory()
    made = invite(
        by=None,
        role=Role.TUTOR,
        programme=cohort.programme,
        cohort=cohort,
        email="tilda.tutor@example.org",
        given_name="Tilda",
        family_name="Tutor",
    )
    return send_invitation(by=None, invitation=made)


def test_an_expired_invitation_says_what_to_do(phone_page, walk, invitation):
    invitation.expires_at = timezone.now() - dt.timedelta(minutes=1)
    invitation.save(update_fields=["expires_at"])
    phone = walk(phone_page).open(reverse("join", args=[secret_of(invitation)]))
    phone.reads(re.compile("ask", re.I))
    expect(phone_page.get_by_label("Choose a password")).to_have_count(0)


def test_an_invitation_withdrawn_while_it_is_being_accepted_opens_nothing(phone_page, walk, invitation):
    phone = walk(phone_page).open(reverse("join", args=[secret_of(invitation)])).heading("Your invitation")
    phone.write("Choose a password", PASSWORD).write("The same password again", PASSWORD)
    revoke(by=invitation.person, invitation=invitation)
    phone.press("Accept the invitation").reads(re.compile("ask", re.I))
    invitation.person.refresh_from_db()
    assert not invitation.person.has_usable_password()
    assert not invitation.person.roles.exists()


def test_somebody_with_two_roles_goes_from_one_front_page_to_the_other(
    browser_page, walk, sign_in, challenge
):
    both = challenge.place.pairings.get().mentor
    cohort = challenge.place.cohort
    AdministratorFactory(person=both, programme=cohort.programme)
    sign_in(browser_page, both)
    desk = walk(browser_page).open("/")
    switch = browser_page.get_by_role("navigation", name=re.compile("role", re.I))
    desk.follow(re.compile("Mentor"), within=switch).heading("Waiting for you")
    desk.open("/").heading("Waiting for you")
    desk.follow(re.compile("administrator", re.I), within=switch).heading(cohort.programme.name)


def test_after_a_change_of_mentor_the_old_one_finishes_and_then_sees_nothing(
    browser_page, phone_page, walk, sign_in, challenge
):
    place = challenge.place
    old, new = place.pairings.get().mentor, UserFactory(given_name="Nora", family_name="New")
    sent_before = timezone.now() - dt.timedelta(days=4)
    entry = LogEntryFactory(challenge=challenge, shared_at=sent_before, waiting_since=sent_before)
    change_mentor(
        by=place.person, place=place, mentor=new, on=days_from_today(-2), reason="Dr Ashworth has moved."
    )

    sign_in(browser_page, old)
    former = walk(browser_page).open("/").follow(re.compile("Log entry of")).reads(entry.what_happened)
    former.press(re.compile("^Agree")).reads("You have agreed this")
    sign_in(phone_page, new)
    walk(phone_page).open(challenge.get_absolute_url()).reads("Nora New")

    grace = place.cohort.programme.grace_days
    place.pairings.filter(mentor=old).update(starts_on=place.starts_on, ends_on=days_from_today(-grace - 1))
    former.open(challenge.get_absolute_url()).heading("Page not found")
    former.open("/waiting/").heading("Waiting for you (0)")
