"""Lists of fellows as people send them, and the way they go: sent, read, confirmed, written."""

from django.core.files.uploadedfile import SimpleUploadedFile

from fellowship.cohorts.services.intake.runs import confirm_import, start_import
from fellowship.cohorts.tasks import read_import, write_import

HEADER = (
    "First name,Surname,Work email,Profession,Grade / band,Host organisation,Challenge working title,"
    "Sponsor name,Sponsor email,Start date,Clinical days p/w"
)
AMARA = (
    "Amara,Abiola,amara@example.org,Nurse,Band 7,X1,Better sleep,"
    "Dr Helen Ashworth,helen@example.org,07/09/2026,1.5"
)


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
