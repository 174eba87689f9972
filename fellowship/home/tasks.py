from celery import shared_task

from fellowship.home.reminders import SOURCES
from fellowship.notifications.services.planning import plan


@shared_task
def plan_reminders() -> None:
    plan(SOURCES)
