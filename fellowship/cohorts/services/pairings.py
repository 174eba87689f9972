"""Mentors for places, from a day until a day. The database refuses overlaps too; here they get a sentence.

What was arranged for later days lies in a room to the right: home puts what calls it off into ENDED.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.emails import announce_pairing
from fellowship.cohorts.models import Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.lib.dates import in_words
from fellowship.people.models import User
from fellowship.people.services import audit

ENDED: list[Callable[[Pairing, User], None]] = []


class CannotPair(ValueError):
    """Why this pairing is not possible, in a sentence for the administrator."""


@transaction.atomic
def pair(
    *,
    by: User | None,
    place: Place,
    mentor: User,
    kind: PairingKind,
    starts_on: date,
    ends_on: date | None = None,
) -> Pairing:
    """A mentor, a second mentor, or cover while the mentor is away (which needs a last day)."""
    place = _locked(place)
    _check(place, mentor, kind, starts_on, ends_on)
    pairing = Pairing.objects.create(
        place=place, mentor=mentor, kind=kind, starts_on=starts_on, ends_on=ends_on
    )
    audit.record(
        "paired",
        pairing,
        by=by,
        place=place.pk,
        mentor=mentor.pk,
        kind=kind,
        starts_on=str(starts_on),
        ends_on=str(ends_on or ""),
    )
    announce_pairing(pairing)
    return pairing


@transaction.atomic
def change_mentor(*, by: User, place: Place, mentor: User, on: date, reason: str) -> Pairing:
    """`mentor` leads from `on`; the mentor until then has the day before as the last day.

    A lead pairing that would only have begun on that day or later is cancelled.
    """
    place = _locked(place)
    leads = place.pairings.filter(Q(ends_on=None) | Q(ends_on__gte=on), kind=PairingKind.LEAD)
    current = list(leads.select_related("mentor"))
    if any(pairing.mentor_id == mentor.pk and pairing.starts_on <= on for pairing in current):
        raise CannotPair(_("%(name)s is already the mentor on that day.") % {"name": mentor.full_name})
    for pairing in current:
        _end(pairing, by=by, on=on - timedelta(days=1), reason=reason)
    return pair(by=by, place=place, mentor=mentor, kind=PairingKind.LEAD, starts_on=on)


@transaction.atomic
def end_pairing(*, by: User, pairing: Pairing, on: date, reason: str) -> Pairing | None:
    """The last day on which it counts. A pairing that has not begun by then is cancelled: None."""
    _locked(pairing.place)
    pairing = Pairing.objects.get(pk=pairing.pk)
    if pairing.ends_on is not None and pairing.ends_on < on:
        raise CannotPair(
            _("This pairing ends on %(day)s already. Choose an earlier day.")
            % {"day": in_words(pairing.ends_on)}
        )
    return _end(pairing, by=by, on=on, reason=reason)


def _end(pairing: Pairing, *, by: User, on: date, reason: str) -> Pairing | None:
    if pairing.starts_on > on:
        _cancel(pairing, by=by, reason=reason)
        return None
    pairing.ends_on, pairing.end_reason = on, reason
    pairing.save(update_fields=["ends_on", "end_reason"])
    audit.record("pairing ended", pairing, by=by, ends_on=str(on), reason=reason)
    for call_off in ENDED:
        call_off(pairing, by)
    return pairing


def _cancel(pairing: Pairing, *, by: User, reason: str) -> None:
    """Leaves nothing, so it is only for one that begins today or later and in which nothing was arranged."""
    if pairing.starts_on < timezone.localdate():
        raise CannotPair(
            _("This pairing began on %(day)s. Its last day cannot be before that.")
            % {"day": in_words(pairing.starts_on)}
        )
    audit.record(
        "pairing cancelled",
        pairing,
        by=by,
        place=pairing.place_id,
        mentor=pairing.mentor_id,
        starts_on=str(pairing.starts_on),
        reason=reason,
    )
    try:
        with transaction.atomic():
            pairing.delete()
    except ProtectedError as error:
        raise CannotPair(
            _("Something was arranged in this pairing already. Its last day cannot be before %(day)s.")
            % {"day": in_words(pairing.starts_on)}
        ) from error


def _locked(place: Place) -> Place:
    """One change at a time to the pairings of a place."""
    return Place.objects.select_for_update(of=("self",)).select_related("person", "cohort").get(pk=place.pk)


def _check(place: Place, mentor: User, kind: PairingKind, starts_on: date, ends_on: date | None) -> None:
    if place.has_ended:
        raise CannotPair(_("This fellow’s place has ended. Resume it first."))
    if mentor.pk == place.person_id:
        raise CannotPair(_("A fellow cannot be their own mentor."))
    if ends_on is not None and ends_on < starts_on:
        raise CannotPair(_("The last day is before the first."))
    if kind == PairingKind.COVER and ends_on is None:
        raise CannotPair(_("Cover needs a last day. If it is for good, change the mentor instead."))
    if not place.cohort.starts_on - timedelta(days=365) <= starts_on <= place.ends_on:
        raise CannotPair(
            _("The first day must be before the fellow’s last day, %(end)s.")
            % {"end": in_words(place.ends_on)}
        )
    overlapping = place.pairings.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if same := overlapping.filter(mentor=mentor).first():
        raise CannotPair(
            _("%(name)s is already paired with %(fellow)s at that time (%(dates)s).")
            % {
                "name": mentor.full_name,
                "fellow": place.person.full_name,
                "dates": dates_in_words(same.starts_on, same.ends_on),
            }
        )
    if kind != PairingKind.LEAD:
        return
    if lead := overlapping.filter(kind=PairingKind.LEAD).select_related("mentor").first():
        raise CannotPair(
            _("%(name)s is the mentor at that time (%(dates)s). Change the mentor, or add a second one.")
            % {"name": lead.mentor.full_name, "dates": dates_in_words(lead.starts_on, lead.ends_on)}
        )


def dates_in_words(starts_on: date, ends_on: date | None) -> str:
    if ends_on is None:
        return _("from %(start)s") % {"start": in_words(starts_on)}
    return _("%(start)s to %(end)s") % {"start": in_words(starts_on), "end": in_words(ends_on)}
