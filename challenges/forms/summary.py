from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import WordsField
from challenges.models import Challenge, ChallengeSummary, Cycle, Measure
from challenges.models.summary import MOST_CYCLES, MOST_MEASURES
from fellowship.nhsuk.forms import Form

SENTENCES = 450  # characters: what fits on the page beside the charts


class SummaryForm(Form):
    learnt = WordsField(
        label=_("What we learnt"),
        rows=4,
        max_length=SENTENCES,
        required=False,
        help_text=_("In your own words, for people who were not there."),
    )
    next_steps = WordsField(
        label=_("What is next"),
        rows=3,
        max_length=SENTENCES,
        required=False,
        help_text=_("What you ask of those who read this, or what happens now."),
    )
    measures = forms.TypedMultipleChoiceField(
        label=_("Charts on the page"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=format_lazy(_("Up to {most} measures; two are read best."), most=MOST_MEASURES),
    )
    cycles = forms.TypedMultipleChoiceField(
        label=_("PDSA cycles on the page"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=format_lazy(_("Up to {most}, best those with a decision."), most=MOST_CYCLES),
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures = Measure.objects.filter(challenge=challenge).current().order_by("pk")
        cycles = (
            Cycle.objects.filter(challenge=challenge).current().order_by("ramp__position", "ramp", "number")
        )
        self._offer("measures", dict(measures.values_list("pk", "name")))
        of_ramps = cycles.values_list("pk", "ramp__name", "number", "name")
        self._offer("cycles", {pk: f"{ramp}, {number}: {name}" for pk, ramp, number, name in of_ramps})

    def _offer(self, name: str, choices: dict[int, str]) -> None:
        if choices:
            self.fields[name].choices = choices.items()  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def clean_measures(self) -> list[int]:
        return self._at_most("measures", MOST_MEASURES)

    def clean_cycles(self) -> list[int]:
        return self._at_most("cycles", MOST_CYCLES)

    def _at_most(self, name: str, most: int) -> list[int]:
        chosen = self.cleaned_data[name]
        if len(chosen) > most:
            raise forms.ValidationError(
                _("Choose %(most)s or fewer, so that the page stays readable."), params={"most": most}
            )
        return chosen

    @staticmethod
    def words_of(summary: ChallengeSummary | None) -> dict[str, object]:
        """What the form shows of what was chosen before."""
        if summary is None:
            return {}
        return {
            "learnt": summary.learnt,
            "next_steps": summary.next_steps,
            "measures": list(summary.measures.values_list("pk", flat=True)),
            "cycles": list(summary.cycles.values_list("pk", flat=True)),
        }
