"""A launched cohort of many fellows, with milestones and a PgCert; and what changes in its template."""

import datetime as dt
import uuid

from django.utils import timezone

from challenges.models import Challenge, Milestone, MilestoneChange
from fellowship.cohorts.models import (
    Cohort,
    CohortTemplate,
    Place,
    Programme,
    RoleAssignment,
    TemplateAssignment,
    TemplateChange,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.templates import move_item, save_item
from fellowship.learning.services.modules import plan_from_template
from fellowship.people.models import User

MILESTONES, MODULES, DAYS, ASSIGNMENTS = 10, 4, 3, 2
BATCH = 5000


def year_of_many(
    fellows: int, starts_on: dt.date, milestones: int = MILESTONES, name: str = "Many"
) -> tuple[Cohort, User]:
    """The cohort, and the administrator of its programme."""
    programme = Programme.objects.create(name=f"{name} {uuid.uuid4()}")
    by = User.objects.create(email=f"{uuid.uuid4()}@example.org")
    since = min(starts_on, timezone.localdate()) - dt.timedelta(days=1)
    RoleAssignment.objects.create(person=by, programme=programme, role=Role.ADMINISTRATOR, starts_on=since)
    cohort = Cohort.objects.create(
        programme=programme,
        template=_template(programme, milestones),
        name=name,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=364),
        planned_at=timezone.now(),
        launched_at=timezone.now(),
    )
    plan_from_template(cohort=cohort, by=by)
    _lay_out(cohort, fellows)
    return cohort, by


def _template(programme: Programme, milestones: int) -> CohortTemplate:
    template = CohortTemplate.objects.create(programme=programme, name="Our year")
    TemplateMilestone.objects.bulk_create(
        TemplateMilestone(template=template, title=f"Step {n}", due=f"week {n * 4}", order=n)
        for n in range(1, milestones + 1)
    )
    hours = {"starts_at": dt.time(9, 30), "ends_at": dt.time(16, 30)}
    for n in range(1, MODULES + 1):
        module = TemplateModule.objects.create(template=template, title=f"Module {n}", order=n)
        TemplateTaughtDay.objects.bulk_create(
            TemplateTaughtDay(module=module, title=f"Day {day}", day=f"week {n * 9 + day}", **hours)
            for day in range(1, DAYS + 1)
        )
        TemplateAssignment.objects.bulk_create(
            TemplateAssignment(module=module, title=f"Work {one}", due=f"week {n * 9 + 4 + one}")
            for one in range(1, ASSIGNMENTS + 1)
        )
    return template


def _lay_out(cohort: Cohort, fellows: int) -> None:
    """As `plan_milestones` does for one fellow."""
    people = User.objects.bulk_create(User(email=f"many{n}.{cohort.pk}@example.org") for n in range(fellows))
    places = Place.objects.bulk_create(
        Place(person=one, cohort=cohort, starts_on=cohort.starts_on, ends_on=cohort.ends_on) for one in people
    )
    challenges = Challenge.objects.bulk_create(Challenge(place=place, title="A") for place in places)
    items = list(TemplateMilestone.objects.filter(template=cohort.template))
    days = {item.pk: cohort.starts_on + dt.timedelta(weeks=item.order * 4 - 1) for item in items}
    milestones = Milestone.objects.bulk_create(
        (
            Milestone(
                challenge=challenge,
                title=item.title,
                due_on=days[item.pk],
                laid_out_on=days[item.pk],
                from_template=item,
            )
            for challenge in challenges
            for item in items
        ),
        batch_size=BATCH,
    )
    MilestoneChange.objects.bulk_create(
        (
            MilestoneChange(milestone=one, act="add", status_after="planned", due_after=one.due_on)
            for one in milestones
        ),
        batch_size=BATCH,
    )


def change_year(*, by: User, cohort: Cohort) -> list[TemplateChange]:
    """All of it a week later, and every second milestone and all of the PgCert in other words."""
    assert cohort.template is not None
    milestones, modules = list(cohort.template.milestones.all()), list(cohort.template.modules.all())
    changes = [move_item(by=by, item=item, weeks=1) for item in [*milestones, *modules]]
    for milestone in cohort.template.milestones.all()[1::2]:
        milestone.title, milestone.description = f"{milestone.title}, with the team", "Bring the baseline."
        changes.append(save_item(by=by, item=milestone))
    for module in cohort.template.modules.all():
        module.provider = "University of Example"
        changes.append(save_item(by=by, item=module))
        for day in module.taught_days.all():
            day.venue = "Room 4"
            changes.append(save_item(by=by, item=day))
        for assignment in module.assignments.all():
            assignment.brief = "Two thousand words."
            changes.append(save_item(by=by, item=assignment))
    return [change for change in changes if change is not None]
