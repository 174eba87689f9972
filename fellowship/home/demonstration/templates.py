"""The template of the demonstration as a programme uses it: changed since the launch, and next year begun."""

import datetime as dt
import uuid
from collections.abc import Callable

from challenges.models import MilestoneChange
from fellowship.cohorts.bulk import running
from fellowship.cohorts.models import BulkAct, Cohort, TemplateMilestone, TemplateSurvey
from fellowship.cohorts.services.cloning import clone_cohort
from fellowship.cohorts.services.templates import change_template, move_item, save_item
from fellowship.home.services.template_changes import apply_template
from fellowship.people.models import User

WEEKS_TO_NEXT_YEAR = 52
APPLIED, CHANGED = 16, 2  # days ago


def write_templates(cohort: Cohort, administrator: User, moment: Callable[[int], dt.datetime]) -> None:
    """One change has been applied to the cohort; others wait for somebody to look at them.

    Of those a milestone and a provider would follow, and a brief that the tutor has rewritten stays.
    """
    template = cohort.template
    assert template is not None
    survey = TemplateSurvey(template=template, title="Mid-point survey", opens="first Monday of month 6")
    save_item(by=administrator, item=survey)
    plan = template.milestones.get(title="Plan for keeping it going")
    move_item(by=administrator, item=plan, weeks=1)
    _apply(cohort, administrator, moment(APPLIED))
    template.changes.update(at=moment(APPLIED))
    poster = TemplateMilestone(
        template=template,
        title="Poster for the celebration",
        due="second Wednesday of month 11",
        description="One page that somebody who has never heard of your challenge understands.",
    )
    save_item(by=administrator, item=poster)
    practice = template.modules.last()
    assert practice is not None
    practice.provider = "Harbour Business School (invented)"
    save_item(by=administrator, item=practice)
    evidence = practice.assignments.get()
    evidence.title, evidence.brief = f"{evidence.title}, with a poster", "Four pieces, and the poster."
    save_item(by=administrator, item=evidence)
    waiting = [poster.title, practice.title, evidence.title]
    template.changes.filter(title__in=waiting).update(at=moment(CHANGED))
    change_template(by=administrator, template=template, name=template.name, remind_days_before=[21, 7])
    starts_on = cohort.starts_on + dt.timedelta(weeks=WEEKS_TO_NEXT_YEAR)
    name = f"{starts_on.year} to {starts_on.year + 1}"
    clone_cohort(by=administrator, source=cohort, name=name, starts_on=starts_on)


def _apply(cohort: Cohort, by: User, at: dt.datetime) -> None:
    act = apply_template(by=by, cohort=cohort, form_id=uuid.uuid4())
    running.run(act.pk)
    BulkAct.objects.filter(pk=act.pk).update(made_at=at, moved_at=at + dt.timedelta(seconds=1))
    MilestoneChange.objects.filter(milestone__challenge__place__cohort=cohort, act="move", by=by).update(
        at=at
    )
