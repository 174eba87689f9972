"""5,000 fellows in 100 cohorts with 60,000 milestones and 250,000 log entries, all invented."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice

from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from bench.progress import Progress
from challenges.models import BriefVersion, Challenge, LogEntry, Milestone
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models import Cohort, Pairing, Place, Programme, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.people.models import Organisation, User
from mentoring.models import Comment, Visit

COHORTS, FELLOWS_EACH, MENTORS = 100, 50, 1000
MILESTONES_EACH, ENTRIES_EACH, PROGRAMMES = 12, 50, 5
PROGRAMME = "Bench fellowship"  # and a number
BATCH = 5000
WORDS = (
    "We met the ward team and the night lead. They chose the two measures themselves, which surprised me. "
    "The **hardest part** was agreeing what a good night means.\n\n- baseline by Friday\n- one ward first"
)


def many(model: type, rows: Iterable, progress: Progress) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model.objects.bulk_create(batch)
        progress.add(len(batch))


def person(role: str, number: int) -> User:
    return User(
        given_name=f"{role.title()}{number}",
        family_name=f"Bench{number:05d}",
        email=f"{role}{number}@example.org",
        password="!",
    )


def build() -> None:
    """Fills an empty, migrated database. Takes about a minute."""
    today = timezone.localdate()
    fellows = COHORTS * FELLOWS_EACH
    total = fellows * (1 + 1 + 1 + 1 + MILESTONES_EACH + ENTRIES_EACH) + MENTORS
    progress = Progress("building", total)
    programmes = Programme.objects.bulk_create(
        [Programme(name=f"{PROGRAMME} {n}") for n in range(PROGRAMMES)]
    )
    hosts = Organisation.objects.bulk_create(
        [
            Organisation(code=f"B{n:03d}", name=f"Bench Trust {n}", search_name=f"bench trust {n}")
            for n in range(200)
        ]
    )
    starts = today - dt.timedelta(days=80)
    cohorts = Cohort.objects.bulk_create(
        [
            Cohort(
                programme=programmes[n % PROGRAMMES],
                name=f"Cohort {n}",
                starts_on=starts,
                ends_on=starts + dt.timedelta(days=364),
                planned_at=timezone.now(),
                launched_at=timezone.now(),
            )
            for n in range(COHORTS)
        ]
    )
    many(User, (person("mentor", n) for n in range(MENTORS)), progress)
    many(User, (person("fellow", n) for n in range(fellows)), progress)
    staff = [person("administrator", n) for n in range(PROGRAMMES)]
    User.objects.bulk_create(staff)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in User.objects.only("pk", "email")
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=user, role=Role.ADMINISTRATOR, programme=programme, starts_on=starts)
        for user, programme in zip(staff, programmes, strict=True)
    )
    mentors = list(User.objects.filter(email__startswith="mentor").order_by("pk"))
    people = User.objects.filter(email__startswith="fellow").order_by("pk")
    many(
        Place,
        (
            Place(
                person=user,
                cohort=cohorts[n // FELLOWS_EACH],
                host=hosts[n % len(hosts)],
                starts_on=starts,
                ends_on=starts + dt.timedelta(days=364),
            )
            for n, user in enumerate(people)
        ),
        progress,
    )
    places = list(Place.objects.order_by("pk"))
    many(
        Pairing,
        (
            Pairing(place=place, mentor=mentors[n % MENTORS], starts_on=starts)
            for n, place in enumerate(places)
        ),
        progress,
    )
    many(
        Challenge,
        (
            Challenge(place=place, title=f"Better sleep on ward {n}", last_entry_at=timezone.now())
            for n, place in enumerate(places)
        ),
        progress,
    )
    challenges = list(Challenge.objects.select_related("place").order_by("pk"))
    many(Milestone, milestones(challenges, today), progress)
    many(LogEntry, entries(challenges, today), progress)
    BriefVersion.objects.bulk_create(
        [
            BriefVersion(
                challenge=challenge,
                number=1,
                status=BriefStatus.AGREED,
                title=challenge.title,
                problem=WORDS,
                aim=WORDS,
                answered_at=timezone.now(),
            )
            for challenge in challenges
        ],
        batch_size=BATCH,
    )
    pgcert(cohorts, starts)
    comments()
    visits()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    progress.done()


def milestones(challenges: list[Challenge], today: dt.date) -> Iterator[Milestone]:
    for challenge in challenges:
        for n in range(MILESTONES_EACH):
            due = today + dt.timedelta(days=30 * n - 75 + challenge.pk % 9)
            sent = n == 2 and challenge.pk % 4 == 0
            yield Milestone(
                challenge=challenge,
                title=f"Milestone {n}",
                due_on=due,
                status=MilestoneStatus.SENT if sent else MilestoneStatus.PLANNED,
                sent_at=timezone.now() if sent else None,
            )


def entries(challenges: list[Challenge], today: dt.date) -> Iterator[LogEntry]:
    now = timezone.now()
    for challenge in challenges:
        for n in range(ENTRIES_EACH):
            shared = now - dt.timedelta(days=n, minutes=challenge.pk % 600)
            yield LogEntry(
                challenge=challenge,
                author_id=challenge.place.person_id,
                draft_id=uuid.uuid4(),
                happened_on=today - dt.timedelta(days=n),
                what_happened=WORDS,
                so_what=WORDS,
                now_what="Ask the night lead.",
                vantage="balcony",
                shared_at=shared,
                waiting_since=shared if n < 2 else None,
            )


def pgcert(cohorts: list[Cohort], starts: dt.date) -> None:
    for cohort in cohorts:
        for n in range(3):
            module = Module.objects.create(cohort=cohort, title=f"Module {n}", order=n)
            TaughtDay.objects.bulk_create(
                TaughtDay(
                    module=module,
                    title=f"Workshop {day}",
                    day=starts + dt.timedelta(days=60 * n + day + 30),
                    starts_at=dt.time(9, 30),
                    ends_at=dt.time(16, 30),
                )
                for day in range(6)
            )
            Assignment.objects.create(
                module=module, title="Essay", due_on=starts + dt.timedelta(days=60 * n + 100)
            )


def comments() -> None:
    newest = LogEntry.objects.filter(waiting_since__isnull=False).select_related("challenge__place")
    Comment.objects.bulk_create(
        (
            Comment(
                challenge=entry.challenge,
                log_entry=entry,
                author_id=entry.author_id,
                form_id=uuid.uuid4(),
                text="What would you see from the balcony?",
            )
            for entry in newest.iterator(chunk_size=BATCH)
        ),
        batch_size=BATCH,
    )


def visits() -> None:
    """Every mentor looked at every fellow's challenge a week ago."""
    week_ago = timezone.now() - dt.timedelta(days=7)
    pairs = Pairing.objects.order_by().values_list("mentor", "place__challenge")
    Visit.objects.bulk_create(
        (Visit(person_id=mentor, challenge_id=challenge, seen_until=week_ago) for mentor, challenge in pairs),
        batch_size=BATCH,
    )
