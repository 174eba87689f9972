import pytest

from fellowship.home.attention import Attention, State, attention

NOTHING = {"overdue": 0, "days_overdue": None, "days_silent": 3, "days_waiting": None}


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
        ({"days_silent": 27}, State.ON_TRACK),
        ({"days_silent": 28}, State.WATCH),
        ({"days_silent": 41}, State.WATCH),
        ({"days_silent": 42}, State.NEEDS_CALL),
        ({"days_waiting": 14}, State.ON_TRACK),
        ({"days_waiting": 15}, State.WATCH),
        ({"days_waiting": 28}, State.WATCH),
        ({"days_waiting": 29}, State.NEEDS_CALL),
    ],
)
def test_state_at_each_threshold(measures, state):
    assert judged(**measures).state == state


def test_reasons_are_those_of_the_state_in_words():
    assert judged(overdue=3, days_overdue=5, days_silent=45, days_waiting=16).reasons == (
        "3 milestones overdue",
        "No log for 6 weeks",
    )


def test_one_long_overdue_milestone_is_told_by_its_days():
    assert judged(overdue=1, days_overdue=30).reasons == ("A milestone is 30 days overdue",)


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_places_that_are_not_active_are_called_what_they_are(status):
    found = attention(status, True, NOTHING | {"overdue": 9, "days_silent": 400})
    assert found == Attention(State(status))


def test_nothing_is_expected_before_the_start():
    assert attention("active", False, NOTHING | {"days_silent": 400}) == Attention(State.NOT_STARTED)
