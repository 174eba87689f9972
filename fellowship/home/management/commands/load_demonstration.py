from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from fellowship.api.demonstration import write_machines
from fellowship.cohorts.models import Programme
from fellowship.home.demonstration.load import load
from fellowship.home.demonstration.people import PROGRAMME


class Command(BaseCommand):
    help = "Adds the invented demonstration programme, unless it is there already."

    def handle(self, *args, **options) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is loaded only where DEMONSTRATION is set.")
        if Programme.objects.filter(name=PROGRAMME).exists():
            self.stdout.write("The demonstration programme is there already.")
            return
        with transaction.atomic():
            write_machines(load())
        self.stdout.write(f"Loaded: {PROGRAMME}.")
