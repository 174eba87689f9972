"""A programme's own words for a letter: checked when they are written, filled in when it is sent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from fellowship.lib.text import to_html
from fellowship.notifications.models import Message, Wording
from fellowship.notifications.models.wording import PARTS
from fellowship.notifications.wordable import Wordable
from fellowship.people.models import User
from fellowship.people.services import audit

# {fellow}: letters only, so that nothing inside the marks is ever worked out.
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_MARKED = re.compile(r"\{[^{}\n]{0,40}\}?|\}")


class UnknownPlaceholder(ValueError):
    """A sentence for who writes the words."""


@dataclass(frozen=True)
class OwnWords:
    """Filled in for one message; `html` of the paragraphs is safe."""

    subject: str
    lead: str
    lead_html: Markup
    closing: str
    closing_html: Markup


def wordings_for(messages: Iterable[Message]) -> dict[tuple[int | None, str], Wording]:
    """By programme and letter, in one query for a whole batch."""
    programmes = {message.programme_id for message in messages} - {None}
    found = Wording.objects.filter(programme_id__in=programmes) if programmes else []
    return {(one.programme_id, one.letter): one for one in found if not one.is_ours}


def check_placeholders(text: str, wordable: Wordable) -> None:
    """Raises UnknownPlaceholder for anything in braces that cannot be filled in."""
    known = wordable.all_placeholders
    for found in _MARKED.finditer(
        _PLACEHOLDER.sub(lambda match: "" if match[1] in known else match[0], text)
    ):
        allowed = ", ".join(f"{{{name}}}" for name in known)
        raise UnknownPlaceholder(
            _("%(found)s cannot be filled in. In this message you can use %(allowed)s")
            % {"found": found[0], "allowed": allowed}
        )


def fill(wording: Wording, wordable: Wordable, context: Mapping[str, Any]) -> OwnWords:
    """In the language that is spoken now, the reader's; none where there are words in another one only."""
    values = {
        name: str(placeholder.value(context)) for name, placeholder in wordable.all_placeholders.items()
    }
    words = wording.words(get_language() or settings.LANGUAGE_CODE)
    return OwnWords(
        subject=_filled(words["subject"], values),
        lead=_filled(words["lead"], values),
        lead_html=_filled_html(words["lead"], values),
        closing=_filled(words["closing"], values),
        closing_html=_filled_html(words["closing"], values),
    )


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Values are put in as they are, once: braces in a name stay braces."""
    return "".join(
        values.get(piece, "") if is_name else piece
        for piece, is_name in zip(_pieces(text), _alternating(), strict=False)
    )


def _filled_html(text: str, values: Mapping[str, str]) -> Markup:
    """The marks are made HTML before the values come in, so a name can bring none."""
    pieces = zip(_pieces(str(to_html(text)) if text else ""), _alternating(), strict=False)
    return Markup(  # noqa: S704 - to_html has cleaned the rest
        "".join(str(escape(values.get(piece, ""))) if is_name else piece for piece, is_name in pieces)
    )


@lru_cache(1000)
def _pieces(text: str) -> list[str]:
    """Words and names of placeholders in turn, beginning with words."""
    return _PLACEHOLDER.split(text)


def _alternating() -> Iterable[bool]:
    is_name = False
    while True:
        yield is_name
        is_name = not is_name


@transaction.atomic
def change_wording(
    *,
    programme_id: int,
    wordable: Wordable,
    words: Mapping[str, str],
    by: User,
    language: str = settings.LANGUAGE_CODE,
) -> Wording:
    """`words` by part; empty is ours. The words before are kept in the audit."""
    for part in PARTS:
        check_placeholders(words[part], wordable)
    Wording.objects.get_or_create(programme_id=programme_id, letter=wordable.template)
    wording = Wording.objects.select_for_update().get(programme_id=programme_id, letter=wordable.template)
    before = wording.words(language)
    after = {part: words[part] for part in PARTS}
    if before == after:
        return wording
    wording.put(language, after)
    wording.changed_by = by
    wording.save()
    changes = {"before": before, "after": after}
    audit.record("wording changed", wording, by=by, letter=wordable.key, language=language, **changes)
    return wording
