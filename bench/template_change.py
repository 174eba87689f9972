"""5,000 fellows follow their changed template in the worker: ten milestones each, all moved by a week."""

import datetime as dt
import time
import uuid

from django.db import transaction
from django.utils import timezone

from challenges.models import Challenge, Milestone, MilestoneChange
from fellowship.cohorts.bulk import running
from fellowship.cohorts.models import (
    BulkAct,
    Cohort,
    CohortTemplate,
    Place,
    Programme,
    RoleAssignment,
    TemplateMilestone,
)
from fellowship.cohorts.models.bulk import BulkStatus
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.templates import move_item
from fellowship.home.services.template_changes import apply_template
from fellowship.people.models import User

FELLOWS, ITEMS, GOAL = 5000, 10, 10.0


class _TakenBack(Exception):
    """The bench leaves no cohort behind."""


def bench_template_change() -> bool:
    seconds = 0.0
    try:
        with transaction.atomic():
            cohort, by = year_of_many(FELLOWS)
            act = apply_template(by=by, cohort=cohort, form_id=uuid.uuid4())
            began = time.perf_counter()
            running.run(act.pk)
            seconds = time.perf_counter() - began
            if BulkAct.objects.get(pk=act.pk).status != BulkStatus.DONE:
                raise RuntimeError("The change of the template was not done.")
            raise _TakenBack
    except _TakenBack:
        pass
    print(f"\n{FELLOWS} fellows follow their changed template in {seconds:.1f} s (goal: under {GOAL:.0f})")
    return seconds < GOAL


def year_of_many(fellows: int) -> tuple[Cohort, User]:
    """A launched cohort whose template has since been moved by a week, all of it; and its administrator."""
    start = timezone.localdate() - dt.timedelta(days=14)
    programme = Programme.objects.create(name=f"Many {uuid.uuid4()}")
    by = User.objects.create(email=f"{uuid.uuid4()}@example.org")
    RoleAssignment.objects.create(
        person=by, programme=programme, role=Role.ADMINISTRATOR, starts_on=start - dt.timedelta(days=1)
    )
    template = CohortTemplate.objects.create(programme=programme, name="Our year")
    items = TemplateMilestone.objects.bulk_create(
        TemplateMilestone(template=template, title=f"Step {n}", due=f"week {n * 4}", order=n)
        for n in range(1, ITEMS + 1)
    )
    cohort = Cohort.objects.create(
        programme=programme,
        template=template,
        name="Many",
        starts_on=start,
        ends_on=start + dt.timedelta(days=364),
        planned_at=timezone.now(),
        launched_at=timezone.now(),
    )
    _lay_out(cohort, items, fellows)
    for item in items:
        move_item(by=by, item=item, weeks=1)
    return cohort, by


def _lay_out(cohort: Cohort, items: list[TemplateMilestone], fellows: int) -> None:
    people = User.objects.bulk_create(User(email=f"many{n}.{cohort.pk}@example.org") for n in range(fellows))
    places = Place.objects.bulk_create(
        Place(person=one, cohort=cohort, starts_on=cohort.starts_on, ends_on=cohort.ends_on) for one in people
    )
    challenges = Challenge.objects.bulk_create(Challenge(place=place, title="A") for place in places)
    days = {item.pk: cohort.starts_on + dt.timedelta(weeks=item.order * 4 - 1) for item in items}
    milestones = Milestone.objects.bulk_create(
        Milestone(
            challenge=challenge,
            title=item.title,
            due_on=days[item.pk],
            laid_out_on=days[item.pk],
            from_template=item,
        )
        for challenge in challenges
        for item in items
    )
    MilestoneChange.objects.bulk_create(
        MilestoneChange(milestone=one, act="add", status_after="planned", due_after=one.due_on)
        for one in milestones
    )
