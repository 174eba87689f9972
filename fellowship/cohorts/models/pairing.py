import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.role import RoleAssignment
from fellowship.cohorts.permissions import Permission


class PairingKind(models.TextChoices):
    LEAD = "lead", _("Mentor")
    SECOND = "second", _("Second mentor")
    COVER = "cover", _("Cover while the mentor is away")


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


GRACE = F("place__cohort__programme__grace_days")


class PairingQuerySet(models.QuerySet["Pairing"]):
    def in_force(self, on: dt.date | None = None) -> "PairingQuerySet":
        """Pairings that count on a day (default: today). The last day still counts."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def in_force_or_later(self) -> "PairingQuerySet":
        """Pairings that count today or will."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))

    def open_to(self, user, *, grace: F = GRACE) -> "PairingQuerySet":
        """Where the user is the mentor now, or was until at most the programme's days of grace ago.

        `grace`: where to read those days, for a subquery of a query that has the programme anyway.
        """
        if not user.is_authenticated:
            return self.none()
        today = timezone.localdate()
        closes_on = models.ExpressionWrapper(F("ends_on") + grace, models.DateField())
        return self.annotate(closes_on=closes_on).filter(
            Q(ends_on=None) | Q(closes_on__gte=today), mentor_id=user.pk, starts_on__lte=today
        )

    def visible_to(self, user) -> "PairingQuerySet":
        """Own pairings as fellow or mentor, and those of administered programmes."""
        if not user.is_authenticated:
            return self.none()
        programmes = RoleAssignment.objects.of(user, Permission.INVITE).values("programme")
        return self.filter(
            Q(mentor_id=user.pk) | Q(place__person_id=user.pk) | Q(place__cohort__programme__in=programmes)
        )


class Pairing(models.Model):
    """A mentor for a fellow's place, from a day until a day. At most one lead mentor at a time."""

    place = models.ForeignKey("cohorts.Place", on_delete=models.PROTECT, related_name="pairings")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pairings")
    kind = models.CharField(_("kind"), max_length=10, choices=PairingKind.choices, default=PairingKind.LEAD)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["mentor", "ends_on"], name="pairing_of_mentor")]
        constraints = [
            models.CheckConstraint(
                name="pairing_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            ExclusionConstraint(
                name="one_lead_mentor_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(kind=PairingKind.LEAD),
            ),
            ExclusionConstraint(
                name="same_mentor_once_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("mentor", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.mentor_id} of {self.place_id}"
