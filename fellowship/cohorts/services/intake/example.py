"""The list to download and fill in. Its one row is invented."""

from datetime import date

from django.utils.translation import gettext as _

from fellowship.cohorts.services.intake.columns import COLUMNS
from fellowship.lib.tables import write_csv, write_xlsx

EXAMPLE: list[object] = [
    "Amara",
    "Example",
    "amara.example@example.org",
    "Nurse",
    "Band 8a",
    "RJ1",
    "Better sleep on surgical wards",
    "Dr Helen Sample",
    "helen.sample@example.org",
    date(2026, 9, 7),
    1.5,
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def example_file(ending: str) -> tuple[bytes, str]:
    """The file and its content type; `ending` is xlsx or csv."""
    titles = [_(column.title) for column in COLUMNS]
    if ending == "csv":
        return write_csv(titles, [EXAMPLE]), "text/csv; charset=utf-8"
    return write_xlsx(_("Fellows"), titles, [EXAMPLE]), XLSX
