"""Reminders of this room: a session the day before; agreed actions three days before their day and on it.

After it who said they would do it is told when the programme agreed (cohorts, Escalation), and nobody else:
an action is between two people, so its words are never in an email.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.models.escalation import OWNER, Late
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.reminding import days_after, escalations, told_from
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.reminders import Reminder, ReminderSource
from mentoring.models import Action, Session
from mentoring.models.action import ActionQuerySet
from mentoring.models.session import SessionQuerySet
from mentoring.session_emails import is_of_the_two, numbers_of, why
from mentoring.times import in_words
from mentoring.workflow import STANDING

DAY_BEFORE = -1
ACTION_BEFORE = (-3, 0)
A_DAY = dt.timedelta(days=1)


def to_come() -> SessionQuerySet:
    """Agreed sessions of a year that is going on, with a mentor who still is one on that day."""
    return Session.objects.filter(
        Q(pairing__ends_on=None) | Q(pairing__ends_on__gte=F("starts_at__date")),
        status__in=STANDING,
        pairing__place__status=PlaceStatus.ACTIVE,
        pairing__place__cohort__launched_at__isnull=False,
    ).select_related("pairing__mentor", "pairing__place__person", "pairing__place__cohort")


def sessions_due(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    first = timezone.make_aware(dt.datetime.combine(since, dt.time.min))  # a day either way for other zones
    last = timezone.make_aware(dt.datetime.combine(until + 3 * A_DAY, dt.time.min))
    sessions = to_come().filter(starts_at__range=(first, last))
    if person_id is not None:
        sessions = sessions.filter(Q(pairing__mentor=person_id) | Q(pairing__place__person=person_id))
    for session in sessions.iterator(chunk_size=2000):
        assert session.starts_at is not None
        for person in (session.fellow, session.pairing.mentor):
            day = session.starts_at.astimezone(person.zone).date()  # the day before is by their own clock
            if person_id in (None, person.pk) and since <= day + DAY_BEFORE * A_DAY <= until:
                yield Reminder(
                    person_id=person.pk,
                    object_id=f"{session.pk}.{session.sequence}",
                    due_on=day,
                    offset_days=DAY_BEFORE,
                    about=_("Session with %(name)s") % {"name": session.other_than(person.pk).full_name},
                    why=why(session, person),
                    programme_id=session.pairing.place.cohort.programme_id,
                    happens_at=session.starts_at,
                )


def session_due_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: moved, cancelled, settled, begun."""
    sessions = to_come().in_bulk({numbers_of(message)[0] for message in messages})
    letters = {}
    for message in messages:
        pk, sequence = numbers_of(message)
        session = sessions.get(pk)
        if session is None or session.sequence != sequence or session.has_begun():
            continue
        if is_of_the_two(session, message.person_id):
            letters[message.pk] = _session_due(session, message)
    return letters


def _session_due(session: Session, message: Message) -> Letter:
    assert session.starts_at is not None
    with timezone.override(message.person.zone):
        when = in_words(session.starts_at, session.minutes, session.zone)
        is_today = timezone.localdate(session.starts_at) == timezone.localdate()  # held back until now
    facts = {"other": session.other_than(message.person_id).full_name, "when": when}
    path = session.get_absolute_url()
    line = _("Session with %(other)s, %(when)s") % facts
    context = {**facts, "is_today": is_today, "path": path}
    return Letter("emails/mentoring/session_due", context, line=line, url=path, happens_at=session.starts_at)


def awaited() -> ActionQuerySet:
    """Open actions of a year that is going on. Those of a set are its members'."""
    going_on = {"status": PlaceStatus.ACTIVE, "cohort__launched_at__isnull": False}
    places = Place.objects.filter(**going_on)
    own = places.filter(
        person=OuterRef("owner"), set_memberships__learning_set=OuterRef("meeting__learning_set")
    )
    return (
        Action.objects.open()
        .filter(Q(session__pairing__place__in=places) | Exists(own))
        .select_related("session__pairing__place__cohort", "meeting__learning_set__cohort")
    )


def actions_due(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    for action in _with_day(ACTION_BEFORE, since, until, person_id):
        for days in ACTION_BEFORE:
            if since <= action.due_on + days * A_DAY <= until:
                yield _reminder(action, days)


def actions_overdue(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    agreed = escalations()
    for action in _with_day(days_after(Late.ACTION, agreed, OWNER), since, until, person_id):
        days = agreed[_cohort_of(action).programme_id].days(Late.ACTION, OWNER)
        if days is not None and max(since, _begun(action)) <= action.due_on + days * A_DAY <= until:
            yield _reminder(action, days)


def _with_day(
    offsets: Collection[int], since: dt.date, until: dt.date, person_id: int | None
) -> Iterator[Action]:
    """Those that have a day between the two, so many days from their own."""
    is_near = Q(pk=None)
    for days in offsets:
        is_near |= Q(due_on__range=(since - days * A_DAY, until - days * A_DAY))
    actions = awaited().filter(is_near)
    if person_id is not None:
        actions = actions.filter(owner=person_id)
    return actions.iterator(chunk_size=2000)


def _reminder(action: Action, days: int) -> Reminder:
    return Reminder(
        person_id=action.owner_id,
        object_id=str(action.pk),
        due_on=action.due_on,
        offset_days=days,
        about=_("Something you agreed to do"),
        why=because("You agreed to do it in a session."),
        programme_id=_cohort_of(action).programme_id,
        own_about=action.words,
    )


def _cohort_of(action: Action) -> Cohort:
    if action.session is not None:
        return action.session.pairing.place.cohort
    assert action.meeting is not None
    return action.meeting.learning_set.cohort


def _begun(action: Action) -> dt.date:
    """What was late before the year began here is told to nobody."""
    if action.session is not None:
        return told_from(action.session.pairing.place)
    launched = _cohort_of(action).launched_at
    assert launched is not None  # awaited() gives no other
    return timezone.localdate(launched)


def action_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: done, dropped, moved to another day or to somebody else."""
    actions = awaited().in_bulk({int(message.object_id) for message in messages})
    letters = {}
    for message in messages:
        action = actions.get(int(message.object_id))
        if action is None or action.due_on != message.due_on or action.owner_id != message.person_id:
            continue
        today = timezone.localdate(timezone=message.person.zone)
        path = reverse("action", args=[action.pk])
        context = {"due_on": action.due_on, "today": today, "path": path}
        letters[message.pk] = Letter("emails/mentoring/action_due", context, url=path)
    return letters


SOURCES = [
    ReminderSource("session_due", "mentoring.session", sessions_due),
    ReminderSource("action_due", "mentoring.action", actions_due),
    ReminderSource("action_overdue", "mentoring.action", actions_overdue),
]
