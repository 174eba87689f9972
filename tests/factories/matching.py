import factory
from factory.django import DjangoModelFactory

from fellowship.cohorts.models import (
    Conflict,
    Interest,
    MentorProfile,
    Proposal,
    ProposedPair,
    Wish,
    WishRound,
)
from tests.factories.cohorts import (
    AdministratorFactory,
    CohortFactory,
    PlaceFactory,
    ProgrammeFactory,
    days_from_today,
)
from tests.factories.people import UserFactory


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = Interest

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Invented interest {n}")


class MentorProfileFactory(DjangoModelFactory):
    """Takes one fellow."""

    class Meta:
        model = MentorProfile

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(UserFactory)


class WishRoundFactory(DjangoModelFactory):
    class Meta:
        model = WishRound

    cohort = factory.SubFactory(CohortFactory)
    until = factory.LazyFunction(lambda: days_from_today(14))


class WishFactory(DjangoModelFactory):
    class Meta:
        model = Wish

    place = factory.SubFactory(PlaceFactory)
    mentor = factory.SubFactory(UserFactory)
    rank = 1


class ConflictFactory(DjangoModelFactory):
    class Meta:
        model = Conflict

    place = factory.SubFactory(PlaceFactory)
    mentor = factory.SubFactory(UserFactory)
    kind = "line_manager"
    declared_by = factory.SelfAttribute("place.person")


class ProposalFactory(DjangoModelFactory):
    """Asked for, not solved yet."""

    class Meta:
        model = Proposal

    cohort = factory.SubFactory(CohortFactory)
    asked_by = factory.LazyAttribute(
        lambda proposal: AdministratorFactory(programme=proposal.cohort.programme).person
    )
    starts_on = factory.LazyFunction(lambda: days_from_today(7))


class ProposedPairFactory(DjangoModelFactory):
    class Meta:
        model = ProposedPair

    proposal = factory.SubFactory(ProposalFactory, status="ready")
    place = factory.SubFactory(PlaceFactory, cohort=factory.SelfAttribute("..proposal.cohort"))
    mentor = factory.SubFactory(UserFactory)
    reasons = factory.LazyFunction(lambda: [["no_wishes", {}]])
