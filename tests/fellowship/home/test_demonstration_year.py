"""The demonstration shows a lived-in year: each thing a programme does, and where it is found."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import models
from django.utils import timezone

from challenges.models import Milestone
from fellowship.cohorts.models import (
    AlumniContact,
    Announcement,
    BulkAct,
    BulkRow,
    Call,
    Cohort,
    CohortTemplate,
    Conflict,
    Escalation,
    HandoverOwner,
    MatchingRules,
    Pairing,
    Place,
    PlaceChange,
    ProposedPair,
    TemplateChange,
    TemplateSurvey,
    WishRound,
)
from fellowship.cohorts.services.closing import checklist
from fellowship.home.services.calendars import OWN, calendars_of, entries_in
from fellowship.home.services.clashes import away_from, clashes_of
from fellowship.learning.models import (
    Assignment,
    Attendance,
    AttendanceChange,
    EarlierAttempt,
    ExtensionRequest,
    LeftOut,
    MarksShared,
    Material,
    Module,
    Result,
    ResultImport,
    Submission,
    TaughtDay,
)
from fellowship.learning.services.pgcert import fellows_pgcert
from fellowship.notifications.models import (
    AddressTrouble,
    HoldWhenAway,
    Message,
    Preference,
    QuietHours,
    Wording,
)
from fellowship.people.demonstration import DEMONSTRATION_PEOPLE
from fellowship.people.models import User
from mentoring.models import (
    Action,
    AgendaPoint,
    Comment,
    Handover,
    LearningSet,
    Opening,
    PartingWord,
    Session,
    SessionNotes,
    SetAttendance,
    SetMeeting,
)

pytestmark = pytest.mark.django_db
Rows = models.QuerySet

CLOSED = {"cohort__closed_at__isnull": False}
IN_CLOSED = {f"place__{name}": value for name, value in CLOSED.items()}
BEHIND_CLOSED = {f"result__{name}": value for name, value in IN_CLOSED.items()}
MET_IN_CLOSED = {f"pairing__{name}": value for name, value in IN_CLOSED.items()}
SET_IN_CLOSED = {f"meeting__learning_set__{name}": value for name, value in CLOSED.items()}


def changes(kind: str) -> Rows:
    return PlaceChange.objects.filter(kind=kind)


def acts(kind: str, status: str) -> Rows:
    return BulkAct.objects.filter(kind=kind, status=status, rows__status__in=["done", "undone"])


def results(outcome: str, **more: object) -> Rows:
    return Result.objects.filter(outcome=outcome, **more)


def requests(kind: str, status: str) -> Rows:
    return ExtensionRequest.objects.filter(kind=kind, status=status).exclude(reason="")


def messages(status: str, **more: object) -> Rows:
    return Message.objects.filter(status=status, **more)


# What a programme does, and the rows that show it.
YEAR: dict[str, Callable[[], Rows]] = {
    # Cohorts
    "a template with milestones, taught days, assignments": lambda: CohortTemplate.objects.filter(
        milestones__isnull=False, modules__taught_days__isnull=False, modules__assignments__isnull=False
    ),
    "surveys to come": lambda: TemplateSurvey.objects.all(),
    "reminder days of a template": lambda: CohortTemplate.objects.exclude(remind_days_before=None),
    "next year's cohort, cloned": lambda: Cohort.objects.filter(launched_at=None).exclude(template=None),
    "a template change applied": lambda: acts("template", "done"),
    "a template change applied and undone": lambda: acts("template", "undone"),
    "a change of the template taken back": lambda: TemplateChange.objects.exclude(undone_at=None),
    "changes of the template that wait": lambda: TemplateChange.objects.filter(
        undone_at=None, at__gte=timezone.now() - dt.timedelta(days=3)
    ),
    "a pause to come": lambda: changes("pause").filter(done_at=None),
    "a pause that is over": lambda: changes("pause").exclude(ended_on=None),
    "a year taken up again": lambda: changes("resume"),
    "less than full time": lambda: changes("hours").filter(percent__lt=100),
    "an extension of a year": lambda: changes("extend"),
    "a fellow who withdrew, with the reason": lambda: (
        changes("withdraw").filter(place__status="withdrawn").exclude(reason="")
    ),
    "a fellow who completed early": lambda: changes("complete").filter(
        place__status="completed", place__cohort__closed_at=None
    ),
    "a proposal of pairs that waits": lambda: ProposedPair.objects.exclude(reasons=[]).filter(
        proposal__published_at=None
    ),
    "a pair held": lambda: ProposedPair.objects.filter(held=True, by_hand=False),
    "a pair chosen by hand": lambda: ProposedPair.objects.filter(by_hand=True).exclude(mentor=None),
    "wishes asked for": lambda: WishRound.objects.all(),
    "a line manager's conflict": lambda: Conflict.objects.filter(kind="line_manager"),
    "the same team not wanted": lambda: MatchingRules.objects.filter(same_team="not_wanted"),
    "many invited": lambda: acts("invite", "done"),
    "many reminded": lambda: acts("remind", "done"),
    "many moved": lambda: acts("move", "done"),
    "many moved, and undone": lambda: acts("move", "undone"),
    "many written to": lambda: acts("message", "done"),
    "many tagged": lambda: acts("tag", "done"),
    "somebody left out of a bulk act, and why": lambda: BulkRow.objects.filter(status="left_out").exclude(
        words=""
    ),
    "a call noted": lambda: Call.objects.exclude(note=""),
    "an announcement that has gone": lambda: Announcement.objects.exclude(sent_at=None),
    "an announcement that is planned": lambda: Announcement.objects.waiting().filter(
        send_at__gt=timezone.now()
    ),
    # The closed cohort
    "a cohort closed, with the day until which it is kept": lambda: Cohort.objects.filter(
        closed_at__lt=timezone.now() - dt.timedelta(days=7), keep_until__gt=timezone.localdate()
    ),
    "who carries the challenges on": lambda: HandoverOwner.objects.filter(**IN_CLOSED).exclude(email=""),
    "consent to stay in touch": lambda: AlumniContact.objects.filter(withdrawn_at=None),
    "its milestones signed off": lambda: Milestone.objects.filter(
        status="signed_off", challenge__place__cohort__closed_at__isnull=False
    ).exclude(evidence=""),
    "its modules with provider, level and credits": lambda: Module.objects.filter(
        credits__gt=0, level__gt=0, **CLOSED
    ).exclude(provider=""),
    "its attendance": lambda: Attendance.objects.filter(status="present", **IN_CLOSED),
    "its results": lambda: results("pass", **IN_CLOSED).exclude(second_mark=None),
    "an attempt referred and passed later": lambda: EarlierAttempt.objects.filter(
        outcome="refer", result__outcome="pass", **BEHIND_CLOSED
    ),
    "a fail": lambda: results("fail", **IN_CLOSED),
    "its sessions with notes": lambda: SessionNotes.objects.filter(
        session__status="held", **{f"session__{name}": value for name, value in MET_IN_CLOSED.items()}
    ),
    "its agreed actions, done": lambda: Action.objects.filter(
        status="done", **{f"session__{name}": value for name, value in MET_IN_CLOSED.items()}
    ),
    "its learning set": lambda: SetAttendance.objects.filter(**SET_IN_CLOSED),
    # PgCert
    "a module of a fellow's own": lambda: Module.objects.exclude(place=None).filter(
        place__cohort__closed_at=None, place__status="active"
    ),
    "a module left out": lambda: LeftOut.objects.filter(place__status="active"),
    "taught days with venue, link and capacity": lambda: (
        TaughtDay.objects.exclude(venue="").exclude(link="").exclude(capacity=None)
    ),
    "something to read": lambda: Material.objects.all(),
    "present": lambda: Attendance.objects.filter(status="present"),
    "absent": lambda: Attendance.objects.filter(status="absent"),
    "excused": lambda: Attendance.objects.filter(status="excused"),
    "online": lambda: Attendance.objects.filter(status="online"),
    "a fellow's own word, confirmed": lambda: AttendanceChange.objects.filter(taken="confirmed"),
    "a fellow's own word that waits": lambda: Attendance.objects.filter(status="").exclude(said=""),
    "an assignment with its brief, for two markers": lambda: Assignment.objects.filter(
        second_marked=True
    ).exclude(brief=""),
    "a receipt": lambda: Submission.objects.filter(at_provider=True),
    "an extension asked": lambda: requests("extension", "asked"),
    "an extension granted": lambda: requests("extension", "granted").filter(
        result__place__cohort__closed_at=None
    ),
    "an extension refused": lambda: requests("extension", "refused").exclude(answer=""),
    "mitigating circumstances decided": lambda: requests("mitigating", "granted").exclude(answer=""),
    "work that one of two has marked": lambda: Result.objects.exclude(first_mark=None).filter(
        second_mark=None
    ),
    "a deferred result": lambda: results("deferred"),
    "a further attempt that is open": lambda: Result.objects.filter(attempt=2, outcome=""),
    "a list of results imported": lambda: ResultImport.objects.exclude(confirmed_at=None),
    "marks shared with the mentor": lambda: MarksShared.objects.filter(place__cohort__closed_at=None),
    # Mentoring
    "a session agreed": lambda: Session.objects.filter(status="agreed"),
    "a session moved": lambda: Session.objects.filter(status="agreed", sequence__gt=0),
    "a session proposed": lambda: Session.objects.filter(status="proposed", times__isnull=False),
    "a session held": lambda: Session.objects.filter(status="held"),
    "a session that did not happen": lambda: Session.objects.filter(status="not_held"),
    "a session cancelled": lambda: Session.objects.filter(status="cancelled", sequence__gt=0),
    "an agenda": lambda: AgendaPoint.objects.filter(session__status="agreed"),
    "an action open": lambda: Action.objects.filter(status="open", session__isnull=False),
    "an action overdue": lambda: Action.objects.filter(status="open", due_on__lt=timezone.localdate()),
    "a new mentor, and what was opened to them": lambda: Opening.objects.filter(
        handover__pairing__kind="lead",
        handover__pairing__starts_on__gte=timezone.localdate() - dt.timedelta(days=30),
    ),
    "a choice of history": lambda: Handover.objects.filter(openings__session__isnull=False),
    "a parting word": lambda: PartingWord.objects.all(),
    "a learning set": lambda: LearningSet.objects.filter(cohort__closed_at=None),
    "a date of a set moved": lambda: SetMeeting.objects.filter(sequence__gt=0, starts_at__gt=timezone.now()),
    "one's own action of a set": lambda: Action.objects.filter(meeting__isnull=False, status="open"),
    "a comment on a ramp": lambda: Comment.objects.exclude(ramp=None),
    "a comment on a workstream": lambda: Comment.objects.exclude(workstream=None),
    # Messages
    "notices read": lambda: messages("sent").exclude(seen_at=None),
    "notices unread": lambda: messages("sent", seen_at=None),
    "a reminder that failed": lambda: messages("failed", kind="milestone_due").exclude(last_error=""),
    "an address that takes no mail": lambda: AddressTrouble.objects.filter(reason="bounced"),
    "a complaint": lambda: AddressTrouble.objects.filter(reason="complaint"),
    "a kind at once": lambda: Preference.objects.filter(delivery="at_once"),
    "a kind in the summary": lambda: Preference.objects.filter(delivery="digest"),
    "a kind switched off": lambda: Preference.objects.filter(delivery="off"),
    "quiet hours": lambda: QuietHours.objects.all(),
    "clinical days and leave respected": lambda: HoldWhenAway.objects.filter(
        on_clinical_days=True, on_leave=True
    ),
    "words of the programme's own": lambda: Wording.objects.all(),
    "who is told when nothing happens": lambda: Escalation.objects.all(),
}


@pytest.mark.parametrize("thing", YEAR)
def test_the_year_of_the_demonstration_has(thing, demonstration):
    assert YEAR[thing]().exists()


def test_closed_cohort_of_the_demonstration_has_nothing_open(demonstration):
    cohort = Cohort.objects.exclude(closed_at=None).get()
    assert {check.title for check in checklist(cohort) if check.count} == set()
    assert {*cohort.places.values_list("status", flat=True)} == {"completed"}


def test_most_of_last_years_fellows_have_earned_their_credits(demonstration):
    places = Place.objects.filter(cohort__closed_at__isnull=False).select_related("cohort")
    earned = sorted(fellows_pgcert(place).earned for place in places)
    assert earned == [40, 60, 60, 60]
    assert {fellows_pgcert(place).needed for place in places} == {60}


def test_reason_of_a_withdrawal_is_for_the_programme_team(demonstration):
    change = PlaceChange.objects.get(kind="withdraw")
    mentor = Pairing.objects.get(place=change.place).mentor
    assert PlaceChange.objects.visible_to(change.by).filter(pk=change.pk).exists()
    for person in (change.place.person, mentor):
        assert not PlaceChange.objects.visible_to(person).exists()
    place, message = change.place, Message.objects.filter(text__contains=change.reason)
    assert place.ends_on < timezone.localdate()
    assert not message.exists()


def test_list_of_results_says_what_it_could_not_record(demonstration):
    rows = ResultImport.objects.get().rows
    kinds = [row["kind"] for row in rows]
    assert kinds.count("problem") == 1
    assert kinds.count("new") == len(kinds) - 1
    assert {row["outcome"] for row in rows} == {"pass", "refer", "deferred"}


def test_own_calendar_of_the_demonstration_warns_of_clashes(demonstration):
    fellow = User.objects.get(email=DEMONSTRATION_PEOPLE["fellow"])
    own = next(one for one in calendars_of(fellow) if one.key == OWN)
    entries = entries_in(fellow, own, since=timezone.localdate())
    assert away_from(fellow, entries)
    assert clashes_of(entries)


def test_nothing_of_the_demonstration_waits_to_be_sent(demonstration):
    """What services told people when it was written is history, too."""
    assert not Message.objects.filter(status="waiting").exists()
    assert not Message.objects.filter(created_at__gt=timezone.now()).exists()
    assert not Message.objects.exclude(address="").exclude(address__endswith="@example.org").exists()
