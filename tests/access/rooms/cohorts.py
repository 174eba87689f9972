"""Setting up and running a cohort."""

import datetime as dt
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fellowship.cohorts.invitation_links import digest_of, secret_of
from fellowship.cohorts.models import (
    Invitation,
)
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.intake.runs import read_import, start_import
from fellowship.people.models import User
from tests.access.sending import day
from tests.access.world import World
from tests.factories import (
    PlaceFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "programme": [":programme"],
    "programme_settings": [":programme"],
    "cohort_new": [":programme"],
    "template_new": [":programme"],
    "cohort": [":cohort"],
    "cohort_dates": [":cohort_to_launch"],
    "cohort_template": [":cohort"],
    "cohort_hosts": [":cohort"],
    "cohort_reminders": [":cohort"],
    "cohort_launch": [":cohort_to_launch"],
    "import_new": [":cohort"],
    "import_example": [":cohort", "csv"],
    "import_run": [":import_run"],
    "import_confirm": [":import_run"],
    "import_read_again": [":import_run"],
    "pairings": [":cohort"],
    "place_pairings": [":place"],
    "pairing_new": [":place", "second"],
    "place_host": [":place"],
    "place_status": [":place", "pause"],
    "role_end": [":tutor_role"],
    "pairing_end": [":pairing"],
    "template": [":template"],
    "template_item_new": [":template", "milestone"],
    "template_item": ["milestone", ":template_milestone"],
    "template_item_remove": ["milestone", ":template_milestone"],
    "template_item_move": ["milestone", ":template_milestone"],
    "invitations": [":cohort"],
    "invitations_send": [":cohort"],
    "invitation_new": [":cohort"],
    "invitation_send": [":cohort", ":invitation"],
    "invitation_revoke": [":cohort", ":invitation"],
    "join": [":invitation_secret"],
}


def fill(world: World) -> None:
    row = f"Ada,Added,ada.added@example.org,{world.host.code}".encode()
    file = ContentFile(b"First name,Last name,Email,Host organisation\n" + row, name="fellows.csv")
    run = read_import(start_import(by=world.team, cohort=world.cohort, file=file))
    assert run.status == ImportStatus.READY, run.failure
    invitation = _sent(world, UserFactory(password=False, address=False))
    Invitation.objects.create(
        programme=world.programme,
        cohort=world.cohort,
        role=Role.FELLOW,
        person=world.peer,
        email=world.peer.email,
    )
    PlaceFactory(cohort=world.cohort_to_launch)
    world.things |= {
        "import_run": run,
        "invitation": invitation,
        "invitation_secret": secret_of(invitation),
    }


def _sent(world: World, person: User) -> Invitation:
    """To somebody new, who has no password yet."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    now = timezone.now() - dt.timedelta(hours=1)  # what was sent a moment ago is not sent again
    invitation = Invitation.objects.create(
        programme=world.programme,
        cohort=world.cohort,
        role=Role.TUTOR,
        person=person,
        email=person.email,
        invited_by=world.team,
        sent_at=now,
        times_sent=1,
        expires_at=now + dt.timedelta(days=14),
    )
    invitation.secret_digest = digest_of(secret_of(invitation))
    invitation.save(update_fields=["secret_digest"])
    return invitation


def _invited(world: World) -> dict:
    return {"role": "tutor", "given_name": "Nia", "family_name": "New", "email": "nia.new@example.org"}


def _new_mentor(world: World) -> dict:
    name = {"given_name": "Max", "family_name": "Mentor", "email": "max.mentor@example.org"}
    return {
        "mentor": "",
        **name,
        **day("starts_on", days_from_today(0)),
        **day("ends_on", days_from_today(9)),
    }


PASSWORD = {"password": "correct horse battery", "password_again": "correct horse battery"}

SENT: dict[str, Callable[[World], dict]] = {
    "programme_settings": lambda world: {
        "run_length": "6",
        "two_of_three_counts_outside": "yes",
        "clinical_days_a_week": "1.5",
    },
    "cohort_new": lambda world: {"name": "New", "months": "12", **day("starts_on", days_from_today(30))},
    "template_new": lambda world: {"name": "Two years"},
    "cohort_dates": lambda world: {
        "name": "Renamed",
        **day("starts_on", world.cohort_to_launch.starts_on),
        **day("ends_on", world.cohort_to_launch.ends_on),
    },
    "cohort_template": lambda world: {"template": str(world.template.pk)},
    "cohort_reminders": lambda world: {"days_before": "21, 7"},
    "cohort_launch": lambda world: {},
    "import_new": lambda world: {"file": SimpleUploadedFile("fellows.csv", b"First name,Last name\nA,B\n")},
    "import_confirm": lambda world: {},
    "import_read_again": lambda world: {},
    "pairing_new": _new_mentor,
    "place_host": lambda world: {"host": world.host.name},
    "role_end": lambda world: {"reason": "Moved away", **day("on", days_from_today(0))},
    "pairing_end": lambda world: {"reason": "Moved away", **day("on", days_from_today(0))},
    "template_item_new": lambda world: {"title": "Handover", "due": "month 12, day 1"},
    "template_item": lambda world: {"title": "Changed", "due": "month 2, day 1"},
    "template_item_remove": lambda world: {},
    "template_item_move": lambda world: {
        "weeks": "2",
        "direction": "later",
        "version": str(world.template_milestone.version),
    },
    "invitations_send": lambda world: {},
    "invitation_new": _invited,
    "invitation_send": lambda world: {},
    "invitation_revoke": lambda world: {},
    "join": lambda world: PASSWORD,
}
