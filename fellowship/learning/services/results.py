"""What tutors record of a fellow's assignment: handed in, marks by two people, the result, a further try."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning import emails
from fellowship.learning.models import Assignment, EarlierAttempt, MarksShared, Outcome, Result
from fellowship.learning.permissions import check_owns_marks
from fellowship.learning.services.dates import trouble_with_extension, trouble_with_handing_in
from fellowship.learning.services.steps import Changed, do, note, result_to_record, signed
from fellowship.learning.workflow import AttemptStatus
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services.audit import record

__all__ = ["Changed", "allow_another_attempt", "give_mark", "record_result", "share_marks"]
MORE_ATTEMPTS_AFTER = [Outcome.REFER, Outcome.FAIL, Outcome.DEFERRED]


@transaction.atomic
def record_result(
    *,
    assignment: Assignment,
    place: Place,
    by: User,
    stamp: str,
    submitted_on: dt.date | None,
    extended_to: dt.date | None,
    mark: Decimal | None,
    outcome: str,
    reason: str = "",
) -> Result:
    """Keeps what a tutor knows of one fellow's assignment, and tells the fellow when it was judged.

    `stamp` is that of the result the form was shown with; raises `Changed` when it is another now.
    `reason` is needed to take a result back.
    """
    result = result_to_record(assignment, place, by=by, stamp=stamp)
    before = (result.mark, result.outcome)
    act = _act(result, submitted_on, outcome)
    _check_dates(assignment, result, submitted_on, extended_to)
    _check_marking(assignment, result, act, mark=mark, outcome=outcome, submitted_on=submitted_on)

    def change(result: Result) -> None:
        result.submitted_on, result.extended_to = submitted_on, extended_to
        result.mark, result.outcome = mark, outcome
        if act in ("withdraw", "reopen"):
            result.first_mark = result.first_marker = result.second_mark = result.second_marker = None
        signed(result, by)

    detail = {"mark": mark, "outcome": outcome, "submitted_on": submitted_on, "extended_to": extended_to}
    if act:
        do(result, act, change, by=by, reason=reason, **detail)
    else:
        status = result.status
        change(result)
        result.save()
        note(result, "dates", before=status, by=by, **detail)
    if outcome and (mark, outcome) != before:
        emails.tell_fellow(result)
    return result


def _act(result: Result, submitted_on: dt.date | None, outcome: str) -> str:
    """Which act of workflow.py the form amounts to; empty where only dates are put right."""
    if outcome:
        return "correct" if result.outcome else "agree"
    if result.outcome:
        return "withdraw" if submitted_on else "reopen"
    if submitted_on and result.status == AttemptStatus.OPEN:
        return "receive"
    if not submitted_on and result.status == AttemptStatus.SUBMITTED:
        return "return"
    return ""


def _check_dates(
    assignment: Assignment, result: Result, submitted_on: dt.date | None, extended_to: dt.date | None
) -> None:
    """Those that are new; the refusal names the fields of the form they are typed into."""
    troubles = {"submitted_on": trouble_with_handing_in(submitted_on, result.submitted_on, assignment)}
    if extended_to and extended_to != result.extended_to:
        troubles["extended_to"] = trouble_with_extension(extended_to, assignment.due_on)
    if found := {name: trouble for name, trouble in troubles.items() if trouble}:
        raise ValidationError(found)


def _check_marking(
    assignment: Assignment,
    result: Result,
    act: str,
    *,
    mark: Decimal | None,
    outcome: str,
    submitted_on: dt.date | None,
) -> None:
    if submitted_on is None and result.first_mark is not None and act != "reopen":
        raise NotPossible(_("Marking has begun, so the work counts as handed in."))
    if lacks_a_mark(assignment, result, mark=mark, outcome=outcome, submitted_on=submitted_on):
        raise ValidationError(
            _("This assignment is marked by two people. Record the result once both have given their mark.")
        )


def lacks_a_mark(
    assignment: Assignment,
    result: Result,
    *,
    mark: Decimal | None,
    outcome: str,
    submitted_on: dt.date | None,
) -> bool:
    """Whether this would be the result of work that two people mark, before both have.

    There is nothing to mark in a deferral, and none in a fail for what was never handed in. A result that
    stays as it was, while its dates are put right, is not asked again.
    """
    never_came = submitted_on is None
    unmarked = outcome == Outcome.DEFERRED or (outcome == Outcome.FAIL and never_came)
    stays = (mark, outcome, never_came) == (result.mark, result.outcome, result.submitted_on is None)
    needed = assignment.second_marked and outcome and not stays and not (unmarked and mark is None)
    return bool(needed and result.second_mark is None)


def awaits_second_mark(assignment: Assignment, result: Result) -> bool:
    """One of two marks is in. Nobody but its marker reads it: who marks second has not read the first."""
    is_open = not result.outcome and result.second_mark is None
    return assignment.second_marked and is_open and result.first_mark is not None


@transaction.atomic
def give_mark(*, assignment: Assignment, place: Place, by: User, stamp: str, mark: Decimal) -> Result:
    """The mark of one marker. The first to give one is the first marker, the next person the second."""
    result = result_to_record(assignment, place, by=by, stamp=stamp)
    if by.pk == result.first_marker_id or result.first_marker_id is None:
        which = "first"
    elif by.pk == result.second_marker_id or result.second_marker_id is None:
        which = "second"
    else:
        raise NotPossible(_("Two people have marked this already. Agree the mark, or ask one of them."))

    def change(result: Result) -> None:
        setattr(result, f"{which}_mark", mark)
        setattr(result, f"{which}_marker", by)
        signed(result, by)

    return do(result, "mark", change, by=by, mark=mark, marker=which)


@transaction.atomic
def allow_another_attempt(
    *, assignment: Assignment, place: Place, by: User, stamp: str, due_on: dt.date
) -> Result:
    """Closes this attempt as it was judged and opens the next, which has a date of its own."""
    result = result_to_record(assignment, place, by=by, stamp=stamp)
    if result.outcome not in MORE_ATTEMPTS_AFTER:
        raise NotPossible(_("A further attempt follows a referral, a fail or a deferral."))
    EarlierAttempt.objects.create(
        result=result,
        number=result.attempt,
        due_on=result.extended_to or assignment.due_on,
        submitted_on=result.submitted_on,
        first_mark=result.first_mark,
        second_mark=result.second_mark,
        mark=result.mark,
        outcome=result.outcome,
    )

    def change(result: Result) -> None:
        result.attempt += 1
        result.extended_to = due_on
        result.submitted_on = result.mark = None
        result.first_mark = result.first_marker = result.second_mark = result.second_marker = None
        result.outcome = ""
        signed(result, by)

    do(result, "resubmit", change, by=by, due_on=due_on)
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
