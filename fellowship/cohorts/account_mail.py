"""Sign-in emails leave through the outbox, like every other message (settings.ACCOUNT_ADAPTER)."""

from django.utils import translation
from django.utils.translation import get_language

from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services.outbox import put_ready
from fellowship.notifications.services.rendering import words_of
from fellowship.people import adapter
from fellowship.people.models import User


class AccountAdapter(adapter.AccountAdapter):
    """Stands here because people, further left, may not know the outbox."""

    def deliver(self, *, person: User, address: str, template: str, context: dict, why: str) -> None:
        """Words are written at once: they hold a one-time link, or say what just happened."""
        # Who has chosen no language is answered in that of the page they asked on.
        with translation.override(person.language or get_language()):
            words = words_of(Message(person=person, kind="account", why=why), Letter(template, context))
        put_ready(
            person=person,
            kind="account",
            subject=words.subject,
            text=words.text,
            html=words.html,
            why=why,
            address=address,
        )
