"""A dead worker, or a source that fails, is seen by administrators; nothing else looks like one."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications import reminders
from fellowship.notifications.models import Message, PlannedUntil
from fellowship.notifications.reminders import ReminderSource
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.sending import send_due
from fellowship.notifications.services.standstill import STILL_AFTER, standing_still_since
from tests.factories import AdministratorFactory, PairingFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 17, 12, tzinfo=dt.UTC)
PAGES = ("administrator_home", "messages")
WORDS = "Reminders have stood still since"


def fail(*_args):
    raise RuntimeError("broken")


@pytest.fixture
def source(things, time_machine) -> ReminderSource:
    """At noon, the one source there is."""
    time_machine.move_to(NOON, tick=False)
    reminders.register([things.source()])
    return things.source()


def put_one(things) -> Message:
    things.due_on["1"] = NOON.date()
    return put(
        person=UserFactory(), kind="milestone_due", object_kind="tests.thing", object_id="1", why="So."
    )


def test_nothing_stands_still_in_a_fresh_database(source):
    assert standing_still_since() is None


def test_what_was_planned_half_an_hour_ago_does_not_stand_still(source, time_machine):
    plan([source])
    time_machine.move_to(NOON + STILL_AFTER, tick=False)
    assert standing_still_since() is None

    time_machine.move_to(NOON + STILL_AFTER + dt.timedelta(seconds=1), tick=False)
    assert standing_still_since() == NOON
    plan([source])
    assert standing_still_since() is None


def test_what_was_planned_by_a_source_that_is_gone_does_not_stand_still(source):
    long_ago = NOON - dt.timedelta(days=90)
    PlannedUntil.objects.create(kind="milestone_due", object_kind="tests.gone", until=long_ago)
    PlannedUntil.objects.create(kind="answered", object_kind="tests.thing", until=long_ago)

    assert standing_still_since() is None


def test_source_that_fails_from_the_first_stands_still(source, time_machine):
    broken = ReminderSource("milestone_overdue", "tests.other", fail)
    reminders.register([source, broken])
    for minutes in range(0, 36, 5):
        time_machine.move_to(NOON + dt.timedelta(minutes=minutes), tick=False)
        plan([source, broken])

    assert standing_still_since() == NOON


def test_message_that_nobody_sends_stands_still_until_it_is_sent(source, things, sink, time_machine):
    put_one(things)
    time_machine.move_to(NOON + STILL_AFTER + dt.timedelta(minutes=1), tick=False)
    assert standing_still_since() == NOON

    send_due()
    assert len(sink.mails) == 1
    assert standing_still_since() is None


def test_what_waits_for_its_hour_or_for_the_daily_summary_does_not_stand_still(source, things, time_machine):
    message = put_one(things)
    time_machine.move_to(NOON + dt.timedelta(hours=3), tick=False)
    Message.objects.filter(pk=message.pk).update(send_after=timezone.now() + dt.timedelta(hours=1))
    assert standing_still_since() is None

    Message.objects.update(send_after=NOON, delivery="digest", subject="Thing 1 waits for you")
    assert standing_still_since() is None


def test_what_is_caught_up_in_the_afternoon_does_not_stand_still_since_the_morning(things, source):
    things.due_on["1"] = NOON.date()
    things.tell(UserFactory().pk, "1", 0)
    plan([source])
    assert Message.objects.get().status == "waiting"
    assert standing_still_since() is None

    Message.objects.update(status="not_needed", send_after=NOON - dt.timedelta(hours=5))
    plan([source])
    assert Message.objects.get().status == "waiting"
    assert standing_still_since() is None


@pytest.mark.parametrize("name", PAGES)
def test_administrators_are_warned_on_their_pages(client, name):
    client.force_login(AdministratorFactory().person)
    assert WORDS not in client.get(reverse(name)).content.decode()

    source = reminders.sources()[0]
    PlannedUntil.objects.create(
        kind=source.kind, object_kind=source.object_kind, until=timezone.now() - dt.timedelta(hours=1)
    )
    page = client.get(reverse(name)).content.decode()
    assert WORDS in page
    assert "its worker, its beat and their logs" in page


def test_nobody_else_is_warned(client):
    source = reminders.sources()[0]
    PlannedUntil.objects.create(
        kind=source.kind, object_kind=source.object_kind, until=timezone.now() - dt.timedelta(hours=1)
    )
    client.force_login(PairingFactory().place.person)

    assert WORDS not in client.get(reverse("messages")).content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_warning_fits_and_is_accessible(browser_page, live_server, client, settings, axe, fits):
    source = reminders.sources()[0]
    PlannedUntil.objects.create(
        kind=source.kind, object_kind=source.object_kind, until=timezone.now() - dt.timedelta(hours=1)
    )
    client.force_login(AdministratorFactory().person, settings.AUTHENTICATION_BACKENDS[0])
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
    browser_page.context.add_cookies([{**session, "url": live_server.url}])
    for name in PAGES:
        for width in (320, 768, 1280):
            browser_page.set_viewport_size({"width": width, "height": 800})
            browser_page.goto(live_server.url + reverse(name))
            assert browser_page.get_by_text(WORDS).is_visible()
            fits(browser_page)
            axe(browser_page)
