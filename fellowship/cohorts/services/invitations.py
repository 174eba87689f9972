"""Inviting people, and what happens when they accept."""

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.invitation_links import digest_of, is_usable, secret_of
from fellowship.cohorts.models import Cohort, Invitation, Programme, RoleAssignment
from fellowship.cohorts.models.role import STAFF_ROLES
from fellowship.notifications.because import because
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.people.models import User
from fellowship.people.services.audit import record, record_many
from fellowship.people.services.sign_in import can_sign_in, open_account

# A second press of the button arrives before the first one's answer.
DOUBLE_PRESS = dt.timedelta(minutes=1)


class CannotInvite(Exception):
    """A sentence for the administrator."""


class CannotAccept(Exception):
    """The link opens nothing: unknown, replaced, withdrawn, expired or used. Says no more than that."""


class SignInFirst(Exception):
    """The invited person has an account, and somebody else, or nobody, is signed in."""


def person_at(email: str) -> User | None:
    """Whose address this is: a main one, or one somebody has confirmed."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return confirmed.user if confirmed else User.objects.filter(email__iexact=email).first()


@transaction.atomic
def invite(
    *,
    by: User | None,
    role: str,
    programme: Programme,
    cohort: Cohort | None = None,
    person: User | None = None,
    email: str = "",
    given_name: str = "",
    family_name: str = "",
) -> Invitation:
    """Makes an invitation, not yet sent; returns the open one if there is one already.

    Either `person`, or an address with a name for somebody who may be new here.
    """
    person = person or person_at(email) or _new_person(email, given_name, family_name, by)
    if role in dict(STAFF_ROLES) and _has_role(person, role, programme, cohort):
        raise CannotInvite(_("%(name)s has this role already.") % {"name": person.full_name})
    invitation, is_new = Invitation.objects.get_or_create(
        person=person,
        role=role,
        programme=programme,
        cohort=cohort,
        accepted_at=None,
        revoked_at=None,
        defaults={
            "email": email.lower() or person.email,
            "given_name": given_name,
            "family_name": family_name,
            "invited_by": by,
        },
    )
    if is_new:
        record("invited", invitation, by=by, role=role, person=person.pk)
    return invitation


def _new_person(email: str, given_name: str, family_name: str, by: User | None) -> User:
    person = User.objects.create_user(email, given_name=given_name, family_name=family_name)
    record("person added", person, by=by)
    return person


def _has_role(person: User, role: str, programme: Programme, cohort: Cohort | None) -> bool:
    roles = RoleAssignment.objects.in_force().filter(person=person, role=role, programme=programme)
    return roles.filter(Q(cohort=cohort) | Q(cohort=None)).exists()


@transaction.atomic
def send_invitation(*, by: User | None, invitation: Invitation) -> Invitation:
    """Sends a link that works from now on; one sent before stops working.

    One sent a moment ago is left as it is: a second press must not make the first link useless.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("person").get(pk=invitation.pk)
    )
    if invitation.accepted_at or invitation.revoked_at:
        raise CannotInvite(_("This invitation was accepted or withdrawn meanwhile."))
    send_many(by=by, invitations=[invitation])
    return invitation


def is_second_press(invitation: Invitation) -> bool:
    """It went out a moment ago, so it is not sent again."""
    return bool(invitation.sent_at and timezone.now() - invitation.sent_at < DOUBLE_PRESS)


@transaction.atomic
def send_many(*, by: User | None, invitations: Iterable[Invitation]) -> set[int]:
    """Sends a link each; the ids of those sent. The invitations are open, locked, and have their person.

    A few statements for all of them.
    """
    now = timezone.now()
    sent = [one for one in invitations if not is_second_press(one)]
    for one in sent:
        one.times_sent += 1
        one.secret_digest = digest_of(secret_of(one))
        one.sent_at = now
        one.expires_at = now + dt.timedelta(days=settings.INVITATION_DAYS)
    Invitation.objects.bulk_update(sent, ["times_sent", "secret_digest", "sent_at", "expires_at"])
    put_many([_message(one) for one in sent])
    record_many("invitation sent", [(one, {"time": one.times_sent}) for one in sent], by=by)
    return {one.pk for one in sent}


def _message(invitation: Invitation) -> Entry:
    return Entry(
        person_id=invitation.person_id,
        kind="invitation",
        object_kind="cohorts.invitation",
        object_id=f"{invitation.pk}.{invitation.times_sent}",
        why=because("A programme team invited you."),
        programme_id=invitation.programme_id,
        address=invitation.email,
    )


@transaction.atomic
def revoke(*, by: User, invitation: Invitation) -> Invitation:
    """The link stops working. The person and their place stay."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise CannotInvite(_("This invitation was accepted meanwhile."))
    if not invitation.revoked_at:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record("invitation withdrawn", invitation, by=by)
    return invitation


def together(invitation: Invitation) -> QuerySet[Invitation]:
    """The open invitations of this person at this address to the same cohort, such as a fellow's who is a
    mentor too: one email names all their roles, and accepting it accepts them all."""
    return Invitation.objects.open().filter(
        person=invitation.person_id,
        email=invitation.email,
        programme=invitation.programme_id,
        cohort=invitation.cohort_id,
    )


def unsent(cohort: Cohort) -> QuerySet[Invitation]:
    """One of those that go `together`, and none where another of them was sent."""
    for_all = Invitation.objects.open().filter(
        Q(times_sent__gt=0) | Q(pk__lt=OuterRef("pk")),
        cohort=cohort,
        person=OuterRef("person"),
        email=OuterRef("email"),
    )
    return Invitation.objects.open().filter(~Exists(for_all), cohort=cohort, times_sent=0)


@transaction.atomic
def send_all(*, by: User, cohort: Cohort) -> int:
    """Sends what was made for this cohort and never sent; how many messages leave."""
    waiting = list(unsent(cohort))
    for invitation in waiting:
        send_invitation(by=by, invitation=invitation)
    return len(waiting)


def invitation_behind(secret: str) -> Invitation | None:
    """The invitation a link belongs to, usable or not. Reading it changes nothing."""
    found = Invitation.objects.filter(secret_digest=digest_of(secret))
    return found.select_related("person", "programme", "cohort", "invited_by").first()


@transaction.atomic
def accept(*, secret: str, by: User | None, password: str = "") -> Invitation:
    """Takes the role. `by` is who is signed in; a person without an account gives a checked `password`.

    Pressing twice is accepting once: the second press finds the work done, and is told so.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self", "person"))
        .select_related("person", "programme", "cohort")
        .filter(secret_digest=digest_of(secret))
        .first()
    )
    if invitation is None:
        raise CannotAccept
    person = invitation.person
    if _same_again(invitation, by, password):
        return invitation
    if not is_usable(invitation) or not person.is_active:
        raise CannotAccept
    if by != person:
        if by is not None or can_sign_in(person):
            raise SignInFirst
        _refuse_address_of_another(invitation)
        open_account(person=person, password=password, address=invitation.email, by=person)
    # Skipped is what the same person accepts at this moment in another window.
    for one in [
        invitation,
        *together(invitation).exclude(pk=invitation.pk).select_for_update(skip_locked=True),
    ]:
        _give_role(one)
        one.accepted_at = timezone.now()
        one.save(update_fields=["accepted_at"])
        record("invitation accepted", one, by=person)
    return invitation


def _same_again(invitation: Invitation, by: User | None, password: str) -> bool:
    if invitation.accepted_at is None:
        return False
    if by is not None:
        return by == invitation.person
    just_now = timezone.now() - invitation.accepted_at < DOUBLE_PRESS
    return bool(password) and just_now and invitation.person.check_password(password)


def _refuse_address_of_another(invitation: Invitation) -> None:
    confirmed = EmailAddress.objects.filter(email__iexact=invitation.email, verified=True)
    main = User.objects.filter(email__iexact=invitation.email)
    if confirmed.exclude(user=invitation.person).exists() or main.exclude(pk=invitation.person_id).exists():
        raise CannotAccept


def _give_role(invitation: Invitation) -> None:
    """Fellows and mentors hold a place or a pairing already; the others get their role now."""
    person, role = invitation.person, invitation.role
    if role not in dict(STAFF_ROLES) or _has_role(person, role, invitation.programme, invitation.cohort):
        return
    assignment = RoleAssignment.objects.create(
        person=person,
        role=role,
        programme=invitation.programme,
        cohort=invitation.cohort,
        starts_on=timezone.localdate(),
    )
    record("role given", assignment, by=invitation.invited_by, role=role, person=person.pk)
