"""The status rules of the PgCert: status × act → next status, and who does the act.

The diagrams in README.md are made from these tables (`manage.py workflow_diagrams`).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from fellowship.lib.workflows import Step, Workflow


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
