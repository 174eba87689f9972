"""Taught days and who was there."""

import datetime as dt
from typing import Literal

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from pydantic import Field

from fellowship.api.resources.base import Columns, Reader, Resource, Row, titles_of
from fellowship.api.resources.cohorts import FELLOW, NAME
from fellowship.api.scopes import Scope
from fellowship.learning.models import Attendance, AttendanceChange, TaughtDay
from fellowship.learning.models.attendance import ZONE


class TaughtDayRow(Row):
    id: int = Field(description="Number of the taught day.")
    cohort_id: int = Field(description="Number of the cohort.")
    module_id: int = Field(description="Number of the module.")
    own: bool = Field(description="Whether it is of a module that one fellow takes elsewhere.")
    module: str | None = Field(description="Title of the module. Null where it is a fellow’s own.")
    title: str | None = Field(description="Title of the day. Null where it is of a fellow’s own module.")
    starts_at: dt.datetime = Field(description="Begin, in United Kingdom time with its offset.")
    ends_at: dt.datetime = Field(description="End, in United Kingdom time with its offset.")
    capacity: int | None = Field(description="Places in the room; null if not limited.")


class AttendanceRow(Row):
    id: int = Field(description="Number of the line in the register.")
    taught_day_id: int = Field(description="Number of the taught day.")
    cohort_id: int = Field(description="Number of the cohort.")
    fellow: str = Field(description=FELLOW)
    name: str | None = Field(description=NAME)
    status: Literal["present", "online", "excused", "absent"] | None = Field(
        description="Attendance as recorded; null where nothing counts yet."
    )
    changed_at: dt.datetime | None = Field(description="When it was recorded or last corrected.")


def _taught_days(reader: Reader) -> QuerySet:
    return TaughtDay.objects.filter(module__cohort__programme=reader.programme_id).values(
        "id",
        "title",
        "day",
        "starts_at",
        "ends_at",
        "capacity",
        "module_id",
        cohort=F("module__cohort_id"),
        module_title=F("module__title"),
        own_of=F("module__place_id"),
    )


def _taught_day(columns: Columns, reader: Reader) -> Columns:
    return {
        "id": columns["id"],
        "cohort_id": columns["cohort"],
        "module_id": columns["module_id"],
        **titles_of(columns),
        "starts_at": dt.datetime.combine(columns["day"], columns["starts_at"], ZONE),
        "ends_at": dt.datetime.combine(columns["day"], columns["ends_at"], ZONE),
        "capacity": columns["capacity"],
    }


def _attendance(reader: Reader) -> QuerySet:
    steps = AttendanceChange.objects.filter(attendance=OuterRef("pk")).order_by("-at")
    return Attendance.objects.filter(place__cohort__programme=reader.programme_id).values(
        "id",
        "taught_day_id",
        "status",
        cohort=F("place__cohort_id"),
        changed=Subquery(steps.values("at")[:1]),
        **reader.person_columns("place__"),
    )


def _line(columns: Columns, reader: Reader) -> Columns:
    return {
        **reader.fellow_of(columns),
        "id": columns["id"],
        "taught_day_id": columns["taught_day_id"],
        "cohort_id": columns["cohort"],
        "status": columns["status"] or None,
        "changed_at": columns["changed"],
    }


def _changed_since(rows: QuerySet, moment: dt.datetime) -> QuerySet:
    return rows.filter(Exists(AttendanceChange.objects.filter(attendance=OuterRef("pk"), at__gte=moment)))


TAUGHT_DAYS = Resource(
    "taught-days", Scope.ATTENDANCE, TaughtDayRow, _taught_days, _taught_day, cohort="module__cohort"
)
ATTENDANCE = Resource(
    "attendance",
    Scope.ATTENDANCE,
    AttendanceRow,
    _attendance,
    _line,
    cohort="place__cohort",
    changed_since=_changed_since,
)
