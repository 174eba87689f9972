from typing import Any

from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField
from challenges.forms.piece import PieceForm, RowField, offer
from challenges.models import Challenge, Driver
from challenges.models.drivers import DriverLevel


class RampForm(PieceForm):
    name = TitleField(
        label=_("Name"),
        help_text=_("What all its cycles try. For example, Flexible rotas."),
        error_messages={"required": _("Enter a name for the ramp")},
    )
    idea = RowField(
        label=_("Change idea it tests"),
        empty_label=_("None of the driver diagram"),
        help_text=_("The driver diagram then shows what became of the idea."),
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        offer(self, "idea", ideas_of(challenge))


def ideas_of(challenge: Challenge) -> Any:
    ideas = Driver.objects.filter(diagram__challenge=challenge, level=DriverLevel.IDEA, removed_at=None)
    return ideas.select_related("diagram")
