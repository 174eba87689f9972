"""The daily summaries of 5,000 people, gathered, rechecked, rendered and handed over, against Django's own
sending of the same mails."""

import datetime as dt
import time

from django.utils import timezone

from bench.reminders import send_in_turns, sink
from challenges.models import Milestone
from fellowship.notifications.models import Message
from fellowship.notifications.services.digests import GATHERED_AT, gather
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.notifications.services.sending import send_due

PEOPLE, LINES, GOAL = 5_000, 3, 0.5


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


def bench_digests() -> bool:
    if timezone.localtime().time() < GATHERED_AT:
        print("\nDaily summaries are made from 7.30am on and so not measured: run this later in the day.")
        return False
    with sink():
        make_waiting()
        began = time.perf_counter()
        gather()
        gathering = time.perf_counter() - began
        count, ours, plain = send_in_turns()
        ours += gathering
    ratio = plain / ours if count else 0
    print(
        f"\n{count} daily summaries of {LINES} lines gathered, rendered and handed over in {ours:.1f} s; "
        f"Django's send_messages alone {plain:.1f} s; ratio {ratio:.2f} (goal: {GOAL})"
    )
    return count >= PEOPLE and ratio >= GOAL
