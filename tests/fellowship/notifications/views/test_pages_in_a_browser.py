"""The pages as people meet them: checked by axe, usable on a phone and with a keyboard."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications import reminders
from fellowship.notifications.models import Message, Preference
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.unsubscribing import unsubscribe_address
from tests.factories import AdministratorFactory, PlaceFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def administrator(things):
    """With messages in several states in her programme, and reminders to come for herself."""
    place = PlaceFactory()
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    for number, status in enumerate(("sent", "failed", "unsure", "waiting", "not_needed")):
        message = put(
            person=place.person,
            kind="milestone_due",
            object_kind="tests.thing",
            object_id=str(number),
            why="You lead the challenge “Better sleep on the ward”.",
            programme_id=place.cohort.programme_id,
        )
        Message.objects.filter(pk=message.pk).update(
            status=status,
            sent_at=timezone.now() if status == "sent" else None,
            subject="In 3 days: baseline measured" if status != "waiting" else "",
            text="Dear fellow,\n\nyour milestone is due.\nhttps://example.org/milestones/1/",
            last_error="550 5.1.1 No such mailbox here" if status in ("failed", "unsure") else "",
        )
    things.due_on["1"] = timezone.localdate() + dt.timedelta(days=9)
    things.tell(administrator.pk, "1", -3, 0)
    reminders.register([things.source()])
    return administrator


@pytest.fixture
def sign_in(live_server):
    def sign_in(page, person) -> None:
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in


def test_pages_have_no_violations(browser_page, live_server, axe, sign_in, administrator):
    sign_in(browser_page, administrator)
    failed = Message.objects.get(status="failed")
    for path in (
        reverse("messages"),
        reverse("messages") + "?status=sent",
        reverse("messages") + "?to=nobody",
        reverse("message", args=[failed.pk]),
        reverse("upcoming"),
        reverse("preferences"),
        unsubscribe_address(failed).removeprefix(settings.SITE_URL),
    ):
        browser_page.goto(live_server.url + path)
        axe(browser_page)


@pytest.mark.parametrize("width", [320, 768])
def test_pages_fit_a_narrow_window(browser_page, live_server, axe, fits, sign_in, administrator, width):
    sign_in(browser_page, administrator)
    browser_page.set_viewport_size({"width": width, "height": 700})
    message = Message.objects.get(status="unsure")
    for path in ("messages", "upcoming", "preferences"):
        browser_page.goto(live_server.url + reverse(path))
        fits(browser_page)
        axe(browser_page)
    browser_page.goto(live_server.url + reverse("message", args=[message.pk]))
    fits(browser_page)


def test_choices_are_made_with_the_keyboard(browser_page, live_server, sign_in):
    person = UserFactory()
    sign_in(browser_page, person)
    browser_page.goto(live_server.url + reverse("preferences"))

    browser_page.get_by_label("Somebody commented: In a daily summary").focus()
    browser_page.keyboard.press("ArrowRight")
    browser_page.get_by_role("button", name="Save").press("Enter")
    browser_page.get_by_text("Your choices are saved.").wait_for()

    assert Preference.objects.get(person=person, kind="comment").delivery == "off"


def test_failed_message_is_tried_again_with_one_press(browser_page, live_server, sign_in, administrator):
    sign_in(browser_page, administrator)
    browser_page.goto(live_server.url + reverse("messages"))
    failed = Message.objects.get(status="failed")

    row = browser_page.locator("tr", has=browser_page.locator(f'a[href="{failed.get_absolute_url()}"]'))
    row.get_by_role("button", name="Try again").first.click()
    browser_page.get_by_text("will be sent again").wait_for()

    failed.refresh_from_db()
    assert failed.status == "waiting"
