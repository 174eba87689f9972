"""Files as they come, and files that mean harm."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.services.intake.runs import read_again, start_import
from fellowship.cohorts.tasks import read_import
from tests.fellowship.cohorts.services.intake.lists import AMARA, HEADER, add, counts, send, sheet

pytestmark = pytest.mark.django_db


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
