import datetime as dt

import pytest
from django.urls import reverse

from fellowship.cohorts.models import CohortTemplate, TemplateMilestone, TemplateTaughtDay
from fellowship.cohorts.preview import planned_dates
from fellowship.cohorts.services.templates import create_template, move_item
from fellowship.lib.dates import Offset
from tests.factories import AdministratorFactory, ProgrammeFactory

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

    dates = planned_dates(template, start, end)

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


def test_move_item_changes_places_and_stops_at_the_ends(template, administrator):
    first = template.milestones.first()

    move_item(by=administrator.person, item=first, up=True)
    assert titles(template)[0] == first.title
    move_item(by=administrator.person, item=first, up=False)
    assert titles(template)[1] == first.title


# --- the pages -------------------------------------------------------------------------------


def test_item_is_added_at_the_end_with_its_offset_in_one_way(client, administrator, template):
    client.force_login(administrator.person)

    client.post(
        reverse("template_item_new", args=[template.pk, "milestone"]),
        {"title": "  A talk\0 ", "due": "Month 5 day 1", "description": "<b>Bold</b>"},
    )

    added = TemplateMilestone.objects.latest("pk")
    assert (added.title, added.due) == ("A talk", "month 5, day 1")
    assert titles(template)[-1] == "A talk"
    page = client.get(reverse("template", args=[template.pk])).content.decode()
    assert "month 5, day 1" in page


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("milestone", {"title": "A", "due": "in October"}, "is not a date we can count from the start"),
        ("milestone", {"title": "A", "due": "month 0"}, "There is no month 0"),
        ("milestone", {"title": "", "due": "week 1"}, "Enter title"),
        ("milestone", {"title": "A" * 201, "due": "week 1"}, "at most 200 characters"),
        ("module", {"title": "A", "level": "9", "credits": "20"}, "less than or equal to 8"),
        (
            "taught-day",
            {"title": "A", "day": "week 1", "starts_at": "16:00", "ends_at": "9:00"},
            "The end must be after the start",
        ),
        ("taught-day", {"title": "A", "day": "week 1", "starts_at": "late", "ends_at": "9:00"}, "valid time"),
        ("assignment", {"title": "A", "due": "' OR 1=1 --"}, "is not a date we can count"),
    ],
)
def test_item_that_makes_no_sense_is_refused(client, administrator, template, kind, typed, sentence):
    client.force_login(administrator.person)
    module = template.modules.first()

    response = client.post(
        reverse("template_item_new", args=[template.pk, kind]) + f"?module={module.pk}", typed
    )

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_day_for_a_module_of_another_template_is_not_found(client, administrator, template):
    foreign = create_template(by=None, programme=ProgrammeFactory(), name="Theirs").modules.first()
    client.force_login(administrator.person)

    for module in (foreign.pk, "", "x", "1" * 40, "1" * 5000):
        address = reverse("template_item_new", args=[template.pk, "taught-day"]) + f"?module={module}"
        assert client.get(address).status_code == 404


def test_removing_asks_first(client, administrator, template):
    client.force_login(administrator.person)
    module = template.modules.first()
    address = reverse("template_item_remove", args=["module", module.pk])

    assert "its taught days and assignments go with it" in client.get(address).content.decode()
    assert template.modules.count() == 3
    client.post(address)
    assert template.modules.count() == 2
    assert client.post(address).status_code == 404


def test_template_name_is_taken_once(client, administrator, template):
    client.force_login(administrator.person)

    response = client.post(
        reverse("template_new", args=[administrator.programme_id]), {"name": "Our year", "copy_of": ""}
    )

    assert "There is already a template of this name" in response.content.decode()
    assert CohortTemplate.objects.count() == 1
