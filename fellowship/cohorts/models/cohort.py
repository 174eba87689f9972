from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.role import RoleAssignment
from fellowship.cohorts.permissions import Permission


def _run_by(user) -> models.QuerySet:
    """Ids of the programmes the user administers."""
    return RoleAssignment.objects.of(user, Permission.RUN_COHORTS).values("programme")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user) -> "ProgrammeQuerySet":
        """Programmes the user administers."""
        return self.filter(pk__in=_run_by(user))


class Programme(models.Model):
    """A fellowship scheme that runs cohort after cohort."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=14,
        help_text=_("How long a mentor can still finish open reviews after a pairing has ended."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer"), default=7, help_text=_("How soon a mentor usually answers; fellows are told.")
    )
    remind_days_before = models.JSONField(_("remind so many days before"), default=list)
    run_length = models.PositiveSmallIntegerField(
        _("readings that make a shift or trend"),
        default=7,
        db_default=7,
        choices=[(7, "7"), (6, "6")],
        help_text=_("Making Data Count takes 7; its tools can be set to 6."),
    )
    two_of_three_counts_outside = models.BooleanField(
        _("“two of three” counts points beyond the limits too"), default=False, db_default=False
    )
    clinical_days_a_week = models.DecimalField(
        _("clinical days a week"), max_digits=3, decimal_places=1, null=True, blank=True
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.pk])

    @property
    def days_before(self) -> list[int]:
        """Days before a due date on which a reminder goes; 14 and 3 unless the programme says else."""
        return self.remind_days_before or [14, 3]


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user) -> "CohortQuerySet":
        """Cohorts of programmes the user administers."""
        return self.filter(programme__in=_run_by(user))

    def taught_by(self, user) -> "CohortQuerySet":
        """Cohorts whose results the user may record: tutors theirs, administrators all of theirs."""
        roles = RoleAssignment.objects.of(user, Permission.RECORD_RESULTS)
        return self.filter(
            Q(pk__in=roles.exclude(cohort=None).values("cohort"))
            | Q(programme__in=roles.filter(cohort=None).values("programme"))
        )


class Cohort(models.Model):
    """The fellows who start together. Every date in its template counts from `starts_on`."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=200)
    template = models.ForeignKey(
        "cohorts.CohortTemplate", on_delete=models.PROTECT, related_name="cohorts", null=True, blank=True
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    remind_days_before = models.JSONField(
        _("remind so many days before"),
        null=True,
        blank=True,
        help_text=_("From its template; without any, the programme's count."),
    )
    credits_needed = models.PositiveSmallIntegerField(
        _("credits needed for the PgCert"),
        null=True,
        blank=True,
        help_text=_("Without a number: as many as the cohort's modules give together."),
    )
    planned_at = models.DateTimeField(
        _("year laid out"), null=True, blank=True, help_text=_("When the template's dates were filled in.")
    )
    launched_at = models.DateTimeField(
        _("launched"), null=True, blank=True, help_text=_("Reminders go out only after the launch.")
    )
    closed_at = models.DateTimeField(
        _("closed"),
        null=True,
        blank=True,
        help_text=_("From then on the database refuses every change to what belongs to the cohort."),
    )
    keep_until = models.DateField(
        _("kept until"),
        null=True,
        blank=True,
        help_text=_("When the records of this cohort are to be deleted."),
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(name="cohort_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohort", args=[self.pk])

    @property
    def own_days_before(self) -> list[int] | None:
        """Days before a due date that are not the programme's. Until the year is laid out, its template's."""
        planned = self.template.remind_days_before if not self.planned_at and self.template else None
        return self.remind_days_before or planned

    @property
    def days_before(self) -> list[int]:
        """Days before a due date on which its fellows are reminded. Read it with programme and template."""
        return self.own_days_before or self.programme.days_before
