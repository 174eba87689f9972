import datetime as dt

import pytest
from django.utils import timezone

from challenges.models import Challenge, Milestone
from fellowship.cohorts.layout import lay_out_year, plan_place
from fellowship.cohorts.models import TemplateMilestone
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.templates import create_template
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.lib.dates import Offset
from tests.factories import ChallengeFactory, CohortFactory, PlaceFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    programme = ProgrammeFactory()
    template = create_template(by=None, programme=programme, name="Twelve months")
    return CohortFactory(
        programme=programme, template=template, starts_on=dt.date(2026, 9, 7), launched_at=None
    )


def test_laying_out_fills_in_modules_challenges_and_milestones(cohort):
    begun = ChallengeFactory(place__cohort=cohort, title="Better sleep")
    without = PlaceFactory(cohort=cohort)
    lay_out_year(cohort, None)
    in_template = TemplateMilestone.objects.filter(template=cohort.template)
    assert Module.objects.filter(cohort=cohort).count() == cohort.template.modules.count() > 0
    assert TaughtDay.objects.filter(module__cohort=cohort).exists()
    assert Assignment.objects.filter(module__cohort=cohort).exists()
    for challenge in (begun, without.challenge):
        assert challenge.milestones.count() == in_template.count() > 0
    planned = in_template.first()
    due_on = Offset.parse(planned.due).on(cohort.starts_on)
    assert begun.milestones.get(from_template=planned).due_on == due_on > cohort.starts_on
    assert Challenge.objects.get(pk=begun.pk).title == "Better sleep"


def test_laying_out_again_changes_nothing(cohort):
    PlaceFactory(cohort=cohort)
    lay_out_year(cohort, None)
    before = (Module.objects.count(), Milestone.objects.count(), Challenge.objects.count())
    lay_out_year(cohort, None)
    assert (Module.objects.count(), Milestone.objects.count(), Challenge.objects.count()) == before


def test_those_who_have_left_are_left_alone(cohort):
    gone = PlaceFactory(cohort=cohort, status=PlaceStatus.WITHDRAWN)
    lay_out_year(cohort, None)
    assert not Challenge.objects.filter(place=gone).exists()


def test_a_place_gets_its_challenge_before_the_layout_and_milestones_after(cohort):
    place = PlaceFactory(cohort=cohort)
    plan_place(place, None, "Better sleep")
    assert place.challenge.title == "Better sleep"
    assert not place.challenge.milestones.exists()
    cohort.planned_at = timezone.now()
    cohort.save()
    late = PlaceFactory(cohort=cohort)
    plan_place(late, None, "")
    assert late.challenge.title
    assert late.challenge.milestones.exists()
