from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
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


def _laid_out_words() -> models.JSONField:
    """The words the template gave, by field: what reads otherwise has been changed in the cohort."""
    return models.JSONField(null=True, blank=True, editable=False)


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, user) -> "ModuleQuerySet":
        """Of one's own cohorts, but other fellows' own; of cohorts one teaches or administers, all."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(cohort__in=user.places.values("cohort"), place=None)
            | Q(place__person=user.pk)
            | Q(cohort__in=Cohort.objects.taught_by(user))
        )

    def taken_by(self, place: Place) -> "ModuleQuerySet":
        """What this fellow studies: the cohort's but those left out, and the fellow's own."""
        return self.filter(Q(place=None) | Q(place=place), cohort=place.cohort_id).exclude(
            left_out__place=place
        )

    def studied_by(self, user) -> "ModuleQuerySet":
        """The same in all current places of a person."""
        places = Place.objects.current().filter(person=user.pk)
        return self.filter(
            Q(place=None) | Q(place__person=user.pk), cohort__in=places.values("cohort")
        ).exclude(left_out__place__person=user.pk)


class Module(models.Model):
    """One module of the cohort's PgCert (UK norm: 60 credits at level 7 in all).

    With a `place` it is that fellow's own, taken elsewhere, and nobody else's.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="modules")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="own_modules"
    )
    title = models.CharField(_("title"), max_length=200)
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=7)
    credits = models.PositiveSmallIntegerField(_("credits"), default=20)
    order = models.PositiveSmallIntegerField(default=0)
    from_template = _from_template("cohorts.TemplateModule")
    laid_out_words = _laid_out_words()

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "title"], condition=Q(place=None), name="module_once_in_cohort"
            ),
            models.UniqueConstraint(fields=["place", "title"], name="own_module_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("module", args=[self.pk])


class LeftOut(models.Model):
    """A module of the cohort that this fellow does not take, usually for an own one elsewhere."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="left_out")
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="left_out")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "module"], name="left_out_once")]

    def __str__(self) -> str:
        return f"{self.place_id} without {self.module_id}"


class InModuleQuerySet(models.QuerySet):
    def visible_to(self, user) -> "InModuleQuerySet":
        return self.filter(module__in=Module.objects.visible_to(user))


class AssignmentQuerySet(InModuleQuerySet):
    def with_progress(self) -> "AssignmentQuerySet":
        """Adds `judged` (results recorded) and `fellows`: who takes the module and has not withdrawn,
        and of those withdrawn who has a result (`taking.places_judged`)."""
        left_out = LeftOut.objects.filter(place=OuterRef("pk"), module=OuterRef(OuterRef("module")))
        places = Place.objects.exclude(status=PlaceStatus.WITHDRAWN).filter(
            ~Exists(left_out),
            cohort=OuterRef("module__cohort"),
            pk=Coalesce(OuterRef("module__place"), F("pk")),
        )
        counted = places.order_by().values("cohort").annotate(n=Count("pk")).values("n")
        judged = ~Q(results__outcome="")
        withdrawn = Q(results__place__status=PlaceStatus.WITHDRAWN)
        return self.annotate(
            fellows=Coalesce(Subquery(counted), 0) + Count("results", filter=judged & withdrawn),
            judged=Count("results", filter=judged),
        ).order_by("due_on", "pk")


class TaughtDayQuerySet(InModuleQuerySet):
    def with_attendance(self) -> "TaughtDayQuerySet":
        """Adds `marked` (lines of the register that say something) and `came`."""
        marked = ~Q(attendance__status="")
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
    laid_out_words = _laid_out_words()

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
    laid_out_words = _laid_out_words()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="assignment_due")]

    def __str__(self) -> str:
        return self.title
