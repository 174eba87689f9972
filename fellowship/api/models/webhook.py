import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Programme
from fellowship.people.models import AuditEvent


class Style(models.TextChoices):
    DATA = "data", _("Signed JSON, for a program")
    TEAMS = "teams", _("A card in Microsoft Teams")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user) -> "WebhookQuerySet":
        """Webhooks of programmes the user administers; a removed one is gone."""
        return self.filter(programme__in=Programme.objects.visible_to(user), removed_at=None)

    def with_deliveries(self) -> "WebhookQuerySet":
        """Adds `waiting`, `failed` and `last_sent_at`."""
        return self.annotate(
            waiting=Count("deliveries", filter=Q(deliveries__status__in=DeliveryStatus.on_its_way())),
            failed=Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.FAILED)),
            last_sent_at=Max("deliveries__sent_at"),
        )


class Webhook(models.Model):
    """Where a programme's changes of status are sent, and which.

    The signing secret is not stored: it is made from `salt` and SECRET_KEY (services/signing.py).
    Planning has looked at audit events up to `planned_to`. Those in `passed_over` come after it, but had
    happened by the time they were wanted.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(_("name"), max_length=100)
    address = models.URLField(_("address"), max_length=2000)
    style = models.CharField(_("what is sent"), max_length=10, choices=Style.choices, default=Style.DATA)
    kinds = ArrayField(models.CharField(max_length=30), verbose_name=_("changes"))
    salt = models.UUIDField(default=uuid.uuid4, editable=False)
    form_id = models.UUIDField(
        unique=True, editable=False, help_text=_("Made with the form: sending twice makes one webhook.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    planned_to = models.BigIntegerField(default=0, editable=False)
    passed_over = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    failures_in_a_row = models.PositiveIntegerField(_("failures in a row"), default=0)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nobody where it was paused because it kept failing."),
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="webhook_tells_something", condition=Q(kinds__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.pk])

    @property
    def host(self) -> str:
        """All of the address that is shown: the rest of a Teams address is a secret."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_failing(self) -> bool:
        return self.failures_in_a_row > 0


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")

    @classmethod
    def on_its_way(cls) -> list[str]:
        return [cls.WAITING, cls.SENDING]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user) -> "DeliveryQuerySet":
        return self.filter(webhook__in=Webhook.objects.visible_to(user))


class Delivery(models.Model):
    """One change of status on its way to one webhook. Its `number` goes along with every attempt, so that
    a receiver can drop what came twice. A test has no event."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(AuditEvent, on_delete=models.CASCADE, null=True, related_name="+")
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("change"), max_length=30)
    body = models.JSONField(_("what is sent"))
    made_at = models.DateTimeField(_("planned"), auto_now_add=True)
    status = models.CharField(
        _("status"), max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(_("what the receiver answered"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["webhook", "made_at"], name="delivery_of_webhook"),
            models.Index(
                fields=["next_at"], name="delivery_to_send", condition=Q(status__in=["waiting", "sending"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_an_event"),
            models.CheckConstraint(
                name="delivery_sent_when",
                condition=Q(status=DeliveryStatus.SENT, sent_at__isnull=False)
                | (~Q(status=DeliveryStatus.SENT) & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.webhook_id}"
