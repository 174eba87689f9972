import datetime as dt
import uuid

import pytest
from django.db import connection

from fellowship.sealed.models import PrivateNote
from fellowship.sealed.services.notes import save_note
from tests import factories


@pytest.fixture
def author(db):
    return factories.UserFactory()


@pytest.fixture
def intruder(db):
    return factories.UserFactory()


@pytest.fixture
def note(author) -> PrivateNote:
    """A note of the author, in a transaction that no longer carries the author's token."""
    kept = save_note(
        by=author, note_id=uuid.uuid4(), text="I was afraid.", written_on=dt.date(2026, 11, 2), version=0
    )
    seal_again()
    return kept


def seal_again() -> None:
    run("SELECT set_config('app.author', '', true)")


def run(sql: str, params: list | None = None) -> list[tuple]:
    """Hand-written SQL through the web role's connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
