"""Sessions: proposed, accepted, moved, cancelled, and what became of them. Each step is a SessionChange."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.services.stale import refuse_if_stale
from fellowship.cohorts.models import Pairing
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services import audit
from mentoring import session_emails as emails
from mentoring.models import Session, SessionChange, SessionTime
from mentoring.taking_part import check_can_meet, check_takes_part, part_in
from mentoring.times import MOST_TIMES
from mentoring.workflow import OPEN, SessionStatus, next_status

OF_SESSION = (
    "proposed_by",
    "pairing__mentor",
    "pairing__place__person",
    "pairing__place__challenge",
    "pairing__place__cohort__programme",
)


@transaction.atomic
def propose_session(
    *,
    pairing: Pairing,
    times: Sequence[dt.datetime],
    minutes: int,
    place: str,
    form_id: uuid.UUID,
    by: User,
) -> Session:
    """The same `form_id` again gives the session it made."""
    pairing = (
        Pairing.objects.select_for_update(of=("self",))
        .select_related("mentor", "place__person", "place__cohort__programme")
        .get(pk=pairing.pk)
    )
    check_can_meet(pairing, by)
    made = Session.objects.filter(pairing=pairing, form_id=form_id).first()
    if made:
        return made
    session = Session.objects.create(
        pairing=pairing, form_id=form_id, proposed_by=by, minutes=minutes, zone=by.time_zone, place=place
    )
    _offer(session, times, minutes)
    _keep_change(session, "propose", by)
    emails.tell_of_proposal(session, by)
    return session


@transaction.atomic
def propose_times(
    *, session: Session, times: Sequence[dt.datetime], minutes: int, version: int, by: User
) -> Session:
    """Other times or another length, from either. What is agreed stays in the calendars until one of these
    is accepted.
    """
    current = _locked(session, by)
    refuse_if_stale(current, version)
    status = _next(current, "propose", by)
    offered = {(time.starts_at, time.lasts) for time in current.times.all()}
    if {(time, minutes) for time in times} in (offered, {(current.starts_at, current.minutes)}):
        raise NotPossible(_("This is what stands already. Change the day, the time or the length."))
    current.status, current.proposed_by = status, by
    if not current.stands:
        current.zone, current.minutes = by.time_zone, minutes
    _offer(current, times, minutes)
    _keep(current, "propose", by)
    emails.tell_of_proposal(current, by)
    return current


@transaction.atomic
def accept_time(*, session: Session, starts_at: dt.datetime, version: int, by: User) -> Session:
    """One of the times that are proposed. Accepting the same again is no error."""
    current = _locked(session, by)
    if current.status == SessionStatus.AGREED and current.starts_at == starts_at:
        return current
    refuse_if_stale(current, version)
    status = _next(current, "accept", by)
    offered = current.times.filter(starts_at=starts_at).first()
    if offered is None:
        raise NotPossible(_("This time is no longer proposed. Look at the session as it is now."))
    if starts_at <= timezone.now():
        raise NotPossible(_("This time has passed. Propose another one."))
    before = (current.starts_at, current.minutes) if current.starts_at else None
    longer = offered.lasts if offered.lasts != current.minutes else None
    if current.stands:
        current.sequence += 1
    current.status, current.starts_at, current.zone = status, starts_at, current.proposed_by.time_zone
    current.minutes = offered.lasts
    current.times.all().delete()
    _keep(current, "accept", by, before=before and before[0], after=starts_at, minutes=longer)
    emails.invite(current, before)
    return current


@transaction.atomic
def keep_time(*, session: Session, version: int, by: User) -> Session:
    """The agreed time stays; what was proposed instead is gone."""
    current = _locked(session, by)
    refuse_if_stale(current, version)
    current.status = _next(current, "keep", by)
    current.times.all().delete()
    _keep(current, "keep", by)
    emails.tell_other(current, by)
    return current


@transaction.atomic
def change_place(*, session: Session, place: str, version: int, by: User) -> Session:
    """Calendars are told, if a time is agreed."""
    current = _locked(session, by)
    if current.place == place:
        return current
    refuse_if_stale(current, version)
    if current.status not in (SessionStatus.PROPOSED, SessionStatus.AGREED, SessionStatus.MOVING):
        raise NotPossible(_("This session is over, so its place can no longer be changed."))
    current.place = place
    if current.stands:
        current.sequence += 1
    _keep(current, "place", by)
    if current.stands:
        emails.invite(current)
    return current


@transaction.atomic
def cancel_session(*, session: Session, reason: str, version: int, by: User) -> Session:
    """`reason` is for the other of the two, and read after signing in."""
    current = _locked(session, by, is_over_too=True)
    if current.status == SessionStatus.CANCELLED:
        return current
    refuse_if_stale(current, version)
    _next(current, "cancel", by)  # refuses where it cannot be
    was_in_calendars = current.stands
    _call_off(current, by, reason)
    if not was_in_calendars:
        emails.tell_other(current, by)
    return current


@transaction.atomic
def settle_session(*, session: Session, act: str, by: User) -> Session:
    """`act`: held or not_held; either of the two may put it right later, and after a pairing has ended."""
    current = _locked(session, by, is_over_too=True)
    if current.status == act:
        return current
    current.status = _next(current, act, by)
    current.times.all().delete()
    _keep(current, act, by)
    return current


@transaction.atomic
def call_off_after(pairing: Pairing, by: User) -> None:
    """What is agreed or proposed for days after the pairing's last; calendars are told of what was agreed."""
    assert pairing.ends_on is not None
    reason = _("The pairing ends on %(day)s.") % {"day": in_words(pairing.ends_on)}
    sessions = Session.objects.filter(pairing=pairing, status__in=OPEN).select_related(*OF_SESSION)
    for session in sessions.select_for_update(of=("self",)):
        last_moment = dt.datetime.combine(pairing.ends_on, dt.time.max, ZoneInfo(session.zone))
        session.times.filter(starts_at__gt=last_moment).delete()
        is_left = session.times.exists()
        if session.stands and session.starts_at and session.starts_at <= last_moment:
            if session.status == SessionStatus.MOVING and not is_left:
                session.status = SessionStatus.AGREED
                _keep(session, "keep", by)
        elif session.stands or not is_left:
            _call_off(session, by, reason)


def _call_off(session: Session, by: User, reason: str) -> None:
    stood = session.stands
    session.status = SessionStatus.CANCELLED
    session.times.all().delete()
    if stood:
        session.sequence += 1
    _keep(session, "cancel", by, before=session.starts_at, reason=reason)
    if stood:
        emails.invite(session)


def _locked(session: Session, by: User, *, is_over_too: bool = False) -> Session:
    found = Session.objects.visible_to(by).select_related(*OF_SESSION)
    current = found.select_for_update(of=("self",)).get(pk=session.pk)
    if is_over_too:
        check_takes_part(part_in(current, by))
    else:
        check_can_meet(current.pairing, by)
    return current


def _next(session: Session, act: str, by: User) -> str:
    return next_status(
        session.status,
        act,
        proposed_it=session.proposed_by_id == by.pk,
        time_has_come=session.has_begun(),
    )


def _offer(session: Session, times: Sequence[dt.datetime], minutes: int) -> None:
    """The times proposed, each so long, instead of those before."""
    wanted = sorted(set(times))
    if not 1 <= len(wanted) <= MOST_TIMES:
        raise NotPossible(_("Propose one, two or three times."))
    if wanted[0] <= timezone.now():
        raise NotPossible(_("A time you propose must be in the future."))
    session.times.all().delete()
    SessionTime.objects.bulk_create(
        SessionTime(session=session, starts_at=time, minutes=minutes) for time in wanted
    )


def _keep(session: Session, act: str, by: User, **facts: object) -> None:
    session.version += 1
    session.save()
    _keep_change(session, act, by, **facts)


def _keep_change(session: Session, act: str, by: User, **facts: object) -> None:
    SessionChange.objects.create(session=session, act=act, by=by, **facts)
    audit.record(act, session, by=by)
