"""The daily summaries of 5,000 people, gathered, rechecked, rendered and handed over, against Django's own
sending of the same mails."""

import datetime as dt
import time

from django.core import mail
from django.utils import timezone

from bench.reminders import sink, written
from challenges.models import Milestone
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.digests import GATHERED_AT, gather
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.notifications.services.sending import send_due

PEOPLE, LINES, TURN, GOAL = 5_000, 3, 1_000, 0.5


def make_waiting() -> None:
    """For each of 5,000 fellows three milestones to be read of in today's summary, put the day before."""
    Message.objects.all().delete()
    due_on = timezone.localdate() + dt.timedelta(days=3)
    chosen = Milestone.objects.filter(title__in=["Milestone 3", "Milestone 4", "Milestone 5"])
    chosen.update(due_on=due_on, status="planned")
    rows = chosen.values_list("pk", "challenge__place__person", "challenge__place__cohort__programme")
    put_many(
        [
            Entry(
                person_id=person,
                kind="milestone_due",
                object_kind="challenges.milestone",
                object_id=str(milestone),
                why="You lead a challenge.",
                due_on=due_on,
                offset_days=-3,
                programme_id=programme,
            )
            for milestone, person, programme in rows
        ]
    )
    Message.objects.update(delivery="digest", created_at=timezone.now() - dt.timedelta(days=1))
    while send_due(limit=2_000):  # as it happens through the day: each is noted for its person to read
        pass


def send_digests() -> tuple[int, float, float]:
    """How many went, the seconds our way took from gathering on, and Django's, in turns."""
    began = time.perf_counter()
    gather()
    ours, plain = time.perf_counter() - began, 0.0
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


def bench_digests() -> bool:
    if timezone.localtime().time() < GATHERED_AT:
        print("\nDaily summaries are made from 7.30am on; run this later in the day.")
        return True
    with sink():
        make_waiting()
        count, ours, plain = send_digests()
    ratio = plain / ours if count else 0
    print(
        f"\n{count} daily summaries of {LINES} lines gathered, rendered and handed over in {ours:.1f} s; "
        f"Django's send_messages alone {plain:.1f} s; ratio {ratio:.2f} (goal: {GOAL})"
    )
    return count >= PEOPLE and ratio >= GOAL
