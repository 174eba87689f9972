import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.place import Place


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user) -> "CallQuerySet":
        """Those to fellows of programmes the user administers."""
        return self.filter(place__in=Place.objects.run_by(user))


class Call(models.Model):
    """Somebody called a fellow, as the programme team noted it; the note is the team's alone.

    What a fellow needed a call for until that day is quiet from then on (fellowship/home/attention.py).
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="calls")
    called_on = models.DateField(_("called on"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    noted_at = models.DateTimeField(_("noted"), default=timezone.now, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-called_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.place_id} on {self.called_on}"
