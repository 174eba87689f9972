"""Asking for addresses as each person, and noticing what that changed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client

from fellowship.people.models import User
from fellowship.sealed.services.author import unseal_for

ROOMS = ("people", "cohorts", "notifications", "learning", "challenges", "mentoring", "home", "sealed", "api")
# Where reading leaves marks: what one has seen, and when a calendar was last fetched.
TRACES = {"mentoring_visit", "home_calendarfeed"}
TRACE_COLUMNS = ["seen_at"]
NOT_WATCHED = {"people_auditevent"}


def client_of(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def answer_of(response: HttpResponse) -> str:
    """The status in the words of the tables: “in” for asked to sign in, “on” for sent elsewhere."""
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith(resolve_url("account_login")) else "on"


def read(response: HttpResponse) -> bytes:
    """The whole body; of a download only reading it to its end closes the file."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Watch:
    """Notices which tables of ours are no longer as they were when the watch began.

    `traces`: also where reading leaves its marks. Digests of all rows are slow, so they are made only
    where Postgres has counted a write since they were last made.
    """

    def __init__(self, people: Iterable[User | None], *, traces: bool) -> None:
        self.people = [person for person in people if person]
        # The moment of the last sign-in is the test's own doing.
        self.left_out = ["last_login"] if traces else ["last_login", *TRACE_COLUMNS]
        models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
        names = [model._meta.db_table for model in models]
        names += [field.m2m_db_table() for model in models for field in model._meta.local_many_to_many]
        self.names = [name for name in names if name not in NOT_WATCHED and (traces or name not in TRACES)]
        self.writes, self.digests = self._writes(), self._digests()

    def changed(self) -> list[str]:
        if self._writes() == self.writes:
            return []
        found = self._digests()
        self.writes = self._writes()
        return [name for name, digest in found.items() if digest != self.digests[name]]

    def _writes(self) -> list[tuple]:
        counted = "n_tup_ins, n_tup_upd, n_tup_del"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT relname, {counted} FROM pg_stat_xact_user_tables "
                f"WHERE relname = ANY(%s) AND ({counted}) <> (0, 0, 0) ORDER BY relname",
                [self.names],
            )
            return cursor.fetchall()

    def _digests(self) -> dict[str, str]:
        """Of every row; of sealed rows each author's own, since nobody sees more."""
        found = self._of([name for name in self.names if not name.startswith("sealed_")])
        for person in self.people:
            unseal_for(person)
            sealed = self._of([name for name in self.names if name.startswith("sealed_")])
            found |= {f"{name} of {person.pk}": digest for name, digest in sealed.items()}
        return found

    def _of(self, names: list[str]) -> dict[str, str]:
        row = f"(to_jsonb(t) - ARRAY{self.left_out})::text"
        parts = [
            f"SELECT '{name}', md5(coalesce(string_agg({row}, '' ORDER BY {row}), '')) FROM {name} t"
            for name in names
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            return dict(cursor.fetchall())
