"""The fellow's and the mentor's day with a keyboard alone, and with JavaScript switched off."""

import re

from playwright.sync_api import expect

from challenges.models import LogEntry
from challenges.workflow import EntryStatus, MilestoneStatus
from tests.journeys.other_means import Keys


def test_a_fellow_and_a_mentor_work_with_the_keyboard_alone(browser_page, walk, sign_in, challenge):
    sign_in(browser_page, challenge.place.person)
    fellow = Keys(walk(browser_page).open("/"))
    fellow.reach("^Log progress$").enter().reach("What happened").type("We met the ward team.")
    fellow.reach("^Share$").enter()
    fellow.walk.heading(re.compile("shared", re.I))

    sign_in(browser_page, challenge.place.pairings.get().mentor)
    mentor = Keys(walk(browser_page).open("/"))
    mentor.reach("^Log entry of").enter().reach("Your comment").type("What did they say?")
    mentor.reach("^Agree").enter()

    entry = LogEntry.objects.get()
    assert entry.status == EntryStatus.AGREED
    assert entry.comments.get().text == "What did they say?"


def test_log_review_and_sign_off_work_without_javascript(plain, sign_in, challenge):
    milestone = challenge.milestones.get()
    sign_in(plain.page, challenge.place.person)
    plain.open("/").follow("Log progress").write("What happened?", "We met the ward team.").press("Share$")
    expect(plain.page.locator("h1")).to_contain_text(re.compile("shared", re.I))
    plain.open(milestone.get_absolute_url()).follow("Send for sign-off")
    plain.write("What shows that it is done?", "The chart on the wall.").press("Send to your mentor")

    sign_in(plain.page, challenge.place.pairings.get().mentor)
    plain.open("/").follow("Log entry of").press("Agree").reads("You have agreed this")
    plain.press("Sign off").reads("You have signed this milestone off")
    milestone.refresh_from_db()
    assert milestone.status == MilestoneStatus.SIGNED_OFF
    assert LogEntry.objects.get().status == EntryStatus.AGREED
