"""One letter in a programme's words, with invented facts: for the preview and for a test to oneself."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, Wording
from fellowship.notifications.services.outbox import put_ready
from fellowship.notifications.services.rendering import Words, words_of
from fellowship.notifications.wordable import Wordable
from fellowship.people.models import AuditEvent, User

MOST_CHANGES = 10


@dataclass(frozen=True)
class InLanguage:
    """What a programme says in one language; `is_own` says whether it says anything."""

    code: str
    words: dict[str, str]

    @property
    def name(self) -> str:
        """In the language of the page."""
        return str(get_language_info(self.code.partition("-")[0])["name_translated"])

    @property
    def is_own(self) -> bool:
        return any(self.words.values())


@dataclass(frozen=True)
class Example:
    """What `person` would get if they read this language."""

    wordable: Wordable
    person: User
    language: str

    @property
    def why(self) -> str:
        with translation.override(self.language):
            return _("This is a test with invented facts.")

    def words(self, wording: Wording | None) -> Words:
        message = Message(person=self.person, kind=self.wordable.kind, why=self.why)
        with translation.override(self.language):
            return words_of(message, Letter(self.wordable.template, self.wordable.example()), wording)


def languages_of(wording: Wording | None) -> list[InLanguage]:
    """Every language there is, ours first."""
    wording = wording or Wording()
    return [InLanguage(code, wording.words(code)) for code, _name in settings.LANGUAGES]


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


def changes_of(wording: Wording | None, language: str) -> list[AuditEvent]:
    """The newest first. What was noted before there were languages is of ours."""
    if wording is None:
        return []
    is_of_it = Q(detail__language=language)
    if language == settings.LANGUAGE_CODE:
        is_of_it |= ~Q(detail__has_key="language")
    found = AuditEvent.objects.filter(
        is_of_it, object_kind=Wording._meta.label_lower, object_id=str(wording.pk), act="wording changed"
    )
    return list(found.select_related("by")[:MOST_CHANGES])
