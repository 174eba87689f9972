"""The history in words, of pieces and what else is changed: what a step and its fields are called."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.models import PIECES, ChallengeSummary, PieceKind, Position, Ramp, Workstream

ACTS = {
    "add": gettext_lazy("Added"),
    "edit": gettext_lazy("Changed"),
    "remove": gettext_lazy("Removed"),
    "bring_back": gettext_lazy("Brought back"),
    "end": gettext_lazy("Ended"),
    "reorder": gettext_lazy("Moved in the order"),
    "choose_contents": gettext_lazy("Chosen what belongs to it"),
    "link": gettext_lazy("Linked"),
    "unlink": gettext_lazy("No longer linked"),
    "ask": gettext_lazy("Shown to the mentor"),
    "take_back": gettext_lazy("Taken back"),
    "agree": gettext_lazy("Agreed"),
    "ask_for_changes": gettext_lazy("Changes asked for"),
    "start": gettext_lazy("Do began"),
    "plan_again": gettext_lazy("Back to Plan"),
    "study": gettext_lazy("Do ended, Study began"),
    "do_again": gettext_lazy("Back to Do"),
    "decide": gettext_lazy("Decided"),
    "study_again": gettext_lazy("Back to Study"),
    "outline": gettext_lazy("Outline changed"),
    "bring_back_driver": gettext_lazy("Brought back"),
    "link_driver": gettext_lazy("Links changed"),
    "add_position": gettext_lazy("Where they stand now"),
    "edit_position": gettext_lazy("Position put right"),
    "remove_position": gettext_lazy("Position removed"),
    "add_reading": gettext_lazy("Reading added"),
    "change_reading": gettext_lazy("Reading changed"),
    "remove_reading": gettext_lazy("Reading removed"),
    "paste_readings": gettext_lazy("Readings added from a table"),
    "mark_step_change": gettext_lazy("Step change marked"),
    "remove_step_change": gettext_lazy("Step change taken off"),
}
# Tables whose fields are told in a history: of the kinds of pieces, of rows beside them, and of groups.
TABLES: dict[str, tuple[type[Model], ...]] = {
    **{kind: (table,) for kind, table in PIECES.items()},
    PieceKind.STAKEHOLDER: (PIECES[PieceKind.STAKEHOLDER], Position),
    "ramp": (Ramp,),
    "workstream": (Workstream,),
    "summary": (ChallengeSummary,),
}


def act_words(act: str) -> str:
    return str(ACTS.get(act, act.replace("_", " ").capitalize()))


def label_of(kind: str, name: str) -> str:
    """What a field is called, capitalised. What is no field (a reading's day) is called by itself."""
    for table in TABLES[kind]:
        try:
            label = str(table._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
        return label[:1].upper() + label[1:]
    return name


def words_in(words: list[list[str]], kind: str) -> list[tuple[str, str, str]]:
    """(label, before, after) of each field a step changed."""
    return [(label_of(kind, name), before, after or _("Nothing")) for name, before, after in words]
