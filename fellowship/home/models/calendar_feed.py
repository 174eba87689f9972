from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """A person's secret address of one calendar. Only a digest is kept; making a new one ends the old.

    `which`: a key of services/calendars.py. What it shows is what the person may see on the day it is read.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    which = models.CharField(max_length=40, default="own", db_default="own")
    secret_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), auto_now=True)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "which"], name="one_address_a_calendar")]

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
