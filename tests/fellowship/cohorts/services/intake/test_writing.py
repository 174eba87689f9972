"""Confirming a list: once, whole or not at all, and many rows of it."""

import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from fellowship.cohorts import layout
from fellowship.cohorts.models import ImportRow, ImportRun, Invitation, Pairing, Place
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.services.intake.runs import read_again, start_import
from fellowship.cohorts.tasks import read_import
from fellowship.people.models import AuditEvent, User
from fellowship.people.services.profile import update_profile
from tests.factories import (
    AdministratorFactory,
    PlaceFactory,
)
from tests.fellowship.cohorts.services.intake.lists import AMARA, add, counts, rows_of, send, sheet

pytestmark = pytest.mark.django_db


def test_stale_preview_writes_nothing_and_names_the_rows(cohort, administrator):
    ben = "Ben,Hughes,ben@example.org,Doctor,,X1,,,,,"
    run = send(cohort, administrator, sheet(AMARA, ben))
    PlaceFactory(person__email="ben@example.org", cohort=cohort)

    add(run, administrator)

    assert "Row 3 would now be written differently" in run.failure
    assert (run.status, run.confirmed_by) == (ImportStatus.READY, None)
    assert not User.objects.filter(email="amara@example.org").exists()
    read_again(by=administrator, run=run)
    read_import(run.pk)
    add(run, administrator)
    assert Place.objects.filter(cohort=cohort).count() == 2


def test_preview_is_stale_when_the_person_edits_in_between(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)
    run = send(cohort, administrator, sheet(AMARA.replace("Band 7", "Band 8a")))
    amara = User.objects.get(email="amara@example.org")
    update_profile(person=amara, by=amara, changes={"grade": "Band 9"})

    add(run, administrator)

    assert run.status == ImportStatus.READY
    amara.refresh_from_db()
    assert amara.grade == "Band 9"


def test_planner_that_fails_leaves_nothing_written(cohort, administrator, monkeypatch):
    def fail(place, by, title):
        raise RuntimeError("planner")

    run = send(cohort, administrator, sheet(AMARA))
    monkeypatch.setattr(layout, "PLACE_PLANNERS", [fail])

    with pytest.raises(RuntimeError):
        add(run, administrator)

    assert not Place.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_write_once(cohort, administrator):
    run = send(cohort, administrator, sheet(AMARA))
    faults = []
    together = threading.Barrier(2)

    def confirm():
        try:
            together.wait()
            add(run, administrator)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert (Place.objects.count(), Pairing.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(act="import written").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_person_confirmed_at_once_write_once(cohort, administrator):
    runs = [send(cohort, administrator, sheet(AMARA)) for _ in range(2)]
    together = threading.Barrier(2)

    def confirm(run):
        try:
            together.wait()
            add(run, administrator)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {run.status for run in runs} == {ImportStatus.READY, ImportStatus.CONFIRMED}
    assert Place.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_one_run_once(cohort, administrator):
    run = start_import(
        by=administrator, cohort=cohort, file=SimpleUploadedFile("a.csv", sheet(AMARA).encode())
    )
    faults = []
    together = threading.Barrier(2)

    def read():
        try:
            together.wait()
            read_import(run.pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    run.refresh_from_db()
    assert faults == []
    assert (run.status, run.rows.count(), run.rows_read) == (ImportStatus.READY, 1, 1)


def big_list(count):
    return sheet(
        *(
            f"Given{n},Family{n},person{n}@example.net,Nurse,,{'X1' if n % 2 else 'Second Invented Trust'},"
            f"Title {n},Dr Some Mentor{n % 500},mentor{n % 500}@example.net,,1"
            for n in range(count)
        )
    )


def test_five_thousand_rows_are_read_in_batches_with_progress(cohort, administrator):
    began = time.monotonic()

    with CaptureQueriesContext(connection) as queries:
        run = send(cohort, administrator, big_list(5000))

    assert (run.status, run.rows_read, run.rows_in_all) == (ImportStatus.READY, 5000, 5000)
    assert counts(run) == {"new": 5000}
    assert len(queries) < 20 * 15 + 50
    assert time.monotonic() - began < 30


def test_queries_of_a_confirmation_do_not_grow_faster_than_the_people(cohort, administrator):
    small, large = (send(cohort, administrator, big_list(n)) for n in (10, 40))
    with CaptureQueriesContext(connection) as first:
        add(small, administrator)
    run = read_again(by=administrator, run=large)
    read_import(run.pk)
    with CaptureQueriesContext(connection) as second:
        add(run, administrator)

    # 10 fellows and 10 mentors, then 30 and 30 more: an invitation each, all else at once
    assert len(second) - len(first) <= 30 * 16
    assert Place.objects.count() == 40


def test_row_numbers_and_runs_of_others_are_kept_apart(cohort, administrator):
    first = send(cohort, administrator, sheet(AMARA))
    second = send(cohort, administrator, sheet(AMARA))

    assert ImportRow.objects.count() == 2
    assert set(rows_of(first)) == set(rows_of(second)) == {2}
    assert ImportRun.objects.visible_to(AdministratorFactory().person).count() == 0


def test_mentor_who_is_a_fellow_of_the_same_list(cohort, administrator):
    ben = "Ben,Hughes,ben@example.org,Doctor,,X1,,Amara Abiola,amara@example.org,,"

    add(send(cohort, administrator, sheet(AMARA, ben)), administrator)

    assert User.objects.filter(email="amara@example.org").count() == 1
    assert Pairing.objects.filter(mentor__email="amara@example.org").count() == 1
