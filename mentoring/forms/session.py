"""What people type about a session: times, place, agenda, notes, actions."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from fellowship.cohorts.models import Pairing
from fellowship.lib.dates import local_moment
from fellowship.nhsuk.forms import TIME_EXAMPLE, ClockField, DayField, Form
from fellowship.people.models import User
from mentoring.models import Session
from mentoring.session_starters import SESSION_STARTERS
from mentoring.times import MOST_TIMES

NOTES_LIMIT = 20_000
LENGTHS = [
    (30, _("30 minutes")),
    (45, _("45 minutes")),
    (60, _("1 hour")),
    (90, _("1½ hours")),
    (120, _("2 hours")),
]
LONGEST_AHEAD = dt.timedelta(days=3 * 366)


class TimesForm(Form):
    """Up to three times, by the clocks of who types them. The first is required."""

    day_1 = DayField(
        label=_("First time: day"),
        called=_("The first day"),
        error_messages={"required": _("Enter the day of the first time")},
    )
    clock_1 = ClockField(
        label=_("First time: begins at"), error_messages={"required": _("Enter when the first time begins")}
    )
    day_2 = DayField(label=_("Second time: day"), called=_("The second day"), required=False)
    clock_2 = ClockField(label=_("Second time: begins at"), required=False)
    day_3 = DayField(label=_("Third time: day"), called=_("The third day"), required=False)
    clock_3 = ClockField(label=_("Third time: begins at"), required=False)
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, choices=LENGTHS, initial=60)

    def __init__(self, *args: Any, user: User, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        times = []
        for number in range(1, MOST_TIMES + 1):
            day, clock = cleaned.get(f"day_{number}"), cleaned.get(f"clock_{number}")
            if day and clock:
                moment = self._moment(number, day, clock)
                if moment:
                    times.append(moment)
            elif day and f"clock_{number}" not in self.errors:
                self.add_error(f"clock_{number}", TIME_EXAMPLE)
            elif clock and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("Enter the day of this time"))
        cleaned["times"] = times
        return cleaned

    def _moment(self, number: int, day: dt.date, clock: dt.time) -> dt.datetime | None:
        try:
            moment = local_moment(day, clock, self.user.time_zone)
        except ValueError as skipped:  # by the clocks, that night
            self.add_error(f"clock_{number}", str(skipped))
            return None
        if moment <= self.now:
            self.add_error(f"day_{number}", _("The time must be in the future"))
        elif moment > self.now + LONGEST_AHEAD:
            self.add_error(f"day_{number}", _("The time must be within the next three years"))
        return moment

    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields, by time."""
        return [(self[f"day_{number}"], self[f"clock_{number}"]) for number in range(1, MOST_TIMES + 1)]


def as_it_stands(session: Session, user: User, now: dt.datetime) -> dict[str, Any]:
    """What the form begins with when times are proposed anew: what is proposed, or else what is agreed."""
    offered = [(time.starts_at, time.lasts) for time in session.times.all()]
    if not offered and session.starts_at:
        offered = [(session.starts_at, session.minutes)]
    initial: dict[str, Any] = {"minutes": offered[0][1] if offered else session.minutes}
    to_come = [starts_at.astimezone(user.zone) for starts_at, _minutes in offered if starts_at > now]
    for number, there in enumerate(to_come, start=1):
        initial |= {f"day_{number}": there.date(), f"clock_{number}": there.time()}
    return initial


class SessionForm(TimesForm):
    place = TitleField(
        label=_("Where you meet, or a link"),
        max_length=300,
        required=False,
        help_text=_("It goes into both calendars."),
    )

    def __init__(self, *args: Any, pairings: list[Pairing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairings = pairings
        if len(pairings) > 1:  # a fellow with more than one mentor
            choices = [(pairing.pk, pairing.mentor.full_name) for pairing in pairings]
            self.fields["pairing"] = forms.TypedChoiceField(
                label=_("With whom"), coerce=int, choices=choices, widget=forms.RadioSelect
            )

    @property
    def chosen(self) -> Pairing:
        """Of a form that is valid."""
        pk = self.cleaned_data.get("pairing", self.pairings[0].pk)
        return next(pairing for pairing in self.pairings if pairing.pk == pk)


class PlaceForm(Form):
    place = TitleField(label=_("Where you meet, or a link"), max_length=300, required=False)


class CancelForm(Form):
    reason = TitleField(label=_("A word to the other person"), max_length=500, required=False)


class ThingsField(forms.MultipleChoiceField):
    """What is on the agenda already may be sent again: by a second press, or when the other was faster."""

    on_it: Collection[str] = ()

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or value in self.on_it


class AgendaForm(Form):
    things = ThingsField(label=_("What waits between you"), required=False)
    own = TitleField(label=_("A point of your own"), max_length=300, required=False)
    starter = forms.ChoiceField(
        label=_("Questions to begin with"),
        required=False,
        choices=[("", _("None")), *[(key, starter.name) for key, starter in SESSION_STARTERS.items()]],
    )

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], on_it: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["things"].on_it = on_it  # type: ignore[attr-defined]
        self.fields["things"].choices = offered  # type: ignore[attr-defined]
        self.fields["things"].widget = forms.CheckboxSelectMultiple(choices=offered)
        if not offered:
            del self.fields["things"]


class NotesForm(Form):
    words = WordsField(label=_("Notes of the session"), rows=14, max_length=NOTES_LIMIT, required=False)


class ActionForm(Form):
    words = TitleField(label=_("What will be done"), max_length=300)
    owner = forms.TypedChoiceField(label=_("Who does it"), coerce=int, widget=forms.RadioSelect)
    due_on = DayField(
        label=_("By when"), called=_("The day"), error_messages={"required": _("Enter the day it is due")}
    )

    def __init__(self, *args: Any, people: list[User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["owner"]
        else:
            choices = [(person.pk, person.full_name) for person in people]
            self.fields["owner"].choices = choices  # type: ignore[attr-defined]
            self.fields["owner"].widget.choices = choices


class OwnActionForm(Form):
    """Of a member of a set."""

    words = TitleField(label=_("What will you do"), max_length=300)
    due_on = DayField(
        label=_("By when"), called=_("The day"), error_messages={"required": _("Enter the day it is due")}
    )
    for_mentor = forms.BooleanField(label=_("My mentor may see it"), required=False)


class PartingForm(Form):
    words = WordsField(label=_("A word to the fellow"), rows=8, max_length=5_000)
