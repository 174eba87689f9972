import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.api.scopes import Scope, scope_choices
from fellowship.cohorts.models import Programme


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user) -> "ApiTokenQuerySet":
        """Tokens of programmes the user administers."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def with_use(self) -> "ApiTokenQuerySet":
        """Adds `times_used` and `last_used_at`."""
        return self.annotate(times_used=Sum("uses__times"), last_used_at=Max("uses__last_at"))


class ApiToken(models.Model):
    """A machine's key to one programme. Only the digest of its secret is kept; the secret is shown once.

    `expires_on` is the last day on which it works.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=20, choices=scope_choices), verbose_name=_("may read"))
    expires_on = models.DateField(_("last day"))
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    form_id = models.UUIDField(
        unique=True, editable=False, help_text=_("Made with the form: sending twice makes one token.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="token_reads_something", condition=Q(scopes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("token", args=[self.pk])

    def state_on(self, today: dt.date) -> str:
        """active, revoked or expired"""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_on < today else "active"

    @property
    def scope_names(self) -> list[str]:
        return [str(Scope(scope).label) for scope in Scope.values if scope in self.scopes]


class TokenUse(models.Model):
    """How often a token read a resource on a day: the audit of reading, one row instead of thousands."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="uses")
    resource = models.CharField(_("resource"), max_length=30)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("requests"), default=0)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    last_at = models.DateTimeField(_("last"))

    class Meta:
        ordering = ["-day", "resource"]
        constraints = [
            models.UniqueConstraint(fields=["token", "day", "resource"], name="token_use_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.day}"
