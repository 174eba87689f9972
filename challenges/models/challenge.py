import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from challenges.permissions import CURRENT, end_of_mentoring
from fellowship.cohorts.models import Pairing, Place
from fellowship.cohorts.models.place import place_visible_to


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def visible_to(self, user) -> "ChallengeQuerySet":
        """The fellow, the mentor (with grace), the programme's administrators; and the fellow's own
        cohort where the fellow has opened the challenge to it, as long as both places are current."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            place_visible_to(user, "place__")
            | Q(
                open_to_cohort=True,
                place__status__in=CURRENT,
                place__cohort__in=user.places.current().values("cohort"),
            )
        )

    def discussed_with(self, user) -> "ChallengeQuerySet":
        """As `visible_to`, without the peers: threads are between fellow, mentor and programme team."""
        return self.filter(place_visible_to(user, "place__")) if user.is_authenticated else self.none()

    def written_by(self, user) -> "ChallengeQuerySet":
        """The user's own challenges that can still be written on."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(place__in=Place.objects.current().filter(person_id=user.pk))

    def mentored_by(self, user) -> "ChallengeQuerySet":
        """Challenges the user may review: pairing in force, or within the days of grace."""
        return self.filter(place__in=Pairing.objects.open_to(user).values("place"))


class Challenge(models.Model):
    """The improvement challenge of one place. Its agreed words are in its brief versions."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="challenge")
    title = models.CharField(_("title"), max_length=200)
    open_to_cohort = models.BooleanField(_("open to the cohort"), default=False)
    last_entry_at = models.DateTimeField(_("last shared entry"), null=True, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenge", args=[self.pk])


def ends_of_mentoring(user) -> dict[int, dt.datetime]:
    """The places that the user sees as a former mentor only, in the days of grace, and when that began.

    What was shared from that moment on is not for them.
    """
    pairings = Pairing.objects.open_to(user).exclude(place__person_id=user.pk)
    last_days: dict[int, dt.date] = {}
    for place_id, ends_on in pairings.exclude(place__in=Place.objects.run_by(user)).values_list(
        "place", "ends_on"
    ):
        last_days[place_id] = max(ends_on or dt.date.max, last_days.get(place_id, dt.date.min))
    ends = {place_id: end_of_mentoring(day) for place_id, day in last_days.items()}
    return {place_id: end for place_id, end in ends.items() if end is not None}


class OfChallengeQuerySet(models.QuerySet):
    """Rows that belong to a challenge are seen by those who see the challenge.

    Each kind also has `unchanged_since(moment, user)`: the rows shared before the moment that nobody but
    the user has changed since. That is what a former mentor sees in the days of grace.
    """

    def visible_to(self, user) -> "OfChallengeQuerySet":
        return self.filter(challenge__in=Challenge.objects.visible_to(user))
