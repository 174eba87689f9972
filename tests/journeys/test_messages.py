"""What people are told: a fellow reads it on a phone, an administrator words it and mends an address."""

import re

import pytest
from django.urls import reverse

from fellowship.notifications.models import AddressTrouble, Message
from fellowship.notifications.services.bounces import hard_bounce
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.sending import send_due
from tests.factories import AdministratorFactory


@pytest.fixture
def administrator(challenge):
    return AdministratorFactory(programme=challenge.place.cohort.programme).person


def remind(challenge) -> Message:
    """Of its milestone in three weeks."""
    milestone = challenge.milestones.get()
    return put(
        person=challenge.place.person,
        kind="milestone_due",
        object_kind="challenges.milestone",
        object_id=str(milestone.pk),
        due_on=milestone.due_on,
        offset_days=-60,
        why="You lead the challenge.",
        programme_id=challenge.place.cohort.programme_id,
    )


def test_a_fellow_reads_what_is_new_on_a_phone(phone_page, walk, sign_in, fits, challenge):
    remind(challenge)
    send_due()
    sign_in(phone_page, challenge.place.person)
    phone = walk(phone_page).open(reverse("fellow_home"))
    phone.follow(re.compile(r"^New.*1 not read yet")).heading("Your notices")
    fits(phone_page)

    title = challenge.milestones.get().title
    phone.follow(title).heading(title)
    phone.follow("If nothing happens").heading("If nothing happens").reads("after 3 days: the fellow")
    fits(phone_page)
    phone.open(reverse("notices"))
    assert phone_page.get_by_role("button", name="Mark all as read").count() == 0


def test_an_administrator_words_a_message_and_the_fellow_gets_it(
    browser_page, walk, sign_in, challenge, administrator
):
    sign_in(browser_page, administrator)
    desk = walk(browser_page).open(reverse("programme", args=[challenge.place.cohort.programme_id]))
    desk.follow("Words of emails").follow("A milestone is coming up or overdue: to the fellow")
    desk.write("Subject", "Soon: {milestones}").press("Save")
    desk.reads("{milestones} cannot be filled in")
    desk.write("Subject", "Soon: {milestone}").write("First paragraphs", "Dear **{name}**").press("Preview")
    desk.reads("not saved yet").reads("Soon: Baseline measured")
    desk.press("Save").reads("Your words are saved.").press("Send me a test").reads("A test is on its way")

    message = remind(challenge)
    send_due()

    message.refresh_from_db()
    assert message.subject == f"Soon: {challenge.milestones.get().title}"
    assert f"Dear **{challenge.place.person.full_name}**" in message.text


def test_an_administrator_agrees_who_is_told_and_says_that_an_address_works(
    browser_page, walk, sign_in, fits, challenge, administrator
):
    fellow = challenge.place.person
    hard_bounce(address=fellow.email, words="550 5.1.1 No such user")
    sign_in(browser_page, administrator)
    desk = walk(browser_page).open(reverse("messages")).reads("Addresses that take no mail")
    browser_page.set_viewport_size({"width": 320, "height": 700})
    fits(browser_page)
    desk.press("The address works again").reads(f"Messages go to {fellow.email} again")
    assert not AddressTrouble.objects.suppressed().exists()

    desk.open(reverse("escalation", args=[challenge.place.cohort.programme_id]))
    fits(browser_page)
    browser_page.get_by_label("Tell the mentor after this many days").first.fill("")
    browser_page.get_by_label("Tell the fellow after this many days").first.fill("5")
    desk.press("Save").reads("after 5 days: the fellow")
    fits(browser_page)
    sign_in(browser_page, fellow)
    desk.open(reverse("if_nothing_happens")).reads("after 5 days: the fellow")
