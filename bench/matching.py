"""500 fellows matched with 300 mentors: the pool read, the arithmetic, the pairs written; then published."""

import datetime as dt
import random
import time

from django.db import transaction
from django.utils import timezone

from bench.data import person
from fellowship.cohorts.matching.proposals import ask_proposal, solve
from fellowship.cohorts.matching.publishing import ask_publish, publish
from fellowship.cohorts.models import (
    Cohort,
    Conflict,
    FellowProfile,
    Interest,
    MentorProfile,
    Pairing,
    Place,
    Programme,
    Wish,
)
from fellowship.cohorts.models.proposal import ProposalStatus
from fellowship.people.models import Organisation, User

FELLOWS, MENTORS, INTERESTS, WISHES, GOAL = 500, 300, 20, 5, 5.0


class _TakenBack(Exception):
    """The bench leaves no pool behind."""


def build_pool() -> Cohort:
    chance = random.Random(1)
    programme = Programme.objects.create(name="Bench matching")
    starts = timezone.localdate() + dt.timedelta(days=30)
    cohort = Cohort.objects.create(
        programme=programme, name="To match", starts_on=starts, ends_on=starts + dt.timedelta(days=364)
    )
    hosts = list(Organisation.objects.all()[:50])
    interests = Interest.objects.bulk_create(
        [Interest(programme=programme, name=f"Interest {number}") for number in range(INTERESTS)]
    )
    mentors = User.objects.bulk_create([person("matchmentor", number) for number in range(MENTORS)])
    profiles = MentorProfile.objects.bulk_create(
        [
            MentorProfile(
                programme=programme,
                person=mentor,
                organisation=chance.choice(hosts),
                capacity=chance.randint(1, 3),
            )
            for mentor in mentors
        ]
    )
    fellows = User.objects.bulk_create([person("matchfellow", number) for number in range(FELLOWS)])
    places = Place.objects.bulk_create(
        [
            Place(
                person=fellow,
                cohort=cohort,
                host=chance.choice(hosts),
                starts_on=starts,
                ends_on=cohort.ends_on,
            )
            for fellow in fellows
        ]
    )
    said = FellowProfile.objects.bulk_create([FellowProfile(place=place) for place in places])
    for model, owner, owners in (
        (MentorProfile.interests.through, "mentorprofile_id", profiles),
        (FellowProfile.interests.through, "fellowprofile_id", said),
    ):
        model.objects.bulk_create(
            model(**{owner: one.pk, "interest_id": interest.pk})
            for one in owners
            for interest in chance.sample(interests, 4)
        )
    popular = mentors[: MENTORS // 3]  # most wish for the same few
    Wish.objects.bulk_create(
        Wish(place=place, mentor=mentor, rank=rank)
        for place in places
        for rank, mentor in enumerate(chance.sample(popular, WISHES), 1)
    )
    Conflict.objects.bulk_create(
        Conflict(place=place, mentor=chance.choice(mentors), kind="line_manager", declared_by=place.person)
        for place in places
    )
    return cohort


def bench_matching() -> bool:
    try:
        with transaction.atomic():
            reached = _measured()
            raise _TakenBack
    except _TakenBack:
        return reached


def _measured() -> bool:
    cohort = build_pool()
    by = User.objects.order_by("pk")[0]
    proposal = ask_proposal(by=by, cohort=cohort, starts_on=cohort.starts_on)
    began = time.perf_counter()
    solve(proposal.pk)
    solved = time.perf_counter() - began
    proposal.refresh_from_db()
    figures = proposal.figures
    began = time.perf_counter()
    ask_publish(by=by, proposal=proposal, starts_on=proposal.starts_on)
    publish(proposal.pk)
    published = time.perf_counter() - began
    proposal.refresh_from_db()
    paired = Pairing.objects.filter(place__cohort=cohort).count()
    matched, first = figures.get("matched", 0), figures.get("wish_1", 0)
    print(
        f"\n{matched} of {FELLOWS} fellows matched with {MENTORS} mentors in {solved:.1f} s "
        f"(goal: under {GOAL:.0f}), {first} with their first wish; {paired} published in {published:.1f} s"
    )
    whole = proposal.status == ProposalStatus.PUBLISHED and paired == matched
    return solved < GOAL and whole
