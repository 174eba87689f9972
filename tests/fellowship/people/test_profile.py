import pytest

from fellowship.people.models import AuditEvent, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = UserFactory(given_name="Ada", family_name="Quill")
    client.force_login(user)
    return user


def answers(**changes):
    return {
        "title": "",
        "given_name": "Ada",
        "family_name": "Quill",
        "profession": "",
        "grade": "",
        "time_zone": "Europe/London",
        **changes,
    }


def test_profile_saves_and_remembers_what_the_person_changed(client, user):
    response = client.post("/you/", answers(title="Dr", grade="ST6", profession="doctor"))
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.full_name == "Dr Ada Quill"
    assert user.own_edits == ["grade", "profession", "title"]
    event = AuditEvent.objects.get(act="profile changed")
    assert (event.by, event.detail) == (user, {"fields": ["grade", "profession", "title"]})


def test_profile_adds_to_what_was_changed_before(client, user):
    client.post("/you/", answers(title="Dr"))
    client.post("/you/", answers(title="Dr", time_zone="Europe/Dublin"))
    user.refresh_from_db()
    assert user.own_edits == ["time_zone", "title"]
    assert str(user.zone) == "Europe/Dublin"


def test_profile_without_a_change_writes_nothing(client, user):
    client.post("/you/", answers())
    user.refresh_from_db()
    assert user.own_edits == []
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": ""},
        {"given_name": "a\x00b"},
        {"given_name": "x" * 101},
        {"grade": "x" * 1_000_000},
        {"profession": "wizard"},
        {"time_zone": "Moon/Base"},
    ],
)
def test_profile_with_bad_input_says_so_and_keeps_the_old(client, user, wrong):
    response = client.post("/you/", answers(**wrong))
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    user.refresh_from_db()
    assert user.full_name == "Ada Quill"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Zoë 🙂", "שלום", "Robert'); DROP TABLE--"])
def test_profile_stores_odd_names_harmlessly(client, user, name):
    assert client.post("/you/", answers(given_name=name)).status_code == 302
    page = client.get("/you/").content.decode()
    assert "<script>alert" not in page
    user.refresh_from_db()
    assert user.given_name == name


def test_profile_is_only_ever_ones_own(client, user):
    other = UserFactory(given_name="Bea")
    client.post("/you/", answers(given_name="Changed", pk=other.pk, id=other.pk, is_active=""))
    other.refresh_from_db()
    assert other.given_name == "Bea"
    assert User.objects.get(pk=user.pk).is_active


def test_profile_takes_few_queries(client, user, django_assert_max_num_queries):
    client.get("/you/")
    with django_assert_max_num_queries(15):
        client.get("/you/")
