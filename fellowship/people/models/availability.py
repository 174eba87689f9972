import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class _Days(Func):
    """First to last day, both included; None is open."""

    function = "daterange"
    output_field = DateRangeField()


DAYS = _Days("starts_on", "ends_on", RangeBoundary(inclusive_upper=True))


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class AwayQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AwayQuerySet":
        """One's own alone. What others are told is only that somebody is away on a day, and nothing else."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def touching(self, since: dt.date, until: dt.date) -> "AwayQuerySet":
        """Those that have a day between the two."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=until), Q(ends_on=None) | Q(ends_on__gte=since)
        )


class Leave(models.Model):
    """Days on which somebody is away. Private: there is no field for why, and nobody else sees the row."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leave")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = AwayQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="leave_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            ExclusionConstraint(
                name="leave_once_a_day",
                expressions=[("person", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"leave of {self.person_id}"

    def days(self, since: dt.date, until: dt.date) -> Iterator[dt.date]:
        """Its days between the two, both included."""
        return _days_between(max(since, self.starts_on), min(until, self.ends_on))


class ClinicalDay(models.Model):
    """A weekday on which somebody works clinically, always or for some months."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinical_weekdays"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = AwayQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(name="clinical_weekday", condition=Q(weekday__gte=0, weekday__lte=6)),
            models.CheckConstraint(
                name="clinical_day_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="clinical_weekday_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} of {self.person_id}"

    def days(self, since: dt.date, until: dt.date) -> Iterator[dt.date]:
        """Its days between the two, both included."""
        first = max(filter(None, [since, self.starts_on]))
        last = min(filter(None, [until, self.ends_on]))
        return (day for day in _days_between(first, last) if day.weekday() == self.weekday)


def _days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
