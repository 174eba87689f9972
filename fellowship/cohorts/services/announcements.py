"""Announcements: planned, changed and called off until they go, and sent once.

Who a filter finds is known on the right of the house: home puts that into AUDIENCE.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.bulk.messaging import KIND
from fellowship.cohorts.models import Announcement, Cohort, Pairing, Place
from fellowship.notifications.because import because
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.people.models import User
from fellowship.people.services import audit
from fellowship.people.services.sign_in import people_with_account

ABOUT = "cohorts.announcement"
CHANGED = gettext_lazy("Somebody changed this announcement since you opened it. Look at it once more.")
# Ids of the places of a cohort that the filters of its overview find.
AUDIENCE: list[Callable[[Cohort, dict[str, str]], Collection[int]]] = []


class TooLate(ValueError):
    """It has gone out or was called off in the meantime, or somebody else changed it. A sentence."""


@transaction.atomic
def plan_announcement(
    *, by: User, cohort: Cohort, filters: dict[str, str], form_id: uuid.UUID, **words: Any
) -> Announcement:
    """Sent twice (the same `form_id`), it is planned once."""
    _check_runs(by, cohort)
    made, is_new = Announcement.objects.get_or_create(
        form_id=form_id, defaults={"cohort": cohort, "filters": filters, "by": by, **words}
    )
    if is_new:
        audit.record("announcement planned", made, by=by, send_at=made.send_at.isoformat())
    return made


@transaction.atomic
def change_announcement(*, by: User, announcement: Announcement, version: int, **words: Any) -> Announcement:
    """Raises TooLate once it is out, or if somebody changed it since the form was opened."""
    current = _locked(announcement, by)
    if current.version != version:
        raise TooLate(CHANGED)
    for name, value in words.items():
        setattr(current, name, value)
    current.version = F("version") + 1
    current.save(update_fields=[*words, "version"])
    audit.record("announcement changed", current, by=by, changed=sorted(words))
    return current


@transaction.atomic
def call_off(*, by: User, announcement: Announcement, version: int | None = None) -> Announcement:
    """Before it goes. Called off twice is called off. `version`: as it was read, if somebody read it."""
    if announcement.cancelled_at:
        return announcement
    current = _locked(announcement, by)
    if version not in (None, current.version):
        raise TooLate(CHANGED)
    current.cancelled_at = timezone.now()
    current.save(update_fields=["cancelled_at"])
    audit.record("announcement called off", current, by=by)
    return current


def send_due_announcements(now: dt.datetime | None = None) -> int:
    """Those whose time has come, each in a transaction of its own, so that each goes once or not at all."""
    due = Announcement.objects.waiting().filter(send_at__lte=now or timezone.now(), cohort__closed_at=None)
    return sum(_send(pk) for pk in due.order_by("send_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _send(pk: int) -> bool:
    waiting = Announcement.objects.waiting().select_related("cohort")
    one = waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if one is None:
        return False  # another worker has it
    told = who_is_told(one)
    put_many(
        [
            Entry(
                person_id=person,
                kind=KIND,
                object_kind=ABOUT,
                object_id=str(one.pk),
                why=because("The programme team wrote to %(cohort)s.", cohort=one.cohort),
                programme_id=one.cohort.programme_id,
            )
            for person in sorted(told)
        ]
    )
    one.told.set(told)
    one.sent_at = timezone.now()
    one.save(update_fields=["sent_at"])
    audit.record("announcement sent", one, by=None, people=len(told))
    return True


def who_is_told(announcement: Announcement) -> set[int]:
    """As of now: of those it is meant for, who has an account."""
    return people_with_account(people_meant(announcement))


def people_meant(announcement: Announcement, on: dt.date | None = None) -> set[int]:
    """As of now: fellows whose year goes on, and their mentors (of a day: today) if they are meant."""
    found = {place for audience in AUDIENCE for place in audience(announcement.cohort, announcement.filters)}
    places = Place.objects.current().filter(cohort=announcement.cohort_id, pk__in=found)
    people = set(places.values_list("person", flat=True))
    if announcement.to_mentors:
        people |= set(Pairing.objects.in_force(on).filter(place__in=places).values_list("mentor", flat=True))
    return people


def _locked(announcement: Announcement, by: User) -> Announcement:
    current = (
        Announcement.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=announcement.pk)
    )
    _check_runs(by, current.cohort)
    if not current.is_waiting:
        raise TooLate(_("It has gone out already, or was called off."))
    return current


def _check_runs(by: User, cohort: Cohort) -> None:
    if not Cohort.objects.visible_to(by).filter(pk=cohort.pk).exists():
        raise PermissionDenied(_("Only the programme team announces something to a cohort."))
