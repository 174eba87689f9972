"""Which changes of status are sent to webhooks, and the acts in the audit that they are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MILESTONE, BRIEF, PLACE = "challenges.milestone", "challenges.briefversion", "cohorts.place"
RESULT, PAIRING, IMPORT, COHORT = "learning.result", "cohorts.pairing", "cohorts.importrun", "cohorts.cohort"
TEST = "test"


@dataclass(frozen=True)
class Change:
    """`sentence` stands on a card in Teams: a plain sentence without a name."""

    code: str
    title: Promise
    sentence: Promise
    object_kind: str
    acts: tuple[str, ...]


_CHANGES = [
    Change("milestone.started", _("Milestone started"), _("A milestone was started."), MILESTONE, ("start",)),
    Change(
        "milestone.sent",
        _("Milestone sent for sign-off"),
        _("A milestone was sent for sign-off."),
        MILESTONE,
        ("send",),
    ),
    Change(
        "milestone.taken_back",
        _("Milestone taken back before an answer"),
        _("A milestone was taken back before it was signed off."),
        MILESTONE,
        ("take_back",),
    ),
    Change(
        "milestone.signed_off",
        _("Milestone signed off"),
        _("A milestone was signed off."),
        MILESTONE,
        ("sign_off",),
    ),
    Change(
        "milestone.changes_asked",
        _("Changes asked for, or sign-off withdrawn"),
        _("A mentor asked for changes to a milestone."),
        MILESTONE,
        ("ask_for_changes", "withdraw_sign_off"),
    ),
    Change("milestone.dropped", _("Milestone dropped"), _("A milestone was dropped."), MILESTONE, ("drop",)),
    Change(
        "milestone.picked_up",
        _("Dropped milestone picked up again"),
        _("A dropped milestone was picked up again."),
        MILESTONE,
        ("pick_up",),
    ),
    Change(
        "milestone.moved", _("Milestone moved"), _("A milestone has a new due date."), MILESTONE, ("move",)
    ),
    Change(
        "brief.sent", _("Brief sent to the mentor"), _("A brief was sent to the mentor."), BRIEF, ("send",)
    ),
    Change(
        "brief.taken_back",
        _("Brief taken back before an answer"),
        _("A brief was taken back before it was agreed."),
        BRIEF,
        ("take_back",),
    ),
    Change(
        "brief.changes_asked",
        _("Changes to a brief asked for"),
        _("A mentor asked for changes to a brief."),
        BRIEF,
        ("ask_for_changes",),
    ),
    Change("brief.agreed", _("Brief agreed"), _("A brief was agreed."), BRIEF, ("agree",)),
    Change("place.paused", _("Fellowship paused"), _("A fellowship was paused."), PLACE, ("place paused",)),
    Change(
        "place.resumed",
        _("Fellowship taken up again"),
        _("A fellowship was taken up again."),
        PLACE,
        ("place resumed", "place reopened"),
    ),
    Change(
        "place.extended",
        _("Fellowship extended"),
        _("A fellowship was extended."),
        PLACE,
        ("place extended",),
    ),
    Change(
        "place.completed",
        _("Fellowship completed"),
        _("A fellowship was completed."),
        PLACE,
        ("place completed",),
    ),
    Change(
        "place.withdrawn", _("Fellow withdrawn"), _("A fellow was withdrawn."), PLACE, ("place withdrawn",)
    ),
    Change(
        "place.undone",
        _("A change of a fellow’s calendar undone"),
        _("A change of a fellow’s calendar was undone."),
        PLACE,
        ("calendar change undone",),
    ),
    Change(
        "result.recorded",
        _("Result recorded (without the result)"),
        _("A result was recorded."),
        RESULT,
        ("result_agree", "result_correct"),
    ),
    Change(
        "pairing.begun",
        _("Mentor paired with a fellow"),
        _("A mentor was paired with a fellow."),
        PAIRING,
        ("paired", "created"),
    ),
    Change(
        "pairing.ended",
        _("Pairing ended or cancelled"),
        _("A pairing ended."),
        PAIRING,
        ("pairing ended", "pairing cancelled"),
    ),
    Change(
        "import.confirmed",
        _("Spreadsheet of people imported"),
        _("A spreadsheet of people was imported."),
        IMPORT,
        ("import confirmed",),
    ),
    Change("cohort.launched", _("Cohort launched"), _("A cohort was launched."), COHORT, ("launched",)),
    Change("cohort.closed", _("Cohort closed"), _("A cohort was closed."), COHORT, ("cohort closed",)),
    Change(
        "cohort.reopened",
        _("Closed cohort reopened"),
        _("A closed cohort was reopened."),
        COHORT,
        ("cohort reopened",),
    ),
]
CHANGES: dict[str, Change] = {change.code: change for change in _CHANGES}
CODE_OF: dict[tuple[str, str], str] = {
    (change.object_kind, act): change.code for change in _CHANGES for act in change.acts
}


def acts_of(codes: Collection[str]) -> Q:
    """The audit events that are one of these changes."""
    wanted = Q(pk__in=[])
    for code in codes:
        if code in CHANGES:
            wanted |= Q(object_kind=CHANGES[code].object_kind, act__in=CHANGES[code].acts)
    return wanted
