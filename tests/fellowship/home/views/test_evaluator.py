import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.home.services.figures import Cell, figures_of
from tests.factories import (
    ChallengeFactory,
    CohortFactory,
    EvaluatorFactory,
    LogEntryFactory,
    MilestoneFactory,
    PlaceFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as moment:
        yield moment


def fellows(programme, count: int, **facts) -> list:
    cohort = CohortFactory(programme=programme, starts_on=dt.date(2026, 9, 7), ends_on=dt.date(2027, 9, 6))
    return [ChallengeFactory(place__cohort=cohort, **facts) for _number in range(count)]


def test_figures_are_for_evaluators_and_administrators(world, who_may_open):
    assert who_may_open(reverse("evaluator_home")) == {
        "evaluator",
        "administrator",
        "administrator of another programme",
    }
    programme = world["place"].cohort.programme_id
    assert who_may_open(f"{reverse('evaluator_home')}?programme={programme}") == {
        "evaluator",
        "administrator",
    }


@pytest.mark.parametrize("asked_for", ["abc", "0", "99999999999999999999", "%00"])
def test_a_programme_that_makes_no_sense_is_not_there(client, asked_for):
    client.force_login(EvaluatorFactory().person)
    assert client.get(f"{reverse('evaluator_home')}?programme={asked_for}").status_code == 404


@pytest.mark.parametrize(
    ("count", "in_all", "words"),
    [
        (0, 4, "Fewer than 5 in all, so not shown"),
        (4, 4, "Fewer than 5 in all, so not shown"),
        (0, 50, "Fewer than 5 of 50"),
        (4, 50, "Fewer than 5 of 50"),
        (5, 50, "5 of 50 (10%)"),
        (45, 50, "45 of 50 (90%)"),
        (46, 50, "46 to 49 of 50"),
        (50, 50, "50 of 50 (100%)"),
    ],
)
def test_small_cells_and_small_remainders_are_not_shown(count, in_all, words):
    assert Cell(count, in_all).words == words


def test_fellows_who_withdrew_and_milestones_on_time_are_counted(today):
    programme = ProgrammeFactory()
    challenges = fellows(programme, 12)
    for challenge in challenges[:6]:
        type(challenge.place).objects.filter(pk=challenge.place.pk).update(status=PlaceStatus.WITHDRAWN)
    fellows(ProgrammeFactory(), 9)
    signed_off = {
        "status": MilestoneStatus.SIGNED_OFF,
        "due_on": dt.date(2026, 11, 1),
        "signed_off_at": dt.datetime(2026, 11, 9, tzinfo=dt.UTC),
    }
    on_the_day = dt.datetime(2026, 11, 1, 23, 30, tzinfo=dt.UTC)
    for challenge in challenges[:6]:
        MilestoneFactory(challenge=challenge, sent_at=on_the_day, **signed_off)
        MilestoneFactory(challenge=challenge, sent_at=on_the_day + dt.timedelta(hours=1), **signed_off)
        MilestoneFactory(challenge=challenge, due_on=dt.date(2026, 11, 24))
        MilestoneFactory(challenge=challenge, due_on=dt.date(2026, 11, 1), status=MilestoneStatus.DROPPED)
    figures = figures_of(programme)
    assert figures.fellows == "12"
    assert (figures.current, figures.withdrawn) == (Cell(6, 12), Cell(6, 12))
    assert figures.on_time == Cell(6, 12)


def milestones(challenges, each: int, **facts) -> None:
    for challenge in challenges:
        MilestoneFactory.create_batch(each, challenge=challenge, due_on=dt.date(2026, 11, 1), **facts)


ON_TIME = {
    "status": MilestoneStatus.SIGNED_OFF,
    "sent_at": dt.datetime(2026, 10, 30, tzinfo=dt.UTC),
    "signed_off_at": dt.datetime(2026, 11, 9, tzinfo=dt.UTC),
}


@pytest.mark.parametrize(
    ("on_time", "late", "shown"),
    [(4, 8, False), (5, 5, True), (8, 4, False), (6, 0, True), (4, 0, False), (0, 6, False)],
)
def test_milestones_of_few_fellows_are_not_shown_however_many_they_are(today, on_time, late, shown):
    programme = ProgrammeFactory()
    challenges = fellows(programme, on_time + late)
    milestones(challenges[:on_time], 3, **ON_TIME)
    milestones(challenges[on_time:], 3)
    found = figures_of(programme).on_time
    assert (found.count, found.all) == (3 * on_time, 3 * (on_time + late))
    assert found.words.startswith("Not shown") is not shown


def test_few_who_completed_cannot_be_worked_out_by_subtracting(today):
    programme = ProgrammeFactory()
    fellows(programme, 10)
    fellows(programme, 6, place__status=PlaceStatus.WITHDRAWN)
    assert figures_of(programme).withdrawn.words == "6 of 16 (38%)"
    fellows(programme, 2, place__status=PlaceStatus.COMPLETED)
    figures = figures_of(programme)
    assert figures.current.words == "10 of 18 (56%)"
    assert figures.withdrawn.words.startswith("Not shown")


def test_a_fellow_with_two_places_counts_once(today):
    programme = ProgrammeFactory()
    challenges = fellows(programme, 4)
    again = fellows(programme, 1, place__person=challenges[0].place.person)
    milestones([*challenges, *again], 2, **ON_TIME)
    figures = figures_of(programme)
    assert figures.fellows == "Fewer than 5"
    assert figures.on_time.words.startswith("Not shown")


def test_entries_count_in_the_month_of_the_clock_on_the_wall(today):
    programme = ProgrammeFactory()
    for challenge in fellows(programme, 6):
        # Half past midnight on 1 October in London, which is still September in UTC.
        LogEntryFactory(challenge=challenge, shared_at=dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC))
        LogEntryFactory(challenge=challenge, shared_at=dt.datetime(2026, 10, 9, tzinfo=dt.UTC))
    months = {figures.month: figures for figures in figures_of(programme).months}
    assert list(months) == [dt.date(2026, 11, 1), dt.date(2026, 10, 1), dt.date(2026, 9, 1)]
    assert (months[dt.date(2026, 10, 1)].fellows, months[dt.date(2026, 10, 1)].entries) == (Cell(6, 6), "12")
    assert months[dt.date(2026, 9, 1)].fellows == Cell(0, 6)


def test_entries_of_few_fellows_are_not_counted_out(today):
    programme = ProgrammeFactory()
    for challenge in fellows(programme, 9)[:4]:
        LogEntryFactory.create_batch(
            3, challenge=challenge, shared_at=dt.datetime(2026, 11, 9, tzinfo=dt.UTC)
        )
    assert figures_of(programme).months[0].entries == "Not shown"


def test_no_name_is_on_the_page(client):
    programme = ProgrammeFactory()
    for challenge in fellows(programme, 6):
        PlaceFactory(cohort=challenge.place.cohort, person__family_name="Okafor")
    client.force_login(EvaluatorFactory(programme=programme).person)
    page = unescape(client.get(reverse("evaluator_home")).content.decode())
    assert re.search(r"<dd[^>]*>12</dd>", page)
    assert "Okafor" not in page
    assert "Better sleep" not in page


@pytest.mark.parametrize("size", [1, 3, 25])
def test_as_many_queries_whatever_the_size(client, rows_counted, size):
    programme = ProgrammeFactory()
    for challenge in fellows(programme, size):
        LogEntryFactory(challenge=challenge)
        MilestoneFactory(challenge=challenge)
    client.force_login(EvaluatorFactory(programme=programme).person)
    client.get(reverse("evaluator_home"))
    with rows_counted() as count:
        client.get(reverse("evaluator_home"))
    assert count.statements == 7
    assert count.rows <= 7
