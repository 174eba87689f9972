"""Words that only their author reads."""

import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.models import Challenge
from fellowship.sealed.services.drafts import save_draft
from fellowship.sealed.services.notes import save_note
from mentoring.services.replies import keep_typed
from tests.access.markers import marker
from tests.access.world import World
from tests.factories import (
    AttachmentFactory,
)


def fill(world: World) -> None:
    challenge: Challenge = world.challenge
    fellow, mentor, draft_id = world.fellow, world.mentor, uuid.uuid4()
    about = {"by": fellow, "subject_id": challenge.pk, "version": 0}
    today = timezone.localdate()
    world.things |= {
        "draft": save_draft(
            **about, draft_id=draft_id, form="log", fields={"what_happened": [marker("log draft")]}
        ),
        "brief_draft": save_draft(
            **about, draft_id=uuid.uuid4(), form="brief", fields={"problem": [marker("brief draft")]}
        ),
        "question_draft": save_draft(
            **about, draft_id=uuid.uuid4(), form="question-new", fields={"asked": [marker("question draft")]}
        ),
        "cycle_draft": save_draft(
            by=fellow,
            draft_id=uuid.uuid4(),
            form="cycle-do",
            subject_id=world.cycle.pk,
            fields={"happened": [marker("draft of Do")]},
            version=0,
        ),
        "note": save_note(
            by=fellow,
            note_id=uuid.uuid4(),
            text=marker("fellow’s note"),
            written_on=today,
            version=0,
            about_challenge_id=challenge.pk,
        ),
        "mentors_note": save_note(
            by=mentor, note_id=uuid.uuid4(), text=marker("mentor’s note"), written_on=today, version=0
        ),
        "reply_draft": keep_typed(
            by=mentor,
            form="reply.review",
            subject_id=challenge.pk,
            typed={f"entry-{world.entry.pk}": marker("unsent reply")},
            version=0,
        ),
        "draft_file": AttachmentFactory(
            challenge=challenge,
            log_entry=None,
            draft_id=draft_id,
            uploaded_by=fellow,
            name=f"{marker('file of a draft')}.txt",
            file=ContentFile(marker("words in the file of a draft").encode(), name="draft.txt"),
        ),
    }
