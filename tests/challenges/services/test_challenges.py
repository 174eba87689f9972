import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from challenges.models import Challenge
from challenges.services.challenges import close_to_cohort, create_challenge, open_to_cohort
from fellowship.people.models import AuditEvent
from tests import factories


def test_challenge_of_a_place_is_made_once(db):
    place = factories.PlaceFactory()
    first = create_challenge(place=place, title="Better sleep", by=None)
    second = create_challenge(place=place, title="Something else", by=None)
    assert (first, second.title) == (second, "Better sleep")
    assert AuditEvent.objects.filter(act="create").count() == 1


def test_challenge_is_not_set_up_by_a_mentor(world):
    with pytest.raises(PermissionDenied):
        create_challenge(place=world.place, title="Mine", by=world.mentor)


def test_fellow_opens_and_closes_the_challenge_to_the_cohort(world):
    open_to_cohort(challenge=world.challenge, by=world.owner)
    assert Challenge.objects.visible_to(world.same_cohort).exists()
    assert not Challenge.objects.visible_to(world.other_cohort).exists()
    close_to_cohort(challenge=world.challenge, by=world.owner)
    assert not Challenge.objects.visible_to(world.same_cohort).exists()
    assert list(AuditEvent.objects.order_by("pk").values_list("act", flat=True)) == [
        "open_to_cohort",
        "close_to_cohort",
    ]


def test_challenge_of_a_fellow_who_left_is_closed_to_peers_and_closed_by_the_fellow(fellow_client, world):
    open_to_cohort(challenge=world.challenge, by=world.owner)
    world.place.status = "withdrawn"
    world.place.save()
    assert not Challenge.objects.visible_to(world.same_cohort).exists()
    address = reverse("challenge_opening", args=[world.challenge.pk])
    assert address in fellow_client.get(world.challenge.get_absolute_url()).content.decode()
    assert fellow_client.get(address).status_code == 200
    fellow_client.post(address, {"act": "close"})
    world.challenge.refresh_from_db()
    assert not world.challenge.open_to_cohort
    assert fellow_client.post(address, {"act": "open"}).status_code == 403


def test_challenge_is_closed_by_nobody_but_its_fellow(world):
    open_to_cohort(challenge=world.challenge, by=world.owner)
    with pytest.raises(PermissionDenied):
        close_to_cohort(challenge=world.challenge, by=world.same_cohort)


def test_page_says_what_opening_means_and_does_it(fellow_client, world):
    address = reverse("challenge_opening", args=[world.challenge.pk])
    assert "They never see comments, drafts or private notes." in fellow_client.get(address).content.decode()
    fellow_client.post(address, {"act": "open"})
    world.challenge.refresh_from_db()
    assert world.challenge.open_to_cohort
    fellow_client.post(address, {"act": "close"})
    world.challenge.refresh_from_db()
    assert not world.challenge.open_to_cohort
