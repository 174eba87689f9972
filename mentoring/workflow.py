"""The status rules of a session: status × act → next status, and which of the two may do it."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.lib.workflows import NotPossible, Step, Workflow


class SessionStatus(TextChoices):
    PROPOSED = "proposed", gettext_lazy("Times proposed")
    AGREED = "agreed", gettext_lazy("Agreed")
    MOVING = "moving", gettext_lazy("New time proposed")
    HELD = "held", gettext_lazy("Held")
    NOT_HELD = "not_held", gettext_lazy("Did not happen")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")


class Who(TextChoices):
    EITHER = "either", gettext_lazy("the fellow or the mentor")
    OTHER = "other", gettext_lazy("the one who did not propose")


S, EITHER, OTHER = SessionStatus, Who.EITHER, Who.OTHER

SESSION: Workflow = {
    (S.PROPOSED, "propose"): Step(S.PROPOSED, EITHER),
    (S.PROPOSED, "accept"): Step(S.AGREED, OTHER),
    (S.PROPOSED, "cancel"): Step(S.CANCELLED, EITHER),
    (S.AGREED, "propose"): Step(S.MOVING, EITHER),  # the agreed time stands until another is accepted
    (S.AGREED, "cancel"): Step(S.CANCELLED, EITHER),
    (S.AGREED, "held"): Step(S.HELD, EITHER),
    (S.AGREED, "not_held"): Step(S.NOT_HELD, EITHER),
    (S.MOVING, "propose"): Step(S.MOVING, EITHER),
    (S.MOVING, "accept"): Step(S.AGREED, OTHER),
    (S.MOVING, "keep"): Step(S.AGREED, EITHER),
    (S.MOVING, "cancel"): Step(S.CANCELLED, EITHER),
    (S.MOVING, "held"): Step(S.HELD, EITHER),
    (S.MOVING, "not_held"): Step(S.NOT_HELD, EITHER),
    (S.HELD, "not_held"): Step(S.NOT_HELD, EITHER),
    (S.NOT_HELD, "held"): Step(S.HELD, EITHER),
}

WORKFLOWS: dict[str, tuple[Workflow, type[TextChoices]]] = {"Session": (SESSION, SessionStatus)}

AFTER_ITS_TIME = ("held", "not_held")  # only once the agreed time has come
BEFORE_ITS_TIME = ("propose", "accept", "keep")  # once the agreed time has come, it stands
TO_ANSWER = (S.PROPOSED, S.MOVING)
STANDING = (S.AGREED, S.MOVING)  # there is an agreed time in the calendars
OPEN = (S.PROPOSED, S.AGREED, S.MOVING)


def acts_of(status: str, *, proposed_it: bool, time_has_come: bool) -> list[str]:
    """What one of the two may do with a session now."""
    return [
        act
        for (at, act), step in SESSION.items()
        if at == status
        and not (step.actor == Who.OTHER and proposed_it)
        and not (act in AFTER_ITS_TIME and not time_has_come)
        and not (act in BEFORE_ITS_TIME and status in STANDING and time_has_come)
    ]


def next_status(status: str, act: str, *, proposed_it: bool, time_has_come: bool) -> str:
    """Raises `NotPossible` with a sentence that can be shown."""
    if status in STANDING and time_has_come and act in BEFORE_ITS_TIME:
        raise NotPossible(
            _("The agreed time has come, so it stands. Say whether it was held, or propose a new session.")
        )
    if act not in acts_of(status, proposed_it=proposed_it, time_has_come=time_has_come):
        raise NotPossible(_("This can no longer be done: the session has changed in the meantime."))
    return SESSION[status, act].next
