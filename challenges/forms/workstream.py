from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.forms.piece import PieceForm, offer
from challenges.models import Challenge, Milestone, Piece
from challenges.services.workstreams import CHOSEN
from challenges.workflow import MilestoneStatus
from fellowship.nhsuk.forms import Form


class WorkstreamForm(PieceForm):
    name = TitleField(label=_("Name"), help_text=_("For example, Rota, Induction, Study leave."))
    purpose = WordsField(
        label=_("What is it for?"),
        rows=3,
        max_length=2_000,
        required=False,
        help_text=_("What this project adds to the challenge."),
    )


class NamedRows(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, required=False, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        kind = f"{obj.get_kind_display()}: " if isinstance(obj, Piece) else ""
        return f"{kind}{obj}"


class ContentsForm(Form):
    """Milestones, measures and cycles; a field without anything to choose goes."""

    milestones = NamedRows(label=_("Milestones"), queryset=Milestone.objects.none())
    pieces = NamedRows(label=_("Measures and cycles"), queryset=Piece.objects.none())

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Milestone.objects.filter(challenge=challenge).exclude(status=MilestoneStatus.DROPPED)
        pieces = Piece.objects.filter(challenge=challenge, kind__in=CHOSEN).current()
        offer(self, "milestones", planned)
        offer(self, "pieces", pieces.order_by("-kind", "name", "pk"))
