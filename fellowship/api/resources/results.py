"""Assignments and how fellows stand with them."""

import datetime as dt
from typing import Literal

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from pydantic import Field

from fellowship.api.resources.base import Columns, Reader, Resource, Row, titles_of
from fellowship.api.resources.cohorts import FELLOW, NAME
from fellowship.api.scopes import Scope
from fellowship.learning.models import Assignment, Result, ResultChange


class AssignmentRow(Row):
    id: int = Field(description="Number of the assignment.")
    cohort_id: int = Field(description="Number of the cohort.")
    module_id: int = Field(description="Number of the module.")
    own: bool = Field(description="Whether it is of a module that one fellow takes elsewhere.")
    module: str | None = Field(description="Title of the module. Null where it is a fellow’s own.")
    level: int = Field(description="Level of the module (7: postgraduate).")
    credits: int = Field(description="Credits of the whole module.")
    title: str | None = Field(
        description="Title of the assignment. Null where it is of a fellow’s own module."
    )
    due_on: dt.date = Field(description="Due date for the cohort.")
    second_marked: bool = Field(description="Whether two people mark it.")


class ResultRow(Row):
    id: int = Field(description="Number of the result.")
    assignment_id: int = Field(description="Number of the assignment.")
    cohort_id: int = Field(description="Number of the cohort.")
    fellow: str = Field(description=FELLOW)
    name: str | None = Field(description=NAME)
    attempt: int = Field(description="Attempt of now: 1 is the first.")
    due_on: dt.date = Field(description="The fellow’s own due date, extensions included.")
    submitted_on: dt.date | None = Field(description="Day of handing in; null if not handed in.")
    mark: float | None = Field(description="Agreed mark, 0 to 100; null until agreed.")
    outcome: Literal["pass", "refer", "fail", "deferred"] | None = Field(
        description="Result of this attempt; null until judged."
    )
    recorded_at: dt.datetime | None = Field(description="When it was last recorded.")
    changed_at: dt.datetime | None = Field(description="Last step in its history; null if there is none.")


def _assignments(reader: Reader) -> QuerySet:
    return Assignment.objects.filter(module__cohort__programme=reader.programme_id).values(
        "id",
        "title",
        "due_on",
        "second_marked",
        "module_id",
        cohort=F("module__cohort_id"),
        module_title=F("module__title"),
        own_of=F("module__place_id"),
        level=F("module__level"),
        credits=F("module__credits"),
    )


def _assignment(columns: Columns, reader: Reader) -> Columns:
    same = ("id", "due_on", "second_marked", "module_id", "level", "credits")
    return {
        **{name: columns[name] for name in same},
        "cohort_id": columns["cohort"],
        **titles_of(columns),
    }


def _results(reader: Reader) -> QuerySet:
    steps = ResultChange.objects.filter(result=OuterRef("pk")).order_by("-at")
    return Result.objects.filter(place__cohort__programme=reader.programme_id).values(
        "id",
        "assignment_id",
        "attempt",
        "submitted_on",
        "mark",
        "outcome",
        "recorded_at",
        cohort=F("place__cohort_id"),
        due_on=Coalesce("extended_to", "assignment__due_on"),
        changed=Subquery(steps.values("at")[:1]),
        **reader.person_columns("place__"),
    )


def _result(columns: Columns, reader: Reader) -> Columns:
    same = ("id", "assignment_id", "attempt", "due_on", "submitted_on", "mark", "recorded_at")
    return {
        **reader.fellow_of(columns),
        **{name: columns[name] for name in same},
        "cohort_id": columns["cohort"],
        "outcome": columns["outcome"] or None,
        "changed_at": columns["changed"],
    }


def _changed_since(rows: QuerySet, moment: dt.datetime) -> QuerySet:
    return rows.filter(Exists(ResultChange.objects.filter(result=OuterRef("pk"), at__gte=moment)))


ASSIGNMENTS = Resource(
    "assignments", Scope.RESULTS, AssignmentRow, _assignments, _assignment, cohort="module__cohort"
)
RESULTS = Resource(
    "results",
    Scope.RESULTS,
    ResultRow,
    _results,
    _result,
    cohort="place__cohort",
    changed_since=_changed_since,
)
