import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning import emails
from fellowship.learning.models import Assignment, MarksShared, Result
from fellowship.learning.permissions import check_can_record, check_owns_marks
from fellowship.people.models import User
from fellowship.people.services.audit import record


class Changed(Exception):
    """Somebody else recorded this result in the meantime; `result` holds what they recorded."""

    def __init__(self, result: Result) -> None:
        super().__init__("The result was changed elsewhere.")
        self.result = result


@transaction.atomic
def record_result(
    *,
    assignment: Assignment,
    place: Place,
    by: User,
    seen_at: dt.datetime | None,
    submitted_on: dt.date | None,
    extended_to: dt.date | None,
    mark: Decimal | None,
    outcome: str,
) -> Result:
    """Keeps what a tutor knows of one fellow's assignment, and tells the fellow when it was judged.

    `seen_at` is the `recorded_at` the form was shown with; raises `Changed` when that has moved on.
    """
    check_can_record(by, assignment.module.cohort)
    if place.cohort_id != assignment.module.cohort_id:
        raise ValidationError(_("This fellow is not in the cohort that has this assignment."))
    result, _is_new = Result.objects.select_for_update().get_or_create(assignment=assignment, place=place)
    if result.recorded_at != seen_at:
        raise Changed(result)
    before = (result.mark, result.outcome)
    result.submitted_on, result.extended_to = submitted_on, extended_to
    result.mark, result.outcome = mark, outcome
    result.recorded_by, result.recorded_at = by, timezone.now()
    result.save()
    record("result_recorded", result, by=by, outcome=outcome, mark=str(mark) if mark is not None else "")
    if outcome and (mark, outcome) != before:
        emails.tell_fellow(result)
    return result


@transaction.atomic
def share_marks(*, place: Place, by: User, shared: bool) -> None:
    """Opens one's marks, present and future, to one's mentors, or closes them again."""
    check_owns_marks(by, place)
    if shared:
        MarksShared.objects.get_or_create(place=place)
    else:
        MarksShared.objects.filter(place=place).delete()
    record("marks_shared" if shared else "marks_closed", place, by=by)
