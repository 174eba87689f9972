"""One import from upload to confirmation."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, ImportRow, ImportRun
from fellowship.cohorts.models.import_run import ImportStatus, RowOutcome
from fellowship.cohorts.services.intake.columns import COLUMNS, TITLE_OF, read_row
from fellowship.cohorts.services.intake.comparison import Comparison
from fellowship.cohorts.services.intake.writing import (
    StalePreview,
    Writing,
    batches,
    check_still_true,
)
from fellowship.lib.archives import FileRefused
from fellowship.lib.tables import Table, read_table
from fellowship.lib.uploads import safe_name
from fellowship.people.models import User
from fellowship.people.services import audit

LOCK_CLASS = 7101  # the first key of our advisory locks; any number nobody else uses
NOT_CONFIRMED = [ImportStatus.WAITING, ImportStatus.READING, ImportStatus.READY, ImportStatus.FAILED]


@transaction.atomic
def start_import(*, by: User, cohort: Cohort, file: File) -> ImportRun:
    """Keeps the file. Reading it is a task (cohorts/tasks.py)."""
    name = safe_name(file.name or "")
    run = ImportRun(cohort=cohort, uploaded_by=by, file_name=name)
    ending = name.rpartition(".")[2].lower() if "." in name else "txt"
    run.file.save(f"cohort-{cohort.pk}.{ending}", file, save=False)
    run.save()
    audit.record("uploaded", run, by=by, file=name)
    return run


@transaction.atomic
def read_again(*, by: User, run: ImportRun) -> ImportRun:
    """Back to the start, for a preview that is stale or a reading that got stuck."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status in NOT_CONFIRMED:
        run.status, run.failure, run.rows_read, run.rows_in_all = ImportStatus.WAITING, "", 0, 0
        run.save(update_fields=["status", "failure", "rows_read", "rows_in_all"])
        audit.record("read again", run, by=by)
    return run


def read_import(run: ImportRun) -> ImportRun:
    """Fills the preview. May run twice, also at once: the second waits for nothing and does nothing.

    Each batch is its own transaction, so that the progress is seen while it goes on.
    """
    with _alone_with(run) as alone:
        if not alone:
            return run
        run.refresh_from_db()
        if run.status not in (ImportStatus.WAITING, ImportStatus.READING):
            return run
        run.rows.all().delete()
        _progress(run, status=ImportStatus.READING, rows_read=0, rows_in_all=0, remarks=[], failure="")
        try:
            _read_file(run)
        except FileRefused as refusal:
            run.rows.all().delete()
            _progress(run, status=ImportStatus.FAILED, failure=str(refusal))
    return run


def _read_file(run: ImportRun) -> None:
    with run.file.open("rb") as file:
        table = read_table(file, run.file_name, COLUMNS)
        rows = list(table.rows)
    if not rows:
        raise FileRefused(_("There is a row of column titles, but no row of people below it."))
    _progress(run, rows_in_all=len(rows), remarks=_remarks(table))
    comparison = Comparison(run.cohort)
    for batch in batches(rows):
        compared = comparison.compare([read_row(number, cells) for number, cells in batch])
        for row in compared:
            row.run = run
        with transaction.atomic():
            ImportRow.objects.bulk_create(compared)
            _progress(run, rows_read=run.rows_read + len(compared))
    _progress(run, status=ImportStatus.READY)


def _remarks(table: Table) -> list[str]:
    remarks = [
        _("Row %(row)s is left out: %(reason)s.") % {"row": number, "reason": reason}
        for number, reason in table.skipped
    ]
    if table.header.unknown:
        remarks.append(_("Columns we do not read: %(names)s.") % {"names": ", ".join(table.header.unknown)})
    missing = [_(TITLE_OF[column.key]) for column in COLUMNS if column.key not in table.header.places]
    if missing:
        remarks.append(_("Columns the file does not have: %(names)s.") % {"names": ", ".join(missing)})
    if table.other_sheets:
        remarks.append(_("Sheets we did not read: %(names)s.") % {"names": ", ".join(table.other_sheets)})
    return remarks


def _progress(run: ImportRun, **facts: object) -> None:
    for name, value in facts.items():
        setattr(run, name, value)
    run.save(update_fields=list(facts))


@contextmanager
def _alone_with(run: ImportRun) -> Iterator[bool]:
    """A lock on reading this run that ends with the connection, so a killed worker leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, run.pk])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, run.pk])


@transaction.atomic
def confirm_import(*, by: User, run: ImportRun) -> ImportRun:
    """The administrator's word; `write_import` follows as a task. A second word changes nothing."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status == ImportStatus.READY:
        run.status, run.failure = ImportStatus.ADDING, ""
        run.confirmed_by, run.confirmed_at = by, timezone.now()
        run.save(update_fields=["status", "failure", "confirmed_by", "confirmed_at"])
        audit.record("import confirmed", run, by=by)
    return run


def write_import(run: ImportRun) -> ImportRun:
    """Writes the new and the changed rows, all or none; once, however often it is called.

    When a row would now be written differently the run goes back to its preview, with the reason.
    """
    try:
        return _write(run)
    except StalePreview as stale:
        run.status, run.failure, run.confirmed_by, run.confirmed_at = (
            ImportStatus.READY,
            str(stale),
            None,
            None,
        )
        run.save(update_fields=["status", "failure", "confirmed_by", "confirmed_at"])
        return run


@transaction.atomic
def _write(run: ImportRun) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("confirmed_by").get(pk=run.pk)
    if run.status != ImportStatus.ADDING or run.confirmed_by is None:
        return run
    cohorts = Cohort.objects.select_for_update(of=("self",))  # one import into it at a time
    cohort = cohorts.select_related("programme").get(pk=run.cohort_id)
    rows = list(run.rows.filter(outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]))
    people = [row.values["person"] for row in rows if row.values["person"]]
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    check_still_true(cohort, rows)
    Writing(cohort, rows, run.confirmed_by).write()
    run.status = ImportStatus.CONFIRMED
    run.save(update_fields=["status"])
    audit.record("import written", run, by=run.confirmed_by, rows=len(rows))
    return run
