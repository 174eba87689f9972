from celery import shared_task

from fellowship.cohorts.models import ImportRun
from fellowship.cohorts.services.intake.runs import read_import as read


@shared_task
def read_import(run_id: int) -> None:
    run = ImportRun.objects.select_related("cohort").filter(pk=run_id).first()
    if run is not None:
        read(run)
