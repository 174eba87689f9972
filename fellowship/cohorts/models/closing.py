import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Programme
from fellowship.cohorts.models.place import Place, place_visible_to


class HandoverOwnerQuerySet(models.QuerySet["HandoverOwner"]):
    def visible_to(self, user) -> "HandoverOwnerQuerySet":
        return self.filter(place_visible_to(user, "place__")) if user.is_authenticated else self.none()


class HandoverOwner(models.Model):
    """Who carries a challenge on in the host organisation once the fellow has gone."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="handover_owner")
    name = models.CharField(_("name"), max_length=200)
    job = models.CharField(_("job"), max_length=200)
    email = models.EmailField(_("email"), blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HandoverOwnerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name}, {self.job}"


class AlumniContactQuerySet(models.QuerySet["AlumniContact"]):
    def visible_to(self, user) -> "AlumniContactQuerySet":
        """One's own, and those given to programmes the user administers."""
        if not user.is_authenticated:
            return self.none()
        given = Q(programme__in=Programme.objects.visible_to(user), withdrawn_at=None)
        return self.filter(Q(person=user.pk) | given)


class AlumniContact(models.Model):
    """A fellow's consent to be written to after the year, at an address they chose, until withdrawn."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alumni_contacts"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="alumni_contacts")
    email = models.EmailField(_("email"))
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AlumniContactQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "programme"], name="one_alumni_contact"),
            models.CheckConstraint(
                name="alumni_consent_withdrawn_after_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.programme_id}"

    @property
    def stands_since(self) -> dt.datetime | None:
        return None if self.withdrawn_at else self.given_at
