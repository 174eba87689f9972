import pytest

from fellowship.people.demonstration import DEMONSTRATION_PEOPLE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True


def test_one_press_signs_in_as_an_invented_person(client, demonstration):
    person = UserFactory(email=DEMONSTRATION_PEOPLE["mentor"])
    assert "Look around as" in client.get("/account/login/").content.decode()
    response = client.post("/demonstration/mentor/")
    assert response.status_code == 302
    assert int(client.session["_auth_user_id"]) == person.pk


def test_one_press_does_not_exist_outside_the_demonstration(client):
    UserFactory(email=DEMONSTRATION_PEOPLE["mentor"])
    assert "Look around as" not in client.get("/account/login/").content.decode()
    assert client.post("/demonstration/mentor/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_press_needs_a_post_and_a_known_role(client, demonstration):
    assert client.get("/demonstration/mentor/").status_code == 405
    assert client.post("/demonstration/owner/").status_code == 404
    assert client.post("/demonstration/mentor/").status_code == 404
