import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.permissions import Permission, Role, roles_with

STAFF_ROLES = [(role.value, role.label) for role in (Role.ADMINISTRATOR, Role.TUTOR, Role.EVALUATOR)]


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self, on: dt.date | None = None) -> "RoleAssignmentQuerySet":
        """Assignments that count on a day (default: today). The last day still counts."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def of(self, user, permission: Permission) -> "RoleAssignmentQuerySet":
        """The user's assignments in force whose role grants `permission`."""
        if not user.is_authenticated:
            return self.none()
        return self.in_force().filter(person_id=user.pk, role__in=roles_with(permission))

    def visible_to(self, user) -> "RoleAssignmentQuerySet":
        programmes = RoleAssignment.objects.of(user, Permission.INVITE).values("programme")
        return self.filter(Q(person_id=user.pk) | Q(programme__in=programmes))


class RoleAssignment(models.Model):
    """A dated role on a programme (administrator, evaluator) or on one of its cohorts (tutor).

    Fellows hold a Place and mentors a Pairing instead.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=STAFF_ROLES)
    programme = models.ForeignKey("cohorts.Programme", on_delete=models.PROTECT, related_name="roles")
    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.PROTECT, related_name="roles", null=True, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="role_is_known", condition=Q(role__in=[role for role, _label in STAFF_ROLES])
            ),
            models.CheckConstraint(
                name="tutor_belongs_to_cohort", condition=~Q(role=Role.TUTOR) | Q(cohort__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["person", "role", "programme", "cohort", "starts_on"],
                nulls_distinct=False,
                name="role_assigned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person_id}"
