"""One challenge, and everybody who could wish to look at it."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.people.models import User
from tests.factories import (
    AdministratorFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CohortFactory,
    EvaluatorFactory,
    LogEntryFactory,
    MilestoneFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today


@dataclass
class Scene:
    """A fellow's challenge with one entry, one milestone and one brief, each waiting for the mentor."""

    challenge: Challenge
    entry: LogEntry
    milestone: Milestone
    brief: BriefVersion
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def send_things(challenge: Challenge, when=None) -> tuple[LogEntry, Milestone, BriefVersion]:
    """An entry, a milestone and a brief that the fellow sent at `when` (default: now)."""
    when = when or timezone.now()
    return (
        LogEntryFactory(challenge=challenge, shared_at=when),
        MilestoneFactory(challenge=challenge, status=MilestoneStatus.SENT, sent_at=when),
        BriefVersionFactory(challenge=challenge, status=BriefStatus.SENT, sent_at=when),
    )


@pytest.fixture
def scene(db) -> Scene:
    challenge = ChallengeFactory()
    place, cohort, programme = challenge.place, challenge.place.cohort, challenge.place.cohort.programme
    entry, milestone, brief = send_things(challenge)
    grace = programme.grace_days
    people = {
        "fellow": place.person,
        "lead": PairingFactory(place=place, starts_on=days_from_today(-50)).mentor,
        "second": PairingFactory(place=place, kind=PairingKind.SECOND).mentor,
        "cover": PairingFactory(
            place=place, kind=PairingKind.COVER, starts_on=days_from_today(-3), ends_on=days_from_today(3)
        ).mentor,
        "in_grace": PairingFactory(
            place=place, kind=PairingKind.SECOND, ends_on=days_from_today(-grace)
        ).mentor,
        "after_grace": PairingFactory(
            place=place, kind=PairingKind.SECOND, ends_on=days_from_today(-grace - 1)
        ).mentor,
        "future": PairingFactory(place=place, kind=PairingKind.SECOND, starts_on=days_from_today(1)).mentor,
        "administrator": AdministratorFactory(programme=programme).person,
        "other_administrator": AdministratorFactory().person,
        "peer": PlaceFactory(cohort=cohort).person,
        "other_cohort": PlaceFactory(cohort=CohortFactory(programme=programme)).person,
        "tutor": TutorFactory(cohort=cohort).person,
        "evaluator": EvaluatorFactory(programme=programme).person,
        "stranger": UserFactory(),
    }
    return Scene(challenge, entry, milestone, brief, people)


@pytest.fixture
def as_(db):
    """`as_(user)`: a client signed in as that person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def mentored(db):
    """`mentored(mentor)`: one more fellow of that mentor, whose challenge has things waiting since `when`."""

    def make(mentor: User, when=None) -> Challenge:
        challenge = ChallengeFactory()
        PairingFactory(place=challenge.place, mentor=mentor)
        send_things(challenge, when)
        return challenge

    return make
