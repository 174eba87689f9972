"""The action learning set of the demonstration: three meetings behind it, one to come, one's own actions."""

import uuid

from fellowship.cohorts.models import Place
from fellowship.home.demonstration import session_words as words
from fellowship.home.demonstration.dates import ACTIONS, SETS, dated, day, moment
from fellowship.home.demonstration.places import Team
from fellowship.home.demonstration.sessions import at_hour
from mentoring.models import SetMeeting
from mentoring.services.actions import note_own_action
from mentoring.services.learning_sets import add_meeting, make_set, move_meeting, take_attendance

CAME = ["present", "present", "online", "present", "excused", "present", "absent"]
MEETS_ON = (-52, -24, -3, 25)  # days from today
ROOM, OTHER_ROOM = "Keel House, room 1.03 (invented)", "The Old Customs Hall (invented)"


def write_set(places: list[Place], team: Team) -> None:
    """The date to come has been moved to another hour and room."""
    with dated(at_hour(MEETS_ON[0] - 10)):
        learning_set = make_set(
            cohort=places[0].cohort,
            name="Keel House set",
            facilitator=team.tutor,
            places=places,
            by=team.administrator,
        )
    meetings: list[SetMeeting] = []
    for number, days in enumerate(MEETS_ON):
        with dated(at_hour(min(days - 20, -6))):
            meetings.append(
                add_meeting(
                    learning_set=learning_set,
                    starts_at=at_hour(days, 13),
                    minutes=180,
                    place=ROOM,
                    form_id=uuid.uuid4(),
                    by=team.tutor,
                )
            )
        if days < 0:
            marks = {place.pk: CAME[(line + 3 * number) % len(CAME)] for line, place in enumerate(places)}
            with dated(meetings[-1].ends_at, SETS):
                take_attendance(meeting=meetings[-1], marks=marks, by=team.tutor)
    with dated(moment(2)):
        later = at_hour(MEETS_ON[-1], 14)
        move_meeting(meeting=meetings[-1], starts_at=later, minutes=150, place=OTHER_ROOM, by=team.tutor)
    with dated(meetings[-2].ends_at, ACTIONS):
        note_own_action(
            meeting=meetings[-2],
            words=words.OWN_ACTION,
            due_on=day(5),
            for_mentor=True,
            form_id=uuid.uuid4(),
            by=places[0].person,
        )
