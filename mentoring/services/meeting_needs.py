"""What sessions ask of a person, in whatever part: for the fellow's and the mentor's front pages."""

from dataclasses import dataclass, field

from django.utils import timezone

from fellowship.lib.statements import Statement
from fellowship.people.models import User
from mentoring.models import Action, Session
from mentoring.services.actions import open_actions_of
from mentoring.workflow import OPEN, STANDING, TO_ANSWER

MOST = 30
# Whether there is anything at all of either: on most days of most people there is not, and the front
# pages are spared two larger statements.
ANY = Statement(
    """
SELECT EXISTS (SELECT FROM mentoring_session session
               JOIN cohorts_pairing pairing ON pairing.id = session.pairing_id
               WHERE pairing.mentor_id = %(user)s)
    OR EXISTS (SELECT FROM mentoring_session session
               JOIN cohorts_pairing pairing ON pairing.id = session.pairing_id
               JOIN cohorts_place place ON place.id = pairing.place_id WHERE place.person_id = %(user)s),
       EXISTS (SELECT FROM mentoring_action WHERE owner_id = %(user)s)""",
    {},
)


@dataclass
class MeetingNeeds:
    to_answer: list[Session] = field(default_factory=list)  # times proposed by the other
    to_mark: list[Session] = field(default_factory=list)  # their time has come: held or not
    coming: list[Session] = field(default_factory=list)  # agreed, the next first
    actions: list[Action] = field(default_factory=list)


def meeting_needs(user: User) -> MeetingNeeds:
    """One query where there is nothing, at most three."""
    [(has_sessions, has_actions)] = ANY.fetch(user=user.pk)
    needs = MeetingNeeds(actions=list(open_actions_of(user)[:MOST]) if has_actions else [])
    if not has_sessions:
        return needs
    found = Session.objects.of(user).filter(status__in=OPEN)
    with_people = found.select_related("pairing__mentor", "pairing__place__person")
    now = timezone.now()
    for session in with_people.order_by("starts_at", "pk")[:MOST]:
        if session.status in STANDING and session.has_begun(now):
            if session.ends_at and session.ends_at <= now:
                needs.to_mark.append(session)
            continue
        if session.status in TO_ANSWER and session.proposed_by_id != user.pk:
            needs.to_answer.append(session)
        if session.status in STANDING:
            needs.coming.append(session)
    return needs
