"""The demonstration's brief: agreed in the second month, and a change that waits for agreement."""

from challenges.models import BriefVersion, Challenge
from challenges.workflow import BriefStatus
from fellowship.home.demonstration.dates import moment
from fellowship.home.demonstration.words import BRIEF, BRIEF_CHANGE
from fellowship.people.models import User


def write_brief(challenge: Challenge, mentor: User) -> None:
    BriefVersion.objects.create(
        challenge=challenge,
        number=1,
        status=BriefStatus.AGREED,
        sent_at=moment(45),
        answered_by=mentor,
        answered_at=moment(41),
        **BRIEF,
    )
    BriefVersion.objects.create(
        challenge=challenge, number=2, status=BriefStatus.SENT, sent_at=moment(3), **(BRIEF | BRIEF_CHANGE)
    )
