from celery import shared_task

from fellowship.cohorts.bulk import running
from fellowship.cohorts.models import ImportRun
from fellowship.cohorts.services import pauses
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
def begin_planned_pauses() -> None:
    pauses.begin_planned_pauses()
