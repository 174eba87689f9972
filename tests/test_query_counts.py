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
from challenges.models import Challenge
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
