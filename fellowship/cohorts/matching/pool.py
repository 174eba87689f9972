"""Reads what matching goes by out of the database: nine statements, however many people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from fellowship.cohorts.matching.scoring import Fellow, Mentor, Rules, obstacles
from fellowship.cohorts.models import (
    Cohort,
    Conflict,
    FellowProfile,
    Interest,
    MatchingRules,
    MentorProfile,
    Pairing,
    Place,
    Wish,
)
from fellowship.cohorts.models.pairing import PairingKind

OVERLAP = dt.timedelta(weeks=4)


@dataclass(frozen=True)
class Pool:
    """Who is to be paired with whom from `starts_on`; both lists in the order of their ids."""

    starts_on: dt.date
    rules: Rules
    fellows: list[Fellow]
    mentors: list[Mentor]
    interests: dict[int, str]

    def barred_for(self, fellow: Fellow) -> set[int]:
        """Mentors this fellow may not be paired with."""
        return {
            mentor.person for mentor in self.mentors if obstacles(fellow, mentor, self.rules, self.starts_on)
        }

    def mentor(self, person: int) -> Mentor | None:
        return next((mentor for mentor in self.mentors if mentor.person == person), None)


def without_mentor(cohort: Cohort, starts_on: dt.date) -> QuerySet[Place]:
    """Current places nobody leads on that day or later."""
    lead = Pairing.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on), place=OuterRef("pk"), kind=PairingKind.LEAD
    )
    return cohort.places.current().filter(~Exists(lead), ends_on__gte=starts_on)


def read_pool(cohort: Cohort, starts_on: dt.date, *, only: Place | None = None) -> Pool:
    """The whole pool, or `only` one fellow (with its person, and maybe a mentor) and all mentors."""
    programme_id = cohort.programme_id
    waiting = without_mentor(cohort, starts_on).select_related("person").order_by("pk")
    return Pool(
        starts_on=starts_on,
        rules=rules_of(programme_id),
        fellows=_fellows([only] if only else list(waiting)),
        mentors=mentors_of(programme_id, starts_on, but_for=only),
        interests=dict(Interest.objects.filter(programme=programme_id).values_list("pk", "name")),
    )


def rules_of(programme_id: int) -> Rules:
    kept = MatchingRules.objects.filter(programme=programme_id).first() or MatchingRules()
    wishes = (kept.first_wish, kept.second_wish, kept.third_wish, kept.fourth_wish, kept.fifth_wish)
    return Rules(
        wishes=wishes,
        rather_not=kept.rather_not,
        shared_interest=kept.shared_interest,
        same_host=kept.same_host,
        same_organisation=kept.same_organisation,
        same_team=kept.same_team,
    )


def mentors_of(programme_id: int, starts_on: dt.date, *, but_for: Place | None = None) -> list[Mentor]:
    """The mentors of the pool. `but_for`: a place whose own pairings do not count as taken."""
    profiles = list(
        MentorProfile.objects.in_pool(programme_id)
        .select_related("person", "organisation")
        .order_by("person_id")
    )
    taken = taken_places(programme_id, starts_on, but_for=but_for)
    through = MentorProfile.interests.through.objects.filter(mentorprofile__programme=programme_id)
    interests = _sets(through.values_list("mentorprofile_id", "interest_id"))
    return [
        Mentor(
            person=profile.person_id,
            name=profile.person.full_name,
            organisation=profile.organisation_id,
            organisation_name=profile.organisation.name if profile.organisation else "",
            capacity=profile.capacity,
            taken=taken.get(profile.person_id, 0),
            interests=interests[profile.pk],
            away_from=profile.away_from,
            away_until=profile.away_until,
        )
        for profile in profiles
    ]


def taken_places(
    programme_id: int,
    starts_on: dt.date,
    *,
    but_for: Place | None = None,
    mentors: Iterable[int] | None = None,
) -> dict[int, int]:
    """How many fellows of the programme each mentor leads from that day on.

    A pairing may have no last day; then it lasts as long as its place. One year's end and the next one's
    beginning may overlap: a place that ends within weeks is as good as free.
    """
    pairings = Pairing.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on),
        place__cohort__programme=programme_id,
        place__in=Place.objects.current().filter(ends_on__gte=starts_on + OVERLAP),
        kind=PairingKind.LEAD,
    )
    if but_for is not None:
        pairings = pairings.exclude(place=but_for)
    if mentors is not None:
        pairings = pairings.filter(mentor__in=mentors)
    counted = pairings.order_by().values_list("mentor").annotate(Count("place", distinct=True))
    return dict(counted)


def _fellows(places: list[Place]) -> list[Fellow]:
    pks = [place.pk for place in places]
    ranks: dict[int, dict[int, int]] = defaultdict(dict)
    rather_not: dict[int, set[int]] = defaultdict(set)
    for place_id, mentor_id, rank in Wish.objects.filter(place__in=pks).values_list(
        "place_id", "mentor_id", "rank"
    ):
        if rank:
            ranks[place_id][mentor_id] = rank
        else:
            rather_not[place_id].add(mentor_id)
    conflicts: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for place_id, mentor_id, kind in Conflict.objects.filter(place__in=pks).values_list(
        "place_id", "mentor_id", "kind"
    ):
        conflicts[place_id][mentor_id].add(kind)
    through = FellowProfile.interests.through.objects.filter(fellowprofile__place__in=pks)
    interests = _sets(through.values_list("fellowprofile__place_id", "interest_id"))
    return [
        Fellow(
            place=place.pk,
            person=place.person_id,
            name=place.person.full_name,
            organisation=place.host_id,
            ends_on=place.ends_on,
            interests=interests[place.pk],
            ranks=ranks[place.pk],
            rather_not=frozenset(rather_not[place.pk]),
            conflicts={mentor: frozenset(kinds) for mentor, kinds in conflicts[place.pk].items()},
        )
        for place in places
    ]


def _sets(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    collected: dict[int, set[int]] = defaultdict(set)
    for owner, one in pairs:
        collected[owner].add(one)
    return defaultdict(frozenset, {owner: frozenset(ones) for owner, ones in collected.items()})
