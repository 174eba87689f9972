from celery import shared_task

from fellowship.cohorts.models import ImportRun
from fellowship.cohorts.services.intake import runs


@shared_task
def read_import(run_id: int) -> None:
    if run := ImportRun.objects.select_related("cohort").filter(pk=run_id).first():
        runs.read_import(run)


@shared_task
def write_import(run_id: int) -> None:
    if run := ImportRun.objects.filter(pk=run_id).first():
        runs.write_import(run)
