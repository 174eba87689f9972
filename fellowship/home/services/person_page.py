"""What an administrator sees of a person: facts of the programmes they share, never a private word."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from fellowship.cohorts.models import Call, Invitation, Pairing, Place, PlaceTag, Programme, RoleAssignment
from fellowship.home.attention import Attention
from fellowship.home.services.history import Step, history_of
from fellowship.home.services.needs_call import attention_of
from fellowship.notifications.access import people_overseen
from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from fellowship.people.models import User
from mentoring.services.session_pages import with_sessions_told

MOST_MESSAGES = 10
MOST_PAIRINGS = 50
TO_GO = (MessageStatus.WAITING, MessageStatus.CLAIMED, MessageStatus.HANDING_OVER)
TROUBLE = ("id", "reason", "words", "suppressed_at")  # what is told of a trouble with the address


@dataclass(frozen=True)
class PersonPage:
    person: User  # with has_verified_address and has_second_factor
    places: list[Place]
    attention: dict[int, Attention]  # of each place
    mentors: dict[int, list[Pairing]]  # of each place
    fellows: list[Pairing]
    roles: list[RoleAssignment]
    invitations: list[Invitation]
    sent: list[Message]
    to_come: list[Message]
    trouble: AddressTrouble | None  # with the present address
    history: list[Step]


def people_seen_by(viewer: User) -> QuerySet[User]:
    """People with a place, a pairing or a role in a programme the viewer administers, or who accepted one.

    With how they sign in, and the trouble with their present address, column by column.
    """
    real = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    verified = EmailAddress.objects.filter(
        user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True
    )
    troubles = AddressTrouble.objects.suppressed().filter(address=Lower(OuterRef("email")))
    return people_overseen(viewer).annotate(
        has_verified_address=Exists(verified),
        has_second_factor=Exists(real),
        **{f"trouble_{name}": Subquery(troubles.values(name)[:1]) for name in TROUBLE},
    )


def person_page(viewer: User, person: User) -> PersonPage:
    """`person` as `people_seen_by` gave it. Ten queries; rows of other programmes stay out."""
    places = _places(viewer, person)
    pairings = _pairings(viewer, person, places)
    roles = _roles(viewer, person)
    invitations = list(
        Invitation.objects.visible_to(viewer).filter(person=person).select_related("programme", "cohort")
    )
    sent, to_come = _messages(viewer, person)
    by_place: dict[int, list[Pairing]] = {}
    for pairing in pairings:
        if pairing.place.person_id == person.pk:
            by_place.setdefault(pairing.place_id, []).append(pairing)
    return PersonPage(
        person=person,
        places=places,
        attention=attention_of(places, {place.pk: list(place.calls.all()) for place in places}),
        mentors=by_place,
        fellows=[pairing for pairing in pairings if pairing.mentor_id == person.pk],
        roles=roles,
        invitations=invitations,
        sent=sent,
        to_come=to_come,
        trouble=_trouble(person),
        history=history_of([*places, *pairings, *invitations, *roles]),
    )


def _places(viewer: User, person: User) -> list[Place]:
    return list(
        with_sessions_told(Place.objects.run_by(viewer))
        .filter(person=person)
        .select_related("cohort__programme__call_rules", "host", "challenge")
        .prefetch_related(
            Prefetch("tags", PlaceTag.objects.select_related("tag", "by")),
            Prefetch("calls", Call.objects.select_related("by")),
        )
        .order_by("-starts_on")
    )


def _pairings(viewer: User, person: User, places: list[Place]) -> list[Pairing]:
    """As fellow and as mentor."""
    run = Place.objects.run_by(viewer).order_by()
    return list(
        Pairing.objects.filter(Q(place__in=places) | Q(mentor=person), place__in=run)
        .select_related("mentor", "place__person", "place__cohort")
        .order_by("-starts_on", "-pk")[:MOST_PAIRINGS]
    )


def _roles(viewer: User, person: User) -> list[RoleAssignment]:
    return list(
        RoleAssignment.objects.visible_to(viewer)
        .filter(person=person)
        .select_related("programme", "cohort")
        .annotate(is_run=Exists(Programme.objects.visible_to(viewer).filter(pk=OuterRef("programme"))))
        .order_by("-starts_on")
    )


def _messages(viewer: User, person: User) -> tuple[list[Message], list[Message]]:
    """The last that went out, the newest first, and the next to go; one statement beside who oversees what.

    The text of a message is on its own page, where it is decided who may read it.
    """
    messages = Message.objects.visible_to(viewer).filter(person=person).defer("text", "html")
    gone = messages.exclude(status__in=TO_GO)[:MOST_MESSAGES]
    to_go = messages.filter(status__in=TO_GO).order_by("send_after", "pk")[:MOST_MESSAGES]
    sent: list[Message] = []
    to_come: list[Message] = []
    for message in gone.union(to_go, all=True):
        (to_come if message.status in TO_GO else sent).append(message)
    sent.sort(key=lambda one: (one.created_at, one.pk), reverse=True)
    to_come.sort(key=lambda one: (one.send_after, one.pk))
    return sent, to_come


def _trouble(person: User) -> AddressTrouble | None:
    told = {name: getattr(person, f"trouble_{name}") for name in TROUBLE}
    return AddressTrouble(**told) if told["id"] else None


def invitation_state(invitation: Invitation, now: dt.datetime) -> str:
    """A key of nhsuk/status.py."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.revoked_at:
        return "revoked"
    if invitation.sent_at is None:
        return "not_invited"
    return "expired" if invitation.expires_at and invitation.expires_at < now else "invited"
