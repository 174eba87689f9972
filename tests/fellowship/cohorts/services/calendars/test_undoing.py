import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from challenges.models import Milestone
from challenges.services.moving import move_milestones
from fellowship.cohorts.services.calendars.undoing import CannotUndo, undo_change
from fellowship.cohorts.services.pauses import pauses_now, pauses_of
from fellowship.learning.models import Result
from tests.factories import PairingFactory
from tests.factories.sessions import SetMemberFactory
from tests.fellowship.cohorts.services.a_year import END, due

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def undo(year):
    return lambda change: undo_change(change=change, by=year.administrator)


def test_return_from_a_pause_is_undone_whole(year, undo):
    milestone, essay = year.milestone(D(2027, 3, 1)), year.assignment(D(2027, 3, 1))
    year.change("pause", D(2027, 1, 1), until=D(2027, 5, 1))
    change = year.change("resume", D(2027, 2, 1))

    undo(change)

    assert (due(milestone), year.place.ends_on, year.place.status) == (D(2027, 3, 1), END, "paused")
    assert Result.objects.get(assignment=essay).extended_to is None
    assert pauses_now([year.place.pk])[year.place.pk].starts_on == D(2027, 1, 1)
    year.change("resume", D(2027, 2, 8))
    assert due(milestone) == D(2027, 4, 8)


@pytest.mark.parametrize("kind", ["pause", "hours", "extend"])
def test_other_changes_are_undone(year, undo, kind):
    milestone = year.milestone(D(2027, 3, 1))
    asked = {"pause": {}, "hours": {"percent": 50}, "extend": {"until": D(2028, 1, 1)}}[kind]
    undo(year.change(kind, D(2027, 1, 1), **asked))
    place = year.place
    assert (place.status, place.percent, place.ends_on, due(milestone)) == (
        "active",
        100,
        END,
        D(2027, 3, 1),
    )
    assert pauses_of(place) == []


def test_end_is_undone_with_its_pairings_and_planned_pause(year, undo):
    pairing = PairingFactory(place=year.place)
    year.change("pause", D(2027, 6, 1), today=D(2027, 1, 1))
    undo(year.change("withdraw", D(2027, 2, 1)))
    pairing.refresh_from_db()
    assert (year.place.status, year.place.ends_on) == ("active", END)
    assert (pairing.ends_on, pairing.end_reason) == (None, "")
    assert pauses_now([year.place.pk])[year.place.pk].starts_on == D(2027, 6, 1)


@pytest.mark.parametrize("kind", ["complete", "withdraw"])
def test_end_is_undone_with_the_learning_set(year, undo, kind):
    now, before = (
        SetMemberFactory(learning_set__cohort=year.place.cohort, place=year.place, left_on=left)
        for left in (None, D(2027, 1, 1))
    )
    change = year.change(kind, D(2027, 2, 1))
    now.refresh_from_db()
    assert now.left_on == D(2027, 2, 1)
    undo(change)
    now.refresh_from_db()
    before.refresh_from_db()
    assert (now.left_on, before.left_on) == (None, D(2027, 1, 1))


def test_end_is_undone_with_a_pairing_that_had_not_begun(year, undo):
    pairing = PairingFactory(place=year.place, starts_on=D(2027, 3, 1), ends_on=D(2027, 8, 1))
    change = year.change("withdraw", D(2027, 2, 1))
    assert not year.place.pairings.exists()
    undo(change)
    back = year.place.pairings.get()
    assert [back.pk, back.mentor, back.kind] == [pairing.pk, pairing.mentor, pairing.kind]
    assert [back.starts_on, back.ends_on] == [D(2027, 3, 1), D(2027, 8, 1)]


def test_undone_twice_is_undone_once(year, undo):
    change = year.change("extend", D(2027, 1, 1), until=D(2028, 1, 1))
    assert undo(change).undone_at == undo(change).undone_at


def test_only_the_last_change_is_undone(year, undo):
    first = year.change("extend", D(2027, 1, 1), until=D(2028, 1, 1))
    last = year.change("extend", D(2027, 1, 2), until=D(2028, 2, 1))
    with pytest.raises(CannotUndo, match="Undo the last change first"):
        undo(first)
    undo(last)
    undo(first)
    assert year.place.ends_on == END


@pytest.mark.parametrize("meanwhile", ["moved", "signed off"])
def test_nothing_is_undone_when_something_it_moved_was_changed(year, undo, meanwhile):
    first, second = year.milestone(D(2027, 3, 1)), year.milestone(D(2027, 3, 1))
    change = year.change("extend", D(2027, 1, 1), until=END + dt.timedelta(days=7))
    if meanwhile == "moved":
        move_milestones(moves={second.pk: D(2027, 5, 5)}, reason="Own plan.", by=None)
    else:
        Milestone.objects.filter(pk=second.pk).update(
            status="signed_off", signed_off_at=dt.datetime(2027, 1, 2, tzinfo=dt.UTC)
        )
    with pytest.raises(CannotUndo, match="1 date that this moved"):
        undo(change)
    assert (due(first), year.place.ends_on) == (D(2027, 3, 8), END + dt.timedelta(days=7))


def test_change_of_the_place_itself_keeps_it_from_being_undone(year, undo):
    change = year.change("extend", D(2027, 1, 1), until=D(2028, 1, 1))
    type(year.place).objects.update(ends_on=D(2028, 3, 1))
    with pytest.raises(CannotUndo, match="The place was changed since"):
        undo(change)


def test_fellow_undoes_nothing(year):
    change = year.change("extend", D(2027, 1, 1), until=D(2028, 1, 1))
    with pytest.raises(PermissionDenied):
        undo_change(change=change, by=year.place.person)
