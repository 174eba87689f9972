"""5,000 fellows follow their changed template, and go back, by a worker that commits chunk after chunk.

Milestones, taught days and assignments move by a week, and some of the words change. The year is made once
and kept; each time it ends as it was.
"""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2
from django.db import transaction
from django.utils import timezone

from bench.year_of_many import change_year, year_of_many
from challenges.models import MilestoneChange
from fellowship.celery import app
from fellowship.cohorts.bulk import acts
from fellowship.cohorts.models import BulkAct, Cohort, TemplateChange
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.cohorts.services.template_changes import undo_change
from fellowship.home.services.template_changes import apply_template
from fellowship.notifications.models import Message
from fellowship.people.models import User

NAME = "Bench of a template"
FELLOWS, GOAL, PATIENCE = 5000, 10.0, 120.0
BEFORE_THE_START = dt.timedelta(days=90)  # so nothing of it is due while the other things are measured
WORKER = ["worker", "--pool", "threads", "--concurrency", "2"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]


def bench_template_change() -> bool:
    cohort, by = _year()
    changes = change_year(by=by, cohort=cohort)
    try:
        with _worker():
            act, there = _timed(lambda: apply_template(by=by, cohort=cohort), BulkStatus.DONE)
            _check(act, RowStatus.DONE)
            act, back = _timed(lambda: acts.undo(by=by, act=act), BulkStatus.UNDONE)
            _check(act, RowStatus.UNDONE)
    finally:
        for change in reversed(changes):
            undo_change(by=by, change=change)
        _forget(by)
    print(
        f"\n{FELLOWS} fellows follow their changed template in {there:.1f} s, and go back in {back:.1f} s "
        f"(goal: each under {GOAL:.0f})"
    )
    return there < GOAL and back < GOAL


def _year() -> tuple[Cohort, User]:
    """The one of last time, unless its first day has come."""
    kept = Cohort.objects.filter(name=NAME, starts_on__gt=timezone.localdate()).first()
    if kept is not None:
        return kept, User.objects.get(roles__programme=kept.programme_id)
    with transaction.atomic():
        return year_of_many(FELLOWS, timezone.localdate() + BEFORE_THE_START, name=NAME)


@contextmanager
def _worker() -> Iterator[None]:
    """As `make run` starts it, and ready; what others have left in the queue is not its matter."""
    app.control.purge()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fellowship.settings", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "celery", "--app", "fellowship", "--quiet", *WORKER, *QUIET]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _until(app.control.ping)
        yield
    finally:
        process.terminate()
        process.wait()


def _timed(ask: Callable[[], BulkAct], status: BulkStatus) -> tuple[BulkAct, float]:
    """From the moment that the administrator's press is written until the worker has ended it."""
    act = ask()
    began = time.perf_counter()
    _until(lambda: BulkAct.objects.get(pk=act.pk).status == status)
    return act, time.perf_counter() - began


def _until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError("The worker did not do it.")
        time.sleep(0.05)


def _check(act: BulkAct, status: RowStatus) -> None:
    """Every fellow, and the cohort with its PgCert."""
    if (did := act.rows.filter(status=status).count()) != FELLOWS + 1:
        raise RuntimeError(f"{did} of {FELLOWS + 1} rows are {status}.")


def _forget(by: User) -> None:
    """The traces of this time, so that the next finds as much; the audit is the owner's to delete."""
    for model in (BulkAct, MilestoneChange, TemplateChange):
        model.objects.filter(by=by).delete()
    Message.objects.filter(person__places__cohort__name=NAME).delete()
    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_auditevent WHERE by_id = %s", [by.pk])
    finally:
        connection.close()
