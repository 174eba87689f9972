from celery import shared_task

from fellowship.api.services.planning import plan_all, tidy
from fellowship.api.services.sending import send_due
from fellowship.api.services.tokens import warn_of_expiry


@shared_task
def send_webhooks() -> None:
    plan_all()
    send_due()


@shared_task
def tidy_up() -> None:
    """Once an hour: old deliveries, and tokens that will soon expire."""
    tidy()
    warn_of_expiry()
