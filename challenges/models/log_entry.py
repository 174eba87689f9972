import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.models.workstream import Workstream
from challenges.workflow import EntryStatus


class Vantage(models.TextChoices):
    """Heifetz and Linsky's picture: watching from the balcony, or moving on the dance floor."""

    BALCONY = "balcony", _("Balcony")
    DANCE_FLOOR = "dance_floor", _("Dance floor")


class LogEntryQuerySet(OfChallengeQuerySet):
    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "LogEntryQuerySet":
        rewritten = LogEntryVersion.objects.filter(entry=OuterRef("pk"), written_at__gte=moment)
        return self.filter(~Exists(rewritten), shared_at__lt=moment)


class LogEntry(models.Model):
    """A shared entry of the progress log. Until it is shared it exists only as a sealed draft.

    `draft_id` is the id of that draft: sharing the same draft twice meets the same entry.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="log_entries")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    draft_id = models.UUIDField(unique=True, editable=False)
    happened_on = models.DateField(_("date"))
    what_happened = models.TextField(_("what happened"))
    so_what = models.TextField(_("so what?"), blank=True)
    now_what = models.TextField(_("now what?"), blank=True)
    vantage = models.CharField(_("where were you?"), max_length=12, choices=Vantage.choices, blank=True)
    milestones = models.ManyToManyField(
        "challenges.Milestone", related_name="log_entries", blank=True, verbose_name=_("milestones touched")
    )
    workstream = models.ForeignKey(
        Workstream,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="log_entries",
        verbose_name=_("workstream"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=EntryStatus.choices, default=EntryStatus.SHARED
    )
    shared_at = models.DateTimeField(_("shared"))
    waiting_since = models.DateTimeField(
        _("waiting for the mentor since"),
        null=True,
        blank=True,
        help_text=_("Empty once the mentor answered."),
    )
    version = models.PositiveIntegerField(default=1)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("log entries")
        ordering = ["-happened_on", "-shared_at", "-pk"]
        indexes = [
            models.Index(fields=["challenge", "-happened_on", "-shared_at"], name="entry_of_challenge"),
            models.Index(
                fields=["challenge", "waiting_since"],
                name="entry_with_the_mentor",
                condition=Q(waiting_since__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="answered_entry_does_not_wait",
                condition=Q(status=EntryStatus.SHARED) | Q(waiting_since=None),
            )
        ]

    def __str__(self) -> str:
        return f"log entry {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("log_entry", args=[self.pk])


class LogEntryVersion(models.Model):
    """The words of an entry as they stood before a later edit."""

    entry = models.ForeignKey(LogEntry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    written_at = models.DateTimeField(_("replaced"), auto_now_add=True)
    happened_on = models.DateField()
    what_happened = models.TextField()
    so_what = models.TextField(blank=True)
    now_what = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="entry_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of log entry {self.entry_id}"
