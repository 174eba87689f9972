from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Cohort, Programme
from fellowship.cohorts.models.pairing import Pairing


class PlaceStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENDED = frozenset({PlaceStatus.COMPLETED, PlaceStatus.WITHDRAWN})


def place_visible_to(user, path: str = "") -> Q:
    """Own place, mentored places (with grace), places of administered programmes.

    `path` leads from the rows that are filtered to their place, such as "place__": the database then
    looks at the places of these rows, not at every place there is.
    """
    return (
        Q(**{f"{path}person_id": user.pk})
        | Q(**{f"{path}pk__in": Pairing.objects.open_to(user).values("place")})
        | Q(**{f"{path}cohort__programme__in": Programme.objects.visible_to(user)})
    )


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user) -> "PlaceQuerySet":
        return self.filter(place_visible_to(user)) if user.is_authenticated else self.none()

    def run_by(self, user) -> "PlaceQuerySet":
        """Places whose programme the user administers."""
        return self.filter(cohort__programme__in=Programme.objects.visible_to(user))

    def taught_by(self, user) -> "PlaceQuerySet":
        return self.filter(cohort__in=Cohort.objects.taught_by(user))

    def current(self) -> "PlaceQuerySet":
        return self.filter(status__in=[PlaceStatus.ACTIVE, PlaceStatus.PAUSED])


class Place(models.Model):
    """One fellow's place in one cohort, with the host organisation of that year."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="places")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="places")
    host = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="places", null=True, blank=True
    )
    clinical_days = models.DecimalField(
        _("clinical days a week"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    percent = models.PositiveSmallIntegerField(_("per cent of full time"), default=100, db_default=100)
    status = models.CharField(
        _("status"), max_length=20, choices=PlaceStatus.choices, default=PlaceStatus.ACTIVE
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "cohort"], name="one_place_in_a_cohort"),
            models.CheckConstraint(name="place_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="clinical_days_in_a_week",
                condition=Q(clinical_days=None) | Q(clinical_days__gte=0, clinical_days__lte=5),
            ),
            models.CheckConstraint(
                name="place_percent_of_full_time", condition=Q(percent__gte=10, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.person_id])

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED
