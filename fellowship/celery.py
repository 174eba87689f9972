"""The worker and the beat. Tasks take ids, fetch, and call one service."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

app = Celery("fellowship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Beat counts in UTC, which has no summer time; which day it is for a person is decided in that person's
# time zone. Each task catches up on whatever an earlier run missed, so a lost or doubled run is harmless,
# and one that waited for a worker until the next came is dropped.
app.conf.beat_schedule = {
    "plan-reminders": {
        "task": "fellowship.home.tasks.plan_reminders",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 5 * 60},
    },
    "send-messages": {
        "task": "fellowship.notifications.tasks.send_messages",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "send-webhooks": {
        "task": "fellowship.api.tasks.send_webhooks",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "tidy-access-for-machines": {
        "task": "fellowship.api.tasks.tidy_up",
        "schedule": crontab(minute="23"),
        "options": {"expires": 60 * 60},
    },
    "gather-digests": {
        "task": "fellowship.notifications.tasks.gather_digests",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 5 * 60},
    },
    "send-announcements": {
        "task": "fellowship.cohorts.tasks.send_announcements",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "begin-planned-pauses": {
        "task": "fellowship.cohorts.tasks.begin_planned_pauses",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 15 * 60},
    },
    "resume-matching": {
        "task": "fellowship.cohorts.tasks.resume_matching",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
    "resume-bulk-acts": {
        "task": "fellowship.cohorts.tasks.resume_bulk_acts",
        "schedule": crontab(minute="*"),
        "options": {"expires": 60},
    },
}
