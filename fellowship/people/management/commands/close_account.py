from django.core.management.base import BaseCommand, CommandError, CommandParser

from fellowship.people.models import User
from fellowship.people.services.accounts import close_account, reopen_account


class Command(BaseCommand):
    help = "Closes somebody's account and signs them out everywhere; with --reopen opens it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="the main address")
        parser.add_argument("--reopen", action="store_true")

    def handle(self, *, email: str, reopen: bool, **options: object) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody has this main address.")
        if reopen:
            reopen_account(person=person, by=None)
            self.stdout.write(f"{person} can sign in again.")
        else:
            close_account(person=person, by=None)
            self.stdout.write(f"{person} is signed out and can no longer sign in.")
