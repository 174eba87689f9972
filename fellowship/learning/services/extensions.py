"""Extensions and mitigating circumstances: asked by the fellow, decided by tutors and the programme team."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning import emails
from fellowship.learning.models import Assignment, ExtensionRequest
from fellowship.learning.models.work import ExtensionKind
from fellowship.learning.permissions import check_can_record, check_is_own_place
from fellowship.learning.services.dates import trouble_with_extension
from fellowship.learning.services.steps import locked_result, note, signed
from fellowship.learning.workflow import EXTENSION, AttemptStatus, ExtensionStatus
from fellowship.lib.workflows import NotPossible, next_step
from fellowship.people.models import User


@transaction.atomic
def ask(
    *, assignment: Assignment, place: Place, by: User, kind: str, asked_for: dt.date | None, reason: str
) -> ExtensionRequest:
    """One question at a time: sent twice it is asked once, and another one is refused while it waits."""
    check_is_own_place(by, place)
    result = locked_result(assignment, place)
    waiting = result.requests.filter(status=ExtensionStatus.ASKED).first()
    if waiting and (waiting.kind, waiting.asked_for, waiting.reason) == (kind, asked_for, reason):
        return waiting
    if waiting:
        raise NotPossible(
            _("Another request waits for a decision. Withdraw it first, or wait for the answer.")
        )
    if kind == ExtensionKind.EXTENSION and result.status != AttemptStatus.OPEN:
        raise NotPossible(
            _("This is handed in already. If something hindered you, ask under mitigating circumstances.")
        )
    due_on = result.extended_to or assignment.due_on
    if kind == ExtensionKind.EXTENSION and (asked_for is None or asked_for <= due_on):
        raise ValidationError(_("Ask for a date after the one you have now."))
    request = ExtensionRequest.objects.create(
        result=result, attempt=result.attempt, kind=kind, asked_for=asked_for, reason=reason
    )
    note(result, f"ask_{kind}", before=result.status, by=by, asked_for=asked_for)
    emails.tell_tutors(request)
    return request


@transaction.atomic
def withdraw(*, request: ExtensionRequest, by: User) -> ExtensionRequest:
    locked = _locked(request)
    check_is_own_place(by, locked.result.place)
    locked.status = next_step(EXTENSION, locked.status, "withdraw").next
    locked.save(update_fields=["status"])
    note(locked.result, "withdraw_request", before=locked.result.status, by=by)
    return locked


@transaction.atomic
def decide(
    *, request: ExtensionRequest, by: User, act: str, granted_to: dt.date | None, answer: str
) -> ExtensionRequest:
    """`act` is "grant" or "refuse". A granted date becomes the fellow's own, which reminders follow."""
    locked = _locked(request)
    result = locked.result
    check_can_record(by, result.place.cohort)
    locked.status = next_step(EXTENSION, locked.status, act, reason=answer).next
    if act == "grant" and locked.kind == ExtensionKind.EXTENSION and granted_to is None:
        raise ValidationError(_("Enter the new date."))
    is_of_now = locked.attempt == result.attempt
    due_on = result.extended_to or result.assignment.due_on
    moves = act == "grant" and is_of_now
    if moves and granted_to and (trouble := trouble_with_extension(granted_to, due_on)):
        raise ValidationError(trouble)
    locked.granted_to = granted_to if act == "grant" else None
    locked.answer, locked.decided_by, locked.decided_at = answer, by, timezone.now()
    locked.save()
    if locked.granted_to and is_of_now:
        result.extended_to = locked.granted_to
        signed(result, by)
        result.save()
    note(result, f"{act}_request", before=result.status, by=by, granted_to=locked.granted_to)
    emails.tell_decision(locked)
    return locked


def _locked(request: ExtensionRequest) -> ExtensionRequest:
    rows = ExtensionRequest.objects.select_for_update(of=("self", "result"))
    return rows.select_related("result__place__cohort", "result__assignment").get(pk=request.pk)
