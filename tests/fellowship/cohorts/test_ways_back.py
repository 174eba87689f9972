"""One rule for the administrator's pages of this room: a trail that begins at the programme."""

import re

import pytest
from django.urls import reverse

from fellowship.cohorts import invitation_urls, urls
from tests.access.addresses import address
from tests.access.crawl import client_of
from tests.access.rooms import make_world
from tests.factories import AdministratorFactory, InvitationFactory, PairingFactory

pytestmark = pytest.mark.django_db
NO_PAGES_OF_THEIRS = {"join", "organisation_search", "import_example"}


def test_every_page_leads_back_by_a_trail_from_the_programme():
    world = make_world()
    client = client_of(world.people["team"])
    seen = 0
    for name in {pattern.name for pattern in [*urls.urlpatterns, *invitation_urls.urlpatterns]}:
        if name in NO_PAGES_OF_THEIRS:
            continue
        response = client.get(address(world, name))
        if response.status_code != 200:
            continue
        seen += 1
        page = response.content.decode()
        trail = re.findall(r'nhsuk-breadcrumb__link" href="([^"]*)"', page)
        assert trail[:1] == [reverse("administrator_home")], name
        assert 'aria-label="Back"' not in page, name
    assert seen > 15


def test_names_are_links_to_pages_that_can_be_opened(client):
    pairing = PairingFactory()
    place, cohort = pairing.place, pairing.place.cohort
    world_pages = [
        ("pairings", cohort.pk, [place.person, pairing.mentor]),
        ("cohort_hosts", cohort.pk, [place.person]),
        ("place_pairings", place.pk, [pairing.mentor]),
        ("invitations", cohort.pk, [place.person]),
    ]
    InvitationFactory(programme=cohort.programme, cohort=cohort, role="fellow", person=place.person)
    unknown = InvitationFactory(programme=cohort.programme, cohort=cohort)
    client.force_login(AdministratorFactory(programme=cohort.programme).person)
    for name, pk, people in world_pages:
        page = client.get(reverse(name, args=[pk])).content.decode()
        links = set(re.findall(r'href="(/people/\d+/)"', page))
        assert {reverse("person", args=[person.pk]) for person in people} <= links, name
        assert reverse("person", args=[unknown.person_id]) not in links
        assert {client.get(link).status_code for link in links} == {200}
