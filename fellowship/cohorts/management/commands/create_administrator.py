"""The first administrator of a programme; everybody else is invited from the pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from fellowship.cohorts.invitation_links import secret_of
from fellowship.cohorts.models import Programme
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import CannotInvite, invite, send_invitation
from fellowship.lib.text import clean


class Command(BaseCommand):
    help = "Invites somebody to run a programme, which is made if it does not exist, and prints the link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of the programme")
        parser.add_argument("--email", required=True)
        parser.add_argument("--given-name", required=True)
        parser.add_argument("--family-name", required=True)

    @transaction.atomic
    def handle(
        self, *, programme: str, email: str, given_name: str, family_name: str, **options: object
    ) -> None:
        try:
            validate_email(email)
            chosen, _is_new = Programme.objects.get_or_create(name=clean(programme, limit=200))
            invitation = invite(
                by=None,
                role=Role.ADMINISTRATOR,
                programme=chosen,
                email=email,
                given_name=clean(given_name, limit=100),
                family_name=clean(family_name, limit=100),
            )
            invitation = send_invitation(by=None, invitation=invitation)
        except (ValidationError, ValueError, CannotInvite) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
        link = settings.SITE_URL.rstrip("/") + reverse("join", args=[secret_of(invitation)])
        self.stdout.write(
            f"{invitation.full_name} can accept until {invitation.expires_at:%-d %B %Y}:\n{link}"
        )
