from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.forms.piece import WORDS, PieceForm, RowField, Section, workstream_field
from challenges.models import Challenge, Position, Stakeholder
from challenges.models.stakeholder import Category, Support, Tie
from fellowship.nhsuk.forms import DayField

ONE_TO_FIVE = [(number, str(number)) for number in range(1, 6)]


def _number(choices: list, label: Any, missing: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=help_text,
        error_messages={"required": missing},
    )


class PositionFields(forms.Form):
    """Where somebody stands: the same on the stakeholder's first form and on those of later positions."""

    power = _number(
        ONE_TO_FIVE,
        _("How much power do they have over it?"),
        _("Choose how much power they have"),
        _("1 is none. With 5 they can stop it, or make it happen."),
    )
    interest = _number(
        ONE_TO_FIVE,
        _("How much does it interest them?"),
        _("Choose how much it interests them"),
        _("1 is hardly, 5 is every day."),
    )
    support = _number(Support.choices, _("Where do they stand now?"), _("Choose where they stand now"))
    needed = _number(
        Support.choices,
        _("Where do you need them?"),
        _("Choose where you need them"),
        _("Not everybody has to lead."),
    )
    note = WordsField(
        label=_("How do you know?"),
        rows=2,
        max_length=WORDS,
        required=False,
        help_text=_("What they said or did. Write about the role, not about the person."),
    )
    day = DayField(label=_("From when?"), called=_("The date"), initial=timezone.localdate)


class StakeholderForm(PieceForm):
    template = "challenges/stakeholder_form.jinja"
    piece: ClassVar[Stakeholder | None] = None  # the one that is changed
    sections: ClassVar[tuple[Section, ...]] = (
        Section(("name", "tie", "category", "introduced_by", "wants", "workstream")),
    )
    lead = _("A role or an organisation whose support matters. Never a patient or a carer by name.")

    name = TitleField(
        label=_("Who are they?"),
        help_text=_("A role or an organisation, such as “Director of finance” or “Local medical committee”."),
        error_messages={"required": _("Say who they are: a role or an organisation")},
    )
    tie = forms.ChoiceField(
        label=_("What are they to you?"),
        choices=Tie.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are to you")},
    )
    category = forms.ChoiceField(
        label=_("Which of the nine Cs fits best?"),
        choices=[("", _("Choose one")), *Category.choices],
        help_text=_("Going through all nine finds who is missing from your list."),
    )
    introduced_by = RowField(label=_("Who introduced you?"), empty_label=_("Nobody: I found them myself"))
    wants = WordsField(label=_("What matters to them?"), rows=2, max_length=WORDS, required=False)
    workstream = workstream_field()

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        others = Stakeholder.objects.filter(challenge=challenge)
        # Somebody who was removed stays known as the one who introduced others.
        if self.piece:
            others = others.exclude(pk=self.piece.pk)
        introducers = others.filter(Q(removed_at=None) | Q(introduced__isnull=False)).distinct()
        if introducers:
            self.fields["introduced_by"].queryset = introducers.order_by("name", "pk")  # type: ignore[attr-defined]
        else:
            del self.fields["introduced_by"]


class NewStakeholderForm(StakeholderForm, PositionFields):
    """With the first position."""

    sections = (
        Section(("name", "tie", "category")),
        Section(("power", "interest", "support", "needed"), _("Where they stand")),
        Section(("introduced_by", "wants", "note", "workstream", "day"), _("If you have another minute")),
    )

    def clean_day(self):
        return self.day_gone_by("day")


class PositionForm(PositionFields, PieceForm):
    template = "challenges/position_form.jinja"
    heading: ClassVar[Any] = _("Where do they stand now?")
    lead = _("What you wrote before stays, so that it can be seen how they moved.")
    field_order = ["power", "interest", "support", "needed", "note", "day"]

    @classmethod
    def words_of(cls, position: Position) -> dict[str, Any]:  # type: ignore[override]
        return {name: getattr(position, name) for name in cls.base_fields}

    def clean_day(self):
        return self.day_gone_by("day")


class PositionPutRightForm(PositionForm):
    heading = _("Put a position right")
    lead = _(
        "For what was written down wrongly. Where they have moved since, add a position instead: "
        "then the change can be seen."
    )
    position: ClassVar[Position]
