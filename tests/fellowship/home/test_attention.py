import pytest
import time_machine

from fellowship.cohorts.models import CallRules
from fellowship.cohorts.models.call_rules import NUMBERS as FIELDS
from fellowship.home.attention import NUMBERS, RULES, WORDS, Attention, State, attention, unpaired

NOTHING = {
    "overdue": 0,
    "days_overdue": None,
    "days_silent": 3,
    "days_waiting": None,
    "days_late": None,
    "failed": 0,
    "bounced": 0,
    "no_milestones": 0,
    "newest_overdue": None,
    "newest_late": None,
    "newest_failed": None,
    "newest_bounced": None,
    "days_called": None,
}
NOT_JUDGED_ALONE = {"newest_overdue", "newest_late", "newest_failed", "newest_bounced", "days_called"}
DEFAULTS = CallRules()
OFF = CallRules(**dict.fromkeys(FIELDS, 0))


def judged(rules: CallRules = DEFAULTS, **measures) -> Attention:
    return attention("active", True, NOTHING | measures, rules, "Rowan Patel")


@pytest.mark.parametrize(
    ("measures", "state"),
    [
        ({}, State.ON_TRACK),
        ({"overdue": 1, "days_overdue": 1}, State.WATCH),
        ({"overdue": 1, "days_overdue": 21}, State.WATCH),
        ({"overdue": 1, "days_overdue": 22}, State.NEEDS_CALL),
        ({"overdue": 2, "days_overdue": 1}, State.NEEDS_CALL),
        ({"days_silent": 41}, State.ON_TRACK),
        ({"days_silent": 42}, State.NEEDS_CALL),
        ({"days_silent": None}, State.ON_TRACK),
        ({"days_waiting": 14}, State.ON_TRACK),
        ({"days_waiting": 15}, State.NEEDS_CALL),
        ({"days_late": 7}, State.ON_TRACK),
        ({"days_late": 8}, State.NEEDS_CALL),
        ({"failed": 1}, State.NEEDS_CALL),
        ({"bounced": 1}, State.NEEDS_CALL),
        ({"no_milestones": 1}, State.NO_MILESTONES),
    ],
)
def test_state_at_each_threshold(measures, state):
    assert judged(**measures).state == state


@pytest.mark.parametrize(
    ("numbers", "measures", "state"),
    [
        ({"overdue_count": 3}, {"overdue": 2, "days_overdue": 1}, State.WATCH),
        ({"silent_weeks": 2}, {"days_silent": 14}, State.NEEDS_CALL),
        ({"mentor_days": 30}, {"days_waiting": 30}, State.ON_TRACK),
        ({"assignments_failed": 2}, {"failed": 1}, State.ON_TRACK),
    ],
)
def test_programme_sets_the_numbers(numbers, measures, state):
    assert judged(CallRules(**numbers), **measures).state == state


def test_with_every_rule_off_nobody_needs_a_call():
    worst = {"overdue": 9, "days_overdue": 99, "days_silent": 99, "days_waiting": 99}
    worst |= {"days_late": 99, "failed": 3, "bounced": 1}
    assert judged(OFF, **worst).state == State.WATCH


def test_every_number_of_a_programme_is_the_number_of_one_rule():
    assert sorted(NUMBERS) == sorted(FIELDS)


def test_status_derives_from_dates_and_results_only():
    """Not one measure is about words; what it is counted from, test_standings.py shows."""
    assert {rule.measure for rule in RULES} == set(NOTHING) - NOT_JUDGED_ALONE == set(WORDS)


def test_each_reason_is_told_in_words():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        found = judged(
            overdue=3, days_overdue=5, days_silent=50, days_waiting=20, days_late=9, failed=1, bounced=1
        )
    assert found.reasons == (
        "3 milestones overdue",
        "No log for 7 weeks",
        "Waiting on the mentor since 3 November 2026",
        "An assignment is 9 days overdue",
        "1 assignment referred or failed",
        "Email to them comes back",
    )


def test_one_long_overdue_milestone_is_told_by_its_days():
    assert judged(overdue=1, days_overdue=30).reasons == ("A milestone is 30 days overdue",)


def test_without_milestones_nothing_is_on_track_and_the_reason_says_so():
    assert judged(no_milestones=1).reasons == ("No date to measure the year by",)


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_places_that_are_not_active_are_called_what_they_are(status):
    found = attention(status, True, NOTHING | {"overdue": 9, "days_silent": 400}, DEFAULTS)
    assert found == Attention(State(status))


def test_nothing_is_expected_before_the_start():
    found = attention("active", False, NOTHING | {"overdue": 9, "days_overdue": 400}, DEFAULTS)
    assert found == Attention(State.NOT_STARTED)


@pytest.mark.parametrize(
    ("status", "started", "mentored", "marked"),
    [
        ("active", True, False, True),
        ("active", True, True, False),
        ("active", False, False, False),
        ("paused", True, False, False),
    ],
)
def test_a_fellow_who_should_have_a_mentor_and_has_none_is_marked(status, started, mentored, marked):
    assert unpaired(status, started, mentored) == marked


@pytest.mark.parametrize(
    ("measures", "called", "state"),
    [
        ({"days_silent": 50}, 8, State.WATCH),  # it became a reason eight days ago
        ({"days_silent": 50}, 9, State.NEEDS_CALL),
        ({"days_silent": 400}, 0, State.WATCH),
        ({"days_waiting": 20}, 5, State.WATCH),
        ({"days_waiting": 20}, 6, State.NEEDS_CALL),
        ({"overdue": 1, "days_overdue": 30, "newest_overdue": 30}, 8, State.WATCH),
        ({"overdue": 1, "days_overdue": 30, "newest_overdue": 30}, 9, State.NEEDS_CALL),
        ({"overdue": 2, "days_overdue": 9, "newest_overdue": 4}, 3, State.WATCH),
        ({"overdue": 2, "days_overdue": 9, "newest_overdue": 4}, 4, State.NEEDS_CALL),  # one more since
        ({"days_late": 30, "newest_late": 3}, 10, State.WATCH),  # the newest is no reason yet
        ({"days_late": 30, "newest_late": 9}, 10, State.NEEDS_CALL),
        ({"failed": 1, "newest_failed": 2}, 2, State.WATCH),
        ({"failed": 2, "newest_failed": 1}, 2, State.NEEDS_CALL),
        ({"bounced": 1, "newest_bounced": 5}, 5, State.WATCH),
        ({"bounced": 1, "newest_bounced": 5}, 6, State.NEEDS_CALL),
        ({}, 3, State.ON_TRACK),
    ],
)
def test_a_call_quiets_what_had_arisen_by_its_day(measures, called, state):
    assert judged(**measures, days_called=called).state == state


def test_what_was_called_about_stays_and_is_marked_and_what_is_new_is_not():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        found = judged(days_silent=60, failed=1, newest_failed=1, days_called=10)
    called = "No log for 8 weeks (Rowan Patel called on 13 November 2026)"
    assert found == Attention(State.NEEDS_CALL, (called, "1 assignment referred or failed"))


def test_overdue_milestones_that_were_called_about_are_told_once():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        one = judged(overdue=1, days_overdue=30, newest_overdue=30, days_called=2)
        two = judged(overdue=2, days_overdue=30, newest_overdue=25, days_called=2)
    called = "(Rowan Patel called on 21 November 2026)"
    assert one == Attention(State.WATCH, (f"A milestone is 30 days overdue {called}",))
    assert two == Attention(State.WATCH, (f"2 milestones overdue {called}",))
