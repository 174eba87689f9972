"""Dates moved for many fellows: milestones, and the deadline of an assignment."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.home.services.bulk_movable import Which, Whither, rows_of
from fellowship.home.services.calendar import entries_of
from fellowship.home.services.clashes import clashes_of
from fellowship.home.services.open_things import open_things
from fellowship.learning.models import Assignment, LeftOut, Outcome, Result
from fellowship.lib.dates import in_words
from fellowship.notifications.models import Message
from fellowship.notifications.services.sending import send_due
from tests.access.sending import day
from tests.factories import AssignmentFactory, MilestoneFactory, ModuleFactory, ResultFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.home.acting import fellow, moved, results, undone

pytestmark = pytest.mark.django_db
DUE = days_from_today(20)
LATER = days_from_today(34)
TITLE = "Leading change: Essay"


def test_milestones_move_with_reason_and_history_and_back_again(cohort, administrator, confirm):
    challenge = fellow(cohort).challenge
    due_on = days_from_today(20)
    milestone = MilestoneFactory(challenge=challenge, due_on=due_on, title="Baseline")
    signed = MilestoneFactory(
        challenge=challenge,
        status=MilestoneStatus.SIGNED_OFF,
        sent_at=timezone.now(),
        signed_off_at=timezone.now(),
    )
    nothing = fellow(cohort, "Amara")
    act = confirm(kind="move", place=[challenge.place_id, nothing.pk], **moved(days=7))

    milestone.refresh_from_db()
    assert milestone.due_on == due_on + dt.timedelta(days=7)
    change = milestone.changes.get()
    assert (change.reason, change.due_before, change.by) == ("The venue is closed", due_on, administrator)
    assert sorted(status for status, _words in results(act)) == ["done", "left_out", "left_out"]

    assert "undone" in dict(undone(act, administrator))
    milestone.refresh_from_db()
    assert milestone.due_on == due_on
    assert not signed.changes.exists()


def test_undo_leaves_a_milestone_that_was_moved_since(cohort, administrator, confirm):
    milestone = MilestoneFactory(challenge=fellow(cohort).challenge, title="Baseline")
    act = confirm(kind="move", place=milestone.challenge.place_id, **moved(days=-3))
    Milestone.objects.update(due_on=days_from_today(99))
    assert undone(act, administrator) == [(RowStatus.KEPT, "Changed since: “Baseline” stays as it is.")]
    milestone.refresh_from_db()
    assert milestone.due_on == days_from_today(99)


def test_milestone_moved_between_preview_and_worker_is_left_out(cohort, administrator):
    milestone = MilestoneFactory(challenge=fellow(cohort).challenge)
    which = Which(since=days_from_today(0), until=days_from_today(99))
    rows = rows_of([milestone.challenge.place_id], which, Whither(days=7))
    facts = {"reason": "Closed", "what": ""}
    values = {"by": administrator, "programme": cohort.programme, "cohort": cohort, "facts": facts}
    act = acts.start(kind="move", rows=rows, **values)
    Milestone.objects.update(due_on=days_from_today(50))
    running.run(act.pk)
    milestone.refresh_from_db()
    assert (milestone.due_on, act.rows.get().status) == (days_from_today(50), RowStatus.LEFT_OUT)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"due_from-day": "", "due_from-month": "", "due_from-year": ""}, "Choose one, or enter the first"),
        ({"days": "0"}, "Enter a number of days other than 0"),
        (day("new_day", days_from_today(9)), "Enter a number of days or one new day, not both"),
        ({"days": "99999999999999999999"}, "366"),
        ({"reason": ""}, "Enter reason"),
        (day("due_until", days_from_today(-301)), "The last day must not be before the first"),
    ],
)
def test_move_without_what_it_needs_says_so(cohort, send, data, words):
    milestone = MilestoneFactory(challenge=fellow(cohort).challenge)
    sent = {"kind": "move", "place": milestone.challenge.place_id, **moved(days=7), **data}
    page = send(**sent)
    assert words in page
    assert "What will happen" not in page


@pytest.fixture
def essay(cohort) -> Assignment:
    return AssignmentFactory(module__cohort=cohort, module__title="Leading change", title="Essay", due_on=DUE)


def later(essay, *places, **whither) -> dict:
    """What is typed to move the deadline of these fellows."""
    whither = whither or {"days": 14}
    chosen = {"kind": "move", "place": [place.pk for place in places], "thing": f"assignment-{essay.pk}"}
    return chosen | {"reason": "The library is closed", **whither}


def due(place) -> dt.date | None:
    return Result.objects.get(place=place).extended_to


def test_deadline_preview_says_both_dates_and_who_is_left_out_why(cohort, essay, send):
    open_to, handed_in, judged, extended, ended, elsewhere = (
        fellow(cohort, name) for name in ("Mei", "Amara", "Tomasz", "Sam", "Ada", "Ben")
    )
    ResultFactory(assignment=essay, place=handed_in, submitted_on=days_from_today(-1))
    ResultFactory(assignment=essay, place=judged, outcome=Outcome.PASS, recorded_at=timezone.now())
    ResultFactory(assignment=essay, place=extended, extended_to=LATER + dt.timedelta(days=1))
    LeftOut.objects.create(place=elsewhere, module=essay.module)
    ended.status = "completed"
    ended.save()

    places = (open_to, handed_in, judged, extended, ended, elsewhere)
    page = send(**later(essay, *places, **day("new_day", LATER)))

    assert f"“{TITLE}” from {in_words(DUE)} to {in_words(LATER)}" in page
    assert "Move 1 date of 1 fellow" in page
    assert "Left out: 5" in page
    for words in (
        f"“{TITLE}” is handed in.",
        f"“{TITLE}” has a result.",
        f"Has a later date of their own, {in_words(LATER + dt.timedelta(days=1))}.",
        "Their fellowship has ended.",
        "Does not take this module.",
    ):
        assert page.count(words) == 1, words
    assert not Result.objects.filter(place=open_to).exists()


def test_deadline_moves_as_an_own_date_is_told_once_and_goes_back(
    cohort, administrator, essay, confirm, time_machine, mailoutbox
):
    mei, sam = fellow(cohort), fellow(cohort, "Sam")
    earlier = days_from_today(22)
    ResultFactory(assignment=essay, place=sam, extended_to=earlier)
    act = confirm(**later(essay, mei, sam))

    assert (due(mei), due(sam)) == (LATER, earlier + dt.timedelta(days=14))
    essay.refresh_from_db()
    assert essay.due_on == DUE
    change = Result.objects.get(place=mei).changes.get()
    assert (change.act, change.by, change.detail) == ("move", administrator, {"due_on": LATER.isoformat()})

    time_machine.move_to(timezone.now() + dt.timedelta(minutes=6))
    send_due()
    mails = {mail.to[0]: mail for mail in mailoutbox}
    assert set(mails) == {mei.person.email, sam.person.email}
    assert mails[mei.person.email].subject == "1 of your dates has moved"
    assert f"- {TITLE}: from {in_words(DUE)} to {in_words(LATER)}" in mails[mei.person.email].body
    assert "library" not in mails[mei.person.email].body

    assert undone(act, administrator) == [
        (RowStatus.UNDONE, f"“{TITLE}” is back at {in_words(DUE)}"),
        (RowStatus.UNDONE, f"“{TITLE}” is back at {in_words(earlier)}"),
    ]
    assert (due(mei), due(sam)) == (None, earlier)


def test_undo_leaves_a_deadline_that_was_changed_or_met_since(cohort, administrator, essay, confirm):
    mei, sam, ada = (fellow(cohort, name) for name in ("Mei", "Sam", "Ada"))
    act = confirm(**later(essay, mei, sam, ada))
    Result.objects.filter(place=mei).update(extended_to=days_from_today(50))
    Result.objects.filter(place=sam).update(submitted_on=days_from_today(0))
    stays = f"Changed since: “{TITLE}” stays as it is."
    assert undone(act, administrator)[:2] == [(RowStatus.KEPT, stays)] * 2
    assert (due(mei), due(sam), due(ada)) == (days_from_today(50), LATER, None)


def _own_date(essay, place):
    ResultFactory(assignment=essay, place=place, extended_to=days_from_today(25))


def _handed_in(essay, place):
    ResultFactory(assignment=essay, place=place, submitted_on=days_from_today(0))


def _cohorts_date(essay, place):
    Assignment.objects.update(due_on=days_from_today(27))


def _left_out(essay, place):
    LeftOut.objects.create(place=place, module=essay.module)


def _removed(essay, place):
    essay.delete()


@pytest.mark.parametrize("meanwhile", [_own_date, _handed_in, _cohorts_date, _left_out, _removed])
def test_deadline_changed_between_preview_and_worker_is_left_out(cohort, administrator, essay, meanwhile):
    place = fellow(cohort)
    rows = rows_of([place.pk], Which(assignment=essay.pk), Whither(days=14))
    values = {"by": administrator, "programme": cohort.programme, "cohort": cohort}
    act = acts.start(kind="move", rows=rows, facts={"reason": "Closed", "what": ""}, **values)
    meanwhile(essay, place)
    running.run(act.pk)
    assert results(act) == [(RowStatus.LEFT_OUT, f"Changed meanwhile: “{TITLE}” was not moved.")]
    assert not Result.objects.filter(extended_to=LATER).exists()
    assert not Message.objects.exists()


def test_what_is_open_calendar_and_clashes_follow_the_moved_deadline(cohort, essay, confirm):
    place = fellow(cohort)
    milestone = MilestoneFactory(challenge=place.challenge, title="Baseline", due_on=LATER)

    confirm(**later(essay, place))

    assert not open_things([place], DUE)[place.pk]
    assert {one.due_on for one in open_things([place], LATER)[place.pk]} == {LATER}
    (clash,) = clashes_of(entries_of(place.person, since=days_from_today(0)))
    assert (clash.assignment.day, clash.milestone.uid) == (LATER, f"milestone-{milestone.pk}")


def test_only_assignments_of_the_cohort_can_be_chosen(cohort, essay, send):
    place = fellow(cohort)
    own = AssignmentFactory(module=ModuleFactory(cohort=cohort, place=place, title="Elsewhere"))
    page = send(kind="move", place=place.pk)
    assert re.findall(r'value="assignment-(\d+)"', page) == [str(essay.pk)]
    for other in (own, AssignmentFactory()):
        assert "What will happen" not in send(**later(other, place))


def test_as_many_statements_to_preview_a_deadline_for_one_as_for_many(
    client, cohort, administrator, essay, rows_counted
):
    counts = []
    for number in (1, 3):
        places = [fellow(cohort) for _one in range(number)]
        data, path = later(essay, *places), reverse("many", args=[cohort.pk])
        client.post(path, data)
        with rows_counted() as count:
            client.post(path, data)
        counts.append(count.statements)
    assert counts[0] == counts[1] <= 15
