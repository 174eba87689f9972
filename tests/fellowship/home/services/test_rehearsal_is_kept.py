"""What was rehearsed is what is sent: a year rehearsed, then lived through day by day.

Nobody looks at the rehearsal meanwhile. The same programs run as on a server, at the hours that matter.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from challenges.models import Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Cohort, Place, TemplateMilestone
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.reminding import escalations
from fellowship.cohorts.services.announcements import plan_announcement, send_due_announcements
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.cohorts import launch_cohort
from fellowship.cohorts.services.pauses import begin_planned_pauses
from fellowship.cohorts.services.places import change_place
from fellowship.home.forms.rehearsal import AFTER
from fellowship.home.services.rehearsal import Setting, rehearse
from fellowship.learning.models import Assignment, Result
from fellowship.notifications.models import HoldWhenAway, Message, MessageStatus, Preference, QuietHours
from fellowship.notifications.reminders import sources
from fellowship.notifications.services.digests import gather
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.sending import send_due
from fellowship.people.models import ClinicalDay, Leave, User
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    TaughtDayFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
STARTS, ENDS = dt.date(2026, 2, 2), dt.date(2026, 6, 7)
PAUSED, BACK = dt.date(2026, 4, 6), dt.date(2026, 5, 4)
DUE = ["week 2, Monday", "week 6, Monday", "week 9, Thursday", "week 11, Monday", "week 15, Friday"]


@dataclass(frozen=True)
class Year:
    cohort: Cohort
    team: User
    pausing: Place


@pytest.fixture
def year(time_machine) -> Year:
    """Three fellows and two mentors, each with other hours and days, one of them to be paused in spring."""
    time_machine.move_to(dt.datetime(2026, 1, 24, 12, tzinfo=LONDON), tick=False)
    team = AdministratorFactory()
    template = CohortTemplateFactory(programme=team.programme)
    for due in DUE:
        TemplateMilestone.objects.create(template=template, title=f"Due {due}", due=due)
    cohort = CohortFactory(
        programme=team.programme,
        template=template,
        launched_at=None,
        planned_at=None,
        starts_on=STARTS,
        ends_on=ENDS,
    )
    places = [ChallengeFactory(place=PlaceFactory(cohort=cohort)).place for _number in range(3)]
    mentors = [UserFactory(), UserFactory()]
    for place, mentor in zip(places, [mentors[0], mentors[1], mentors[1]], strict=True):
        PairingFactory(place=place, mentor=mentor)
    module = ModuleFactory(cohort=cohort)
    for day in (dt.date(2026, 2, 26), dt.date(2026, 4, 9), dt.date(2026, 5, 21)):
        TaughtDayFactory(module=module, day=day, title=f"Day {day}")
    for day in (dt.date(2026, 3, 2), dt.date(2026, 4, 20), dt.date(2026, 5, 8)):
        AssignmentFactory(module=module, due_on=day, title=f"Essay {day}")
    _ways([place.person for place in places], mentors)
    _announcements(cohort, team.person, places[0].person)
    change_place(by=team.person, place=places[2], wish=Wish("pause", PAUSED, until=BACK), reason="Leave")
    return Year(cohort, team.person, places[2])


def _ways(fellows: list[User], mentors: list[User]) -> None:
    for first, last in ((9, 20), (25, 26)):
        days = {"starts_on": dt.date(2026, 2, first), "ends_on": dt.date(2026, 2, last)}
        Leave.objects.create(person=fellows[0], **days)
    Leave.objects.create(person=fellows[2], starts_on=dt.date(2026, 3, 30), ends_on=dt.date(2026, 5, 6))
    HoldWhenAway.objects.create(person=fellows[1], on_clinical_days=True)
    for weekday in (0, 1):
        ClinicalDay.objects.create(person=fellows[1], weekday=weekday)
    QuietHours.objects.create(person=fellows[1], starts_at=dt.time(20), ends_at=dt.time(10))
    Preference.objects.create(person=fellows[1], kind="assignment_due", delivery="digest")
    Preference.objects.create(person=fellows[1], kind="programme_message", delivery="digest")
    Preference.objects.create(person=fellows[2], kind="taught_day", delivery="off")
    Preference.objects.create(person=mentors[0], kind="milestone_overdue", delivery="digest")
    Preference.objects.create(person=mentors[1], kind="milestone_overdue", delivery="digest")
    Preference.objects.create(person=mentors[1], kind="digest", delivery="off")


def _announcements(cohort: Cohort, by: User, fellow: User) -> None:
    for subject, moment, filters, to_mentors in (
        ("Welcome", dt.datetime(2026, 1, 26, 9), {}, True),
        ("At night", dt.datetime(2026, 3, 3, 21, 30), {}, False),
        ("To one", dt.datetime(2026, 2, 10, 9), {"words": fellow.family_name}, False),
        ("In the pause", dt.datetime(2026, 4, 22, 9), {}, True),
    ):
        plan_announcement(
            by=by,
            cohort=cohort,
            filters=filters,
            form_id=uuid4(),
            subject=subject,
            text="Hello.",
            to_mentors=to_mentors,
            send_at=moment.replace(tzinfo=LONDON),
        )


@pytest.mark.parametrize("late", [True, False], ids=["nothing is ever done", "everything is done on its day"])
def test_the_year_that_was_rehearsed_is_sent(year, time_machine, late):
    setting = Setting(
        [14, 3], {name: getattr(escalations()[year.cohort.programme_id], name) for name in AFTER}
    )
    (rehearsal,) = rehearse(year.cohort, sources=sources(), settings=[setting], late=late)
    launch_cohort(by=year.team, cohort=year.cohort)
    _live(year, time_machine, late)

    wanted = [
        (str(item.day), one.person.pk, item.kind, item.about, item.in_digest)
        for one in rehearsal.people
        for item in one.items
    ]
    assert sorted(wanted) == sorted(_sent())
    assert len(wanted) > 40
    assert {digest for *_others, digest in wanted} == {True, False}


def _live(year: Year, time_machine, late: bool) -> None:
    day = dt.date(2026, 1, 25)
    while day <= ENDS + dt.timedelta(days=18):
        for hour, minute, run in (
            (6, 5, (begin_planned_pauses, _plan)),
            (7, 35, (gather, send_due)),
            (8, 5, (send_due,)),
            (9, 5, (send_due_announcements, send_due)),
            (10, 5, (_plan, send_due) if day == BACK else (send_due,)),
            (21, 35, (send_due_announcements, send_due)),
        ):
            moment = dt.datetime.combine(day, dt.time(hour, minute), tzinfo=LONDON)
            time_machine.move_to(moment, tick=False)
            if moment.date() == BACK and hour == 9:
                change_place(by=year.team, place=year.pausing, wish=Wish("resume", BACK), reason="Back")
            for program in run:
                program()
        if not late:
            _do_what_is_due(day)
        day += dt.timedelta(days=1)


def _plan() -> None:
    plan(sources())


def _do_what_is_due(day: dt.date) -> None:
    done = {"status": MilestoneStatus.SIGNED_OFF, "signed_off_at": timezone.now()}
    going_on = Place.objects.filter(status=PlaceStatus.ACTIVE)
    Milestone.objects.filter(due_on__lte=day, signed_off_at=None, challenge__place__in=going_on).update(
        **done
    )
    for place in going_on:
        own = {one.assignment_id: one for one in Result.objects.filter(place=place)}
        for assignment in Assignment.objects.all():
            result = own.get(assignment.pk) or Result(place=place, assignment=assignment)
            if (result.extended_to or assignment.due_on) <= day and not result.submitted_on:
                result.submitted_on = day
                result.save()


def _sent() -> list[tuple]:
    """What reached its person, and on which day. That dates were moved back is told by an act of that day."""
    found = []
    for one in Message.objects.exclude(kind__in=["digest", "dates_moved"]).select_related("digest"):
        in_digest = one.status == MessageStatus.IN_DIGEST
        if at := one.digest.sent_at if in_digest else one.sent_at:
            about = one.facts.get("about") or one.subject
            found.append((str(timezone.localdate(at)), one.person_id, one.kind, about, in_digest))
    return found
