import pytest

from fellowship.home.attention import RULES, Attention, State, attention, long_wait, silence, unpaired

NOTHING = {"overdue": 0, "days_overdue": None, "no_milestones": 0}


def judged(**measures) -> Attention:
    return attention("active", True, NOTHING | measures)


@pytest.mark.parametrize(
    ("measures", "state"),
    [
        ({}, State.ON_TRACK),
        ({"overdue": 1, "days_overdue": 1}, State.WATCH),
        ({"overdue": 1, "days_overdue": 21}, State.WATCH),
        ({"overdue": 1, "days_overdue": 22}, State.NEEDS_CALL),
        ({"overdue": 2, "days_overdue": 1}, State.NEEDS_CALL),
        ({"no_milestones": 1}, State.NO_MILESTONES),
    ],
)
def test_state_at_each_threshold(measures, state):
    assert judged(**measures).state == state


def test_status_derives_from_milestones_only():
    assert {measure for _state, measure, _least in RULES} == {"overdue", "days_overdue", "no_milestones"}


def test_reasons_are_those_of_the_state_in_words():
    assert judged(overdue=3, days_overdue=5).reasons == ("3 milestones overdue",)


def test_one_long_overdue_milestone_is_told_by_its_days():
    assert judged(overdue=1, days_overdue=30).reasons == ("A milestone is 30 days overdue",)


def test_without_milestones_nothing_is_on_track_and_the_reason_says_so():
    assert judged(no_milestones=1).reasons == ("No date to measure the year by",)


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_places_that_are_not_active_are_called_what_they_are(status):
    found = attention(status, True, {"overdue": 9, "days_overdue": 400})
    assert found == Attention(State(status))


def test_nothing_is_expected_before_the_start():
    assert attention("active", False, {"overdue": 9, "days_overdue": 400}) == Attention(State.NOT_STARTED)


@pytest.mark.parametrize(
    ("status", "started", "days", "words"),
    [
        ("active", True, 41, ""),
        ("active", True, 42, "No log for 6 weeks"),
        ("active", True, 55, "No log for 7 weeks"),
        ("active", True, None, ""),
        ("active", False, 50, ""),
        ("paused", True, 50, ""),
    ],
)
def test_a_silent_log_is_marked_in_words(status, started, days, words):
    assert silence(status, started, days) == words


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
    ("status", "days", "words"),
    [("active", 14, ""), ("active", 15, "Over 14 days"), ("active", None, ""), ("paused", 15, "")],
)
def test_a_long_wait_is_marked_in_words(status, days, words):
    assert long_wait(status, days) == words
