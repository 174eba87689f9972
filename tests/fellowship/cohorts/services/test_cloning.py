"""Next year's cohort from this year's: the template, and the PgCert as it really ran."""

import datetime as dt

import pytest
from django.urls import reverse

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort, CohortTemplate
from fellowship.cohorts.preview import planned_dates
from fellowship.cohorts.services.cloning import clone_cohort, dates_of_clone
from fellowship.cohorts.services.cohorts import CannotDo
from fellowship.cohorts.services.templates import create_template
from fellowship.learning.models import Assignment, Module, TaughtDay
from tests.factories import AdministratorFactory, CohortFactory, PlaceFactory

pytestmark = pytest.mark.django_db
START, NEXT = dt.date(2026, 9, 7), dt.date(2027, 9, 6)  # both Mondays


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def cohort(administrator):
    programme = administrator.programme
    template = create_template(by=None, programme=programme, name="Our year")
    cohort = CohortFactory(
        name="2026", programme=programme, template=template, starts_on=START, ends_on=dt.date(2027, 9, 6)
    )
    PlaceFactory(cohort=cohort)
    return cohort


def cloned(administrator, cohort, starts_on=NEXT):
    return clone_cohort(by=administrator.person, source=cohort, name="2027", starts_on=starts_on)


def offsets(template):
    return {one.title: one.offset for one in planned_dates(template, START, dt.date(2027, 9, 6))}


def test_clone_is_a_cohort_of_the_same_length_without_people(administrator, cohort):
    lay_out_year(cohort, None)
    cohort.credits_needed = 60
    cohort.save()

    made = cloned(administrator, cohort)

    assert made.credits_needed == 60
    assert (made.name, made.starts_on, made.ends_on) == ("2027", NEXT, dt.date(2028, 9, 5))
    assert (made.planned_at, made.launched_at, made.places.count()) == (None, None, 0)
    assert made.template.name == "2027"
    assert offsets(made.template) == offsets(cohort.template)


def test_clone_has_the_pgcert_as_it_ran(administrator, cohort):
    lay_out_year(cohort, None)
    module = cohort.modules.get(title="Leading change in context")
    module.provider, module.credits = "University of Elsewhere", 30
    module.save()
    day = module.taught_days.first()
    TaughtDay.objects.filter(pk=day.pk).update(day=day.day + dt.timedelta(days=8), venue="Room 4")
    Assignment.objects.filter(module=module).update(brief="Three thousand words")
    Assignment.objects.create(module=module, title="Plan", due_on=dt.date(2026, 11, 6))
    cohort.modules.get(title="Leadership in practice").delete()
    extra = Module.objects.create(cohort=cohort, title="Added in the year", credits=10)
    TaughtDay.objects.create(
        module=extra, title="One day", day=dt.date(2027, 3, 2), starts_at=dt.time(9), ends_at=dt.time(12)
    )

    template = cloned(administrator, cohort).template

    found = offsets(template)
    assert found[f"Leading change in context: {day.title}"] == "week 7, Wednesday"
    assert found["Leading change in context: Plan"] == "week 9, Friday"
    assert found["Added in the year: One day"] == "week 26, Tuesday"
    assert not any(title.startswith("Leadership in practice") for title in found)
    module = template.modules.get(title="Leading change in context")
    assert (module.provider, module.credits) == ("University of Elsewhere", 30)
    assert module.taught_days.get(title=day.title).venue == "Room 4"
    assert module.assignments.get(title="Plan").brief == ""
    assert module.assignments.exclude(title="Plan").get().brief == "Three thousand words"


def test_clone_of_a_cohort_not_laid_out_copies_its_template(administrator, cohort):
    template = cloned(administrator, cohort).template

    assert offsets(template) == offsets(cohort.template)
    template.milestones.first().delete()
    assert cohort.template.milestones.count() == 10


def test_clone_of_the_clone_is_the_same_year(administrator, cohort):
    lay_out_year(cohort, None)
    first = cloned(administrator, cohort, dt.date(2028, 2, 29))
    lay_out_year(first, None)

    second = clone_cohort(by=administrator.person, source=first, name="2030", starts_on=START)

    assert offsets(second.template) == offsets(cohort.template)


def test_clone_of_a_length_that_is_no_whole_months_keeps_its_days(administrator, cohort):
    Cohort.objects.filter(pk=cohort.pk).update(ends_on=START + dt.timedelta(days=299))
    cohort.refresh_from_db()

    made = cloned(administrator, cohort)

    assert made.ends_on == NEXT + dt.timedelta(days=299)


def test_preview_of_a_clone_leaves_nothing_behind(administrator, cohort):
    lay_out_year(cohort, None)
    before = (Cohort.objects.count(), CohortTemplate.objects.count())

    dates = dates_of_clone(by=administrator.person, source=cohort, name="2027", starts_on=NEXT)

    assert [one.on for one in dates if one.kind == "survey"][-1] == dt.date(2029, 3, 5)
    assert (Cohort.objects.count(), CohortTemplate.objects.count()) == before
    made = cloned(administrator, cohort)
    real = planned_dates(made.template, made.starts_on, made.ends_on)
    assert [(one.on, one.title) for one in real] == [(one.on, one.title) for one in dates]


def test_clone_needs_a_template_and_a_free_name(administrator, cohort):
    with pytest.raises(CannotDo, match="already a cohort of this name"):
        clone_cohort(by=administrator.person, source=cohort, name="2026", starts_on=NEXT)
    bare = CohortFactory(programme=administrator.programme)
    with pytest.raises(CannotDo, match="has no template"):
        cloned(administrator, bare)


def test_page_shows_dates_first_and_makes_the_cohort_then(client, administrator, cohort):
    lay_out_year(cohort, None)
    client.force_login(administrator.person)
    address = reverse("cohort_clone", args=[cohort.pk])
    typed = {"name": "2027", "starts_on-day": "6", "starts_on-month": "9", "starts_on-year": "2027"}

    assert "Make the cohort" not in client.get(address).content.decode()
    page = client.post(address, {**typed, "act": "look"}).content.decode()
    assert "Make the cohort" in page
    assert "Wednesday 29 September 2027" in page
    assert not Cohort.objects.filter(name="2027").exists()

    response = client.post(address, {**typed, "act": "make"})
    made = Cohort.objects.get(name="2027")
    assert response.url == reverse("cohort", args=[made.pk])
    again = client.post(address, {**typed, "act": "make"}).content.decode()
    assert "There is already a cohort of this name" in again
