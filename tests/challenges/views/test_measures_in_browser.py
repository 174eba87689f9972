"""A measure from its definition to a special cause, in a browser, on a phone and by hand."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from challenges.entries import Entry
from challenges.models import Measure, StepChange
from challenges.services.readings import save_readings
from tests import factories
from tests.factories.workspace import MeasureFactory

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISHED = "ae-rrk-t1-breaches"
CASES = Path(__file__).resolve().parents[4] / "shared" / "spc" / "cases.json"
# One of our own, for where the reference is not: a shift of eight at the end.
OWN = {
    "values": [30, 34, 29, 33, 31, 35, 30, 32, 34, 29, 31, 33] * 2 + [31, 33, 30, 34] + [22, 23, 21, 24] * 2,
    "direction": "decrease",
}


@pytest.fixture
def challenge(db):
    challenge = factories.ChallengeFactory(title="Keeping specialty doctors")
    factories.PairingFactory(place=challenge.place)
    return challenge


@pytest.fixture
def signed_in(live_server, settings):
    def sign_in(page, person):
        client = Client()
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
        key = client.session.session_key
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
        page.context.add_cookies([cookie])
        return lambda path: page.goto(live_server.url + path)

    return sign_in


def months(count: int) -> list[dt.date]:
    return [dt.date(2020 + n // 12, n % 12 + 1, 1) for n in range(count)]


def published() -> tuple[list[dt.date], list, str, list[int]]:
    """A published series of 36 months, and which of them the reference flags; ours where it is not there."""
    if not CASES.exists():
        return months(36), OWN["values"], OWN["direction"], list(range(28, 36))
    case = next(case for case in json.loads(CASES.read_text())["cases"] if case["id"] == PUBLISHED)
    labels = case["expected"]["xmr_unscreened"]["special_cause_type"]
    flagged = [place for place, label in enumerate(labels) if label != "Common Cause"]
    asked = case["input"]
    days = [dt.date.fromisoformat(day) for day in asked["dates"]]
    return days, asked["values"], asked["improvement_direction"], flagged


def test_measure_and_two_readings_are_entered_on_a_phone(phone_page, signed_in, challenge, axe, fits):
    page = phone_page
    go = signed_in(page, challenge.place.person)
    go(reverse("measures", args=[challenge.pk]))
    axe(page)
    page.get_by_role("link", name="Write the first measure").click()
    page.get_by_label("Name", exact=True).fill("Doctors who gave notice")
    page.get_by_label("Operational definition").fill("Resignations dated in the month, from the HR system.")
    page.get_by_label("Outcome: what matters in the end").check()
    page.get_by_label("Down is better").check()
    page.get_by_label("Unit").fill("doctors")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Share").last.click()
    page.get_by_role("link", name="Add a reading").first.click()
    for month, value, button in ((1, "4", "Save and add another"), (2, "3", "Save")):
        for part, number in (("Day", 1), ("Month", month), ("Year", 2026)):
            page.get_by_label(part, exact=True).fill(str(number))
        page.get_by_label("Value").fill(value)
        axe(page)
        fits(page)
        page.get_by_role("button", name=button, exact=True).last.click()
    page.get_by_text("There are 2 readings").wait_for()
    axe(page)
    fits(page)
    measure = Measure.objects.get()
    assert [int(reading.value) for reading in measure.readings.all()] == [4, 3]


def test_published_series_is_pasted_and_shows_the_special_cause_of_the_reference(
    browser_page, signed_in, challenge, axe
):
    days, values, direction, flagged = published()
    measure = MeasureFactory(challenge=challenge, direction=direction, decimals=2)
    page = browser_page
    go = signed_in(page, challenge.place.person)
    go(measure.get_absolute_url())
    page.get_by_role("button", name="Paste from a spreadsheet").click()
    rows = [f"{day:%d/%m/%Y}\t{value}" for day, value in zip(days, values, strict=True)]
    page.get_by_label("Paste here").fill("Month\tValue\n" + "\n".join(rows))
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text("Nothing has been saved yet").wait_for()
    axe(page)
    page.get_by_role("button", name="Add 36 readings").click()
    page.get_by_text("36 readings were added").wait_for()
    page.get_by_text("All 36 readings as a table").click()
    said = page.locator("#readings tbody tr").evaluate_all(
        "rows => rows.map(row => Boolean(row.querySelector('.app-chart__cause')))"
    )
    assert [place for place, is_flagged in enumerate(said) if is_flagged] == flagged
    axe(page)


def test_step_change_is_marked_with_a_reason_by_keyboard(browser_page, signed_in, challenge, axe):
    measure = MeasureFactory(challenge=challenge)
    entries = [Entry(day, Decimal(OWN["values"][n])) for n, day in enumerate(months(36))]
    save_readings(measure=measure, entries=entries, by=challenge.place.person)
    page = browser_page
    go = signed_in(page, challenge.place.person)
    go(measure.get_absolute_url())
    link = page.get_by_role("link", name="Mark a step change")
    link.focus()
    page.keyboard.press("Enter")
    assert "When not to" in page.inner_text("main")
    page.get_by_label("From which reading on?").select_option(label="1 May 2022")
    page.get_by_role("button", name="Mark the step change").last.press("Enter")
    page.get_by_text("There is a problem").wait_for()
    page.get_by_label("What changed, and how do you know?").fill("The new rota began in all teams.")
    axe(page)
    page.get_by_role("button", name="Mark the step change").last.press("Enter")
    page.get_by_text("Since the step change of May 2022").first.wait_for()
    assert StepChange.objects.get().reason == "The new rota began in all teams."
    axe(page)


def test_point_of_the_chart_leads_to_its_row_by_keyboard(browser_page, signed_in, challenge):
    measure = MeasureFactory(challenge=challenge)
    entries = [Entry(day, Decimal(OWN["values"][n])) for n, day in enumerate(months(36))]
    save_readings(measure=measure, entries=entries, by=challenge.place.person)
    page = browser_page
    signed_in(page, challenge.place.person)(measure.get_absolute_url())
    page.locator(".app-chart__drawing--wide a").last.focus()
    page.keyboard.press("Enter")
    row = page.locator(f"#measure-{measure.pk}-reading-36")
    row.wait_for(state="visible")


@pytest.mark.parametrize(
    "name", ["page", "list", "form", "reading", "table", "step", "off", "edit", "remove"]
)
def test_pages_fit_every_window_and_axe_finds_nothing(browser_page, signed_in, challenge, axe, fits, name):
    owner = challenge.place.person
    measure = MeasureFactory(challenge=challenge, target=Decimal(25), name="Days " + "verylongword" * 8)
    share = MeasureFactory(
        challenge=challenge, made_of="percentage", unit="%", type="process", direction="increase"
    )
    entries = [Entry(day, Decimal(OWN["values"][n]), note="Half-term") for n, day in enumerate(months(36))]
    save_readings(measure=measure, entries=entries, by=owner)
    parts = [Entry(day, Decimal(50 + n), Decimal(50 + n), Decimal(100)) for n, day in enumerate(months(9))]
    save_readings(measure=share, entries=parts, by=owner)
    step = StepChange.objects.create(measure=measure, day=months(30)[-1], reason="New rota " * 20)
    reading = measure.readings.last()
    path = {
        "page": measure.get_absolute_url(),
        "list": reverse("measures", args=[challenge.pk]),
        "form": reverse("piece_edit", args=[measure.pk]),
        "reading": reverse("reading_new", args=[share.pk]),
        "table": reverse("readings_paste", args=[share.pk]),
        "step": reverse("step_change_new", args=[measure.pk]),
        "off": reverse("step_change_remove", args=[step.pk]),
        "edit": reverse("reading_edit", args=[reading.pk]),
        "remove": reverse("reading_remove", args=[reading.pk]),
    }[name]
    page = browser_page
    go = signed_in(page, owner)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        go(path)
        if name == "page":
            page.locator("#readings summary").first.click()
        fits(page)
        axe(page)


def test_everything_works_without_javascript(browser, signed_in, challenge):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    measure = MeasureFactory(challenge=challenge)
    go = signed_in(page, challenge.place.person)
    go(reverse("readings_paste", args=[measure.pk]))
    page.get_by_label("Paste here").fill("01/01/2026\t4\n01/02/2026\tx")
    page.get_by_role("button", name="Check the rows").click()
    go(reverse("readings_paste", args=[measure.pk]))
    assert page.get_by_label("Paste here").input_value() == "01/01/2026\t4\n01/02/2026\tx"
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Add 1 reading and leave out 1 row").click()
    assert "1 reading was added" in page.inner_text("main")
    context.close()


def test_pasted_rows_are_there_again(browser_page, signed_in, challenge):
    page, measure = browser_page, MeasureFactory(challenge=challenge)
    go = signed_in(page, challenge.place.person)
    go(reverse("readings_paste", args=[measure.pk]))
    page.get_by_label("Paste here").fill("01/01/2026\t4")
    page.locator("[data-autosave-status]").get_by_text("Saved at").wait_for()

    page.evaluate("sessionStorage.clear()")
    go(reverse("readings_paste", args=[measure.pk]))
    assert page.get_by_label("Paste here").input_value() == "01/01/2026\t4"
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Add 1 reading").click()
    page.get_by_text("1 reading was added").wait_for()
    go(reverse("readings_paste", args=[measure.pk]))
    assert page.get_by_label("Paste here").input_value() == ""
