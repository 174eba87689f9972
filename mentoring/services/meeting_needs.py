"""What sessions ask of a person, in whatever part: for the fellow's and the mentor's front pages."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from fellowship.lib.statements import Statement
from fellowship.people.models import User
from mentoring.models import Action, Session
from mentoring.services.actions import open_actions_of, open_actions_with
from mentoring.workflow import OPEN, STANDING, TO_ANSWER

MOST = 30
TIME_TO_READ = dt.timedelta(days=30)  # from the first day of a pairing, or since the fellow chose anew
# Whether there is anything at all of each: on most days of most people there is not, and the front
# pages are spared larger statements. Of what was handed over it is all there is to know: for which
# pairings of today, and of which places.
ANY = Statement(
    """
SELECT EXISTS (SELECT FROM mentoring_session session
               JOIN cohorts_pairing pairing ON pairing.id = session.pairing_id
               WHERE pairing.mentor_id = %(user)s)
    OR EXISTS (SELECT FROM mentoring_session session
               JOIN cohorts_pairing pairing ON pairing.id = session.pairing_id
               JOIN cohorts_place place ON place.id = pairing.place_id WHERE place.person_id = %(user)s),
       EXISTS (SELECT FROM mentoring_action WHERE owner_id = %(user)s),
       EXISTS (SELECT FROM cohorts_pairing pairing
               JOIN mentoring_session session ON session.pairing_id = pairing.id
               JOIN mentoring_action action ON action.session_id = session.id AND action.status = 'open'
               WHERE pairing.mentor_id = %(user)s AND action.owner_id <> %(user)s)
    OR EXISTS (SELECT FROM cohorts_place place
               JOIN cohorts_pairing pairing ON pairing.place_id = place.id
               JOIN mentoring_session session ON session.pairing_id = pairing.id
               JOIN mentoring_action action ON action.session_id = session.id AND action.status = 'open'
               WHERE place.person_id = %(user)s AND action.owner_id <> %(user)s),
       ARRAY(SELECT ARRAY[pairing.place_id, pairing.id] FROM mentoring_handover handover
             JOIN cohorts_pairing pairing ON pairing.id = handover.pairing_id
             WHERE pairing.mentor_id = %(user)s AND pairing.starts_on <= %(today)s::date
             AND (pairing.ends_on IS NULL OR pairing.ends_on >= %(today)s::date)
             AND greatest(pairing.starts_on, handover.decided_at::date) > %(since)s::date)""",
    {},
)


@dataclass
class MeetingNeeds:
    to_answer: list[Session] = field(default_factory=list)  # times proposed by the other
    to_mark: list[Session] = field(default_factory=list)  # their time has come: held or not
    coming: list[Session] = field(default_factory=list)  # agreed and not over, the next first
    actions: list[Action] = field(default_factory=list)
    of_fellows: list[Action] = field(default_factory=list)  # what they agreed to do, with this mentor
    of_mentors: list[Action] = field(default_factory=list)  # what they agreed to do, with this fellow
    packs: dict[int, int] = field(default_factory=dict)  # by place: the pairing whose handover is new

    @property
    def going_on(self) -> list[Session]:
        now = timezone.now()
        return [session for session in self.coming if session.has_begun(now)]


def meeting_needs(user: User) -> MeetingNeeds:
    """One query where there is nothing, at most four."""
    today = timezone.localdate()
    found = ANY.fetch(user=user.pk, today=today, since=today - TIME_TO_READ)
    [(has_sessions, has_actions, has_actions_of_others, packs)] = found
    needs = MeetingNeeds(actions=list(open_actions_of(user)[:MOST]) if has_actions else [], packs=dict(packs))
    for action in open_actions_with(user)[:MOST] if has_actions_of_others else []:
        assert action.session is not None
        is_fellows = action.owner_id == action.session.pairing.place.person_id
        (needs.of_fellows if is_fellows else needs.of_mentors).append(action)
    if not has_sessions:
        return needs
    sessions = Session.objects.of(user).filter(status__in=OPEN)
    with_people = sessions.select_related("pairing__mentor", "pairing__place__person")
    now = timezone.now()
    for session in with_people.order_by("starts_at", "pk")[:MOST]:
        has_begun = session.status in STANDING and session.has_begun(now)
        if has_begun and session.ends_at and session.ends_at <= now:
            needs.to_mark.append(session)
            continue
        if session.status in TO_ANSWER and session.proposed_by_id != user.pk and not has_begun:
            needs.to_answer.append(session)
        if session.status in STANDING:
            needs.coming.append(session)
    return needs
