"""One challenge with far more in its workspace than any real one: 30 measures of 104 readings, 40 cycles, 200
stakeholders, 60 drivers, all invented. Made directly: `bulk_create` does not make pieces."""

import datetime as dt
import math
import uuid
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.utils import timezone

from bench.data import PROGRAMME
from challenges.models import (
    PIECES,
    Challenge,
    Cycle,
    Driver,
    PieceChange,
    PieceKind,
    Position,
    Ramp,
    Reading,
)
from challenges.models.drivers import DriverLevel
from challenges.models.judgement import VERDICTS
from challenges.models.measure import Direction, Frequency, MeasureType
from challenges.models.question import Construction
from challenges.models.sighting import Occasion
from challenges.models.stakeholder import Category, Tie
from challenges.workflow import CycleStage

MEASURES, READINGS, RAMPS, CYCLES_EACH, STAKEHOLDERS = 30, 104, 8, 5, 200
QUESTIONS, SIGHTINGS, PRIMARY, BELOW = 40, 80, 4, (3, 4)


def crowded() -> Challenge:
    """The challenge that holds it: of the last fellow who was built, so that the other pages stay as they
    were. What an earlier run kept does not count."""
    built = Challenge.objects.filter(place__cohort__programme__name__startswith=PROGRAMME)
    return built.select_related("place__person").order_by("-pk")[0]


def build() -> None:
    challenge, today = crowded(), timezone.localdate()
    measures = [_measure(challenge, number, today) for number in range(MEASURES)]
    _drivers(challenge, measures[0])
    for ramp in range(RAMPS):
        _ramp(challenge, ramp, measures[ramp], today)
    for number in range(STAKEHOLDERS):
        _stakeholder(challenge, number, today)
    constructions = cycle(Construction.values)
    for number in range(QUESTIONS):
        _piece(
            challenge,
            PieceKind.QUESTION,
            asked=f"What would have to be true on ward {number}?",
            asked_on=today - dt.timedelta(days=number),
            asked_of="The ward team",
            construction=next(constructions),
        )
    for number in range(SIGHTINGS):
        _piece(
            challenge,
            PieceKind.SIGHTING,
            name=f"Meeting {number}",
            occasion=Occasion.MEETING if number % 2 else Occasion.CLINICAL,
            day=today - dt.timedelta(days=number),
            days=Decimal("0.5"),
            vantage="balcony" if number % 2 else "dance_floor",
        )
    for track, verdicts in VERDICTS.items():
        _piece(
            challenge, PieceKind.JUDGEMENT, track=track, verdict=verdicts[0], day=today, reason="As it was."
        )


def _piece(challenge: Challenge, kind: str, **facts: Any) -> Any:
    piece = PIECES[kind](challenge=challenge, kind=kind, form_id=uuid.uuid4(), **facts)
    piece.name = piece.called
    piece.save()
    PieceChange.objects.create(piece=piece, act="add", by=challenge.place.person)
    return piece


def _measure(challenge: Challenge, number: int, today: dt.date) -> Any:
    measure = _piece(
        challenge,
        PieceKind.MEASURE,
        name=f"Nights without a call {number}",
        definition="Nights in the week in which nobody rang.",
        type=MeasureType.values[number % 3],
        unit="nights",
        decimals=1,
        direction=Direction.INCREASE,
        frequency=Frequency.WEEKLY,
        target=Decimal(30),
    )
    Reading.objects.bulk_create(
        Reading(
            measure=measure,
            day=today - dt.timedelta(weeks=READINGS - week),
            value=Decimal(round(20 + 5 * math.sin(week * (number + 3)) + (week > 80) * 6, 1)),
        )
        for week in range(READINGS)
    )
    return measure


def _drivers(challenge: Challenge, measure: Any) -> None:
    diagram = _piece(
        challenge, PieceKind.DRIVERS, of_challenge=challenge, aim="Better sleep.", measured_by=measure
    )
    middle, ideas = BELOW
    for first in range(PRIMARY):
        top = Driver.objects.create(
            diagram=diagram, level=DriverLevel.PRIMARY, words=f"Primary driver {first}", position=first
        )
        for second in range(middle):
            below = Driver.objects.create(
                diagram=diagram,
                parent=top,
                level=DriverLevel.SECONDARY,
                words=f"Secondary driver {second}",
                position=second,
            )
            Driver.objects.bulk_create(
                Driver(diagram=diagram, parent=below, level=DriverLevel.IDEA, words=f"Idea {n}", position=n)
                for n in range(ideas)
            )


def _ramp(challenge: Challenge, number: int, measure: Any, today: dt.date) -> None:
    idea = Driver.objects.filter(level=DriverLevel.IDEA).order_by("pk")[number]
    ramp = Ramp.objects.create(challenge=challenge, name=f"Ramp {number}", idea=idea, form_id=uuid.uuid4())
    for step in range(CYCLES_EACH):
        done = step < CYCLES_EACH - 1
        began = today - dt.timedelta(weeks=2 * (CYCLES_EACH - step))
        words = dict.fromkeys((*Cycle.DO, *Cycle.STUDY, "next_step"), "We tried it, and learnt.")
        _piece(
            challenge,
            PieceKind.CYCLE,
            ramp=ramp,
            number=step + 1,
            stage=CycleStage.DECIDED if done else CycleStage.PLAN,
            name=f"Try it with {step + 1} beds",
            prediction="Fewer calls.",
            measured_by=measure,
            started_on=began if done else None,
            decided_on=began + dt.timedelta(days=9) if done else None,
            decision="adapt" if done else "",
            **(words if done else {}),
        )


def _stakeholder(challenge: Challenge, number: int, today: dt.date) -> None:
    stakeholder = _piece(
        challenge,
        PieceKind.STAKEHOLDER,
        name=f"Ward managers {number}",
        category=Category.values[number % len(Category.values)],
        tie=Tie.values[number % 3],
    )
    Position.objects.bulk_create(
        Position(
            stakeholder=stakeholder,
            day=today - dt.timedelta(days=ago),
            power=1 + (number + ago) % 5,
            interest=1 + (number * 3 + ago) % 5,
            support=number % 5 - 2,
            needed=1,
        )
        for ago in (60, 20)
    )
