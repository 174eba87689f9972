"""Last year's cohort, closed: what it left behind, and who stays in touch."""

import datetime as dt
import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.utils import timezone

from challenges.models import Challenge, LogEntry, Milestone
from challenges.workflow import EntryStatus, MilestoneStatus
from fellowship.cohorts.models import AlumniContact, Cohort, HandoverOwner, Pairing, Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.cohorts import last_day
from fellowship.people.models import Organisation, User

KEPT_FOR = dt.timedelta(days=6 * 365)


@dataclass(frozen=True)
class Former:
    given_name: str
    family_name: str
    profession: str
    challenge: str
    owner: tuple[str, str]
    stays_in_touch: bool


FORMER = [
    Former(
        "Sinead",
        "Quarrie",
        "nurse",
        "Fewer cancelled clinics in the community",
        ("Petra Lund", "Head of community nursing"),
        True,
    ),
    Former(
        "Tomasz",
        "Wieland",
        "pharmacist",
        "Medicines ready on the day of discharge",
        ("Ade Bankole", "Chief pharmacist"),
        True,
    ),
    Former(
        "Grace",
        "Imrie",
        "allied_health",
        "A first appointment for every new parent",
        ("Lena Falk", "Matron for maternity"),
        False,
    ),
]


def write_last_year(this_year: Cohort, hosts: list[Organisation], mentor: User) -> None:
    starts = this_year.starts_on.replace(day=1) - dt.timedelta(days=365)
    cohort = Cohort.objects.create(
        programme=this_year.programme,
        name=f"{starts.year} to {last_day(starts, 12).year}",
        starts_on=starts,
        ends_on=last_day(starts, 12),
        launched_at=timezone.make_aware(dt.datetime.combine(starts, dt.time(9))),
    )
    for number, former in enumerate(FORMER):
        _lived(former, cohort, hosts[number % len(hosts)], mentor)
    closed_on = cohort.ends_on + dt.timedelta(days=20)
    cohort.closed_at = timezone.make_aware(dt.datetime.combine(closed_on, dt.time(16, 30)))
    cohort.keep_until = closed_on + KEPT_FOR
    cohort.save(update_fields=["closed_at", "keep_until"])


def _lived(former: Former, cohort: Cohort, host: Organisation, mentor: User) -> None:
    person = User.objects.create_user(
        email=f"{former.given_name}.{former.family_name}@example.org".lower(),
        given_name=former.given_name,
        family_name=former.family_name,
    )
    person.profession = former.profession
    person.save(update_fields=["profession"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    place = Place.objects.create(
        person=person,
        cohort=cohort,
        host=host,
        status=PlaceStatus.COMPLETED,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    )
    Pairing.objects.create(place=place, mentor=mentor, starts_on=cohort.starts_on, ends_on=cohort.ends_on)
    challenge = Challenge.objects.create(place=place, title=former.challenge)
    handed_over = timezone.make_aware(dt.datetime.combine(cohort.ends_on, dt.time(11)))
    Milestone.objects.create(
        challenge=challenge,
        title="Handed over and celebrated",
        due_on=cohort.ends_on,
        status=MilestoneStatus.SIGNED_OFF,
        evidence="The new owner has taken over the weekly meeting.",
        sent_at=handed_over - dt.timedelta(days=2),
        signed_off_at=handed_over,
        signed_off_by=mentor,
    )
    LogEntry.objects.create(
        challenge=challenge,
        author=person,
        draft_id=uuid.uuid4(),
        happened_on=cohort.ends_on - dt.timedelta(days=9),
        what_happened="We looked back on the year with everybody who had a part in it.",
        so_what="What stayed was what the teams had made their own.",
        vantage="balcony",
        status=EntryStatus.AGREED,
        shared_at=handed_over - dt.timedelta(days=9),
    )
    name, job = former.owner
    HandoverOwner.objects.create(place=place, name=name, job=job, noted_by=person, noted_at=handed_over)
    if former.stays_in_touch:
        AlumniContact.objects.create(
            person=person, programme=cohort.programme, email=person.email, given_at=handed_over
        )
