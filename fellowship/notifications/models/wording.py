from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """A programme's own words for one letter; what is empty stays ours.

    `letter` is the template of the letter (letters.py). Facts, links and the reason it came are
    always ours.
    """

    programme_id = models.BigIntegerField(_("programme"))
    letter = models.CharField(_("letter"), max_length=80)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    lead = models.TextField(_("first paragraphs"), blank=True)
    closing = models.TextField(_("last paragraphs"), blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme_id", "letter"], name="one_wording_a_letter")
        ]

    def __str__(self) -> str:
        return f"{self.letter} of programme {self.programme_id}"

    @property
    def is_ours(self) -> bool:
        return not (self.subject or self.lead or self.closing)
