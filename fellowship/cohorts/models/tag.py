from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Programme
from fellowship.cohorts.models.place import Place


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, user) -> "TagQuerySet":
        """Tags of programmes the user administers."""
        return self.filter(programme__in=Programme.objects.visible_to(user))


class Tag(models.Model):
    """A word by which a programme's administrators sort fellows. Fellows may ask to see theirs."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("tag"), max_length=40)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("programme", Lower("name"), name="tag_once_in_a_programme")]

    def __str__(self) -> str:
        return self.name


class PlaceTag(models.Model):
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="places")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["tag__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "tag"], name="place_tagged_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} of {self.place_id}"
