"""What is in a person's calendar, on the page and in the feed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from challenges.models import Milestone
from challenges.workflow import OPEN_MILESTONES
from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.home.services.hours import ZONE, meeting_hours, taught_hours
from fellowship.learning.models import Assignment, Module, Result, TaughtDay
from fellowship.learning.models.material import with_to_read
from fellowship.people.models import User
from mentoring.models import Session, SetMeeting
from mentoring.workflow import STANDING


@dataclass(frozen=True)
class Entry:
    """One dated thing. Without moments it lasts the whole day.

    Of a meeting day and hours are by the reader's clock, of a taught day by that of the venue.
    """

    uid: str
    day: dt.date
    title: str
    kind: str
    path: str
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    hours: str = ""
    venue: str = ""
    mentored: bool = False  # concerns the reader as a mentor
    to_read: tuple[tuple[str, str], ...] = ()  # titles and addresses
    own: bool = False  # the reader's to do or to go to, not a fellow's whom the reader mentors or teaches


def entries_of(user: User, *, since: dt.date) -> list[Entry]:
    """Everything from a day on, in order: own deadlines, and for mentors those of their fellows."""
    places = Place.objects.filter(person=user).current()
    studied = Module.objects.studied_by(user)
    modules = Module.objects.filter(Q(pk__in=studied) | Q(cohort__in=Cohort.objects.taught_by(user)))
    found = [
        *_milestones(user, places, since),
        *_taught_days(user, modules, since),
        *_assignments(user, modules, since),
        *_sessions(user, since),
        *_set_meetings(user, since),
    ]
    return sorted(found, key=in_order)


def in_order(entry: Entry) -> tuple[dt.date, dt.datetime, str]:
    """By day, then what lasts all day, then by moment."""
    return entry.day, entry.starts_at or dt.datetime.min.replace(tzinfo=dt.UTC), entry.title


def _milestones(user: User, places, since: dt.date) -> Iterator[Entry]:
    mentored = Pairing.objects.in_force().filter(mentor=user).values("place")
    milestones = Milestone.objects.filter(
        Q(challenge__place__in=places) | Q(challenge__place__in=mentored),
        due_on__gte=since,
        status__in=OPEN_MILESTONES,
    ).select_related("challenge__place__person")
    for milestone in milestones:
        fellow = milestone.challenge.place.person
        title = milestone.title
        if fellow.pk != user.pk:
            title = _("%(name)s: %(title)s") % {"name": fellow.full_name, "title": title}
        yield Entry(
            uid=f"milestone-{milestone.pk}",
            day=milestone.due_on,
            title=title,
            kind=_("Milestone due"),
            path=reverse("milestone", args=[milestone.pk]),
            own=fellow.pk == user.pk,
            mentored=fellow.pk != user.pk,
        )


def taught_day_entry(day: Any, *, own: bool) -> Entry:
    """Of a TaughtDay fetched `with_to_read`."""
    return Entry(
        uid=f"taught-day-{day.pk}",
        day=day.day,
        title=f"{day.module.title}: {day.title}",
        kind=_("Taught day"),
        path=reverse("module", args=[day.module_id]),
        starts_at=dt.datetime.combine(day.day, day.starts_at, ZONE),
        ends_at=dt.datetime.combine(day.day, day.ends_at, ZONE),
        hours=taught_hours(day.day, day.starts_at, day.ends_at),
        venue=day.venue,
        to_read=tuple(
            (one["title"], one["link"] or reverse("material", args=[one["pk"]])) for one in day.to_read
        ),
        own=own,
    )


def assignment_entry(assignment: Assignment, *, due_on: dt.date, own: bool) -> Entry:
    return Entry(
        uid=f"assignment-{assignment.pk}",
        day=due_on,
        title=f"{assignment.module.title}: {assignment.title}",
        kind=_("Assignment due"),
        path=reverse("module", args=[assignment.module_id]),
        own=own,
    )


def _taught_days(user: User, modules, since: dt.date) -> Iterator[Entry]:
    studied = Module.objects.studied_by(user).filter(pk=OuterRef("module"))
    days = TaughtDay.objects.filter(module__in=modules, day__gte=since).annotate(own=Exists(studied))
    for day in with_to_read(days.select_related("module")):
        yield taught_day_entry(day, own=day.own)


def _assignments(user: User, modules, since: dt.date) -> Iterator[Entry]:
    own = Result.objects.filter(place__person=user, assignment=OuterRef("pk"), extended_to__isnull=False)
    done = Result.objects.filter(Q(submitted_on__isnull=False) | ~Q(outcome=""), assignment=OuterRef("pk"))
    studied = Module.objects.studied_by(user).filter(pk=OuterRef("module"))
    assignments = (
        Assignment.objects.annotate(due=Coalesce(Subquery(own.values("extended_to")[:1]), "due_on"))
        .filter(due__gte=since, module__in=modules)
        .annotate(own=Exists(studied) & ~Exists(done.filter(place__person=user)))
        .select_related("module")
    )
    for assignment in assignments:
        yield assignment_entry(assignment, due_on=assignment.due, own=assignment.own)


def _sessions(user: User, since: dt.date) -> Iterator[Entry]:
    """Agreed ones, of both; the place is for the two, and so is this calendar."""
    sessions = Session.objects.of(user).filter(status__in=STANDING, starts_at__date__gte=since)
    for session in sessions.select_related("pairing__mentor", "pairing__place__person"):
        other = session.other_than(user.pk).full_name
        is_mentor = session.pairing.mentor_id == user.pk
        yield _meeting(session, _("Session with %(name)s") % {"name": other}, _("Session"), is_mentor)


def _set_meetings(user: User, since: dt.date) -> Iterator[Entry]:
    member = Q(learning_set__memberships__place__person=user, learning_set__memberships__left_on=None)
    meetings = SetMeeting.objects.filter(
        member | Q(learning_set__facilitator=user), cancelled_at=None, starts_at__date__gte=since
    )
    for meeting in meetings.select_related("learning_set").distinct():
        facilitates = meeting.learning_set.facilitator_id == user.pk
        yield _meeting(meeting, meeting.learning_set.name, _("Action learning set"), facilitates)


def _meeting(one: Session | SetMeeting, title: str, kind: str, mentored: bool) -> Entry:
    assert one.starts_at is not None
    assert one.ends_at is not None
    return Entry(
        uid=str(one.uid),  # as in the invitation
        day=timezone.localdate(one.starts_at),
        title=title,
        kind=kind,
        path=one.get_absolute_url(),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        hours=meeting_hours(one.starts_at, one.ends_at),
        venue=one.place,
        own=True,
        mentored=mentored,
    )


def as_icalendar(name: str, entries: list[Entry]) -> bytes:
    """The feed (RFC 5545). Taught days happen in the programme's zone, summer and winter alike."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{settings.PRODUCT_NAME}: {name}")
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"value": "DURATION"})
    host = settings.SITE_URL.split("//")[-1].split(":")[0].rstrip("/")
    for entry in entries:
        calendar.add_component(_event(entry, host))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("summary", entry.title)
    event.add("categories", [entry.kind])
    event.add("url", settings.SITE_URL.rstrip("/") + entry.path)
    event.add("dtstamp", dt.datetime.combine(entry.day, dt.time.min, dt.UTC))
    if entry.starts_at and entry.ends_at:
        event.add("dtstart", entry.starts_at.astimezone(ZONE))
        event.add("dtend", entry.ends_at.astimezone(ZONE))
    else:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.venue:
        event.add("location", entry.venue)
    if entry.to_read:  # titles alone: whoever has the feed's address is not signed in
        titles = ", ".join(title for title, _address in entry.to_read)
        event.add("description", _("To read: %(titles)s") % {"titles": titles})
    return event
