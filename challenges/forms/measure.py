from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.forms.piece import WORDS, PieceForm, Section, workstream_field
from challenges.models.measure import ChartKind, Direction, Frequency, MadeOf, MeasureType
from challenges.typed_numbers import read_number
from fellowship.nhsuk.forms import DayField

PERCENT = "%"
FEWEST_FIXED, MOST_FIXED = 12, 500
TARGET_PLACES = Decimal("0.0001")


class NumberField(forms.Field):
    """A number as `typed_numbers` reads it; None where it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return read_number(value).number
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class MeasureForm(PieceForm):
    template = "challenges/measure_form.jinja"
    lead = _("A measure is one thing counted the same way every time. You can change all of this later.")
    sections = (
        Section(("name", "definition", "type"), _("What you count")),
        Section(("made_of", "unit", "decimals", "direction"), _("What the numbers look like")),
        Section(("frequency", "source"), _("Where they come from")),
        Section(("target", "target_on", "baseline"), _("Target and baseline"), folded=True),
        Section(("chart", "fix_after", "workstream"), _("The chart")),
    )

    name = TitleField(
        label=_("Name"),
        help_text=_(
            "Short, as it will stand over the chart. For example, Days from referral to first visit."
        ),
        error_messages={"required": _("Enter a name for the measure")},
    )
    definition = WordsField(
        label=_("Operational definition"),
        rows=5,
        max_length=WORDS,
        help_text=_("So exact that somebody else would count the same number from the same records."),
        error_messages={"required": _("Say exactly what is counted: the operational definition")},
    )
    type = forms.ChoiceField(
        label=_("Which part does it play?"),
        choices=MeasureType.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which part it plays")},
    )
    made_of = forms.ChoiceField(
        label=_("What is one reading?"),
        choices=MadeOf.choices,
        widget=forms.RadioSelect,
        initial=MadeOf.VALUE,
        error_messages={"required": _("Choose what one reading is")},
    )
    unit = TitleField(
        label=_("Unit"),
        max_length=40,
        required=False,
        help_text=_("The word after the number, such as days, falls or £. A percentage needs none."),
    )
    decimals = forms.TypedChoiceField(
        label=_("Decimal places"),
        choices=[(0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4")],
        coerce=int,
        initial=0,
        widget=forms.Select,
        error_messages={"required": _("Choose how many decimal places")},
    )
    direction = forms.ChoiceField(
        label=_("Which way is better?"), choices=Direction.choices, widget=forms.RadioSelect
    )
    frequency = forms.ChoiceField(
        label=_("How often will you take a reading?"),
        choices=Frequency.choices,
        initial=Frequency.MONTHLY,
        help_text=_("We remind you when the next one is due. More often shows a change sooner."),
        error_messages={"required": _("Choose how often you will take a reading")},
    )
    source = WordsField(
        label=_("Where does the number come from, and who can get it?"),
        rows=2,
        max_length=WORDS,
        required=False,
        help_text=_("A system, a report, a tally on the ward. A role, never a patient’s name."),
    )
    target = NumberField(label=_("Target"), required=False)
    target_on = DayField(label=_("Target date"), called=_("The target date"), required=False)
    baseline = WordsField(
        label=_("What do you know about before?"),
        rows=2,
        max_length=WORDS,
        required=False,
        help_text=_("For example, the average of last year and where it is written."),
    )
    chart = forms.ChoiceField(
        label=_("Which chart?"),
        choices=ChartKind.choices,
        widget=forms.RadioSelect,
        initial=ChartKind.XMR,
        error_messages={"required": _("Choose a chart")},
    )
    fix_after = forms.IntegerField(
        label=_("Fix the limits after so many readings"),
        required=False,
        min_value=FEWEST_FIXED,
        max_value=MOST_FIXED,
        help_text=_(
            "Leave it empty to let all readings count. With 12 or more, the first ones are your baseline "
            "and later readings are held against it."
        ),
        error_messages={
            "invalid": _("The number of readings must be a whole number, like 24"),
            "min_value": _("Limits need at least 12 readings"),
            "max_value": _("The number of readings must be 500 or fewer"),
        },
    )
    workstream = workstream_field()

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("made_of") == MadeOf.PERCENTAGE:
            data["unit"] = PERCENT
        target = data.get("target")
        if target is not None:
            data["target"] = target.quantize(TARGET_PLACES)
            if data.get("made_of") == MadeOf.PERCENTAGE and not 0 <= target <= 100:
                self.add_error("target", gettext("A percentage lies between 0 and 100"))
        elif data.get("target_on") and "target" not in self.errors:
            self.add_error("target", gettext("Enter the target that goes with the target date"))
        return data
