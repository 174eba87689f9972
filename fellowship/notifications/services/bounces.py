"""Addresses that take no mail: noted from what mail servers and providers say, and given back by a person.

A hard bounce stops all mail to an address. A mail that came back for another reason counts; the fifth in a
row stops it too, until one arrives. A mail that is only late does not count: its provider is still trying. A
complaint stops what is not essential, and switches off the kind it was about.
"""

import datetime as dt
import logging
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.models import AddressTrouble, Message, MessageStatus, Preference
from fellowship.notifications.models.address_trouble import Trouble
from fellowship.notifications.services.claims import ERROR_LIMIT
from fellowship.notifications.services.outbox import send_soon
from fellowship.people.models import User
from fellowship.people.services import audit

log = logging.getLogger(__name__)

MOST_SOFT_BOUNCES = 5
OUR_MAIL_SERVER = "SMTP"
# What failed for an address within this time is tried again once the address works.
TRIED_AGAIN = dt.timedelta(days=7)
# So far a provider's clock may be behind ours.
CLOCKS_DIFFER = dt.timedelta(minutes=5)


def suppressed_among(addresses: Collection[str]) -> dict[str, AddressTrouble]:
    """By address in lower case."""
    lower = {address.lower() for address in addresses}
    found = AddressTrouble.objects.suppressed().alias(lower=Lower("address")).filter(lower__in=lower)
    return {trouble.address: trouble for trouble in found}


def bounced_people(people: QuerySet[User]) -> QuerySet[User]:
    """Those of the people whose present address takes no mail from us."""
    return people.filter(
        Exists(
            AddressTrouble.objects.suppressed()
            .alias(lower=Lower("address"))
            .filter(lower=Lower(OuterRef("email")))
        )
    )


@transaction.atomic
def hard_bounce(
    *,
    address: str,
    words: str,
    reported_by: str = OUR_MAIL_SERVER,
    event_id: str = "",
    at: dt.datetime | None = None,
    person: User | None = None,
) -> AddressTrouble | None:
    """There is no such mailbox. None: the address is nobody's here, or the news is old.

    `person`: whose address it is, if known.
    """
    return _suppress(Trouble.BOUNCED, address, words, reported_by, event_id, at, person)


def came_back(*, message_id: str, address: str, words: str, at: dt.datetime | None = None) -> None:
    """A mail that the mail server had taken did not arrive, for whatever reason. People may try again.

    Events come late, or twice: one from before the message was tried again says nothing about now.
    """
    person = _person_at(address)
    if person is not None:
        _with_id(message_id, person.pk).filter(
            status=MessageStatus.SENT, sent_at__lte=(at or timezone.now()) + CLOCKS_DIFFER
        ).update(status=MessageStatus.FAILED, last_error=words[:ERROR_LIMIT])


@transaction.atomic
def soft_bounce(
    *, address: str, words: str, reported_by: str, event_id: str = "", at: dt.datetime | None = None
) -> AddressTrouble | None:
    trouble = _locked(address, event_id, at)
    if trouble is None or trouble.suppressed_at:
        return trouble
    trouble.soft_bounces += 1
    trouble.words, trouble.reported_by = words[:ERROR_LIMIT], reported_by
    trouble.save()
    if trouble.soft_bounces >= MOST_SOFT_BOUNCES:
        _stop(trouble, Trouble.NEVER_TAKEN)
    return trouble


@transaction.atomic
def complaint(
    *,
    address: str,
    words: str,
    reported_by: str,
    message_id: str = "",
    event_id: str = "",
    at: dt.datetime | None = None,
) -> AddressTrouble | None:
    """Somebody reported a message as spam. `message_id`: of which mail, where the provider kept it."""
    trouble = _suppress(Trouble.COMPLAINT, address, words, reported_by, event_id, at)
    if trouble is None:
        return None
    named = _with_id(message_id, trouble.person_id).first() if message_id else None
    can_stop = [kind for kind in KINDS.values() if not kind.essential]
    kinds = [kind.code for kind in can_stop if named is None or kind.code == named.kind]
    Preference.objects.bulk_create(
        [Preference(person_id=trouble.person_id, kind=kind, delivery=Delivery.OFF) for kind in kinds],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["delivery"],
    )
    audit.record("switched off after a complaint", trouble, by=None, kinds=kinds)
    return trouble


@transaction.atomic
def delivered(*, address: str, at: dt.datetime | None = None) -> None:
    """It works: what was counted against it counts no more, and does not stop it any longer.

    What was kept back meanwhile goes; what had been handed over once does not go again by itself. Any other
    suppression is a person's to lift.
    """
    at = at or timezone.now()
    counted = AddressTrouble.objects.filter(
        address=address.lower(), reason__in=["", Trouble.NEVER_TAKEN], last_event_at__lte=at
    )
    trouble = counted.select_for_update().first()
    if trouble is None:
        return
    if trouble.suppressed_at:
        _works_again(trouble, by=None)
        _try_again(trouble, message_id="", subject__gt="")  # written, never handed over
    trouble.soft_bounces, trouble.last_event_at = 0, at
    trouble.save()


@transaction.atomic
def lift(*, trouble: AddressTrouble, by: User) -> AddressTrouble:
    """The address works again, says a person; what failed for it in the last days is tried again."""
    trouble = AddressTrouble.objects.select_for_update().get(pk=trouble.pk)
    if trouble.suppressed_at is None:
        return trouble
    _works_again(trouble, by=by)
    trouble.soft_bounces, trouble.last_event_at = 0, timezone.now()
    trouble.save()
    _try_again(trouble)
    return trouble


def _works_again(trouble: AddressTrouble, *, by: User | None) -> None:
    audit.record(
        "address works again",
        trouble,
        by=by,
        address=trouble.address,
        reason=trouble.reason,
        words=trouble.words,
    )
    trouble.suppressed_at, trouble.reason = None, ""


def _try_again(trouble: AddressTrouble, **which: str) -> None:
    failed = Message.objects.filter(
        person=trouble.person_id,
        status=MessageStatus.FAILED,
        created_at__gte=timezone.now() - TRIED_AGAIN,
        **which,
    )
    if failed.update(status=MessageStatus.WAITING, attempts=0, send_after=timezone.now(), claimed_at=None):
        send_soon()


@transaction.atomic
def _suppress(
    reason: str,
    address: str,
    words: str,
    reported_by: str,
    event_id: str,
    at: dt.datetime | None,
    person: User | None = None,
) -> AddressTrouble | None:
    trouble = _locked(address, event_id, at, person)
    if trouble is None or trouble.reason in (reason, Trouble.BOUNCED):
        return trouble
    trouble.words, trouble.reported_by = words[:ERROR_LIMIT], reported_by
    return _stop(trouble, reason)


def _stop(trouble: AddressTrouble, reason: str) -> AddressTrouble:
    trouble.suppressed_at, trouble.reason = timezone.now(), reason
    trouble.save()
    audit.record("address suppressed", trouble, by=None, address=trouble.address, reason=reason)
    return trouble


def _with_id(message_id: str, person_id: int) -> QuerySet[Message]:
    """`message_id`: ours as it stood in the mail, or without the domain."""
    own_id, _at, domain = message_id.strip("<>").partition("@")
    mine = Message.objects.filter(person=person_id, message_id__startswith=f"<{own_id}@")
    return mine.filter(message_id=f"<{own_id}@{domain}>") if domain else mine


def _locked(
    address: str, event_id: str, at: dt.datetime | None, person: User | None = None
) -> AddressTrouble | None:
    """The row of this address, ours alone, if the event is news: some are told twice, or late."""
    person = person or _person_at(address)
    if person is None:
        log.info("A mail provider reports an address that is nobody's here")
        return None
    at = at or timezone.now()
    trouble, is_new = AddressTrouble.objects.select_for_update().get_or_create(
        address=address.lower(), defaults={"person": person, "last_event_at": at}
    )
    is_known = bool(event_id) and trouble.event_id == event_id
    if not is_new and (is_known or at < trouble.last_event_at):
        return None
    trouble.event_id, trouble.last_event_at = event_id[:200], at
    return trouble


def _person_at(address: str) -> User | None:
    """Whose address it is; their second ones count too."""
    own = User.objects.alias(lower=Lower("email")).filter(lower=address.lower()).first()
    return own or User.objects.filter(emailaddress__email__iexact=address).first()
