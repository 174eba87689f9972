"""The main pages ask the database the same number of times, however many fellows there are.

Counting statements is not enough: rows fetched beyond what a page shows make it slower as data grow,
so each page may fetch a fixed number of rows and a few more for every fellow it lists.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.counting import counted
from challenges.models import Challenge, Cycle, Measure, Stakeholder
from challenges.models.drivers import DriverLevel
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models import Cohort
from fellowship.people.models import User
from tests.factories import (
    AdministratorFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CohortFactory,
    LogEntryFactory,
    MilestoneFactory,
    OrganisationFactory,
    PairingFactory,
    PlaceFactory,
    UserFactory,
)
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    PositionFactory,
    QuestionFactory,
    RampFactory,
    ReadingFactory,
    SightingFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 15


@dataclass
class Year:
    cohort: Cohort
    administrator: User
    mentor: User
    challenges: list[Challenge]

    @property
    def fellow(self) -> User:
        return self.challenges[0].place.person


def year_of(fellows: int) -> Year:
    """One cohort; each fellow with a mentor (the same), a brief, two milestones and an entry that waits."""
    cohort = CohortFactory(launched_at=timezone.now())
    mentor, host = UserFactory(), OrganisationFactory()
    challenges = []
    for _number in range(fellows):
        challenge = ChallengeFactory(place=PlaceFactory(cohort=cohort, host=host))
        PairingFactory(place=challenge.place, mentor=mentor)
        BriefVersionFactory(challenge=challenge, status=BriefStatus.AGREED, answered_at=timezone.now())
        MilestoneFactory(challenge=challenge)
        MilestoneFactory(challenge=challenge, status=MilestoneStatus.SENT, sent_at=timezone.now())
        LogEntryFactory(challenge=challenge, shared_at=timezone.now() - dt.timedelta(days=1))
        challenges.append(challenge)
    return Year(cohort, AdministratorFactory(programme=cohort.programme).person, mentor, challenges)


# Who opens what, how many rows the page fetches for one fellow, and how many more for each further one.
PAGES = {
    "fellow_home": ("fellow", 15, 0),
    "challenge": ("fellow", 15, 0),
    "log_new": ("fellow", 12, 0),
    "waiting": ("mentor", 10, 3),
    "review": ("mentor", 20, 1),
    "overview": ("administrator", 12, 3),
    "administrator_home": ("administrator", 12, 0),
}


def fetched(year: Year, name: str) -> tuple[int, int]:
    """Statements and rows of a page that has been opened before."""
    key = {"overview": year.cohort.pk, "challenge": 0, "log_new": 0, "review": 0}.get(name)
    args = [] if key is None else [key or year.challenges[0].pk]
    client = Client()
    client.force_login(getattr(year, PAGES[name][0]))
    assert client.get(reverse(name, args=args)).status_code == 200
    with counted() as count:
        client.get(reverse(name, args=args))
    return count.statements, count.rows


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_as_often_with_one_fellow_as_with_many(name):
    _who, rows, more = PAGES[name]
    one = fetched(year_of(1), name)
    many = fetched(year_of(25), name)

    assert one[0] == many[0] <= MOST_STATEMENTS
    assert one[1] <= rows
    assert many[1] <= rows + more * 24


def test_overview_of_a_hundred_fellows_fetches_the_rows_of_one_page():
    assert fetched(year_of(100), "overview") == fetched(year_of(26), "overview")


# Pages of the improvement workspace: how many rows for one of each thing, and how many for a crowd.
MEASURES, READINGS, CYCLES, STAKEHOLDERS = 30, 104, 40, 200
WORKSPACE = {
    "measures": (10, 10 + 2 * MEASURES),
    "measure": (20, 20 + READINGS + CYCLES),
    "cycles": (10, 10 + 2 * CYCLES),
    "cycle": (20, 20),
    "diagram": (20, 20 + 2 * CYCLES + MEASURES),
    "stakeholders": (10, 10 + STAKEHOLDERS),
    "stakeholder": (20, 20),
    "questions": (10, 10 + CYCLES),
    "ledger": (10, 10 + CYCLES),
    "challenge_summary": (20, 20 + STAKEHOLDERS + MEASURES + CYCLES),
}


class Workspace:
    """One of each thing at first; `grow` makes it a crowd around the same things."""

    def __init__(self) -> None:
        self.challenge = ChallengeFactory()
        self.diagram = DriverDiagramFactory(challenge=self.challenge)
        self.primary = DriverFactory(diagram=self.diagram)
        self.grow(measures=1, readings=1, cycles=1, stakeholders=1)
        self.measure, self.cycle, self.stakeholder = (
            model.objects.get() for model in (Measure, Cycle, Stakeholder)
        )

    def grow(self, *, measures: int, readings: int, cycles: int, stakeholders: int) -> None:
        MeasureFactory.create_batch(measures, challenge=self.challenge)
        for measure in Measure.objects.all():
            ReadingFactory.create_batch(readings, measure=measure)
        for _number in range(cycles):
            idea = DriverFactory(diagram=self.diagram, parent=self.primary, level=DriverLevel.IDEA)
            idea.measures.add(Measure.objects.last())
            ramp = RampFactory(challenge=self.challenge, idea=idea)
            CycleFactory(ramp=ramp, measured_by=Measure.objects.first(), started_on=timezone.localdate())
            QuestionFactory(challenge=self.challenge)
            SightingFactory(challenge=self.challenge)
        for one in StakeholderFactory.create_batch(stakeholders, challenge=self.challenge):
            PositionFactory(stakeholder=one)

    def counted(self) -> dict[str, tuple[int, int]]:
        """Statements and rows of each page, opened before."""
        pieces = {
            "measure": self.measure,
            "cycle": self.cycle,
            "diagram": self.diagram,
            "stakeholder": self.stakeholder,
        }
        client, found = Client(), {}
        client.force_login(self.challenge.place.person)
        for name in WORKSPACE:
            piece = pieces.get(name)
            url = piece.get_absolute_url() if piece else reverse(name, args=[self.challenge.pk])
            assert client.get(url).status_code == 200
            with counted() as count:
                client.get(url)
            found[name] = (count.statements, count.rows)
        return found


def test_workspace_asks_as_often_with_one_of_each_thing_as_with_a_crowd():
    workspace = Workspace()
    one = workspace.counted()
    workspace.grow(
        measures=MEASURES - 1, readings=READINGS - 1, cycles=CYCLES - 1, stakeholders=STAKEHOLDERS - 1
    )
    many = workspace.counted()

    assert {name: asked for name, (asked, _rows) in one.items()} == {
        name: asked for name, (asked, _rows) in many.items()
    }
    assert [name for name, (asked, _rows) in many.items() if asked > MOST_STATEMENTS] == []
    assert [(name, one[name][1]) for name, (few, _many) in WORKSPACE.items() if one[name][1] > few] == []
    assert [(name, many[name][1]) for name, (_few, most) in WORKSPACE.items() if many[name][1] > most] == []
