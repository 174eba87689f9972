"""One fellow's work on one assignment, as its pages show it."""

import datetime as dt
from dataclasses import dataclass
from itertools import takewhile

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models import (
    Assignment,
    EarlierAttempt,
    ExtensionRequest,
    Outcome,
    Result,
    ResultChange,
    Submission,
)
from fellowship.learning.services.pgcert import Piece
from fellowship.learning.services.results import awaits_second_mark
from fellowship.learning.workflow import ATTEMPT, Actor, ExtensionStatus
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import acts_open_to
from fellowship.people.models import User

HISTORY_SHOWN = 100
TAKEN_BACK = ("withdraw", "reopen")
JUDGED = ("agree", "correct")
ACTS = {
    "hand_in": _("handed it in"),
    "receive": _("recorded that it was handed in"),
    "take_back": _("took it back"),
    "return": _("recorded that it was not handed in"),
    "mark": _("gave a mark"),
    "agree": _("recorded the result"),
    "correct": _("corrected the result"),
    "withdraw": _("withdrew the result"),
    "reopen": _("withdrew the result"),
    "resubmit": _("allowed a further attempt"),
    "dates": _("changed a date"),
    "move": _("moved the date"),
    "ask_extension": _("asked for an extension"),
    "ask_mitigating": _("asked for circumstances to be taken into account"),
    "withdraw_request": _("withdrew the request"),
    "grant_request": _("granted the request"),
    "refuse_request": _("did not grant the request"),
}


WITHDRAWN_SINCE = _("recorded a result, which was withdrawn since")
DATES = {
    "submitted_on": _("handed in %(day)s"),
    "extended_to": _("extended to %(day)s"),
    "asked_for": _("until %(day)s"),
    "granted_to": _("until %(day)s"),
    "due_on": _("due %(day)s"),
}


@dataclass(frozen=True)
class Work:
    piece: Piece
    place: Place
    submissions: list[Submission]
    requests: list[ExtensionRequest]
    earlier: list[EarlierAttempt]
    history: list[ResultChange]
    is_blind: bool  # the first mark is not the reader's to read yet

    @property
    def assignment(self) -> Assignment:
        return self.piece.assignment

    @property
    def result(self) -> Result:
        return self.piece.result or Result(assignment=self.piece.assignment, place=self.place)

    @property
    def acts(self) -> list[str]:
        """What the fellow may do now."""
        return acts_open_to(ATTEMPT, self.result.status, Actor.FELLOW)

    @property
    def waiting(self) -> ExtensionRequest | None:
        return next((one for one in self.requests if one.status == ExtensionStatus.ASKED), None)

    @property
    def is_late(self) -> bool:
        return not self.result.is_done and self.piece.due_on < timezone.localdate()

    @property
    def receipts(self) -> list[Submission]:
        """Of the attempt of now."""
        return [one for one in self.submissions if one.attempt == self.result.attempt]


def work_of(assignment: Assignment, place: Place, *, reader: User) -> Work:
    """`reader` is who is shown it: the fellow reads no mark before the result stands, and no result withdrawn
    since. The team reads all, but for a first mark that waits for the second: that its marker alone."""
    result = (
        Result.objects.filter(assignment=assignment, place=place)
        .select_related("first_marker", "second_marker", "recorded_by")
        .first()
    )
    rows = {"result": result}
    history = list(ResultChange.objects.filter(**rows).select_related("by")[:HISTORY_SHOWN])
    is_fellow = reader.pk == place.person_id
    is_blind = bool(result and awaits_second_mark(assignment, result) and reader.pk != result.first_marker_id)
    hidden = what_does_not_stand(history, result) if result and is_fellow else set()
    if is_blind:
        hidden |= marks_of_now(history)
    for step in history:
        is_hidden = step.pk in hidden
        step.words = WITHDRAWN_SINCE if is_hidden and step.act in JUDGED else ACTS.get(step.act, step.act)
        step.facts = facts_of(step, with_judgement=not is_hidden)
    return Work(
        piece=Piece(assignment, result),
        place=place,
        submissions=list(Submission.objects.filter(**rows)),
        requests=list(ExtensionRequest.objects.filter(**rows).select_related("decided_by")),
        earlier=list(EarlierAttempt.objects.filter(**rows)),
        history=history,
        is_blind=is_blind,
    )


def marks_of_now(history: list[ResultChange]) -> set[int]:
    """The steps, the newest first, with marks given since the last result was withdrawn or followed."""
    since = takewhile(lambda step: step.act not in (*TAKEN_BACK, "resubmit"), history)
    return {step.pk for step in since if step.act == "mark"}


def what_does_not_stand(history: list[ResultChange], result: Result) -> set[int]:
    """The steps, the newest first, whose mark is not agreed yet or whose result was withdrawn since.

    A mark before the agreement is between the markers, and a result may have been meant for another fellow.
    """
    unsettled = set() if result.outcome else {result.attempt}
    hidden = set()
    for step in history:
        if step.act in TAKEN_BACK:
            unsettled.add(step.attempt)
        if step.attempt in unsettled:
            hidden.add(step.pk)
    return hidden


def facts_of(step: ResultChange, *, with_judgement: bool) -> list[str]:
    """What the step set, in words; without judgement neither result nor mark."""
    kept, words = step.detail, []
    if with_judgement:
        words += [str(Outcome(kept["outcome"]).label)] if kept.get("outcome") else []
        words += [_("mark %(mark)s") % {"mark": kept["mark"]}] if kept.get("mark") else []
    words += [kept["file"]] if kept.get("file") else []
    return words + [
        sentence % {"day": in_words(dt.date.fromisoformat(kept[name]))}
        for name, sentence in DATES.items()
        if kept.get(name)
    ]


def requests_waiting(user: User) -> list[ExtensionRequest]:
    """What the user may decide, the oldest first."""
    rows = ExtensionRequest.objects.filter(
        status=ExtensionStatus.ASKED, result__place__cohort__in=Cohort.objects.taught_by(user)
    )
    return list(rows.select_related("result__assignment", "result__place__person").order_by("asked_at"))
