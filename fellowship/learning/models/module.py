from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.models.place import PlaceStatus

CURRENT = [PlaceStatus.ACTIVE, PlaceStatus.PAUSED]


def _from_template(item: str) -> models.ForeignKey:
    """What of the cohort's template this was laid out from."""
    return models.ForeignKey(
        item, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )


def _laid_out_on() -> models.DateField:
    """The date the template gave: what is on another day has been moved."""
    return models.DateField(null=True, blank=True, editable=False)


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, user) -> "ModuleQuerySet":
        """Modules of one's own cohorts as a fellow, and of the cohorts one teaches or administers."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(cohort__in=user.places.values("cohort")) | Q(cohort__in=Cohort.objects.taught_by(user))
        )


class Module(models.Model):
    """One module of the cohort's PgCert (UK norm: 60 credits at level 7 in all)."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="modules")
    title = models.CharField(_("title"), max_length=200)
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=7)
    credits = models.PositiveSmallIntegerField(_("credits"), default=20)
    order = models.PositiveSmallIntegerField(default=0)
    from_template = _from_template("cohorts.TemplateModule")

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "title"], name="module_once_in_cohort")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("module", args=[self.pk])


class InModuleQuerySet(models.QuerySet):
    def visible_to(self, user) -> "InModuleQuerySet":
        return self.filter(module__in=Module.objects.visible_to(user))


class AssignmentQuerySet(InModuleQuerySet):
    def with_progress(self) -> "AssignmentQuerySet":
        """Adds `fellows` (current places of the cohort) and `judged` (results recorded)."""
        places = Place.objects.current().filter(cohort=OuterRef("module__cohort")).order_by().values("cohort")
        return self.annotate(
            fellows=Coalesce(Subquery(places.annotate(n=Count("pk")).values("n")), 0),
            judged=Count("results", filter=~Q(results__outcome="")),
        ).order_by("due_on", "pk")


class TaughtDayQuerySet(InModuleQuerySet):
    def with_attendance(self) -> "TaughtDayQuerySet":
        """Adds `marked` (lines of the register that say something) and `came`."""
        marked = Q(attendance__place__status__in=CURRENT) & ~Q(attendance__status="")
        return self.annotate(
            marked=Count("attendance", filter=marked),
            came=Count("attendance", filter=marked & Q(attendance__status__in=["present", "online"])),
        ).order_by("day", "starts_at", "pk")


class TaughtDay(models.Model):
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="taught_days")
    title = models.CharField(_("title"), max_length=200)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("starts"))
    ends_at = models.TimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    link = models.URLField(_("link to join online"), max_length=500, blank=True, db_default="")
    capacity = models.PositiveSmallIntegerField(_("places in the room"), null=True, blank=True)
    from_template = _from_template("cohorts.TemplateTaughtDay")
    laid_out_on = _laid_out_on()

    objects = TaughtDayQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="taught_day_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due"))
    brief = models.TextField(_("brief"), blank=True, db_default="")
    second_marked = models.BooleanField(_("marked by two people"), default=False, db_default=False)
    from_template = _from_template("cohorts.TemplateAssignment")
    laid_out_on = _laid_out_on()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="assignment_due")]

    def __str__(self) -> str:
        return self.title
