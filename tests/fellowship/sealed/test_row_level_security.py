"""What somebody with the web role's password and SQL of their own can reach: nothing of anybody else."""

import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from fellowship.lib.sealing import CannotOpen, author_token
from fellowship.sealed.checks import web_role_faults
from fellowship.sealed.models import PrivateNote
from fellowship.sealed.services.author import NoSealHere, unseal_for
from fellowship.sealed.services.notes import notes_of, save_note
from tests import factories
from tests.fellowship.sealed.conftest import run, seal_again

TABLES = ["sealed_privatenote", "sealed_draft"]


def claim(token: str) -> None:
    run("SELECT set_config('app.author', %s, true)", [token])


def backend_pid() -> int:
    return connection.connection.info.backend_pid


def test_own_note_is_found_after_unsealing(note, author):
    unseal_for(author)
    assert run("SELECT count(*) FROM sealed_privatenote") == [(1,)]


def test_note_is_hidden_without_a_token(note):
    assert run("SELECT * FROM sealed_privatenote") == []


def test_note_is_hidden_from_somebody_elses_token(note, intruder):
    unseal_for(intruder)
    assert run("SELECT * FROM sealed_privatenote") == []


@pytest.mark.parametrize("table", TABLES)
def test_rules_are_on_and_forced(db, table):
    facts = run("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
    assert facts == [(True, True)]


def test_forged_token_with_a_bare_id_opens_nothing(note, author):
    claim(str(author.pk))
    assert run("SELECT * FROM sealed_privatenote") == []


@pytest.mark.parametrize("mac", ["", "0" * 64, "null", "' OR true --"])
def test_forged_token_with_a_wrong_mac_opens_nothing(note, author, mac):
    claim(f"{author.pk}:{mac}")
    assert run("SELECT * FROM sealed_privatenote") == []


def test_token_signed_with_another_key_opens_nothing(note, author):
    claim(author_token(author.pk, backend_pid(), "ab" * 32))
    assert run("SELECT * FROM sealed_privatenote") == []


def test_token_of_another_connection_opens_nothing(note, author):
    claim(author_token(author.pk, backend_pid() + 1, settings.AUTHOR_SEAL_KEY))
    assert run("SELECT * FROM sealed_privatenote") == []


def test_token_with_the_id_exchanged_opens_nothing(note, author, intruder):
    own = author_token(intruder.pk, backend_pid(), settings.AUTHOR_SEAL_KEY)
    claim(f"{author.pk}:{own.partition(':')[2]}")
    assert run("SELECT * FROM sealed_privatenote") == []


@pytest.mark.parametrize("claimed", ["1; DROP TABLE people_user", "9" * 19, "-1", "١", "1e3", ":"])
def test_token_that_makes_no_sense_opens_nothing(note, claimed):
    claim(claimed)
    assert run("SELECT * FROM sealed_privatenote") == []


def test_token_ends_with_the_transaction(transactional_db):
    author = factories.UserFactory()
    with transaction.atomic():
        save_note(by=author, note_id=uuid.uuid4(), text="mine", written_on="2026-11-02", version=0)
    assert run("SELECT count(*) FROM sealed_privatenote") == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sealed_privatenote SET words = 'x'",
        "UPDATE sealed_privatenote SET author_id = {intruder}",
        "DELETE FROM sealed_privatenote",
    ],
)
def test_changing_or_deleting_as_somebody_else_touches_nothing(note, author, intruder, sql):
    unseal_for(intruder)
    run(sql.format(intruder=intruder.pk))
    seal_again()
    assert notes_of(author).get().read() == {"text": "I was afraid."}


@pytest.mark.parametrize("table", TABLES)
def test_inserting_in_somebody_elses_name_is_refused(author, intruder, table):
    columns = {
        "sealed_privatenote": "written_on) VALUES (now(), ",
        "sealed_draft": "form, subject_id) VALUES ('log', 1, ",
    }[table]
    names, values = columns.split(") VALUES (")
    unseal_for(intruder)
    with pytest.raises(DatabaseError, match="row-level security"):
        run(
            f"INSERT INTO {table} ({names}, id, author_id, words, version, created_at, updated_at)"
            f" VALUES ({values} gen_random_uuid(), %s, 'x', 1, now(), now())",
            [author.pk],
        )


def test_giving_ones_own_note_to_somebody_else_is_refused(note, author, intruder):
    unseal_for(author)
    with pytest.raises(DatabaseError, match="row-level security"):
        run("UPDATE sealed_privatenote SET author_id = %s", [intruder.pk])


OWNER = f'"{os.environ["DATABASE_OWNER_URL"].split("//")[1].split(":")[0].split("@")[0]}"'
FORBIDDEN = [
    f"SET ROLE {OWNER}",
    "SELECT * FROM sealed_rules.seal",
    "SELECT inner_pad FROM sealed_rules.seal",
    "UPDATE sealed_rules.seal SET inner_pad = ''",
    "CREATE OR REPLACE FUNCTION sealed_author() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "DROP FUNCTION sealed_author() CASCADE",
    "ALTER TABLE sealed_privatenote DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE sealed_privatenote NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE sealed_privatenote OWNER TO CURRENT_USER",
    "ALTER POLICY author_only ON sealed_privatenote USING (true)",
    "DROP POLICY author_only ON sealed_privatenote",
    "CREATE POLICY everybody ON sealed_privatenote USING (true)",
    "CREATE TRIGGER copy AFTER INSERT ON sealed_privatenote EXECUTE FUNCTION now()",
    "CREATE VIEW everything AS SELECT * FROM sealed_privatenote",
    "TRUNCATE sealed_privatenote",
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "COPY sealed_privatenote TO PROGRAM 'cat'",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_web_role_may_not_change_the_rules(note, sql):
    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)
    assert run("SELECT count(*) FROM sealed_privatenote") == [(0,)]


def test_switching_row_security_off_refuses_the_query_instead(note):
    run("SET LOCAL row_security = off")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        run("SELECT * FROM sealed_privatenote")


def test_resetting_the_role_gains_nothing(note):
    run("RESET ROLE")
    run("RESET SESSION AUTHORIZATION")
    assert run("SELECT * FROM sealed_privatenote") == []


def test_web_role_is_no_superuser_no_owner_and_does_not_bypass(db):
    assert web_role_faults() == []
    facts = run(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    assert facts == [(False, False, False, False)]
    memberships = "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"
    assert run(memberships) == [(0,)]


def test_ciphertext_copied_into_ones_own_row_does_not_open(note, intruder):
    stolen = bytes(note.words)
    unseal_for(intruder)
    copy = PrivateNote.objects.create(author=intruder, words=stolen, written_on="2026-11-02")
    with pytest.raises(CannotOpen):
        copy.read()


def test_ciphertext_holds_none_of_the_words(note):
    assert b"afraid" not in bytes(note.words)


@pytest.mark.parametrize("missing", ["PRIVATE_TEXT_KEYS", "AUTHOR_SEAL_KEY"])
def test_process_without_a_key_may_not_unseal(note, author, settings, missing):
    setattr(settings, missing, type(getattr(settings, missing))())
    with pytest.raises(NoSealHere):
        notes_of(author)


WORKER = """
import django; django.setup()
from django.db import transaction
from fellowship.people.models import User
from fellowship.sealed.models import PrivateNote
from fellowship.sealed.services.author import NoSealHere
from fellowship.sealed.services.notes import notes_of
assert User.objects.count() == 1
assert PrivateNote.objects.count() == 0
with transaction.atomic():
    try:
        notes_of(User.objects.get())
    except NoSealHere:
        print("sealed")
"""


@pytest.mark.slow
def test_worker_process_without_keys_sees_no_note(transactional_db):
    author = factories.UserFactory()
    with transaction.atomic():
        save_note(by=author, note_id=uuid.uuid4(), text="mine", written_on="2026-11-02", version=0)
    environment = {k: v for k, v in os.environ.items() if k not in ("PRIVATE_TEXT_KEYS", "AUTHOR_SEAL_KEY")}
    done = subprocess.run([sys.executable, "-c", WORKER], env=environment, capture_output=True, text=True)
    assert done.stdout == "sealed\n", done.stderr


def test_unsealing_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(NoSealHere):
        unseal_for(factories.UserFactory())
