"""The balcony ledger, the ledger of questions, and the judgements."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from challenges.models.log_entry import Vantage
from challenges.models.sighting import Occasion
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from mentoring.permissions import standing_on
from mentoring.services.ledger import clinical_days_of, clinical_in_words, ledger_of
from mentoring.services.people import growth_in_words
from tests.factories import LogEntryFactory
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import JudgementFactory, QuestionFactory, SightingFactory

PAGES = ["ledger", "questions", "judgements"]
NOT_READERS = ["peer", "other_cohort", "after_grace", "future", "tutor", "evaluator", "stranger"]


def text(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(scene, as_, name, who="fellow", query=""):
    return text(as_(scene.people[who]).get(reverse(name, args=[scene.challenge.pk]) + query))


@pytest.fixture
def full(scene):
    about = {"challenge": scene.challenge}
    SightingFactory(**about, name="Trust board", days=Decimal("1.5"), seen="Nobody spoke of rotas.")
    SightingFactory(
        **about,
        name="Night shift",
        days=Decimal("4.5"),
        vantage=Vantage.DANCE_FLOOR,
        occasion=Occasion.CLINICAL,
    )
    QuestionFactory(**about, opened_up="A list of five exits.", construction="what")
    QuestionFactory(**about, asked="Is the rota fair?", reframed="What is fair?", construction="yes_no")
    JudgementFactory(**about, day=days_from_today(-30))
    JudgementFactory(**about, verdict="at_risk", reason="The winter plan.", day=days_from_today(-3))
    JudgementFactory(**about, track="learning", verdict="productively_stuck", reason="We see why.")
    return scene


@pytest.mark.parametrize("who", ["fellow", "lead", "second", "administrator"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_read_by_those_who_take_part(full, as_, name, who):
    page = page_of(full, as_, name, who)
    assert full.challenge.title in page
    assert "<svg xmlns" in page


@pytest.mark.parametrize("who", NOT_READERS)
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_not_there_for_others(full, as_, name, who):
    response = as_(full.people[who]).get(reverse(name, args=[full.challenge.pk]))
    assert response.status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_peer_reads_pages_of_an_opened_challenge(full, as_, name):
    full.challenge.open_to_cohort = True
    full.challenge.save()
    assert "new/" not in page_of(full, as_, name, "peer").split("<main")[1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ledger", "Nothing in the ledger yet"),
        ("questions", "No questions yet"),
        ("judgements", "Not judged yet"),
    ],
)
def test_empty_page_says_what_to_do(scene, as_, name, words):
    assert words in page_of(scene, as_, name)


# ---- the ledger ----


def test_ledger_says_how_the_days_were_spent_and_counts_entries_apart(full, as_):
    LogEntryFactory(challenge=full.challenge, vantage=Vantage.BALCONY)
    page = page_of(full, as_, "ledger")

    assert "1.5 days on the balcony and 4.5 days on the dance floor: 25 % of the time" in page
    assert "1 log entry says where it was seen from" in page
    assert "Nobody spoke of rotas." in page


def test_picture_and_its_key_mean_the_same(scene, as_):
    SightingFactory(challenge=scene.challenge, vantage=Vantage.BALCONY, days=2)
    page = page_of(scene, as_, "ledger")
    assert "<title>On the balcony: 2</title>" in page
    assert "<title>On the dance floor: " not in page


def seen_months(scene):
    return ledger_of(scene.challenge, standing_on(scene.challenge.pk, scene.fellow))


def test_months_run_from_the_first_day_to_today(full):
    months = seen_months(full)
    assert months[0].first == full.challenge.place.starts_on.replace(day=1)
    assert months[-1].first == timezone.localdate().replace(day=1)


def agreed_for(scene, *, weeks=10, a_week="1.5"):
    place = scene.challenge.place
    place.starts_on = timezone.localdate() - dt.timedelta(days=7 * weeks - 1)
    place.clinical_days = None
    place.cohort.programme.clinical_days_a_week = Decimal(a_week) if a_week else None
    place.save()
    return place


def test_clinical_days_are_compared_with_what_the_programme_agreed(full):
    place = agreed_for(full)
    clinical = clinical_days_of(place, seen_months(full))

    assert clinical.worked == Decimal("4.5")
    assert clinical.agreed == pytest.approx(Decimal(15), abs=Decimal("0.3"))
    assert "fewer than agreed" in clinical_in_words(clinical)
    assert sum(week.worked for week in clinical.weeks) == clinical.worked


def test_what_was_agreed_with_the_fellow_comes_first(full):
    place = agreed_for(full)
    place.clinical_days = Decimal("0.5")
    clinical = clinical_days_of(place, seen_months(full))
    assert clinical.a_week == Decimal("0.5")


def test_less_than_a_week_apart_is_about_as_agreed(full):
    place = agreed_for(full, weeks=3)
    assert "about as agreed" in clinical_in_words(clinical_days_of(place, seen_months(full)))


def test_more_than_agreed_is_said(full):
    place = agreed_for(full, weeks=1, a_week="1")
    assert "more than agreed" in clinical_in_words(clinical_days_of(place, seen_months(full)))


def test_no_clinical_days_agreed_says_nothing(full, as_):
    assert clinical_days_of(agreed_for(full, a_week=None), seen_months(full)) is None
    assert "How the year went" not in page_of(full, as_, "ledger")


def test_days_of_a_pause_are_left_out(full):
    place = agreed_for(full)
    for change, day in (("pause", -34), ("resume", -6)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=day), tick=False):
            wish = Wish(change, timezone.localdate())
            change_place(by=full.administrator, place=place, wish=wish, reason="Leave")
    clinical = clinical_days_of(place, seen_months(full))

    assert clinical.paused == 28
    assert clinical.agreed == pytest.approx(Decimal(9), abs=Decimal("0.3"))
    assert "28 days in which the place was paused are left out" in clinical_in_words(clinical)


def test_year_that_has_not_begun_compares_nothing(full):
    place = agreed_for(full)
    place.starts_on = days_from_today(5)
    assert clinical_days_of(place, []) is None


# ---- questions ----


def test_questions_are_counted_and_filtered(full, as_):
    page = page_of(full, as_, "questions", query="?begins=yes_no")

    assert "2 questions: 1 begin with what, how or why" in page
    assert "What is fair?" in page
    assert "A list of five exits." not in page


def test_filter_that_is_not_there_shows_all(full, as_):
    page = page_of(full, as_, "questions", query="?begins=%00")
    assert "A list of five exits." in page


# ---- judgements ----


def test_judgements_show_the_newest_first_and_how_they_changed(full, as_):
    page = page_of(full, as_, "judgements")
    assert page.index("The winter plan.") < page.index("Two of three teams have begun.")
    assert "The programme’s overview does not use them." in page


def test_story_shows_the_newest_of_each_track(full, as_):
    page = page_of(full, as_, "challenge", "lead")
    head = page[: page.index("<ol")]

    assert "Productively stuck" in head
    assert "At risk" in head
    assert "On track" not in head


def test_removed_judgement_no_longer_counts(full, as_):
    full.challenge.pieces.filter(name__startswith="Delivery").update(removed_at=timezone.now())
    assert "At risk" not in page_of(full, as_, "judgements")


def test_growth_of_nobody_is_said_too():
    days = (days_from_today(-5), days_from_today(0))
    assert "today 0" in growth_in_words([], [], days, "you")
