import datetime as dt

import factory
from factory.django import DjangoModelFactory

from fellowship.learning.models import Assignment, ExtensionRequest, Module, Result, TaughtDay
from tests.factories.cohorts import CohortFactory, PlaceFactory, days_from_today


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    cohort = factory.SubFactory(CohortFactory)
    title = factory.Sequence(lambda n: f"Invented module {n}")


class TaughtDayFactory(DjangoModelFactory):
    class Meta:
        model = TaughtDay

    module = factory.SubFactory(ModuleFactory)
    title = "Workshop"
    day = factory.LazyFunction(lambda: days_from_today(10))
    starts_at = dt.time(9, 30)
    ends_at = dt.time(16, 30)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    module = factory.SubFactory(ModuleFactory)
    title = factory.Sequence(lambda n: f"Assignment {n}")
    due_on = factory.LazyFunction(lambda: days_from_today(30))


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = Result

    assignment = factory.SubFactory(AssignmentFactory)
    place = factory.SubFactory(PlaceFactory, cohort=factory.SelfAttribute("..assignment.module.cohort"))


class ExtensionRequestFactory(DjangoModelFactory):
    """Asked, and not yet decided."""

    class Meta:
        model = ExtensionRequest

    result = factory.SubFactory(ResultFactory)
    attempt = 1
    kind = "extension"
    asked_for = factory.LazyFunction(lambda: days_from_today(44))
    reason = "My father is ill."
