import pytest
from django.urls import reverse

from fellowship.people.models import AuditEvent
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(scene) -> dict[str, str]:
    """Pages by the kind of record that is read there."""
    comment = CommentFactory(log_entry=scene.entry, author=scene.lead)
    return {
        "challenges.challenge": reverse("challenge", args=[scene.challenge.pk]),
        "challenges.logentry": scene.entry.get_absolute_url(),
        "challenges.milestone": scene.milestone.get_absolute_url(),
        "challenges.briefversion": reverse("brief", args=[scene.challenge.pk]),
        "mentoring.comment": reverse("comment_history", args=[comment.pk]),
    }


def test_what_the_team_opens_is_noted_once_a_day(scene, as_, addresses):
    team = as_(scene.administrator)
    for address in [*addresses.values(), *addresses.values()]:
        assert team.get(address).status_code == 200

    events = AuditEvent.objects.filter(act="read")

    assert sorted(events.values_list("object_kind", flat=True)) == sorted(addresses)
    assert set(events.values_list("by", flat=True)) == {scene.administrator.pk}
    assert all(event.detail == {} for event in events)


def test_printed_document_is_noted_as_its_challenge(scene, as_):
    as_(scene.administrator).get(reverse("challenge_document", args=[scene.challenge.pk]))

    assert AuditEvent.objects.get(act="read").object_id == str(scene.challenge.pk)


@pytest.mark.parametrize("who", ["fellow", "lead", "peer"])
def test_those_it_was_written_for_leave_no_note(scene, as_, addresses, who):
    for address in addresses.values():
        as_(scene.people[who]).get(address)

    assert not AuditEvent.objects.filter(act="read").exists()
