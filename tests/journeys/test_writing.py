"""What can go wrong while somebody writes, and that no word is lost by it."""

import re

from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from challenges.models import Attachment, LogEntry
from tests.journeys.walking import SAVED

WORDS = "The night team turned the lights down at eleven."


def test_a_session_that_ends_while_writing_loses_no_word(phone_page, walk, sign_in, challenge):
    fellow = challenge.place.person
    sign_in(phone_page, fellow)
    phone = walk(phone_page).open("/").follow("Log progress")
    Session.objects.all().delete()
    phone.write("What happened?", WORDS)
    expect(phone_page.locator("[data-autosave-status]")).to_contain_text(re.compile("sign", re.I))

    phone.press(re.compile("^Share")).reads("You have been signed out").reads(WORDS)
    other_tab = walk(phone_page.context.new_page()).open("/account/login/")
    other_tab.sign_in_with_password(fellow.email)
    phone.press("Send it again")
    if not LogEntry.objects.exists():  # the new session has a new token: the words come along once more
        phone.reads(WORDS).press("Send it again")

    phone.heading(re.compile("shared", re.I))
    assert LogEntry.objects.get().what_happened == WORDS


def test_two_clicks_on_share_share_once(browser_page, walk, sign_in, challenge):
    sign_in(browser_page, challenge.place.person)
    desk = walk(browser_page).open("/").follow("Log progress").write("What happened?", WORDS)
    browser_page.get_by_role("button", name="Share", exact=True).dblclick()
    browser_page.wait_for_url("**/shared/")
    desk.look().heading(re.compile("shared", re.I))
    browser_page.go_back()
    desk.press("Share").reads("already shared")
    assert LogEntry.objects.count() == 1


def test_files_of_another_kind_are_refused_and_the_words_stay(phone_page, walk, sign_in, challenge):
    sign_in(phone_page, challenge.place.person)
    phone = walk(phone_page).open(reverse("log_new", args=[challenge.pk])).write("What happened?", WORDS)
    phone_page.get_by_text("Milestones, date and files").click()
    page = b"<html><script>alert(1)</script></html>"
    program = {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + b"\0" * 200}
    lying = {"name": "chart.png", "mimeType": "image/png", "buffer": page}
    phone.attach(program, lying).press(re.compile("^Share"))

    expect(phone_page.get_by_role("alert")).to_contain_text("tool.exe")
    expect(phone_page.get_by_role("alert")).to_contain_text("chart.png")
    expect(phone_page.get_by_label("What happened?")).to_have_value(WORDS)
    assert not LogEntry.objects.exists()
    assert not Attachment.objects.exists()


def test_a_private_note_reaches_nobody_else(phone_page, browser_page, walk, sign_in, challenge):
    secret = "I doubt that this can work."
    sign_in(phone_page, challenge.place.person)
    phone = walk(phone_page).open("/").follow("Log progress").write("What happened?", secret)
    phone.press("Keep this to myself instead").reads("never shared")

    sign_in(browser_page, challenge.place.pairings.get().mentor)
    mentor = walk(browser_page).open(challenge.get_absolute_url())
    expect(browser_page.locator("body")).not_to_contain_text(secret)
    mentor.open(reverse("notes"))
    expect(browser_page.locator("body")).not_to_contain_text(secret)


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(browser_page, walk, sign_in, challenge):
    sign_in(browser_page, challenge.place.pairings.get().mentor)
    walk(browser_page).open(reverse("milestone", args=[challenge.milestones.get().pk]))
    box = browser_page.get_by_label("Your comment on this milestone")
    browser_page.context.set_offline(True)
    box.press_sequentially("Who else could measure it?")
    expect(browser_page.locator("[data-autosave-status]")).to_contain_text("Not saved yet")
    browser_page.context.set_offline(False)
    expect(browser_page.locator("[data-autosave-status]")).to_have_text(SAVED)
    browser_page.reload()
    expect(box).to_have_value("Who else could measure it?")


def test_a_button_pressed_without_a_connection_leaves_the_words_on_the_page(
    phone_page, walk, sign_in, challenge
):
    sign_in(phone_page, challenge.place.person)
    phone = walk(phone_page).open("/").follow("Log progress")
    phone_page.context.set_offline(True)
    phone.write("What happened?", WORDS)
    share = phone_page.get_by_role("button", name="Share", exact=True)
    for _press in range(2):
        share.click()
        expect(phone_page.locator("[data-autosave-status]")).to_contain_text("Not saved yet")
        expect(phone_page.get_by_label("What happened?")).to_have_value(WORDS)

    phone_page.context.set_offline(False)
    phone.press(re.compile("^Share")).heading(re.compile("shared", re.I))
    assert LogEntry.objects.get().what_happened == WORDS
