"""Statements that are kept: filled in for anybody, they find what the ORM would."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from challenges.models import LogEntry
from fellowship.people.models import User
from mentoring.statements import IDS, NAME, ROW, USER, Statement, columns, mark, statement_of, take
from tests.factories import LogEntryFactory

pytestmark = pytest.mark.django_db
OTHERS = mark("others")


@pytest.fixture(params=["prepared", "behind a pooler"])
def connected(request, monkeypatch):
    behind_a_pooler = request.param != "prepared"
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", behind_a_pooler)


def test_marks_are_filled_in(connected, scene):
    rows = LogEntry.objects.filter(challenge=ROW, author=USER).order_by("pk").values_list("pk")
    more = LogEntryFactory(challenge=scene.challenge)
    found = statement_of(rows)

    assert found.fetch(row=scene.challenge.pk, user=scene.fellow.pk) == [(scene.entry.pk,), (more.pk,)]
    assert found.fetch(row=scene.challenge.pk, user=scene.lead.pk) == []
    assert found.fetch(row=scene.challenge.pk + 1, user=scene.fellow.pk) == []


def test_lists_are_filled_in_also_with_nothing(connected, scene):
    more = LogEntryFactory(challenge=scene.challenge)
    rows = LogEntry.objects.filter(Q(pk__in=[IDS]) | Q(milestones__in=[OTHERS])).values_list("pk")
    found = statement_of(rows.distinct().order_by("pk"))
    scene.entry.milestones.add(scene.milestone)

    assert found.fetch(ids=[more.pk, scene.entry.pk], others=[]) == [(scene.entry.pk,), (more.pk,)]
    assert found.fetch(ids=[], others=[scene.milestone.pk]) == [(scene.entry.pk,)]
    assert found.fetch(ids=[], others=[]) == []


def test_values_that_stay_are_taken_as_words(connected, scene):
    words = "100% %s %(row)s '; DROP TABLE people_user; --"
    entry = LogEntryFactory(challenge=scene.challenge, what_happened=words)

    found = statement_of(LogEntry.objects.filter(challenge=ROW, what_happened=words).values_list("pk"))

    assert found.fetch(row=scene.challenge.pk) == [(entry.pk,)]


def test_rows_become_objects_with_the_person_beside(scene):
    rows = LogEntry.objects.filter(pk=ROW).values_list(*columns(LogEntry), *columns(User, "author", NAME))

    row = list(statement_of(rows).fetch(row=scene.entry.pk)[0])
    entry, author = take(LogEntry, row), take(User, row, NAME)

    assert entry == scene.entry
    assert entry.__dict__.keys() - {"_state"} == {field.attname for field in LogEntry._meta.concrete_fields}
    assert author.full_name == scene.fellow.full_name
    assert author.email == scene.fellow.email  # fetched when asked for
    assert row == []


def test_statement_is_still_known_after_a_transaction_that_failed(scene):
    statement = Statement("SELECT %(row)s::int + 1", {})
    impossible = Statement("SELECT 1 / %(row)s::int", {})

    def fetch_and_fail() -> None:
        with transaction.atomic():
            statement.fetch(row=1)
            impossible.fetch(row=0)

    with pytest.raises(DatabaseError):
        fetch_and_fail()

    assert statement.fetch(row=2) == [(3,)]
