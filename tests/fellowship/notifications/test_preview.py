import datetime as dt

import pytest

from bench.counting import counted
from fellowship.notifications.models import Preference
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.preview import upcoming
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def person(things, time_machine):
    time_machine.move_to(NOON, tick=False)
    person = UserFactory()
    things.due_on["1"] = dt.date(2026, 6, 20)
    things.tell(person.pk, "1", -14, -3, 0, 30)
    return person


def test_upcoming_lists_the_next_thirty_days_in_order_with_why(things, person):
    items = upcoming(person, sources=[things.source()])

    assert [(item.at.date().isoformat(), item.about, item.why) for item in items] == [
        ("2026-06-06", "Thing 1", "You lead this."),
        ("2026-06-17", "Thing 1", "You lead this."),
        ("2026-06-20", "Thing 1", "You lead this."),
    ]


def test_upcoming_lists_what_two_roles_ask_for_once(things, person):
    things.tell(person.pk, "1", -3)

    assert len(upcoming(person, sources=[things.source()])) == 3


def test_upcoming_asks_once_where_the_person_is_however_many_sources_find_something(things, person):
    def statements(*kinds: str) -> int:
        with counted() as count:
            assert len(upcoming(person, sources=[things.source(kind) for kind in kinds])) == 3 * len(kinds)
        return count.statements

    assert statements("milestone_due", "taught_day") == statements("milestone_due")


def test_upcoming_of_somebody_else_is_empty(things, person):
    assert upcoming(UserFactory(), sources=[things.source()]) == []


def test_upcoming_for_those_who_oversee_one_programme_leaves_out_the_others(things, person):
    things.programme_id = 7
    things.tell(person.pk, "1", -5)
    put(person=person, kind="comment", object_kind="tests.thing", object_id="2", why="Why.", programme_id=8)

    seven = upcoming(person, sources=[things.source()], programmes={7})
    assert [item.at.date().isoformat() for item in seven] == ["2026-06-15"]
    assert [item.kind for item in upcoming(person, sources=[things.source()], programmes={8})] == ["comment"]


def test_upcoming_for_those_who_oversee_leaves_out_what_two_people_arranged(things, person):
    things.programme_id = 7
    things.told.clear()
    things.tell(person.pk, "1", -5)
    put(person=person, kind="session", object_kind="tests.thing", object_id="2", why="Why.", programme_id=7)
    due = things.source("session_due")

    assert [item.kind for item in upcoming(person, sources=[due])] == ["session", "session_due"]
    assert upcoming(person, sources=[due], programmes={7}) == []


def test_upcoming_leaves_out_what_is_switched_off(things, person):
    Preference.objects.create(person=person, kind="milestone_due", delivery="off")

    assert upcoming(person, sources=[things.source()]) == []


def test_upcoming_names_a_planned_reminder_once(things, person, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 6, 5, 30, tzinfo=dt.UTC), tick=False)
    plan([things.source()])

    items = upcoming(person, sources=[things.source()])

    assert [item.at.date().isoformat() for item in items] == ["2026-06-06", "2026-06-17", "2026-06-20"]


def test_upcoming_shows_a_gathered_kind_on_the_morning_of_its_summary(things, person):
    put(person=person, kind="comment", object_kind="tests.thing", object_id="1", why="Why.")

    (item, *_others) = upcoming(person, sources=[])

    assert item.at == dt.datetime(2026, 6, 2, 6, 30, tzinfo=dt.UTC)
    assert item.delivery_label == "In a daily summary"
