"""A changed template applied to a launched cohort: what moves for whom, what stays and why, and undo."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from challenges.models import Milestone, MilestoneChange
from challenges.services.milestones import act_on_milestone, edit_milestone, move_milestone
from fellowship.cohorts.bulk import running
from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort, PlaceChange, TemplateMilestone
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.cohorts import CannotDo
from fellowship.cohorts.services.places import change_place
from fellowship.cohorts.services.templates import move_item, remove_item, save_item
from fellowship.home.services.template_changes import Comparison, apply_template
from fellowship.learning.models import Assignment, Attendance, Module, Result, TaughtDay
from mentoring.models import Comment
from tests.factories import PlaceFactory
from tests.fellowship.home.services.applying import START, applied, change, of, undone

WEEK = dt.timedelta(weeks=1)


def state(cohort):
    """Everything dated of the cohort, so that two moments can be compared."""
    milestones = Milestone.objects.filter(challenge__place__cohort=cohort)
    return {
        "milestones": sorted(
            milestones.values_list("pk", "challenge", "title", "description", "due_on", "laid_out_on")
        ),
        "modules": sorted(Module.objects.filter(cohort=cohort).values_list("pk", "title", "order")),
        "days": sorted(
            TaughtDay.objects.filter(module__cohort=cohort).values_list("pk", "title", "day", "laid_out_on")
        ),
        "assignments": sorted(
            Assignment.objects.filter(module__cohort=cohort).values_list("pk", "due_on", "laid_out_on")
        ),
        "reminders": Cohort.objects.get(pk=cohort.pk).remind_days_before,
    }


def test_editing_the_template_changes_no_launched_cohort(cohort, by, report):
    before = state(cohort)

    change(by, report, due="week 48, Friday", title="Final report")
    remove_item(by=by, item=cohort.template.modules.last())

    assert state(cohort) == before


def test_what_moves_comes_and_goes_and_is_undone(cohort, by, report):
    before = state(cohort)
    template = cohort.template
    change(by, report, due="week 48, Friday", title="Final report")
    save_item(by=by, item=TemplateMilestone(template=template, title="Poster", due="week 40, Monday"))
    remove_item(by=by, item=template.milestones.get(title="End survey"))
    move_item(by=by, item=template.modules.last(), weeks=2)
    template.remind_days_before = [30, 5]
    template.save()

    shown = Comparison(cohort).preview()
    counted = {(title, one.verdict): one.fellows for title, one in shown.milestones}
    assert counted == {("Final report", "move"): 3, ("Poster", "add"): 3, ("End survey", "remove"): 3}
    assert [one.verdict for one in shown.pgcert] == ["move"] * 4
    assert shown.reminders == ([14, 3], [30, 5])
    act = applied(by, cohort)

    day = START + dt.timedelta(weeks=47)
    moved = of(cohort, report)
    assert {(one.title, one.due_on) for one in moved} == {
        ("Final report", day + dt.timedelta(days=(4 - day.weekday()) % 7))
    }
    assert Milestone.objects.filter(title="Poster", challenge__place__cohort=cohort).count() == 3
    assert not Milestone.objects.filter(title="End survey").exists()
    assert Cohort.objects.get(pk=cohort.pk).days_before == [30, 5]
    assert set(act.rows.values_list("status", flat=True)) == {RowStatus.DONE}
    words = act.rows.exclude(place=None).first().words
    assert words == "1 date moved, 1 milestone added, 1 milestone taken out, 1 in other words."
    cohort.refresh_from_db()
    assert Comparison(cohort).preview().does_something is False

    undone(by, act)

    assert state(cohort) == before


def test_history_of_a_moved_milestone_says_why(cohort, by, report):
    change(by, report, due="week 48, Friday")
    before = of(cohort, report)[0].due_on

    applied(by, cohort)

    step = MilestoneChange.objects.filter(milestone=of(cohort, report)[0]).latest("pk")
    assert (step.act, step.due_before, step.by) == ("move", before, by)
    assert "changed the template" in step.reason


def test_signed_off_with_the_mentor_dropped_and_moved_stay_with_their_reason(cohort, by, report):
    ada, ben, cleo = of(cohort, report)
    Milestone.objects.filter(pk=ada.pk).update(status="signed_off", signed_off_at=timezone.now())
    act_on_milestone(milestone=ben, act="send", by=ben.challenge.place.person, evidence="Done")
    moved_to = cleo.due_on + 3 * WEEK
    move_milestone(milestone=cleo, due_on=moved_to, reason="Later", by=cleo.challenge.place.person)
    change(by, report, due="week 48, Friday")
    dates = [one.due_on for one in of(cohort, report)]

    reasons = {one.verdict for _title, one in Comparison(cohort).preview().milestones}
    act = applied(by, cohort)

    assert reasons == {"signed_off", "with_mentor", "moved_by_hand"}
    assert [one.due_on for one in of(cohort, report)] == dates
    assert set(act.rows.values_list("status", flat=True)) == {RowStatus.LEFT_OUT}
    said = " ".join(act.rows.values_list("words", flat=True))
    for reason in ("1 stays: signed off (1)", "1 stays: with the mentor (1)", "1 stays: moved by hand (1)"):
        assert reason in said


def test_dropped_milestone_stays_dropped(cohort, by, report):
    dropped = of(cohort, report)[0]
    act_on_milestone(
        milestone=dropped, act="drop", by=dropped.challenge.place.person, reason="No longer needed"
    )
    change(by, report, due="week 48, Friday")

    applied(by, cohort)

    assert of(cohort, report)[0].due_on == dropped.due_on


def test_fellows_own_shift_is_kept(cohort, by, report):
    """As a pause leaves it: the milestone has moved, and the change of the calendar says by whom and how."""
    ada = of(cohort, report)[0]
    later = ada.due_on + 4 * WEEK
    moved = {"kind": "milestone", "pk": ada.pk, "before": str(ada.due_on), "after": str(later)}
    PlaceChange.objects.create(
        place=ada.challenge.place,
        kind="extend",
        starts_on=START,
        until_on=cohort.ends_on + 4 * WEEK,
        days=28,
        facts={"moved": [moved]},
        done_at=timezone.now(),
    )
    Milestone.objects.filter(pk=ada.pk).update(due_on=later)
    change(by, report, due="week 48")
    lines = dict(Comparison(cohort).for_fellows(list(cohort.places.all())))

    applied(by, cohort)

    ada, ben, _cleo = of(cohort, report)
    assert ben.due_on == START + 47 * WEEK
    assert ada.due_on == ben.due_on + 4 * WEEK
    assert ada.laid_out_on == ben.laid_out_on
    assert len({line[0] for line in lines.values()}) == 2


def test_what_is_new_lands_as_the_fellows_own_calendar_has_it(cohort, by):
    """Ada was away for four weeks, Ben is away now, Cleo goes on at half the hours."""
    ada, ben, cleo = cohort.places.order_by("person__given_name")
    today = timezone.localdate()
    change_place(by=by, place=ada, wish=Wish("pause", START + WEEK), reason="")
    PlaceChange.objects.filter(place=ada).update(starts_on=today - 4 * WEEK)
    change_place(by=by, place=ada, wish=Wish("resume", today), reason="")
    change_place(by=by, place=ben, wish=Wish("pause", today), reason="")
    change_place(by=by, place=cleo, wish=Wish("hours", today, percent=50), reason="")
    new = TemplateMilestone(template=cohort.template, title="New", due="week 20")
    save_item(by=by, item=new)
    day = START + 19 * WEEK

    applied(by, cohort)

    assert [one.due_on for one in of(cohort, new)] == [day + 4 * WEEK, day, day + (day - today)]
    assert {one.laid_out_on for one in of(cohort, new)} == {day}
    new.refresh_from_db()
    change(by, new, due="week 22")
    applied(by, cohort)
    assert [one.due_on for one in of(cohort, new)][:2] == [day + 6 * WEEK, day + 2 * WEEK]


def test_what_was_worked_on_is_not_taken_out(cohort, by, report):
    ada, ben, cleo = of(cohort, report)
    act_on_milestone(milestone=ada, act="start", by=ada.challenge.place.person)
    Comment.objects.create(
        challenge=ben.challenge,
        milestone=ben,
        author=ben.challenge.place.person,
        form_id=uuid.uuid4(),
        text="Which report?",
    )
    remove_item(by=by, item=report)

    act = applied(by, cohort)

    assert {one.pk for one in of(cohort, report)} == {ada.pk, ben.pk}
    assert "something was done on it (1)" in act.rows.get(place=ben.challenge.place).words
    undone(by, act)
    assert {one.pk for one in of(cohort, report)} == {ada.pk, ben.pk, cleo.pk}


def test_fellows_own_words_are_kept_and_the_date_still_moves(cohort, by, report):
    ada = of(cohort, report)[0]
    edit_milestone(
        milestone=ada, title="My report", description="With my team", by=ada.challenge.place.person
    )
    change(by, report, due="week 48", title="Final report")

    applied(by, cohort)

    assert [one.title for one in of(cohort, report)] == ["My report", "Final report", "Final report"]
    assert {one.due_on for one in of(cohort, report)} == {START + 47 * WEEK}


def test_new_milestone_whose_day_is_over_is_not_added(cohort, by):
    save_item(by=by, item=TemplateMilestone(template=cohort.template, title="Too late", due="week 1"))

    act = applied(by, cohort)

    assert not Milestone.objects.filter(title="Too late").exists()
    assert "its date has passed" in act.rows.exclude(place=None).first().words


def test_undo_leaves_what_somebody_changed_since(cohort, by, report):
    change(by, report, due="week 48")
    save_item(by=by, item=TemplateMilestone(template=cohort.template, title="Poster", due="week 40"))
    old = of(cohort, report)[1].due_on
    act = applied(by, cohort)
    ada, _ben, _cleo = of(cohort, report)
    theirs = ada.due_on + WEEK
    move_milestone(milestone=ada, due_on=theirs, reason="Later", by=ada.challenge.place.person)
    poster = Milestone.objects.get(title="Poster", challenge=ada.challenge)
    act_on_milestone(milestone=poster, act="start", by=ada.challenge.place.person)

    undone(by, act)

    assert [one.due_on for one in of(cohort, report)] == [theirs, old, old]
    assert Milestone.objects.filter(title="Poster").get() == poster
    row = act.rows.get(place=ada.challenge.place)
    assert (row.status, row.words) == (RowStatus.KEPT, "2 milestones were changed since, so they stay.")


def test_late_joiner_counts_from_their_own_first_day(cohort, by, report):
    late = PlaceFactory(cohort=cohort, starts_on=START + 2 * WEEK, person__given_name="Dee")
    lay_out_year(cohort, None)
    change(by, report, due="week 48")

    applied(by, cohort)

    milestone = Milestone.objects.get(challenge__place=late, from_template=report)
    assert milestone.due_on == START + 49 * WEEK


def test_pgcert_keeps_what_was_taught_moved_by_hand_or_handed_in(cohort, by):
    days = list(TaughtDay.objects.filter(module__cohort=cohort).order_by("day", "pk"))
    module = cohort.template.modules.last()
    assignment = Assignment.objects.get(module__cohort=cohort, module__title=module.title)
    place = cohort.places.first()
    Attendance.objects.create(taught_day=days[-1], place=place, status="present")
    TaughtDay.objects.filter(pk=days[-2].pk).update(day=days[-2].day + WEEK)
    own = assignment.due_on + WEEK
    Result.objects.create(assignment=assignment, place=place, extended_to=own)
    move_item(by=by, item=module, weeks=1)

    shown = {one.title.split(": ", 1)[1]: one for one in Comparison(cohort).preview().pgcert}
    applied(by, cohort)

    titles = {day.title: day for day in days[-3:]}
    assert shown[days[-1].title].verdict == "over"
    assert shown[days[-2].title].verdict == "moved_by_hand"
    assert shown[assignment.title].own == 1
    assert TaughtDay.objects.get(pk=days[-3].pk).day == titles[days[-3].title].day + WEEK
    assert TaughtDay.objects.get(pk=days[-1].pk).day == days[-1].day
    assert Assignment.objects.get(pk=assignment.pk).due_on == assignment.due_on + WEEK
    assert Result.objects.get(assignment=assignment).extended_to == own


def test_module_with_work_in_it_stays_and_one_without_goes_and_comes_back(cohort, by):
    first, *_others, last = cohort.template.modules.all()
    busy = Assignment.objects.get(module__cohort=cohort, module__title=first.title)
    Result.objects.create(
        assignment=busy, place=cohort.places.first(), submitted_on=START, recorded_at=timezone.now()
    )
    before = state(cohort)
    remove_item(by=by, item=first)
    remove_item(by=by, item=last)

    act = applied(by, cohort)

    assert cohort.modules.filter(title=first.title).exists()
    assert not cohort.modules.filter(title=last.title).exists()
    undone(by, act)
    assert state(cohort) == before


def test_second_press_and_second_act_at_once(cohort, by, report):
    change(by, report, due="week 48")
    form_id = uuid.uuid4()
    first = apply_template(by=by, cohort=cohort, form_id=form_id)

    assert apply_template(by=by, cohort=cohort, form_id=form_id) == first
    with pytest.raises(CannotDo, match="being applied to this cohort already"):
        apply_template(by=by, cohort=cohort, form_id=uuid.uuid4())


def test_change_between_the_word_and_the_work_does_not_slip_in(cohort, by, report):
    change(by, report, due="week 48")
    act = apply_template(by=by, cohort=cohort, form_id=uuid.uuid4())
    change(by, report, due="week 20")

    running.run(act.pk)

    assert {one.due_on for one in of(cohort, report)} == {START + 47 * WEEK}


# --- the page --------------------------------------------------------------------------------
