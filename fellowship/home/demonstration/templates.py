"""The template of the demonstration as a programme uses it: changed since the launch, and next year begun."""

import datetime as dt
import uuid

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkAct, Cohort, CohortTemplate, TemplateMilestone, TemplateSurvey
from fellowship.cohorts.services.cloning import clone_cohort
from fellowship.cohorts.services.template_changes import undo_change
from fellowship.cohorts.services.templates import change_template, move_item, save_item
from fellowship.home.demonstration.dates import BULK, MILESTONES, TEMPLATES, dated, moment
from fellowship.home.services.template_changes import apply_template
from fellowship.people.models import User

WEEKS_TO_NEXT_YEAR = 52
TRIED, REGRETTED, APPLIED, CHANGED = 21, 20, 16, 2  # days ago


def write_templates(cohort: Cohort, administrator: User) -> None:
    """One change has been applied to the cohort and taken back, one applied; others wait to be looked at.

    Of those a milestone and a provider would follow, and a brief that the tutor has rewritten stays.
    """
    template = cohort.template
    assert template is not None
    _tried_and_taken_back(cohort, template, administrator)
    with dated(moment(APPLIED), BULK, TEMPLATES, MILESTONES):
        survey = TemplateSurvey(template=template, title="Mid-point survey", opens="first Monday of month 6")
        save_item(by=administrator, item=survey)
        plan = template.milestones.get(title="Plan for keeping it going")
        move_item(by=administrator, item=plan, weeks=1)
        _apply(cohort, administrator)
    with dated(moment(CHANGED), TEMPLATES):
        _change_what_waits(template, administrator)
    starts_on = cohort.starts_on + dt.timedelta(weeks=WEEKS_TO_NEXT_YEAR)
    name = f"{starts_on.year} to {starts_on.year + 1}"
    clone_cohort(by=administrator, source=cohort, name=name, starts_on=starts_on)


def _tried_and_taken_back(cohort: Cohort, template: CohortTemplate, by: User) -> None:
    """The report three weeks earlier, until the hosts said that nobody reads in that month."""
    with dated(moment(TRIED), BULK, TEMPLATES, MILESTONES):
        report = template.milestones.get(title="Report")
        change = move_item(by=by, item=report, weeks=-3)
        act = _apply(cohort, by)
    assert change is not None
    with dated(moment(REGRETTED), BULK, TEMPLATES, MILESTONES):
        acts.undo(by=by, act=act)
        running.run(act.pk)
        undo_change(by=by, change=change)


def _apply(cohort: Cohort, by: User) -> BulkAct:
    act = apply_template(by=by, cohort=cohort, form_id=uuid.uuid4())
    running.run(act.pk)
    return act


def _change_what_waits(template: CohortTemplate, administrator: User) -> None:
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
    change_template(by=administrator, template=template, name=template.name, remind_days_before=[21, 7])
