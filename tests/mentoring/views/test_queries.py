"""Queries and rows of every page: the same for one thing as for many, and never more than the page shows."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from challenges.workflow import MilestoneStatus
from mentoring.views.review import MOST_SHOWN
from tests.factories import AttachmentFactory, CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.workspace import RampFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db


@contextmanager
def counted(monkeypatch):
    """Statements sent (without save points) and rows fetched inside the block."""
    count = {"rows": 0}

    def counting(name):
        fetch = getattr(CursorWrapper, name, None)

        def count_and_fetch(self, *args, **kwargs):
            rows = getattr(self.cursor, name)(*args, **kwargs)
            count["rows"] += len(rows) if name != "fetchone" else rows is not None
            return rows

        return fetch, count_and_fetch

    for name in ("fetchone", "fetchmany", "fetchall"):
        monkeypatch.setattr(CursorWrapper, name, counting(name)[1], raising=False)
    with CaptureQueriesContext(connection) as captured:
        yield count
    monkeypatch.undo()
    statements = [query["sql"] for query in captured.captured_queries]
    count["queries"] = sum("SAVEPOINT" not in sql for sql in statements)


def fill(scene, count: int) -> None:
    """`count` more of everything, commented on by both sides, with a file each."""
    for _number in range(count):
        entry = LogEntryFactory(challenge=scene.challenge)
        entry.milestones.add(scene.milestone)
        AttachmentFactory(log_entry=entry, challenge=scene.challenge)
        milestone = MilestoneFactory(
            challenge=scene.challenge, status=MilestoneStatus.SENT, sent_at=timezone.now()
        )
        milestone.changes.create(
            by=scene.fellow, act="send", status_after=milestone.status, due_after=milestone.due_on
        )
        for about in (
            {"log_entry": entry},
            {"log_entry": None, "milestone": milestone, "challenge": scene.challenge},
        ):
            CommentFactory(author=scene.lead, **about)
            CommentFactory(author=scene.fellow, **about)


# What the page takes, by the person who opens it; at most 15.
PAGES = {
    ("lead", "waiting"): 8,
    ("lead", "review"): 15,
    ("lead", "challenge"): 15,
    ("fellow", "challenge"): 15,
    ("administrator", "challenge"): 14,
    ("fellow", "challenge_document"): 14,
    ("lead", "brief"): 10,
    ("lead", "milestones"): 6,
    ("lead", "milestone"): 13,
    ("lead", "log_entry"): 12,
}


def address(scene, name: str) -> str:
    if name == "waiting":
        return reverse(name)
    pk = {"milestone": scene.milestone.pk, "log_entry": scene.entry.pk}.get(name, scene.challenge.pk)
    return reverse(name, args=[pk])


@pytest.mark.parametrize(("who", "name"), PAGES)
def test_page_takes_the_same_queries_with_one_and_three_things(scene, as_, monkeypatch, who, name):
    client, url = as_(scene.people[who]), address(scene, name)
    CommentFactory(log_entry=scene.entry, author=scene.lead)
    client.get(url)
    taken = []
    for more in (1, 2):
        fill(scene, more)
        with counted(monkeypatch) as count:
            client.get(url)
        taken.append(count["queries"])

    assert taken == [PAGES[who, name]] * 2


@pytest.mark.parametrize("name", ["review", "challenge"])
def test_page_with_comments_on_workstreams_and_ramps_takes_the_same(scene, as_, monkeypatch, name):
    client, url = as_(scene.lead), address(scene, name)
    client.get(url)
    fill(scene, 1)
    taken = []
    for more in (1, 2):
        for _number in range(more):
            for on in (
                {"ramp": RampFactory(challenge=scene.challenge)},
                {"workstream": WorkstreamFactory(challenge=scene.challenge)},
            ):
                CommentFactory(log_entry=None, challenge=scene.challenge, author=scene.fellow, **on)
        with counted(monkeypatch) as count:
            assert client.get(url).content.count(b"app-comment") > more
        taken.append(count["queries"])

    assert taken == [PAGES["lead", name]] * 2


@pytest.mark.parametrize("fellows", [1, 3, 25])
def test_front_page_takes_the_same_queries_with_any_number_of_fellows(
    scene, as_, mentored, monkeypatch, fellows
):
    for _fellow in range(fellows):
        mentored(scene.lead)
    client = as_(scene.lead)
    client.get(reverse("waiting"))

    with counted(monkeypatch) as count:
        client.get(reverse("waiting"))

    assert count["queries"] == 8
    assert count["rows"] <= MOST_SHOWN + fellows + 10


def test_front_page_shows_the_oldest_and_says_how_many_more(scene, as_):
    now = timezone.now()
    for minutes in range(MOST_SHOWN + 5):
        LogEntryFactory(challenge=scene.challenge, shared_at=now - dt.timedelta(minutes=minutes))

    page = as_(scene.lead).get(reverse("waiting")).content.decode()

    assert f"Waiting for you ({MOST_SHOWN + 8})" in page
    assert "8 more are waiting" in page


def test_story_fetches_one_page_of_rows_however_long_it_is(scene, as_, monkeypatch):
    client, url = as_(scene.administrator), address(scene, "challenge")
    client.get(url)
    rows = []
    for more in (30, 60):
        for _number in range(more):
            LogEntryFactory(challenge=scene.challenge)
        with counted(monkeypatch) as count:
            client.get(url)
        rows.append(count["rows"])

    assert rows[0] == rows[1] <= 60


def test_review_fetches_no_entry_that_is_seen_and_answered(scene, as_, monkeypatch):
    client, url = as_(scene.lead), address(scene, "review")
    client.get(url)
    rows = []
    for _round in range(2):
        for _number in range(20):
            LogEntryFactory(
                challenge=scene.challenge,
                shared_at=timezone.now() - dt.timedelta(days=60),
                waiting_since=None,
            )
        with counted(monkeypatch) as count:
            client.get(url)
        rows.append(count["rows"])

    assert rows[0] == rows[1]
