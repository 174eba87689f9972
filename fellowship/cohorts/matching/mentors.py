"""The mentors of a programme and what its matching goes by."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import (
    Interest,
    MatchingRules,
    MentorProfile,
    Programme,
    Proposal,
    WishRound,
)
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import invite, person_at
from fellowship.people.further_pages import FurtherPage
from fellowship.people.models import Organisation, User
from fellowship.people.services import audit
from fellowship.people.services.sign_in import can_sign_in


class MentorThere(ValueError):
    """A sentence: this person is in the pool already."""


def profiles_of(person: User) -> QuerySet[MentorProfile]:
    """One's own in each programme, with `asked_until`: the last day of an asking that goes on."""
    rounds = WishRound.objects.filter(
        cohort__programme=OuterRef("programme"), until__gte=timezone.localdate()
    )
    latest = rounds.order_by("-until").values("until")[:1]
    own = MentorProfile.objects.filter(person=person).select_related("programme")
    return own.annotate(asked_until=Subquery(latest)).order_by("programme__name", "pk")


def profiles_in_matching(person: User) -> QuerySet[MentorProfile]:
    """Those of programmes in which a matching is being prepared: wishes are asked for, or pairs proposed."""
    proposals = Proposal.objects.open().filter(cohort__programme=OuterRef("programme"))
    return profiles_of(person).filter(Q(asked_until__isnull=False) | Exists(proposals))


def pages_about_mentoring(person: User) -> list[FurtherPage]:
    """The way to one's places and interests, from the page about oneself."""
    return [
        FurtherPage(
            _("Mentoring: your places and interests"),
            reverse("mentor_profile", args=[profile.pk]),
            profile.programme.name,
        )
        for profile in profiles_of(person)
    ]


@transaction.atomic
def add_mentor(
    *, by: User, programme: Programme, person: User | None, email: str, given_name: str, family_name: str
) -> MentorProfile:
    """`person`, or whoever has the address; somebody new gets an invitation that is ready to send."""
    person = person or person_at(email)
    if person is None:
        person = User.objects.create_user(email=email, given_name=given_name, family_name=family_name)
        audit.record("person added", person, by=by)
    profile, is_new = MentorProfile.objects.get_or_create(programme=programme, person=person)
    if not is_new:
        raise MentorThere(_("%(name)s is one of your mentors already.") % {"name": person.full_name})
    if not can_sign_in(person):
        cohort = programme.cohorts.first()
        invite(by=by, person=person, role=Role.MENTOR, programme=programme, cohort=cohort)
    audit.record("mentor added", profile, by=by, person=person.pk)
    return profile


@transaction.atomic
def save_profile(
    *,
    by: User,
    profile: MentorProfile,
    organisation: Organisation | None,
    capacity: int,
    away_from: dt.date | None,
    away_until: dt.date | None,
    interests: Collection[Interest],
) -> MentorProfile:
    """By the team, or by the mentor."""
    profile = MentorProfile.objects.select_for_update().get(pk=profile.pk)
    profile.organisation, profile.capacity = organisation, capacity
    profile.away_from, profile.away_until = away_from, away_until
    profile.save()
    profile.interests.set(interests)
    audit.record(
        "mentor profile changed",
        profile,
        by=by,
        capacity=capacity,
        organisation=organisation.pk if organisation else None,
        away_from=str(away_from or ""),
        away_until=str(away_until or ""),
    )
    return profile


@transaction.atomic
def save_rules(*, by: User, rules: MatchingRules, interests: Sequence[str]) -> MatchingRules:
    """`interests`: the whole list. A word that is no longer in it is taken from all who chose it."""
    Programme.objects.select_for_update().get(pk=rules.programme_id)
    rules.save()
    there = Interest.objects.filter(programme=rules.programme_id)
    there.exclude(name__in=interests).delete()
    Interest.objects.bulk_create(
        [Interest(programme_id=rules.programme_id, name=name) for name in interests], ignore_conflicts=True
    )
    audit.record("matching rules changed", rules.programme, by=by, interests=len(interests))
    return rules
