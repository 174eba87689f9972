"""Bulk acts when workers are killed, doubled or late: whole or resumed, nothing twice. On real processes."""

import datetime as dt
import os
import subprocess
import sys
import threading
import time
import uuid

import pytest
from django.db import connection, connections
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.bulk.kinds import KINDS, BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow, Cohort, Place
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.people.models import AuditEvent, User
from tests.factories import OrganisationFactory, PlaceFactory

CHUNK = 10

# A day is added to each place; who is done twice has two. It takes its time, so that it can be killed.
WORKER = """
import sys, time
import django
django.setup()
from tests.fellowship.cohorts.bulk.test_running import counting
from fellowship.cohorts.bulk import kinds, running
kinds.register([counting(pause=float(sys.argv[2]))])
running.run(int(sys.argv[1]))
"""


def counting(pause: float = 0) -> BulkKind:
    def apply(act, rows):
        Place.objects.filter(pk__in=[row.place_id for row in rows]).update(ends_on=F("ends_on") + 1)
        for row in rows:
            row.after, row.words = {"by": 1}, "A day longer"
        time.sleep(pause)

    def undo(act, rows):
        Place.objects.filter(pk__in=[row.place_id for row in rows]).update(ends_on=F("ends_on") - 1)
        time.sleep(pause)

    return BulkKind(code="count", title="Counting", apply=apply, undo=undo, chunk=CHUNK)


@pytest.fixture
def kind(monkeypatch):
    """`kind(apply=…)`: what is done by the acts of this test."""

    def registered(**changes) -> None:
        kept = {**vars(counting()), **changes}
        monkeypatch.setitem(KINDS, "count", BulkKind(**kept))

    registered()
    return registered


@pytest.fixture
def act(cohort, administrator, kind):
    """`act(30)`: an act on so many places of a cohort."""

    def begun(number: int, **changes) -> BulkAct:
        places = fellows(cohort, number)
        values = {"by": administrator, "programme": cohort.programme, "cohort": cohort, "kind": "count"}
        return acts.start(rows=[BulkRow(place=place) for place in places], **values, **changes)

    return begun


def fellows(cohort: Cohort, number: int) -> list[Place]:
    """So many places, made at once."""
    people = User.objects.bulk_create(
        [User(email=f"fellow{n}.{cohort.pk}@example.org", family_name=f"F{n:05}") for n in range(number)]
    )
    host = OrganisationFactory()
    return Place.objects.bulk_create(
        [
            Place(person=one, cohort=cohort, host=host, starts_on=cohort.starts_on, ends_on=cohort.ends_on)
            for one in people
        ]
    )


def days_added(cohort: Cohort) -> list[int]:
    """What happened to each place: one day more for each time it was done."""
    return [(place.ends_on - cohort.ends_on).days for place in cohort.places.order_by("pk")]


@pytest.fixture
def worker():
    started: list[subprocess.Popen] = []

    def start(act: BulkAct, pause: float) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-c", WORKER, str(act.pk), str(pause)])
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(condition, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)


def finish(act: BulkAct) -> None:
    """The database may need a moment to notice that a worker is gone, and to let go of its locks."""

    def is_finished() -> bool:
        running.run(act.pk)
        act.refresh_from_db()
        return not act.is_unfinished

    wait_until(is_finished)


def handled(act: BulkAct) -> int:
    return BulkAct.objects.values_list("handled", flat=True).get(pk=act.pk)


@pytest.mark.django_db(transaction=True)
def test_worker_killed_between_chunks_is_resumed_and_nothing_happens_twice(act, cohort, worker):
    begun = act(5 * CHUNK)
    process = worker(begun, pause=0.3)
    wait_until(lambda: handled(begun) >= 2 * CHUNK)
    process.kill()  # SIGKILL, most likely in the middle of a chunk
    process.wait()

    done = handled(begun)
    assert 0 < done < 5 * CHUNK
    assert sum(days_added(cohort)) == done == begun.rows.filter(status=RowStatus.DONE).count()

    finish(begun)

    begun.refresh_from_db()
    assert (begun.status, begun.handled) == (BulkStatus.DONE, 5 * CHUNK)
    assert days_added(cohort) == [1] * 5 * CHUNK


@pytest.mark.django_db(transaction=True)
def test_worker_killed_while_it_undoes_is_resumed_and_all_is_as_before(act, cohort, administrator, worker):
    begun = act(4 * CHUNK)
    running.run(begun.pk)
    acts.undo(by=administrator, act=begun)
    process = worker(begun, pause=0.3)
    wait_until(lambda: handled(begun) >= CHUNK)
    process.kill()
    process.wait()
    assert 0 < sum(days_added(cohort)) < 4 * CHUNK

    finish(begun)

    begun.refresh_from_db()
    assert begun.status == BulkStatus.UNDONE
    assert days_added(cohort) == [0] * 4 * CHUNK


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_row_once(act, cohort, worker):
    begun = act(4 * CHUNK)

    processes = [worker(begun, pause=0.02), worker(begun, pause=0.02)]
    assert [process.wait(60) for process in processes] == [0, 0]

    finish(begun)  # should both have left because the other was at it
    begun.refresh_from_db()
    assert begun.status == BulkStatus.DONE
    assert days_added(cohort) == [1] * 4 * CHUNK
    assert AuditEvent.objects.filter(act="bulk act done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_database_that_drops_the_line_loses_the_chunk_and_nothing_else(act, cohort, worker):
    begun = act(4 * CHUNK)
    process = worker(begun, pause=0.3)
    wait_until(lambda: handled(begun) >= CHUNK)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
    assert process.wait(60) != 0

    assert sum(days_added(cohort)) == handled(begun) < 4 * CHUNK
    finish(begun)
    assert days_added(cohort) == [1] * 4 * CHUNK


@pytest.mark.django_db(transaction=True)
def test_undo_while_it_is_done_stops_it_and_puts_back_what_was_done(act, cohort, administrator, worker):
    begun = act(5 * CHUNK)
    process = worker(begun, pause=0.2)
    wait_until(lambda: handled(begun) >= CHUNK)

    acts.undo(by=administrator, act=begun)
    process.wait(60)
    finish(begun)

    begun.refresh_from_db()
    assert begun.status == BulkStatus.UNDONE
    assert days_added(cohort) == [0] * 5 * CHUNK
    assert begun.rows.filter(status=RowStatus.LEFT_OUT, words="Stopped before it was done.").exists()


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_away_or_forgot_loses_nothing(cohort, administrator, kind):
    """The beat finds what has not moved for a minute."""
    environment = {**os.environ, "REDIS_URL": "redis://127.0.0.1:8397/0"}  # nobody listens there
    place = PlaceFactory(cohort=cohort)
    begin = f"""
import django
django.setup()
from tests.fellowship.cohorts.bulk.test_running import counting
from fellowship.cohorts.bulk import acts, kinds
from fellowship.cohorts.models import BulkRow, Cohort
from fellowship.people.models import User
kinds.register([counting()])
cohort = Cohort.objects.get(pk={cohort.pk})
acts.start(by=User.objects.get(pk={administrator.pk}), programme=cohort.programme, cohort=cohort,
           kind="count", rows=[BulkRow(place_id={place.pk})])
"""
    subprocess.run([sys.executable, "-c", begin], env=environment, check=True, timeout=60)
    begun = BulkAct.objects.get()
    assert running.stopped_moving() == []  # too early: for all we know somebody is coming

    BulkAct.objects.update(moved_at=timezone.now() - running.STOPPED_MOVING - dt.timedelta(seconds=1))
    assert running.stopped_moving() == [begun.pk]
    running.run(begun.pk)

    assert days_added(cohort) == [1]
    assert running.stopped_moving() == []


@pytest.mark.django_db(transaction=True)
def test_second_press_at_the_same_moment_is_the_same_act(cohort, administrator, kind):
    form_id, place, faults = uuid.uuid4(), PlaceFactory(cohort=cohort), []
    together = threading.Barrier(2)

    def press():
        try:
            together.wait()
            values = {"by": administrator, "programme": cohort.programme, "cohort": cohort}
            acts.start(**values, kind="count", rows=[BulkRow(place=place)], form_id=form_id)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert (BulkAct.objects.count(), BulkRow.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_fault_in_a_kind_changes_nothing_and_stops_after_some_attempts(act, cohort, administrator, kind):
    def apply(_act, rows):
        Place.objects.filter(pk__in=[row.place_id for row in rows]).update(ends_on=F("ends_on") + 1)
        raise ValueError("a fault of ours")

    begun = act(2 * CHUNK)
    kind(apply=apply)
    for _attempt in range(running.MOST_ATTEMPTS):
        running.run(begun.pk)
    begun.refresh_from_db()
    assert begun.status == BulkStatus.FAILED
    assert days_added(cohort) == [0] * 2 * CHUNK

    kind()
    acts.try_again(by=administrator, act=begun)
    running.run(begun.pk)
    begun.refresh_from_db()
    assert begun.status == BulkStatus.DONE
    assert days_added(cohort) == [1] * 2 * CHUNK


@pytest.mark.django_db
def test_kind_that_leaves_a_row_as_it_was_is_a_fault_and_no_endless_loop(act, kind):
    def apply(_act, rows):
        rows[0].status = RowStatus.WAITING

    begun = act(3)
    kind(apply=apply)
    running.run(begun.pk)
    begun.refresh_from_db()
    assert (begun.status, begun.attempts, begun.handled) == (BulkStatus.WAITING, 1, 0)


@pytest.mark.django_db
def test_row_left_out_from_the_beginning_is_in_the_list_and_not_worked_on(cohort, administrator, kind):
    places = fellows(cohort, 2)
    rows = [
        BulkRow(place=places[0]),
        BulkRow(place=places[1], status=RowStatus.LEFT_OUT, words="Has left."),
    ]
    begun = acts.start(by=administrator, programme=cohort.programme, cohort=cohort, kind="count", rows=rows)
    running.run(begun.pk)
    begun.refresh_from_db()
    assert (begun.in_all, begun.handled) == (1, 1)
    assert days_added(cohort) == [1, 0]


@pytest.mark.django_db
def test_what_cannot_be_undone_says_so(act, administrator, kind):
    begun = act(1)
    running.run(begun.pk)
    kind(undo=None)
    with pytest.raises(acts.CannotUndo, match="cannot be undone"):
        acts.undo(by=administrator, act=begun)


@pytest.mark.django_db
def test_five_thousand_rows_take_a_handful_of_statements_a_chunk_and_little_time(act, cohort, kind):
    kind(chunk=500)
    begun = act(5000)
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        running.run(begun.pk)
    took = time.process_time() - began
    begun.refresh_from_db()
    assert (begun.status, begun.handled) == (BulkStatus.DONE, 5000)
    assert len(queries) <= 11 * 10
    assert took < 5
