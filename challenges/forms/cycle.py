"""The forms of a PDSA cycle, one for each stage."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.forms.piece import WORDS, PieceForm, RowField, Section, offer, workstream_field
from challenges.forms.ramp import ideas_of
from challenges.models import Challenge, Measure
from challenges.models.cycle import Decision


def measure_field(help_text: Any) -> RowField:
    return RowField(label=_("Measure"), empty_label=_("No measure"), help_text=help_text)


class CycleForm(PieceForm):
    """Fields that choose among the challenge's rows; where there is nothing to choose the field goes."""

    template = "challenges/cycle_form.jinja"

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        offer(self, "measured_by", Measure.objects.filter(challenge=challenge).current())


class PlanForm(CycleForm):
    lead = _("A cycle is a small test: plan it, try it, look at what happened, decide. Smaller is better.")
    sections: ClassVar[tuple[Section, ...]] = (
        Section(("name", "questions"), _("What you want to find out")),
        Section(("prediction", "measured_by"), _("What you expect")),
        Section(("plan_who", "plan_when", "plan_where", "workstream"), _("Who, when, where")),
    )

    name = TitleField(
        label=_("Objective"),
        help_text=_(
            "One thing to try, small enough for this week. For example, try the new form with one team."
        ),
        error_messages={"required": _("Say what you want to try: the objective")},
    )
    questions = WordsField(
        label=_("Questions to answer"),
        rows=3,
        max_length=WORDS,
        required=False,
        help_text=_("What will you know afterwards that you do not know now?"),
    )
    prediction = WordsField(
        label=_("Prediction"),
        rows=3,
        max_length=WORDS,
        required=False,
        help_text=_(
            "What do you think will happen? Do cannot begin without it, and then it stays as it is: "
            "you learn from the difference."
        ),
    )
    measured_by = measure_field(_("Where you will see whether you were right."))
    plan_who = WordsField(label=_("Who"), rows=2, max_length=WORDS, required=False)
    plan_when = WordsField(label=_("When"), rows=2, max_length=WORDS, required=False)
    plan_where = WordsField(label=_("Where"), rows=2, max_length=WORDS, required=False)
    workstream = workstream_field()


class NewCycleForm(PlanForm):
    """The plan, and the ramp it belongs to: one that is there, or a new one named right here."""

    sections = (
        Section(("ramp", "new_ramp", "idea"), _("Ramp")),
        *PlanForm.sections,
    )

    ramp = RowField(
        label=_("Which row of tests does it continue?"),
        empty_label=_("None: it begins a new ramp"),
        help_text=_("A ramp is a row of cycles that try one idea on a growing scale."),
    )
    new_ramp = TitleField(
        label=_("Name of the new ramp"), required=False, help_text=_("What all its cycles will try.")
    )
    idea = RowField(label=_("Change idea the new ramp tests"), empty_label=_("None of the driver diagram"))

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        offer(self, "ramp", challenge.ramps.all())
        offer(self, "idea", ideas_of(challenge))

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if (
            not words.get("ramp")
            and not words.get("new_ramp")
            and not {"ramp", "new_ramp"} & set(self.errors)
        ):
            self.add_error("new_ramp", ValidationError(gettext("Choose a ramp, or name a new one")))
        return words


class DoForm(CycleForm):
    heading = _("What happened")
    lead = _("Write it down while it is fresh: what was done, seen and heard, not yet what it means.")
    button = _("Do is finished: go on to Study")
    in_between = _("Save, and carry on with Do")

    happened = WordsField(
        label=_("What happened?"),
        rows=6,
        max_length=WORDS,
        error_messages={"required": _("Say what happened")},
    )
    problems = WordsField(label=_("Problems and surprises"), rows=4, max_length=WORDS, required=False)
    workstream = workstream_field()


class StudyForm(CycleForm):
    heading = _("Study: the data against the prediction")
    button = _("Save, and go on to Act")
    in_between = _("Save, and carry on with Study")

    learnt = WordsField(
        label=_("What do the data say against your prediction?"),
        rows=6,
        max_length=WORDS,
        help_text=_(
            "What came as you expected, and what did not? Where it did not, you have learnt something."
        ),
        error_messages={"required": _("Say what the data show against your prediction")},
    )
    measured_by = measure_field(_("Where the data are."))


class ActForm(CycleForm):
    heading = _("Act: decide")
    button = _("Decide")

    decision = forms.ChoiceField(
        label=_("What do you do with the idea?"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you do with the idea")},
    )
    next_step = WordsField(
        label=_("What next?"),
        rows=4,
        max_length=WORDS,
        help_text=_("And who needs to know about it."),
        error_messages={"required": _("Say what comes next")},
    )


class BackForm(PieceForm):
    template = "challenges/cycle_back.jinja"

    reason = WordsField(
        label=_("Why you are going back"),
        rows=3,
        max_length=WORDS,
        error_messages={"required": _("Say why you are going back")},
    )


STAGE_FORMS: dict[str, type[DoForm] | type[StudyForm] | type[ActForm]] = {
    "do": DoForm,
    "study": StudyForm,
    "act": ActForm,
}
