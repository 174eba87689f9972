"""May this person write on a challenge, or answer what is on it? Each refusal is a sentence to show."""

import datetime as dt
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Pairing, Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.people.models import User


class OfPlace(Protocol):
    """A challenge, as far as this module needs to know it (models stand to its right)."""

    place_id: int
    place: Place


CURRENT = {PlaceStatus.ACTIVE, PlaceStatus.PAUSED}


def check_can_write(user: User, challenge: OfPlace) -> None:
    """The fellow, while the place is current. Fetch `place` with the challenge: this asks no more."""
    if challenge.place.person_id != user.pk:
        raise PermissionDenied(_("Only the fellow who leads this challenge can write on it."))
    if challenge.place.status not in CURRENT:
        raise PermissionDenied(
            _("Your place in this cohort has ended. You can still read your challenge, but not change it.")
        )


def check_owns(user: User, challenge: OfPlace) -> None:
    """Whose challenge it is or was: taking something back from others' eyes is open after the end too."""
    if challenge.place.person_id != user.pk:
        raise PermissionDenied(_("Only the fellow who leads this challenge decides who sees it."))


def end_of_mentoring(last_day: dt.date | None) -> dt.datetime | None:
    """The moment from which nothing new is for a mentor whose last day that was; None while it lasts."""
    if last_day is None or last_day >= timezone.localdate():
        return None
    return timezone.make_aware(dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time.min))


def check_can_review(user: User, challenge: OfPlace, *, sent_at: dt.datetime | None = None) -> None:
    """A mentor whose pairing is in force; in the days of grace only for what was sent before its end.

    `sent_at` is when the fellow sent what is being answered; None where nothing was sent.
    """
    pairings = list(Pairing.objects.open_to(user).filter(place=challenge.place_id))
    if not pairings:
        raise PermissionDenied(_("Only a mentor of this fellow can answer here."))
    today = timezone.localdate()
    last_day = max(pairing.ends_on or today for pairing in pairings)
    if last_day >= today:
        return
    if sent_at is None or timezone.localtime(sent_at).date() > last_day:
        raise PermissionDenied(
            _(
                "Your time as mentor of this fellow has ended. You can still answer what was sent to you "
                "before that, and nothing newer."
            )
        )


def check_can_set_up(user: User | None, place: Place) -> None:
    """The programme's administrators, the fellow, and the system itself (None)."""
    if user is None or place.person_id == user.pk:
        return
    if not Place.objects.run_by(user).filter(pk=place.pk).exists():
        raise PermissionDenied(_("Only the programme team can set up a challenge for a fellow."))
