"""What is told of a change: numbers, dates, statuses and a link. Never a word that somebody wrote."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from challenges.models import BriefVersion, Milestone, MilestoneChange
from challenges.workflow import BRIEF
from fellowship.api import changes
from fellowship.api.changes import CODE_OF
from fellowship.api.pseudonyms import pseudonym
from fellowship.cohorts.models import Cohort, ImportRun, Pairing, Place
from fellowship.learning.models import Result
from fellowship.people.models import AuditEvent

STATUS_AFTER = {
    "place paused": "paused",
    "place resumed": "active",
    "place reopened": "active",
    "place completed": "completed",
    "place withdrawn": "withdrawn",
    "launched": "launched",
    "cohort closed": "closed",
    "cohort reopened": "launched",
}
# Each act on a brief stands once in the table, so it says from which status.
STEPS_OF_BRIEF = {act: (before, step.next) for (before, act), step in BRIEF.items()}


@dataclass(frozen=True)
class Facts:
    cohort: Cohort
    path: str
    person_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def bodies_of(events: Sequence[AuditEvent]) -> dict[int, tuple[int, dict[str, Any]]]:
    """By event: its programme and what is sent. What is gone meanwhile is left out."""
    by_kind: dict[str, list[AuditEvent]] = defaultdict(list)
    for event in events:
        by_kind[event.object_kind].append(event)
    bodies = {}
    for kind, several in by_kind.items():
        facts = _FACTS[kind](several)
        for event in several:
            if event.pk in facts:
                bodies[event.pk] = (facts[event.pk].cohort.programme_id, _body(event, facts[event.pk]))
    return bodies


def _body(event: AuditEvent, facts: Facts) -> dict[str, Any]:
    programme_id = facts.cohort.programme_id
    return {
        "type": CODE_OF[event.object_kind, event.act],
        "timestamp": event.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "data": {
            "programme_id": programme_id,
            "cohort_id": facts.cohort.pk,
            "fellow": pseudonym(programme_id, facts.person_id) if facts.person_id else None,
            "id": int(event.object_id),
            "before": facts.before,
            "after": facts.after,
            "link": f"{settings.SITE_URL}{facts.path}",
        },
    }


def test_body(programme_id: int, path: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "type": changes.TEST,
        "timestamp": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "data": {"programme_id": programme_id, "link": f"{settings.SITE_URL}{path}"},
    }


def _milestones(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    """The step before is the one of the milestone's history that the act left."""
    found = Milestone.objects.select_related("challenge__place__cohort").in_bulk(_pks(events))
    steps: dict[int, list[MilestoneChange]] = defaultdict(list)
    for step in MilestoneChange.objects.filter(milestone__in=found).defer("reason"):
        steps[step.milestone_id].append(step)
    facts = {}
    for event in events:
        milestone = found.get(int(event.object_id))
        if milestone is None:
            continue
        place = milestone.challenge.place
        left = [step for step in steps[milestone.pk] if step.act == event.act and step.at <= event.at]
        before, after = _step(left[-1]) if left else ({}, {})
        facts[event.pk] = Facts(
            place.cohort, reverse("milestone", args=[milestone.pk]), place.person_id, before, after
        )
    return facts


def _step(step: MilestoneChange) -> tuple[dict[str, Any], dict[str, Any]]:
    due_before = step.due_before or step.due_after
    return (
        {"status": step.status_before or step.status_after, "due_on": str(due_before)},
        {"status": step.status_after, "due_on": str(step.due_after)},
    )


def _briefs(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    found = BriefVersion.objects.select_related("challenge__place__cohort").only(
        "number", "challenge__place__person_id", "challenge__place__cohort__programme_id"
    )
    briefs = found.in_bulk(_pks(events))
    facts = {}
    for event in events:
        brief = briefs.get(int(event.object_id))
        if brief is None:
            continue
        place = brief.challenge.place
        before, after = STEPS_OF_BRIEF[event.act]
        facts[event.pk] = Facts(
            place.cohort,
            reverse("brief", args=[brief.challenge_id]),
            place.person_id,
            {"status": str(before)},
            {"status": str(after), "version": brief.number},
        )
    return facts


def _places(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    places = Place.objects.select_related("cohort").in_bulk(_pks(events))
    return {
        event.pk: Facts(
            place.cohort,
            reverse("person", args=[place.person_id]),
            place.person_id,
            after=_change_of_place(event),
        )
        for event in events
        if (place := places.get(int(event.object_id)))
    }


def _change_of_place(event: AuditEvent) -> dict[str, Any]:
    """`on`: the day from which it counts. `ends_on`: the last day of the place as it is then."""
    told = {
        "status": STATUS_AFTER.get(event.act),
        "undone": event.detail.get("change"),
        "on": event.detail.get("starts_on"),
        "ends_on": event.detail.get("ends_on"),
    }
    return {name: value for name, value in told.items() if value}


def _results(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    """That there is one, never which."""
    results = Result.objects.select_related("place__cohort").only(
        "assignment_id", "place__person_id", "place__cohort__programme_id"
    )
    found = results.in_bulk(_pks(events))
    return {
        event.pk: Facts(
            result.place.cohort,
            reverse("result", args=[result.assignment_id, result.place_id]),
            result.place.person_id,
            after={"status": "recorded", "assignment_id": result.assignment_id},
        )
        for event in events
        if (result := found.get(int(event.object_id)))
    }


def _pairings(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    """One that was cancelled is gone; its place stands in the event."""
    place_of = dict(Pairing.objects.filter(pk__in=_pks(events)).values_list("pk", "place_id"))
    wanted = {event.pk: place_of.get(int(event.object_id), event.detail.get("place")) for event in events}
    places = Place.objects.select_related("cohort").in_bulk([pk for pk in wanted.values() if pk])
    status = {"paired": "paired", "created": "paired", "pairing cancelled": "cancelled"}
    return {
        event.pk: Facts(
            place.cohort,
            reverse("place_pairings", args=[place.pk]),
            place.person_id,
            after=_dated({"status": status.get(event.act, "ended")}, event),
        )
        for event in events
        if (place := places.get(wanted[event.pk]))
    }


def _imports(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    runs = ImportRun.objects.select_related("cohort").in_bulk(_pks(events))
    return {
        event.pk: Facts(run.cohort, reverse("import_run", args=[run.pk]), after={"status": "confirmed"})
        for event in events
        if (run := runs.get(int(event.object_id)))
    }


def _cohorts(events: Sequence[AuditEvent]) -> dict[int, Facts]:
    cohorts = Cohort.objects.in_bulk(_pks(events))
    return {
        event.pk: Facts(
            cohort, reverse("cohort", args=[cohort.pk]), after={"status": STATUS_AFTER[event.act]}
        )
        for event in events
        if (cohort := cohorts.get(int(event.object_id)))
    }


def _pks(events: Sequence[AuditEvent]) -> list[int]:
    return [int(event.object_id) for event in events]


def _dated(after: dict[str, Any], event: AuditEvent) -> dict[str, Any]:
    dates = {name: event.detail[name] for name in ("starts_on", "ends_on") if event.detail.get(name)}
    return {**after, **dates}


_FACTS: dict[str, Callable[[Sequence[AuditEvent]], dict[int, Facts]]] = {
    changes.MILESTONE: _milestones,
    changes.BRIEF: _briefs,
    changes.PLACE: _places,
    changes.RESULT: _results,
    changes.PAIRING: _pairings,
    changes.IMPORT: _imports,
    changes.COHORT: _cohorts,
}
