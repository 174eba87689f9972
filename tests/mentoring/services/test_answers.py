import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from challenges.models import LogEntry, Milestone
from challenges.services.stale import Stale
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from mentoring.models import Comment
from mentoring.services.answers import answer
from mentoring.services.comments import add_comment


def together(*acts) -> list[Exception]:
    """Runs the acts at the same time, each in a transaction of its own, and gives what went wrong."""
    start, faults = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            start.wait(timeout=10)
            with transaction.atomic():
                act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return faults


def say(act, row, by, text="", version=1):
    return lambda: answer(row=row, act=act, text=text, by=by, form_id=uuid.uuid4(), version=version)


@pytest.mark.django_db(transaction=True)
def test_two_mentors_agreeing_at_once_is_no_error(scene):
    entries = [LogEntry.objects.get(pk=scene.entry.pk) for _mentor in range(2)]

    faults = together(
        say("agree", entries[0], scene.lead, "Well seen"), say("agree", entries[1], scene.second, "Yes")
    )

    scene.entry.refresh_from_db()
    assert faults == []
    assert (scene.entry.status, scene.entry.version) == ("agreed", 2)
    assert set(Comment.objects.values_list("text", flat=True)) == {"Well seen", "Yes"}


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_answers_at_once_one_holds_and_the_other_is_told(scene):
    rows = [Milestone.objects.get(pk=scene.milestone.pk) for _mentor in range(2)]

    faults = together(
        say("sign_off", rows[0], scene.lead),
        say("ask_for_changes", rows[1], scene.second, "Where is the chart?"),
    )

    scene.milestone.refresh_from_db()
    assert [type(fault) for fault in faults] == [Stale]
    assert scene.milestone.version == 2
    assert scene.milestone.changes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_comments_at_once_are_both_there_and_the_entry_is_answered(scene):
    rows = [LogEntry.objects.get(pk=scene.entry.pk) for _mentor in range(2)]

    faults = together(
        lambda: add_comment(on=rows[0], text="One", by=scene.lead, form_id=uuid.uuid4()),
        lambda: add_comment(on=rows[1], text="Two", by=scene.second, form_id=uuid.uuid4()),
    )

    scene.entry.refresh_from_db()
    assert faults == []
    assert Comment.objects.count() == 2
    assert scene.entry.waiting_since is None


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_twice_at_once_makes_one_comment(scene):
    form_id = uuid.uuid4()
    rows = [LogEntry.objects.get(pk=scene.entry.pk) for _press in range(2)]

    faults = together(
        *[lambda row=row: add_comment(on=row, text="One", by=scene.lead, form_id=form_id) for row in rows]
    )

    assert faults == []
    assert Comment.objects.count() == 1
    assert Message.objects.filter(kind="comment", person=scene.fellow).count() == 1


@pytest.mark.django_db
def test_second_mentors_reason_is_not_lost_when_changes_were_asked_for_already(scene):
    for mentor, reason in ((scene.lead, "The aim"), (scene.second, "The measures")):
        answer(
            row=scene.brief, act="ask_for_changes", text=reason, by=mentor, form_id=uuid.uuid4(), version=1
        )

    scene.brief.refresh_from_db()
    assert scene.brief.answer_reason == "The aim"
    assert Comment.objects.get().text == "The measures"


@pytest.mark.django_db
def test_reason_kept_by_the_milestone_is_not_said_twice(scene):
    form_id = uuid.uuid4()
    for _press in range(2):
        answer(
            row=scene.milestone,
            act="ask_for_changes",
            text="The chart",
            by=scene.lead,
            form_id=form_id,
            version=1,
        )

    assert not Comment.objects.exists()
    assert scene.milestone.changes.get().reason == "The chart"


@pytest.mark.django_db
def test_refused_answer_leaves_no_comment(scene):
    with pytest.raises(PermissionDenied):
        answer(row=scene.entry, act="agree", text="Fine", by=scene.fellow, form_id=uuid.uuid4(), version=1)
    with pytest.raises(NotPossible):
        answer(
            row=scene.milestone,
            act="withdraw_sign_off",
            text="No",
            by=scene.lead,
            form_id=uuid.uuid4(),
            version=1,
        )

    assert not Comment.objects.exists()
