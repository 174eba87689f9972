"""Oneself, and the pages of allauth."""

from collections.abc import Callable

from tests.access.world import World

ARGUMENTS: dict[str, list[str]] = {
    "demonstration_sign_in": ["fellow"],
    "account_confirm_email": ["nobodys-key"],
    "account_reset_password_from_key": ["1", "nobodys-key"],
    "mfa_remove_webauthn": ["1"],
    "mfa_edit_webauthn": ["1"],
}

WHO_ARE_YOU = {"given_name": "Fenella", "family_name": "Changed", "time_zone": "Europe/London"}

SENT: dict[str, Callable[[World], dict]] = {
    "profile": lambda world: WHO_ARE_YOU,
    "choose_language": lambda world: {"language": "cy"},
    "demonstration_sign_in": lambda world: {},
}
