"""Forms for the readings of a measure. Each is bound to its measure, which decides what is asked."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.entries import NOTE_LIMIT, EntryRefused, entry_of, plain
from challenges.forms.fields import TitleField, WordsField
from challenges.forms.piece import WORDS, PieceForm
from challenges.models import Measure, Reading
from challenges.models.measure import MadeOf
from challenges.pasting import MOST_CHARACTERS
from fellowship.lib.archives import FileRefused
from fellowship.lib.dates import in_words
from fellowship.lib.text import clean
from fellowship.lib.uploads import check_upload
from fellowship.nhsuk.forms import DayField

MOST_FIGURES = 40
SHEETS = (".xlsx", ".csv")


def _figures(**kwargs: Any) -> TitleField:
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    return TitleField(max_length=MOST_FIGURES, widget=forms.TextInput(attrs=attrs), **kwargs)


class ReadingForm(PieceForm):
    """`cleaned_data["entry"]` is the reading. Subclasses bound to a measure know what is possible."""

    template = "challenges/reading_form.jinja"
    measure: ClassVar[Measure]
    numbers: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.errors:
            return data
        typed: dict[str, Any] = {name: data.get(name) for name in self.numbers}
        try:
            data["entry"] = entry_of(self.measure, day=data["day"], note=data["note"], **typed)
        except EntryRefused as refusal:
            self.add_error(refusal.field, str(refusal))
        return data

    @classmethod
    def words_of_reading(cls, reading: Reading) -> dict[str, Any]:
        numbers = {name: getattr(reading, name) for name in cls.numbers}
        words = {name: "" if number is None else plain(number) for name, number in numbers.items()}
        if reading.value is None:
            words["value"] = gettext("missing")
        elif reading.numerator is not None:
            words["value"] = ""
        return {"day": reading.day, "note": reading.note, **words}


class ValueForm(ReadingForm):
    numbers = ("value",)

    day = DayField(
        label=_("Date"), called=_("The date"), error_messages={"required": _("Enter the date of the reading")}
    )
    value = _figures(
        label=_("Value"),
        help_text=_("If it could not be measured, write missing."),
        error_messages={"required": _("Enter the value, or write missing")},
    )
    note = TitleField(label=_("Note"), max_length=NOTE_LIMIT, required=False)


class ShareForm(ReadingForm):
    numbers = ("numerator", "denominator", "value")

    day = DayField(
        label=_("Date"), called=_("The date"), error_messages={"required": _("Enter the date of the reading")}
    )
    numerator = _figures(label=_("How many?"), required=False, help_text=_("The top number"))
    denominator = _figures(label=_("Out of how many?"), required=False, help_text=_("The bottom number"))
    value = _figures(
        label=_("The percentage itself"),
        required=False,
        help_text=_("Only where the two numbers are not known. If it could not be measured, write missing."),
    )
    note = TitleField(label=_("Note"), max_length=NOTE_LIMIT, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not any(data.get(name) for name in self.numbers):
            self.add_error("numerator", gettext("Enter how many, and out of how many"))
        return super().clean()


class StepChangeForm(PieceForm):
    template = "challenges/step_change_form.jinja"
    measure: ClassVar[Measure]

    day = forms.ChoiceField(
        label=_("From which reading on?"),
        help_text=_("The first reading after the change."),
        error_messages={"required": _("Choose the first reading after the change")},
    )
    reason = WordsField(
        label=_("What changed, and how do you know?"),
        rows=4,
        max_length=WORDS,
        help_text=_("Everybody who sees the chart reads this beside it."),
        error_messages={"required": _("Say what changed, and how you know")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hasattr(self, "measure"):
            marked = self.measure.step_changes.values("day")
            days = self.measure.readings.order_by("day").values_list("day", flat=True)
            first = days.first()
            free = [day for day in days.exclude(day__in=marked) if day != first]
            choices = [(str(day), in_words(day)) for day in reversed(free)]
            self.fields["day"].choices = [("", gettext("Choose a reading")), *choices]  # type: ignore[attr-defined]


class RemoveStepChangeForm(PieceForm):
    template = "challenges/step_change_remove.jinja"

    reason = WordsField(
        label=_("Why do you take it off?"),
        rows=3,
        max_length=WORDS,
        error_messages={"required": _("Say why you take it off")},
    )


class PastedField(forms.CharField):
    """Lines as they were pasted, blank ones too, so that they keep their numbers."""

    longest_draft = MOST_CHARACTERS

    def to_python(self, value: Any) -> str:
        try:
            return clean(super().to_python(value) or "", limit=MOST_CHARACTERS)
        except ValueError as too_long:
            raise forms.ValidationError(str(too_long)) from None


class TableForm(PieceForm):
    """Pasted text, or a file, whose rows become the text."""

    template = "challenges/readings_table.jinja"

    text = PastedField(
        label=_("Paste here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        help_text=_("XLSX or CSV. We read its first sheet."),
        widget=forms.FileInput(attrs={"accept": ",".join(SHEETS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            if not (file.name or "").lower().endswith((*SHEETS, ".xls", ".xlsm", ".xlsb")):
                raise forms.ValidationError(
                    gettext("This is not a spreadsheet we can read. Save it as XLSX or CSV.")
                )
            try:
                check_upload(file, name=file.name)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return file


READING_FORMS: dict[str, type[ReadingForm]] = {MadeOf.VALUE: ValueForm, MadeOf.PERCENTAGE: ShareForm}
