"""The forms that keep sealed drafts: what each is called, where it stands, whose words it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from challenges.forms.brief import BriefForm
from challenges.forms.cycle import STAGE_FORMS, BackForm
from challenges.forms.log import LogForm
from challenges.forms.milestone import (
    DropMilestoneForm,
    MilestoneForm,
    MilestoneWordsForm,
    MoveMilestoneForm,
    NewMilestoneForm,
    SendMilestoneForm,
)
from challenges.forms.outline import OutlineForm
from challenges.forms.pieces import CHANGE_FORMS, PIECE_FORMS, PieceForm
from challenges.forms.ramp import RampForm
from challenges.forms.readings import READING_FORMS, RemoveStepChangeForm, StepChangeForm, TableForm
from challenges.forms.stakeholder import PositionForm, PositionPutRightForm
from challenges.forms.summary import SummaryForm
from challenges.forms.workstream import WorkstreamForm
from challenges.models import (
    Challenge,
    LogEntry,
    Milestone,
    Piece,
    PieceKind,
    Position,
    Ramp,
    Reading,
    StepChange,
    Workstream,
)
from challenges.views.reaching import (
    challenge_to_write,
    entry_to_write,
    milestone_to_write,
    piece_to_write,
    position_to_write,
    ramp_to_write,
    reading_to_write,
    step_change_to_write,
    workstream_to_write,
)
from fellowship.people.access import SignedInRequest

WrittenForm = LogForm | BriefForm | SummaryForm | MilestoneForm | PieceForm


@dataclass(frozen=True)
class DraftKind:
    """One of the forms that keep drafts. The subject is the challenge, or the row being changed."""

    code: str
    title: Any
    form_class: type[WrittenForm]
    page: str  # name of the address, which takes the subject's id
    challenge_of: Callable[[SignedInRequest, int], Challenge]  # checks that the person may write
    subject: type[Model] = Challenge
    page_args: tuple[str, ...] = ()  # what the address takes after the id
    path: str = "challenge"  # from the subject to its challenge
    version_field: str = "piece_version"  # of the form: which version of what is changed it was shown with


def _of_piece(request: SignedInRequest, piece_id: int) -> Challenge:
    return piece_to_write(request, piece_id).challenge


LOG = DraftKind("log", _("Log entry"), LogForm, "log_new", challenge_to_write)
ENTRY = DraftKind(
    "entry",
    _("Changes to a log entry"),
    LogForm,
    "log_edit",
    lambda request, entry_id: entry_to_write(request, entry_id).challenge,
    LogEntry,
    version_field="entry_version",
)
BRIEF = DraftKind(
    "brief", _("Brief"), BriefForm, "brief_edit", challenge_to_write, version_field="brief_version"
)
SUMMARY = DraftKind(
    "summary", _("Summary"), SummaryForm, "summary_edit", challenge_to_write, version_field="summary_version"
)
NEW_MILESTONE = DraftKind(
    "milestone-new", _("Milestone to add"), NewMilestoneForm, "milestone_new", challenge_to_write
)
MILESTONE_PAGES: list[tuple[str, Any, type[MilestoneForm]]] = [
    ("edit", _("Changes to a milestone"), MilestoneWordsForm),
    ("send", _("Milestone to send for sign-off"), SendMilestoneForm),
    ("move", _("New date for a milestone"), MoveMilestoneForm),
    ("drop", _("Dropping a milestone"), DropMilestoneForm),
]
MILESTONES = {
    act: DraftKind(
        f"milestone-{act}",
        title,
        form,
        f"milestone_{act}",
        lambda request, milestone_id: milestone_to_write(request, milestone_id).challenge,
        Milestone,
        version_field="milestone_version",
    )
    for act, title, form in MILESTONE_PAGES
}
NEW_PIECES = {
    kind: DraftKind(
        f"{kind}-new", PieceKind(kind).label, form, "piece_new", challenge_to_write, page_args=(kind,)
    )
    for kind, form in PIECE_FORMS.items()
}
CHANGED_PIECES = {
    kind: DraftKind(
        f"{kind}-edit",
        format_lazy(_("Changes: {kind}"), kind=PieceKind(kind).label),
        form,
        "piece_edit",
        _of_piece,
        Piece,
    )
    for kind, form in CHANGE_FORMS.items()
}
CYCLE_STAGES = {
    stage: DraftKind(
        f"cycle-{stage}",
        form.heading,
        form,
        "cycle_stage",
        _of_piece,
        Piece,
        (stage,),
    )
    for stage, form in STAGE_FORMS.items()
}
OUTLINE = DraftKind(
    "outline",
    _("Outline of the driver diagram"),
    OutlineForm,
    "outline",
    _of_piece,
    Piece,
)
READINGS = {
    made_of: DraftKind(
        f"reading-{made_of}",
        _("Reading"),
        form,
        "reading_new",
        _of_piece,
        Piece,
    )
    for made_of, form in READING_FORMS.items()
}
CHANGED_READINGS = {
    made_of: DraftKind(
        f"reading-edit-{made_of}",
        _("Changes to a reading"),
        form,
        "reading_edit",
        lambda request, reading_id: reading_to_write(request, reading_id).measure.challenge,
        Reading,
        path="measure__challenge",
    )
    for made_of, form in READING_FORMS.items()
}
READINGS_TABLE = DraftKind(
    "readings-table", _("Table of readings"), TableForm, "readings_paste", _of_piece, Piece
)
STEP_CHANGE = DraftKind(
    "step-change",
    _("Step change"),
    StepChangeForm,
    "step_change_new",
    _of_piece,
    Piece,
)
STEP_CHANGE_OFF = DraftKind(
    "step-change-off",
    _("Taking off a step change"),
    RemoveStepChangeForm,
    "step_change_remove",
    lambda request, step_id: step_change_to_write(request, step_id).measure.challenge,
    StepChange,
    path="measure__challenge",
)
CYCLE_BACK = DraftKind(
    "cycle-back", _("Going back a stage of a cycle"), BackForm, "cycle_back", _of_piece, Piece
)
NEW_RAMP = DraftKind("ramp-new", _("Ramp"), RampForm, "ramp_new", challenge_to_write)
RAMP = DraftKind(
    "ramp-edit",
    _("Changes to a ramp"),
    RampForm,
    "ramp_edit",
    lambda request, ramp_id: ramp_to_write(request, ramp_id).challenge,
    Ramp,
    version_field="ramp_version",
)
NEW_WORKSTREAM = DraftKind(
    "workstream-new", _("Workstream"), WorkstreamForm, "workstream_new", challenge_to_write
)
WORKSTREAM = DraftKind(
    "workstream-edit",
    _("Changes to a workstream"),
    WorkstreamForm,
    "workstream_edit",
    lambda request, workstream_id: workstream_to_write(request, workstream_id).challenge,
    Workstream,
    version_field="workstream_version",
)
NEW_POSITION = DraftKind(
    "position-new",
    _("Where a stakeholder stands"),
    PositionForm,
    "position_new",
    _of_piece,
    Piece,
)
POSITION = DraftKind(
    "position-edit",
    _("Changes to where a stakeholder stood"),
    PositionPutRightForm,
    "position_edit",
    lambda request, position_id: position_to_write(request, position_id).stakeholder.challenge,
    Position,
    path="stakeholder__challenge",
)
KINDS = {
    kind.code: kind
    for kind in (
        *(LOG, ENTRY, BRIEF, SUMMARY, NEW_MILESTONE),
        *MILESTONES.values(),
        *NEW_PIECES.values(),
        *CHANGED_PIECES.values(),
        *CYCLE_STAGES.values(),
        OUTLINE,
        *READINGS.values(),
        *CHANGED_READINGS.values(),
        *(READINGS_TABLE, STEP_CHANGE, STEP_CHANGE_OFF, CYCLE_BACK),
        *(NEW_RAMP, RAMP, NEW_WORKSTREAM, WORKSTREAM, NEW_POSITION, POSITION),
    )
}
