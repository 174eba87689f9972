"""Sessions of a fellow and a mentor, actions, handover, learning sets."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

from django.utils import timezone

from fellowship.cohorts.models import Pairing
from fellowship.sealed.services.drafts import save_draft
from fellowship.sealed.services.notes import save_note
from mentoring.models import AgendaPoint, Handover, Opening, PartingWord
from mentoring.services.session_notes import DRAFT, private_note_id
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SessionNotesFactory,
    SessionTimeFactory,
    SetMeetingFactory,
    SetMemberFactory,
    at,
)

ARGUMENTS: dict[str, list[str]] = {
    "sessions": [":challenge"],
    "session_new": [":challenge"],
    "session": [":session"],
    "session_times": [":agreed_session"],
    "session_accept": [":proposed_session"],
    "session_act": [":session_to_mark", "held"],
    "session_place": [":agreed_session"],
    "session_cancel": [":agreed_session"],
    "session_agenda": [":session"],
    "agenda_point": [":point", "remove"],
    "session_notes": [":session"],
    "session_notes_draft": [":session"],
    "session_notes_history": [":session"],
    "session_private": [":session"],
    "action_new": [":session"],
    "action": [":action"],
    "action_act": [":action", "done"],
    "handover": [":pairing"],
    "parting_word": [":pairing"],
    "learning_set_new": [":cohort"],
    "learning_set": [":learning_set"],
    "learning_set_edit": [":learning_set"],
    "set_meeting_new": [":learning_set"],
    "set_meeting": [":meeting"],
    "set_meeting_edit": [":meeting_to_come"],
    "set_meeting_cancel": [":meeting_to_come"],
    "set_action_new": [":meeting"],
}


def fill(world: World) -> None:
    with_mentor = {"pairing": world.pairing}
    place = f"https://meet.example.org/{marker('place of a session')}"
    session = SessionFactory(**with_mentor, held=True, place=place)
    SessionNotesFactory(session=session, words=marker("notes of a session"))
    point = AgendaPoint.objects.create(session=session, words=marker("agenda"), by=world.fellow)
    action = ActionFactory(session=session, words=marker("action"))
    proposed = SessionFactory(**with_mentor)
    world.things["proposed_time"] = SessionTimeFactory(session=proposed, starts_at=at(9))
    world.things |= {
        "session": session,
        "point": point,
        "action": action,
        "proposed_session": proposed,
        "agreed_session": SessionFactory(**with_mentor, agreed=True),
        "session_to_mark": SessionFactory(**with_mentor, status="agreed", starts_at=at(-1)),
    }
    _private(world)
    _earlier_mentor(world)
    _learning_set(world)


def _private(world: World) -> None:
    save_note(
        by=world.mentor,
        note_id=private_note_id(world.session, world.mentor),
        text=marker("mentor’s note on a session"),
        written_on=timezone.localdate(),
        version=0,
        about_challenge_id=world.challenge.pk,
    )
    save_draft(
        by=world.fellow,
        draft_id=uuid4(),
        form=DRAFT,
        subject_id=world.session.pk,
        fields={"words": marker("draft of notes"), "seen": 1},
        version=0,
    )


def _earlier_mentor(world: World) -> None:
    """Two sessions with the mentor in the days of grace; the fellow has opened one to the present one."""
    earlier = Pairing.objects.get(mentor=world.grace)
    closed, opened = (SessionFactory(pairing=earlier, status="held", starts_at=at(-days)) for days in (9, 5))
    SessionNotesFactory(session=closed, words=marker("notes that stay closed"))
    SessionNotesFactory(session=opened, words=marker("opened notes"))
    PartingWord.objects.create(pairing=earlier, words=marker("parting word"), author=world.grace)
    handover = Handover.objects.create(pairing=world.pairing)
    Opening.objects.create(handover=handover, session=opened)
    world.things["closed_session"] = closed


def _learning_set(world: World) -> None:
    """The fellow and a peer, led by the tutor; one date has been, one is to come."""
    learning_set = LearningSetFactory(cohort=world.cohort, facilitator=world.tutor)
    peer = world.cohort.places.get(person=world.peer)
    for place in (world.place, peer):
        SetMemberFactory(learning_set=learning_set, place=place)
    meeting = SetMeetingFactory(learning_set=learning_set, starts_at=timezone.now() - dt.timedelta(days=2))
    own = {"session": None, "meeting": meeting, "owner": world.fellow, "made_by": world.fellow}
    ActionFactory(**own, words=marker("own action"))
    ActionFactory(**own, words=marker("own action for the mentor"), for_mentor=True)
    world.things |= {
        "learning_set": learning_set,
        "meeting": meeting,
        "meeting_to_come": SetMeetingFactory(learning_set=learning_set),
    }


def _times() -> dict[str, str]:
    return {**day("day_1", days_from_today(10)), "clock_1": "14:00"}


SENT: dict[str, Callable[[World], dict]] = {
    "session_new": lambda world: {**_times(), "minutes": "60", "form_id": str(uuid4())},
    "session_times": lambda world: {**_times(), "minutes": "60", "version": "1"},
    "session_accept": lambda world: {
        "starts_at": world.proposed_time.starts_at.isoformat(),
        "version": "1",
    },
    "session_act": lambda world: {"version": "1"},
    "session_place": lambda world: {"place": "Room 3", "version": "1"},
    "session_cancel": lambda world: {"reason": "", "version": "1"},
    "session_agenda": lambda world: {"own": "The board", "starter": ""},
    "agenda_point": lambda world: {},
    "session_notes": lambda world: {"words": "We spoke.", "seen": "1", "version": "0", "draft": str(uuid4())},
    "session_notes_draft": lambda world: {
        "words": "We sp",
        "seen": "1",
        "version": "0",
        "draft": str(uuid4()),
    },
    "action_new": lambda world: {
        "words": "Ask",
        "owner": str(world.fellow.pk),
        **day("due_on", days_from_today(9)),
        "form_id": str(uuid4()),
    },
    "action": lambda world: {
        "words": "Ask again",
        **day("due_on", days_from_today(9)),
        "version": "1",
    },
    "action_act": lambda world: {},
    "handover": lambda world: {"open": f"session-{world.closed_session.pk}"},
    "parting_word": lambda world: {"words": "Go on asking."},
    "learning_set_new": lambda world: {
        "name": "Friday set",
        "facilitator": str(world.tutor.pk),
        "places": str(world.place.pk),
    },
    "learning_set_edit": lambda world: {
        "name": "Friday set",
        "facilitator": str(world.tutor.pk),
        "places": str(world.place.pk),
    },
    "set_meeting_new": lambda world: {
        **day("day", days_from_today(10)),
        "clock": "9am",
        "minutes": "120",
        "form_id": str(uuid4()),
    },
    "set_meeting_edit": lambda world: {
        **day("day", days_from_today(11)),
        "clock": "9am",
        "minutes": "120",
    },
    "set_meeting_cancel": lambda world: {},
    "set_meeting": lambda world: {f"presence-{world.place.pk}": "present"},
    "set_action_new": lambda world: {
        "words": "Ask my own team",
        **day("due_on", days_from_today(9)),
        "form_id": str(uuid4()),
    },
}
