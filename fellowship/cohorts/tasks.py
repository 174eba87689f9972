from celery import shared_task

from fellowship.cohorts.bulk import running
from fellowship.cohorts.matching import proposals, publishing
from fellowship.cohorts.models import ImportRun
from fellowship.cohorts.services import announcements, pauses
from fellowship.cohorts.services.intake import runs


@shared_task
def read_import(run_id: int) -> None:
    if run := ImportRun.objects.select_related("cohort").filter(pk=run_id).first():
        runs.read_import(run)


@shared_task
def write_import(run_id: int) -> None:
    if run := ImportRun.objects.filter(pk=run_id).first():
        runs.write_import(run)


@shared_task
def run_bulk_act(act_id: int) -> None:
    running.run(act_id)


@shared_task
def resume_bulk_acts() -> None:
    """Those whose worker died, and those the broker never told a worker about."""
    for act_id in running.stopped_moving():
        run_bulk_act.delay(act_id)


@shared_task
def send_announcements() -> None:
    announcements.send_due_announcements()


@shared_task
def begin_planned_pauses() -> None:
    pauses.begin_planned_pauses()


@shared_task
def solve_proposal(proposal_id: int) -> None:
    proposals.solve(proposal_id)


@shared_task
def publish_proposal(proposal_id: int) -> None:
    publishing.publish(proposal_id)


@shared_task
def resume_matching() -> None:
    """Proposals whose worker died, and those the broker never told a worker about."""
    for proposal_id, is_published in proposals.stopped_moving():
        (publish_proposal if is_published else solve_proposal).delay(proposal_id)
