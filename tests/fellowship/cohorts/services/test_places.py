"""A fellow's own calendar: what each change does to dates, place and pairings."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connections

from challenges.models import MilestoneChange
from challenges.reminders import milestones_due
from fellowship.cohorts.models import PlaceChange
from fellowship.cohorts.services.calendars.planning import Wish, plan
from fellowship.cohorts.services.pauses import begin_planned_pauses, pauses_now, pauses_of, plan_return
from fellowship.cohorts.services.places import CannotChange, PlanChanged, change_place
from fellowship.learning.models import Attendance, Result
from fellowship.learning.reminders import due_assignments
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, PairingFactory
from tests.fellowship.cohorts.services.a_year import END, due

pytestmark = pytest.mark.django_db
D = dt.date


def test_pause_moves_nothing_and_the_return_moves_what_was_due_in_it_and_after(year):
    before, first, inside, after = (
        year.milestone(day) for day in (D(2026, 12, 31), D(2027, 1, 1), D(2027, 2, 1), D(2027, 6, 1))
    )
    essay = year.assignment(D(2027, 3, 1))
    year.change("pause", D(2027, 1, 1))
    assert (year.place.status, year.place.ends_on, due(after)) == ("paused", END, D(2027, 6, 1))

    change = year.change("resume", D(2027, 4, 1))  # 90 days

    assert (year.place.status, change.days) == ("active", 90)
    assert (due(before), due(first)) == (D(2026, 12, 31), D(2027, 4, 1))
    assert (due(inside), due(after)) == (D(2027, 5, 2), D(2027, 8, 30))
    assert Result.objects.get(assignment=essay).extended_to == D(2027, 5, 30)
    assert year.place.ends_on == END + dt.timedelta(days=90)
    assert pauses_of(year.place) == [(D(2027, 1, 1), D(2027, 4, 1))]


def test_days_are_exact_over_summer_time_and_29_february(year):
    milestone = year.milestone(D(2027, 3, 29))
    year.change("pause", D(2027, 3, 27))
    year.change("resume", D(2027, 3, 30))  # summer time began on the 28th
    assert due(milestone) == D(2027, 4, 1)
    year.change("extend", D(2027, 4, 1), until=D(2028, 2, 29))
    assert year.place.ends_on == D(2028, 2, 29)
    leap = year.milestone(D(2028, 2, 28))
    year.change("pause", D(2028, 2, 28))
    year.change("resume", D(2028, 2, 29))
    assert (due(leap), year.place.ends_on) == (D(2028, 2, 29), D(2028, 3, 1))


def test_signed_off_sent_dropped_and_handed_in_things_stay(year):
    day = D(2027, 3, 1)
    signed = year.milestone(day, status="signed_off", signed_off_at=f"{day} 09:00Z")
    sent = year.milestone(day, status="sent", sent_at=f"{day} 09:00Z")
    dropped = year.milestone(day, status="dropped")
    essay = year.assignment(day)
    Result.objects.create(assignment=essay, place=year.place, submitted_on=D(2026, 12, 1))
    year.change("pause", D(2027, 1, 1))
    change = year.change("resume", D(2027, 2, 1))
    assert [due(one) for one in (signed, sent, dropped)] == [day] * 3
    assert change.facts["moved"] == []


def test_pause_for_later_begins_by_itself_once_and_is_caught_up(year):
    year.change("pause", D(2027, 3, 28), today=D(2027, 1, 5), until=D(2027, 5, 1))
    assert year.place.status == "active"
    for moment, begun in (
        ("2027-03-27T22:59Z", 0),
        ("2027-03-27T23:59Z", 0),  # the night summer time begins; London is still at 23:59
        ("2027-04-02T10:00Z", 1),  # days were missed
        ("2027-04-02T10:15Z", 0),
    ):
        with time_machine.travel(moment, tick=False):
            assert begin_planned_pauses() == begun
    assert year.place.status == "paused"
    assert pauses_now([year.place.pk])[year.place.pk].back_on == D(2027, 5, 1)
    assert AuditEvent.objects.filter(act="place paused").count() == 1
    milestone = year.milestone(D(2027, 4, 1))
    year.change("resume", D(2027, 4, 28))  # counted from the planned day, not from when it was caught up
    assert due(milestone) == D(2027, 5, 2)


def test_pause_in_the_zone_of_london_begins_at_its_midnight(year):
    year.change("pause", D(2027, 6, 1), today=D(2027, 1, 5))
    with time_machine.travel("2027-05-31T23:30Z", tick=False):  # half past midnight in London
        assert begin_planned_pauses() == 1


def test_planned_pause_of_somebody_who_left_does_not_begin(year):
    year.change("pause", D(2027, 3, 1), today=D(2027, 1, 5))
    year.change("withdraw", D(2027, 2, 1))
    with time_machine.travel("2027-03-02T10:00Z", tick=False):
        assert begin_planned_pauses() == 0
    assert year.place.status == "withdrawn"


def test_return_is_planned_anew_without_moving_anything(year):
    milestone = year.milestone(D(2027, 3, 1))
    year.change("pause", D(2027, 1, 1), until=D(2027, 2, 1))
    with time_machine.travel("2027-01-20T10:00Z", tick=False):
        plan_return(place=year.place, back_on=D(2027, 3, 1), by=year.administrator)
    assert pauses_now([year.place.pk])[year.place.pk].back_on == D(2027, 3, 1)
    assert due(milestone) == D(2027, 3, 1)


@pytest.mark.parametrize(
    ("kind", "on", "asked", "words"),
    [
        ("pause", D(2027, 1, 5), {}, "paused now"),
        ("hours", D(2027, 1, 5), {"percent": 60}, "paused now"),
        ("resume", D(2027, 4, 1), {"today": D(2027, 1, 20)}, "cannot be in the future"),
        ("resume", D(2026, 12, 31), {"today": D(2027, 1, 20)}, "began on 1 January 2027"),
        ("extend", D(2027, 1, 20), {"until": END}, "must be after 6 September 2027"),
        ("extend", D(2027, 1, 20), {"until": D(2099, 1, 1)}, "more than five years"),
        ("complete", D(2027, 2, 1), {"today": D(2027, 1, 20)}, "cannot be in the future"),
    ],
)
def test_change_of_a_paused_place_that_makes_no_sense_is_refused(year, kind, on, asked, words):
    year.change("pause", D(2027, 1, 1))
    with pytest.raises(CannotChange, match=words):
        year.change(kind, on, **asked)


@pytest.mark.parametrize(
    ("on", "until", "words"),
    [
        (D(2026, 11, 15), None, "was paused until 1 December 2026"),
        (D(2026, 9, 1), None, "must begin in the fellow’s year"),
        (D(2027, 10, 7), None, "must begin in the fellow’s year"),
        (D(2027, 3, 1), D(2027, 3, 1), "must be after the first day"),
        (D(2027, 3, 1), D(2094, 3, 1), "more than five years"),
    ],
)
def test_pause_within_a_pause_or_outside_the_year_is_refused(year, on, until, words):
    year.change("pause", D(2026, 11, 1))
    year.change("resume", D(2026, 12, 1))
    with pytest.raises(CannotChange, match=words):
        year.change("pause", on, today=D(2027, 1, 1), until=until)


def test_second_pause_is_refused_while_one_is_planned(year):
    year.change("pause", D(2027, 3, 1), today=D(2026, 10, 1))
    with pytest.raises(CannotChange, match="from 1 March 2027 is planned already"):
        year.change("pause", D(2026, 12, 1), today=D(2026, 10, 2))


def test_extension_moves_what_is_not_due_yet_by_as_much(year):
    late, open_ = year.milestone(D(2027, 1, 9)), year.milestone(D(2027, 1, 10))
    year.change("extend", D(2027, 1, 10), until=END + dt.timedelta(weeks=4))
    assert (due(late), due(open_)) == (D(2027, 1, 9), D(2027, 2, 7))


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"moves": "nothing"}, (0, 0)),
        ({"moves": "after", "after": D(2027, 3, 1)}, (0, 28)),
        ({"moves": "after", "after": D(2027, 2, 28)}, (28, 28)),
    ],
)
def test_extension_moves_only_what_was_asked_for(year, asked, days):
    rows = [year.milestone(D(2027, 3, 1)), year.milestone(D(2027, 3, 2))]
    befores = [row.due_on for row in rows]
    year.change("extend", D(2027, 1, 10), until=END + dt.timedelta(days=28), **asked)
    assert tuple((due(row) - was).days for row, was in zip(rows, befores, strict=True)) == days
    assert year.place.ends_on == END + dt.timedelta(days=28)


def test_less_than_full_time_stretches_what_is_left_and_full_time_shrinks_it_again(year):
    past, near, far = (year.milestone(day) for day in (D(2027, 1, 1), D(2027, 1, 11), D(2027, 4, 11)))
    year.change("hours", D(2027, 1, 1), percent=60)
    assert (due(past), due(near), due(far)) == (D(2027, 1, 1), D(2027, 1, 18), D(2027, 6, 17))
    assert (year.place.percent, year.place.ends_on) == (60, D(2028, 2, 18))
    year.change("hours", D(2027, 1, 1), percent=100)
    assert (due(near), due(far), year.place.ends_on) == (D(2027, 1, 11), D(2027, 4, 11), END)


def test_what_was_not_chosen_keeps_its_date(year):
    kept, moved = year.milestone(D(2027, 3, 1)), year.milestone(D(2027, 4, 1))
    year.change(
        "extend",
        D(2027, 1, 10),
        until=END + dt.timedelta(days=7),
        chosen=[f"milestone-{moved.pk}", "milestone-0", "nonsense"],
    )
    assert (due(kept), due(moved), year.place.ends_on) == (D(2027, 3, 1), D(2027, 4, 8), END)


def test_taught_days_in_the_pause_are_shown_and_stay(year):
    inside, back = year.taught_day(D(2027, 1, 31)), year.taught_day(D(2027, 2, 1))
    found = plan(year.place, Wish("pause", D(2027, 1, 1), until=D(2027, 2, 1)))
    assert [day.pk for day in found.missed] == [inside.pk]
    year.change("pause", D(2027, 1, 1))
    year.change("resume", D(2027, 2, 1))
    back.refresh_from_db()
    assert back.day == D(2027, 2, 1)


@pytest.mark.parametrize("kind", ["complete", "withdraw"])
def test_end_of_a_paused_place_ends_the_pause_and_the_pairings(year, kind):
    pairing = PairingFactory(place=year.place)
    milestone = year.milestone(D(2027, 3, 1))
    year.change("pause", D(2027, 1, 1))
    year.change(kind, D(2027, 2, 1))
    pairing.refresh_from_db()
    assert (pairing.ends_on, due(milestone)) == (D(2027, 2, 1), D(2027, 3, 1))
    assert pauses_of(year.place) == [(D(2027, 1, 1), D(2027, 2, 1))]
    assert pauses_now([year.place.pk]) == {}


def test_place_taken_up_after_its_end_lasts_as_long_as_it_would_have(year):
    year.change("extend", D(2027, 1, 10), until=D(2027, 12, 6))
    year.change("withdraw", D(2027, 2, 1))
    year.change("reopen", D(2027, 2, 5))
    assert (year.place.status, year.place.ends_on) == ("active", D(2027, 12, 6))


def test_reminders_stop_in_the_pause_and_follow_the_new_dates(year):
    milestone, essay = year.milestone(D(2027, 1, 20)), year.assignment(D(2027, 1, 20))

    def reminded(day):
        with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
            sources = (milestones_due, due_assignments)
            return [
                one.due_on for source in sources for one in source(day, day, year.challenge.place.person_id)
            ]

    assert reminded(D(2027, 1, 6)) == [D(2027, 1, 20)] * 2  # 14 days before
    year.change("pause", D(2027, 1, 7))
    assert reminded(D(2027, 1, 17)) == []
    year.change("resume", D(2027, 2, 7))
    assert reminded(D(2027, 1, 17)) == []
    assert reminded(D(2027, 2, 6)) == [due(milestone)] * 2
    assert Result.objects.get(assignment=essay).extended_to == D(2027, 2, 20)


def test_reason_is_kept_with_the_change_alone(year):
    milestone = year.milestone(D(2027, 3, 1))
    year.change("pause", D(2027, 1, 1), reason="A grave illness")
    year.change("resume", D(2027, 2, 1), reason="A grave illness")
    assert set(PlaceChange.objects.values_list("reason", flat=True)) == {"A grave illness"}
    assert MilestoneChange.objects.get(milestone=milestone).reason == "Moved with the fellow’s calendar."
    told = AuditEvent.objects.values_list("act", "detail")
    assert not [act for act, detail in told if "illness" in str(detail)]


def test_nobody_but_the_programme_team_changes_a_calendar(year):
    others = [year.place.person, PairingFactory(place=year.place).mentor, AdministratorFactory().person]
    for by in others:
        with pytest.raises(PermissionDenied):
            year.change("pause", D(2027, 1, 1), by=by)


def test_plan_that_is_no_longer_true_is_shown_again_and_nothing_is_done(year):
    milestone = year.milestone(D(2027, 3, 1))
    wish = Wish("extend", D(2027, 1, 10), until=D(2027, 10, 6))
    with time_machine.travel("2027-01-10T12:00Z", tick=False):
        seen = plan(year.place, wish).seen
        type(milestone).objects.update(due_on=D(2027, 3, 2))
        with pytest.raises(PlanChanged) as changed:
            change_place(by=year.administrator, place=year.place, wish=wish, reason="x", seen=seen)
        assert changed.value.plan.lines[0].item.day == D(2027, 3, 2)
        assert not PlaceChange.objects.exists()
        seen = changed.value.plan.seen
        change_place(by=year.administrator, place=year.place, wish=wish, reason="x", seen=seen)
    assert due(milestone) == D(2027, 4, 1)


def test_same_form_sent_twice_moves_once(year):
    milestone, form_id = year.milestone(D(2027, 3, 1)), uuid.uuid4()
    first, second = (
        year.change("extend", D(2027, 1, 10), until=D(2027, 9, 13), form_id=form_id) for _time in range(2)
    )
    assert first == second
    assert due(milestone) == D(2027, 3, 8)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_do_not_both_move_the_year(year):
    milestone = year.milestone(D(2027, 3, 1))
    wish = Wish("extend", D(2027, 1, 10), until=D(2027, 9, 13))
    together, refused = threading.Barrier(2), []
    with time_machine.travel("2027-01-10T12:00Z", tick=False):
        place, seen = year.place, plan(year.place, wish).seen

        def press():
            together.wait()
            try:
                change_place(by=year.administrator, place=place, wish=wish, reason="x", seen=seen)
            except (PlanChanged, CannotChange) as error:
                refused.append(error)
            connections.close_all()

        presses = [threading.Thread(target=press) for _time in range(2)]
        for one in presses:
            one.start()
        for one in presses:
            one.join()
    assert len(refused) == 1
    assert (due(milestone), year.place.ends_on) == (D(2027, 3, 8), D(2027, 9, 13))


def test_taught_day_with_attendance_is_not_among_those_missed(year):
    year.taught_day(D(2027, 2, 1))
    marked = year.taught_day(D(2027, 2, 2))
    Attendance.objects.create(taught_day=marked, place=year.place, status="present")
    found = plan(year.place, Wish("pause", D(2027, 1, 1), until=D(2027, 3, 1))).missed
    assert [one.day for one in found] == [D(2027, 2, 1)]


def test_place_that_has_not_begun_is_withdrawn_and_not_completed(year):
    with pytest.raises(CannotChange, match="begins on 7 September 2026"):
        year.change("complete", D(2026, 9, 1))
    year.change("withdraw", D(2026, 9, 1))
    assert year.place.status == "withdrawn"
