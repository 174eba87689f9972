import datetime as dt

import pytest
from django.urls import reverse

from fellowship.cohorts.permissions import Role
from fellowship.notifications.forms.preferences import CHOOSABLE
from fellowship.notifications.kinds import KINDS
from fellowship.notifications.models import Preference, QuietHours
from fellowship.notifications.services.outbox import put
from tests.factories import AdministratorFactory, PairingFactory, PlaceFactory, TutorFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def choices(**changed: str) -> dict[str, str]:
    return {
        **{kind.code: kind.default for kind in CHOOSABLE},
        "digest": "at_once",
        "quiet_from": "20:00",
        "quiet_until": "07:00",
        **changed,
    }


def test_page_shows_defaults_and_what_is_always_sent(client, person):
    page = client.get(reverse("preferences")).content.decode()

    assert 'name="comment" type="radio" value="digest" checked' in page
    assert 'name="milestone_due" type="radio" value="at_once" checked' in page
    assert 'name="account"' not in page
    assert "Sign-in and security" in page


def test_calendar_files_are_never_left_to_a_summary(client, person):
    page = client.get(reverse("preferences")).content.decode()
    refused = client.post(reverse("preferences"), choices(session_agreed="digest"))

    assert 'name="session_agreed" type="radio" value="off"' in page
    assert 'name="session_agreed" type="radio" value="digest"' not in page
    assert refused.status_code == 200
    assert not Preference.objects.exists()


def test_save_keeps_choices_and_quiet_hours(client, person):
    answer = client.post(reverse("preferences"), choices(comment="off", keeps_quiet="on", quiet_from="21:30"))

    assert answer.status_code == 302
    assert Preference.objects.get(person=person, kind="comment").delivery == "off"
    hours = QuietHours.objects.get(person=person)
    assert (hours.starts_at, hours.ends_at) == (dt.time(21, 30), dt.time(7))


def test_save_without_quiet_hours_removes_them(client, person):
    QuietHours.objects.create(person=person)

    client.post(reverse("preferences"), choices())

    assert not QuietHours.objects.exists()


def test_save_applies_to_what_already_waits(client, person):
    message = put(person=person, kind="comment", object_kind="tests.thing", object_id="1", why="Why.")

    client.post(reverse("preferences"), choices(comment="at_once"))

    message.refresh_from_db()
    assert message.delivery == "at_once"


@pytest.mark.parametrize(
    "wrong",
    [
        {"comment": "sometimes"},
        {"comment": ""},
        {"keeps_quiet": "on", "quiet_from": "07:00"},
        {"quiet_from": "25:00", "keeps_quiet": "on"},
        {"digest": "<script>"},
    ],
)
def test_wrong_choice_is_an_error_and_saves_nothing(client, person, wrong):
    page = client.post(reverse("preferences"), choices(**wrong))

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Preference.objects.exists()


def offered(client, person):
    client.force_login(person)
    page = client.get(reverse("preferences")).content.decode()
    assert "Sign-in and security" in page
    return {kind.code for kind in CHOOSABLE if f'name="{kind.code}"' in page}


@pytest.mark.parametrize(
    ("make", "some", "none"),
    [
        (
            lambda: PlaceFactory().person,
            {"milestone_due", "answered", "session", "set_due"},
            {"machines", "waiting_for_you", "answer_overdue"},
        ),
        (
            lambda: PairingFactory().mentor,
            {"waiting_for_you", "answer_overdue", "milestone_overdue", "session"},
            {"machines", "milestone_due", "answered", "dates_moved"},
        ),
        (
            lambda: TutorFactory().person,
            {"waiting_for_you", "set_due", "session_agreed"},
            {"machines", "milestone_due", "session"},
        ),
    ],
    ids=["fellow", "mentor", "tutor"],
)
def test_offered_is_what_can_reach_somebody_with_these_roles(client, make, some, none):
    found = offered(client, make())
    assert some <= found
    assert not none & found


def test_administrator_and_who_has_no_role_yet_are_offered_everything(client):
    everything = {kind.code for kind in CHOOSABLE}
    assert offered(client, AdministratorFactory().person) == everything
    assert offered(client, UserFactory()) == everything


def test_choice_for_what_reached_somebody_before_stays(client):
    place = PlaceFactory()
    Preference.objects.create(person=place.person, kind="answer_overdue", delivery="digest")
    client.force_login(place.person)

    assert (
        client.post(reverse("preferences"), choices(answer_overdue="off", comment="off")).status_code == 302
    )

    kept = dict(Preference.objects.filter(person=place.person).values_list("kind", "delivery"))
    assert (kept["answer_overdue"], kept["comment"]) == ("digest", "off")


def test_roles_of_kinds_are_roles_there_are():
    named = {role for kind in KINDS.values() for role in kind.roles}
    assert named <= set(Role.values)


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get(reverse("preferences")).status_code == 302
