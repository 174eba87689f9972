"""The forms of the workspace, one for each kind of piece. A form's fields are named as the model's."""

from challenges.forms.piece import PieceForm
from challenges.forms.questions import QuestionForm
from challenges.models import PieceKind

PIECE_FORMS: dict[str, type[PieceForm]] = {
    PieceKind.QUESTION: QuestionForm,
}

__all__ = ["PIECE_FORMS", "PieceForm"]
