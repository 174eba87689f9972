import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from kombu import pools
from playwright.sync_api import Browser, Page, expect

from challenges.models import Challenge
from deploy.local.environment import WEB_ONLY
from fellowship.celery import app
from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.templates import create_template
from fellowship.people.models import User
from tests.factories import ChallengeFactory, MilestoneFactory, PairingFactory
from tests.factories.cohorts import days_from_today
from tests.journeys.other_means import Plain
from tests.journeys.walking import Walk

LONELY = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _address(settings, transactional_db, live_server) -> None:
    """Links in e-mails lead to the server under test."""
    settings.SITE_URL = live_server.url


@pytest.fixture
def walk(live_server, axe) -> Callable[[Page], Walk]:
    """`walk(page)`: somebody who goes from page to page, each of them checked with axe."""
    return lambda page: Walk(page, live_server.url, axe)


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, User], None]:
    """Signs a person in without the form, in the context of this page."""

    def sign(page: Page, person: User) -> None:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.clear_cookies()
        page.context.add_cookies([cookie])

    return sign


@pytest.fixture
def challenge(transactional_db) -> Challenge:
    """A fellow with a mentor, and a milestone in three weeks."""
    challenge = ChallengeFactory(
        title="Better sleep on the wards",
        place__person__given_name="Fenella",
        place__person__family_name="Fox",
    )
    PairingFactory(
        place=challenge.place,
        mentor__title="Dr",
        mentor__given_name="Helen",
        mentor__family_name="Ashworth",
        starts_on=challenge.place.starts_on,
    )
    MilestoneFactory(challenge=challenge, title="Baseline measured", due_on=days_from_today(21))
    return challenge


@pytest.fixture
def cohort(challenge) -> Cohort:
    """This year’s, laid out."""
    cohort = challenge.place.cohort
    cohort.template = create_template(by=None, programme=cohort.programme, name="Our year")
    cohort.save()
    return lay_out_year(cohort, None)


@pytest.fixture
def plain(browser: Browser, live_server) -> Iterator[Plain]:
    """A phone with JavaScript switched off."""
    context = browser.new_context(viewport={"width": 375, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield Plain(page, live_server.url)
    context.close()


@pytest.fixture
def background(live_server, tmp_path, settings) -> Iterator[None]:
    """A real worker and a real beat, without the keys to private words, on the database of this test."""
    settings.DEMONSTRATION = True  # so that the messages can be read on the Messages page
    pools.reset()
    app._pool = app.amqp._producer_pool = None
    without = {*WEB_ONLY, "DATABASE_OWNER_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in without}
    environment |= {"SITE_URL": live_server.url, "PYTHONWARNINGS": "ignore", "DEMONSTRATION": "1"}
    celery = [sys.executable, "-m", "celery", "--app", "tests.journeys.hurried:app", "--quiet"]
    schedule = ["--schedule", str(tmp_path / "beat"), "--pidfile="]
    log = (tmp_path / "background.log").open("w")
    processes = [
        subprocess.Popen(celery + part, env=environment, stdout=log, stderr=log)
        for part in (["worker", "--pool", "threads", "--concurrency", "2", *LONELY], ["beat", *schedule])
    ]
    yield
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)
    log.close()


expect.set_options(timeout=10_000)
