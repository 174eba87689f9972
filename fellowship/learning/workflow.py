"""The status rules of the PgCert: status × act → next status, and who does the act.

The diagrams in README.md are made from these tables (`manage.py workflow_diagrams`).
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AttemptStatus(TextChoices):
    """How far one attempt at an assignment has come."""

    OPEN = "open", gettext_lazy("Not handed in")
    SUBMITTED = "submitted", gettext_lazy("Handed in")
    MARKED = "marked", gettext_lazy("Being marked")
    JUDGED = "judged", gettext_lazy("Result agreed")


class ExtensionStatus(TextChoices):
    ASKED = "asked", gettext_lazy("Waiting for a decision")
    GRANTED = "granted", gettext_lazy("Granted")
    REFUSED = "refused", gettext_lazy("Not granted")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


class Actor(TextChoices):
    FELLOW = "fellow", gettext_lazy("the fellow")
    TUTOR = "tutor", gettext_lazy("a tutor or the programme team")


@dataclass(frozen=True)
class Step:
    next: str
    actor: Actor
    needs_reason: bool = False


Workflow = dict[tuple[str, str], Step]
F, T = Actor.FELLOW, Actor.TUTOR
_AS, _XS = AttemptStatus, ExtensionStatus

ATTEMPT: Workflow = {
    (_AS.OPEN, "hand_in"): Step(_AS.SUBMITTED, F),
    (_AS.OPEN, "receive"): Step(_AS.SUBMITTED, T),
    (_AS.SUBMITTED, "hand_in"): Step(_AS.SUBMITTED, F),  # a better version, until marking begins
    (_AS.SUBMITTED, "take_back"): Step(_AS.OPEN, F),
    (_AS.SUBMITTED, "return"): Step(_AS.OPEN, T),  # it was not handed in after all
    (_AS.SUBMITTED, "mark"): Step(_AS.MARKED, T),
    (_AS.MARKED, "mark"): Step(_AS.MARKED, T),  # the second marker's, or a correction of one's own
    (_AS.OPEN, "agree"): Step(_AS.JUDGED, T),  # deferred, not handed in, or marked by the provider
    (_AS.SUBMITTED, "agree"): Step(_AS.JUDGED, T),
    (_AS.MARKED, "agree"): Step(_AS.JUDGED, T),
    (_AS.JUDGED, "correct"): Step(_AS.JUDGED, T),
    (_AS.JUDGED, "withdraw"): Step(_AS.SUBMITTED, T, needs_reason=True),
    (_AS.JUDGED, "reopen"): Step(_AS.OPEN, T, needs_reason=True),  # withdrawn, and nothing was handed in
    (_AS.JUDGED, "resubmit"): Step(_AS.OPEN, T),  # a further attempt with its own date
}
EXTENSION: Workflow = {
    (_XS.ASKED, "grant"): Step(_XS.GRANTED, T),
    (_XS.ASKED, "refuse"): Step(_XS.REFUSED, T, needs_reason=True),
    (_XS.ASKED, "withdraw"): Step(_XS.WITHDRAWN, F),
}
WORKFLOWS: dict[str, tuple[Workflow, type[TextChoices]]] = {
    "Attempt at an assignment": (ATTEMPT, AttemptStatus),
    "Extension or mitigating circumstances": (EXTENSION, ExtensionStatus),
}


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
