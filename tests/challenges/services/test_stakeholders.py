import uuid

import pytest
from django.core.exceptions import PermissionDenied

from challenges.models import Position, Stakeholder
from challenges.models.stakeholder import Support, Tie
from challenges.services.pieces import remove_piece
from challenges.services.stakeholders import (
    add_position,
    add_stakeholder,
    edit_position,
    edit_stakeholder,
    remove_position,
)
from challenges.services.stale import Stale
from challenges.workflow import PieceStatus
from fellowship.lib.workflows import NotPossible
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import PositionFactory, StakeholderFactory

OTHERS = ["mentor", "second_mentor", "administrator", "tutor", "evaluator", "same_cohort", "stranger"]
STANDS = {
    "power": 4,
    "interest": 2,
    "support": Support.DOUBTFUL,
    "needed": Support.HELPFUL,
    "note": "Said so.",
    "day": days_from_today(-20),
}
WHO = {
    "name": "Director of finance",
    "category": "commissioners",
    "tie": Tie.VERTICAL,
    "introduced_by": None,
    "wants": "A balanced budget",
}


@pytest.fixture
def stakeholder(world):
    position = PositionFactory(stakeholder__challenge=world.challenge)
    return position.stakeholder


def add(world, form_id=None, by=None, **more):
    return add_stakeholder(
        challenge=world.challenge,
        words={**WHO, **STANDS, **more},
        form_id=form_id or uuid.uuid4(),
        by=by or world.owner,
    )


def stands(**more):
    return {**STANDS, **more}


def last_step(stakeholder):
    return stakeholder.changes.last()


def test_stakeholder_comes_with_its_first_position_as_one_step(world):
    made = add(world)
    step = made.changes.get()

    assert made.positions.get().power == 4
    assert step.act == "add"
    assert ["support", "", "Doubtful"] in step.words
    assert ["wants", "", "A balanced budget"] in step.words


def test_form_sent_twice_makes_one_stakeholder_with_one_position(world):
    form_id = uuid.uuid4()
    assert add(world, form_id) == add(world, form_id, power=1)
    assert Stakeholder.objects.count() == Position.objects.count() == 1


@pytest.mark.parametrize("name", OTHERS)
def test_only_the_fellow_adds_and_changes(world, stakeholder, name):
    other = getattr(world, name)
    acts = [
        lambda: add(world, by=other),
        lambda: edit_stakeholder(piece=stakeholder, words=WHO, by=other),
        lambda: add_position(stakeholder=stakeholder, words=STANDS, by=other),
        lambda: edit_position(position=stakeholder.positions.get(), words=STANDS, by=other),
        lambda: remove_position(position=stakeholder.positions.get(), by=other),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_later_position_leaves_the_earlier_one(world, stakeholder):
    add_position(stakeholder=stakeholder, words=stands(support=Support.LEADS), by=world.owner)

    assert [one.support for one in stakeholder.positions.all()] == [Support.NEUTRAL, Support.LEADS]
    assert last_step(stakeholder).act == "add_position"


def test_same_position_sent_twice_is_one(world, stakeholder):
    first = add_position(stakeholder=stakeholder, words=STANDS, by=world.owner, version=1)
    second = add_position(stakeholder=stakeholder, words=STANDS, by=world.owner, version=1)

    assert first == second
    assert stakeholder.changes.count() == 1


def test_second_position_of_a_day_is_refused_with_the_day(world, stakeholder):
    add_position(stakeholder=stakeholder, words=STANDS, by=world.owner)
    with pytest.raises(NotPossible, match="Change that position instead"):
        add_position(stakeholder=stakeholder, words=stands(power=1), by=world.owner)


def test_position_from_a_stale_form_is_refused(world, stakeholder):
    add_position(stakeholder=stakeholder, words=STANDS, by=world.owner)
    with pytest.raises(Stale):
        add_position(
            stakeholder=stakeholder, words=stands(day=days_from_today(-1)), by=world.owner, version=1
        )


def test_wrongly_dated_position_is_moved_and_the_history_keeps_the_day(world, stakeholder):
    position = stakeholder.positions.get()
    edit_position(position=position, words=STANDS, by=world.owner)
    words = {name: (before, after) for name, before, after in last_step(stakeholder).words}

    assert stakeholder.positions.get().day == STANDS["day"]
    assert words["power"] == ("3", "4")
    assert words["day"][0] != words["day"][1]


def test_position_with_the_same_words_changes_nothing(world, stakeholder):
    position = stakeholder.positions.get()
    same = {name: getattr(position, name) for name in STANDS}
    edit_position(position=position, words=same, by=world.owner, version=99)
    assert not stakeholder.changes.exists()


def test_position_cannot_move_to_a_day_that_has_one(world, stakeholder):
    other = add_position(stakeholder=stakeholder, words=STANDS, by=world.owner)
    taken = stakeholder.positions.first().day
    with pytest.raises(NotPossible, match="already said"):
        edit_position(position=other, words=stands(day=taken), by=world.owner)


def test_removed_position_stays_in_the_history(world, stakeholder):
    other = add_position(stakeholder=stakeholder, words=STANDS, by=world.owner)
    remove_position(position=other, by=world.owner, version=2)
    remove_position(position=other, by=world.owner, version=2)  # a double click

    assert stakeholder.positions.count() == 1
    assert ["power", "4", ""] in last_step(stakeholder).words
    assert stakeholder.changes.count() == 2


def test_only_position_cannot_be_removed(world, stakeholder):
    with pytest.raises(NotPossible, match="only position"):
        remove_position(position=stakeholder.positions.get(), by=world.owner)


def test_positions_of_a_removed_stakeholder_do_not_change(world, stakeholder):
    remove_piece(piece=stakeholder, by=world.owner)
    with pytest.raises(NotPossible):
        add_position(stakeholder=stakeholder, words=STANDS, by=world.owner)


def test_new_position_opens_what_the_mentor_had_agreed(world, stakeholder):
    Stakeholder.objects.update(status=PieceStatus.AGREED)
    add_position(stakeholder=stakeholder, words=STANDS, by=world.owner)
    stakeholder.refresh_from_db()
    assert stakeholder.status == PieceStatus.OPEN


def introduced(world, by=None, **more):
    return StakeholderFactory(challenge=world.challenge, introduced_by=by, **more)


def test_introductions_in_a_circle_are_refused_with_both_names(world):
    first = introduced(world, name="Medical director")
    second = introduced(world, first)
    third = introduced(world, second, name="Chief nurse")
    with pytest.raises(NotPossible, match="Chief nurse came to you through Medical director"):
        edit_stakeholder(piece=first, words={**WHO, "introduced_by": third}, by=world.owner)


def test_nobody_introduces_themselves(world):
    one = introduced(world)
    with pytest.raises(NotPossible, match="Nobody introduces themselves"):
        edit_stakeholder(piece=one, words={**WHO, "introduced_by": one}, by=world.owner)


def test_introduction_that_makes_no_circle_is_kept_in_the_history(world):
    first, second = introduced(world, name="Medical director"), introduced(world)
    edit_stakeholder(piece=second, words={**WHO, "introduced_by": first}, by=world.owner, version=1)
    assert ["introduced_by", "", "Medical director"] in last_step(second).words


def test_stale_form_of_a_stakeholder_is_refused(world):
    one = introduced(world)
    edit_stakeholder(piece=one, words=WHO, by=world.owner, version=1)
    with pytest.raises(Stale):
        edit_stakeholder(piece=one, words={**WHO, "name": "Other"}, by=world.owner, version=1)
