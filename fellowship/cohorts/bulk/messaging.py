"""A message of the programme team to many fellows, in their own words. `facts`: subject and text.

It leaves a few minutes after it was confirmed, and until it is handed over it can be taken back.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.notifications.because import because
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.people.services.sign_in import people_with_account

KIND = "programme_message"
ABOUT = "cohorts.bulkact"
MINUTES_TO_UNDO = 5


def put_messages(act: BulkAct, rows: Sequence[BulkRow], kind: str, why: str) -> None:
    """One message of the act to each, into the outbox; not to who has no account yet."""
    reached = people_with_account({row.place.person_id for row in rows if row.place})
    told = []
    for row in rows:
        if row.place and row.place.person_id in reached:
            row.object_kind, row.object_id = "notifications.message", ""
            told.append(row.place.person_id)
        else:
            row.status, row.words = RowStatus.LEFT_OUT, no_account()
    later = timezone.now() + dt.timedelta(minutes=MINUTES_TO_UNDO)
    put_many(
        [
            Entry(
                person_id=person,
                kind=kind,
                object_kind=ABOUT,
                object_id=str(act.pk),
                why=why,
                programme_id=act.programme_id,
                send_after=later,
            )
            for person in told
        ]
    )


def no_account() -> str:
    return _("Has not accepted the invitation yet, and gets nothing else before.")


def take_back(act: BulkAct, rows: Sequence[BulkRow], kind: str) -> None:
    """What is not handed over yet will not be; what is, stays."""
    people = [row.place.person_id for row in rows if row.place]
    messages = Message.objects.filter(kind=kind, object_kind=ABOUT, object_id=str(act.pk), person__in=people)
    waiting = messages.filter(
        Q(status__in=[MessageStatus.WAITING, MessageStatus.CLAIMED])
        | Q(status=MessageStatus.IN_DIGEST, digest__status=MessageStatus.WAITING)
    )
    taken = list(waiting.select_for_update(of=("self",)).values_list("pk", "person"))
    Message.objects.filter(pk__in=[pk for pk, _person in taken]).update(
        status=MessageStatus.NOT_NEEDED, claimed_at=None
    )
    never = messages.filter(status__in=[MessageStatus.NOT_NEEDED, MessageStatus.SWITCHED_OFF])
    not_sent = set(never.values_list("person", flat=True))
    for row in rows:
        if row.place and row.place.person_id in not_sent:
            row.words = _("Taken back before it was sent.")
        else:
            row.status, row.words = RowStatus.KEPT, _("Was sent already.")


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    put_messages(act, rows, KIND, because("The programme team wrote to you."))


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    take_back(act, rows, KIND)


MESSAGE = BulkKind(
    code="message",
    title=gettext_lazy("Message"),
    apply=_apply,
    undo=_undo,
    in_words=lambda act: f"“{act.facts['subject']}”",
    undo_words=gettext_lazy("Undoing takes back the messages that have not been sent yet."),
)
