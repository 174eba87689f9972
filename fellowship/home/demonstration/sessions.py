"""Sessions of the demonstration: held, moved, proposed, cancelled, one that did not happen; and a mentor who
handed over to another. A session that was held long ago is made directly: times proposed lie ahead."""

import datetime as dt
import uuid

from django.conf import settings
from django.utils import timezone

from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.services.pairings import change_mentor, end_pairing, pair
from fellowship.home.demonstration import session_words as words
from fellowship.home.demonstration.dates import ACTIONS, HANDOVERS, SESSIONS, dated, day, moment
from fellowship.people.models import User
from fellowship.sealed.services.notes import save_note
from mentoring.models import Action, AgendaPoint, Session, SessionChange, SessionNotes
from mentoring.services.actions import agree_action, settle_action
from mentoring.services.agenda import add_points
from mentoring.services.handover import decide_handover, leave_parting_word
from mentoring.services.session_notes import private_note_id
from mentoring.services.sessions import (
    accept_time,
    cancel_session,
    propose_session,
    propose_times,
    settle_session,
)

SECOND_MENTORED = 42  # days
NEW_MENTOR = 9  # days ago
BEFORE, AFTER = 45, 17  # days ago, about: sessions of the others


def write_sessions(cohort: Cohort, amina: Place, second: User, administrator: User) -> None:
    mentors = {
        pairing.place_id: pairing
        for pairing in Pairing.objects.filter(place__cohort=cohort).select_related("mentor", "place__person")
    }
    with_helen = mentors[amina.pk]
    _before(amina, second, with_helen, administrator)
    for days_ago, notes, agenda, actions in words.HELD:
        session = held_session(with_helen, days_ago, notes, agenda)
        for owner, what, in_days, is_done in actions:
            by = amina.person if owner == "fellow" else with_helen.mentor
            _action(session, by, what, in_days, is_done)
    _to_come(with_helen)
    _private(session, with_helen.mentor)
    others = [place for place in cohort.places.exclude(pk=amina.pk).order_by("pk") if place.pk in mentors]
    for number, place in enumerate(others):
        pairing = mentors[place.pk]
        for days_ago in (BEFORE - number, AFTER - number % 5):
            if pairing.starts_on <= day(-days_ago) <= (pairing.ends_on or day(0)):
                held_session(pairing, days_ago, words.SHORT[number % len(words.SHORT)], [])


def at_hour(days_from_now: int, hour: int = 16) -> dt.datetime:
    """On that day; a weekend's is the Monday after it."""
    on = day(days_from_now)
    if on.isoweekday() > 5:
        on += dt.timedelta(days=8 - on.isoweekday())
    return timezone.make_aware(dt.datetime.combine(on, dt.time(hour)))


def held_session(pairing: Pairing, days_ago: int, notes: str, agenda: list[str]) -> Session:
    starts_at = at_hour(-days_ago)
    session = Session.objects.create(
        pairing=pairing,
        form_id=uuid.uuid4(),
        proposed_by=pairing.mentor,
        status="held",
        starts_at=starts_at,
        place=words.LINK,
        version=3,
        made_at=starts_at - dt.timedelta(days=9),
    )
    steps = [
        ("propose", pairing.mentor, 9),
        ("accept", pairing.place.person, 8),
        ("held", pairing.mentor, -1),
    ]
    for act, by, days_before in steps:
        at = starts_at - dt.timedelta(days=days_before)
        after = starts_at if act == "accept" else None
        SessionChange.objects.create(session=session, act=act, by=by, at=min(at, timezone.now()), after=after)
    if notes:
        at = min(starts_at + dt.timedelta(hours=3), timezone.now())
        SessionNotes.objects.create(session=session, words=notes, by=pairing.place.person, at=at)
    for position, point in enumerate(agenda, 1):
        AgendaPoint.objects.create(session=session, words=point, position=position, by=pairing.place.person)
    return session


def _action(session: Session, owner: User, what: str, in_days: int, is_done: bool) -> Action:
    assert session.starts_at is not None
    with dated(session.starts_at, ACTIONS):
        action = agree_action(
            session=session,
            words=what,
            owner=owner,
            due_on=day(in_days),
            form_id=uuid.uuid4(),
            by=session.pairing.mentor,
        )
    if is_done:
        with dated(session.starts_at + dt.timedelta(days=5), ACTIONS):
            settle_action(action=action, act="done", by=owner)
    return action


def _propose(pairing: Pairing, days_ago: int, *times: dt.datetime) -> Session:
    with dated(moment(days_ago), SESSIONS):
        return propose_session(
            pairing=pairing,
            times=times,
            minutes=60,
            place=words.LINK,
            form_id=uuid.uuid4(),
            by=pairing.mentor,
        )


def _accept(session: Session, days_ago: int, starts_at: dt.datetime, by: User) -> Session:
    with dated(moment(days_ago), SESSIONS):
        return accept_time(session=session, starts_at=starts_at, version=session.version, by=by)


def _to_come(pairing: Pairing) -> None:
    """One agreed for next week and moved since, with an agenda; one proposed by the mentor for later."""
    fellow, mentor = pairing.place.person, pairing.mentor
    agreed = _propose(pairing, 9, at_hour(6, 10), at_hour(7, 9), at_hour(8, 12))
    agreed = _accept(agreed, 8, at_hour(6, 10), fellow)
    with dated(moment(3), SESSIONS):
        times = [at_hour(7), at_hour(9)]
        agreed = propose_times(session=agreed, times=times, minutes=75, version=agreed.version, by=fellow)
    agreed = _accept(agreed, 2, at_hour(7), mentor)
    for point in words.COMING:
        add_points(session=agreed, own=point, by=fellow)
    _propose(pairing, 1, at_hour(21, 9), at_hour(22, 15), at_hour(23, 12))


def write_other_ends(place: Place) -> None:
    """A session that did not happen, and one that was called off."""
    pairing = place.pairings.select_related("mentor", "place__person").get()
    missed = held_session(pairing, 33, "", [])
    with dated(moment(32), SESSIONS):
        settle_session(session=missed, act="not_held", by=pairing.mentor)
    called_off = _propose(pairing, 6, at_hour(10, 11), at_hour(11, 14))
    called_off = _accept(called_off, 5, at_hour(11, 14), place.person)
    with dated(moment(1), SESSIONS):
        cancel_session(
            session=called_off, reason=words.CALLED_OFF, version=called_off.version, by=place.person
        )


def write_new_mentor(place: Place, mentor: User, by: User) -> None:
    """Another mentor since some days, to whom the fellow opened one session and one action of two."""
    earlier = place.pairings.select_related("mentor", "place__person").get()
    first, last = Session.objects.filter(pairing=earlier).order_by("starts_at")
    for session, what, in_days in zip((first, last), words.OPEN_ACTIONS, (6, 20), strict=True):
        action = _action(session, place.person, what, in_days, False)
    with dated(moment(NEW_MENTOR), HANDOVERS):
        later = change_mentor(
            by=by, place=place, mentor=mentor, on=day(-NEW_MENTOR), reason=words.MENTOR_LEAVES
        )
        leave_parting_word(pairing=earlier, words=words.LAST_WORD, by=earlier.mentor)
    with dated(moment(NEW_MENTOR - 2), HANDOVERS):
        decide_handover(pairing=later, sessions=[last], actions=[action], by=place.person)


def _before(place: Place, second: User, later: Pairing, administrator: User) -> None:
    """The second mentor of the first weeks: what of it the fellow opened to the one who stays."""
    with dated(at_hour(-75)):
        earlier = pair(
            by=administrator,
            place=place,
            mentor=second,
            kind=PairingKind.SECOND,
            starts_on=place.starts_on,
        )
    sessions = [held_session(earlier, days_ago, notes, []) for days_ago, notes in words.EARLIER]
    action = _action(sessions[-1], place.person, words.EARLIER_ACTION, 12, False)
    with dated(at_hour(-35), HANDOVERS):
        leave_parting_word(pairing=earlier, words=words.PARTING, by=second)
        last_day = place.starts_on + dt.timedelta(days=SECOND_MENTORED - 1)
        end_pairing(by=administrator, pairing=earlier, on=last_day, reason=words.SECOND_LEAVES)
    with dated(at_hour(-30), HANDOVERS):
        decide_handover(pairing=later, sessions=sessions[-1:], actions=[action], by=place.person)


def _private(session: Session, mentor: User) -> None:
    if not settings.AUTHOR_SEAL_KEY:
        return
    save_note(
        by=mentor,
        note_id=private_note_id(session, mentor),
        text=words.PRIVATE,
        written_on=session.day or timezone.localdate(),
        version=0,
        about_challenge_id=session.pairing.place.challenge.pk,
    )
