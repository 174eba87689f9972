"""“Tell your wishes”, on the front page of a fellow who has no mentor yet and is being asked."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Pairing, Place
from fellowship.home.services.needs import Need
from fellowship.lib.dates import in_words


def wish_needs(place: Place, pairings: Sequence[Pairing]) -> list[Need]:
    """`place` with `cohort__wish_round` and `fellow_profile`; without a query."""
    asked = getattr(place.cohort, "wish_round", None)
    if asked is None or not asked.is_open or pairings or getattr(place, "fellow_profile", None):
        return []
    hint = _("Until %(day)s. Only the programme team sees them.") % {"day": in_words(asked.until)}
    url = reverse("wishes", args=[place.pk])
    return [Need(_("Whom do you wish for as your mentor?"), url, hint, "to_do")]
