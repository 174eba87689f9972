"""The whole way of a list, with the real file where it is there, and with files that mean harm."""

import datetime as dt
import threading
import time
from io import BytesIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from fellowship.cohorts import layout
from fellowship.cohorts.models import ImportRow, ImportRun, Invitation, Pairing, Place
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.services.intake.runs import confirm_import, read_again, start_import
from fellowship.cohorts.tasks import read_import, write_import
from fellowship.people.models import AuditEvent, User
from fellowship.people.services.profile import update_profile
from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
needs_shared_data = pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
HEADER = (
    "First name,Surname,Work email,Profession,Grade / band,Host organisation,Challenge working title,"
    "Sponsor name,Sponsor email,Start date,Clinical days p/w"
)
AMARA = (
    "Amara,Abiola,amara@example.org,Nurse,Band 7,X1,Better sleep,"
    "Dr Helen Ashworth,helen@example.org,07/09/2026,1.5"
)


@pytest.fixture
def cohort():
    OrganisationFactory(code="X1", name="First Invented Trust")
    OrganisationFactory(code="X2", name="Second Invented Trust")
    return CohortFactory(starts_on=dt.date(2026, 9, 7), ends_on=dt.date(2027, 9, 6), launched_at=None)


@pytest.fixture
def administrator(cohort):
    return AdministratorFactory(programme=cohort.programme).person


@pytest.fixture
def planned(monkeypatch):
    """The challenges a planner at the top of the house would make."""
    calls = []
    monkeypatch.setattr(layout, "PLACE_PLANNERS", [lambda place, by, title: calls.append((place, title))])
    return calls


def send(cohort, by, content, name="list.csv"):
    if isinstance(content, str):
        content = content.encode()
    run = start_import(by=by, cohort=cohort, file=SimpleUploadedFile(name, content))
    read_import(run.pk)
    run.refresh_from_db()
    return run


def add(run, by):
    confirm_import(by=by, run=run)
    write_import(run.pk)
    run.refresh_from_db()
    return run


def rows_of(run):
    return {row.number: row for row in run.rows.all()}


def counts(run):
    outcomes = [row.outcome for row in run.rows.all()]
    return {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}


def sheet(*rows):
    return "\n".join([HEADER, *rows])


# --- the real file ---------------------------------------------------------------------------


@needs_shared_data
def test_the_intake_list_of_2026(cohort, administrator, planned):
    call_command("import_organisations", SHARED / "ods_etr.csv", verbosity=0)

    run = send(cohort, administrator, (SHARED / "cohort_2026.xlsx").read_bytes(), "cohort_2026.xlsx")

    assert run.status == ImportStatus.READY
    assert (run.rows_read, run.rows_in_all) == (27, 27)
    assert counts(run) == {"new": 24, "problem": 3}
    assert User.objects.count() == 1  # only the administrator: nothing is written yet
    rows = rows_of(run)
    assert rows[28].problems == [
        [
            "email",
            "amara.abiola@example.org",
            "This person is already in row 4. Take one of the two rows out.",
        ]
    ]
    assert rows[29].problems[0][:2] == ["email", "beatrix.holloway(at)example.org"]
    assert [problem[:2] for problem in rows[30].problems] == [
        ["starts_on", "31/09/2026"],
        ["host", "St Elsewhere NHS Trust"],
    ]
    assert "Row 32 is left out: a row of totals." in run.remarks
    assert "Sheets we did not read: Notes." in run.remarks

    add(run, administrator)

    assert Place.objects.filter(cohort=cohort).count() == 24
    assert Pairing.objects.filter(place__cohort=cohort).values("mentor").distinct().count() == 12
    assert len(planned) == 24
    assert Invitation.objects.filter(role="fellow", times_sent=0).count() == 24
    assert Invitation.objects.filter(role="mentor", times_sent=0).count() == 12
    eilidh = User.objects.get(email="eilidh.chowdhury@example.org")
    assert (eilidh.profession, eilidh.has_usable_password()) == ("pharmacist", False)
    deepa = Place.objects.get(person__email="deepa.varma@example.org")
    assert (deepa.host.code, deepa.starts_on, deepa.clinical_days) == ("RJ1", dt.date(2026, 9, 7), 1)
    helen = User.objects.get(email="helen.ashworth@example.org")
    assert (helen.title, helen.given_name, helen.family_name) == ("Dr", "Helen", "Ashworth")
    assert helen.pairings.count() == 2


@needs_shared_data
def test_the_intake_list_sent_again_changes_nothing(cohort, administrator, planned):
    call_command("import_organisations", SHARED / "ods_etr.csv", verbosity=0)
    content = (SHARED / "cohort_2026.xlsx").read_bytes()
    add(send(cohort, administrator, content, "a.xlsx"), administrator)
    before = (
        User.objects.count(),
        Place.objects.count(),
        Pairing.objects.count(),
        Invitation.objects.count(),
    )

    run = send(cohort, administrator, content, "a.xlsx")
    add(run, administrator)

    assert counts(run) == {"problem": 3, "unchanged": 24}
    assert before == (
        User.objects.count(),
        Place.objects.count(),
        Pairing.objects.count(),
        Invitation.objects.count(),
    )
    assert len(planned) == 24


# --- comparing -------------------------------------------------------------------------------


def test_changed_row_shows_before_and_after_and_is_written(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)
    changed = (
        AMARA.replace("Band 7", "Band 8a").replace(",X1,", ",second invented TRUST,").replace("1.5", "2")
    )

    run = send(cohort, administrator, sheet(changed))

    assert rows_of(run)[2].changes == [
        ["grade", "Band 7", "Band 8a"],
        ["host", "First Invented Trust", "Second Invented Trust"],
        ["clinical_days", "1.5", "2.0"],
    ]
    add(run, administrator)
    place = Place.objects.get()
    assert (place.person.grade, place.host.code, place.clinical_days) == ("Band 8a", "X2", 2)
    assert AuditEvent.objects.filter(act="changed", object_id=str(place.pk)).exists()


def test_start_date_moves_the_place_and_the_pairing(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)

    run = send(cohort, administrator, sheet(AMARA.replace("07/09/2026", "5 October 2026")))
    add(run, administrator)

    place = Place.objects.get()
    assert place.starts_on == place.pairings.get().starts_on == dt.date(2026, 10, 5)


def test_blank_cells_erase_nothing(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)

    run = send(cohort, administrator, sheet("Amara,Abiola,amara@example.org,,,,,,,,"))

    assert counts(run) == {"unchanged": 1}


def test_what_a_person_changed_is_kept(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)
    amara = User.objects.get(email="amara@example.org")
    update_profile(person=amara, by=amara, changes={"grade": "Band 8b"})

    run = send(cohort, administrator, sheet(AMARA.replace("Amara,", "Amara Joy,")))

    row = rows_of(run)[2]
    assert row.changes == [["given_name", "Amara", "Amara Joy"]]
    assert row.remarks == ["Grade / band: “Band 8b” is kept, because this person changed it."]
    add(run, administrator)
    amara.refresh_from_db()
    assert (amara.given_name, amara.grade) == ("Amara Joy", "Band 8b")


def test_another_mentor_in_the_file_is_a_remark(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)

    run = send(cohort, administrator, sheet(AMARA.replace("Dr Helen Ashworth,helen@", "Mr Omar Ellis,omar@")))

    assert rows_of(run)[2].outcome == "unchanged"
    assert "The mentor stays Dr Helen Ashworth" in rows_of(run)[2].remarks[0]


def test_missing_mentor_is_added(cohort, administrator):
    without = AMARA.replace("Dr Helen Ashworth,helen@example.org", ",")
    add(send(cohort, administrator, sheet(without)), administrator)

    run = send(cohort, administrator, sheet(AMARA))
    add(run, administrator)

    assert rows_of(run)[2].changes == [["sponsor_name", "", "Dr Helen Ashworth"]]
    assert Pairing.objects.get().mentor.email == "helen@example.org"


def test_person_is_recognised_by_any_confirmed_address_and_nobody_elses(cohort, administrator):
    amara = UserFactory(given_name="Amara", family_name="Abiola", email="private@example.org")
    EmailAddress.objects.create(user=amara, email="Amara@Example.org", verified=True, primary=False)
    thief = UserFactory()
    EmailAddress.objects.create(user=thief, email="helen@example.org", verified=False, primary=False)

    add(send(cohort, administrator, sheet(AMARA)), administrator)

    assert Place.objects.get().person == amara
    assert Pairing.objects.get().mentor not in (thief, amara)
    assert not Invitation.objects.filter(person=amara).exists()  # she has an account already


def test_person_of_another_programme_is_neither_shown_nor_changed(cohort, administrator):
    elsewhere = PlaceFactory(
        person__email="amara@example.org", person__given_name="Ama", person__grade="Consultant"
    ).person

    run = send(cohort, administrator, sheet(AMARA))
    add(run, administrator)

    row = rows_of(run)[2]
    assert row.changes == []
    assert not row.remarks
    assert "Consultant" not in str(row.values)
    elsewhere.refresh_from_db()
    assert (elsewhere.given_name, elsewhere.grade) == ("Ama", "Consultant")
    assert Place.objects.filter(cohort=cohort, person=elsewhere).exists()


def test_repeated_sponsor_is_one_mentor_and_another_spelling_a_remark(cohort, administrator):
    second = "Ben,Hughes,ben@example.org,Doctor,,X1,,Prof Helen Ashworth,HELEN@example.org,,"

    run = send(cohort, administrator, sheet(AMARA, second))
    add(run, administrator)

    assert rows_of(run)[3].remarks == [
        "In row 2 this sponsor is called Dr Helen Ashworth. That name is kept."
    ]
    assert Pairing.objects.values("mentor").distinct().count() == 1
    assert Place.objects.get(person__email="ben@example.org").starts_on == cohort.starts_on


@pytest.mark.parametrize(
    ("change", "column", "advice"),
    [
        (("07/09/2026", "06/09/2026"), "starts_on", "between 7 September 2026 and 6 September 2027"),
        (("07/09/2026", "06/09/2027"), "starts_on", "between 7 September 2026"),
        ((",X1,", ",First Invnted Trust,"), "host", "Did you mean First Invented Trust (X1)"),
        ((",X1,", ",Nowhere,"), "host", "We know no organisation of this name or code"),
    ],
)
def test_problem_that_only_the_database_knows(cohort, administrator, change, column, advice):
    run = send(cohort, administrator, sheet(AMARA.replace(*change)))

    problem = rows_of(run)[2].problems[0]
    assert problem[0] == column
    assert advice in problem[2]


def test_closed_host_is_a_remark(cohort, administrator):
    OrganisationFactory(code="X9", name="Closed Trust", closed_on=dt.date(2020, 3, 1))

    run = send(cohort, administrator, sheet(AMARA.replace(",X1,", ",X9,")))

    assert rows_of(run)[2].outcome == "new"
    assert "Closed Trust closed on 1 March 2020" in rows_of(run)[2].remarks[0]


def test_fellow_named_as_sponsor_under_another_address_is_a_problem(cohort, administrator):
    amara = UserFactory(email="amara@example.org")
    EmailAddress.objects.create(user=amara, email="other@example.org", verified=True, primary=False)

    run = send(cohort, administrator, sheet(AMARA.replace("helen@", "other@")))

    assert rows_of(run)[2].problems[0][0] == "sponsor_email"


# --- files as they come ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + sheet(AMARA)).encode(),
        sheet(AMARA.replace("Amara", "Siân")).encode("cp1252"),
        sheet(AMARA).replace(",", ";").encode(),
        sheet(AMARA).replace("\n", "\r\n").replace(",", "\t").encode(),
        ("Intake list\n\n" + sheet(AMARA)).encode("utf-16"),
        sheet(AMARA).replace("First name", "FIRST_NAME").replace("Surname", "Last name ").encode(),
    ],
)
def test_csv_in_many_dialects(cohort, administrator, content):
    run = send(cohort, administrator, content)

    assert run.failure == ""
    assert counts(run) == {"new": 1}


def test_formulas_and_markup_are_text(cohort, administrator):
    workbook = Workbook()
    workbook.active.append(HEADER.split(","))
    row = AMARA.split(",")
    row[0], row[1], row[6] = '=HYPERLINK("http://example.org","x")', "<script>alert(1)</script>", "=1+1"
    workbook.active.append(row)
    file = BytesIO()
    workbook.save(file)

    run = send(cohort, administrator, file.getvalue(), "list.xlsx")
    add(run, administrator)

    person = Place.objects.get().person
    assert person.given_name == '=HYPERLINK("http://example.org","x")'
    assert person.family_name == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"", "empty"),
        ("list.csv", b"\n \n", "empty"),
        ("list.csv", b"just words\nand more", "We found no row with column titles"),
        ("list.csv", HEADER.encode(), "no row of people"),
        ("list.csv", b"First name,Surname\nA,B", "Work email is missing"),
        ("list.xlsx", b"PK\x03\x04 not a zip", "damaged"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Office format"),
        ("list.xlsx", b"%PDF-1.7", "not a spreadsheet"),
        ("list.csv", b'First name,Surname,Work email\n"A,B', "quotation mark"),
    ],
)
def test_file_that_cannot_be_read_says_why(cohort, administrator, name, content, sentence):
    run = start_import(by=administrator, cohort=cohort, file=SimpleUploadedFile(name, content or b"\n"))
    read_import(run.pk)

    run.refresh_from_db()
    assert run.status == ImportStatus.FAILED
    assert sentence in run.failure
    assert not run.rows.exists()
    assert add(run, administrator).status == ImportStatus.FAILED


def test_reading_a_run_that_is_gone_or_confirmed_does_nothing(cohort, administrator):
    run = send(cohort, administrator, sheet(AMARA))
    add(run, administrator)

    read_import(run.pk)
    read_again(by=administrator, run=run)
    read_import(0)

    run.refresh_from_db()
    assert run.status == ImportStatus.CONFIRMED
    assert run.rows.count() == 1


def test_reading_starts_anew_after_a_worker_was_killed(cohort, administrator):
    run = send(cohort, administrator, sheet(AMARA))
    run.status = ImportStatus.READING
    run.save()

    read_import(run.pk)

    run.refresh_from_db()
    assert (run.status, run.rows.count()) == (ImportStatus.READY, 1)


# --- confirming ------------------------------------------------------------------------------


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


# --- many rows -------------------------------------------------------------------------------


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
