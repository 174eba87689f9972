"""The fellow's side of an assignment: handing in, taking back before anybody marks it."""

import datetime as dt
import hashlib
import uuid

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import Assignment, Result, Submission
from fellowship.learning.permissions import check_is_own_place
from fellowship.learning.services.steps import do, locked_result
from fellowship.lib.archives import FileRefused
from fellowship.lib.uploads import check_upload, safe_name
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User

MOST_FILES = 10


@transaction.atomic
def hand_in_file(*, assignment: Assignment, place: Place, upload: UploadedFile, by: User) -> Submission:
    """Keeps the file as the receipt. The same content again is the same receipt.

    Raises FileRefused with a sentence for its sender.
    """
    check_is_own_place(by, place)
    result = locked_result(assignment, place)
    today = timezone.localdate()
    name = safe_name(upload.name or "")
    kind = check_upload(upload, name=name)
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    there = result.submissions.filter(attempt=result.attempt)
    if same := there.filter(sha256=digest).first():
        if not result.submitted_on:
            _hand_in(result, today, by, file=same.name)
        return same
    if there.count() >= MOST_FILES:
        raise FileRefused(_("There are %(most)s files here already. Ask your tutor.") % {"most": MOST_FILES})
    _hand_in(result, today, by, file=name)
    kept = Submission(
        result=result,
        attempt=result.attempt,
        handed_in_on=today,
        at_provider=False,
        name=name,
        content_type=kind.content_type,
        size=len(content),
        sha256=digest,
        by=by,
    )
    upload.seek(0)
    kept.file.save(uuid.uuid4().hex, upload, save=False)
    try:
        kept.save()
    except Exception:
        kept.file.delete(save=False)
        raise
    return kept


@transaction.atomic
def hand_in_at_provider(*, assignment: Assignment, place: Place, on: dt.date, by: User) -> Submission:
    """The work is in the provider's own system since that day; said twice, it is noted once."""
    check_is_own_place(by, place)
    if on > timezone.localdate():
        raise NotPossible(_("The day you handed it in cannot be in the future."))
    result = locked_result(assignment, place)
    there = result.submissions.filter(attempt=result.attempt, at_provider=True, handed_in_on=on).first()
    if there and result.submitted_on == on:
        return there
    _hand_in(result, on, by, at_provider="yes")
    return there or Submission.objects.create(
        result=result, attempt=result.attempt, handed_in_on=on, at_provider=True, by=by
    )


@transaction.atomic
def take_back(*, assignment: Assignment, place: Place, by: User) -> Result:
    """Not handed in after all. What was sent stays as the receipt of its day."""
    check_is_own_place(by, place)

    def change(result: Result) -> None:
        result.submitted_on = None

    return do(locked_result(assignment, place), "take_back", change, by=by)


def _hand_in(result: Result, on: dt.date, by: User, **detail: str) -> None:
    def change(result: Result) -> None:
        result.submitted_on = on

    do(result, "hand_in", change, by=by, submitted_on=on, **detail)
