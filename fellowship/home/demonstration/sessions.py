"""Sessions of the demonstration: held ones with notes and actions, one agreed, one proposed; a set with
attendance; and a mentor who handed over."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.home.demonstration import session_words as words
from fellowship.people.models import User
from fellowship.sealed.services.notes import save_note
from mentoring.models import (
    Action,
    AgendaPoint,
    Handover,
    LearningSet,
    Opening,
    PartingWord,
    Session,
    SessionChange,
    SessionNotes,
    SessionTime,
    SetAttendance,
    SetMeeting,
    SetMember,
)
from mentoring.services.session_notes import private_note_id

Moment = Callable[[int], dt.datetime]
SECOND_MENTORED = 42  # days
CAME = ["present", "present", "online", "present", "excused", "present", "absent"]


def write_sessions(cohort: Cohort, amina: Place, second: User, facilitator: User) -> None:
    places = list(cohort.places.exclude(pk=amina.pk).order_by("pk"))
    mentors = {pairing.place_id: pairing for pairing in Pairing.objects.filter(place__cohort=cohort)}
    with_helen = mentors[amina.pk]
    earlier = Pairing.objects.create(
        place=amina,
        mentor=second,
        kind=PairingKind.SECOND,
        starts_on=amina.starts_on,
        ends_on=amina.starts_on + dt.timedelta(days=SECOND_MENTORED - 1),
        end_reason="Took up a post abroad.",
    )
    _before(earlier, with_helen)
    for days_ago, notes, agenda, actions in words.HELD:
        session = _held(with_helen, days_ago, notes, agenda)
        for owner, what, in_days, is_done in actions:
            _action(session, amina.person if owner == "fellow" else with_helen.mentor, what, in_days, is_done)
    _to_come(with_helen)
    _private(session, with_helen.mentor)
    for number, place in enumerate(places):
        if place.pk in mentors:
            for days_ago in (45 - number, 17 - number % 5):
                _held(mentors[place.pk], days_ago, words.SHORT[number % len(words.SHORT)], [])
    _set([amina, *places[:6]], facilitator)


def _at(days_from_now: int, hour: int = 16) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=days_from_now)
    day += dt.timedelta(days=max(0, 7 - day.isoweekday()) if day.isoweekday() > 5 else 0)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _held(pairing: Pairing, days_ago: int, notes: str, agenda: list[str]) -> Session:
    starts_at = _at(-days_ago)
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
    due_on = timezone.localdate() + dt.timedelta(days=in_days)
    return Action.objects.create(
        session=session,
        owner=owner,
        words=what,
        due_on=due_on,
        form_id=uuid.uuid4(),
        made_by=session.pairing.mentor,
        made_at=session.starts_at,
        status="done" if is_done else "open",
        settled_at=session.starts_at + dt.timedelta(days=5) if is_done else None,
    )


def _to_come(pairing: Pairing) -> None:
    """One agreed for next week with an agenda, one proposed by the mentor for later."""
    agreed = Session.objects.create(
        pairing=pairing,
        form_id=uuid.uuid4(),
        proposed_by=pairing.mentor,
        status="agreed",
        starts_at=_at(7),
        place=words.LINK,
        version=2,
    )
    for position, point in enumerate(words.COMING, 1):
        AgendaPoint.objects.create(session=agreed, words=point, position=position, by=pairing.place.person)
    proposed = Session.objects.create(
        pairing=pairing, form_id=uuid.uuid4(), proposed_by=pairing.mentor, place=words.LINK
    )
    for days, hour in ((21, 9), (22, 16), (23, 12)):
        SessionTime.objects.create(session=proposed, starts_at=_at(days, hour))
    SessionChange.objects.create(session=proposed, act="propose", by=pairing.mentor)


def _before(earlier: Pairing, later: Pairing) -> None:
    """The second mentor of the first weeks: what of it the fellow opened to the one who stays."""
    sessions = [_held(earlier, days_ago, notes, []) for days_ago, notes in words.EARLIER]
    action = _action(sessions[-1], earlier.place.person, words.EARLIER_ACTION, 12, False)
    PartingWord.objects.create(pairing=earlier, words=words.PARTING, author=earlier.mentor, at=_at(-35))
    handover = Handover.objects.create(pairing=later, decided_at=_at(-30))
    Opening.objects.create(handover=handover, session=sessions[-1])
    Opening.objects.create(handover=handover, action=action)


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


def _set(places: list[Place], facilitator: User) -> None:
    learning_set = LearningSet.objects.create(
        cohort=places[0].cohort, name="Thursday set", facilitator=facilitator
    )
    SetMember.objects.bulk_create(SetMember(learning_set=learning_set, place=place) for place in places)
    for number, days in enumerate((-52, -24, -3, 25)):
        meeting = SetMeeting.objects.create(
            learning_set=learning_set,
            form_id=uuid.uuid4(),
            starts_at=_at(days, 13),
            minutes=180,
            place="Keel House, room 1.03 (invented)",
        )
        if days < 0:
            SetAttendance.objects.bulk_create(
                SetAttendance(
                    meeting=meeting,
                    place=place,
                    presence=CAME[(line + 3 * number) % len(CAME)],
                    by=facilitator,
                    at=meeting.ends_at,
                )
                for line, place in enumerate(places)
            )
            last = meeting
    Action.objects.create(
        meeting=last,
        owner=places[0].person,
        words=words.OWN_ACTION,
        due_on=timezone.localdate() + dt.timedelta(days=5),
        form_id=uuid.uuid4(),
        made_by=places[0].person,
        for_mentor=True,
    )
