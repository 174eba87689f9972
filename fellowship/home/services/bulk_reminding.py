"""Many fellows reminded, each of what is open with them. `facts`: how many days ahead is meant.

What is open is read again when the message is written: who has done all of it by then gets none.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.bulk.messaging import put_messages, take_back
from fellowship.cohorts.models import BulkAct, BulkRow, Place
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.cohorts.reminding import places_reminded
from fellowship.home.services.open_things import OpenThing, open_things
from fellowship.lib.dates import in_words
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, MessageStatus

KIND = "programme_reminder"
ONCE_IN = dt.timedelta(days=1)
NOT_SENT = [MessageStatus.NOT_NEEDED, MessageStatus.SWITCHED_OFF, MessageStatus.FAILED]


def rows_of(places: Sequence[int], days: int) -> list[BulkRow]:
    """Who would be reminded of what; who has nothing open, or was reminded a moment ago, is left out."""
    running = list(places_reminded().filter(pk__in=places))
    found = open_things(running, timezone.localdate() + dt.timedelta(days=days))
    lately = _reminded_lately(places)
    rows = []
    for place in places:
        row = BulkRow(place_id=place)
        if place not in found:
            row.status, row.words = RowStatus.LEFT_OUT, _("Their year is not going on.")
        elif not found[place]:
            row.status, row.words = RowStatus.LEFT_OUT, _("Nothing is open.")
        elif place in lately:
            row.status, row.words = RowStatus.LEFT_OUT, _("Was reminded within the last day.")
        else:
            row.words = _in_short(found[place])
        rows.append(row)
    return rows


def _in_short(things: Sequence[OpenThing]) -> str:
    first = _("%(title)s, due %(day)s") % {"title": things[0].title, "day": in_words(things[0].due_on)}
    more = len(things) - 1
    if not more:
        return first
    return ngettext("%(first)s, and %(n)d more", "%(first)s, and %(n)d more", more) % {
        "first": first,
        "n": more,
    }


def _reminded_lately(places: Collection[int]) -> set[int]:
    """The places; a person's other programme reminds of other things."""
    sent = Message.objects.filter(
        kind=KIND,
        person=OuterRef("person"),
        programme_id=OuterRef("cohort__programme"),
        created_at__gte=timezone.now() - ONCE_IN,
    ).exclude(status__in=NOT_SENT)
    return set(Place.objects.filter(Exists(sent), pk__in=places).values_list("pk", flat=True))


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    lately = _reminded_lately([row.place_id for row in rows if row.place_id])
    again = [row for row in rows if row.place_id in lately]
    for row in again:
        row.status, row.words = RowStatus.LEFT_OUT, _("Was reminded within the last day.")
    others = [row for row in rows if row not in again]
    put_messages(act, others, KIND, because("The programme team asked us to remind you."))


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    take_back(act, rows, KIND)


def reminder_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more: all of it is done, the year has stopped, or the act was undone."""
    acts = BulkAct.objects.in_bulk({int(message.object_id) for message in messages})
    letters = {}
    for act in acts.values():
        if act.status in (BulkStatus.UNDOING, BulkStatus.UNDONE):
            continue
        of_act = [message for message in messages if message.object_id == str(act.pk)]
        open_to = _open_to({message.person_id for message in of_act}, act)
        for message in of_act:
            if things := open_to.get(message.person_id):
                today = timezone.localdate(timezone=message.person.zone)
                context = {"things": things, "today": today, "by": act.by.full_name}
                letters[message.pk] = Letter("emails/home/programme_reminder", context, url="/")
    return letters


def _open_to(people: Collection[int], act: BulkAct) -> dict[int, list[OpenThing]]:
    places: list[Place] = list(places_reminded().filter(person__in=people, cohort=act.cohort_id))
    found = open_things(places, timezone.localdate() + dt.timedelta(days=act.facts["days"]))
    return {place.person_id: found[place.pk] for place in places}


def _in_words(act: BulkAct) -> str:
    return _("Of what is overdue, or due within %(n)d days.") % {"n": act.facts["days"]}


REMIND = BulkKind(
    code="remind",
    title=gettext_lazy("Reminders"),
    apply=_apply,
    undo=_undo,
    in_words=_in_words,
    undo_words=gettext_lazy("Undoing takes back the messages that have not been sent yet."),
)
