import pytest
from django.urls import reverse

from fellowship.people.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGES = ["concern", "help", "privacy", "accessibility"]


@pytest.mark.parametrize("name", PAGES)
def test_page_about_the_service_is_open_to_all(client, name):
    assert client.get(reverse(name)).status_code == 200
    client.force_login(UserFactory())
    assert client.get(reverse(name)).status_code == 200


def test_concern_page_records_nothing_and_says_so(client):
    client.force_login(UserFactory())
    page = client.get(reverse("concern")).content.decode()
    assert "Nothing you do on this page is recorded" in page
    assert not AuditEvent.objects.exists()
