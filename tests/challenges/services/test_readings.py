import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from challenges.entries import Entry
from challenges.models import PieceChange, Reading, StepChange
from challenges.services import readings as service
from challenges.services.pieces import act_on_piece, remove_piece
from challenges.services.readings import add_reading, change_reading, remove_reading, save_readings
from challenges.services.stale import Stale
from challenges.services.step_changes import mark_step_change, remove_step_change
from challenges.workflow import PieceStatus
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import AuditEvent
from tests.factories.workspace import MeasureFactory

FIRST = dt.date(2026, 1, 1)
OTHERS = [
    *("mentor", "second_mentor", "mentor_in_grace", "former_mentor", "administrator", "tutor"),
    *("evaluator", "same_cohort", "other_cohort", "other_administrator", "stranger"),
]


@pytest.fixture
def measure(world):
    return MeasureFactory(challenge=world.challenge, unit="days")


def entry(day: int, value: int | None = 20, **more) -> Entry:
    return Entry(dt.date(2026, 1, day), None if value is None else Decimal(value), **more)


def filled(measure, world, days=range(1, 6)):
    save_readings(measure=measure, entries=[entry(day, 10 + day) for day in days], by=world.owner)
    measure.refresh_from_db()
    return measure


def steps_of(measure) -> list[tuple[str, list]]:
    return [(change.act, change.words) for change in measure.changes.all()]


def test_reading_added_is_in_the_history_and_the_audit(world, measure):
    add_reading(measure=measure, entry=entry(1, 20, note="Strike"), by=world.owner)
    reading = measure.readings.get()
    assert (reading.day, reading.value, reading.note) == (FIRST, 20, "Strike")
    assert steps_of(measure) == [("add_reading", [["1 January 2026", "", "20\u00a0days. Strike"]])]
    assert AuditEvent.objects.filter(act="add_reading", object_id=str(measure.pk), by=world.owner).exists()


def test_reading_sent_twice_is_added_once(world, measure):
    one = add_reading(measure=measure, entry=entry(1), by=world.owner)
    assert add_reading(measure=measure, entry=entry(1), by=world.owner) == one
    assert len(steps_of(measure)) == 1


def test_another_reading_for_the_same_day_is_refused_and_told(world, measure):
    add_reading(measure=measure, entry=entry(1, 20), by=world.owner)
    with pytest.raises(NotPossible, match="There is a reading for 1 January 2026 already: 20\u00a0days"):
        add_reading(measure=measure, entry=entry(1, 21), by=world.owner)
    assert measure.readings.get().value == 20


def test_reading_changed_keeps_what_it_said(world, measure):
    filled(measure, world)
    reading = measure.readings.get(day=FIRST)
    change_reading(reading=reading, entry=entry(1, 99), by=world.owner, version=measure.version)
    assert steps_of(measure)[-1] == ("change_reading", [["1 January 2026", "11\u00a0days", "99\u00a0days"]])


def test_the_same_words_again_change_nothing(world, measure):
    filled(measure, world)
    reading = measure.readings.get(day=FIRST)
    change_reading(reading=reading, entry=Entry.of(reading), by=world.owner, version=0)
    assert len(steps_of(measure)) == 1


def test_reading_moved_to_another_day_takes_its_step_change_along(world, measure):
    filled(measure, world)
    mark_step_change(measure=measure, day=dt.date(2026, 1, 3), reason="New rota", by=world.owner)
    reading = measure.readings.get(day=dt.date(2026, 1, 3))
    change_reading(reading=reading, entry=entry(9, 13), by=world.owner)
    assert measure.step_changes.get().day == dt.date(2026, 1, 9)
    assert [day for day, _before, _after in steps_of(measure)[-1][1]] == ["3 January 2026", "9 January 2026"]


def test_reading_cannot_be_moved_onto_another(world, measure):
    filled(measure, world)
    with pytest.raises(NotPossible, match="2 January 2026 already"):
        change_reading(reading=measure.readings.first(), entry=entry(2, 11), by=world.owner)


def test_stale_forms_are_refused(world, measure):
    filled(measure, world)
    reading, third = measure.readings.first(), dt.date(2026, 1, 3)
    stale = {"by": world.owner, "version": measure.version - 1}
    for act in [
        lambda: change_reading(reading=reading, entry=entry(1, 99), **stale),
        lambda: remove_reading(reading=reading, **stale),
        lambda: save_readings(measure=measure, entries=[entry(1, 99)], **stale),
        lambda: mark_step_change(measure=measure, day=third, reason="x", **stale),
    ]:
        with pytest.raises(Stale):
            act()
    assert len(steps_of(measure)) == 1


def test_reading_removed_keeps_what_it_said(world, measure):
    filled(measure, world)
    reading = measure.readings.first()
    remove_reading(reading=reading, by=world.owner)
    remove_reading(reading=reading, by=world.owner)
    assert measure.readings.count() == 4
    assert steps_of(measure)[1:] == [("remove_reading", [["1 January 2026", "11\u00a0days", ""]])]


def test_reading_a_step_change_begins_at_is_not_removed(world, measure):
    filled(measure, world)
    mark_step_change(measure=measure, day=dt.date(2026, 1, 3), reason="New rota", by=world.owner)
    with pytest.raises(NotPossible, match="Remove the step change first"):
        remove_reading(reading=measure.readings.get(day=dt.date(2026, 1, 3)), by=world.owner)


def test_table_adds_and_changes_in_one_step(world, measure):
    filled(measure, world)
    wanted = [entry(1, 11), entry(2, 99), entry(8, None)]
    saved = save_readings(measure=measure, entries=wanted, by=world.owner, version=measure.version)
    assert (saved.added, saved.changed) == (1, 1)
    assert steps_of(measure)[1:] == [
        (
            "paste_readings",
            [["2 January 2026", "12\u00a0days", "99\u00a0days"], ["8 January 2026", "", "missing"]],
        )
    ]


def test_table_sent_twice_is_saved_once_even_with_the_old_version(world, measure):
    wanted = [entry(day) for day in range(1, 20)]
    save_readings(measure=measure, entries=wanted, by=world.owner, version=1)
    saved = save_readings(measure=measure, entries=wanted, by=world.owner, version=1)
    assert (saved.added, saved.changed) == (0, 0)
    assert len(steps_of(measure)) == 1


def test_table_that_fails_half_way_saves_nothing(world, measure):
    too_large = Entry(dt.date(2026, 1, 2), Decimal(10) ** 13)
    with pytest.raises(Exception, match="overflow"), transaction.atomic():
        save_readings(measure=measure, entries=[entry(1), too_large], by=world.owner)
    assert not measure.readings.exists()
    assert not measure.changes.exists()


def test_measure_holds_so_many_readings_and_no_more(world, measure, monkeypatch):
    monkeypatch.setattr(service, "MOST_READINGS", 5)
    filled(measure, world)
    with pytest.raises(NotPossible, match="can hold 5 readings"):
        add_reading(measure=measure, entry=entry(9), by=world.owner)
    with pytest.raises(NotPossible, match="can hold 5 readings"):
        save_readings(measure=measure, entries=[entry(9)], by=world.owner)
    save_readings(measure=measure, entries=[entry(1, 99)], by=world.owner)


def test_step_change_needs_a_reason_and_a_reading_that_is_not_the_first(world, measure):
    filled(measure, world)
    third = dt.date(2026, 1, 3)
    for day, reason, refusal in [
        (third, "  ", "Say why"),
        (FIRST, "New rota", "cannot begin at the first reading"),
        (dt.date(2026, 1, 20), "New rota", "There is no reading for 20 January 2026"),
    ]:
        with pytest.raises(NotPossible, match=refusal):
            mark_step_change(measure=measure, day=day, reason=reason, by=world.owner)
    step = mark_step_change(measure=measure, day=third, reason="New rota", by=world.owner)
    assert mark_step_change(measure=measure, day=third, reason="New rota", by=world.owner) == step
    with pytest.raises(NotPossible, match="already"):
        mark_step_change(measure=measure, day=third, reason="Other", by=world.owner)
    change = measure.changes.last()
    assert (change.act, change.reason) == ("mark_step_change", "New rota")


def test_step_change_is_taken_off_with_a_reason(world, measure):
    filled(measure, world)
    step = mark_step_change(measure=measure, day=dt.date(2026, 1, 3), reason="New rota", by=world.owner)
    with pytest.raises(NotPossible, match="Say why"):
        remove_step_change(step_change=step, reason="", by=world.owner)
    remove_step_change(step_change=step, reason="Marked too early", by=world.owner)
    remove_step_change(step_change=step, reason="Marked too early", by=world.owner)
    assert not StepChange.objects.exists()
    assert steps_of(measure)[-1] == ("remove_step_change", [["3 January 2026", "New rota", ""]])
    assert len(steps_of(measure)) == 3


def test_what_the_mentor_agreed_is_open_again_after_a_reading(world, measure):
    sent = act_on_piece(piece=measure, act="ask", by=world.owner)
    act_on_piece(piece=sent, act="agree", by=world.mentor)
    add_reading(measure=measure, entry=entry(1), by=world.owner)
    measure.refresh_from_db()
    assert measure.status == PieceStatus.OPEN


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_the_fellow_writes(world, measure, who):
    filled(measure, world)
    step = mark_step_change(measure=measure, day=dt.date(2026, 1, 3), reason="New rota", by=world.owner)
    reading, by = measure.readings.last(), getattr(world, who)
    before = PieceChange.objects.count()
    acts = [
        lambda: add_reading(measure=measure, entry=entry(20), by=by),
        lambda: change_reading(reading=reading, entry=entry(5, 99), by=by),
        lambda: remove_reading(reading=reading, by=by),
        lambda: save_readings(measure=measure, entries=[entry(20)], by=by),
        lambda: mark_step_change(measure=measure, day=dt.date(2026, 1, 4), reason="x", by=by),
        lambda: remove_step_change(step_change=step, reason="x", by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert PieceChange.objects.count() == before
    assert Reading.objects.count() == 5


def test_removed_measure_takes_no_readings(world, measure):
    remove_piece(piece=measure, by=world.owner)
    with pytest.raises(NotPossible, match="Bring it back"):
        add_reading(measure=measure, entry=entry(1), by=world.owner)


def test_former_fellow_writes_no_more(world, measure):
    world.place.status = "completed"
    world.place.save()
    with pytest.raises(PermissionDenied, match="has ended"):
        add_reading(measure=measure, entry=entry(1), by=world.owner)
