"""Letters of this room: invitations, and who was paired with whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise

from fellowship.cohorts.invitation_links import is_usable, secret_of
from fellowship.cohorts.models import Announcement, BulkAct, Invitation, Pairing, Place
from fellowship.cohorts.models.bulk import BulkStatus
from fellowship.cohorts.permissions import Role
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services.outbox import Entry, put_many

Together = tuple[int, str, int, int | None]  # person, address, programme, cohort


def invitation_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Only the link sent last is worth sending, and only while it can be used."""
    wanted = {message.pk: message.object_id.partition(".") for message in messages}
    pks = {pk for pk, _dot, _time in wanted.values()}
    found = Invitation.objects.filter(pk__in=pks).select_related("programme", "cohort", "invited_by")
    invitations = {str(invitation.pk): invitation for invitation in found}
    roles = _roles_of(invitations.values())
    letters = {}
    for message_pk, (pk, _dot, time_sent) in wanted.items():
        invitation = invitations.get(pk)
        if invitation and str(invitation.times_sent) == time_sent and is_usable(invitation):
            url = reverse("join", args=[secret_of(invitation)])
            context = {"invitation": invitation, "roles": roles[_together(invitation)], "link": url}
            letters[message_pk] = Letter("emails/cohorts/invitation", context, url=url)
    return letters


def _together(invitation: Invitation) -> Together:
    """As `services.invitations.together`."""
    return invitation.person_id, invitation.email, invitation.programme_id, invitation.cohort_id


def _roles_of(invitations: Collection[Invitation]) -> dict[Together, list[str | Promise]]:
    """The roles that one email offers, worded when they are read: in the language of its reader."""
    people = {invitation.person_id for invitation in invitations}
    roles: dict[Together, list[str | Promise]] = defaultdict(list)
    for one in Invitation.objects.open().filter(person__in=people).order_by("pk"):
        roles[_together(one)].append(Role(one.role).label)
    return roles


@transaction.atomic
def announce_pairing(pairing: Pairing) -> None:
    """Tells the mentor and the fellow of a new pairing, once each."""
    programme_id = pairing.place.cohort.programme_id
    put_many(
        [
            Entry(
                person_id=person_id,
                kind="pairing",
                object_kind="cohorts.pairing",
                object_id=str(pairing.pk),
                why=because("The programme team paired a fellow with a mentor."),
                programme_id=programme_id,
            )
            for person_id in (pairing.mentor_id, pairing.place.person_id)
        ]
    )


def pairing_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: ended meanwhile, or the fellow's place has."""
    found = (
        Pairing.objects.in_force_or_later()
        .filter(pk__in={message.object_id for message in messages}, place__in=Place.objects.current())
        .select_related("mentor", "place__person", "place__cohort", "place__host")
    )
    pairings = {str(pairing.pk): pairing for pairing in found}
    letters = {}
    for message in messages:
        pairing = pairings.get(message.object_id)
        if pairing is None:
            continue
        to_mentor = message.person_id == pairing.mentor_id
        template = "emails/cohorts/new_fellow" if to_mentor else "emails/cohorts/new_mentor"
        letters[message.pk] = Letter(template, {"pairing": pairing}, url=reverse("home"))
    return letters


def announcement_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """What the programme team announced. It goes once it is out; nobody calls it off any more then."""
    found = Announcement.objects.select_related("by", "cohort__programme").in_bulk(
        {int(one.object_id) for one in messages}
    )
    return {
        message.pk: Letter(
            "emails/cohorts/programme_message",
            {
                "subject": one.subject,
                "text": one.text,
                "by": one.by.full_name,
                "programme": one.cohort.programme.name,
            },
            url=one.get_absolute_url(),
        )
        for message in messages
        if (one := found.get(int(message.object_id)))
    }


def programme_message_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """What the programme team wrote to many. Not needed any more: it was taken back."""
    acts = BulkAct.objects.select_related("by", "programme").in_bulk({int(one.object_id) for one in messages})
    letters = {}
    for message in messages:
        act = acts.get(int(message.object_id))
        if act and act.status not in (BulkStatus.UNDOING, BulkStatus.UNDONE):
            context = {
                "subject": act.facts["subject"],
                "text": act.facts["text"],
                "by": act.by.full_name,
                "programme": act.programme.name,
            }
            letters[message.pk] = Letter("emails/cohorts/programme_message", context, url=reverse("home"))
    return letters
