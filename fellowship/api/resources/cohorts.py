"""Cohorts, and the fellows in one."""

import datetime as dt
from typing import Literal

from django.db.models import Count, F, Q, QuerySet
from pydantic import Field

from fellowship.api.resources.base import Columns, Reader, Resource, Row
from fellowship.api.scopes import Scope
from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.models.place import PlaceStatus

FELLOW = "Pseudonym of the fellow: the same in every answer to this programme."
NAME = "The fellow’s name. Null unless the token has the scope “names”."


class CohortRow(Row):
    id: int = Field(description="Number of the cohort.")
    name: str = Field(description="Name of the cohort.")
    starts_on: dt.date = Field(description="First day.")
    ends_on: dt.date = Field(description="Last day.")
    launched_at: dt.datetime | None = Field(description="When it was launched; null while it is set up.")
    closed_at: dt.datetime | None = Field(
        description="When it was closed and became an archive; null while it is open."
    )
    fellows_active: int = Field(description="Fellows whose place is active.")
    fellows_paused: int = Field(description="Fellows whose place is paused.")
    fellows_completed: int = Field(description="Fellows who completed.")
    fellows_withdrawn: int = Field(description="Fellows who were withdrawn.")


class FellowRow(Row):
    fellow: str = Field(description=FELLOW)
    name: str | None = Field(description=NAME)
    cohort_id: int = Field(description="Number of the cohort.")
    status: Literal["active", "paused", "completed", "withdrawn"] = Field(description="Status of the place.")
    starts_on: dt.date = Field(description="The fellow’s own first day.")
    ends_on: dt.date = Field(description="The fellow’s own last day.")
    clinical_days_a_week: float | None = Field(description="Clinical days a week, 0 to 5; null if not known.")
    profession: str | None = Field(description="Profession. Null unless the token has the scope “names”.")
    host_code: str | None = Field(
        description="Organisation Data Service code of the host. Null unless the token has the scope “names”."
    )
    host_name: str | None = Field(
        description="Host organisation. Null unless the token has the scope “names”."
    )


def _cohorts(reader: Reader) -> QuerySet:
    counts = {
        f"fellows_{status}": Count("places", filter=Q(places__status=status)) for status in PlaceStatus.values
    }
    cohorts = Cohort.objects.filter(programme=reader.programme_id).annotate(**counts)
    return cohorts.values("id", "name", "starts_on", "ends_on", "launched_at", "closed_at", *counts)


def _cohort(columns: Columns, reader: Reader) -> Columns:
    return columns


def _fellows(reader: Reader) -> QuerySet:
    who = reader.person_columns("")
    if reader.sees_names:
        who |= {"profession": F("person__profession"), "host_code": F("host__code")}
        who |= {"host_name": F("host__name")}
    return Place.objects.filter(cohort__programme=reader.programme_id).values(
        "id", "cohort_id", "status", "starts_on", "ends_on", "clinical_days", **who
    )


def _fellow(columns: Columns, reader: Reader) -> Columns:
    return {
        **reader.fellow_of(columns),
        "cohort_id": columns["cohort_id"],
        "status": columns["status"],
        "starts_on": columns["starts_on"],
        "ends_on": columns["ends_on"],
        "clinical_days_a_week": columns["clinical_days"],
        "profession": columns.get("profession") or None,
        "host_code": columns.get("host_code"),
        "host_name": columns.get("host_name"),
    }


COHORTS = Resource("cohorts", Scope.COHORTS, CohortRow, _cohorts, _cohort, cohort="pk")
FELLOWS = Resource("fellows", Scope.COHORTS, FellowRow, _fellows, _fellow, cohort="cohort")
