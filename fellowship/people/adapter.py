"""How allauth signs people in here: nobody signs up, and its emails are letters of ours."""

from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellowship.lib.sealing import Sealer
from fellowship.people.models import User

SECOND_FACTOR = "second factor"  # what the secrets of apps and recovery codes are sealed for


def display_name(user: User) -> str:
    return user.full_name


def at_our_site(address: str) -> str:
    """allauth takes the host of its links from the request, where anybody may write another one."""
    return settings.SITE_URL.rstrip("/") + urlsplit(address).path


# allauth's name of an email: (our template under templates/emails/people, the sentence why it came).
SECURITY = _("Something about your sign-in changed. These messages cannot be switched off.")
LETTERS = {
    "account/email/password_reset_key": (
        "password_reset",
        _("Somebody asked for a new password for this email address."),
    ),
    "account/email/email_confirmation": (
        "confirm_address",
        _("Somebody added this email address to an account."),
    ),
    "account/email/account_already_exists": (
        "address_in_use",
        _("Somebody tried to add this email address to another account."),
    ),
    "account/email/password_changed": ("password_changed", SECURITY),
    "account/email/password_reset": ("password_changed", SECURITY),
    "account/email/password_set": ("password_changed", SECURITY),
    "account/email/email_changed": ("address_changed", SECURITY),
    "account/email/email_deleted": ("address_removed", SECURITY),
    "mfa/email/totp_activated": ("app_added", SECURITY),
    "mfa/email/totp_deactivated": ("app_removed", SECURITY),
    "mfa/email/webauthn_added": ("passkey_added", SECURITY),
    "mfa/email/webauthn_removed": ("passkey_removed", SECURITY),
    "mfa/email/recovery_codes_generated": ("recovery_codes_made", SECURITY),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: people come in through an invitation.

    `deliver` is left to the room that knows the outbox (settings.ACCOUNT_ADAPTER names it).
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The email address or password is wrong. Check both and try again."),
        "too_many_login_attempts": _(
            "There were too many attempts with a wrong password. Wait 5 minutes, or ask for a new password."
        ),
        "incorrect_password": _("That is not your password. Try again."),
        "enter_current_password": _("That is not your current password. Try again."),
        "invalid_password_reset": _("This link cannot be used any more. Ask for a new one."),
        "duplicate_email": _("You have already added this email address."),
        "max_email_addresses": _("You can have at most %d email addresses. Remove one first."),
        "rate_limited": _("That was too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return at_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return at_our_site(super().get_email_confirmation_url(request, emailconfirmation))

    def send_account_already_exists_mail(self, email: str) -> None:
        link = at_our_site(reverse("account_reset_password"))
        self.send_mail("account/email/account_already_exists", email, {"password_reset_url": link})

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Somebody who has not accepted an invitation has no password to reset."""
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """The holder of an address learns that somebody else typed it; who typed it sees no difference."""
        address = emailconfirmation.email_address
        if address.can_set_verified():
            super().send_confirmation_mail(request, emailconfirmation, signup)
        else:
            self.send_account_already_exists_mail(address.email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """An address that is another person's main one stays theirs, though they never signed in."""
        others = User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id)
        return not others.exists() and super().confirm_email(request, email_address)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Says whose notice it is: another account may hold the same address unconfirmed."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        name, why = LETTERS[template_prefix]
        holders = filter_users_by_email(email, prefer_verified=True)
        person = context.get("user") or next(iter(holders), None)
        if person:
            words = {key: value for key, value in context.items() if key not in ("user", "request")}
            self.deliver(
                person=person,
                address=email,
                template=f"emails/people/{name}",
                context={"email": email, **words},
                why=str(why),
            )

    def deliver(self, *, person: User, address: str, template: str, context: dict, why: str) -> None:
        raise NotImplementedError


class SecondStepAdapter(DefaultMFAAdapter):
    """Words of the second step, and what a device shows when it keeps a passkey."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Wait for the next one and try again."),
        "unverified_email": _(
            "One of your email addresses is not confirmed. Confirm or remove it, then add the second step."
        ),
    }

    def encrypt(self, text: str) -> str:
        sealed = Sealer(settings.PRIVATE_TEXT_KEYS).seal(text, context=SECOND_FACTOR)
        return b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = b64decode(encrypted_text)
        return Sealer(settings.PRIVATE_TEXT_KEYS).open_sealed(sealed, context=SECOND_FACTOR)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.PRODUCT_NAME}
