"""What goes with a result: what was handed in, what was asked for, earlier attempts, and who did what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort
from fellowship.learning.models.result import Outcome, Result
from fellowship.learning.workflow import ExtensionStatus


class BehindAResultQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BehindAResultQuerySet":
        """The fellow, tutors and the programme team. Never a mentor, also where marks are shared."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(result__place__person_id=user.pk) | Q(result__place__cohort__in=Cohort.objects.taught_by(user))
        )


class Submission(models.Model):
    """The receipt for what was handed in: a file kept here, or the word that the provider has it."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="submissions")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    handed_in_on = models.DateField(_("handed in"))
    at_provider = models.BooleanField(_("handed in at the provider"))
    file = models.FileField(upload_to="assignments/%Y/%m/", blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = BehindAResultQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="submission_file_or_provider",
                condition=Q(at_provider=True, file="") | (Q(at_provider=False) & ~Q(file="")),
            ),
            models.UniqueConstraint(
                fields=["result", "attempt", "sha256"], name="submission_once", condition=~Q(sha256="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Handed in at the provider"))

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.pk])


class ExtensionKind(models.TextChoices):
    EXTENSION = "extension", _("An extension")
    MITIGATING = "mitigating", _("Mitigating circumstances")


class ExtensionRequest(models.Model):
    """A fellow asks for more time, or for circumstances to be taken into account, and is answered."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="requests")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    kind = models.CharField(_("kind"), max_length=12, choices=ExtensionKind.choices)
    asked_for = models.DateField(_("date asked for"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=ExtensionStatus.choices, default=ExtensionStatus.ASKED)
    granted_to = models.DateField(_("new date"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = BehindAResultQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_at"], name="extension_waiting", condition=Q(status="asked"))]
        constraints = [
            models.UniqueConstraint(
                fields=["result"], name="one_extension_waiting", condition=Q(status="asked")
            ),
            models.CheckConstraint(
                name="extension_decided_by",
                condition=Q(status__in=["asked", "withdrawn"], decided_by=None, decided_at=None)
                | Q(status__in=["granted", "refused"], decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="extension_granted_to_a_date",
                condition=~Q(status="granted", kind="extension", granted_to=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.result_id}"


class EarlierAttempt(models.Model):
    """An attempt as it ended, before another was allowed."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="earlier")
    number = models.PositiveSmallIntegerField(_("attempt"))
    due_on = models.DateField(_("due"))
    submitted_on = models.DateField(_("handed in"), null=True, blank=True)
    first_mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    second_mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    mark = models.DecimalField(_("mark"), max_digits=5, decimal_places=1, null=True, blank=True)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome.choices)

    objects = BehindAResultQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["result", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.result_id}"


class ResultChange(models.Model):
    """Who did what with a result, and when. `detail` holds dates, marks and results; no reasons."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="changes")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    act = models.CharField(max_length=20)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    detail = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = BehindAResultQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act}: {self.before} → {self.after}"
