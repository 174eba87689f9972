"""Status rules as tables one can read: status × act → next status, and who does the act.

The tables are in each room's workflow.py; its README draws them (`manage.py workflow_diagrams`).
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Step:
    next: str
    actor: TextChoices
    needs_reason: bool = False


Workflow = dict[tuple[str, str], Step]


class NotPossible(PermissionDenied):
    """The act does not fit the present status, or lacks its reason. The text is for the person."""


def next_step(workflow: Workflow, status: str, act: str, *, reason: str = "") -> Step:
    """The step `act` takes from `status`. Raises `NotPossible` with a sentence that can be shown."""
    step = workflow.get((status, act))
    if step is None:
        raise NotPossible(_("This can no longer be done: the status has changed in the meantime."))
    if step.needs_reason and not reason.strip():
        raise NotPossible(_("Give a reason: the other person will want to know why."))
    return step


def acts_open_to(workflow: Workflow, status: str, actor: str) -> list[str]:
    return [act for (at, act), step in workflow.items() if at == status and step.actor == actor]
