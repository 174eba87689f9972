from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.learning.models import Attendance, AttendanceStatus
from fellowship.learning.models.attendance import CAME
from fellowship.learning.services.attendance import Mark
from fellowship.nhsuk.forms import Form

CLEAR = "clear"  # a choice of its own, since a line without any is one not marked yet
STATUSES = [("", ""), *AttendanceStatus.choices]


class RegisterForm(Form):
    """One line a fellow: `seen` and `said` are what the page showed, `status` what is chosen now.

    The button says what happens to the lines left empty: nothing, as the fellow says, or present for the
    rest. Those who paused are not expected, and who said something waits to be confirmed. The lines of those
    whose year has ended are only read.
    """

    act = forms.ChoiceField(choices=[("save", ""), ("rest", ""), ("confirm", "")])

    def __init__(self, rows: Iterable[tuple[Place, Attendance | None]], data=None) -> None:
        super().__init__(data)
        self.rows = [(place, row) for place, row in rows if not place.has_ended]
        for place, _row in self.rows:
            for part in ("seen", "said", "status"):
                choices = [*STATUSES, (CLEAR, "")] if part == "status" else STATUSES
                self.fields[f"{part}-{place.pk}"] = forms.ChoiceField(choices=choices, required=False)

    def marks(self) -> list[Mark]:
        return [self._mark(place, row) for place, row in self.rows]

    def _mark(self, place: Place, row: Attendance | None) -> Mark:
        seen, said, status = (self.cleaned_data[f"{part}-{place.pk}"] for part in ("seen", "said", "status"))
        if status == CLEAR:
            return Mark(place.pk, seen, "")
        status, act = status or seen, self.cleaned_data["act"]
        if not status and act == "confirm":
            return Mark(place.pk, seen, said or (row.said if row else ""), said)
        if not status and act == "rest" and not said and place.status != PlaceStatus.PAUSED:
            return Mark(place.pk, seen, AttendanceStatus.PRESENT, said)
        return Mark(place.pk, seen, status)


class CodeForm(Form):
    code = forms.CharField(
        label=_("Code shown in the room"),
        max_length=20,
        error_messages={"required": _("Enter the code shown in the room")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class SaidForm(Form):
    how = forms.ChoiceField(
        label=_("How were you there?"),
        choices=[(value, AttendanceStatus(value).label) for value in CAME],
    )
