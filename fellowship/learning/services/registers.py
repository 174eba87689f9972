"""What the pages about attendance show."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.learning.models import Attendance, AttendanceChange, AttendanceStatus, Module, TaughtDay
from fellowship.learning.models.attendance import CAME, code_hours, takes_code_now
from fellowship.learning.models.material import with_to_read
from fellowship.learning.taking import places_of_day
from fellowship.people.models import User

STEPS_SHOWN = 200

Register = list[tuple[Place, Attendance | None]]


def place_studying(user: User) -> Place | None:
    """The place whose PgCert the pages show: the latest."""
    return Place.objects.filter(person=user).select_related("cohort").order_by("-starts_on").first()


def register_of(day: TaughtDay) -> Register:
    rows = {row.place_id: row for row in day.attendance.all()}
    places = places_of_day(day).select_related("person")
    return [(place, rows.get(place.pk)) for place in places]


def counted(rows: Register) -> dict[str, int]:
    """How many of each status, how many `marked`, how many `said` something that waits to be confirmed, and
    the `rest`: who is expected, and nothing is known of. `here`: whose year goes on."""
    counts = Counter(row.status if row else "" for _place, row in rows)
    here = [(place, row) for place, row in rows if not place.has_ended]
    said = sum(bool(row and row.said and not row.status) for _place, row in here)
    unknown = [place for place, row in here if not (row and (row.status or row.said))]
    rest = sum(place.status != PlaceStatus.PAUSED for place in unknown)
    found = {status: counts[status] for status in AttendanceStatus.values}
    totals = {"marked": len(rows) - counts[""], "all": len(rows), "here": len(here)}
    return {**found, **totals, "said": said, "rest": rest}


def steps_of(day: TaughtDay) -> QuerySet[AttendanceChange]:
    steps = AttendanceChange.objects.filter(attendance__taught_day=day)
    return steps.select_related("by", "attendance__place__person")[:STEPS_SHOWN]


@dataclass(frozen=True)
class OwnDay:
    """One taught day as it stands for one fellow."""

    day: TaughtDay
    row: Attendance | None
    now: dt.datetime

    @property
    def state(self) -> str:
        """The attendance, else "said", "not_taken" or "ahead"."""
        if self.row and self.row.status:
            return self.row.status
        if self.row and self.row.said:
            return "said"
        return "not_taken" if self.has_begun else "ahead"

    @property
    def has_begun(self) -> bool:
        return code_hours(self.day)[0] <= self.now


def days_of(place: Place) -> dict[str, Any]:
    """The fellow's taught days, what was attended, and whether a code is taken now."""
    rows = {row.taught_day_id: row for row in Attendance.objects.filter(place=place)}
    days = TaughtDay.objects.filter(module__in=Module.objects.taken_by(place)).select_related("module")
    own = [OwnDay(day, rows.get(day.pk), timezone.now()) for day in with_to_read(days)]
    recorded = [one for one in own if one.row and one.row.status]
    return {
        "days": own,
        "came": sum(one.state in CAME for one in recorded),
        "recorded": len(recorded),
        "today": next((one for one in own if takes_code_now(one.day)), None),
    }
