import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from challenges.models import Challenge
from challenges.workflow import BriefStatus, MilestoneStatus, PieceStatus
from fellowship.cohorts.models import CallRules
from fellowship.cohorts.models.call_rules import NUMBERS as FIELDS
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.home.attention import RULES, Attention, State
from fellowship.home.services.needs_call import attention_of
from fellowship.home.services.overview import Wanted, every_row
from fellowship.home.services.standings import STANDINGS, Numbers, facts_of, folded, numbers_of
from fellowship.learning.models import LeftOut
from fellowship.lib.dates import in_words
from fellowship.lib.text import sort_key
from fellowship.notifications.models import AddressTrouble
from mentoring.services.queue import mentored_by, waiting_for
from tests.factories import (
    AssignmentFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CohortFactory,
    InvitationFactory,
    LogEntryFactory,
    MilestoneFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
)
from tests.factories.cohorts import CallFactory, days_from_today
from tests.factories.workspace import CycleFactory

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def row_of(challenge: Challenge):
    return next(
        row for row in every_row(challenge.place.cohort, Wanted()) if row.challenge_id == challenge.pk
    )


def a_challenge(**facts) -> Challenge:
    return ChallengeFactory(**{"last_entry_at": ago(2), **facts})


def test_only_what_is_with_the_fellow_and_past_its_day_is_overdue():
    challenge = a_challenge()
    sent = {"sent_at": ago(20), "due_on": days_from_today(-9)}
    MilestoneFactory(challenge=challenge, due_on=days_from_today(-1))
    MilestoneFactory(challenge=challenge, due_on=days_from_today(0))
    MilestoneFactory(challenge=challenge, status=MilestoneStatus.SENT, **sent)
    MilestoneFactory(challenge=challenge, status=MilestoneStatus.DROPPED, due_on=days_from_today(-9))
    MilestoneFactory(
        challenge=challenge, status=MilestoneStatus.SIGNED_OFF, signed_off_at=timezone.now(), **sent
    )
    row = row_of(challenge)
    assert (row.overdue, row.days_overdue) == (1, 1)
    assert row.next_due == days_from_today(0)


def test_next_milestone_is_the_first_by_its_title():
    challenge = a_challenge()
    MilestoneFactory(challenge=challenge, due_on=days_from_today(9), title="Later")
    MilestoneFactory(challenge=challenge, due_on=days_from_today(4), title="Sooner")
    MilestoneFactory(
        challenge=challenge, due_on=days_from_today(4), title="Away", status="sent", sent_at=ago(1)
    )
    assert row_of(challenge).next_title == "Sooner"


def test_waiting_is_what_the_mentors_queue_says():
    waits = a_challenge()
    LogEntryFactory(challenge=waits, shared_at=ago(3))
    LogEntryFactory(challenge=waits, shared_at=ago(30), waiting_since=None)
    milestone = a_challenge()
    MilestoneFactory(challenge=milestone, status=MilestoneStatus.SENT, sent_at=ago(16))
    LogEntryFactory(challenge=milestone, shared_at=ago(1))
    brief = a_challenge()
    BriefVersionFactory(challenge=brief, status=BriefStatus.SENT, sent_at=ago(29))
    piece = a_challenge()
    CycleFactory(challenge=piece, status=PieceStatus.SENT, sent_at=ago(22))
    nothing = a_challenge()
    for challenge in (waits, milestone, brief, piece, nothing):
        mentor = PairingFactory(place=challenge.place).mentor
        queued = [timezone.localdate(thing.since) for thing in waiting_for(mentored_by(mentor))[0]]
        assert row_of(challenge).waiting_since == min(queued, default=None)
    assert row_of(nothing).waiting_since is None


@pytest.mark.parametrize(("days_ago", "waits"), [(14, True), (15, False)])
def test_of_a_fellow_who_has_left_things_wait_for_the_days_of_grace(days_ago, waits):
    challenge = a_challenge(
        place__status="withdrawn",
        place__ends_on=days_from_today(-days_ago),
        place__cohort__programme__grace_days=14,
    )
    LogEntryFactory(challenge=challenge, shared_at=ago(30))
    assert bool(row_of(challenge).waiting_since) == waits


def test_silence_counts_from_the_last_entry_or_the_start():
    never = ChallengeFactory(place__cohort__launched_at=ago(80))
    assert row_of(never).days_silent == 80
    assert row_of(a_challenge(last_entry_at=ago(45))).days_silent == 45


def test_silence_does_not_count_before_a_late_launch_or_after_the_last_day():
    launched_today = ChallengeFactory(place__cohort__launched_at=timezone.now())
    assert row_of(launched_today).days_silent == 0
    cohort = CohortFactory(starts_on=days_from_today(-400), launched_at=ago(400))
    assert row_of(ChallengeFactory(place__cohort=cohort)).days_silent is None


def test_nothing_is_overdue_for_who_has_paused():
    challenge = a_challenge(place__status=PlaceStatus.PAUSED)
    MilestoneFactory(challenge=challenge, due_on=days_from_today(-50))
    row = row_of(challenge)
    assert (row.overdue, row.attention.state.value) == (0, "paused")


def test_a_silent_log_and_a_slow_mentor_need_a_call_and_say_whose_matter_it_is():
    challenge = a_challenge(last_entry_at=ago(100))
    LogEntryFactory(challenge=challenge, shared_at=ago(100))
    MilestoneFactory(challenge=challenge)
    PairingFactory(place=challenge.place)
    since = in_words(days_from_today(-100))
    reasons = ("No log for 14 weeks", f"Waiting on the mentor since {since}")
    assert row_of(challenge).attention == Attention(State.NEEDS_CALL, reasons)
    numbers = numbers_of([challenge.place.cohort_id])[challenge.place.cohort_id]
    assert numbers == Numbers(fellows=1, call=1, waiting=1)


def test_assignments_that_are_late_by_the_fellows_own_date_or_not_passed_are_counted():
    place = PlaceFactory(cohort__launched_at=ago(3))
    module = ModuleFactory(cohort=place.cohort)
    late, extended, handed_in, referred, _to_come = [
        AssignmentFactory(module=module, due_on=days_from_today(days)) for days in (-9, -30, -30, -30, 9)
    ]
    ResultFactory(assignment=extended, place=place, extended_to=days_from_today(2))
    ResultFactory(assignment=handed_in, place=place, submitted_on=days_from_today(-29))
    judged = {"outcome": "refer", "recorded_at": ago(1), "submitted_on": days_from_today(-31)}
    ResultFactory(assignment=referred, place=place, **judged)
    row = every_row(place.cohort, Wanted())[0]
    assert (row.days_late, row.failed) == (9, 1)
    assert row.attention.reasons == ("An assignment is 9 days overdue", "1 assignment referred or failed")
    assert late.due_on == days_from_today(-9)


def test_modules_of_another_fellow_and_those_left_out_are_nobody_elses_deadlines():
    place, other = PlaceFactory.create_batch(2, cohort=CohortFactory(launched_at=ago(3)))
    own = ModuleFactory(cohort=place.cohort, place=other)
    left_out = ModuleFactory(cohort=place.cohort)
    LeftOut.objects.create(place=place, module=left_out)
    for module in (own, left_out):
        AssignmentFactory(module=module, due_on=days_from_today(-20))
    rows = {row.place_id: row.days_late for row in every_row(place.cohort, Wanted())}
    assert rows == {place.pk: None, other.pk: 20}


@pytest.mark.parametrize(
    ("reason", "address", "counts"),
    [("bounced", "present", True), ("complaint", "present", False), ("bounced", "former", False)],
)
def test_only_mail_to_the_present_address_that_comes_back_counts(reason, address, counts):
    challenge = a_challenge()
    person = challenge.place.person
    known = person.email.lower() if address == "present" else "former@example.org"
    AddressTrouble.objects.create(person=person, address=known, suppressed_at=ago(1), reason=reason)
    assert bool(row_of(challenge).bounced) == counts


def test_numbers_are_those_of_each_programme():
    strict, lax = [a_challenge(last_entry_at=ago(20), place__cohort__launched_at=ago(80)) for _ in range(2)]
    for challenge in (strict, lax):
        MilestoneFactory(challenge=challenge)
    CallRules.objects.create(programme=strict.place.cohort.programme, silent_weeks=2)
    found = numbers_of([strict.place.cohort_id, lax.place.cohort_id])
    assert [found[one.place.cohort_id].call for one in (strict, lax)] == [1, 0]
    assert row_of(strict).attention.reasons == ("No log for 2 weeks",)


def test_what_anybody_writes_changes_no_status():
    """Every text of a fellow's year says that help is needed at once, and nothing on the overview moves."""
    challenge = a_challenge(last_entry_at=ago(2))
    MilestoneFactory(challenge=challenge)
    before = row_of(challenge)
    cry = "HELP. I cannot go on, urgent, overdue, failed, nobody answers, call me"
    Challenge.objects.filter(pk=challenge.pk).update(title=cry)
    challenge.milestones.update(title=cry[:200], description=cry, evidence=cry)
    LogEntryFactory(
        challenge=challenge,
        what_happened=cry,
        so_what=cry,
        now_what=cry,
        shared_at=ago(2),
        waiting_since=None,
    )
    BriefVersionFactory(challenge=challenge, title=cry, problem=cry)
    after = row_of(challenge)
    assert after.attention == before.attention == Attention(State.ON_TRACK)
    measures = {rule.measure for rule in RULES}
    assert {name: getattr(after, name) for name in measures} == {
        name: getattr(before, name) for name in measures
    }


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([], "no_milestones"),
        ([MilestoneStatus.DROPPED], "no_milestones"),
        ([MilestoneStatus.SIGNED_OFF, MilestoneStatus.DROPPED], "on_track"),
        ([MilestoneStatus.PLANNED], "on_track"),
    ],
)
def test_only_who_has_milestones_can_be_on_track(statuses, state):
    challenge = a_challenge()
    for status in statuses:
        signed = {"sent_at": ago(3), "signed_off_at": ago(2)} if status == MilestoneStatus.SIGNED_OFF else {}
        MilestoneFactory(challenge=challenge, status=status, due_on=days_from_today(9), **signed)
    assert row_of(challenge).attention.state.value == state


def test_a_fellow_without_a_challenge_has_a_row():
    place = PlaceFactory()
    row = every_row(place.cohort, Wanted())[0]
    assert (row.challenge_id, row.overdue, row.next_title) == (None, 0, None)


def test_days_are_those_of_the_clock_on_the_wall_in_summer():
    """Late on 30 June UTC it is 1 July in London: what was due on 30 June is overdue."""
    with time_machine.travel("2026-06-30T23:30:00Z", tick=False):
        challenge = a_challenge(last_entry_at=dt.datetime(2026, 6, 29, 23, 30, tzinfo=dt.UTC))
        MilestoneFactory(challenge=challenge, due_on=dt.date(2026, 6, 30))
        row = row_of(challenge)
    assert (row.overdue, row.last_log) == (1, dt.date(2026, 6, 30))


def test_days_are_those_of_the_clock_on_the_wall_in_winter():
    with time_machine.travel("2026-12-31T23:30:00Z", tick=False):
        challenge = a_challenge(last_entry_at=dt.datetime(2026, 12, 30, 23, 30, tzinfo=dt.UTC))
        MilestoneFactory(challenge=challenge, due_on=dt.date(2026, 12, 31))
        row = row_of(challenge)
    assert (row.overdue, row.last_log) == (0, dt.date(2026, 12, 30))


def test_numbers_count_fellows_of_each_cohort():
    cohort, other = CohortFactory(launched_at=ago(80)), CohortFactory(launched_at=ago(80))
    late = a_challenge(place__cohort=cohort)
    MilestoneFactory.create_batch(2, challenge=late, due_on=days_from_today(-1))
    waits = a_challenge(place__cohort=cohort)
    LogEntryFactory(challenge=waits, shared_at=ago(15))
    just = a_challenge(place__cohort=cohort)
    LogEntryFactory(challenge=just, shared_at=ago(14))
    InvitationFactory(programme=cohort.programme, cohort=cohort, person=just.place.person, role=Role.FELLOW)
    paired = a_challenge(place__cohort=other)
    PairingFactory(place=paired.place)
    PairingFactory(place=late.place, ends_on=days_from_today(-1))
    assert numbers_of([cohort.pk, other.pk]) == {
        cohort.pk: Numbers(fellows=3, call=2, overdue=1, waiting=1, unpaired=3, invitations=1),
        other.pk: Numbers(fellows=1),
    }
    assert numbers_of([]) == {}


@pytest.mark.parametrize(
    ("numbers", "states"),
    [
        ({}, 5),
        (dict.fromkeys(FIELDS, 0), 4),  # nobody needs a call
        ({"silent_weeks": 4, "mentor_days": 30, "assignment_days": 5, "overdue_count": 0}, 5),
    ],
)
def test_the_database_judges_as_the_page_does(numbers, states):
    cohort = CohortFactory(launched_at=ago(80))
    CallRules.objects.create(programme=cohort.programme, **numbers)
    AssignmentFactory(module__cohort=cohort, due_on=days_from_today(-5))
    for number, days in enumerate([0, 14, 15, 21, 22, 27, 28, 29, 41, 42]):
        challenge = a_challenge(
            place__cohort=cohort, last_entry_at=ago(days), place__status="active" if number else "withdrawn"
        )
        MilestoneFactory(challenge=challenge, due_on=days_from_today(-days if number % 3 else 5))
        LogEntryFactory(challenge=challenge, shared_at=ago(42 - days))
    a_challenge(place__cohort=cohort)
    MilestoneFactory(challenge=a_challenge(place__cohort=cohort), due_on=days_from_today(-1))
    dropped = a_challenge(place__cohort=cohort)
    MilestoneFactory(challenge=dropped, status=MilestoneStatus.DROPPED)
    with connection.cursor() as cursor:
        cursor.execute(f"{STANDINGS} SELECT place_id, state FROM standings", facts_of([cohort.pk]))
        in_the_database = dict(cursor.fetchall())
    on_the_page = {row.place_id: row.attention.state.value for row in every_row(cohort, Wanted())}
    assert on_the_page == in_the_database
    for state in State:
        found = {row.place_id for row in every_row(cohort, Wanted(state=state.value))}
        assert found == {place_id for place_id, known in in_the_database.items() if known == state.value}
    assert len(set(on_the_page.values())) == states


@pytest.mark.parametrize("numbers", [{}, {"overdue_count": 0, "assignment_days": 2}])
def test_the_database_knows_what_was_called_about_as_the_page_does(numbers):
    cohort = CohortFactory(launched_at=ago(80))
    CallRules.objects.create(programme=cohort.programme, **numbers)
    modules = ModuleFactory(cohort=cohort)
    late = [AssignmentFactory(module=modules, due_on=days_from_today(-days)) for days in (9, 4)]
    handed_in = {"submitted_on": days_from_today(-9)}
    for number, called in enumerate([None, 0, 1, 2, 3, 5, 7, 8, 15, 30]):
        for days in (0, 2, 16, 24, 43, 50):
            challenge = a_challenge(place__cohort=cohort, last_entry_at=ago(days))
            place = challenge.place
            MilestoneFactory(challenge=challenge, due_on=days_from_today(2 - days))
            MilestoneFactory(challenge=challenge, due_on=days_from_today(5 - number))
            LogEntryFactory(challenge=challenge, shared_at=ago(days))
            for assignment in late[: (days + number) % 3]:
                ResultFactory(assignment=assignment, place=place, **handed_in)
            if days == 2:
                judged = {"outcome": "fail", "recorded_at": ago(3), **handed_in}
                ResultFactory(assignment__module=modules, place=place, **judged)
            if days == 0:
                AddressTrouble.objects.create(
                    person=place.person,
                    address=place.person.email.lower(),
                    suppressed_at=ago(2),
                    reason="bounced",
                )
            if called is not None:
                CallFactory(place=place, called_on=days_from_today(-called))
                CallFactory(place=place, called_on=days_from_today(-called - 9))
    with connection.cursor() as cursor:
        cursor.execute(f"{STANDINGS} SELECT place_id, state FROM standings", facts_of([cohort.pk]))
        in_the_database = dict(cursor.fetchall())
    rows = every_row(cohort, Wanted())
    assert {row.place_id: row.attention.state.value for row in rows} == in_the_database
    assert set(in_the_database.values()) == {"needs_call", "watch"}
    assert len({reason for row in rows for reason in row.attention.reasons if "called on" in reason}) > 9
    places = list(cohort.places.select_related("cohort__programme__call_rules"))
    calls = {place.pk: list(place.calls.select_related("by")) for place in places}
    assert attention_of(places, calls) == {row.place_id: row.attention for row in rows}


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def test_too_long_begins_at_midnight_where_the_reader_is(zone):
    """The numbers of many cohorts look for what is older than a moment, the overview counts days."""
    with time_machine.travel("2026-04-05T22:30:00Z", tick=False), timezone.override(zone):
        cohort = CohortFactory(launched_at=ago(80))
        for hours in range(0, 30, 3):
            LogEntryFactory(
                challenge=a_challenge(place__cohort=cohort),
                shared_at=ago(14) - dt.timedelta(hours=hours),
            )
        brief = a_challenge(place__cohort=cohort)
        BriefVersionFactory(challenge=brief, status=BriefStatus.SENT, sent_at=ago(20))
        late = [row for row in every_row(cohort, Wanted()) if (row.days_waiting or 0) > 14]
        assert numbers_of([cohort.pk])[cohort.pk].waiting == len(late)
        assert len(every_row(cohort, Wanted(show="waiting"))) == len(late)
        assert 1 < len(late) < 11


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=20))
def test_folding_is_that_of_the_search_words(text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {folded('%s')}", [text])
        assert cursor.fetchone()[0] == sort_key(text)
