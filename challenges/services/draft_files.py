"""Files given while something was a draft: they are shared with what the draft becomes, and not before."""

import uuid

from challenges.models import Attachment, LogEntry, Milestone
from fellowship.people.models import User
from fellowship.people.services import audit


def take_files(kept_with: LogEntry | Milestone, draft_id: uuid.UUID, by: User) -> None:
    """Call it inside the transaction that shares the words."""
    files = Attachment.objects.filter(draft_id=draft_id, uploaded_by=by, challenge=kept_with.challenge_id)
    name = "log_entry" if isinstance(kept_with, LogEntry) else "milestone"
    for file in files.filter(log_entry=None, milestone=None):
        setattr(file, name, kept_with)
        file.save(update_fields=[name])
        audit.record("attach", file, by=by, name=file.name, size=file.size)
