"""The PgCert's pages in a real browser: a phone in the room, axe, and every width."""

import datetime as dt
import re
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from fellowship.learning.models import Assignment, Attendance, RoomCode, TaughtDay
from fellowship.learning.models.attendance import ZONE
from fellowship.people.models import Leave
from tests.factories import AssignmentFactory, PlaceFactory, TaughtDayFactory, TutorFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 768, 1280)


def enter(page, person, live_server, settings):
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    page.context.clear_cookies()
    cookie = client.session.session_key
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


@pytest.fixture
def as_person(live_server, settings):
    """`as_person(page, somebody, address)` signs in and opens."""

    def go(page, person, address):
        enter(page, person, live_server, settings)
        page.goto(live_server.url + address)
        return page

    return go


@pytest.fixture
def looks(axe, fits):
    """Every width, without a fault."""

    def check(page):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            fits(page)
        axe(page)

    return check


@pytest.fixture
def today():
    """A taught day that is on now, whatever the hour of the test."""
    day = days_from_today(0)
    eleven = dt.datetime.combine(day, dt.time(11), ZONE).astimezone(dt.UTC)
    with mock.patch("fellowship.learning.models.attendance.timezone.now", return_value=eleven):
        yield TaughtDayFactory(day=day, venue="Keyworth Centre", capacity=30)


def test_attendance_is_taken_on_a_phone_and_by_the_code(phone_page, browser_page, as_person, today, looks):
    cohort = today.module.cohort
    fellows = [PlaceFactory(cohort=cohort) for _number in range(4)]
    tutor = TutorFactory(cohort=cohort).person

    phone = as_person(phone_page, tutor, reverse("tutor_home"))
    phone.get_by_role("link", name=re.compile("Workshop.*take attendance")).click()
    phone.get_by_role("group", name=fellows[0].person.full_name).get_by_role("radio", name="Absent").tap()
    phone.get_by_role("button", name="Save").tap()
    expect(phone.get_by_text("Saved: 1 fellow.")).to_be_visible()
    phone.get_by_role("button", name="Show the code in the room").tap()
    phone.get_by_role("button", name="Make the code").tap()
    code = phone.locator(".learning-code__letters").inner_text()
    assert code == RoomCode.objects.get().code
    looks(phone)

    desk = as_person(browser_page, fellows[1].person, reverse("modules"))
    desk.get_by_role("link", name="Attendance").click()
    desk.get_by_label("Code shown in the room").fill(code.lower())
    desk.get_by_role("button", name="I am here").click()
    expect(desk.get_by_text("Workshop: Present.")).to_be_visible()
    looks(desk)

    as_person(phone, tutor, reverse("register", args=[today.pk]))
    expect(phone.get_by_text("2 of 4 marked")).to_be_visible()
    phone.get_by_role("button", name="Everybody else is present").click()
    expect(phone.get_by_text("4 of 4 marked")).to_be_visible()
    looks(phone)
    assert sorted(Attendance.objects.values_list("status", flat=True)) == ["absent"] + ["present"] * 3


def test_an_extension_is_asked_for_and_granted(phone_page, browser_page, as_person, looks):
    place = PlaceFactory()
    assignment = AssignmentFactory(module__cohort=place.cohort, title="Essay", brief="Write about a system.")
    tutor = TutorFactory(cohort=place.cohort).person

    phone = as_person(phone_page, place.person, reverse("modules"))
    phone.get_by_role("link", name="Essay").tap()
    looks(phone)
    phone.get_by_role("button", name="Ask for an extension").click()
    phone.get_by_label("An extension").check()
    write_date(phone, "New date you need", days_from_today(44))
    phone.get_by_label("Reason").fill("My father is in hospital.")
    looks(phone)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Waiting for a decision")).to_be_visible()

    desk = as_person(browser_page, tutor, reverse("tutor_home"))
    desk.get_by_role("link", name=re.compile("An extension")).click()
    expect(desk.get_by_text("My father is in hospital.")).to_be_visible()
    desk.get_by_label("Grant it", exact=True).check()
    looks(desk)
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text("Granted: the new date is")).to_be_visible()
    looks(desk)

    as_person(phone, place.person, reverse("own_work", args=[assignment.pk]))
    new_date = f"{days_from_today(44):%-d %B %Y}"
    expect(phone.get_by_text(new_date).first).to_be_visible()
    looks(phone)


def write_date(page, legend, day):
    group = page.get_by_role("group", name=re.compile(legend))
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(value))


def test_results_are_imported_and_stand_in_the_transcript(browser_page, as_person, looks, tmp_path):
    place = PlaceFactory()
    assignment = AssignmentFactory(module__cohort=place.cohort, title="Essay", module__credits=20)
    tutor = TutorFactory(cohort=place.cohort).person
    file = tmp_path / "marks.csv"
    file.write_text(f"Email,Result,Mark\n{place.person.email},Pass,64\nnobody@example.org,Merit,70\n")

    desk = as_person(browser_page, tutor, reverse("assignment", args=[assignment.pk]))
    looks(desk)
    desk.get_by_role("link", name="Results from a spreadsheet").click()
    desk.locator("input[type=file]").set_input_files(file)
    looks(desk)
    desk.get_by_role("button", name="Read the file").click()
    expect(desk.get_by_text("Nothing has been recorded yet.")).to_be_visible()
    looks(desk)
    desk.get_by_role("button", name="Record 1 result").click()
    expect(desk.get_by_text("1 result recorded.")).to_be_visible()
    looks(desk)

    as_person(desk, place.person, reverse("modules"))
    expect(desk.get_by_text("You have earned 20 of 20 credits.")).to_be_visible()
    looks(desk)
    desk.get_by_role("link", name="Transcript").click()
    expect(desk.get_by_role("cell", name="64")).to_be_visible()
    looks(desk)


def test_days_and_materials_are_kept_up_to_date(browser_page, as_person, looks, today):
    tutor = TutorFactory(cohort=today.module.cohort).person
    desk = as_person(browser_page, tutor, reverse("register", args=[today.pk]))
    desk.get_by_role("link", name="Change the date, the venue or the link").click()
    desk.get_by_label("Venue").fill("The Old Customs Hall")
    looks(desk)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("The Old Customs Hall")).to_be_visible()
    as_person(desk, tutor, reverse("module", args=[today.module_id]))
    desk.get_by_role("button", name="Add a link or a file").click()
    desk.get_by_label("Title").fill("Reading list")
    desk.get_by_label("Link").fill("example.org/list")
    looks(desk)
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.get_by_role("link", name="Reading list")).to_be_visible()
    looks(desk)
    as_person(desk, tutor, reverse("register", args=[today.pk]))
    desk.get_by_role("button", name="Add a link or a file").click()
    expect(desk.get_by_label("For")).to_have_value(str(today.pk))
    desk.get_by_label("Title").fill("Case study")
    desk.get_by_label("Link").fill("example.org/case")
    looks(desk)
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.get_by_role("link", name="Case study")).to_be_visible()
    looks(desk)
    place = PlaceFactory(cohort=today.module.cohort)
    for page in ("modules", "attend", "calendar"):
        as_person(desk, place.person, reverse(page))
        expect(desk.get_by_role("link", name="Case study")).to_be_visible()
        looks(desk)


def test_who_saves_second_sees_both_versions(browser_page, as_person, looks):
    day = TaughtDayFactory(title="Seminar", venue="Keyworth Centre")
    tutor = TutorFactory(cohort=day.module.cohort).person
    page = as_person(browser_page, tutor, reverse("taught_day_edit", args=[day.pk]))
    TaughtDay.objects.filter(pk=day.pk).update(venue="Library, " + "a very long name of a room " * 5)
    page.get_by_label("Title").fill("Seminar on power")
    page.get_by_role("button", name="Save").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Library, a very long name")
    expect(told).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("Seminar on power")
    looks(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The taught day is saved.")).to_be_visible()
    day.refresh_from_db()
    assert (day.title, day.venue) == ("Seminar on power", "Keyworth Centre")


def test_what_changed_meanwhile_is_not_removed_unseen(browser_page, as_person, looks):
    essay = AssignmentFactory(title="Essay")
    tutor = TutorFactory(cohort=essay.module.cohort).person
    page = as_person(browser_page, tutor, reverse("assignment_remove", args=[essay.pk]))
    Assignment.objects.filter(pk=essay.pk).update(brief="Two thousand words on a change you led.")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Two thousand words on a change you led.")).to_be_visible()
    looks(page)


def test_a_date_is_looked_at_before_it_is_saved(browser_page, as_person, looks):
    day = TaughtDayFactory(title="Seminar", day=days_from_today(20))
    cohort = day.module.cohort
    fellow = PlaceFactory(cohort=cohort).person
    Leave.objects.create(person=fellow, starts_on=days_from_today(25), ends_on=days_from_today(26))
    page = as_person(
        browser_page, TutorFactory(cohort=cohort).person, reverse("taught_day_edit", args=[day.pk])
    )
    write_date(page, "Date", days_from_today(25))
    page.get_by_role("button", name="Check the date").click()
    expect(page.get_by_text(f"1 fellow is away on this day: {fellow.full_name}.")).to_be_visible()
    looks(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The taught day is saved.")).to_be_visible()
    looks(page)
    assert TaughtDay.objects.get().day == days_from_today(25)


def test_a_mark_is_taken_back_on_a_phone(phone_page, as_person, looks, today):
    cohort = today.module.cohort
    place, ended = PlaceFactory(cohort=cohort), PlaceFactory(cohort=cohort, status="completed")
    for fellow in (place, ended):
        Attendance.objects.create(place=fellow, taught_day=today, status="absent")
    PlaceFactory(cohort=cohort)
    tutor = TutorFactory(cohort=cohort).person
    phone = as_person(phone_page, tutor, reverse("register", args=[today.pk]))
    expect(phone.get_by_text("2 of 3 marked")).to_be_visible()
    looks(phone)
    phone.get_by_role("group", name=place.person.full_name).get_by_label("Clear").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("1 of 3 marked")).to_be_visible()
    phone.get_by_text("Who recorded what, and when").click()
    looks(phone)
    as_person(phone, tutor, reverse("register", args=[TaughtDayFactory(module=today.module).pk]))
    expect(phone.get_by_text("This day has not begun")).to_be_visible()
    looks(phone)
