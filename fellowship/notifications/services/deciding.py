"""What becomes of the messages of a claim: sent now, later, in the daily summary, or not at all."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.lib.dates import in_words, local_moment
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.letters import Letter, grouped, write
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.bounces import suppressed_among
from fellowship.notifications.services.claims import Claim, Note, note
from fellowship.notifications.services.digests import DIGEST
from fellowship.notifications.services.moments import SENT_FROM, Moments, in_time
from fellowship.notifications.services.outbox import READY, delivery_of, preferred_deliveries
from fellowship.notifications.services.overtaken import overtaken
from fellowship.notifications.services.rendering import address_of, line_of, path_of
from fellowship.people.languages import speaking_to
from fellowship.people.services.sign_in import people_with_account

log = logging.getLogger(__name__)

Letters = dict[int, Letter | None]  # by message pk; None: it brought its words (outbox.put_ready)


@dataclass
class Fates:
    """Messages by what becomes of them; `later` by the moment from which they may go."""

    now: list[Message] = field(default_factory=list)
    later: dict[dt.datetime, list[Message]] = field(default_factory=lambda: defaultdict(list))
    gathered: list[Message] = field(default_factory=list)
    switched_off: list[Message] = field(default_factory=list)
    no_such_address: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    overtaken: list[Message] = field(default_factory=list)


def decide(claim: Claim) -> tuple[list[Message], Letters]:
    """Those to send now, with the letters; all the others are settled, and noted for their person to read."""
    letters = _letters(claim, _open_to_their_person(claim))
    written = [message for message in claim.messages if message.pk in letters]
    fates = _fates(written, letters)
    note(_notes(claim, fates, letters))
    claim.settle(fates.switched_off, MessageStatus.SWITCHED_OFF)
    claim.settle(fates.gathered, MessageStatus.WAITING)
    claim.settle(fates.overtaken, MessageStatus.NOT_NEEDED)
    for words, several in fates.no_such_address.items():
        claim.settle(several, MessageStatus.FAILED, words)
    for moment, several in fates.later.items():
        claim.put_off(several, moment)
    return fates.now, letters


def _open_to_their_person(claim: Claim) -> list[Message]:
    """Only what is essential to people who have no account yet.

    The others would follow its links to a page that does not let them in.
    """
    with_account = people_with_account({message.person_id for message in claim.messages})
    found: list[Message] = []
    closed: list[Message] = []
    for message in claim.messages:
        is_open_to = KINDS[message.kind].essential or message.person_id in with_account
        (found if message.person.is_active and is_open_to else closed).append(message)
    claim.settle(closed, MessageStatus.NOT_NEEDED)
    return found


def _letters(claim: Claim, messages: Sequence[Message]) -> Letters:
    """Of those still needed; what is not, or cannot be written now, is settled."""
    found: Letters = {message.pk: None for message in messages if message.object_kind == READY}
    others = [message for message in messages if message.object_kind != READY]
    for (kind, object_kind), several in grouped(others).items():
        try:
            letters = write(kind, object_kind, several)
        except Exception as error:
            log.exception("Letters “%s” about %s could not be written", kind, object_kind)
            claim.try_later(several, repr(error))
            continue
        claim.settle([m for m in several if m.pk not in letters], MessageStatus.NOT_NEEDED)
        found |= letters
    return found


def _fates(messages: Sequence[Message], letters: Letters) -> Fates:
    fates = Fates()
    preferred = preferred_deliveries({message.person_id for message in messages})
    by_mail = []
    for message in messages:
        delivery = delivery_of(message.kind, preferred.get((message.person_id, message.kind)))
        if delivery == Delivery.OFF:
            fates.switched_off.append(message)
        elif message.delivery == Delivery.DIGEST:
            fates.gathered.append(message)
        else:
            by_mail.append(message)
    in_time = _in_time(_with_address(by_mail, fates), letters, fates)
    fates.overtaken = overtaken(in_time)
    late = {message.pk for message in fates.overtaken}
    fates.now = [message for message in in_time if message.pk not in late]
    return fates


def _with_address(messages: Sequence[Message], fates: Fates) -> list[Message]:
    """Without those whose address is known to take nothing."""
    suppressed = suppressed_among({address_of(message) for message in messages})
    found = []
    for message in messages:
        trouble = suppressed.get(address_of(message).lower())
        if trouble is None or not trouble.stops(essential=KINDS[message.kind].essential):
            found.append(message)
            continue
        words = _("Nothing is sent to this address since %(day)s. %(reason)s. %(words)s")
        assert trouble.suppressed_at is not None  # only such are asked for
        day = in_words(trouble.suppressed_at.date())
        words %= {"day": day, "reason": trouble.get_reason_display(), "words": trouble.words}
        fates.no_such_address[words].append(message)
    return found


def _in_time(messages: Sequence[Message], letters: Letters, fates: Fates) -> list[Message]:
    """Those that may go now; what can wait waits for its person's hours and days."""
    now = timezone.now()
    can_wait = [message for message in messages if not KINDS[message.kind].essential]
    moments = Moments({message.person_id for message in can_wait}, now.date())
    in_time = []
    for message in messages:
        letter = letters[message.pk]
        until = now if KINDS[message.kind].essential else _moment(message, letter, moments, now)
        if until > now:
            fates.later[until].append(message)
        else:
            in_time.append(message)
    return in_time


def _moment(message: Message, letter: Letter | None, moments: Moments, now: dt.datetime) -> dt.datetime:
    """When it may go. A summary is made on a day on which its person wants it (digests.py)."""
    person = message.person
    if message.kind == DIGEST:
        return moments.after_quiet_hours(person, now)
    if message.due_on:  # planned for an hour of a time zone that the person may have left
        day = message.due_on + dt.timedelta(days=message.offset_days)
        now = max(now, local_moment(day, SENT_FROM, person.time_zone))
    until = moments.next_moment(person, now, waiting_since=message.created_at)
    return in_time(until, _happens_at(message, letter), since=now)


def _happens_at(message: Message, letter: Letter | None) -> dt.datetime | None:
    """Who is on leave still hears in time that nobody will be there."""
    if letter is None or not KINDS[message.kind].timely:
        return None
    return letter.happens_at or (letter.invitation.starts_at if letter.invitation else None)


def _notes(claim: Claim, fates: Fates, letters: Letters) -> list[Note]:
    kept_back = [several for group in (fates.later, fates.no_such_address) for several in group.values()]
    notes = []
    for message in chain(fates.switched_off, fates.gathered, *kept_back):
        letter = letters[message.pk]
        if letter is None:
            continue
        try:
            with speaking_to(message.person):
                line = line_of(message, letter)
            notes.append(Note(message.pk, line, path_of(message, letter)))
        except Exception as error:
            log.exception("Message %s could not be rendered", message.pk)
            claim.try_later([message], repr(error))
    return notes
