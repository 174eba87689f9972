"""What every act on a result shares: the row locked, the rule looked up, the history written."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import Assignment, Module, Result, ResultChange
from fellowship.learning.permissions import check_can_record
from fellowship.learning.workflow import ATTEMPT
from fellowship.lib.workflows import next_step
from fellowship.people.models import User
from fellowship.people.services.audit import record


class Changed(Exception):
    """The result is not as the form showed it any more; `result` holds what it is now."""

    def __init__(self, result: Result) -> None:
        super().__init__("The result was changed elsewhere.")
        self.result = result


def locked_result(assignment: Assignment, place: Place) -> Result:
    """The fellow's result, made where there is none yet, for this transaction alone."""
    if not Module.objects.taken_by(place).filter(pk=assignment.module_id).exists():
        raise ValidationError(_("This fellow does not take the module that has this assignment."))
    result, _is_new = Result.objects.select_for_update().get_or_create(assignment=assignment, place=place)
    return result


def result_to_record(assignment: Assignment, place: Place, *, by: User, stamp: str) -> Result:
    """The same for who records results; `Changed` if its stamp is another than the form was shown with."""
    check_can_record(by, assignment.module.cohort)
    result = locked_result(assignment, place)
    if result.stamp != stamp:
        raise Changed(result)
    return result


def do(
    result: Result, act: str, change: Callable[[Result], None], *, by: User, reason: str = "", **detail: Any
) -> Result:
    """Takes the step `act` by `change`, and holds the result to what workflow.py says it becomes."""
    before = result.status
    step = next_step(ATTEMPT, before, act, reason=reason)
    change(result)
    if result.status != step.next:
        raise AssertionError(f"{act} made {result.status} of {before}, not {step.next}")
    result.save()
    note(result, act, before=before, by=by, **detail)
    return result


def note(result: Result, act: str, *, before: str, by: User, **detail: Any) -> None:
    """Into the history the page shows, and into the audit."""
    kept = {name: str(value) for name, value in detail.items() if value not in (None, "")}
    ResultChange.objects.create(
        result=result,
        attempt=result.attempt,
        act=act,
        before=before,
        after=result.status,
        detail=kept,
        by=by,
    )
    record(f"result_{act}", result, by=by, **kept)


def signed(result: Result, by: User) -> None:
    result.recorded_by, result.recorded_at = by, timezone.now()
