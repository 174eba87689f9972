"""The status rules: status × act → next status, and who does the act. Nothing else changes a status.

The diagrams in README.md are made from these tables (`manage.py workflow_diagrams`).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fellowship.lib.workflows import Step, Workflow


class MilestoneStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    SENT = "sent", _("Sent for sign-off")
    CHANGES_ASKED = "changes_asked", _("Changes asked for")
    SIGNED_OFF = "signed_off", _("Signed off")
    DROPPED = "dropped", _("Dropped")


class BriefStatus(TextChoices):
    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Sent to the mentor")
    CHANGES_ASKED = "changes_asked", _("Changes asked for")
    AGREED = "agreed", _("Agreed")
    REPLACED = "replaced", _("Replaced by a newer version")


class EntryStatus(TextChoices):
    SHARED = "shared", _("Shared")
    CHANGES_ASKED = "changes_asked", _("Changes asked for")
    AGREED = "agreed", _("Agreed")


class PieceStatus(TextChoices):
    """How far the mentor's look at a piece of the workspace has come; being worked on needs no mentor."""

    OPEN = "open", _("Being worked on")
    SENT = "sent", _("With the mentor")
    CHANGES_ASKED = "changes_asked", _("Changes asked for")
    AGREED = "agreed", _("Agreed")


class CycleStage(TextChoices):
    PLAN = "plan", _("Plan")
    DO = "do", _("Do")
    STUDY = "study", _("Study")
    DECIDED = "decided", _("Act: decided")


class Actor(TextChoices):
    FELLOW = "fellow", _("the fellow")
    MENTOR = "mentor", _("the mentor")
    SYSTEM = "system", _("the system")


F, M, S = Actor.FELLOW, Actor.MENTOR, Actor.SYSTEM
_MS, _BS, _ES = MilestoneStatus, BriefStatus, EntryStatus


MILESTONE: Workflow = {
    (_MS.PLANNED, "start"): Step(_MS.IN_PROGRESS, F),
    (_MS.PLANNED, "send"): Step(_MS.SENT, F),
    (_MS.IN_PROGRESS, "send"): Step(_MS.SENT, F),
    (_MS.CHANGES_ASKED, "send"): Step(_MS.SENT, F),
    (_MS.SENT, "take_back"): Step(_MS.IN_PROGRESS, F),
    (_MS.SENT, "ask_for_changes"): Step(_MS.CHANGES_ASKED, M, needs_reason=True),
    (_MS.SENT, "sign_off"): Step(_MS.SIGNED_OFF, M),
    (_MS.SIGNED_OFF, "withdraw_sign_off"): Step(_MS.CHANGES_ASKED, M, needs_reason=True),
    (_MS.PLANNED, "drop"): Step(_MS.DROPPED, F, needs_reason=True),
    (_MS.IN_PROGRESS, "drop"): Step(_MS.DROPPED, F, needs_reason=True),
    (_MS.CHANGES_ASKED, "drop"): Step(_MS.DROPPED, F, needs_reason=True),
    (_MS.DROPPED, "pick_up"): Step(_MS.PLANNED, F),
}
BRIEF: Workflow = {
    (_BS.DRAFT, "send"): Step(_BS.SENT, F),
    (_BS.SENT, "take_back"): Step(_BS.DRAFT, F),
    (_BS.SENT, "ask_for_changes"): Step(_BS.CHANGES_ASKED, M, needs_reason=True),
    (_BS.SENT, "agree"): Step(_BS.AGREED, M),
    (_BS.AGREED, "replace"): Step(_BS.REPLACED, S),
}
ENTRY: Workflow = {
    (_ES.SHARED, "ask_for_changes"): Step(_ES.CHANGES_ASKED, M, needs_reason=True),
    (_ES.SHARED, "agree"): Step(_ES.AGREED, M),
    (_ES.CHANGES_ASKED, "share_again"): Step(_ES.SHARED, F),
}
_PS, _CS = PieceStatus, CycleStage
PIECE: Workflow = {
    (_PS.OPEN, "ask"): Step(_PS.SENT, F),
    (_PS.CHANGES_ASKED, "ask"): Step(_PS.SENT, F),
    (_PS.AGREED, "ask"): Step(_PS.SENT, F),
    (_PS.SENT, "take_back"): Step(_PS.OPEN, F),
    (_PS.SENT, "ask_for_changes"): Step(_PS.CHANGES_ASKED, M, needs_reason=True),
    (_PS.SENT, "agree"): Step(_PS.AGREED, M),
    (_PS.SENT, "comment"): Step(_PS.OPEN, S),  # a mentor's comment is an answer
    (_PS.AGREED, "change"): Step(_PS.OPEN, S),  # what was agreed is not what stands there now
}
CYCLE: Workflow = {
    (_CS.PLAN, "start"): Step(_CS.DO, F),  # with a prediction: see services/cycles.py
    (_CS.DO, "plan_again"): Step(_CS.PLAN, F, needs_reason=True),
    (_CS.DO, "study"): Step(_CS.STUDY, F),
    (_CS.STUDY, "do_again"): Step(_CS.DO, F, needs_reason=True),
    (_CS.STUDY, "decide"): Step(_CS.DECIDED, F),
    (_CS.DECIDED, "study_again"): Step(_CS.STUDY, F, needs_reason=True),
}
WORKFLOWS: dict[str, tuple[Workflow, type[TextChoices]]] = {
    "Milestone": (MILESTONE, MilestoneStatus),
    "Brief": (BRIEF, BriefStatus),
    "Log entry": (ENTRY, EntryStatus),
    "Mentor's look at a piece of the workspace": (PIECE, PieceStatus),
    "PDSA cycle": (CYCLE, CycleStage),
}

OPEN_MILESTONES = [_MS.PLANNED, _MS.IN_PROGRESS, _MS.SENT, _MS.CHANGES_ASKED]
# What the fellow still has to do; a milestone that is with the mentor is not overdue for the fellow.
WITH_THE_FELLOW = [_MS.PLANNED, _MS.IN_PROGRESS, _MS.CHANGES_ASKED]
