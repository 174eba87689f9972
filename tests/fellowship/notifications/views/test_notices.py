import re

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications.models import Message, Preference
from fellowship.notifications.services.outbox import put, put_ready
from fellowship.notifications.services.sending import send_due
from tests.factories import AdministratorFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def notice(things, person, thing="1", kind="milestone_due", **fields) -> Message:
    things.due_on[thing] = None
    return put(
        person=person, kind=kind, object_kind="tests.thing", object_id=thing, why="You lead this.", **fields
    )


def count_in_header(client) -> int:
    found = re.search(r'class="app-count">(\d+)<', client.get(reverse("profile")).content.decode())
    return int(found[1]) if found else 0


@pytest.mark.parametrize("delivery", ["at_once", "digest", "off"])
def test_every_message_is_a_notice_however_its_mail_goes(client, things, sink, person, delivery):
    Preference.objects.create(person=person, kind="milestone_due", delivery=delivery)
    notice(things, person)

    send_due()

    page = client.get(reverse("notices")).content.decode()
    assert "Thing 1" in page
    assert "You lead this." in page
    assert count_in_header(client) == 1
    assert len(sink.mails) == (1 if delivery == "at_once" else 0)


def test_one_time_links_and_summaries_are_no_notices(client, sink, person):
    put_ready(person=person, kind="account", subject="Your link", text="x", html="", why="You asked.")
    Message.objects.create(
        person=person, kind="digest", object_kind="x", object_id="1", why="x", subject="Your summary"
    )

    send_due()

    assert "Nothing yet" in client.get(reverse("notices")).content.decode()
    assert count_in_header(client) == 0


def test_what_is_no_longer_needed_is_no_notice(client, things, sink, person):
    notice(things, person)
    things.due_on.clear()

    send_due()

    assert count_in_header(client) == 0


def test_opening_marks_it_read_once_and_leads_to_the_thing(client, things, sink, person):
    message = notice(things, person)
    send_due()

    first = client.get(reverse("notice", args=[message.pk]))
    message.refresh_from_db()
    seen_at = message.seen_at
    client.get(reverse("notice", args=[message.pk]))
    message.refresh_from_db()

    assert first["Location"] == "/things/"
    assert seen_at is not None
    assert message.seen_at == seen_at
    assert count_in_header(client) == 0


def test_notice_that_leads_nowhere_shows_its_message(client, things, sink, person):
    message = notice(things, person)
    send_due()
    Message.objects.update(path="")

    assert client.get(reverse("notice", args=[message.pk]))["Location"] == message.get_absolute_url()


def test_all_are_marked_read_for_oneself_only(client, things, sink, person):
    other = UserFactory()
    notice(things, person, "1"), notice(things, person, "2"), notice(things, other, "1")
    send_due()

    client.post(reverse("notices_all_read"))

    assert count_in_header(client) == 0
    assert Message.objects.filter(person=other, seen_at=None).count() == 1


def test_notice_of_somebody_else_is_not_there_even_for_an_administrator(client, things, sink):
    place = PlaceFactory()
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    message = notice(things, place.person, programme_id=place.cohort.programme_id)
    send_due()
    client.force_login(administrator)

    assert client.get(reverse("notice", args=[message.pk])).status_code == 404
    assert "Thing 1" not in client.get(reverse("notices")).content.decode()
    message.refresh_from_db()
    assert message.seen_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_often_for_one_as_for_three(client, person, count, django_assert_num_queries):
    for number in range(count):
        Message.objects.create(
            person=person,
            kind="comment",
            object_kind="x",
            object_id=str(number),
            why="Why.",
            subject="Somebody commented",
            status="sent",
            sent_at=timezone.now(),
        )
    client.get(reverse("notices"))

    with django_assert_num_queries(7):
        client.get(reverse("notices"))
