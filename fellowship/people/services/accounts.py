"""Closing an account: who had it stays, and can no longer sign in."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from fellowship.people.models import User
from fellowship.people.services.audit import record


@transaction.atomic
def close_account(*, person: User, by: User | None) -> User:
    """Signs the person out everywhere. What they wrote, their roles and places stay."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    record("account closed", person, by=by)
    return person


@transaction.atomic
def reopen_account(*, person: User, by: User | None) -> User:
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("account opened again", person, by=by)
    return person
