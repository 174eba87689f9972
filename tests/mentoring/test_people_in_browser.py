"""People, ledger, questions and judgements in a real browser: on a phone, by keyboard, with axe, on paper."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from challenges.models import Stakeholder
from challenges.models.stakeholder import Support
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import (
    JudgementFactory,
    PositionFactory,
    QuestionFactory,
    SightingFactory,
    StakeholderFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LONG = "Director-of-everything-that-is-nobody-else’s-and-of-some-things-that-are"


def sign_in(page: Page, client, live_server) -> None:
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.fixture
def peopled(scene):
    about = {"challenge": scene.challenge}
    first = StakeholderFactory(**about, name=LONG, tie="vertical", wants="Quiet nights")
    second = StakeholderFactory(**about, name="Chief nurse", tie="across", introduced_by=first)
    for stakeholder, day, support in ((first, -50, -1), (first, -3, 1), (second, -4, 0)):
        PositionFactory(stakeholder=stakeholder, day=days_from_today(day), support=support, note="Said so.")
    scene.challenge.place.cohort.programme.clinical_days_a_week = 1.5
    scene.challenge.place.cohort.programme.save()
    QuestionFactory(**about, opened_up="A list", reframed="What else?")
    SightingFactory(**about, occasion="clinical", vantage="dance_floor", seen="Nobody sat down.")
    JudgementFactory(**about, day=days_from_today(-20))
    JudgementFactory(**about, track="learning", verdict="productively_stuck")
    return scene


def addresses(scene, who: str) -> list[str]:
    pk = scene.challenge.pk
    lists = ("stakeholders", "ledger", "questions", "judgements")
    pages = [reverse(name, args=[pk]) for name in lists]
    pages += [pages[0] + "?day=today&before=start", pages[0] + "?day=today&other_day=soon"]
    kinds = ("stakeholder", "sighting", "judgement")
    pages += [scene.challenge.pieces.filter(kind=kind).first().get_absolute_url() for kind in kinds]
    if who == "fellow":
        position = Stakeholder.objects.get(name=LONG).positions.first()
        pages += [reverse("piece_new", args=[pk, kind]) for kind in (*kinds, "question")]
        pages += [reverse("piece_edit", args=[position.stakeholder_id])]
        pages += [reverse("position_new", args=[position.stakeholder_id])]
        pages += [reverse(name, args=[position.pk]) for name in ("position_edit", "position_remove")]
    return pages


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("who", ["lead", "fellow"])
def test_every_page_is_accessible_and_fits(peopled, as_, live_server, browser_page, axe, fits, who, width):
    sign_in(browser_page, as_(peopled.people[who]), live_server)
    browser_page.set_viewport_size({"width": width, "height": 900})

    for address in addresses(peopled, who):
        browser_page.goto(live_server.url + address)
        axe(browser_page)
        fits(browser_page)


@pytest.mark.parametrize("width", [320, 1280])
def test_table_of_many_is_accessible_and_fits_in_pages_and_in_whole(
    scene, as_, live_server, browser_page, axe, fits, width
):
    for stakeholder in StakeholderFactory.create_batch(60, challenge=scene.challenge):
        PositionFactory(stakeholder=stakeholder)
    sign_in(browser_page, as_(scene.fellow), live_server)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(live_server.url + reverse("stakeholders", args=[scene.challenge.pk]))
    axe(browser_page)
    fits(browser_page)

    rows = browser_page.get_by_role("rowheader")
    expect(rows).to_have_count(50)
    browser_page.get_by_role("link", name="Next page").click()
    expect(rows).to_have_count(10)
    browser_page.get_by_role("link", name="Show all 60 in one table").click()
    expect(rows).to_have_count(60)
    axe(browser_page)
    fits(browser_page)


def test_stakeholder_and_a_later_position_are_added_on_a_phone(scene, as_, live_server, phone_page, fits):
    sign_in(phone_page, as_(scene.fellow), live_server)
    phone_page.goto(live_server.url + reverse("stakeholders", args=[scene.challenge.pk]))

    phone_page.get_by_role("button", name="Add a stakeholder").tap()
    phone_page.get_by_label("Who are they?").fill("Medical director")
    phone_page.get_by_label("Vertical: up or down the line").check()
    phone_page.get_by_label("Which of the nine Cs fits best?").select_option("commissioners")
    for question, answer in (
        ("How much power", "5"),
        ("How much does it interest", "3"),
        ("Where do they stand now?", "Doubtful"),
        ("Where do you need them?", "Helps it along"),
    ):
        group = phone_page.get_by_role("group", name=re.compile(question))
        group.get_by_label(answer, exact=True).check()
    phone_page.get_by_label("Day").fill(str(days_from_today(-9).day))
    phone_page.get_by_label("Month").fill(str(days_from_today(-9).month))
    phone_page.get_by_label("Year").fill(str(days_from_today(-9).year))
    fits(phone_page)
    phone_page.get_by_role("button", name="Share").tap()
    expect(phone_page.get_by_role("heading", level=1)).to_contain_text("Medical director")

    phone_page.get_by_role("button", name="Where do they stand now?").tap()
    group = phone_page.get_by_role("group", name=re.compile("Where do they stand now"))
    group.get_by_label("Helps it along").check()
    phone_page.get_by_label("How do you know?").fill("She sent two of her team.")
    phone_page.get_by_role("button", name="Save").tap()

    expect(phone_page.get_by_text("Where they stand is saved.")).to_be_visible()
    expect(phone_page.get_by_role("img", name=re.compile("Support over time"))).to_be_visible()
    fits(phone_page)
    stands = Stakeholder.objects.get().positions.values_list("power", "support")
    assert list(stands) == [(5, Support.DOUBTFUL), (5, Support.HELPFUL)]


def test_two_days_are_chosen_by_keyboard(peopled, as_, live_server, browser_page):
    sign_in(browser_page, as_(peopled.lead), live_server)
    browser_page.goto(live_server.url + reverse("stakeholders", args=[peopled.challenge.pk]))

    browser_page.get_by_label("Show the picture of").focus()
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.type(days_from_today(-2).strftime("%d %m %Y"))
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("End")  # the first day
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.type(days_from_today(-30).strftime("%d/%m/%Y"))
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")

    expect(browser_page.get_by_text("knew 1, on")).to_be_visible()
    expect(browser_page.get_by_text("Support moved from doubtful to helpful for 1.")).to_be_visible()
    expect(browser_page.get_by_role("img", name=re.compile("^Power and interest on"))).to_have_count(2)


def test_pages_work_without_scripts(peopled, as_, live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, as_(peopled.fellow), live_server)
    page.goto(live_server.url + reverse("judgements", args=[peopled.challenge.pk]))

    page.set_default_timeout(10_000)
    page.get_by_role("link", name=re.compile("Judge it anew.*Learning")).click()
    page.get_by_label("Learning is moving").check()
    page.get_by_label("Why do you see it so?").fill("Three people asked to join.")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Learning: Learning is moving")
    context.close()


def test_paper_shows_pictures_and_tables_without_the_form(peopled, as_, live_server, browser_page):
    sign_in(browser_page, as_(peopled.lead), live_server)
    browser_page.goto(live_server.url + reverse("stakeholders", args=[peopled.challenge.pk]))
    browser_page.emulate_media(media="print")

    expect(browser_page.get_by_label("Show the picture of")).to_be_hidden()
    expect(browser_page.get_by_role("img", name=re.compile("^Power and interest on"))).to_be_visible()
    expect(browser_page.get_by_role("rowheader", name=re.compile("Chief nurse"))).to_be_visible()
