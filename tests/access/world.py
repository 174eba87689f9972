"""The world of these tests: a fellow's year, and one person for each part somebody can play.

The rooms (rooms/) put one of everything into it.
"""

import datetime as dt
from dataclasses import dataclass, field

from fellowship.cohorts.models import (
    Cohort,
    Place,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.people.models import User
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    EvaluatorFactory,
    OrganisationFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

ANONYMOUS = "anonymous"


@dataclass
class World:
    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, object] = field(default_factory=dict)

    def __getattr__(self, name: str):
        for known in (self.__dict__["people"], self.__dict__["things"]):
            if name in known:
                return known[name]
        raise AttributeError(name)

    def pk(self, name: str) -> int:
        return self.things[name].pk


def cohort_with_people() -> World:
    world = World()
    programme_and_year(world)
    people_of(world)
    return world


def programme_and_year(world: World) -> None:
    cohort = CohortFactory(name="Autumn cohort")
    template = CohortTemplateFactory(programme=cohort.programme)
    milestone = TemplateMilestone.objects.create(template=template, title="Baseline", due="month 1, day 1")
    TemplateMilestone.objects.create(template=template, title="Handover", due="month 12, day 1", order=1)
    module = TemplateModule.objects.create(template=template, title="Leading change")
    TemplateTaughtDay.objects.create(
        module=module, title="Workshop", day="month 1, day 2", starts_at=dt.time(9), ends_at=dt.time(16)
    )
    TemplateAssignment.objects.create(module=module, title="Essay", due="month 3, day 1")
    world.things |= {
        "cohort": cohort,
        "programme": cohort.programme,
        "template": template,
        "template_milestone": milestone,
        "cohort_to_launch": CohortFactory(programme=cohort.programme, launched_at=None, template=template),
        "host": OrganisationFactory(name="Saint Elsewhere Hospital"),
        "place": PlaceFactory(cohort=cohort, person__given_name="Fenella"),
    }


def people_of(world: World) -> None:
    place: Place = world.place
    cohort: Cohort = world.cohort
    world.things["pairing"] = PairingFactory(place=place, starts_on=days_from_today(-59))
    tutor = world.things["tutor_role"] = TutorFactory(cohort=cohort)
    world.people = {
        ANONYMOUS: None,
        "fellow": place.person,
        "peer": PlaceFactory(cohort=cohort).person,
        "elsewhere": ChallengeFactory().place.person,
        "mentor": world.pairing.mentor,
        "grace": PairingFactory(
            place=place, kind=PairingKind.COVER, starts_on=days_from_today(-30), ends_on=days_from_today(-3)
        ).mentor,
        "former": PairingFactory(
            place=place, starts_on=days_from_today(-79), ends_on=days_from_today(-60)
        ).mentor,
        "team": AdministratorFactory(programme=cohort.programme).person,
        "team2": AdministratorFactory().person,
        "tutor": tutor.person,
        "evaluator": EvaluatorFactory(programme=cohort.programme).person,
        "alumnus": _alumnus(cohort),
        "stranger": UserFactory(),
    }


def _alumnus(cohort: Cohort) -> User:
    """A fellow of last year's cohort of the same programme."""
    last_year = CohortFactory(
        programme=cohort.programme, starts_on=days_from_today(-460), name="Last year’s cohort"
    )
    place = PlaceFactory(cohort=last_year, status=PlaceStatus.COMPLETED)
    return ChallengeFactory(place=place).place.person
