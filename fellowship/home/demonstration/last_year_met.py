"""How last year's fellows met: mentoring sessions with their actions, and an action learning set."""

import datetime as dt
import uuid

from fellowship.cohorts.models import Cohort, Place
from fellowship.home.demonstration import last_year_words as words
from fellowship.home.demonstration.dates import ACTIONS, SETS, dated, day, on
from fellowship.home.demonstration.places import Team
from fellowship.home.demonstration.sessions import held_session
from mentoring.services.actions import agree_action, note_own_action, settle_action
from mentoring.services.learning_sets import add_meeting, make_set, take_attendance

SESSIONS_ON = [40, 150, 300]  # days from the start
SET_ON = [60, 130, 200, 270]
CAME = ["present", "present", "online", "present", "excused", "present", "present"]


def write_meetings(cohort: Cohort, places: list[Place], team: Team) -> None:
    for place, former in zip(places, words.FORMER, strict=True):
        _sessions(place, former)
    _set(cohort, places, team)


def _sessions(place: Place, former: words.Former) -> None:
    pairing = place.pairings.select_related("mentor", "place__person").get()
    for days, notes, action in zip(SESSIONS_ON, former.sessions, words.ACTIONS, strict=True):
        met_on = place.starts_on + dt.timedelta(days=days)
        session = held_session(pairing, (day(0) - met_on).days, notes, [])
        with dated(on(met_on), ACTIONS, letters_kept=False):
            agreed = agree_action(
                session=session,
                words=action,
                owner=place.person,
                due_on=met_on + dt.timedelta(days=14),
                form_id=uuid.uuid4(),
                by=place.person,
            )
        with dated(on(met_on + dt.timedelta(days=12)), ACTIONS, letters_kept=False):
            settle_action(action=agreed, act="done", by=place.person)


def _set(cohort: Cohort, places: list[Place], team: Team) -> None:
    first = on(cohort.starts_on)
    with dated(first, letters_kept=False):
        learning_set = make_set(
            cohort=cohort, name="Harbour set", facilitator=team.tutor, places=places, by=team.administrator
        )
    for number, days in enumerate(SET_ON):
        starts_at = first.replace(hour=13, minute=0) + dt.timedelta(days=days)
        marks = {place.pk: CAME[(line + 3 * number) % len(CAME)] for line, place in enumerate(places)}
        with dated(starts_at + dt.timedelta(hours=3), SETS, letters_kept=False):
            meeting = add_meeting(
                learning_set=learning_set,
                starts_at=starts_at,
                minutes=180,
                place="Keel House, room 1.03 (invented)",
                form_id=uuid.uuid4(),
                by=team.tutor,
            )
            take_attendance(meeting=meeting, marks=marks, by=team.tutor)
    with dated(starts_at + dt.timedelta(hours=3), ACTIONS):
        own = note_own_action(
            meeting=meeting,
            words=words.SET_ACTION,
            due_on=meeting.day + dt.timedelta(days=10),
            for_mentor=False,
            form_id=uuid.uuid4(),
            by=places[0].person,
        )
        settle_action(action=own, act="done", by=places[0].person)
