"""What the programme team of the demonstration tells its cohort: once some days ago, and once next week."""

import datetime as dt
import uuid

from django.utils import timezone

from fellowship.cohorts.models import Announcement, Cohort
from fellowship.cohorts.services.announcements import ABOUT, plan_announcement, send_due_announcements
from fellowship.home.demonstration.dates import as_sent, day, moment
from fellowship.notifications.models import Message
from fellowship.people.models import User

SENT_AGO, READ_AFTER = 10, dt.timedelta(hours=5)  # days
GONE = {
    "subject": "The next taught day begins at 10, not at 9",
    "text": """Several of you travel from the coast, so the **next taught day begins at 10:00**. It still ends at 16:30.

- Lunch is there. Tell us a week before what you do not eat.
- Bring one chart from your challenge, however rough. We will read them together in pairs.
- If your rota does not let you come, tell us now: we can still ask your host for the day.

Mentors are welcome from 14:00, when fellows show what they have learnt so far.""",
    "to_mentors": True,
}
PLANNED = {
    "subject": "A quarter of the year is behind you: what helps, what is in the way?",
    "text": """A quarter of your year is behind you.

In the next two weeks we ring everybody for fifteen minutes. Please think about three things beforehand:

1. What has helped you most so far?
2. What is in the way of your challenge that we could move?
3. Whom should we thank at your host?

You do not need to write anything down.""",
    "to_mentors": False,
}


def write_announcements(cohort: Cohort, administrator: User) -> None:
    at = moment(SENT_AGO)
    gone = _plan(cohort, administrator, at, GONE)
    send_due_announcements()
    Announcement.objects.filter(pk=gone.pk).update(sent_at=at)
    for message in Message.objects.filter(object_kind=ABOUT, object_id=str(gone.pk)):
        as_sent([message], at, seen_at=at + READ_AFTER if message.pk % 2 else None)
    next_week = timezone.make_aware(dt.datetime.combine(day(7), dt.time(9)))
    _plan(cohort, administrator, next_week, PLANNED)


def _plan(cohort: Cohort, by: User, at: dt.datetime, words: dict) -> Announcement:
    return plan_announcement(by=by, cohort=cohort, filters={}, form_id=uuid.uuid4(), send_at=at, **words)
