from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.learning.models.module import InModuleQuerySet, Module, TaughtDay


class Material(models.Model):
    """Something to read for a module, or for one of its taught days: a link, or a file kept here.

    The file may be shared with the template it came from and with other cohorts (services/materials.py).
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="materials")
    taught_day = models.ForeignKey(
        TaughtDay, on_delete=models.PROTECT, null=True, blank=True, related_name="materials"
    )
    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(upload_to="materials/%Y/%m/", blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    from_template = models.ForeignKey(
        "cohorts.TemplateMaterial",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = InModuleQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="material_link_or_file",
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.link or reverse("material", args=[self.pk])


def with_to_read(days: QuerySet[TaughtDay]) -> QuerySet[Any]:
    """Adds `to_read` to days, in the same statement: number, title and link, if it is one, of each."""
    materials = Material.objects.filter(taught_day=OuterRef("pk"))
    return days.annotate(
        to_read=ArraySubquery(materials.values(one=JSONObject(pk="pk", title="title", link="link")))
    )
