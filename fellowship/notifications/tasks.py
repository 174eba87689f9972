from celery import shared_task

from fellowship.notifications.services.digests import gather
from fellowship.notifications.services.sending import send_due

# A run ends well inside CELERY_TASK_TIME_LIMIT; the next beat goes on where it stopped.
MOST_IN_ONE_RUN = 20_000


@shared_task
def send_messages() -> None:
    send_due(MOST_IN_ONE_RUN)


@shared_task
def gather_digests() -> None:
    gather()
