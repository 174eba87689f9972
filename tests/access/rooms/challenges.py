"""Writing: brief, milestones, log, notes."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.models import Attachment
from challenges.workflow import BriefStatus, MilestoneStatus
from mentoring.models import Comment, CommentVersion
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories import (
    AttachmentFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CommentFactory,
    LogEntryFactory,
    MilestoneFactory,
)
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "log_new": [":challenge"],
    "log_shared": [":entry"],
    "log_edit": [":entry"],
    "draft_save": ["log", ":challenge"],
    "draft_discard": [":draft"],
    "brief_edit": [":challenge"],
    "brief_take_back": [":sent_brief"],
    "milestone_new": [":challenge"],
    "milestone_edit": [":milestone"],
    "milestone_send": [":milestone"],
    "milestone_move": [":milestone"],
    "milestone_drop": [":milestone"],
    "milestone_act": [":milestone", "start"],
    "challenge_opening": [":challenge"],
    "attachment": [":attachment"],
    "attachment_remove": [":attachment"],
    "note": [":note"],
    "note_delete": [":note"],
}


def fill(world: World) -> None:
    then = timezone.now() - dt.timedelta(days=5)  # while the mentor who is in grace was still paired
    challenge = ChallengeFactory(place=world.place, last_entry_at=then)
    mentor = world.mentor
    brief = {"challenge": challenge, "answered_by": mentor, "answered_at": then}
    agreed = BriefVersionFactory(
        **brief, status=BriefStatus.AGREED, sent_at=then, problem=f"Nobody sleeps. {marker('agreed brief')}"
    )
    sent = BriefVersionFactory(
        challenge=challenge,
        number=2,
        status=BriefStatus.SENT,
        sent_at=then,
        problem=f"Nobody sleeps at all. {marker('sent brief')}",
    )
    entry = LogEntryFactory(
        challenge=challenge, shared_at=then, what_happened=f"We met. {marker('log entry')}"
    )
    LogEntryFactory(challenge=challenge, what_happened=f"We met again. {marker('later entry')}")
    waiting = MilestoneFactory(
        challenge=challenge,
        status=MilestoneStatus.SENT,
        sent_at=then,
        evidence=f"The chart. {marker('evidence')}",
    )
    comment = CommentFactory(log_entry=entry, author=mentor, text=f"Look again. {marker('comment')}")
    CommentVersion.objects.create(comment=comment, text=f"Look. {marker('earlier comment')}")
    world.things |= {
        "challenge": challenge,
        "agreed_brief": agreed,
        "sent_brief": sent,
        "entry": entry,
        "milestone": MilestoneFactory(challenge=challenge, due_on=days_from_today(5)),
        "sent_milestone": waiting,
        "comment": comment,
        "attachment": AttachmentFactory(
            log_entry=entry, file=ContentFile(marker("file").encode(), name="notes.txt")
        ),
    }
    entry.milestones.add(waiting)
    Attachment.objects.update(uploaded_at=then)
    Comment.objects.update(created_at=then)


LOG = {"what_happened": "We met the ward team.", **day("happened_on", days_from_today(0)), "version": "0"}
REASON = {"reason": "The ward is closed.", "milestone_version": "1"}

SENT: dict[str, Callable[[World], dict]] = {
    "log_new": lambda world: {**LOG, "act": "share", "draft": str(uuid4())},
    "log_new/forged draft": lambda world: {**LOG, "act": "share", "draft": str(world.draft.pk)},
    "log_edit": lambda world: {**LOG, "entry_version": "1", "draft": str(uuid4())},
    "draft_save": lambda world: {**LOG, "draft": str(uuid4())},
    "draft_save/forged draft": lambda world: {**LOG, "draft": str(world.draft.pk), "version": "1"},
    "draft_discard": lambda world: {},
    "brief_edit": lambda world: {"title": "Sleep", "act": "draft", "version": "0", "draft": str(uuid4())},
    "brief_take_back": lambda world: {"version": "1"},
    "milestone_new": lambda world: {
        "title": "New",
        "draft": str(uuid4()),
        **day("due_on", days_from_today(30)),
    },
    "milestone_edit": lambda world: {"title": "Changed", "milestone_version": "1"},
    "milestone_send": lambda world: {"evidence": "The chart on the wall.", "milestone_version": "1"},
    "milestone_move": lambda world: {**REASON, **day("due_on", days_from_today(40))},
    "milestone_drop": lambda world: REASON,
    "milestone_act": lambda world: {"version": "1"},
    "challenge_opening": lambda world: {"act": "open"},
    "attachment_remove": lambda world: {},
    "note_save": lambda world: {
        "text": "Mine",
        "draft": str(uuid4()),
        **day("written_on", days_from_today(0)),
    },
    "note_save/forged note": lambda world: {
        "text": "Yours is mine",
        "draft": str(world.note.pk),
        "version": "1",
        **day("written_on", days_from_today(0)),
    },
    "note": lambda world: {"text": "Changed", "version": "1", **day("written_on", days_from_today(0))},
    "note_delete": lambda world: {},
}
