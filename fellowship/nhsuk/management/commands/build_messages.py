from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from fellowship.nhsuk.catalogues import build_catalogues


class Command(BaseCommand):
    help = "Compiles the translations in templates/locale, so that the product can read them."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for directory in settings.LOCALE_PATHS:
            for path in build_catalogues(directory):
                self.stdout.write(f"{path} is up to date.")
