"""The main story: from the administrator's empty programme to the overview that shows it all.

The list of fellows is a real one of 2026, so the story is walked within that cohort's year.
"""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from challenges.models import Milestone
from tests.factories import AdministratorFactory
from tests.factories.people import PASSWORD
from tests.journeys.walking import Walk

GIVEN = Path(__file__).parents[3] / "shared" / "data"
FELLOW = "amara.abiola@example.org"
ADD = re.compile(r"^Add \d+ fellows")
ROUND_THE_WORLD = [
    ZoneInfo(name)
    for name in ("Europe/London", "America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Pacific/Auckland")
]


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the real list of organisations is not beside this checkout")
def test_a_cohort_is_set_up_and_a_fellow_and_mentor_work_together(
    browser_page, phone_page, browser, background, walk
):
    call_command("import_organisations", GIVEN / "ods_etr.csv", verbosity=0)
    administrator = AdministratorFactory(programme__name="Invented Leadership Fellowship").person
    desk = walk(browser_page).open("/").sign_in_with_password(administrator.email)

    set_up_the_cohort(desk)
    import_the_list(desk)
    launch(desk)
    fellows_link = invite_everybody(desk)

    phone = walk(phone_page)
    accept(phone, fellows_link)
    write_the_brief(phone)
    log_progress(phone)

    mentor = walk(browser.new_context(viewport={"width": 1280, "height": 900}).new_page())
    accept(mentor, link_to(desk, "Helen Ashworth"))
    answer_brief_and_entry(mentor)
    send_the_milestone(phone, "Everybody was asked.")
    ask_for_changes_to_the_milestone(mentor)
    send_the_milestone(phone, "Everybody was asked, and 31 of 40 answered.")
    sign_off(mentor)
    mentor.page.context.close()

    move_the_next_milestone(phone)
    reminder_arrives(desk)
    overview_shows_it_all(desk)


def set_up_the_cohort(desk: Walk) -> None:
    desk.heading("Invented Leadership Fellowship").follow("Templates and settings").follow("New template")
    desk.write("Name of the template", "A year from September").press("Make the template")
    desk.open("/").follow("Create a cohort").write("Name of the cohort", "London 2026 to 2027")
    desk.write_date("First day", 7, 9, 2026)
    desk.page.get_by_label("Template").select_option(label="A year from September")
    desk.press(re.compile("^Save")).heading("Setting up London 2026 to 2027")


def import_the_list(desk: Walk) -> None:
    desk.follow("People").attach(GIVEN / "cohort_2026.xlsx").press("Read the file")
    desk.until(lambda: button(desk, ADD).count() > 0).reads("Nothing has been added yet")
    desk.follow(re.compile("Problems")).reads("fix")
    desk.press(ADD)
    desk.until(lambda: desk.page.get_by_role("heading", name="24 fellows added").count() > 0)


def launch(desk: Walk) -> None:
    desk.follow("Back to setting up the cohort").follow("Launch the cohort").press("Launch the cohort")
    desk.reads("Launched")


def invite_everybody(desk: Walk) -> str:
    desk.follow("Invitations").press(re.compile(r"Send \d+ invitations")).reads("on their way")
    return link_to(desk, "Amara Abiola")


def link_to(desk: Walk, name: str) -> str:
    """Reads the invitation on the Messages page, as somebody without a mailbox does."""
    desk.open(f"/messages/?kind=invitation&to={name.split()[-1]}")
    read_first_sent_to(desk, name)
    return desk.page.locator("main a[href*='/join/']").first.get_attribute("href")


def read_first_sent_to(desk: Walk, name: str) -> None:
    is_sent = desk.page.get_by_text("Sent", exact=True)
    sent = desk.page.locator("tr").filter(has_text=name).filter(has=is_sent)
    desk.until(lambda: sent.count() > 0)
    desk.follow(re.compile("."), within=sent.first)


def accept(walk: Walk, link: str) -> None:
    walk.open(link).heading("Your invitation")
    walk.write("Choose a password", PASSWORD).write("The same password again", PASSWORD)
    walk.press("Accept the invitation").reads("Welcome to London 2026 to 2027")


def write_the_brief(phone: Walk) -> None:
    phone.heading("Your fellowship").follow("Retention and wellbeing").follow("Brief").follow(
        "Write the brief"
    )
    phone.write("The problem", "Doctors without a training number leave after a year.")
    phone.write("Aim", "Half as many leave by September 2027.")
    phone.is_saved().press("Send to your mentor").reads("is with your mentor")


def log_progress(phone: Walk) -> None:
    phone.open("/").follow("Log progress").reads("and the programme team will see this")
    phone.write("What happened?", "We met the staff committee. They want a map of who leaves and why.")
    phone.page.locator("main").get_by_text("Balcony", exact=True).click()
    phone.page.get_by_text("Milestones, date and files").click()
    chart = {"name": "who leaves.csv", "mimeType": "text/csv", "buffer": b"month,left\nSeptember,4\n"}
    phone.attach(chart).press("Share").reads("Dr Helen Ashworth")


def answer_brief_and_entry(mentor: Walk) -> None:
    mentor.heading(re.compile("Waiting for you")).follow(re.compile("brief", re.I)).reads(
        "Half as many leave"
    )
    mentor.reads("who leaves.csv")
    mentor.press(re.compile("^Agree"), within=part(mentor, "Brief, version 1")).reads("You have agreed this")
    entry = part(mentor, "Log entry of")
    entry.get_by_label("Your comment on this log entry").fill("What would you see from the balcony?")
    mentor.press(re.compile("^Comment"), within=entry).reads("Your comment was added")


def send_the_milestone(phone: Walk, evidence: str) -> None:
    phone.open(first_milestone().get_absolute_url()).follow("Send for sign-off")
    phone.write("What shows that it is done?", evidence).press("Send to your mentor").reads(
        "with your mentor"
    )


def ask_for_changes_to_the_milestone(mentor: Walk) -> None:
    mentor.open("/waiting/").follow(re.compile(re.escape(first_milestone().title)))
    waiting = part(mentor, first_milestone().title)
    waiting.get_by_label("Your comment on this milestone").fill("How many is everybody?")
    mentor.press(re.compile("^Ask for changes"), within=waiting).reads("You have asked for changes")


def sign_off(mentor: Walk) -> None:
    mentor.open("/waiting/").follow(re.compile(re.escape(first_milestone().title))).reads("31 of 40")
    waiting = part(mentor, first_milestone().title)
    mentor.press(re.compile("^Sign off"), within=waiting).reads("You have signed this milestone off")


def move_the_next_milestone(phone: Walk) -> None:
    """To three days from now, where it is day: reminders are sent from eight in the morning."""
    zone = next(zone for zone in ROUND_THE_WORLD if 9 <= timezone.now().astimezone(zone).hour < 20)
    phone.open("/you/")
    phone.page.get_by_label("Time zone").select_option(zone.key)
    phone.press("Save")
    day = timezone.localdate(timezone=zone) + dt.timedelta(days=3)
    phone.open(next_milestone().get_absolute_url()).follow("Move the due date")
    phone.write_date("When is it due?", day.day, day.month, day.year)
    phone.write("Why you are moving it", "The committee meets earlier.")
    phone.press("Move the date").reads("has moved")


def reminder_arrives(desk: Walk) -> None:
    desk.open("/messages/?kind=milestone_due&to=Abiola")
    read_first_sent_to(desk, "Amara Abiola")
    desk.reads(next_milestone().title).reads("Why you get this")


def overview_shows_it_all(desk: Walk) -> None:
    desk.open("/").follow("London 2026 to 2027")
    row = desk.page.locator("tr").filter(has_text="Amara Abiola")
    for words in ("Epsom and St Helier", "Helen Ashworth", next_milestone().title):
        expect(row).to_contain_text(re.compile(re.escape(words), re.I))
    desk.follow("Amara Abiola", within=row).reads("Epsom and St Helier")


# --- finding the way --------------------------------------------------------------------------


def button(walk: Walk, name: re.Pattern):
    return walk.page.get_by_role("button", name=name)


def part(walk: Walk, title: str):
    """The part of the review page about one thing."""
    heading = walk.page.get_by_role("heading", name=title)
    return walk.page.locator("article.mentoring-item").filter(has=heading).first


def milestones():
    """The fellow's; the first one is worked on, the last one becomes the next by being moved."""
    return Milestone.objects.filter(challenge__place__person__email=FELLOW)


def first_milestone() -> Milestone:
    return milestones().order_by("pk")[0]


def next_milestone() -> Milestone:
    return milestones().order_by("pk").last()
