"""What there is to read for one taught day: where it is shown, and that it goes with its day."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import TemplateMaterial, TemplateTaughtDay
from fellowship.cohorts.services.cloning import clone_cohort
from fellowship.cohorts.services.template_changes import undo_change
from fellowship.cohorts.services.templates import create_template, move_item, remove_item
from fellowship.learning.models import Material, TaughtDay
from fellowship.learning.services.materials import add_material
from fellowship.learning.services.timetable import take_out
from fellowship.lib.workflows import NotPossible
from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    PlaceFactory,
    TaughtDayFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today
from tests.fellowship.home.services.applying import START, applied, undone

pytestmark = pytest.mark.django_db
LINK = "https://example.org/case"


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def day(place):
    return TaughtDayFactory(module__cohort=place.cohort, day=days_from_today(9))


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


@pytest.fixture
def material(day, tutor):
    return add_material(module=day.module, day=day, by=tutor, title="Case study", link=LINK)


def test_tutor_adds_it_on_the_days_page_and_removes_it_there(client, day, tutor):
    client.force_login(tutor)
    register = reverse("register", args=[day.pk])
    address = reverse("material_new", args=[day.module_id])
    assert f"{address}?day={day.pk}" in client.get(register).content.decode()
    assert f'value="{day.pk}" selected' in client.get(f"{address}?day={day.pk}").content.decode()

    answer = client.post(address, {"taught_day": day.pk, "title": "Case study", "link": LINK})

    assert answer.url == register
    assert "Case study" in client.get(register).content.decode()
    answer = client.post(reverse("material_remove", args=[day.materials.get().pk]))
    assert answer.url == register
    assert not Material.objects.exists()


def test_a_day_of_another_module_is_no_choice(client, day, tutor):
    other = TaughtDayFactory(module__cohort=day.module.cohort)
    client.force_login(tutor)

    answer = client.post(
        reverse("material_new", args=[day.module_id]), {"taught_day": other.pk, "title": "A", "link": LINK}
    )

    assert answer.status_code == 200
    assert not Material.objects.exists()


@pytest.mark.parametrize("page", ["module", "modules", "attend", "calendar"])
def test_fellow_finds_it_at_the_day(client, place, day, material, page):
    client.force_login(place.person)
    address = reverse(page, args=[day.module_id] if page == "module" else [])
    shown = client.get(address).content.decode()
    assert shown.count(LINK) == 1
    assert "Case study" in shown


def test_downloaded_calendar_names_it_without_its_address(client, place, material):
    client.force_login(place.person)
    found = Calendar.from_ical(client.get(reverse("calendar_download")).content)
    (event,) = found.walk("VEVENT")
    assert event["description"] == "To read: Case study"
    assert LINK not in str(event.to_ical())


def test_who_may_not_see_the_module_is_not_given_it(day, place, tutor, material):
    readers = {place.person: 1, tutor: 1, PlaceFactory().person: 0, UserFactory(): 0}
    assert {user: Material.objects.visible_to(user).count() for user in readers} == readers


def test_day_with_something_to_read_is_not_removed(tutor, day, material):
    with pytest.raises(NotPossible, match="something to read"):
        take_out(thing=day, by=tutor)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_number_of_statements(client, place, day, tutor, count, django_assert_num_queries):
    for number in range(count):
        one = TaughtDayFactory(module=day.module)
        for title in "AB":
            add_material(module=day.module, day=one, by=tutor, title=f"{number}{title}", link=LINK)
    client.force_login(place.person)
    for page, queries in (("modules", 11), ("attend", 8), ("calendar", 15)):
        client.get(reverse(page))
        with django_assert_num_queries(queries):
            client.get(reverse(page))


@pytest.fixture
def run():
    """An administrator, a day with something to read in a cohort that has run, and the next one."""
    administrator = AdministratorFactory()
    by, programme = administrator.person, administrator.programme
    first = CohortFactory(
        programme=programme,
        template=create_template(by=None, programme=programme, name="Our year"),
        starts_on=START,
        ends_on=START + dt.timedelta(days=364),
    )
    lay_out_year(first, None)
    day = first.modules.last().taught_days.last()
    add_material(module=day.module, day=day, by=by, title="Case study", link=LINK)
    cohort = clone_cohort(by=by, source=first, name="Next", starts_on=START)
    return by, day, lay_out_year(cohort, None)


def of_the_days(cohort):
    found = Material.objects.filter(module__cohort=cohort)
    return list(found.values_list("taught_day__title", "taught_day__module__title", "title"))


def test_next_years_day_has_it_and_so_has_a_copy_of_the_template(run):
    by, day, cohort = run
    assert of_the_days(cohort) == [(day.title, day.module.title, "Case study")]
    copy = create_template(by=by, programme=cohort.programme, name="Copy", copy_of=cohort.template)
    twin = TemplateMaterial.objects.get(module__template=copy)
    assert (twin.taught_day.title, twin.taught_day.module) == (day.title, twin.module)


def test_day_that_leaves_the_template_takes_it_along_and_brings_it_back(run):
    by, _day, cohort = run
    before = of_the_days(cohort)
    planned = TemplateMaterial.objects.get(module__template=cohort.template).taught_day
    remove_item(by=by, item=planned)
    assert not TemplateMaterial.objects.filter(taught_day=planned).exists()

    act = applied(by, cohort)
    assert not TaughtDay.objects.filter(module__cohort=cohort, from_template=planned).exists()
    undone(by, act)
    assert of_the_days(cohort) == before

    applied(by, cohort)
    undo_change(by=by, change=cohort.template.changes.first())
    act = applied(by, cohort)
    assert of_the_days(cohort) == before
    undone(by, act)
    assert of_the_days(cohort) == []


def test_day_with_something_added_by_hand_moves_and_is_not_taken_out(run):
    by, _day, cohort = run
    planned = TemplateMaterial.objects.get(module__template=cohort.template).taught_day
    day = TaughtDay.objects.get(from_template=planned)
    add_material(module=day.module, day=day, by=by, title="Slides", link=LINK)

    move_item(by=by, item=planned, weeks=1)
    applied(by, cohort)
    moved = TaughtDay.objects.get(pk=day.pk)
    assert moved.day == day.day + dt.timedelta(weeks=1)

    remove_item(by=by, item=TemplateTaughtDay.objects.get(pk=planned.pk))
    applied(by, cohort)
    assert TaughtDay.objects.filter(pk=day.pk).exists()
