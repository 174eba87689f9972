"""allauth's forms in our words."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkey
from django.utils.translation import gettext_lazy as _

from fellowship.nhsuk.forms import InPlainWords

AGAIN = (_("New password again"), "")
NEW_PASSWORD = (
    _("New password"),
    _(
        "At least 12 characters. Three words that do not belong together are good. "
        "Not your name, and not one that many people use."
    ),
)
CODE = (
    _("Security code"),
    _("The 6 digits your authenticator app shows now, or one of your recovery codes."),
)


class _Reworded:
    """Labels and hints from `words`, given before InPlainWords makes error messages of the labels."""

    words: ClassVar[dict[str, tuple]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            self.fields[name].label = label  # type: ignore[attr-defined]
            self.fields[name].help_text = hint  # type: ignore[attr-defined]


class SignInForm(InPlainWords, _Reworded, account.LoginForm):
    words = {"login": (_("Email address"), ""), "password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AskForPasswordForm(InPlainWords, _Reworded, account.ResetPasswordForm):
    words = {"email": (_("Email address"), _("The address you sign in with."))}


class ResetPasswordForm(InPlainWords, _Reworded, account.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(InPlainWords, _Reworded, account.ChangePasswordForm):
    words = {"oldpassword": (_("Current password"), ""), "password1": NEW_PASSWORD, "password2": AGAIN}


class SetPasswordForm(InPlainWords, _Reworded, account.SetPasswordForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class AddAddressForm(InPlainWords, _Reworded, account.AddEmailForm):
    words = {"email": (_("New email address"), _("We send a link to it, to check that it is yours."))}


class ConfirmPasswordForm(InPlainWords, _Reworded, account.ReauthenticateForm):
    words = {"password": (_("Your password"), "")}


class SecondStepForm(InPlainWords, _Reworded, second_step.AuthenticateForm):
    words = {"code": CODE}


class ConfirmSecondStepForm(InPlainWords, _Reworded, second_step.ReauthenticateForm):
    words = {"code": CODE}


class AddAppForm(InPlainWords, _Reworded, app.ActivateTOTPForm):
    words = {"code": (_("Security code"), _("The 6 digits your app shows now."))}


class AddPasskeyForm(InPlainWords, _Reworded, passkey.AddWebAuthnForm):
    words = {
        "name": (_("Name"), _("So that you can tell your passkeys apart, such as “Work phone”.")),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("Your device asks for your fingerprint, face or PIN, and you need no password."),
        ),
    }


class RenamePasskeyForm(InPlainWords, _Reworded, passkey.EditWebAuthnForm):
    words = {"name": (_("Name"), "")}
