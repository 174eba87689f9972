"""Fellows are told of dates that were moved for many, or with a template."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import BulkAct, BulkRow, Place, TemplateAssignment, TemplateTaughtDay
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.cohorts.services.templates import create_template, save_item
from fellowship.home.services import bulk_moving
from fellowship.home.services.bulk_movable import Which, Whither, rows_of
from fellowship.home.services.dates_moved import act_letters
from fellowship.home.services.template_changes import apply_template
from fellowship.learning.models import Assignment, LeftOut, TaughtDay
from fellowship.lib.dates import in_words
from fellowship.notifications.models import Message
from fellowship.notifications.services.sending import send_due
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    MilestoneFactory,
    PlaceFactory,
    ResultFactory,
)

pytestmark = pytest.mark.django_db
START = timezone.localdate() - dt.timedelta(days=20)
WEEK = dt.timedelta(weeks=1)
DAY = timezone.localdate() + dt.timedelta(days=30)


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def by(administrator):
    return administrator.person


@pytest.fixture
def cohort(administrator):
    return CohortFactory(
        programme=administrator.programme, starts_on=START, ends_on=START + dt.timedelta(days=364)
    )


@pytest.fixture
def place(cohort):
    """With eight milestones."""
    place = ChallengeFactory(place__cohort=cohort).place
    for number in range(8):
        MilestoneFactory(
            challenge=place.challenge, title=f"Step {number}", due_on=DAY + dt.timedelta(days=number)
        )
    return place


@pytest.fixture
def move(by, cohort):
    """Begins the act, and leaves it to the test to run it."""

    def begun(*places: Place, days: int = 7) -> BulkAct:
        rows = rows_of([place.pk for place in places], Which(since=DAY, until=DAY + WEEK), Whither(days=days))
        facts = {"reason": "The venue is closed", "what": ""}
        return acts.start(
            by=by, programme=cohort.programme, cohort=cohort, kind="move", rows=rows, facts=facts
        )

    return begun


def run(act: BulkAct) -> BulkAct:
    running.run(act.pk)
    act.refresh_from_db()
    assert act.status in (BulkStatus.DONE, BulkStatus.UNDONE)
    return act


def undone(by, act: BulkAct) -> BulkAct:
    acts.undo(by=by, act=act)
    return run(act)


def send() -> None:
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        send_due()


def told() -> list[int]:
    rows = Message.objects.filter(kind="dates_moved").order_by("pk")
    return list(rows.values_list("person", flat=True))


def test_many_milestones_of_a_fellow_are_one_letter_that_names_the_first(place, move, mailoutbox):
    other = ChallengeFactory(place__cohort=place.cohort).place
    run(move(place, other))
    send()

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([place.person.email], "8 of your dates have moved")
    assert f"- Step 0: from {in_words(DAY)} to {in_words(DAY + WEEK)}" in mail.body
    assert [line for line in mail.body.splitlines() if line.startswith("- ")][-1] == "- and 2 more"
    assert told() == [place.person_id]


def test_act_that_was_interrupted_between_two_rows_of_a_fellow_tells_once(
    place, move, mailoutbox, monkeypatch
):
    act = move(place)
    monkeypatch.setattr(running, "KINDS", {"move": chunked(3)})
    assert running._next_chunk(act.pk)
    send()
    run(act)
    send()
    assert [mail.subject for mail in mailoutbox] == ["8 of your dates have moved"]
    assert told() == [place.person_id]


def chunked(rows: int):
    kind = bulk_moving.MOVE
    return type(kind)(code=kind.code, title=kind.title, apply=kind.apply, undo=kind.undo, chunk=rows)


def test_milestone_moved_since_the_preview_is_not_in_the_letter(place, move, mailoutbox):
    act = move(place)
    milestones = place.challenge.milestones.order_by("due_on")
    milestones.exclude(pk=milestones[0].pk).update(due_on=DAY + 5 * WEEK)
    run(act)
    send()
    assert [mail.subject for mail in mailoutbox] == ["1 of your dates has moved"]


def test_nothing_moved_tells_nobody(place, move):
    act = move(place)
    place.challenge.milestones.update(due_on=DAY + 5 * WEEK)
    run(act)
    assert told() == []


def test_move_undone_before_and_after_the_letter(by, place, move, mailoutbox):
    undone(by, run(move(place)))
    send()
    assert not mailoutbox

    act = run(move(place))
    send()
    undone(by, act)
    undone(by, act)
    send()
    assert [mail.subject for mail in mailoutbox] == [
        "8 of your dates have moved",
        "Your dates are as before",
    ]


def test_undoing_that_changes_nothing_is_not_told(by, place, move, mailoutbox):
    act = run(move(place))
    send()
    place.challenge.milestones.update(due_on=DAY + 5 * WEEK)
    undone(by, act)
    send()
    assert len(mailoutbox) == 1


def test_own_act_is_not_told(by, place, move):
    Place.objects.filter(pk=place.pk).update(person=by)
    undone(by, run(move(place)))
    assert told() == []


@pytest.mark.parametrize("fellows", [1, 3])
def test_letters_of_many_take_as_many_queries_as_those_of_one(place, move, fellows):
    others = [ChallengeFactory(place__cohort=place.cohort).place for _number in range(fellows - 1)]
    for other in others:
        MilestoneFactory(challenge=other.challenge, due_on=DAY)
    run(move(place, *others))
    messages = list(Message.objects.filter(kind="dates_moved"))

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert len(act_letters(messages)) == fellows
    assert len(captured) == 5


@pytest.fixture
def template(cohort, administrator):
    """Laid out for three fellows."""
    cohort.template = create_template(by=None, programme=administrator.programme, name="Our year")
    cohort.save()
    for name in ("Ada", "Ben", "Cleo"):
        PlaceFactory(cohort=cohort, person__given_name=name)
    lay_out_year(cohort, None)
    return cohort.template


def applied(by, cohort) -> BulkAct:
    return run(apply_template(by=by, cohort=cohort, form_id=uuid.uuid4()))


def change(by, item, **fields):
    for name, value in fields.items():
        setattr(item, name, value)
    save_item(by=by, item=item)


def test_template_tells_whose_milestone_moved_and_that_it_is_back(by, cohort, template, mailoutbox):
    report = template.milestones.get(title="Report")
    hand_moved = cohort.places.get(person__given_name="Ben")
    hand_moved.challenge.milestones.filter(from_template=report).update(due_on=DAY)
    change(by, report, due="week 50, Friday")

    act = applied(by, cohort)
    send()

    names = sorted(mail.body.split()[1] for mail in mailoutbox)
    assert names == ["Ada", "Cleo"]
    assert all(mail.subject == "1 of your dates has moved" for mail in mailoutbox)
    assert re.search(r"- Report: from \d+ \w+ \d{4} to \d+ \w+ \d{4}\n", mailoutbox[0].body)

    undone(by, act)
    send()
    assert [mail.subject for mail in mailoutbox[2:]] == ["Your dates are as before"] * 2


def test_template_that_changes_words_only_tells_nobody(by, cohort, template):
    change(by, template.milestones.get(title="Report"), title="Final report")
    act = applied(by, cohort)
    assert BulkRow.objects.filter(act=act, status=RowStatus.DONE).count() == 3
    assert told() == []


def test_template_tells_of_deadlines_and_taught_days_whose_they_are(by, cohort, template, mailoutbox):
    essay = Assignment.objects.filter(module__cohort=cohort).latest("due_on")
    ben, cleo = (cohort.places.get(person__given_name=name) for name in ("Ben", "Cleo"))
    ResultFactory(place=ben, assignment=essay, extended_to=essay.due_on + WEEK)
    LeftOut.objects.create(place=cleo, module=essay.module)
    change(by, TemplateAssignment.objects.get(pk=essay.from_template_id), due="week 51, Friday")

    act = applied(by, cohort)
    send()

    (mail,) = mailoutbox
    assert "Dear Ada" in mail.body
    assert "1 assignment." in mail.body
    assert f"- {essay.module.title}: {essay.title}: from {in_words(essay.due_on)} to" in mail.body

    undone(by, act)
    send()
    assert [mail.subject for mail in mailoutbox[1:]] == ["Your dates are as before"]


def test_taught_day_that_moves_is_told_to_all_who_take_the_module(by, cohort, template, mailoutbox):
    day = TaughtDay.objects.filter(module__cohort=cohort).latest("day")
    change(by, TemplateTaughtDay.objects.get(pk=day.from_template_id), day="week 51, Friday")

    applied(by, cohort)
    send()

    assert len(mailoutbox) == 3
    assert "1 taught day." in mailoutbox[0].body
    assert f"- {day.module.title}: {day.title}: from {in_words(day.day)} to" in mailoutbox[0].body
