"""What every test stands on: real Postgres as the web role, real Valkey, no network, a real browser.

`pytest PATH` works at any time, also several at once: deploy/local/test_data.py starts the servers
when nobody has yet and gives each process a database of its own. So pytest-django must not read the
settings before this file does: DJANGO_SETTINGS_MODULE belongs here, not in pyproject.toml.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deploy.local import test_data
from deploy.local.translations import LOCALES

test_data.begin()

import django  # noqa: E402  the settings, and Celery's app, read what begin() has just set
from django.conf import settings as django_settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

from fellowship.nhsuk.catalogues import build_catalogues  # noqa: E402

build_catalogues(LOCALES)  # `pytest PATH` directly after somebody else's words came in
django.setup()
# From the start, not only once tests run: urls.py looks at it when a test module first imports it.
django_settings.DEBUG = False

pytest_plugins = ["tests.browser", "tests.cannot_run"]


def pytest_configure(config: pytest.Config) -> None:
    # The workers of xdist inherit the environment, and they too read the settings only after begin().
    is_controller = bool(config.getoption("numprocesses", None))
    os.environ["DJANGO_SETTINGS_MODULE"] = "" if is_controller else "fellowship.settings"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A migrated database, used as the web role: as the owner, row-level security would prove nothing."""
    test_data.make_database()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords(django_test_environment: None) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _committed_tests_leave_nothing() -> Iterator[None]:
    """After a test that commits, start again from the migrated database.

    Django would empty every table, those filled by migrations too, and as the web role it may not.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", _renew_database)
    yield
    patch.undo()


def _renew_database(test_case: TransactionTestCase) -> None:
    connections.close_all()
    test_data.make_database()


@pytest.fixture(autouse=True)
def _empty_valkey() -> None:
    test_data.empty_valkey()


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
