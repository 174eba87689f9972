"""Opening an account and signing somebody in without the sign-in form."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from fellowship.people.models import User
from fellowship.people.services.audit import record


def can_sign_in(person: User) -> bool:
    """Whether the account was ever opened; a person from a spreadsheet has none yet."""
    return person.is_active and person.has_usable_password()


def people_with_account(people: Collection[int]) -> set[int]:
    """Of these people, by id, those who ever confirmed an address: to them our pages are open."""
    confirmed = EmailAddress.objects.filter(user__in=people, user__is_active=True, verified=True)
    return set(confirmed.values_list("user", flat=True))


@transaction.atomic
def open_account(*, person: User, password: str, address: str, by: User | None) -> User:
    """Gives a person a password and `address` as verified main address. The caller has proof it is theirs."""
    person.set_password(password)
    person.email = address.lower()
    person.save(update_fields=["password", "email"])
    EmailAddress.objects.filter(user=person, primary=True).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=person, email=address.lower(), defaults={"verified": True, "primary": True}
    )
    record("account opened", person, by=by)
    return person


def sign_in(request: HttpRequest, person: User) -> None:
    """Signs `person` in here. Only for somebody who has just proved who they are."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
