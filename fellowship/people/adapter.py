from allauth.account.adapter import DefaultAccountAdapter

from fellowship.people.models import User


def display_name(user: User) -> str:
    return user.full_name


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: people come in through an invitation."""

    def is_open_for_signup(self, request) -> bool:
        return False
