import pytest
from django.test import Client

from fellowship.notifications.models import Preference
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.unsubscribing import unsubscribe_address
from fellowship.people.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> str:
    message = put(person=UserFactory(), kind="comment", object_kind="tests.thing", object_id="1", why="Why.")
    return unsubscribe_address(message).removeprefix("http://localhost:8000")


@pytest.mark.parametrize("method", ["get", "head"])
def test_link_scanner_that_opens_the_address_changes_nothing(client, path, method):
    for _time in range(3):
        assert getattr(client, method)(path).status_code == 200

    assert not Preference.objects.exists()


def test_button_switches_the_kind_off_without_signing_in(client, path):
    page = client.post(path)

    assert page.status_code == 200
    assert "Switched off" in page.content.decode()
    assert list(Preference.objects.values_list("kind", "delivery")) == [("comment", "off")]
    assert AuditEvent.objects.get().act == "unsubscribed"


def test_mail_program_may_post_without_our_form(path):
    """RFC 8058, one click."""
    client = Client(enforce_csrf_checks=True)

    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().delivery == "off"


def test_post_twice_is_the_same_as_once(client, path):
    client.post(path)

    assert client.post(path).status_code == 200
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "WzEsIm1pbGVzdG9uZV9kdWUiXQ:forged", "a:b:c", "%00", "é"])
def test_forged_address_is_not_found(client, token):
    assert client.get(f"/unsubscribe/{token}/").status_code == 404
    assert client.post(f"/unsubscribe/{token}/").status_code == 404
