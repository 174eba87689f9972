"""The status rules of a session: status × act → next status, and which of the two may do it."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.workflow import NotPossible


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


@dataclass(frozen=True)
class SessionStep:
    next: str
    who: str = Who.EITHER
    after_its_time: bool = False  # only once the agreed time has come


S = SessionStatus

SESSION: dict[tuple[str, str], SessionStep] = {
    (S.PROPOSED, "propose"): SessionStep(S.PROPOSED),
    (S.PROPOSED, "accept"): SessionStep(S.AGREED, Who.OTHER),
    (S.PROPOSED, "cancel"): SessionStep(S.CANCELLED),
    (S.AGREED, "propose"): SessionStep(S.MOVING),  # the agreed time stands until another is accepted
    (S.AGREED, "cancel"): SessionStep(S.CANCELLED),
    (S.AGREED, "held"): SessionStep(S.HELD, after_its_time=True),
    (S.AGREED, "not_held"): SessionStep(S.NOT_HELD, after_its_time=True),
    (S.MOVING, "propose"): SessionStep(S.MOVING),
    (S.MOVING, "accept"): SessionStep(S.AGREED, Who.OTHER),
    (S.MOVING, "keep"): SessionStep(S.AGREED),
    (S.MOVING, "cancel"): SessionStep(S.CANCELLED),
    (S.MOVING, "held"): SessionStep(S.HELD, after_its_time=True),
    (S.MOVING, "not_held"): SessionStep(S.NOT_HELD, after_its_time=True),
    (S.HELD, "not_held"): SessionStep(S.NOT_HELD, after_its_time=True),
    (S.NOT_HELD, "held"): SessionStep(S.HELD, after_its_time=True),
}

TO_ANSWER = (S.PROPOSED, S.MOVING)
STANDING = (S.AGREED, S.MOVING)  # there is an agreed time in the calendars
OPEN = (S.PROPOSED, S.AGREED, S.MOVING)


def acts_of(status: str, *, proposed_it: bool, time_has_come: bool) -> list[str]:
    """What one of the two may do with a session now."""
    return [
        act
        for (at, act), step in SESSION.items()
        if at == status
        and not (step.who == Who.OTHER and proposed_it)
        and not (step.after_its_time and not time_has_come)
        and not (act in ("propose", "accept", "keep") and status in STANDING and time_has_come)
    ]


def next_status(status: str, act: str, *, proposed_it: bool, time_has_come: bool) -> str:
    """Raises `NotPossible` with a sentence that can be shown."""
    if act not in acts_of(status, proposed_it=proposed_it, time_has_come=time_has_come):
        raise NotPossible(_("This can no longer be done: the session has changed in the meantime."))
    return SESSION[status, act].next
