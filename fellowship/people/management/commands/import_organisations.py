from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fellowship.people.services.organisation_rows import read_rows
from fellowship.people.services.organisations import import_organisations


class Command(BaseCommand):
    help = "Reads organisations from the Organisation Data Service's CSV file or a file of code,name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        report = import_organisations(read_rows(file))
        read = report.added + report.changed + report.unchanged
        if not read and not report.problems:
            raise CommandError(f"{file} holds no organisations.")
        for problem in report.problems:
            self.stderr.write(f"Row {problem.number} left out: {problem.reason}.")
        self.stdout.write(
            f"{read:,} organisations read: {report.added:,} added, {report.changed:,} changed, "
            f"{report.unchanged:,} unchanged; {report.closed:,} of them are closed. "
            f"Rows left out: {len(report.problems):,}."
        )
