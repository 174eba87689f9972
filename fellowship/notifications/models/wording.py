from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PARTS = ("subject", "lead", "closing")


class Wording(models.Model):
    """A programme's own words for one letter; what is empty stays ours.

    `letter` is the template of the letter (letters.py). Facts, links and the reason it came are
    always ours. A reader gets words of their own language only: `translations` has them by language and
    part for all but the product's own language, which the columns of the parts are in.
    """

    programme_id = models.BigIntegerField(_("programme"))
    letter = models.CharField(_("letter"), max_length=80)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    lead = models.TextField(_("first paragraphs"), blank=True)
    closing = models.TextField(_("last paragraphs"), blank=True)
    translations = models.JSONField(
        _("in other languages"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )
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

    def words(self, language: str) -> dict[str, str]:
        """By part; empty where it stays ours."""
        if language == settings.LANGUAGE_CODE:
            return {part: getattr(self, part) for part in PARTS}
        return {part: self.translations.get(language, {}).get(part, "") for part in PARTS}

    def put(self, language: str, words: Mapping[str, str]) -> None:
        """Not saved yet."""
        if language != settings.LANGUAGE_CODE:
            self.translations = {**self.translations, language: dict(words)}
            return
        for part in PARTS:
            setattr(self, part, words[part])

    def is_ours_in(self, language: str) -> bool:
        return not any(self.words(language).values())

    @property
    def is_ours(self) -> bool:
        return all(self.is_ours_in(language) for language, _name in settings.LANGUAGES)
