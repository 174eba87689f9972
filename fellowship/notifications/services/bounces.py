"""Addresses that take no mail: noted from what mail servers and providers say, and given back by a person.

A hard bounce stops all mail to an address. A mail that could not be delivered for now counts; the fifth in
a row stops it too. A complaint stops what is not essential, and switches off the kind it was about.
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
from fellowship.notifications.services.outbox import send_soon
from fellowship.people.models import User
from fellowship.people.services import audit

log = logging.getLogger(__name__)

MOST_SOFT_BOUNCES = 5
OUR_MAIL_SERVER = "SMTP"
# What failed for an address within this time is tried again once the address works.
TRIED_AGAIN = dt.timedelta(days=7)


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
    message_id: str = "",
    event_id: str = "",
    at: dt.datetime | None = None,
    person: User | None = None,
) -> AddressTrouble | None:
    """There is no such mailbox. None: the address is nobody's here, or the news is old.

    `message_id`: which mail came back, where the provider kept ours; `person`: whose address it is, if known.
    """
    trouble = _suppress(Trouble.BOUNCED, address, words, reported_by, event_id, at, person)
    if trouble and message_id:
        came_back = _with_id(message_id, trouble).filter(status=MessageStatus.SENT)
        came_back.update(status=MessageStatus.FAILED, last_error=words[:500])
    return trouble


@transaction.atomic
def soft_bounce(
    *, address: str, words: str, reported_by: str, event_id: str = "", at: dt.datetime | None = None
) -> AddressTrouble | None:
    trouble = _locked(address, event_id, at)
    if trouble is None or trouble.suppressed_at:
        return trouble
    trouble.soft_bounces += 1
    trouble.words, trouble.reported_by = words[:500], reported_by
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
    """Somebody reported a message as spam. `message_id`: of which mail, where the provider kept ours."""
    trouble = _suppress(Trouble.COMPLAINT, address, words, reported_by, event_id, at)
    if trouble is None:
        return None
    named = _with_id(message_id, trouble).first() if message_id else None
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
def delivered(*, address: str) -> None:
    """It works: what was counted against it counts no more. A suppression is a person's to lift."""
    AddressTrouble.objects.filter(address=address.lower(), suppressed_at=None).update(soft_bounces=0)


@transaction.atomic
def lift(*, trouble: AddressTrouble, by: User) -> AddressTrouble:
    """The address works again, says a person; what failed for it in the last days is tried again."""
    trouble = AddressTrouble.objects.select_for_update().get(pk=trouble.pk)
    if trouble.suppressed_at is None:
        return trouble
    audit.record(
        "address works again",
        trouble,
        by=by,
        address=trouble.address,
        reason=trouble.reason,
        words=trouble.words,
    )
    trouble.suppressed_at, trouble.reason, trouble.soft_bounces = None, "", 0
    trouble.last_event_at = timezone.now()
    trouble.save()
    failed = Message.objects.filter(
        person=trouble.person_id,
        status=MessageStatus.FAILED,
        created_at__gte=timezone.now() - TRIED_AGAIN,
    )
    if failed.update(status=MessageStatus.WAITING, attempts=0, send_after=timezone.now(), claimed_at=None):
        send_soon()
    return trouble


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
    trouble.words, trouble.reported_by = words[:500], reported_by
    return _stop(trouble, reason)


def _stop(trouble: AddressTrouble, reason: str) -> AddressTrouble:
    trouble.suppressed_at, trouble.reason = timezone.now(), reason
    trouble.save()
    audit.record("address suppressed", trouble, by=None, address=trouble.address, reason=reason)
    return trouble


def _with_id(message_id: str, trouble: AddressTrouble) -> QuerySet[Message]:
    return Message.objects.filter(person=trouble.person_id, message_id=f"<{message_id.strip('<>')}>")


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
