import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.pairing import DateRange
from fellowship.cohorts.models.place import Place


class ChangeKind(models.TextChoices):
    PAUSE = "pause", _("Paused")
    RESUME = "resume", _("Taken up again")
    EXTEND = "extend", _("Extended")
    HOURS = "hours", _("Working time changed")
    COMPLETE = "complete", _("Completed")
    WITHDRAW = "withdraw", _("Withdrawn")
    REOPEN = "reopen", _("Taken up again after the end")


class PlaceChangeQuerySet(models.QuerySet["PlaceChange"]):
    def visible_to(self, user) -> "PlaceChangeQuerySet":
        """The programme team's alone: a reason can be an illness."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(place__in=Place.objects.run_by(user).order_by().values("pk"))

    def standing(self) -> "PlaceChangeQuerySet":
        """Those nobody has undone."""
        return self.filter(undone_at=None)

    def to_begin(self, today: dt.date) -> "PlaceChangeQuerySet":
        """Planned pauses whose first day has come."""
        return self.standing().filter(kind=ChangeKind.PAUSE, done_at=None, starts_on__lte=today)


class PlaceChange(models.Model):
    """One change of a fellow's own calendar: when, why, and everything it moved.

    `facts` holds what undoing needs: the place's status, last day and working time before and after, the
    dates that moved, and the pairings that ended.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="changes", db_index=False)
    kind = models.CharField(_("what"), max_length=10, choices=ChangeKind.choices)
    starts_on = models.DateField(
        _("from"), help_text=_("The first day, or the last day of a place that ends.")
    )
    until_on = models.DateField(
        _("until"),
        null=True,
        help_text=_("Of a pause: the first day back as planned. Else the new last day."),
    )
    ended_on = models.DateField(_("first day back"), null=True, help_text=_("Of a pause that is over."))
    percent = models.PositiveSmallIntegerField(_("per cent of full time"), null=True)
    days = models.IntegerField(_("days by which dates moved"), default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    form_id = models.UUIDField(
        unique=True,
        null=True,
        editable=False,
        help_text=_("Made with the form: sending twice is one change."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("decided"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, help_text=_("Empty while a pause is only planned."))
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = PlaceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["place", "-at"], name="change_of_place"),
            models.Index(
                fields=["starts_on"],
                name="planned_pause",
                condition=Q(kind="pause", done_at=None, undone_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_start",
                condition=Q(ended_on=None) | Q(kind="pause", ended_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="only_pauses_are_planned", condition=Q(done_at__isnull=False) | Q(kind="pause")
            ),
            ExclusionConstraint(
                name="one_pause_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="pause", undone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.place_id} from {self.starts_on}"

    @property
    def is_planned(self) -> bool:
        return self.done_at is None and self.undone_at is None
