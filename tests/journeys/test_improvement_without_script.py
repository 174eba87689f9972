"""The whole workspace on a phone with JavaScript switched off: from the first measure to the board paper."""

from pathlib import Path

from django.urls import reverse
from playwright.sync_api import expect

from challenges.models import (
    Challenge,
    Cycle,
    Driver,
    Judgement,
    Measure,
    Position,
    Question,
    Sighting,
    Stakeholder,
    StepChange,
)
from challenges.models.cycle import Decision
from mentoring.models import Comment, Link
from tests.factories.cohorts import days_from_today
from tests.journeys.other_means import Plain

MEASURE = "Requests for leave granted"
REASON = "Self-rostering began in this week."
AIM = "Nobody leaves because of the rota"
IDEA = "Self-rostering, one team at a time"


def test_an_improvement_without_javascript(plain, sign_in, challenge):
    sign_in(plain.page, challenge.place.person)
    plain.open(challenge.get_absolute_url())
    measure_it(plain)
    draw_the_drivers(plain, challenge)
    try_it(plain, challenge)
    bring_people_along(plain, challenge)
    ask_and_look(plain, challenge)
    say_how_it_stands(plain, challenge)
    link_what_belongs_together(plain)
    plain.open(Measure.objects.get().get_absolute_url()).press("Ask my mentor to look")

    sign_in(plain.page, challenge.place.pairings.get().mentor)
    mentor_answers(plain)

    sign_in(plain.page, challenge.place.person)
    take_it_to_the_board(plain, challenge)


def measure_it(fellow: Plain) -> None:
    fellow.follow("Measures").follow("Write the first measure")
    fellow.write("Name", MEASURE).write("Operational definition", "Granted out of asked for, a week.")
    fellow.choose("Outcome: what matters in the end").choose("Up is better").press("Share")
    fellow.reads("No readings yet").follow("Paste from a spreadsheet")
    days = [days_from_today(-7 * week) for week in range(30, 0, -1)]
    values = [*(50 + week % 5 for week in range(15)), *(70 + week % 5 for week in range(15))]
    rows = [f"{day:%d/%m/%Y}\t{value}" for day, value in zip(days, values, strict=True)]
    fellow.write("Paste here", "\n".join(rows)).press("Check the rows").press("Add 30 readings")
    fellow.reads("30 readings were added").reads("Improvement")
    fellow.follow("Mark a step change")
    fellow.page.get_by_label("From which reading on?").select_option(str(days[15]))
    fellow.write("What changed, and how do you know?", REASON).press("Mark the step change").reads(REASON)
    assert StepChange.objects.get().day == days[15]


def draw_the_drivers(fellow: Plain, challenge: Challenge) -> None:
    fellow.open(reverse("drivers", args=[challenge.pk])).follow("Begin with the aim")
    fellow.write("Aim", AIM).press("Share").follow("Write the drivers and ideas")
    lines = [("A livable rota", 0), ("Say over one's own week", 1), (IDEA, 2)]
    for number, (words, deeper) in enumerate(lines):
        fellow.press("Add a line at the end") if number else None
        line = fellow.page.locator("[data-line]").nth(number)
        line.locator("textarea").fill(words)
        for _ in range(deeper if number else 0):
            line = fellow.page.locator("[data-line]").nth(number)
            if line.locator("input[name=level]").input_value() == str(deeper + 1):
                break
            line.locator("summary").click()
            line.get_by_role("button", name="One level down").click()
    fellow.press("Save the diagram").reads(IDEA)
    assert [driver.level for driver in Driver.objects.order_by("pk")] == ["primary", "secondary", "idea"]


def try_it(fellow: Plain, challenge: Challenge) -> None:
    page = fellow.page
    fellow.follow("Plan a test").write("Name of the new ramp", "Self-rostering")
    expect(page.get_by_label("Change idea the new ramp tests").locator("option:checked")).to_have_text(IDEA)
    fellow.write("Objective", "One team, one week").press("Share").follow("Write your prediction")
    fellow.write("Prediction", "Two swaps fewer").press("Save changes").press("Start Do")
    fellow.follow("Write what happened").write("What happened?", "Three fewer.").press("Do is finished")
    fellow.follow("Go back to Do").write("Why you are going back", "One shift was missing.")
    fellow.press("Go back to Do").follow("Write what happened").press("Do is finished")
    fellow.follow("Compare with the prediction").write("What do the data say", "Better than predicted.")
    fellow.press("Save, and go on to Act").choose("Adapt").write("What next?", "Two teams.")
    fellow.press("Decide").reads("Adapt").press("Plan the next cycle").press("Save changes")
    assert Cycle.objects.get(number=1).decision == Decision.ADAPT
    assert Cycle.objects.get(number=2).ramp == Cycle.objects.get(number=1).ramp
    fellow.open(reverse("cycles", args=[challenge.pk])).reads("Tests the idea").follow(
        "Change Self-rostering"
    )
    fellow.write("Name", "Self-rostering by teams").press("Save").reads("Self-rostering by teams")


def bring_people_along(fellow: Plain, challenge: Challenge) -> None:
    fellow.open(reverse("stakeholders", args=[challenge.pk])).follow("Add a stakeholder")
    fellow.write("Who are they?", "Rota coordinator")
    fellow.page.get_by_label("Which of the nine Cs fits best?").select_option(index=1)
    choose_first_where_nothing_is_chosen(fellow)
    fellow.press("Share").reads("Rota coordinator").follow("Where do they stand now?")
    choose_first_where_nothing_is_chosen(fellow)
    fellow.write("How do you know?", "She offered her own week.").press("Save")
    assert Stakeholder.objects.get().name == "Rota coordinator"
    assert Position.objects.count() == 1


def choose_first_where_nothing_is_chosen(fellow: Plain) -> None:
    waiting = fellow.page.locator("fieldset:has(input[type=radio]):not(:has(input:checked))")
    while waiting.count():
        waiting.first.locator("input[type=radio]").first.check()


def ask_and_look(fellow: Plain, challenge: Challenge) -> None:
    fellow.open(reverse("questions", args=[challenge.pk])).follow("Note a question")
    fellow.write("The question, as you asked it", "Whose rota is it?").write("Asked of", "The ward team")
    choose_first_where_nothing_is_chosen(fellow)
    fellow.press("Share").reads("Whose rota is it?")
    fellow.open(reverse("ledger", args=[challenge.pk])).follow("Add to the ledger")
    fellow.write("What was it?", "Night shift").choose("Dance floor")
    choose_first_where_nothing_is_chosen(fellow)
    fellow.write("What did you see from there?", "Nobody sat down.").press("Share").reads("Night shift")
    assert Question.objects.get().asked_of == "The ward team"
    assert Sighting.objects.get().vantage == "dance_floor"


def say_how_it_stands(fellow: Plain, challenge: Challenge) -> None:
    fellow.open(reverse("piece_new", args=[challenge.pk, "judgement"])).choose("Learning")
    fellow.choose("Productively stuck", among="How does learning stand?")
    fellow.write("Why do you see it so?", "We see it differently every week.").press("Share")
    fellow.reads("Productively stuck")
    assert Judgement.objects.get().track == "learning"


def link_what_belongs_together(fellow: Plain) -> None:
    """Ticked in one search, ticked in another, and linked together."""
    fellow.open(Measure.objects.get().get_absolute_url()).follow("Link this to something")
    fellow.choose("Night shift").write("Why, in a sentence", "It began that night")
    fellow.write("Words in it", "Whose rota").press("Show").choose("Whose rota is it?")
    expect(fellow.page.get_by_label("Night shift")).to_be_checked()
    expect(fellow.page.get_by_label("Why, in a sentence")).to_have_value("It began that night")
    fellow.press("Link$").reads("Linked to 2 things")
    assert set(Link.objects.values_list("why", flat=True)) == {"It began that night"}


def mentor_answers(mentor: Plain) -> None:
    mentor.open("/").follow("Start with Fenella Fox")
    item = mentor.page.get_by_role("article", name=MEASURE)
    item.get_by_label("Your comment on this").fill("Who asked for least?")
    item.get_by_role("button", name="Comment on the measure").click()
    mentor.reads("Who asked for least?")
    assert Comment.objects.get().text == "Who asked for least?"


def take_it_to_the_board(fellow: Plain, challenge: Challenge) -> None:
    page = fellow.page
    fellow.open(Measure.objects.get().get_absolute_url()).reads("Who asked for least?")
    fellow.open(reverse("challenge_summary", args=[challenge.pk])).follow("Choose what is on it")
    fellow.write("What we learnt", "A rota is a promise.").choose(MEASURE).press("Save the summary")
    fellow.reads("A rota is a promise.").follow("A livable rota").reads(IDEA).open(
        reverse("challenge_summary", args=[challenge.pk])
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="Board paper (PDF, A4)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
