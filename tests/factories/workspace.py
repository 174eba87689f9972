import datetime as dt
import uuid
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from challenges.models import (
    Cycle,
    Driver,
    DriverDiagram,
    Judgement,
    Measure,
    PieceKind,
    Position,
    Question,
    Ramp,
    Reading,
    Sighting,
    Stakeholder,
    Workstream,
)
from challenges.models.drivers import DriverLevel
from challenges.models.judgement import Track, Verdict
from challenges.models.log_entry import Vantage
from challenges.models.measure import Direction, MeasureType
from challenges.models.question import Construction
from challenges.models.sighting import Occasion
from challenges.models.stakeholder import Category, Support, Tie
from tests.factories.challenges import ChallengeFactory
from tests.factories.cohorts import days_from_today


class WorkstreamFactory(DjangoModelFactory):
    class Meta:
        model = Workstream

    challenge = factory.SubFactory(ChallengeFactory)
    name = factory.Sequence(lambda n: f"Workstream {n}")
    form_id = factory.LazyFunction(uuid.uuid4)


class PieceFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    challenge = factory.SubFactory(ChallengeFactory)
    form_id = factory.LazyFunction(uuid.uuid4)


class MeasureFactory(PieceFactory):
    """A monthly number of days, of which fewer are better."""

    class Meta:
        model = Measure

    kind = PieceKind.MEASURE
    name = factory.Sequence(lambda n: f"Days of waiting {n}")
    definition = "From referral to first contact, in days."
    type = MeasureType.OUTCOME
    unit = "days"
    direction = Direction.DECREASE


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = Reading

    measure = factory.SubFactory(MeasureFactory)
    day = factory.Sequence(lambda n: dt.date(2020, 1, 1) + dt.timedelta(days=n))
    value = Decimal(20)


class RampFactory(DjangoModelFactory):
    class Meta:
        model = Ramp

    challenge = factory.SubFactory(ChallengeFactory)
    name = factory.Sequence(lambda n: f"Ramp {n}")
    form_id = factory.LazyFunction(uuid.uuid4)


class CycleFactory(PieceFactory):
    """A cycle that is being planned."""

    class Meta:
        model = Cycle

    kind = PieceKind.CYCLE
    challenge = factory.SelfAttribute("ramp.challenge")
    ramp = factory.SubFactory(RampFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Try the new form with one team {n}")


class DriverDiagramFactory(PieceFactory):
    class Meta:
        model = DriverDiagram

    kind = PieceKind.DRIVERS
    of_challenge = factory.SelfAttribute("challenge")
    name = "Driver diagram"
    aim = "Halve the days of waiting by next summer."


class DriverFactory(DjangoModelFactory):
    class Meta:
        model = Driver

    diagram = factory.SubFactory(DriverDiagramFactory)
    level = DriverLevel.PRIMARY
    words = factory.Sequence(lambda n: f"Driver {n}")


class StakeholderFactory(PieceFactory):
    class Meta:
        model = Stakeholder

    kind = PieceKind.STAKEHOLDER
    name = factory.Sequence(lambda n: f"Ward managers {n}")
    category = Category.COLLABORATORS
    tie = Tie.HORIZONTAL


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position

    stakeholder = factory.SubFactory(StakeholderFactory)
    day = factory.LazyFunction(lambda: days_from_today(-30))
    power = 3
    interest = 3
    support = Support.NEUTRAL
    needed = Support.HELPFUL


class QuestionFactory(PieceFactory):
    class Meta:
        model = Question

    kind = PieceKind.QUESTION
    name = factory.SelfAttribute("asked")
    asked = "What would have to be true for this to work on a Sunday?"
    asked_on = factory.LazyFunction(lambda: days_from_today(-3))
    asked_of = "The weekend team"
    construction = Construction.WHAT


class JudgementFactory(PieceFactory):
    class Meta:
        model = Judgement

    kind = PieceKind.JUDGEMENT
    name = "Delivery: On track"
    track = Track.DELIVERY
    verdict = Verdict.ON_TRACK
    day = factory.LazyFunction(lambda: days_from_today(-3))
    reason = "Two of three teams have begun."


class SightingFactory(PieceFactory):
    class Meta:
        model = Sighting

    kind = PieceKind.SIGHTING
    name = "Board meeting"
    occasion = Occasion.MEETING
    day = factory.LazyFunction(lambda: days_from_today(-3))
    days = Decimal("0.5")
    vantage = Vantage.BALCONY
