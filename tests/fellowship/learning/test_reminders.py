import datetime as dt

import pytest

from fellowship.learning.emails import assignment_letters, taught_day_letters
from fellowship.learning.reminders import SOURCES, due_assignments, due_taught_days, overdue_assignments
from fellowship.learning.services.results import share_marks
from fellowship.notifications.models import Message
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.rendering import words_of
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 14)


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module__cohort=place.cohort, due_on=DUE)


def days(reminders) -> list[tuple[int, int]]:
    return sorted((reminder.person_id, reminder.offset_days) for reminder in reminders)


def whole_year(person_id=None):
    return due_assignments(dt.date(2026, 1, 1), dt.date(2026, 12, 31), person_id)


def test_assignment_is_reminded_of_before_and_on_the_day(assignment, place):
    person = place.person_id
    assert days(whole_year()) == [(person, -14), (person, -3), (person, 0)]


def test_assignment_reminder_falls_in_the_range_asked_for(assignment, place):
    asked = dt.date(2026, 11, 30)
    assert days(due_assignments(asked, asked, None)) == [(place.person_id, -14)]
    assert not days(due_assignments(asked + dt.timedelta(days=1), DUE - dt.timedelta(days=4), None))


def test_assignment_handed_in_or_extended_is_not_reminded_of_at_the_old_date(assignment, place):
    result = ResultFactory(assignment=assignment, place=place, extended_to=dt.date(2026, 12, 28))
    assert {reminder.due_on for reminder in whole_year()} == {dt.date(2026, 12, 28)}
    result.submitted_on = dt.date(2026, 12, 1)
    result.save()
    assert not days(whole_year())


def everything(place) -> set[int]:
    """Offsets of all that anybody is told about the PgCert this year."""
    year = dt.date(2026, 1, 1), dt.date(2026, 12, 31), None
    sources = (due_assignments, overdue_assignments, due_taught_days)
    return {reminder.offset_days for source in sources for reminder in source(*year)}


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_place_that_is_not_active_is_not_reminded(assignment, place, status):
    AdministratorFactory(programme=place.cohort.programme)
    day = TaughtDayFactory(module=assignment.module, day=DUE)
    asked = [message(place, assignment, "assignment_due", DUE), message(place, day, "taught_day", DUE)]
    assert everything(place) == {-14, -3, 0, 3, 10}
    assert assignment_letters(asked[:1])
    assert taught_day_letters(asked[1:])
    place.status = status
    place.save()
    assert everything(place) == set()
    assert not assignment_letters(asked[:1])
    assert not taught_day_letters(asked[1:])


def test_cohort_not_launched_gets_none(assignment, place):
    asked = message(place, assignment, "assignment_due", DUE)
    place.cohort.launched_at = None
    place.cohort.save()
    assert not days(whole_year())
    assert not assignment_letters([asked])


def test_assignment_of_one_person_only(assignment, place):
    other = PlaceFactory(cohort=place.cohort)
    assert {reminder.person_id for reminder in whole_year(other.person_id)} == {other.person_id}


def message(place, thing, kind, due_on):
    return Message.objects.create(
        person=place.person,
        kind=kind,
        object_kind=thing._meta.label_lower,
        object_id=str(thing.pk),
        due_on=due_on,
    )


def test_assignment_letter_is_dropped_when_no_longer_needed(assignment, place):
    asked = message(place, assignment, "assignment_due", DUE)
    assert set(assignment_letters([asked])) == {asked.pk}
    moved = message(place, assignment, "assignment_due", DUE - dt.timedelta(days=7))
    assert moved.pk not in assignment_letters([asked, moved])
    ResultFactory(assignment=assignment, place=place, submitted_on=DUE)
    assert not assignment_letters([asked])


def test_assignment_deleted_has_no_letter(assignment, place):
    asked = message(place, assignment, "assignment_due", DUE)
    assignment.delete()
    assert not assignment_letters([asked])


def test_taught_day_three_days_before(place):
    day = TaughtDayFactory(module__cohort=place.cohort, day=DUE)
    asked = DUE - dt.timedelta(days=3)
    assert days(due_taught_days(asked, asked, None)) == [(place.person_id, -3)]
    sent = message(place, day, "taught_day", DUE)
    assert set(taught_day_letters([sent])) == {sent.pk}
    day.day = DUE + dt.timedelta(days=1)
    day.save()
    assert not taught_day_letters([sent])


def test_taught_day_that_has_passed_where_the_person_is_is_not_announced(place, time_machine):
    place.person.time_zone = "Pacific/Auckland"
    day = TaughtDayFactory(module__cohort=place.cohort, day=DUE)
    sent = message(place, day, "taught_day", DUE)
    time_machine.move_to(dt.datetime(2026, 12, 14, 10, 30, tzinfo=dt.UTC))  # still the 14th there
    assert taught_day_letters([sent])
    time_machine.move_to(dt.datetime(2026, 12, 14, 11, 30, tzinfo=dt.UTC))
    assert not taught_day_letters([sent])


def test_assignment_letter_that_was_held_back_past_the_date_says_so(assignment, place, time_machine):
    asked = message(place, assignment, "assignment_due", DUE)
    found = {}
    for after in (0, 2):
        time_machine.move_to(dt.datetime(2026, 12, 14 + after, 12, tzinfo=dt.UTC))
        letter = assignment_letters([asked])[asked.pk]
        found[after] = words_of(asked, letter), letter.line
    in_time, late_words = found[0][0], found[2][0]
    assert "is due on 14 December 2026" in in_time.subject
    assert "is due on Monday 14 December 2026" in in_time.text
    assert late_words.subject == f"Overdue: {assignment.title} was due 2 days ago"
    for words in (late_words.text, late_words.html):
        assert "was due on" in words
        assert "is due on" not in words
    assert [line for _words, line in found.values()] == [
        f"{assignment.title} is due.",
        f"{assignment.title} is overdue.",
    ]


def overdue(after: int) -> set[tuple[int, int]]:
    asked = DUE + dt.timedelta(days=after)
    return {(one.person_id, one.offset_days) for one in overdue_assignments(asked, asked, None)}


def test_overdue_is_told_to_the_fellow_then_to_administrators(assignment, place):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    AdministratorFactory()
    PairingFactory(place=place)
    assert overdue(3) == {(place.person_id, 3)}
    assert overdue(10) == {(administrator.pk, 10)}
    assert [overdue(days) for days in (0, 2, 4, 9, 11)] == [set()] * 5


def test_overdue_is_told_to_mentors_only_if_marks_are_shared(assignment, place):
    mentor = PairingFactory(place=place).mentor
    PairingFactory(place=place, kind="second", ends_on=place.starts_on + dt.timedelta(days=3))
    assert overdue(10) == set()
    share_marks(place=place, by=place.person, shared=True)
    assert overdue(10) == {(mentor.pk, 10)}


def test_overdue_counts_from_the_extended_date_and_stops_when_handed_in(assignment, place):
    AdministratorFactory(programme=place.cohort.programme)
    result = ResultFactory(assignment=assignment, place=place, extended_to=DUE + dt.timedelta(days=7))
    assert (overdue(3), overdue(10)) == (set(), {(place.person_id, 3)})
    result.submitted_on = DUE
    result.save()
    assert (overdue(10), overdue(17)) == (set(), set())


def test_an_administrator_is_told_of_each_fellow_who_is_late(assignment, place):
    AdministratorFactory(programme=place.cohort.programme)
    PlaceFactory(cohort=place.cohort)
    asked = DUE + dt.timedelta(days=10)
    assert len({one.object_id for one in overdue_assignments(asked, asked, None)}) == 2


def plan_on(time_machine, *days: int) -> None:
    """At noon, that many days after the date."""
    for after in days:
        moment = dt.datetime.combine(DUE + dt.timedelta(days=after), dt.time(12), tzinfo=dt.UTC)
        time_machine.move_to(moment, tick=False)
        plan(SOURCES)


@pytest.mark.parametrize("became", ["not handed in after all", "extension taken back"])
def test_assignment_that_is_late_again_after_its_days_is_told_once(assignment, place, time_machine, became):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    result = ResultFactory(assignment=assignment, place=place)
    if became == "not handed in after all":
        result.submitted_on = DUE
    else:
        result.extended_to = DUE + dt.timedelta(days=60)
    result.save()
    plan_on(time_machine, *range(-1, 20))
    overdue_ones = Message.objects.filter(kind="assignment_overdue")
    assert not overdue_ones.exists()

    result.submitted_on = result.extended_to = None
    result.save()
    plan_on(time_machine, 20, 21, 22)
    told = sorted(overdue_ones.values_list("person_id", "offset_days"))
    assert told == sorted([(place.person_id, 3), (administrator.pk, 10)])


def late(person, assignment, *, place=None) -> Message:
    """A message about an assignment that is overdue: to its fellow, or to somebody else about a place."""
    return Message.objects.create(
        person=person,
        kind="assignment_overdue",
        object_kind="learning.assignment",
        object_id=f"{assignment.pk}.{place.pk}" if place else str(assignment.pk),
        due_on=assignment.due_on,
        offset_days=10 if place else 3,
        why="Invented.",
    )


def test_overdue_letters_say_who_is_late_with_what(place):
    place.person.given_name, place.person.family_name = "Amara", "Okafor"
    place.person.save()
    essay = AssignmentFactory(module__cohort=place.cohort, title="Essay", due_on=days_from_today(-10))
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    told = [late(place.person, essay), late(administrator, essay, place=place)]
    letters = assignment_letters(told)
    words = [words_of(one, letters[one.pk]) for one in told]
    assert [one.subject for one in words] == [
        "Overdue: Essay was due 10 days ago",
        "Amara Okafor: Essay is overdue",
    ]
    for one in words:
        assert "is not shown as handed in" in one.text
        assert "is not shown as handed in" in one.html


def test_overdue_letter_is_not_needed_once_its_reader_has_no_part_in_it(assignment, place):
    mentor = PairingFactory(place=place).mentor
    role = AdministratorFactory(programme=place.cohort.programme)
    share_marks(place=place, by=place.person, shared=True)
    to_mentor, to_administrator = [late(who, assignment, place=place) for who in (mentor, role.person)]
    both = [to_mentor, to_administrator]
    assert set(assignment_letters(both)) == {to_mentor.pk, to_administrator.pk}
    share_marks(place=place, by=place.person, shared=False)
    assert set(assignment_letters(both)) == {to_administrator.pk}
    share_marks(place=place, by=place.person, shared=True)
    place.pairings.update(ends_on=days_from_today(-1))
    assert set(assignment_letters(both)) == {to_administrator.pk}
    role.ends_on = days_from_today(-1)
    role.save()
    assert not assignment_letters(both)


@pytest.mark.parametrize("count", [1, 3])
def test_letters_take_the_same_queries_however_many(place, count, django_assert_num_queries):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    for _number in range(count):
        assignment = AssignmentFactory(module__cohort=place.cohort)
        late(place.person, assignment)
        late(administrator, assignment, place=place)
    messages = list(Message.objects.select_related("person"))
    with django_assert_num_queries(7):
        assert len(assignment_letters(messages)) == 2 * count
