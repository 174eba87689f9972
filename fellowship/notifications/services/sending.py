"""Sends what is due, each message once, however many workers run and whenever one dies.

A row is *claimed* with its batch, *handing over* just before the mail server gets it, *sent* once the
server has taken it; each step is committed before the next begins (services/claims.py). A worker that
dies leaves claimed rows, which nobody has received and another worker sends, and at most one that was
being handed over, of which nobody can know whether it arrived: administrators see that one, and it is
never sent again by itself.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives

from fellowship.notifications.models import Message
from fellowship.notifications.services import bounces, claims
from fellowship.notifications.services.claims import Claim
from fellowship.notifications.services.deciding import decide
from fellowship.notifications.services.mail_server import (
    Away,
    Lost,
    MailServer,
    NoSuchAddress,
    NotNow,
    Refused,
)
from fellowship.notifications.services.rendering import Words, address_of, mail_of, words_of
from fellowship.notifications.services.wordings import wordings_for
from fellowship.people.languages import speaking_to

log = logging.getLogger(__name__)

BATCH = 500  # a connection and a handful of queries for so many messages


@dataclass(frozen=True)
class Prepared:
    message: Message
    words: Words
    mail: EmailMultiAlternatives


def send_due(limit: int | None = None) -> int:
    """Send what is due, at most `limit` messages; how many were dealt with. Not inside a transaction.

    Stops early when the mail server is away: the rest waits for the next call.
    """
    claims.release_abandoned()
    dealt_with = 0
    while limit is None or dealt_with < limit:
        claim = Claim.take(BATCH if limit is None else min(BATCH, limit - dealt_with))
        if not claim.messages:
            break
        dealt_with += len(claim.messages)
        try:
            _hand_over(claim, _prepare(claim))
        except Away as error:
            log.warning("The mail server is away: %s", error)
            break
    return dealt_with


def _prepare(claim: Claim) -> list[Prepared]:
    """Those to send now, with their words; all others are settled."""
    messages, letters = decide(claim)
    wordings = wordings_for(messages)
    prepared = []
    for message in messages:
        letter = letters[message.pk]
        try:
            with speaking_to(message.person):
                words = words_of(
                    message, letter, wordings.get((message.programme_id, letter.template)) if letter else None
                )
            prepared.append(Prepared(message, words, mail_of(message, words)))
        except Exception as error:
            log.exception("Message %s could not be rendered", message.pk)
            claim.try_later([message], repr(error))
    return prepared


def _hand_over(claim: Claim, prepared: Sequence[Prepared]) -> None:
    """One after the other over one connection. Raises Away, with what is left waiting again."""
    taken: Message | None = None  # by the mail server, and not yet marked as sent
    with MailServer() as server, claims.quick_commits():
        try:
            for position, item in enumerate(prepared):
                try:
                    server.open()
                except Away as error:
                    claim.try_later([left.message for left in prepared[position:]], str(error))
                    raise
                is_ours = claim.begin(item.message, item.words, after=taken)
                taken = item.message if is_ours and _is_taken(server, item) else None
        finally:
            if taken:
                claims.sent(taken)


def _is_taken(server: MailServer, item: Prepared) -> bool:
    try:
        server.hand_over(item.mail)
    except NoSuchAddress as error:
        claims.not_taken(item.message, str(error), for_good=True)
        bounces.hard_bounce(address=address_of(item.message), person=item.message.person, words=str(error))
    except Refused as error:
        claims.not_taken(item.message, str(error), for_good=True)
    except NotNow as error:
        claims.not_taken(item.message, str(error), for_good=False)
    except Lost as error:
        claims.unsure(item.message, str(error))
    else:
        return True
    return False
