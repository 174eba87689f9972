import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from fellowship.cohorts.models import (
    Call,
    Cohort,
    CohortTemplate,
    Invitation,
    Pairing,
    Place,
    Programme,
    RoleAssignment,
)
from fellowship.cohorts.permissions import Role
from tests.factories.people import OrganisationFactory, UserFactory


def days_from_today(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Invented Fellowship {n}")


class CohortTemplateFactory(DjangoModelFactory):
    class Meta:
        model = CohortTemplate

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Twelve months {n}")


class CohortFactory(DjangoModelFactory):
    """A launched cohort in its twelfth week."""

    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")
    starts_on = factory.LazyFunction(lambda: days_from_today(-80))
    ends_on = factory.LazyAttribute(lambda cohort: cohort.starts_on + dt.timedelta(days=364))
    launched_at = factory.LazyFunction(timezone.now)


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    person = factory.SubFactory(UserFactory)
    cohort = factory.SubFactory(CohortFactory)
    host = factory.SubFactory(OrganisationFactory)
    starts_on = factory.SelfAttribute("cohort.starts_on")
    ends_on = factory.SelfAttribute("cohort.ends_on")


class PairingFactory(DjangoModelFactory):
    class Meta:
        model = Pairing

    place = factory.SubFactory(PlaceFactory)
    mentor = factory.SubFactory(UserFactory)
    starts_on = factory.SelfAttribute("place.starts_on")


class StaffFactory(DjangoModelFactory):
    class Meta:
        model = RoleAssignment
        abstract = True

    person = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    starts_on = factory.LazyFunction(lambda: days_from_today(-400))


class AdministratorFactory(StaffFactory):
    role = Role.ADMINISTRATOR


class EvaluatorFactory(StaffFactory):
    role = Role.EVALUATOR


class TutorFactory(StaffFactory):
    role = Role.TUTOR
    cohort = factory.SubFactory(CohortFactory)
    programme = factory.SelfAttribute("cohort.programme")


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    programme = factory.SubFactory(ProgrammeFactory)
    role = Role.TUTOR
    person = factory.SubFactory(UserFactory, password=False, address=False)
    email = factory.SelfAttribute("person.email")


class CallFactory(DjangoModelFactory):
    """Today, by somebody of the programme team."""

    class Meta:
        model = Call

    place = factory.SubFactory(PlaceFactory)
    called_on = factory.LazyFunction(lambda: days_from_today(0))
    by = factory.LazyAttribute(
        lambda call: AdministratorFactory(programme=call.place.cohort.programme).person
    )
