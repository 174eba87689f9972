"""The aim of the driver diagram, and what its drivers and ideas are linked to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.forms.cycle import measure_field
from challenges.forms.fields import WordsField
from challenges.forms.piece import PieceForm, offer
from challenges.models import Challenge, Measure, Ramp
from fellowship.nhsuk.forms import Form

AIM = 600  # characters: it stands in a box of the drawing


class DriversForm(PieceForm):
    lead = _(
        "The diagram shows on one page how your changes should lead to your aim. Begin with the aim; "
        "the drivers and ideas come next."
    )

    aim = WordsField(
        label=_("Aim"),
        rows=3,
        max_length=AIM,
        help_text=_("What will be better, for whom, by how much and by when."),
        error_messages={"required": _("Write the aim: what, by how much, by when")},
    )
    measured_by = measure_field(_("The measure that shows whether you get there."))

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        offer(self, "measured_by", Measure.objects.filter(challenge=challenge).current())


class LinksForm(Form):
    """Fields without anything to choose go; a form without fields says so on its page."""

    measures = forms.ModelMultipleChoiceField(
        label=_("Measures that show it"),
        queryset=Measure.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ramps = forms.ModelMultipleChoiceField(
        label=_("Ramps of cycles that test it"),
        queryset=Ramp.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A ramp tests one idea. If it tests another one now, it moves here."),
    )

    def __init__(self, *args: Any, challenge: Challenge, with_ramps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "measures", Measure.objects.filter(challenge=challenge).current())
        offer(self, "ramps", challenge.ramps.all() if with_ramps else Ramp.objects.none())
