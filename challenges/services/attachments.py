"""Files behind an entry or a milestone: checked by content, kept under a name of our own."""

import hashlib
import uuid
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from challenges.models import Attachment, Challenge, LogEntry, Milestone
from challenges.permissions import check_can_write
from challenges.services.log import refuse_if_agreed
from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.lib.archives import FileRefused
from fellowship.lib.uploads import check_upload, safe_name
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services import audit

MOST_FILES = 10


@transaction.atomic
def attach(
    *,
    challenge: Challenge,
    upload: UploadedFile,
    by: User,
    draft_id: uuid.UUID | None = None,
    log_entry: LogEntry | None = None,
    milestone: Milestone | None = None,
) -> Attachment:
    """Keeps a file with a draft, an entry or a milestone. The same content there again is not kept twice.

    Raises FileRefused with a sentence for its sender.
    """
    check_can_write(by, challenge)
    _refuse_if_locked(log_entry, milestone)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    name = safe_name(upload.name or "")
    try:
        kind = check_upload(upload, name=name)
    except FileRefused as refused:
        raise FileRefused(f"{name}: {refused}") from None
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    where = {"draft_id": draft_id, "log_entry": log_entry, "milestone": milestone}
    there = Attachment.objects.filter(
        challenge=challenge, **{key: value for key, value in where.items() if value is not None}
    )
    if same := there.filter(sha256=digest, name=name).first():
        return same
    if there.count() >= MOST_FILES:
        raise FileRefused(
            _("%(name)s: there are %(most)s files here already, which is the most we can keep together.")
            % {"name": name, "most": MOST_FILES}
        )
    attachment = Attachment(
        challenge=challenge,
        uploaded_by=by,
        name=name,
        content_type=kind.content_type,
        size=len(content),
        sha256=digest,
        **where,
    )
    upload.seek(0)
    attachment.file.save(uuid.uuid4().hex, upload, save=False)
    try:
        attachment.save()
    except Exception:
        attachment.file.delete(save=False)
        raise
    audit.record("attach", attachment, by=by, **_facts(attachment))
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> None:
    check_can_write(by, attachment.challenge)
    _refuse_if_locked(attachment.log_entry, attachment.milestone)
    _remove([attachment], by)


@transaction.atomic
def remove_files_of_draft(*, draft_id: uuid.UUID, by: User) -> None:
    _remove(list(files_of_draft(draft_id, by)), by)


def files_of_draft(draft_id: uuid.UUID, user: User) -> QuerySet[Attachment]:
    return Attachment.objects.filter(draft_id=draft_id, uploaded_by=user, log_entry=None, milestone=None)


def _facts(attachment: Attachment) -> dict[str, object]:
    """What the audit says of a file: nothing while only a draft, which nobody else knows, has it."""
    if attachment.is_shared:
        return {"name": attachment.name, "size": attachment.size}
    return {}


def _remove(attachments: list[Attachment], by: User) -> None:
    for attachment in attachments:
        audit.record("remove", attachment, by=by, **_facts(attachment))
        storage, stored = attachment.file.storage, attachment.file.name
        attachment.delete()
        transaction.on_commit(partial(storage.delete, stored))


def _refuse_if_locked(entry: LogEntry | None, milestone: Milestone | None) -> None:
    if entry:
        refuse_if_agreed(entry)
    if milestone and milestone.status == MilestoneStatus.SENT:
        raise NotPossible(_("This milestone is with your mentor. Take it back before you change its files."))
    if milestone and milestone.status not in WITH_THE_FELLOW:
        raise NotPossible(_("This milestone is closed, so its files stay as they are."))
