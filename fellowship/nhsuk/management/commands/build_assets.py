from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fellowship.nhsuk.assets import AssetsMissing, build_assets


class Command(BaseCommand):
    help = "Copies what we serve of nhsuk-frontend from node_modules to var/assets."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = build_assets(
                node_modules=settings.BASE_DIR / "node_modules", target=settings.BASE_DIR / "var" / "assets"
            )
        except AssetsMissing as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(f"{len(files)} files of nhsuk-frontend are in var/assets.")
