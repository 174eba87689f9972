import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.models.workstream import Workstream
from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus

CHANGE_WORKSTREAM = "change_workstream"  # an act that leaves the milestone's own words alone


class MilestoneQuerySet(OfChallengeQuerySet):
    def overdue(self, on: dt.date) -> "MilestoneQuerySet":
        """Past their date and still with the fellow; what waits for the mentor is not overdue."""
        return self.filter(due_on__lt=on, status__in=WITH_THE_FELLOW)

    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "MilestoneQuerySet":
        changes = MilestoneChange.objects.filter(milestone=OuterRef("pk"), at__gte=moment)
        return self.filter(~Exists(changes.exclude(by=user_id).exclude(act=CHANGE_WORKSTREAM)))


class Milestone(models.Model):
    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, related_name="milestones", db_index=False
    )  # its index is milestone_of_challenge
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is expected"), blank=True)
    due_on = models.DateField(_("due"))
    status = models.CharField(
        _("status"), max_length=20, choices=MilestoneStatus.choices, default=MilestoneStatus.PLANNED
    )
    evidence = models.TextField(_("evidence"), blank=True)
    from_template = models.ForeignKey(
        "cohorts.TemplateMilestone", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    laid_out_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("The date the template gave: what is due on another day has been moved."),
    )
    workstream = models.ForeignKey(
        Workstream,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("workstream"),
    )
    form_id = models.UUIDField(
        unique=True,
        null=True,
        editable=False,
        help_text=_("Made with the form: sending twice meets the same milestone."),
    )
    sent_at = models.DateTimeField(_("sent for sign-off"), null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(_("signed off"), null=True, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text=_("Counts every change, to notice stale forms.")
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "from_template"],
                condition=Q(from_template__isnull=False),
                name="template_milestone_once",
            ),
            models.CheckConstraint(
                name="sign_off_says_when",
                condition=Q(status=MilestoneStatus.SIGNED_OFF, signed_off_at__isnull=False)
                | (~Q(status=MilestoneStatus.SIGNED_OFF) & Q(signed_off_at=None)),
            ),
            models.CheckConstraint(
                name="sent_milestone_says_when",
                condition=~Q(status=MilestoneStatus.SENT) | Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["challenge", "due_on"], name="milestone_of_challenge"),
            models.Index(
                fields=["due_on"],
                name="milestone_with_the_fellow",
                condition=Q(status__in=WITH_THE_FELLOW),
            ),
            models.Index(fields=["sent_at"], name="milestone_with_the_mentor", condition=Q(status="sent")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("milestone", args=[self.pk])


class MilestoneChangeQuerySet(models.QuerySet["MilestoneChange"]):
    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "MilestoneChangeQuerySet":
        return self.filter(Q(at__lt=moment) | Q(by=user_id))


class MilestoneChange(models.Model):
    """One step in a milestone's history: an act, a moved date, edited words. Never changed."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=30)
    status_before = models.CharField(max_length=20, blank=True)
    status_after = models.CharField(max_length=20)
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField()
    reason = models.TextField(_("reason"), blank=True)

    objects = MilestoneChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.act} milestone {self.milestone_id}"
