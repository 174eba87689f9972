"""Sends what is due, each message once, however many workers run and whenever one dies.

A row is *claimed* with its batch, *handing over* just before the mail server gets it, *sent* once the
server has taken it; each step is committed before the next begins (services/claims.py). A worker that
dies leaves claimed rows, which nobody has received and another worker sends, and at most one that was
being handed over, of which nobody can know whether it arrived: administrators see that one, and it is
never sent again by itself.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from fellowship.lib.dates import next_allowed_moment
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.letters import Letter, grouped, write
from fellowship.notifications.models import Message, MessageStatus, QuietHours
from fellowship.notifications.services import claims
from fellowship.notifications.services.claims import Claim
from fellowship.notifications.services.mail_server import Away, Lost, MailServer, NotNow, Refused
from fellowship.notifications.services.outbox import READY, delivery_of, preferred_deliveries
from fellowship.notifications.services.rendering import Words, mail_of, words_of
from fellowship.people.services.sign_in import people_with_account

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
    """Those still wanted and needed, with their words; the others are settled."""
    wanted = _in_time(claim, _wanted(claim))
    prepared = [_prepared(message, None) for message in wanted if message.object_kind == READY]
    others = [message for message in wanted if message.object_kind != READY]
    for (kind, object_kind), messages in grouped(others).items():
        try:
            letters = write(kind, object_kind, messages)
        except Exception as error:
            log.exception("Letters “%s” about %s could not be written", kind, object_kind)
            claim.try_later(messages, repr(error))
            continue
        claim.settle([m for m in messages if m.pk not in letters], MessageStatus.NOT_NEEDED)
        for message in messages:
            if message.pk not in letters:
                continue
            try:
                prepared.append(_prepared(message, letters[message.pk]))
            except Exception as error:
                log.exception("Message %s could not be rendered", message.pk)
                claim.try_later([message], repr(error))
    return prepared


def _prepared(message: Message, letter: Letter | None) -> Prepared:
    words = words_of(message, letter)
    return Prepared(message, words, mail_of(message, words))


def _wanted(claim: Claim) -> list[Message]:
    """Without what a person has switched off; only what is essential to people who have no account yet.

    The others would follow its links to a page that does not let them in.
    """
    with_account = people_with_account({message.person_id for message in claim.messages})
    preferred = preferred_deliveries({message.person_id for message in claim.messages})
    by_fate: dict[MessageStatus | None, list[Message]] = defaultdict(list)
    for message in claim.messages:
        is_open_to = KINDS[message.kind].essential or message.person_id in with_account
        if not (message.person.is_active and is_open_to):
            by_fate[MessageStatus.NOT_NEEDED].append(message)
        elif delivery_of(message.kind, preferred.get((message.person_id, message.kind))) == Delivery.OFF:
            by_fate[MessageStatus.SWITCHED_OFF].append(message)
        else:
            by_fate[None].append(message)
    for fate, messages in by_fate.items():
        if fate is not None:
            claim.settle(messages, fate)
    return by_fate[None]


def _in_time(claim: Claim, messages: Sequence[Message]) -> list[Message]:
    """Those that may go now; what can wait waits for the end of its person's quiet hours."""
    people = {message.person_id for message in messages if not KINDS[message.kind].essential}
    quiet = {hours.person_id: hours for hours in QuietHours.objects.filter(person__in=people)}
    now = timezone.now()
    put_off: dict[dt.datetime, list[Message]] = defaultdict(list)
    in_time = []
    for message in messages:
        hours = None if KINDS[message.kind].essential else quiet.get(message.person_id)
        until = (
            next_allowed_moment(now, message.person.time_zone, hours.starts_at, hours.ends_at)
            if hours
            else now
        )
        if until > now:
            put_off[until].append(message)
        else:
            in_time.append(message)
    for until, several in put_off.items():
        claim.put_off(several, until)
    return in_time


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
    except Refused as error:
        claims.not_taken(item.message, str(error), for_good=True)
    except NotNow as error:
        claims.not_taken(item.message, str(error), for_good=False)
    except Lost as error:
        claims.unsure(item.message, str(error))
    else:
        return True
    return False
