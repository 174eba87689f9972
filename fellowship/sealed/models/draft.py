import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fellowship.sealed.models.author import SealedModel


class Draft(SealedModel):
    """What a form holds before it is shared, saved while typing.

    The id is made when the form is first shown, so that saving twice, from two tabs or after going
    back, always meets the same row. Nothing unshared is kept anywhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    form = models.CharField(_("form"), max_length=40, help_text=_("Which form, such as log entry or brief."))
    subject_id = models.BigIntegerField(
        _("what it is about"), help_text=_("The challenge or row written on.")
    )

    class Meta:
        verbose_name = _("draft")
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["author", "form", "subject_id"], name="draft_of_author")]
