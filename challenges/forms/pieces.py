"""The forms of the workspace, one for each kind of piece. A form's fields are named as the model's."""

from challenges.forms.cycle import NewCycleForm, PlanForm
from challenges.forms.drivers import DriversForm
from challenges.forms.judgement import JudgementForm
from challenges.forms.measure import MeasureForm
from challenges.forms.piece import PieceForm
from challenges.forms.questions import QuestionForm
from challenges.forms.sighting import SightingForm
from challenges.forms.stakeholder import NewStakeholderForm, StakeholderForm
from challenges.models import PieceKind

PIECE_FORMS: dict[str, type[PieceForm]] = {
    PieceKind.MEASURE: MeasureForm,
    PieceKind.CYCLE: NewCycleForm,
    PieceKind.DRIVERS: DriversForm,
    PieceKind.STAKEHOLDER: NewStakeholderForm,
    PieceKind.QUESTION: QuestionForm,
    PieceKind.JUDGEMENT: JudgementForm,
    PieceKind.SIGHTING: SightingForm,
}
# Kinds whose first form asks for more than the form that changes them.
CHANGE_FORMS: dict[str, type[PieceForm]] = PIECE_FORMS | {
    PieceKind.CYCLE: PlanForm,
    PieceKind.STAKEHOLDER: StakeholderForm,
}

__all__ = ["CHANGE_FORMS", "PIECE_FORMS", "PieceForm"]
