"""Workers that are killed, doubled or late: each message once, none lost. All on real processes."""

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
from collections import Counter

import pytest
import redis
from django.db import connection, transaction
from django.utils import timezone

from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services import claims
from fellowship.notifications.services.claims import Claim
from fellowship.notifications.services.digests import GATHERING, gather
from fellowship.notifications.services.outbox import put, put_ready
from fellowship.notifications.services.rendering import Words
from fellowship.notifications.services.sending import send_due
from tests.factories import CommentFactory, LogEntryFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import django
django.setup()
from fellowship.notifications.services.sending import send_due
send_due()
"""

PUT = """
import django
django.setup()
from fellowship.notifications.services.outbox import put_ready
from fellowship.people.models import User
put_ready(person=User.objects.get(), kind="account", subject="Hello", text="Hello", html="", why="A test.")
"""


def put_messages(count: int) -> list[str]:
    people = [UserFactory(password=False, address=False) for _ in range(count)]
    for person in people:
        put_ready(person=person, kind="account", subject="Hello", text="Hello", html="", why="A test.")
    return [person.email for person in people]


@pytest.fixture
def worker(settings):
    """Starts a worker process that sends to the sink, or to another port; gives the process."""
    started: list[subprocess.Popen] = []

    def start(port: int = settings.EMAIL_PORT, script: str = WORKER) -> subprocess.Popen:
        environment = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        process = subprocess.Popen([sys.executable, "-c", script], env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def after_the_lease(time_machine) -> None:
    time_machine.move_to(timezone.now() + claims.LEASE + dt.timedelta(minutes=1))


def statuses() -> Counter:
    return Counter(Message.objects.values_list("status", flat=True))


def test_worker_killed_between_claim_and_send_then_another_sends_all_once(sink, worker, time_machine):
    addresses = put_messages(5)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never says a word
        process = worker(port=silent.getsockname()[1])
        connected, _address = silent.accept()
        process.kill()
        process.wait()
        connected.close()
    assert statuses() == {MessageStatus.CLAIMED: 5}

    send_due()  # too early: for all we know the worker lives
    assert sink.mails == []
    after_the_lease(time_machine)
    send_due()

    assert Counter(sink.to) == Counter(addresses)
    assert statuses() == {MessageStatus.SENT: 5}


def test_worker_killed_after_half_sends_no_message_twice(sink, worker, time_machine):
    addresses = put_messages(6)
    process = None
    ready = threading.Event()

    def kill_at_fourth(number, _address):
        if number == 4:
            ready.wait(10)
            process.kill()
            process.wait()  # it never hears that the fourth was taken
        return None

    sink.answer = kill_at_fourth
    process = worker()
    ready.set()
    process.wait(30)
    sink.answer = lambda number, address: None

    after_the_lease(time_machine)
    send_due()
    send_due()

    assert Counter(sink.to) == Counter(addresses)
    assert statuses() == {MessageStatus.SENT: 5, MessageStatus.UNSURE: 1}


def test_two_workers_at_once_send_each_message_once(sink, worker):
    addresses = put_messages(30)

    processes = [worker(), worker()]

    assert [process.wait(60) for process in processes] == [0, 0]
    assert Counter(sink.to) == Counter(addresses)
    assert statuses() == {MessageStatus.SENT: 30}


def test_threads_that_claim_at_once_share_the_messages_out():
    put_messages(20)
    claimed: list[int] = []

    def claim() -> None:
        claimed.extend(message.pk for message in Claim.take(7).messages)
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(claimed) == len(set(claimed))
    assert set(claimed) <= set(Message.objects.filter(status="claimed").values_list("pk", flat=True))


def test_worker_that_comes_back_after_its_lease_sends_nothing(time_machine):
    put_messages(1)
    late = Claim.take(10)
    after_the_lease(time_machine)
    claims.release_abandoned()
    other = Claim.take(10)

    assert not late.begin(late.messages[0], Words("s", "t", ""), after=None)
    assert other.begin(other.messages[0], Words("s", "t", ""), after=None)


def test_empty_broker_loses_no_message(sink):
    """What Redis knew is only that there is something to do; the beat says so again each minute."""
    addresses = put_messages(2)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()

    send_due()

    assert sink.to == addresses


def test_put_while_the_broker_is_away_keeps_the_message(sink):
    person = UserFactory()
    environment = {**os.environ, "REDIS_URL": "redis://127.0.0.1:8397/0"}  # nobody listens there

    subprocess.run([sys.executable, "-c", PUT], env=environment, check=True, timeout=60)
    send_due()

    assert sink.to == [person.email]


GATHER_AND_SEND = """
import django
django.setup()
from fellowship.notifications.services.digests import gather
from fellowship.notifications.services.sending import send_due
gather()
send_due()
"""
LINES = 3


def put_for_summaries(people: int) -> list[str]:
    """Each has three comments to read of, and it is after 7.30am where they are; gives their addresses."""
    offset = 14 - timezone.now().hour
    yesterday = timezone.now() - dt.timedelta(days=1)
    entries = [LogEntryFactory() for _ in range(people)]
    for entry in entries:
        fellow = entry.challenge.place.person
        fellow.time_zone = f"Etc/GMT{-offset:+d}"
        fellow.save()
        for _number in range(LINES):
            comment = CommentFactory(log_entry=entry)
            about = {"object_kind": "mentoring.comment", "object_id": str(comment.pk)}
            put(person=fellow, kind="comment", why="You lead the challenge.", **about)
    Message.objects.update(created_at=yesterday, send_after=yesterday)
    return [entry.challenge.place.person.email for entry in entries]


def each_has_one_whole_summary(sink, addresses) -> bool:
    texts = [mail.get_body(("plain",)).get_content() for mail in sink.mails]
    return Counter(sink.to) == Counter(addresses) and all(
        text.count("commented on") == LINES for text in texts
    )


def test_worker_killed_in_the_middle_of_a_digest_run_sends_no_summary_twice(sink, worker, time_machine):
    addresses = put_for_summaries(5)
    ready, process = threading.Event(), None

    def kill_at_third(number, _address):
        if number == 3:
            ready.wait(10)
            process.kill()
            process.wait()
        return None

    sink.answer = kill_at_third
    process = worker(script=GATHER_AND_SEND)
    ready.set()
    process.wait(60)
    sink.answer = lambda number, address: None

    after_the_lease(time_machine)
    for _beat in range(2):
        gather()
        send_due()

    assert each_has_one_whole_summary(sink, addresses)
    summaries = Message.objects.filter(kind="digest")
    assert Counter(summaries.values_list("status", flat=True)) == {"sent": 4, "unsure": 1}


def test_worker_that_finds_another_gathering_leaves_it_to_that_one(sink, worker):
    addresses = put_for_summaries(2)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [GATHERING]
        )  # it finds another at it, and goes home
        assert worker(script=GATHER_AND_SEND).wait(60) == 0
    assert not Message.objects.filter(kind="digest").exists()

    gather()
    send_due()

    assert each_has_one_whole_summary(sink, addresses)


def test_two_workers_that_gather_at_once_make_one_summary_each(sink, worker):
    addresses = put_for_summaries(12)

    processes = [worker(script=GATHER_AND_SEND), worker(script=GATHER_AND_SEND)]

    assert [process.wait(60) for process in processes] == [0, 0]
    gather()
    send_due()
    assert each_has_one_whole_summary(sink, addresses)


def test_empty_broker_loses_no_summary(sink):
    addresses = put_for_summaries(2)
    gather()
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()

    gather()
    send_due()

    assert each_has_one_whole_summary(sink, addresses)
