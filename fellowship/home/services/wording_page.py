"""One letter in a programme's words, with invented facts: for the preview and for a test to oneself."""

from dataclasses import dataclass

from django.db import transaction

from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, Wording
from fellowship.notifications.services.outbox import put_ready
from fellowship.notifications.services.rendering import Words, words_of
from fellowship.notifications.wordable import Wordable
from fellowship.people.models import AuditEvent, User

MOST_CHANGES = 10


@dataclass(frozen=True)
class Example:
    """What `person` would get; `why` says that the facts are invented."""

    wordable: Wordable
    person: User
    why: str

    def words(self, wording: Wording | None) -> Words:
        message = Message(person=self.person, kind=self.wordable.kind, why=self.why)
        return words_of(message, Letter(self.wordable.template, self.wordable.example()), wording)


@transaction.atomic
def send_test(*, example: Example, wording: Wording | None, by: User) -> Message:
    """To the person who asks, as it would arrive."""
    words = example.words(wording)
    return put_ready(
        person=by,
        kind="wording_test",
        subject=words.subject,
        text=words.text,
        html=words.html,
        why=example.why,
    )


def changes_of(wording: Wording | None) -> list[AuditEvent]:
    if wording is None:
        return []
    found = AuditEvent.objects.filter(
        object_kind=Wording._meta.label_lower, object_id=str(wording.pk), act="wording changed"
    )
    return list(found.select_related("by")[:MOST_CHANGES])
