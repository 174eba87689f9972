import datetime as dt

import pytest

from challenges.drawings.people import Stand, known_on, numbered
from tests.challenges.drawings.people import START, person

LATER = START + dt.timedelta(days=30)


@pytest.mark.parametrize(
    ("power", "interest", "field"),
    [
        (5, 5, "manage_closely"),
        (4, 4, "manage_closely"),
        (4, 3, "keep_satisfied"),
        (3, 4, "keep_informed"),
        (3, 3, "monitor"),
        (1, 1, "monitor"),
    ],
)
def test_field_follows_power_and_interest(power, interest, field):
    assert Stand(START, power, interest, 0, 0).field == field


def test_position_of_a_day_is_the_newest_up_to_it():
    first, second = Stand(START, 1, 1, 0, 0), Stand(LATER, 5, 5, 1, 1)
    one = person(1, stands=(first, second))

    assert one.on(START - dt.timedelta(days=1)) is None
    assert one.on(START) == one.on(LATER - dt.timedelta(days=1)) == first
    assert one.on(LATER) == second


def test_known_are_those_who_were_known_by_the_day_and_new_those_since_the_earlier():
    old, new = person(1), person(2, since=LATER)

    assert [one.person.pk for one in known_on([old, new], START)] == [1]
    assert [one.is_new for one in known_on([old, new], LATER, earlier=START)] == [False, True]
    assert [one.is_new for one in known_on([old, new], LATER)] == [False, False]


def test_numbers_follow_the_order_in_which_people_became_known():
    found = numbered([person(1, since=LATER), person(3), person(2)])
    assert [(one.number, one.pk) for one in found] == [(1, 2), (2, 3), (3, 1)]
