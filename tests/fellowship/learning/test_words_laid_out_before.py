"""Cohorts laid out before it was kept which words the template gave."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.templates import create_template, save_item
from fellowship.learning.models import Assignment, Module, TaughtDay
from tests.factories import AdministratorFactory, CohortFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return AdministratorFactory().person


@pytest.fixture
def cohort(by):
    programme = by.roles.get().programme
    template = create_template(by=None, programme=programme, name="Our year")
    cohort = lay_out_year(CohortFactory(programme=programme, template=template), None)
    for model in (Module, TaughtDay, Assignment):
        model.objects.update(laid_out_words=None)
    return cohort


def migrate():
    import_module("fellowship.learning.migrations.0010_words_laid_out_before").find_words(apps, None)


def test_words_the_template_has_or_had_are_its_own_and_others_the_cohorts(cohort, by):
    module = cohort.modules.first()
    planned = module.from_template
    planned.title, old = "Leading well", planned.title
    save_item(by=by, item=planned)
    Module.objects.filter(pk=module.pk).update(provider="Ours")
    day = module.taught_days.first()

    migrate()

    module.refresh_from_db()
    day.refresh_from_db()
    assert module.laid_out_words == {"title": old, "provider": "", "level": 7, "credits": 20}
    assert day.laid_out_words["starts_at"] == day.starts_at.isoformat()
    assert day.laid_out_words["capacity"] is None


def test_closed_cohort_stays_as_it_is(cohort, by):
    Cohort.objects.filter(pk=cohort.pk).update(closed_at=timezone.now())

    migrate()

    assert set(cohort.modules.values_list("laid_out_words", flat=True)) == {None}
