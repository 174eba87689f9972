from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge


class Visit(models.Model):
    """Until when a person has seen what happened on a challenge. What is newer is new to them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="visits")
    seen_until = models.DateTimeField(_("seen until"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "challenge"], name="one_visit_mark")]

    def __str__(self) -> str:
        return f"{self.person_id} saw challenge {self.challenge_id}"
