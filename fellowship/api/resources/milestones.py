"""Milestones: dates and statuses. Nothing that fellows wrote, titles of their own included."""

import datetime as dt
from typing import Literal

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from pydantic import Field

from challenges.models import Milestone, MilestoneChange
from fellowship.api.resources.base import Columns, Reader, Resource, Row
from fellowship.api.resources.cohorts import FELLOW, NAME
from fellowship.api.scopes import Scope


class MilestoneRow(Row):
    id: int = Field(description="Number of the milestone.")
    fellow: str = Field(description=FELLOW)
    name: str | None = Field(description=NAME)
    cohort_id: int = Field(description="Number of the cohort.")
    title: str | None = Field(
        description="Title in the cohort’s template. Null for a milestone that is the fellow’s own."
    )
    due_on: dt.date = Field(description="Due date as it stands now.")
    status: Literal["planned", "in_progress", "sent", "changes_asked", "signed_off", "dropped"] = Field(
        description="Status; “sent” waits for the mentor’s sign-off."
    )
    sent_at: dt.datetime | None = Field(description="When it was last sent for sign-off.")
    signed_off_at: dt.datetime | None = Field(description="When the mentor signed it off.")
    changed_at: dt.datetime | None = Field(
        description="Last step in its history: status, date or words. Null if none is known."
    )


def _milestones(reader: Reader) -> QuerySet:
    steps = MilestoneChange.objects.filter(milestone=OuterRef("pk")).order_by("-at")
    return Milestone.objects.filter(challenge__place__cohort__programme=reader.programme_id).values(
        "id",
        "due_on",
        "status",
        "sent_at",
        "signed_off_at",
        cohort=F("challenge__place__cohort_id"),
        template_title=F("from_template__title"),
        changed=Subquery(steps.values("at")[:1]),
        **reader.person_columns("challenge__place__"),
    )


def _milestone(columns: Columns, reader: Reader) -> Columns:
    same = ("id", "due_on", "status", "sent_at", "signed_off_at")
    return {
        **reader.fellow_of(columns),
        **{name: columns[name] for name in same},
        "cohort_id": columns["cohort"],
        "title": columns["template_title"],
        "changed_at": columns["changed"],
    }


def _changed_since(rows: QuerySet, moment: dt.datetime) -> QuerySet:
    return rows.filter(Exists(MilestoneChange.objects.filter(milestone=OuterRef("pk"), at__gte=moment)))


MILESTONES = Resource(
    "milestones",
    Scope.MILESTONES,
    MilestoneRow,
    _milestones,
    _milestone,
    cohort="challenge__place__cohort",
    changed_since=_changed_since,
)
