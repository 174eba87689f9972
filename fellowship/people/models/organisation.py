from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fellowship.lib.text import sort_key


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def matching(self, words: str) -> "OrganisationQuerySet":
        """Organisations whose name holds every word typed, in any order, or whose code begins so."""
        by_name = Q()
        for word in sort_key(words).split():
            by_name &= Q(search_name__contains=word)
        return self.filter(by_name | Q(code__istartswith=words.strip()))


class Organisation(models.Model):
    """A host organisation or provider, with its Organisation Data Service code where it has one."""

    code = models.CharField(_("code"), max_length=12, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=200)
    search_name = models.CharField(max_length=200, editable=False)
    town = models.CharField(_("town"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["search_name", "pk"]
        indexes = [GinIndex(fields=["search_name"], name="organisation_by_words", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(
                name="organisation_closes_after_opening",
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.search_name = sort_key(self.name)
        super().save(*args, **kwargs)
