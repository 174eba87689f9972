"""The story of one improvement: measured, tried, decided, answered by the mentor, and taken to the board.

The series is a published one, with what the reference implementation found in it before and after the
step change.
"""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from challenges.models import Challenge, Cycle, Measure
from challenges.models.cycle import Decision
from fellowship.lib.dates import in_words
from tests.journeys.walking import Walk

CASES = Path(__file__).resolve().parents[3] / "shared" / "spc" / "cases.json"
PUBLISHED, WITH_STEP_CHANGE = "ae-rrk-t1-breaches", "ae-rrk-t1-breaches-rebase"
MEASURE = "Waits over four hours"
REASON = "Two hospitals became one trust in April 2018, so we count both."
PREDICTION = "Ten waits fewer in a week."
COMMENT = "What would the night shift say about April?"


@pytest.mark.skipif(not CASES.exists(), reason="the published series are not beside this checkout")
def test_a_measure_a_cycle_and_the_mentors_answer_become_a_board_paper(
    phone_page, browser_page, walk, sign_in, challenge
):
    sign_in(phone_page, challenge.place.person)
    fellow = walk(phone_page).open(challenge.get_absolute_url())
    before, after = case(PUBLISHED), case(WITH_STEP_CHANGE)

    define_the_measure(fellow)
    paste_36_months(fellow, before["input"])
    assert flagged_days(fellow) == days_of(before)
    mark_the_step_change(fellow, after["input"]["rebase_dates"][0])
    assert flagged_days(fellow) == days_of(after)

    plan_a_cycle(fellow, challenge)
    refused_without_prediction(fellow)
    do_and_study(fellow)
    adapt_and_plan_the_next(fellow)
    link_the_measure_and_ask(fellow)

    sign_in(browser_page, challenge.place.pairings.get().mentor)
    mentor_comments(walk(browser_page))

    fellow.open(Measure.objects.get().get_absolute_url()).reads(COMMENT)
    take_it_to_the_board(fellow, challenge)


def case(name: str) -> dict[str, Any]:
    return next(case for case in json.loads(CASES.read_text())["cases"] if case["id"] == name)


def days_of(case: dict[str, Any]) -> list[str]:
    """The days on which the reference finds a special cause."""
    labels = case["expected"]["xmr_unscreened"]["special_cause_type"]
    days = zip(case["input"]["dates"], labels, strict=True)
    return [in_words(dt.date.fromisoformat(day)) for day, label in days if label != "Common Cause"]


def define_the_measure(fellow: Walk) -> None:
    page = fellow.page
    fellow.follow("Measures").follow("Write the first measure")
    page.get_by_label("Name", exact=True).fill(MEASURE)
    page.get_by_label("Operational definition").fill("Patients who waited over four hours, a month.")
    page.get_by_label("Outcome: what matters in the end").check()
    page.get_by_label("Down is better").check()
    page.get_by_label("Unit").fill("patients")
    fellow.press(re.compile("^Share$")).heading(MEASURE).reads("No readings yet")


def paste_36_months(fellow: Walk, series: dict[str, Any]) -> None:
    """As a spreadsheet gives them. Nothing is kept before the preview was confirmed."""
    days = [dt.date.fromisoformat(day) for day in series["dates"]]
    rows = [f"{day:%d/%m/%Y}\t{value}" for day, value in zip(days, series["values"], strict=True)]
    fellow.follow("Paste from a spreadsheet")
    fellow.page.get_by_label("Paste here").fill("\n".join(["Month\tWaits", *rows]))
    fellow.press("Check the rows").reads("Nothing has been saved yet")
    assert not Measure.objects.get().readings.exists()
    fellow.press("Add 36 readings").reads("36 readings were added")


def flagged_days(fellow: Walk) -> list[str]:
    fellow.page.get_by_text("All 36 readings as a table").click()
    rows = fellow.page.locator("#readings tbody tr")
    expect(rows).to_have_count(36)
    return rows.filter(has=fellow.page.locator(".app-chart__cause")).locator("th").all_inner_texts()


def mark_the_step_change(fellow: Walk, day: str) -> None:
    fellow.follow("Mark a step change").reads("When not to")
    fellow.page.get_by_label("From which reading on?").select_option(day)
    fellow.page.get_by_label("What changed, and how do you know?").fill(REASON)
    fellow.press("Mark the step change").reads(REASON).reads("Since the step change of April 2018")


def plan_a_cycle(fellow: Walk, challenge: Challenge) -> None:
    page = fellow.page
    fellow.open(reverse("cycles", args=[challenge.pk])).follow("Plan the first cycle")
    page.get_by_label("Name of the new ramp").fill("A senior at the front door")
    page.get_by_label("Objective").fill("A consultant sees the first ten on Monday")
    page.get_by_label("Measure").select_option(label=MEASURE)
    fellow.press(re.compile("^Share$")).heading("A consultant sees")


def refused_without_prediction(fellow: Walk) -> None:
    """There is no button, and asking without it is refused as well."""
    page, cycle = fellow.page, Cycle.objects.get()
    fellow.reads("Do cannot begin without one")
    expect(page.get_by_role("button", name="Start Do")).to_have_count(0)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.context.request.post(
        fellow.server + reverse("cycle_start", args=[cycle.pk]),
        form={"csrfmiddlewaretoken": token, "version": cycle.version},
        headers={"Referer": page.url},
    )
    assert "Write your prediction before Do begins" in answer.text()
    fellow.follow("Write your prediction")
    page.get_by_label("Prediction").fill(PREDICTION)
    fellow.press("Save changes")


def do_and_study(fellow: Walk) -> None:
    page = fellow.page
    fellow.press("Start Do").reads("Do has begun").follow("Write what happened")
    page.get_by_label("What happened?").fill("Four went home sooner; six waited for a scan.")
    fellow.press("Do is finished").follow("Compare with the prediction").reads(PREDICTION)
    page.get_by_label("What do the data say").fill("Four fewer, not ten: the scan is what they wait for.")
    fellow.press("Save, and go on to Act")


def adapt_and_plan_the_next(fellow: Walk) -> None:
    page = fellow.page
    page.get_by_label("Adapt").check()
    page.get_by_label("What next?").fill("Ask for the scan at the front door.")
    fellow.press(re.compile("^Decide$")).reads("Adapt").press("Plan the next cycle")
    expect(page.get_by_label("Questions to answer")).to_have_value(re.compile("^Ask for the scan"))
    first, second = Cycle.objects.order_by("number")
    assert (first.decision, second.ramp, second.measured_by) == (
        Decision.ADAPT,
        first.ramp,
        Measure.objects.get(),
    )


def link_the_measure_and_ask(fellow: Walk) -> None:
    first = Cycle.objects.get(number=1)
    fellow.open(Measure.objects.get().get_absolute_url()).follow("Link this to something")
    fellow.page.locator(f"input[value=piece-{first.pk}]").check()
    fellow.press(re.compile("^Link$"))
    linked = fellow.page.get_by_role("region", name="Linked to")
    fellow.follow(first.name, within=linked)
    expect(fellow.page.get_by_role("region", name="Linked to")).to_contain_text(MEASURE)
    fellow.follow(MEASURE, within=fellow.page.get_by_role("region", name="Linked to"))
    fellow.press("Ask my mentor to look").reads("Your mentor has been asked")


def mentor_comments(mentor: Walk) -> None:
    mentor.open("/").follow("Start with Fenella Fox").heading("Fenella Fox")
    item = mentor.page.get_by_role("article", name=MEASURE)
    expect(item).to_contain_text("New")
    expect(item).to_contain_text(REASON)
    item.get_by_label("Your comment on this").fill(COMMENT)
    mentor.press(re.compile("^Comment on the measure"), within=item).reads(COMMENT)


def take_it_to_the_board(fellow: Walk, challenge: Challenge) -> None:
    page = fellow.page
    fellow.open(challenge.get_absolute_url()).follow(re.compile("summary", re.I)).follow(
        "Choose what is on it"
    )
    page.get_by_label("What we learnt").fill("They wait for the scan, not for the doctor.")
    page.get_by_label(MEASURE).check()
    page.get_by_label(re.compile("A consultant sees the first ten")).first.check()
    fellow.press("Save the summary").reads("They wait for the scan")
    with page.expect_download() as download:
        page.get_by_role("link", name="Board paper (PDF, A4)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
