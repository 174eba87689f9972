"""The pages of matching as the demonstration has them, on a phone and on a desk."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from fellowship.cohorts.models import Cohort, MentorProfile, Proposal, ProposedPair, WishRound
from fellowship.home.demonstration.load import load

WIDTHS = (320, 768, 1280)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pages_of_matching_fit_and_axe_finds_nothing(live_server, browser_page, axe, fits):
    programme = load()
    proposal = Proposal.objects.get()
    assert proposal.is_ready
    assert 0 < proposal.figures["matched"] < proposal.figures["fellows"]
    cohort: Cohort = proposal.cohort
    administrator = proposal.asked_by
    place = cohort.places.get(person__given_name="Oona")
    profile = MentorProfile.objects.get(person__family_name="Ashford")
    assert WishRound.objects.get().is_open
    pair = ProposedPair.objects.get(place=place)
    pages = [
        (administrator, "matching", cohort.pk),
        (administrator, "proposal", proposal.pk),
        (administrator, "proposal_publish", proposal.pk),
        (administrator, "proposed_pair", pair.pk),
        (administrator, "place_match", place.pk),
        (administrator, "conflicts", cohort.pk),
        (administrator, "mentor_pool", programme.pk),
        (administrator, "matching_rules", programme.pk),
        (administrator, "mentor_profile_new", programme.pk),
        (administrator, "wishes_asked", cohort.pk),
        (place.person, "wishes", place.pk),
        (profile.person, "mentor_profile", profile.pk),
        (profile.person, "mentor_conflicts", profile.pk),
    ]
    for person, name, pk in pages:
        client = Client()
        client.force_login(person)
        cookie = settings.SESSION_COOKIE_NAME
        browser_page.context.add_cookies(
            [{"name": cookie, "value": client.cookies[cookie].value, "url": live_server.url}]
        )
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 900})
            browser_page.goto(live_server.url + reverse(name, args=[pk]))
            fits(browser_page)
        axe(browser_page)
