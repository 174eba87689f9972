"""10,000 due reminders found, rendered and handed over, against Django's own sending of the same mails."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.utils import timezone

from challenges.models import Milestone
from fellowship.home.reminders import SOURCES
from fellowship.notifications.models import Message, MessageStatus, PlannedUntil
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.sending import send_due

REMINDERS, TURN, GOAL = 10_000, 1_000, 0.5
DAYS_BEFORE = 3


@contextmanager
def sink() -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("sink.py"))], stdout=subprocess.PIPE, text=True
    )
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(process.stdout.readline())
        yield
    finally:
        process.terminate()
        process.wait()


def make_due() -> None:
    """Lets the reminders of 10,000 milestones have come due yesterday, after the last plan was made.

    Yesterday, because those of today are planned at 6am where the fellow is and the bench runs at any hour.
    """
    Message.objects.all().delete()
    chosen = Milestone.objects.filter(title__in=["Milestone 6", "Milestone 7"], status="planned")
    Milestone.objects.filter(pk__in=chosen.values("pk")[:REMINDERS]).update(
        due_on=timezone.localdate() + dt.timedelta(days=DAYS_BEFORE - 1)
    )
    for source in SOURCES:
        PlannedUntil.objects.update_or_create(
            kind=source.kind,
            object_kind=source.object_kind,
            defaults={"until": timezone.now() - dt.timedelta(days=2)},
        )


def send_in_turns() -> tuple[int, float, float]:
    """How many of what is due went, the seconds our way took, and Django's for the same mails.

    In turns of a thousand, so that whatever else the machine does falls on both.
    """
    ours = plain = 0.0
    server = mail.get_connection()
    server.open()
    sent: set[int] = set()
    while True:
        began = time.perf_counter()
        if not send_due(limit=TURN):
            break
        ours += time.perf_counter() - began
        newest = Message.objects.filter(status=MessageStatus.SENT).exclude(pk__in=sent)
        mails = {message.pk: written(message) for message in newest}
        began = time.perf_counter()
        server.send_messages(list(mails.values()))
        plain += time.perf_counter() - began
        sent |= set(mails)
    server.close()
    return len(sent), ours, plain


def written(message: Message) -> mail.EmailMultiAlternatives:
    letter = mail.EmailMultiAlternatives(message.subject, message.text, to=[message.address])
    letter.attach_alternative(message.html, "text/html")
    return letter


def bench_reminders() -> bool:
    with sink():
        make_due()
        began = time.perf_counter()
        plan(SOURCES)
        finding = time.perf_counter() - began
        Message.objects.filter(status=MessageStatus.WAITING).update(send_after=timezone.now())
        count, ours, plain = send_in_turns()
        ours += finding
    ratio = plain / ours if count else 0
    print(
        f"\n{count} reminders found, rendered and handed over in {ours:.1f} s; "
        f"Django's send_messages alone {plain:.1f} s; ratio {ratio:.2f} (goal: {GOAL})"
    )
    return count >= REMINDERS and ratio >= GOAL
