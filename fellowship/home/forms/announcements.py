import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.forms.words import Line, Lines
from fellowship.lib.dates import local_moment
from fellowship.nhsuk.forms import ClockField, DayField, Form

FURTHEST = dt.timedelta(days=2 * 365)


class AnnouncementForm(Form):
    """Cleans to `subject`, `text`, `to_mentors` and `send_at`, which is now where no day was given."""

    subject = Line(label=gettext_lazy("Subject"), max_length=150)
    text = Lines(
        label=gettext_lazy("Message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("You can write **bold**, *italic*, lists and links."),
    )
    to_mentors = forms.BooleanField(label=gettext_lazy("Tell their mentors too"), required=False)
    day = DayField(
        label=gettext_lazy("Day it goes out"),
        called=gettext_lazy("The day"),
        required=False,
        help_text=gettext_lazy("Leave it empty to send it at once."),
    )
    at = ClockField(
        label=gettext_lazy("Time"),
        required=False,
        help_text=gettext_lazy("For example 9:30. Leave it empty for 9 in the morning."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        day, at = values.get("day"), values.get("at")
        now = timezone.now()
        if at and not day and "day" not in self.errors:
            self.add_error("day", _("Enter the day too"))
        elif day:
            try:
                values["send_at"] = local_moment(day, at or dt.time(9), timezone.get_current_timezone_name())
            except ValueError as skipped:
                self.add_error("at", str(skipped))
                return values
            if values["send_at"] < now:
                self.add_error("day", _("The time must be in the future; leave it empty to send at once"))
            elif values["send_at"] > now + FURTHEST:
                self.add_error("day", _("That is more than two years ahead. Check the year"))
        else:
            values["send_at"] = now
        return values

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("subject", "text", "to_mentors", "send_at")}
