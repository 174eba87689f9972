"""Letters become mails: words from templates, and the headers that say a machine wrote."""

import hashlib
import re
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import engines
from django.urls import reverse
from jinja2 import Environment

from fellowship.notifications.invitations import Invitation
from fellowship.notifications.kinds import KINDS
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, Wording
from fellowship.notifications.own_ids import header_for
from fellowship.notifications.services.mails import Mail
from fellowship.notifications.services.outbox import KEY, READY
from fellowship.notifications.services.unsubscribing import unsubscribe_address
from fellowship.notifications.services.wordings import fill
from fellowship.notifications.wordable import wordable as wordable_letter

_EMPTY_LINES = re.compile(r"\n{3,}")
SUBJECT_LIMIT = PATH_LIMIT = 300


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str
    path: str = ""
    invitation: Invitation | None = None


def absolute(path: str) -> str:
    """A full address for a mail; one that is full already stays as it is."""
    return path if "://" in path else settings.SITE_URL.rstrip("/") + path


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """The pages' environment, but plain text (.txt) is not escaped as if it were HTML."""
    pages: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return pages.overlay(autoescape=lambda name: not (name or "").endswith(".txt"))


def words_of(message: Message, letter: Letter | None, wording: Wording | None = None) -> Words:
    """The words to send; a message without a letter brought its own (outbox.put_ready).

    `wording`: what the programme says instead of our subject, first and last paragraphs.
    """
    if letter is None:
        return Words(message.subject, message.text, message.html, message.path)
    context = _context(message, letter)
    wordable = wordable_letter(letter.template) if wording else None
    if wording and wordable:
        context["own"] = fill(wording, wordable, context)
    environment = _environment()
    subject, text, html = (
        environment.get_template(letter.template + ending).render(context)
        for ending in (".subject.txt", ".txt", ".html")
    )
    if own := context.get("own"):
        subject = own.subject or subject
    return Words(
        one_line(subject),
        _EMPTY_LINES.sub("\n\n", text).strip() + "\n",
        html,
        path_of(message, letter),
        letter.invitation,
    )


def path_of(message: Message, letter: Letter) -> str:
    """Where the message leads within our pages. A one-time link is kept in no second place."""
    is_ours = letter.url.startswith("/") and len(letter.url) <= PATH_LIMIT
    return letter.url if is_ours and not KINDS[message.kind].secret else ""


def line_of(message: Message, letter: Letter) -> str:
    """What the message is about, in one line."""
    return one_line(letter.line) if letter.line else subject_of(message, letter)


def subject_of(message: Message, letter: Letter) -> str:
    """Without the addresses of a whole mail, which no subject names and which take as long as the rest."""
    template = _environment().get_template(letter.template + ".subject.txt")
    return one_line(template.render({"person": message.person, "why": message.why, **letter.context}))


def one_line(text: str) -> str:
    """A subject is one line whatever names went into it, so nothing in it can become a header."""
    return " ".join(text.split())[:SUBJECT_LIMIT]


def _context(message: Message, letter: Letter) -> dict[str, Any]:
    return {
        "person": message.person,
        "why": message.why,
        "absolute": absolute,
        "preferences_url": absolute(_preferences_path()),
        "unsubscribe_url": unsubscribe_address(message),
        "agreed_url": absolute(_agreed_path()) if KINDS[message.kind].agreed else "",
        **letter.context,
    }


@lru_cache(maxsize=1)
def _preferences_path() -> str:
    return reverse("preferences")


@lru_cache(maxsize=1)
def _agreed_path() -> str:
    return reverse("if_nothing_happens")


def mail_of(message: Message, words: Words) -> Mail:
    mail = Mail(words.subject, words.text, to=[address_of(message)], headers=_headers(message))
    if words.html:
        mail.attach_alternative(words.html, "text/html")
    if words.invitation:
        kind = f"text/calendar; method={words.invitation.method}"
        mail.attach_alternative(words.invitation.as_icalendar(), kind)
    return mail


def address_of(message: Message) -> str:
    """Ready words and one-time links go where they were addressed to; all else to the present address."""
    is_addressed = message.object_kind == READY or KINDS[message.kind].secret
    return message.address if is_addressed and message.address else message.person.email


def _headers(message: Message) -> dict[str, str]:
    headers = {
        "Message-ID": message_id_of(message),
        **header_for(settings.EMAIL_EVENTS, own_id_of(message)),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no answers from absence notes
        "X-Auto-Response-Suppress": "All",  # the same for Exchange
    }
    if address := unsubscribe_address(message):
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return headers


def own_id_of(message: Message) -> str:
    """The same for the same row, so that mail servers can tell a second copy from a second message."""
    key = "|".join(str(getattr(message, name)) for name in KEY)
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def message_id_of(message: Message) -> str:
    return f"<{own_id_of(message)}@{_domain_of(settings.DEFAULT_FROM_EMAIL)}>"


@lru_cache
def _domain_of(address: str) -> str:
    return parseaddr(address)[1].partition("@")[2] or "localhost"
