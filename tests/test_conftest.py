"""The ground that all tests stand on holds: the web role, a database of its own, no network."""

import socket

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_sign_in_as_a_role_that_row_level_security_binds() -> None:
    assert ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False
    assert ask("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == 0


@pytest.mark.django_db
def test_tests_may_not_change_the_schema() -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        ask("CREATE TABLE public.mine (word text)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_committed_rows_are_gone_in_the_next_test(time: str) -> None:
    assert not Session.objects.exists()
    Session.objects.create(session_key=time, session_data="", expire_date=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_that_migrations_made_are_there_after_a_test_that_commits(time: str) -> None:
    assert ContentType.objects.exists()
    assert ask("SELECT count(*) FROM django_migrations") > 0


@pytest.mark.parametrize("time", ["first", "second"])
def test_cache_is_empty_at_the_start_of_each_test(time: str) -> None:
    assert cache.get("word") is None
    cache.set("word", time)


def test_network_is_out_of_reach() -> None:
    # 192.0.2.0/24 is set aside for examples; the block speaks before anything is sent.
    with pytest.raises(Exception, match=r"192\.0\.2\.1"), socket.create_connection(("192.0.2.1", 80), 1):
        pass


def test_private_keys_of_the_tests_are_not_those_of_the_checkout() -> None:
    assert settings.SECRET_KEY == "only-for-tests"
