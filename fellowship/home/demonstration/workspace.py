"""One fellow's improvement workspace, lived in for eleven weeks. Rows are made directly, with past dates."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from challenges.models import (
    PIECES,
    Challenge,
    ChallengeChange,
    ChallengeSummary,
    Cycle,
    Driver,
    DriverDiagram,
    Measure,
    Piece,
    PieceChange,
    PieceKind,
    Position,
    Ramp,
    Reading,
    Stakeholder,
    StepChange,
    Workstream,
)
from challenges.models.drivers import DriverLevel
from challenges.services.pieces import as_words
from challenges.workflow import CycleStage
from fellowship.home.demonstration import workspace_words as words
from fellowship.home.demonstration.dates import moment
from mentoring.models import Link
from mentoring.services.links import link_things


def write_workspace(challenge: Challenge) -> None:
    writing = _Writing(challenge)
    writing.workstreams()
    measures = writing.measures()
    ideas = writing.drivers(measures)
    writing.ramps(ideas, measures)
    writing.people()
    writing.questions_and_ledger()
    writing.summary(measures)
    writing.links(measures)


class _Writing:
    def __init__(self, challenge: Challenge) -> None:
        self.challenge = challenge
        self.fellow = challenge.place.person
        self.today = timezone.localdate()
        self.streams: list[Workstream] = []

    def workstreams(self) -> None:
        self.streams = [
            Workstream.objects.create(
                challenge=self.challenge, name=name, position=number, form_id=uuid.uuid4()
            )
            for number, name in enumerate(words.WORKSTREAMS)
        ]
        for stream in self.streams:
            self._begun(stream, 61)

    def measures(self) -> dict[str, Measure]:
        made = {
            key: self._piece(PieceKind.MEASURE, 60, workstream=self._stream(key), **facts)
            for key, facts in words.MEASURES.items()
        }
        self._monthly(made["leavers"], words.LEAVERS)
        self._monthly(made["pulse"], words.PULSE)
        self._monthly(made["hours"], words.HOURS)
        self._monthly(made["vacancies"], words.VACANCIES)
        monday = self.today - dt.timedelta(days=self.today.weekday())
        weeks = [monday - dt.timedelta(weeks=n) for n in range(len(words.REQUESTS), 0, -1)]
        Reading.objects.bulk_create(
            Reading(
                measure=made["requests"],
                day=week,
                value=round(100 * granted / asked, 6),
                numerator=granted,
                denominator=asked,
            )
            for week, (granted, asked) in zip(weeks, words.REQUESTS, strict=True)
        )
        StepChange.objects.create(measure=made["requests"], day=weeks[15], reason=words.SELF_ROSTERING)
        return made

    def _monthly(self, measure: Measure, values: list) -> None:
        """One reading on the first of each month; the newest is last month's."""
        months = self.today.year * 12 + self.today.month - 1
        Reading.objects.bulk_create(
            Reading(measure=measure, day=dt.date(month // 12, month % 12 + 1, 1), value=value)
            for month, value in enumerate(values, start=months - len(values))
        )

    def drivers(self, measures: dict[str, Measure]) -> dict[str, Driver]:
        diagram = self._piece(
            PieceKind.DRIVERS,
            57,
            of_challenge=self.challenge,
            name="Driver diagram",
            aim=words.AIM,
            measured_by=measures["leavers"],
        )
        ideas = {}
        for first, (primary, secondaries) in enumerate(words.DRIVERS):
            top = self._driver(diagram, None, DriverLevel.PRIMARY, primary, first)
            for second, (secondary, below) in enumerate(secondaries):
                middle = self._driver(diagram, top, DriverLevel.SECONDARY, secondary, second)
                for third, idea in enumerate(below):
                    ideas[idea] = self._driver(diagram, middle, DriverLevel.IDEA, idea, third)
        ideas["Self-rostering, one team at a time"].measures.add(measures["requests"])
        return ideas

    @staticmethod
    def _driver(
        diagram: DriverDiagram, parent: Driver | None, level: str, said: str, position: int
    ) -> Driver:
        return Driver.objects.create(
            diagram=diagram, parent=parent, level=level, words=said, position=position
        )

    def ramps(self, ideas: dict[str, Driver], measures: dict[str, Measure]) -> None:
        for position, (name, idea, measure, cycles) in enumerate(words.RAMPS):
            ramp = Ramp.objects.create(
                challenge=self.challenge,
                name=name,
                idea=ideas[idea],
                position=position,
                form_id=uuid.uuid4(),
            )
            self._begun(ramp, 56)
            for number, plan in enumerate(cycles, start=1):
                self._cycle(ramp, number, measures[measure], *plan)

    def _cycle(
        self,
        ramp: Ramp,
        number: int,
        measure: Measure,
        objective: str,
        prediction: str,
        who: str,
        when: str,
        where: str,
        began: int | None,
        happened: str,
        problems: str,
        learnt: str,
        decision: str,
        next_step: str,
    ) -> None:
        """How far it has come shows in what has been written."""
        stage = CycleStage.DECIDED if decision else CycleStage.DO if began else CycleStage.PLAN
        began_on = self._day(began) if began else None
        ended_on = self._day(began - 9) if began and decision else None
        cycle = self._piece(
            PieceKind.CYCLE,
            began + 3 if began else 4,
            workstream=self._stream(ramp.name),
            ramp=ramp,
            number=number,
            stage=stage,
            name=objective,
            prediction=prediction,
            plan_who=who,
            plan_when=when,
            plan_where=where,
            measured_by=measure,
            happened=happened,
            problems=problems,
            learnt=learnt,
            decision=decision,
            next_step=next_step,
            started_on=began_on,
            finished_on=ended_on,
            decided_on=ended_on,
            said=("name", "prediction", "plan_who", "plan_when", "plan_where"),
        )
        if began:
            self._step(cycle, "start", began)
        if began and decision:
            self._step(cycle, "study", began - 8, Cycle.DO)
            self._step(cycle, "decide", began - 9, (*Cycle.STUDY, *Cycle.ACT))

    def people(self) -> None:
        known: dict[str, Stakeholder] = {}
        for name, category, tie, by, wants, positions in words.STAKEHOLDERS:
            known[name] = self._piece(
                PieceKind.STAKEHOLDER,
                positions[0][0],
                name=name,
                category=category,
                tie=tie,
                introduced_by=known[by] if by else None,
                wants=wants,
            )
            Position.objects.bulk_create(
                Position(
                    stakeholder=known[name],
                    day=self._day(ago),
                    power=power,
                    interest=interest,
                    support=now,
                    needed=needed,
                )
                for ago, power, interest, now, needed in positions
            )

    def questions_and_ledger(self) -> None:
        for ago, of, construction, asked, scope, assumptions, reframed, opened_up in words.QUESTIONS:
            self._piece(
                PieceKind.QUESTION,
                ago,
                asked=asked,
                asked_on=self._day(ago),
                asked_of=of,
                construction=construction,
                scope=scope,
                assumptions=assumptions,
                reframed=reframed,
                opened_up=opened_up,
            )
        for ago, name, occasion, days, balcony, seen in words.SIGHTINGS:
            self._piece(
                PieceKind.SIGHTING,
                ago,
                name=name,
                occasion=occasion,
                day=self._day(ago),
                days=days,
                vantage="balcony" if balcony else "dance_floor",
                seen=seen,
            )
        for ago, track, verdict, reason in words.JUDGEMENTS:
            self._piece(
                PieceKind.JUDGEMENT, ago, track=track, verdict=verdict, day=self._day(ago), reason=reason
            )

    def summary(self, measures: dict[str, Measure]) -> None:
        summary = ChallengeSummary.objects.create(
            challenge=self.challenge,
            learnt=words.LEARNT,
            next_steps=words.NEXT,
            changed_at=moment(5),
        )
        summary.measures.set([measures["pulse"], measures["requests"]])
        decided = Cycle.objects.filter(challenge=self.challenge, stage=CycleStage.DECIDED)
        summary.cycles.set(decided.filter(ramp__name="Self-rostering"))

    def links(self, measures: dict[str, Measure]) -> None:
        for measure, (ramp, number), why in words.LINKS:
            cycle = Cycle.objects.get(challenge=self.challenge, ramp__name=ramp, number=number)
            link_things(
                challenge=self.challenge,
                thing=("piece", measures[measure].pk),
                others=[("piece", cycle.pk)],
                why=why,
                by=self.fellow,
            )
        PieceChange.objects.filter(piece__challenge=self.challenge, act="link").update(at=moment(8))
        Link.objects.filter(challenge=self.challenge).update(made_at=moment(8))

    def _stream(self, name: str) -> Workstream | None:
        return self.streams[words.STREAM_OF[name]] if name in words.STREAM_OF else None

    def _piece(self, kind: str, days_ago: int, *, said: tuple[str, ...] = (), **facts: Any) -> Any:
        """A piece with its first step; `said`: the fields it began with, all where nothing is given."""
        table = PIECES[kind]
        piece = table(
            challenge=self.challenge,
            kind=kind,
            form_id=uuid.uuid4(),
            made_at=moment(days_ago),
            **facts,
        )
        piece.name = piece.called
        piece.save()
        self._step(piece, "add", days_ago, said or table.WORDS)
        return piece

    def _step(self, piece: Piece, act: str, days_ago: int, names: tuple[str, ...] = ()) -> None:
        said = [[name, "", text] for name in names if (text := as_words(piece, name))]
        PieceChange.objects.create(piece=piece, act=act, by=self.fellow, at=moment(days_ago), words=said)

    def _begun(self, group: Ramp | Workstream, days_ago: int) -> None:
        ChallengeChange.objects.create(
            challenge=self.challenge,
            kind=str(group._meta.model_name),
            name=group.name,
            act="add",
            by=self.fellow,
            at=moment(days_ago),
            **{str(group._meta.model_name): group},
        )

    def _day(self, days_ago: int) -> dt.date:
        return self.today - dt.timedelta(days=days_ago)
