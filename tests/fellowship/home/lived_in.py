"""A programme some weeks into its year, for pages to be looked at: the usual, the late, the long names."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from challenges.models import Challenge
from challenges.workflow import BriefStatus, EntryStatus, MilestoneStatus
from fellowship.cohorts.models import Cohort, Place, Programme
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.notifications.services.outbox import put
from fellowship.people.models import User
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CohortFactory,
    EvaluatorFactory,
    InvitationFactory,
    LogEntryFactory,
    MilestoneFactory,
    ModuleFactory,
    OrganisationFactory,
    PairingFactory,
    PlaceFactory,
    ProgrammeFactory,
    TaughtDayFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

PEOPLE = [
    ("Amara", "Okafor", "doctor", "Home by noon: leaving the acute medical unit earlier"),
    ("Tomasz", "Wiśniewski", "nurse", "Fewer falls on the older people’s wards"),
    ("Siân", "Llewellyn-Pritchard", "midwife", "Continuity of carer for families who speak no English"),
    ("Oluwaseun Aleksandra", "Featherstonehaugh-Papadimitriou", "doctor", "Theatre starts"),
    ("Mei", "Zhang", "pharmacist", "Medicines ready before the ward round"),
    ("Björn", "Østergaard", "scientist", "Pathology results where people look for them"),
    ("Priya", "Raman", "allied_health", "A first physiotherapy appointment within a week"),
    ("José", "Núñez", "paramedic", "Calls that need no ambulance"),
    ("Hannah", "Brook", "psychologist", "Waiting well for talking therapy"),
    ("Yusuf", "Demir", "dentist", "Dental checks in care homes"),
    ("Grace", "Adeyemi", "nurse", "Discharge letters people understand"),
    ("Ewan", "MacLeod", "manager", "One list for two waiting lists"),
]
HOSTS = [
    "Riverside Hospitals",
    "Northmoor Community Care",
    "The Royal Institute of Integrated Neurorehabilitation and Community Partnerships",
]
STEPS = [-60, -40, -12, -3, 2, 11, 60, 150, 240]
TITLES = [
    "Remit and personal goals",
    "Brief agreed",
    "First look at the measures",
    "Stakeholders mapped",
    "Baseline of discharge times",
    "First test of a change",
    "Mid-point review",
    "Plan for keeping it going",
    "Report",
]


@dataclass
class LivedIn:
    programme: Programme
    cohort: Cohort
    administrator: User
    evaluator: User
    fellow: User
    places: list[Place]


def ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def build() -> LivedIn:
    programme = ProgrammeFactory(name="Invented Leadership Fellowship")
    cohort = CohortFactory(programme=programme, name="London 2026", planned_at=ago(80), launched_at=ago(80))
    CohortFactory(programme=programme, name="Leeds 2027", starts_on=days_from_today(40), launched_at=None)
    CohortFactory(programme=programme, name="London 2024", starts_on=days_from_today(-800))
    _pgcert(cohort)
    hosts = [OrganisationFactory(name=name) for name in HOSTS]
    mentors = [
        UserFactory(title="Dr", given_name="Helen", family_name="Ashworth"),
        UserFactory(title="Ms", given_name="Pia", family_name="Lindqvist"),
        UserFactory(title="Prof", given_name="Rashid", family_name="Al-Farsi"),
    ]
    places = [
        _fellow(number, cohort, hosts[number % 3], mentors[number % 3], *facts)
        for number, facts in enumerate(PEOPLE)
    ]
    Place.objects.filter(pk=places[10].pk).update(status=PlaceStatus.PAUSED)
    Place.objects.filter(pk=places[11].pk).update(status=PlaceStatus.WITHDRAWN)
    first = places[0]
    administrator = AdministratorFactory(programme=programme, person__given_name="Ruth").person
    _returned(first.challenge)
    InvitationFactory(programme=programme, cohort=cohort, role=Role.FELLOW, person=first.person,
        sent_at=ago(90), accepted_at=ago(85), invited_by=administrator)  # fmt: skip
    put(
        person=first.person, kind="milestone_due", object_kind="challenges.milestone", object_id="1",
        why="You lead the challenge “Home by noon”.", programme_id=programme.pk,
    )  # fmt: skip
    return LivedIn(
        programme, cohort, administrator, EvaluatorFactory(programme=programme).person, first.person, places
    )


def _fellow(number, cohort, host, mentor, given, family, profession, title) -> Place:
    person = UserFactory(given_name=given, family_name=family, profession=profession, grade="Band 8a")
    place = PlaceFactory(person=person, cohort=cohort, host=host)
    if number != 7:
        PairingFactory(place=place, mentor=mentor)
    silent = [2, 3, 50, 5, 30, 1, 9, 20, 4, 6, 25, 45][number]
    challenge = ChallengeFactory(place=place, title=title, last_entry_at=ago(silent))
    late = {0: 3, 1: 2, 4: 3}.get(number, 4)
    for step, (days, name) in enumerate(zip(STEPS, TITLES, strict=True)):
        done = step < late
        MilestoneFactory(
            challenge=challenge,
            title=name,
            due_on=days_from_today(days),
            status=MilestoneStatus.SIGNED_OFF if done else MilestoneStatus.PLANNED,
            sent_at=ago(70) if done else None,
            signed_off_at=ago(60) if done else None,
        )
    waits = {0: 4, 3: 33, 5: 17, 8: 2}.get(number)
    LogEntryFactory(
        challenge=challenge,
        shared_at=ago(waits or silent),
        waiting_since=ago(waits) if waits else None,
    )
    if number % 2:
        BriefVersionFactory(challenge=challenge, status=BriefStatus.AGREED, answered_at=ago(40))
    if number in {6, 9}:
        InvitationFactory(programme=cohort.programme, cohort=cohort, role=Role.FELLOW, person=person)
    return place


def _returned(challenge: Challenge) -> None:
    BriefVersionFactory(
        challenge=challenge, status=BriefStatus.CHANGES_ASKED, sent_at=ago(9), answered_at=ago(4)
    )
    LogEntryFactory(
        challenge=challenge, status=EntryStatus.CHANGES_ASKED, shared_at=ago(12), waiting_since=None
    )


def _pgcert(cohort: Cohort) -> None:
    for number, (title, week) in enumerate([("Leading change in context", 6), ("Innovating in systems", 13)]):
        module = ModuleFactory(cohort=cohort, title=title, order=number)
        for day in range(3):
            TaughtDayFactory(
                module=module,
                title=f"Workshop, day {day + 1} of 3",
                day=cohort.starts_on + dt.timedelta(weeks=week, days=day),
                venue="Room 2.14, Borough Road",
            )
        AssignmentFactory(
            module=module,
            title="Essay: the context of your challenge",
            due_on=cohort.starts_on + dt.timedelta(weeks=week + 6, days=4),
        )
