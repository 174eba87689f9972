"""What both sealed tables share: an author, and words that only the author's web request opens.

Two locks, either of which holds alone. Row-level security (migration 0002) shows a row only to a
transaction that carries its author's token; the words are encrypted with a key that the database
and the worker do not have.
"""

import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.lib.sealing import Sealer


class SealedQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SealedQuerySet":
        """The author's own rows; the database enforces the same rule once more."""
        return self.filter(author_id=user.pk) if user.is_authenticated else self.none()


class SealedModel(models.Model):
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.CASCADE, related_name="+"
    )
    words = models.BinaryField(_("words, encrypted"))
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def context(self) -> str:
        """Bound into the encryption: words copied to another row or author do not open."""
        return f"{self._meta.label_lower}:{self.pk}:{self.author_id}"

    def write(self, fields: dict[str, object]) -> None:
        """Encrypts `fields` into this row; the primary key must be known. Does not save."""
        text = json.dumps(fields, ensure_ascii=False)
        self.words = Sealer(settings.PRIVATE_TEXT_KEYS).seal(text, context=self.context)

    def read(self) -> dict:
        """The words as written. Raises `CannotOpen` where no key fits."""
        return json.loads(
            Sealer(settings.PRIVATE_TEXT_KEYS).open_sealed(bytes(self.words), context=self.context)
        )
