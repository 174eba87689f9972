import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fellowship.sealed.models.author import SealedModel


class PrivateNote(SealedModel):
    """A fellow's or a mentor's own note: read by its author and by nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    about_challenge_id = models.BigIntegerField(_("challenge it is about"), null=True, blank=True)
    written_on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("private note")
        ordering = ["-written_on", "-created_at"]
        indexes = [models.Index(fields=["author", "-written_on"], name="note_of_author")]
