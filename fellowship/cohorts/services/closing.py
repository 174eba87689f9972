"""The end of a cohort: what is still open, closing and opening again, who carries on, who stays in touch.

What is open lies in rooms to the right, which this one may not import: home puts its checks into CHECKS.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.bulk import acts
from fellowship.cohorts.models import (
    AlumniContact,
    Cohort,
    HandoverOwner,
    Invitation,
    Place,
    PlaceChange,
    Programme,
)
from fellowship.cohorts.models.place_change import ChangeKind, PlaceChangeQuerySet
from fellowship.cohorts.services.announcements import call_off
from fellowship.cohorts.services.calendars.checking import CannotChange
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.calendars.undoing import CannotUndo, undo_change
from fellowship.cohorts.services.invitations import revoke
from fellowship.cohorts.services.places import change_place
from fellowship.people.models import User
from fellowship.people.services import audit


class CannotClose(ValueError):
    """Why the cohort cannot be closed now, in a sentence for the administrator."""


class CannotReopen(ValueError):
    """Why it cannot be opened so, in a sentence for the administrator."""


@dataclass(frozen=True)
class Open:
    """One thing that stands open, where somebody can do something about it."""

    words: str
    url: str


@dataclass(frozen=True)
class Check:
    """One line of the checklist. `open` holds the first few of `count`."""

    title: str
    done: str  # what is said when nothing is open
    count: int = 0
    open: list[Open] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Of lines that stand for one thing each; where a line counts several, all lines are there."""
        return len(self.open) == MOST_OPEN < self.count


CLOSING = "closing"  # in the facts of a completion: the moment of the closing that made it
MOST_OPEN = 10  # of each check that are listed
CHECKS: list[Callable[[Cohort], list[Check]]] = []


def checklist(cohort: Cohort) -> list[Check]:
    return [check for look in CHECKS for check in look(cohort)]


@transaction.atomic
def close_cohort(*, by: User, cohort: Cohort, keep_until: dt.date, although_open: bool = False) -> Cohort:
    """Completes every place, withdraws whose year has not begun, and makes the cohort an archive.

    Twice is once.

    What is still going on for many stops, announcements that wait are called off, and invitations
    that are open are withdrawn.

    Raises CannotClose while something is open, unless `although_open`; nothing is half done.
    """
    cohort = _locked(cohort, by)
    if cohort.closed_at:
        return cohort
    if not cohort.launched_at:
        raise CannotClose(_("This cohort was never launched."))
    now, today = timezone.now(), timezone.localdate()
    if keep_until <= today:
        raise CannotClose(_("The records must be kept beyond today."))
    still = [check.title for check in checklist(cohort) if check.count]
    if still and not although_open:
        raise CannotClose(_("Something is still open. Look through it, or say that you close all the same."))
    acts.stop_those_of(cohort)
    for announcement in cohort.announcements.waiting().select_for_update():
        call_off(by=by, announcement=announcement)
    for invitation in Invitation.objects.open().filter(cohort=cohort).order_by("pk"):
        revoke(by=by, invitation=invitation)
    for place in cohort.places.current().order_by("pk"):
        kind = ChangeKind.COMPLETE if place.starts_on <= today else ChangeKind.WITHDRAW
        wish = Wish(kind=kind, on=min(today, place.ends_on))
        try:
            change = change_place(by=by, place=place, wish=wish, reason=_("The cohort was closed."))
        except CannotChange as refusal:
            raise CannotClose(f"{place.person}: {refusal}") from refusal
        change.facts[CLOSING] = now.isoformat()
        change.save(update_fields=["facts"])
    cohort.closed_at, cohort.keep_until = now, keep_until
    cohort.save(update_fields=["closed_at", "keep_until"])
    audit.record("cohort closed", cohort, by=by, keep_until=str(keep_until), open=still)
    return cohort


@transaction.atomic
def reopen_cohort(*, by: User, cohort: Cohort, reason: str, take_back: bool = False) -> Cohort:
    """Makes it writable again for the programme team; places stay completed until each is reopened.

    `take_back` undoes the completions that the closing made; all of them, or raises CannotReopen.
    """
    cohort = _locked(cohort, by)
    if cohort.closed_at:
        completions = list(completed_by_closing(cohort).select_related("place__person")) if take_back else []
        cohort.closed_at = None
        cohort.save(update_fields=["closed_at"])
        for change in completions:
            try:
                undo_change(change=change, by=by)
            except CannotUndo as refusal:
                raise CannotReopen(f"{change.place.person}: {refusal}") from refusal
        audit.record("cohort reopened", cohort, by=by, reason=reason, taken_back=len(completions))
    return cohort


def completed_by_closing(cohort: Cohort) -> PlaceChangeQuerySet:
    """Of a closed cohort: the ends of places that were made by closing it, in the order of undoing."""
    closing = cohort.closed_at.astimezone(dt.UTC).isoformat() if cohort.closed_at else ""
    found = PlaceChange.objects.standing().filter(place__cohort=cohort)
    return found.filter(**{f"facts__{CLOSING}": closing}).order_by("place")


@transaction.atomic
def change_keep_until(*, by: User, cohort: Cohort, keep_until: dt.date) -> Cohort:
    cohort = _locked(cohort, by)
    before, cohort.keep_until = cohort.keep_until, keep_until
    cohort.save(update_fields=["keep_until"])
    audit.record("retention changed", cohort, by=by, before=str(before), keep_until=str(keep_until))
    return cohort


@transaction.atomic
def note_handover_owner(*, by: User, place: Place, name: str, job: str, email: str) -> HandoverOwner:
    """The fellow names who carries the challenge on, or the programme team does."""
    if place.person_id != by.pk and not Place.objects.run_by(by).filter(pk=place.pk).exists():
        raise PermissionDenied(_("Only the fellow and the programme team say who carries a challenge on."))
    words = {"name": name, "job": job, "email": email, "noted_by": by, "noted_at": timezone.now()}
    owner, _is_new = HandoverOwner.objects.update_or_create(place=place, defaults=words)
    audit.record("handover owner noted", place, by=by)
    return owner


@transaction.atomic
def stay_in_touch(*, by: User, programme: Programme, email: str) -> AlumniContact:
    """The person's own consent; said again, the address is the new one."""
    if not Place.objects.filter(person=by, cohort__programme=programme).exists():
        raise PermissionDenied(_("Only who was a fellow of this programme can stay in touch with it."))
    contact, is_new = AlumniContact.objects.select_for_update().get_or_create(
        person=by, programme=programme, defaults={"email": email}
    )
    if not is_new:
        if contact.withdrawn_at:
            contact.given_at, contact.withdrawn_at = timezone.now(), None
        contact.email = email
        contact.save(update_fields=["email", "given_at", "withdrawn_at"])
    audit.record("alumni consent given", programme, by=by)
    return contact


@transaction.atomic
def leave_touch(*, by: User, programme: Programme) -> None:
    contacts = AlumniContact.objects.filter(person=by, programme=programme, withdrawn_at=None)
    if contacts.update(withdrawn_at=timezone.now(), email=""):
        audit.record("alumni consent withdrawn", programme, by=by)


def _locked(cohort: Cohort, by: User) -> Cohort:
    if not Cohort.objects.visible_to(by).filter(pk=cohort.pk).exists():
        raise PermissionDenied(_("Only the programme team closes a cohort."))
    return Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)
