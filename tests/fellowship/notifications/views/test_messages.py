import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications import reminders
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.bounces import hard_bounce
from fellowship.notifications.services.outbox import put, put_ready
from tests.factories import (
    AdministratorFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def administrator(place):
    return AdministratorFactory(programme=place.cohort.programme).person


@pytest.fixture
def message(place) -> Message:
    """A reminder that was sent to the fellow."""
    message = put(
        person=place.person,
        kind="milestone_due",
        object_kind="challenges.milestone",
        object_id="1",
        why="You lead the challenge.",
        programme_id=place.cohort.programme_id,
    )
    Message.objects.update(
        status=MessageStatus.SENT,
        sent_at=timezone.now(),
        subject="Baseline is due",
        text="Dear fellow,\nsee https://balcony.example.org/milestones/1/ <script>alert(1)</script>",
    )
    return message


@pytest.fixture
def failed(message) -> Message:
    Message.objects.filter(pk=message.pk).update(
        status="failed", attempts=6, last_error="550 No such mailbox"
    )
    return message


def who(name, place, administrator):
    return {
        "owner": place.person,
        "administrator": administrator,
        "same cohort": PlaceFactory(cohort=place.cohort).person,
        "other cohort": PlaceFactory().person,
        "mentor": PairingFactory(place=place).mentor,
        "tutor": TutorFactory(cohort=place.cohort).person,
        "other administrator": AdministratorFactory().person,
        "former administrator": AdministratorFactory(
            programme=place.cohort.programme, ends_on=dt.date(2020, 1, 1), starts_on=dt.date(2019, 1, 1)
        ).person,
        "stranger": UserFactory(),
    }[name]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("owner", 200),
        ("administrator", 200),
        ("same cohort", 404),
        ("other cohort", 404),
        ("mentor", 404),
        ("tutor", 404),
        ("other administrator", 404),
        ("former administrator", 404),
        ("stranger", 404),
    ],
)
def test_message_is_seen_by_its_person_and_the_programmes_administrators(
    client, message, place, administrator, name, status
):
    client.force_login(who(name, place, administrator))

    page = client.get(reverse("message", args=[message.pk]))

    assert page.status_code == status
    listed = client.get(reverse("messages")).content.decode()
    assert ("Baseline is due" in listed) == (status == 200)


def test_signed_out_is_sent_to_sign_in(client, message):
    assert client.get(reverse("messages")).status_code == 302
    assert client.get(reverse("message", args=[message.pk])).status_code == 302


def test_message_shows_who_why_when_and_the_text_as_received(client, message, administrator):
    client.force_login(administrator)

    page = client.get(reverse("message", args=[message.pk])).content.decode()

    assert message.person.full_name in page
    assert "You lead the challenge." in page
    assert 'href="https://balcony.example.org/milestones/1/"' in page
    assert "<script>alert(1)" not in page


def test_one_time_link_is_shown_to_nobody_but_its_person(client, place, administrator, settings):
    mail = put_ready(
        person=place.person,
        kind="account",
        subject="Code QX-TRELLIS",
        text="https://localhost/secret-link/",
        html="",
        why="You asked to sign in.",
        programme_id=place.cohort.programme_id,
    )
    address = reverse("message", args=[mail.pk])
    client.force_login(administrator)
    for page in (client.get(address), client.get(reverse("messages"))):
        assert "secret-link" not in page.content.decode()
        assert "QX-TRELLIS" not in page.content.decode()

    settings.DEMONSTRATION = True
    page = client.get(address).content.decode()
    assert "secret-link" in page
    assert "in the demonstration only" in page
    settings.DEMONSTRATION = False
    client.force_login(place.person)
    page = client.get(address).content.decode()
    assert "secret-link" in page
    assert "in the demonstration only" not in page


@pytest.mark.parametrize("kind", ["session", "session_soon", "session_agreed", "session_due", "digest"])
def test_when_two_people_meet_is_not_the_programme_teams_to_read(client, place, administrator, kind):
    mail = put_ready(
        person=place.person,
        kind=kind,
        subject="Thursday at 2pm",
        text="Thursday at 2pm",
        html="",
        why="Dr Ashworth is your mentor.",
        programme_id=place.cohort.programme_id,
    )
    client.force_login(administrator)
    for address in (reverse("message", args=[mail.pk]), reverse("messages")):
        page = client.get(address).content.decode()
        assert str(place.person) in page
        assert "Thursday" not in page


def test_message_of_no_programme_is_listed_to_its_persons_administrator_without_its_text(
    client, place, administrator
):
    digest = put_ready(
        person=place.person, kind="comment", subject="Several", text="Programme X", html="", why="Why."
    )
    client.force_login(administrator)

    page = client.get(reverse("message", args=[digest.pk]))

    assert page.status_code == 200
    assert "Programme X" not in page.content.decode()


def test_failed_one_is_on_top_and_is_tried_again(client, failed, administrator, sink):
    client.force_login(administrator)
    page = client.get(reverse("messages")).content.decode()
    assert page.index("550 No such mailbox") < page.index("Messages, newest first")

    client.post(reverse("message_try_again", args=[failed.pk]))

    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == (MessageStatus.WAITING, 0)


def test_try_all_again_takes_only_the_programmes_own(client, failed, administrator):
    other = AdministratorFactory().person
    client.force_login(other)
    client.post(reverse("messages_try_all_again"))
    failed.refresh_from_db()
    assert failed.status == MessageStatus.FAILED

    client.force_login(administrator)
    client.post(reverse("messages_try_all_again"))
    failed.refresh_from_db()
    assert failed.status == MessageStatus.WAITING


def test_try_all_again_leaves_what_may_have_arrived(client, failed, administrator):
    Message.objects.filter(pk=failed.pk).update(status=MessageStatus.UNSURE)
    client.force_login(administrator)

    client.post(reverse("messages_try_all_again"))

    failed.refresh_from_db()
    assert failed.status == MessageStatus.UNSURE


def test_try_again_of_a_sent_message_sends_nothing(client, message, administrator):
    client.force_login(administrator)

    client.post(reverse("message_try_again", args=[message.pk]))

    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_try_again_by_its_person_is_forbidden_with_a_reason(client, failed, place):
    client.force_login(place.person)

    answer = client.post(reverse("message_try_again", args=[failed.pk]))

    assert answer.status_code == 403
    failed.refresh_from_db()
    assert failed.status == MessageStatus.FAILED


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("status=sent", True),
        ("status=failed", False),
        ("kind=milestone_due", True),
        ("kind=comment", False),
        ("to=Ashworth", True),
        ("to=nobody", False),
        ("status=nonsense&kind=%00&person=x&page=-3", True),
        ("person=99999999", False),
    ],
)
def test_filters_narrow_the_list(client, message, administrator, place, query, is_listed):
    place.person.family_name = "Ashworth"
    place.person.save()
    client.force_login(administrator)

    page = client.get(f"{reverse('messages')}?{query}")

    assert page.status_code == 200
    assert ("Baseline is due" in page.content.decode()) == is_listed


def test_list_needs_as_many_queries_and_rows_for_many_messages_as_for_one_page(client, place, administrator):
    client.force_login(administrator)
    client.get(reverse("messages"))  # the first page of a session also writes the session down
    queries = []
    for count in (1, 2, 37):  # 1, 3 and 40 in all
        for _message in range(count):
            put(
                person=PlaceFactory(cohort=place.cohort).person,
                kind="comment",
                object_kind="tests.thing",
                object_id="1",
                why="Why.",
                programme_id=place.cohort.programme_id,
            )
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("messages"))
        queries.append(len(captured))

    assert queries[0] == queries[1] == queries[2] <= 15
    assert page.content.decode().count("Somebody commented</a>") == 25


@pytest.mark.parametrize("page", ["messages", "upcoming"])
def test_empty_page_says_what_to_do_next(client, page):
    client.force_login(UserFactory())

    shown = client.get(reverse(page)).content.decode()

    assert "app-empty" in shown


def test_upcoming_is_for_oneself_and_the_administrator(client, things, place, administrator):
    things.due_on["1"] = timezone.localdate() + dt.timedelta(days=9)
    things.programme_id = place.cohort.programme_id
    things.tell(place.person_id, "1", -3)
    reminders.register([things.source()])
    own = reverse("upcoming")
    theirs = f"{own}?person={place.person_id}"

    client.force_login(place.person)
    assert "Thing 1" in client.get(own).content.decode()
    client.force_login(administrator)
    assert "Thing 1" not in client.get(own).content.decode()
    assert "Thing 1" in client.get(theirs).content.decode()
    client.force_login(AdministratorFactory().person)
    assert client.get(theirs).status_code == 404
    assert client.get(f"{own}?person=9999999999999999999999").status_code == 404
    assert client.get(f"{own}?person={'1' * 5000}").status_code == 404


def test_names_lead_to_the_person_where_the_reader_may_open_that_page(client, administrator, message):
    link = f'href="{reverse("person", args=[message.person_id])}"'
    client.force_login(administrator)
    assert link in client.get(reverse("messages")).content.decode()
    client.force_login(message.person)
    assert link not in client.get(reverse("messages")).content.decode()


def test_address_to_which_the_programme_never_wrote_is_not_named(client, place, administrator):
    stranger = UserFactory(email="private@example.com")
    put_ready(
        person=stranger,
        kind="invitation",
        subject="Join",
        text="Join",
        html="",
        why="You were invited.",
        programme_id=place.cohort.programme_id,
        address="work@example.org",
    )
    for address in ("private@example.com", "work@example.org"):
        hard_bounce(address=address, person=stranger, words="550 No such user")
    client.force_login(administrator)

    page = client.get(reverse("messages")).content.decode()

    assert "work@example.org" in page
    assert "private@example.com" not in page
