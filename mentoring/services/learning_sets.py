"""Action learning sets: who is in one, when it meets, who came. What is said there is not recorded.

Locked in one order, since who ends a place holds it while its sets are left: places, set, dates.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.services.stale import Stale
from fellowship.cohorts.models import Cohort, Pairing, Place, Programme, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services import audit
from mentoring import set_emails as emails
from mentoring.models import LearningSet, Presence, SetAttendance, SetMeeting, SetMember

FACILITATE = [Role.ADMINISTRATOR, Role.TUTOR]


def facilitators_for(cohort: Cohort) -> QuerySet[User]:
    """Who can facilitate: mentors of the cohort's fellows, its tutors, the programme's administrators."""
    pairings = Pairing.objects.in_force_or_later().filter(place__cohort=cohort)
    roles = RoleAssignment.objects.in_force().filter(role__in=FACILITATE, programme=cohort.programme_id)
    roles = roles.filter(Q(cohort=cohort) | Q(cohort=None))
    return User.objects.filter(Q(pk__in=pairings.values("mentor")) | Q(pk__in=roles.values("person")))


def runs(learning_set: LearningSet, user: User) -> bool:
    """`learning_set` fetched with its cohort."""
    return Programme.objects.visible_to(user).filter(pk=learning_set.cohort.programme_id).exists()


def check_can_lead(learning_set: LearningSet, user: User) -> None:
    """The facilitator and the programme's administrators set dates; the facilitator takes attendance."""
    if learning_set.facilitator_id != user.pk and not runs(learning_set, user):
        raise PermissionDenied(_("Only the facilitator and the programme team can change this set."))


@transaction.atomic
def make_set(
    *, cohort: Cohort, name: str, facilitator: User, places: Collection[Place], by: User
) -> LearningSet:
    _check_can_run(cohort, by)
    _refuse_twice(cohort, name)
    wanted = _locked_places(cohort.pk, places)
    learning_set = LearningSet.objects.create(cohort=cohort, name=name, facilitator=facilitator)
    _choose_members(learning_set, wanted)
    audit.record("make", learning_set, by=by, name=name)
    return learning_set


@transaction.atomic
def change_set(
    *, learning_set: LearningSet, name: str, facilitator: User, places: Collection[Place], by: User
) -> LearningSet:
    """Who joins is invited to the dates to come. Who leaves keeps the attendance of those before; the others
    go from their calendar, as they do for a facilitator who is replaced.
    """
    wanted = _locked_places(learning_set.cohort_id, places)
    current = (
        LearningSet.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=learning_set.pk)
    )
    _check_can_run(current.cohort, by)
    if current.name != name:
        _refuse_twice(current.cohort, name)
    before = _people_in(current)
    current.name, current.facilitator = name, facilitator
    current.save()
    _choose_members(current, wanted)
    audit.record("change", current, by=by, name=name)
    _tell_calendars(current, before)
    return current


@transaction.atomic
def leave_sets(place: Place, on: dt.date, by: User) -> list[dict[str, Any]]:
    """A fellow whose place has ended is in no set any more. Says which were left."""
    sets = LearningSet.objects.filter(memberships__place=place, memberships__left_on=None)
    left = list(sets.select_related("cohort").select_for_update(of=("self",)).order_by("pk"))
    for learning_set in left:
        before = _people_in(learning_set)
        learning_set.memberships.filter(place=place).update(left_on=on)
        audit.record("leave", learning_set, by=by, place=place.pk)
        _tell_calendars(learning_set, before)
    return [{"pk": one.pk, "name": one.name, "on": on.isoformat()} for one in left]


@transaction.atomic
def come_back_to_sets(place: Place, rows: list[dict[str, Any]], by: User) -> None:
    """What `leave_sets` did is taken back, where the line of that day is still there."""
    for row in rows:
        lines = SetMember.objects.filter(place=place, left_on=row["on"])
        sets = LearningSet.objects.filter(pk=row["pk"], memberships__in=lines).select_related("cohort")
        if learning_set := sets.select_for_update(of=("self",)).first():
            before = _people_in(learning_set)
            lines.filter(learning_set=learning_set).update(left_on=None)
            audit.record("come back", learning_set, by=by, place=place.pk)
            _tell_calendars(learning_set, before)


def sets_of(place: Place) -> list[str]:
    """Their names, of those the fellow is in now."""
    sets = LearningSet.objects.filter(memberships__place=place, memberships__left_on=None)
    return list(sets.values_list("name", flat=True))


@transaction.atomic
def add_meeting(
    *,
    learning_set: LearningSet,
    starts_at: dt.datetime,
    minutes: int,
    place: str,
    form_id: uuid.UUID,
    by: User,
) -> SetMeeting:
    """All members and the facilitator are invited, each by a mail of their own."""
    check_can_lead(learning_set, by)
    LearningSet.objects.select_for_update().get(pk=learning_set.pk)
    made = SetMeeting.objects.filter(learning_set=learning_set, form_id=form_id).first()
    if made:
        return made
    meeting = SetMeeting.objects.create(
        learning_set=learning_set,
        form_id=form_id,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        zone=by.time_zone,
    )
    audit.record("add", meeting, by=by)
    emails.invite(meeting, _people_in(learning_set))
    return meeting


@transaction.atomic
def move_meeting(
    *, meeting: SetMeeting, starts_at: dt.datetime, minutes: int, place: str, by: User
) -> SetMeeting:
    current = _locked(meeting, by)
    if (current.starts_at, current.minutes, current.place) == (starts_at, minutes, place):
        return current
    if current.cancelled_at:
        raise NotPossible(_("This date is cancelled. Add another one."))
    before = (current.starts_at, current.minutes)
    current.starts_at, current.minutes, current.place = starts_at, minutes, place
    current.zone = by.time_zone
    current.sequence += 1
    current.save()
    audit.record("move", current, by=by)
    emails.invite(current, _people_in(current.learning_set), before=before)
    return current


@transaction.atomic
def cancel_meeting(*, meeting: SetMeeting, by: User, sequence: int | None = None) -> SetMeeting:
    """`sequence`: that of the date which was to be cancelled; it may have been moved since."""
    current = _locked(meeting, by)
    if current.cancelled_at:
        return current
    if current.starts_at <= timezone.now():
        raise NotPossible(_("This date has passed. Mark who came instead."))
    if sequence not in (None, current.sequence):
        raise Stale(current)
    current.cancelled_at = timezone.now()
    current.sequence += 1
    current.save()
    audit.record("cancel", current, by=by)
    emails.invite(current, _people_in(current.learning_set))
    return current


@transaction.atomic
def take_attendance(*, meeting: SetMeeting, marks: Mapping[int, str], by: User) -> SetMeeting:
    """`marks`: presence by place id; those left out stay as they are. From the day of the meeting on."""
    list(Place.objects.filter(pk__in=marks).select_for_update(no_key=True).order_by("pk"))
    current = _locked(meeting, by)
    if current.learning_set.facilitator_id != by.pk:
        raise PermissionDenied(_("Only the facilitator marks who came."))
    if current.cancelled_at or current.day > timezone.localdate():
        raise NotPossible(_("Attendance is marked from the day of the meeting on."))
    members = set(current.learning_set.memberships.values_list("place", flat=True))
    rows = [
        SetAttendance(meeting=current, place_id=place, presence=presence, by=by, at=timezone.now())
        for place, presence in marks.items()
        if place in members and presence in Presence.values
    ]
    SetAttendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["meeting", "place"],
        update_fields=["presence", "by", "at"],
    )
    audit.record("attendance", current, by=by, marked=len(rows))
    return current


def _locked(meeting: SetMeeting, by: User) -> SetMeeting:
    found = SetMeeting.objects.select_related("learning_set__cohort").select_for_update(of=("self",))
    current = found.get(pk=meeting.pk)
    check_can_lead(current.learning_set, by)
    return current


def _people_in(learning_set: LearningSet) -> set[int]:
    members = learning_set.memberships.filter(left_on=None).values_list("place__person", flat=True)
    return {*members, learning_set.facilitator_id}


def _tell_calendars(learning_set: LearningSet, before: Collection[int]) -> None:
    """Of the dates to come, those who joined or left since `before`. Each change has a number of its own:
    who comes back later must find it higher than that of their cancellation.
    """
    now = _people_in(learning_set)
    joined, left = now.difference(before), set(before) - now
    if not joined and not left:
        return
    coming = learning_set.meetings.filter(cancelled_at=None, starts_at__gt=timezone.now())
    for meeting in coming.select_for_update().order_by("pk"):
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
        emails.invite(meeting, joined)
        emails.take_out(meeting, left)


def _locked_places(cohort_id: int, places: Collection[Place]) -> set[int]:
    """Without those who left at this very moment."""
    found = Place.objects.current().filter(cohort=cohort_id, pk__in=[place.pk for place in places])
    return {place.pk for place in found.select_for_update(of=("self",), no_key=True).order_by("pk")}


def _choose_members(learning_set: LearningSet, wanted: set[int]) -> None:
    members = {member.place_id: member for member in learning_set.memberships.all()}
    for place in wanted - members.keys():
        SetMember.objects.create(learning_set=learning_set, place_id=place)
    for place, member in members.items():
        left_on = None if place in wanted else member.left_on or timezone.localdate()
        if member.left_on != left_on:
            member.left_on = left_on
            member.save(update_fields=["left_on"])


def _refuse_twice(cohort: Cohort, name: str) -> None:
    if LearningSet.objects.filter(cohort=cohort, name=name).exists():
        raise NotPossible(_("There is a set with this name already."))


def _check_can_run(cohort: Cohort, user: User) -> None:
    if not Programme.objects.visible_to(user).filter(pk=cohort.programme_id).exists():
        raise PermissionDenied(_("Only the programme team makes and changes sets."))
