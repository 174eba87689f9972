import datetime as dt
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from mentoring.models import (
    Action,
    LearningSet,
    Session,
    SessionNotes,
    SessionTime,
    SetMeeting,
    SetMember,
)
from tests.factories.challenges import ChallengeFactory
from tests.factories.cohorts import CohortFactory, PairingFactory, days_from_today
from tests.factories.people import UserFactory


def at(days: int, hour: int = 14) -> dt.datetime:
    """So many days from today, by the clocks in London."""
    return timezone.make_aware(dt.datetime.combine(days_from_today(days), dt.time(hour)))


def pairing_of(challenge=None, **facts):
    """A pairing of a fellow who has a challenge."""
    return PairingFactory(place=(challenge or ChallengeFactory()).place, **facts)


class SessionFactory(DjangoModelFactory):
    """Proposed by the mentor, without times; `agreed` and `held` have one."""

    class Meta:
        model = Session

    class Params:
        agreed = factory.Trait(status="agreed", starts_at=factory.LazyFunction(lambda: at(7)))
        held = factory.Trait(status="held", starts_at=factory.LazyFunction(lambda: at(-7)))

    pairing = factory.LazyFunction(pairing_of)
    form_id = factory.LazyFunction(uuid.uuid4)
    proposed_by = factory.SelfAttribute("pairing.mentor")


class SessionTimeFactory(DjangoModelFactory):
    class Meta:
        model = SessionTime

    session = factory.SubFactory(SessionFactory)
    starts_at = factory.LazyFunction(lambda: at(7))


class SessionNotesFactory(DjangoModelFactory):
    class Meta:
        model = SessionNotes

    session = factory.SubFactory(SessionFactory, held=True)
    words = "We spoke about the night team."
    by = factory.SelfAttribute("session.pairing.mentor")


class ActionFactory(DjangoModelFactory):
    """The fellow's, due in a week."""

    class Meta:
        model = Action

    session = factory.SubFactory(SessionFactory, held=True)
    owner = factory.SelfAttribute("session.pairing.place.person")
    made_by = factory.SelfAttribute("session.pairing.mentor")
    words = "Ask the night team"
    due_on = factory.LazyFunction(lambda: days_from_today(7))
    form_id = factory.LazyFunction(uuid.uuid4)


class LearningSetFactory(DjangoModelFactory):
    class Meta:
        model = LearningSet

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Set {n}")
    facilitator = factory.SubFactory(UserFactory)


class SetMemberFactory(DjangoModelFactory):
    class Meta:
        model = SetMember

    learning_set = factory.SubFactory(LearningSetFactory)


class SetMeetingFactory(DjangoModelFactory):
    class Meta:
        model = SetMeeting

    learning_set = factory.SubFactory(LearningSetFactory)
    form_id = factory.LazyFunction(uuid.uuid4)
    starts_at = factory.LazyFunction(lambda: at(7))
