"""Taking attendance: in the register, by the code shown in the room, or on the fellow's own word."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import (
    Attendance,
    AttendanceChange,
    AttendanceStatus,
    Module,
    RoomCode,
    TaughtDay,
)
from fellowship.learning.models.attendance import CAME, ZONE, TakenBy, code_hours, is_ahead, takes_code_now
from fellowship.learning.permissions import check_can_take_attendance, check_is_own_place
from fellowship.learning.taking import places_of_day
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import AuditEvent, User
from fellowship.people.services.audit import record

# No letter or digit that is taken for another when read from a screen across the room.
CODE_LETTERS = "ACDEFHJKMNPRTUVWXY3479"
CODE_LENGTH = 5
WRONG_CODE = "attendance_code_wrong"
MOST_WRONG, WRONG_WITHIN = 10, dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Mark:
    """One line of the register as it was sent: what stood there when it was shown, and what it says now.

    Where a button for many lines chose the status: `said`, the fellow's own word as the page showed it.
    """

    place_id: int
    seen: str
    status: str
    said: str | None = None


@dataclass(frozen=True)
class Taken:
    saved: list[Attendance]
    kept: list[Attendance]  # somebody else had recorded something different since the page was shown
    said_since: list[Attendance]  # the fellow's own word is another than the page showed


@transaction.atomic
def take_register(*, day: TaughtDay, marks: Iterable[Mark], by: User) -> Taken:
    """Saves the lines that were changed on the page, and no others.

    So two tutors may take one register at once: each saves the own lines. Where both changed the same
    line, the one recorded first stays, and the second is shown it. A button for many lines says nothing
    about a word of a fellow's own that was not on the page. A mark may be taken back (its status is then
    empty), and what it was stays in the history. The lines of those whose year has ended stay as they are.
    """
    check_can_take_attendance(by, day.module.cohort)
    changed = {mark.place_id: mark for mark in marks if mark.status != mark.seen}
    _check_has_begun(day, changed.values())
    places = places_of_day(day).current().filter(pk__in=changed)
    rows = _rows_of(day, places)
    saved, kept, said_since, steps = [], [], [], []
    for place_id, row in rows.items():
        mark = changed[place_id]
        if row.status == mark.status:
            continue
        if row.status != mark.seen:
            kept.append(row)
            continue
        if mark.said is not None and mark.said != row.said:
            said_since.append(row)
            continue
        confirmed = bool(row.said) and not row.status and row.said == mark.status
        steps.append(_step(row, mark.status, TakenBy.CONFIRMED if confirmed else TakenBy.REGISTER, by))
        saved.append(row)
    Attendance.objects.bulk_update(saved, ["status"])
    AttendanceChange.objects.bulk_create(steps)
    if saved:
        record("attendance_taken", day, by=by, fellows=len(saved))
    return Taken(saved, kept, said_since)


@transaction.atomic
def show_code(*, day: TaughtDay, by: User, anew: bool = False) -> RoomCode:
    """The code of the day; `anew` makes another, after which the old one opens nothing."""
    check_can_take_attendance(by, day.module.cohort)
    _check_is_today(day)
    there = RoomCode.objects.select_for_update().filter(taught_day=day).first()
    if there and not anew:
        return there
    code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
    room_code, _is_new = RoomCode.objects.update_or_create(
        taught_day=day, defaults={"code": code, "made_by": by, "made_at": timezone.now()}
    )
    record("attendance_code_made", day, by=by)
    return room_code


@transaction.atomic
def enter_code(*, place: Place, code: str, by: User) -> Attendance | None:
    """Marks the fellow present on the day whose code it is; None if it is no code of now.

    A wrong one is noted, and after ten within ten minutes nothing is compared any more. What the
    register says already is left alone: a tutor who wrote "excused" knew more than the code.
    """
    check_is_own_place(by, place)
    Place.objects.select_for_update().get(pk=place.pk)  # guesses come one after the other
    _refuse_after_many(by)
    typed = "".join(code.upper().split()).replace("-", "")
    today = TaughtDay.objects.filter(
        module__in=Module.objects.taken_by(place),
        day=timezone.localdate(timezone=ZONE),
        room_code__isnull=False,
    ).select_related("room_code", "module")
    days = [day for day in today if takes_code_now(day)]
    found = next((day for day in days if _same(day.room_code.code, typed)), None)
    if found is None:
        record(WRONG_CODE, place, by=by)
        return None
    row = _rows_of(found, Place.objects.filter(pk=place.pk))[place.pk]
    row.taught_day = found
    if not row.status:
        step = _step(row, AttendanceStatus.PRESENT, TakenBy.CODE, by)
        row.save(update_fields=["status"])
        step.save()
    return row


@transaction.atomic
def say_was_there(*, place: Place, day: TaughtDay, how: str, by: User) -> Attendance:
    """The fellow's own word, for the tutor to confirm. Saying it again changes how, not that."""
    check_is_own_place(by, place)
    if how not in CAME or not Module.objects.taken_by(place).filter(pk=day.module_id).exists():
        raise NotPossible(_("Choose whether you were in the room or online."))
    if code_hours(day)[0] > timezone.now():
        raise NotPossible(_("This day has not begun yet."))
    row = _rows_of(day, Place.objects.filter(pk=place.pk))[place.pk]
    if row.status:
        raise NotPossible(_("Your attendance on this day is recorded. Ask your tutor if it is wrong."))
    if row.said != how:
        row.said, row.said_at = how, timezone.now()
        row.save(update_fields=["said", "said_at"])
        record("attendance_said", row, by=by, how=how)
    return row


def _rows_of(day: TaughtDay, places: Iterable[Place]) -> Mapping[int, Attendance]:
    """The rows of these places on the day, by place, made where missing and locked."""
    wanted = sorted(place.pk for place in places)
    Attendance.objects.bulk_create(
        [Attendance(taught_day=day, place_id=pk) for pk in wanted], ignore_conflicts=True
    )
    rows = Attendance.objects.select_for_update(of=("self",)).filter(taught_day=day, place__in=wanted)
    return {row.place_id: row for row in rows.select_related("place__person").order_by("place_id")}


def _step(row: Attendance, status: str, taken: str, by: User) -> AttendanceChange:
    before, row.status = row.status, status
    return AttendanceChange(attendance=row, before=before, after=status, taken=taken, by=by)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


def _check_has_begun(day: TaughtDay, marks: Iterable[Mark]) -> None:
    """Ahead of a day it is known at most who will not come."""
    known_ahead = ("", AttendanceStatus.EXCUSED)
    if is_ahead(day) and any(mark.status not in known_ahead for mark in marks):
        raise NotPossible(_("This day has not begun. Until then you can only mark who is excused."))


def _check_is_today(day: TaughtDay) -> None:
    if day.day != timezone.localdate(timezone=ZONE):
        raise NotPossible(_("A code is shown on the day itself. On other days use the list."))


def _refuse_after_many(by: User) -> None:
    since = timezone.now() - WRONG_WITHIN
    wrong = AuditEvent.objects.filter(act=WRONG_CODE, by=by, at__gte=since).count()
    if wrong >= MOST_WRONG:
        raise NotPossible(
            _("That was too often. Wait ten minutes, or tell your tutor, who can mark you present.")
        )
