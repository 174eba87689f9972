import datetime as dt

import pytest

from fellowship.cohorts.models import (
    TemplateSurvey,
    TemplateTaughtDay,
)
from fellowship.cohorts.preview import planned_dates
from fellowship.cohorts.services.template_changes import CannotUndo, undo_change
from fellowship.cohorts.services.templates import (
    ItemIsStale,
    change_template,
    create_template,
    move_item,
    remove_item,
    save_item,
)
from fellowship.lib.dates import Offset
from tests.factories import AdministratorFactory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 9, 7)


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def template(administrator):
    return create_template(by=administrator.person, programme=administrator.programme, name="Our year")


def titles(template):
    return list(template.milestones.values_list("title", flat=True))


def test_starting_template_is_a_year_of_sixty_credits(template):
    assert sum(template.modules.values_list("credits", flat=True)) == 60
    assert [module.taught_days.count() for module in template.modules.all()] == [3, 3, 3]
    assert [module.assignments.count() for module in template.modules.all()] == [1, 1, 1]
    assert titles(template)[:3] == ["Remit and personal goals", "Baseline survey", "Brief agreed"]
    assert titles(template)[-2:] == ["Celebration", "Handover"]


@pytest.mark.parametrize("start", [START, dt.date(2026, 4, 1), dt.date(2026, 8, 31), dt.date(2028, 2, 29)])
def test_starting_template_fits_any_start(template, start):
    end = start + dt.timedelta(days=364)

    dates = [one for one in planned_dates(template, start, end) if one.kind != "survey"]

    assert len(dates) == 10 + 9 + 3
    assert all(start <= one.on <= end for one in dates)
    assert [one.on for one in dates] == sorted(one.on for one in dates)
    assert [Offset.parse(one.due).on(start) for one in template.milestones.all()] == sorted(
        Offset.parse(one.due).on(start) for one in template.milestones.all()
    )


def test_starting_template_keeps_to_working_days_in_a_september_year(template):
    dates = planned_dates(template, START, dt.date(2027, 9, 6))

    assert [one for one in dates if one.notes] == []


def test_copy_is_whole_and_its_own(template, administrator):
    copy = create_template(
        by=administrator.person, programme=administrator.programme, name="Copy", copy_of=template
    )
    copy.milestones.first().delete()

    assert len(titles(template)) == 10
    assert len(titles(copy)) == 9
    assert TemplateTaughtDay.objects.filter(module__template=copy).count() == 9
    assert planned_dates(copy, START, START)[-1].title == planned_dates(template, START, START)[-1].title


def test_moving_a_module_moves_everything_in_it(template, administrator):
    module = template.modules.first()
    before = [
        one.on for one in planned_dates(template, START, START) if one.title.startswith(module.title + ":")
    ]

    move_item(by=administrator.person, item=module, weeks=2)

    after = [
        one.on for one in planned_dates(template, START, START) if one.title.startswith(module.title + ":")
    ]
    assert after == [day + dt.timedelta(weeks=2) for day in before]
    assert module.taught_days.first().day == "week 8, Tuesday"


def test_moving_earlier_passes_over_week_nought(template, administrator):
    survey = TemplateSurvey.objects.create(template=template, title="Before", opens="week 1, Monday")

    move_item(by=administrator.person, item=survey, weeks=-1)

    survey.refresh_from_db()
    assert survey.opens == "week -1, Monday"


def test_moving_too_far_from_the_start_is_refused(template, administrator):
    survey = TemplateSurvey.objects.create(template=template, title="Late", opens="week 250")

    with pytest.raises(ValueError, match="too far from the start"):
        move_item(by=administrator.person, item=survey, weeks=20)


def test_second_administrator_does_not_overwrite_the_first(template, administrator):
    mine, theirs = template.milestones.first(), template.milestones.first()
    theirs.title = "Theirs"
    save_item(by=administrator.person, item=theirs, version=1)

    mine.title = "Mine"
    with pytest.raises(ItemIsStale) as stale:
        save_item(by=administrator.person, item=mine, version=1)

    assert stale.value.current.title == "Theirs"
    assert template.milestones.first().title == "Theirs"


def test_every_change_can_be_undone_back_to_the_beginning(template, administrator):
    by, before = administrator.person, everything(template)
    module, milestone = template.modules.first(), template.milestones.first()
    milestone.due = "month 2, day 3"
    save_item(by=by, item=milestone)
    save_item(by=by, item=TemplateSurvey(template=template, title="New", opens="end + 6 months"))
    move_item(by=by, item=module, weeks=3)
    remove_item(by=by, item=module)
    change_template(by=by, template=template, name="Other name", remind_days_before=[30])
    assert everything(template) != before

    for change in template.changes.all():
        undo_change(by=by, change=change)

    assert everything(template) == before
    template.refresh_from_db()
    assert (template.name, template.remind_days_before) == ("Our year", None)


def test_undoing_a_removed_module_brings_its_parts_back(template, administrator):
    module = template.modules.first()
    change = remove_item(by=administrator.person, item=module)
    assert TemplateTaughtDay.objects.filter(module=module).count() == 0

    undo_change(by=administrator.person, change=change)

    assert template.modules.count() == 3
    assert (module.taught_days.count(), module.assignments.count()) == (3, 1)


def test_undo_refuses_what_was_changed_again(template, administrator):
    milestone = template.milestones.first()
    milestone.title = "Once"
    first = save_item(by=administrator.person, item=milestone)
    milestone.title = "Twice"
    second = save_item(by=administrator.person, item=milestone)

    with pytest.raises(CannotUndo, match="has been changed again since"):
        undo_change(by=administrator.person, change=first)
    undo_change(by=administrator.person, change=second)
    undo_change(by=administrator.person, change=second)  # a second press
    undo_change(by=administrator.person, change=first)
    milestone.refresh_from_db()
    assert milestone.title == "Remit and personal goals"


def test_undo_of_a_name_that_is_taken_meanwhile_is_refused(template, administrator):
    change = change_template(by=administrator.person, template=template, name="B", remind_days_before=None)
    create_template(by=None, programme=administrator.programme, name="Our year")

    with pytest.raises(CannotUndo, match="Another template has that name"):
        undo_change(by=administrator.person, change=change)


def everything(template):
    return [(one.on, one.title, one.offset) for one in planned_dates(template, START, dt.date(2027, 9, 6))]


def test_preview_marks_what_is_odd_and_offers_the_next_working_day(template):
    for title, due in (
        ("On Good Friday", "week 29, Friday"),
        ("Same day", "week 6, Tuesday"),
        ("Early", "week -2, Monday"),
    ):
        template.milestones.create(title=title, due=due)
    template.surveys.create(title="Asked in summer", opens="week 6, Tuesday")
    TemplateTaughtDay.objects.create(
        module=template.modules.first(),
        title="Away",
        day="week 3, Saturday",
        starts_at="9:00",
        ends_at="12:00",
    )

    found = {one.title: one for one in planned_dates(template, START, dt.date(2027, 9, 6))}

    assert found["On Good Friday"].notes == ["Bank holiday: Good Friday"]
    assert found["On Good Friday"].better == "week 30, Tuesday"  # past Easter Monday
    assert found["Leading change in context: Away"].notes == ["Weekend"]
    assert found["Same day"].notes == ["Same day as “Leading change in context: Workshop, day 1 of 3”"]
    assert found["Early"].notes == ["Before the first day, so due on the first day"]
    assert found["Asked in summer"].notes == []


def test_change_that_is_older_than_a_field_can_still_be_undone(template, administrator):
    day = TemplateTaughtDay.objects.filter(module__template=template).first()
    old, day.venue = day.venue, "Room 9"
    change = save_item(by=administrator.person, item=day)
    for kept in (change.before, change.after):
        del kept[0]["fields"]["link"]
    change.save()

    undo_change(by=administrator.person, change=change)

    day.refresh_from_db()
    assert day.venue == old
