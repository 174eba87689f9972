from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.role import RoleAssignment
from fellowship.cohorts.permissions import Permission, Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user) -> "InvitationQuerySet":
        """Invitations of programmes in which the user may invite."""
        return self.filter(
            programme__in=RoleAssignment.objects.of(user, Permission.INVITE).values("programme")
        )

    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; it may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """An offer of a role, accepted by a button behind a secret link. Only the link's digest is kept.

    For a fellow or mentor the person and the place or pairing exist already (from the spreadsheet);
    accepting opens the account. For other roles accepting makes the RoleAssignment.

    Address and name are as the administrator typed them: whose they are, and whether that person is
    known already, the administrator learns when it is accepted.
    """

    programme = models.ForeignKey("cohorts.Programme", on_delete=models.PROTECT, related_name="invitations")
    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.PROTECT, related_name="invitations", null=True, blank=True
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("sent to"))
    given_name = models.CharField(_("first name"), max_length=100, blank=True, default="", db_default="")
    family_name = models.CharField(_("last name"), max_length=100, blank=True, default="", db_default="")
    secret_digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=0)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "programme", "cohort"],
                condition=Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="one_open_invitation",
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_revoked",
                condition=Q(accepted_at=None) | Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} invitation {self.pk}"

    @property
    def full_name(self) -> str:
        """As typed, until it is accepted; people from a spreadsheet have their own."""
        typed = f"{self.given_name} {self.family_name}".strip()
        return typed if typed and not self.accepted_at else self.person.full_name
