"""What the pages of this room are about, for those who run it. Everybody else gets 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from fellowship.cohorts.archive import SENTENCE
from fellowship.cohorts.models import (
    BulkAct,
    Cohort,
    CohortTemplate,
    ImportRun,
    Pairing,
    Place,
    Programme,
    Proposal,
    ProposedPair,
    RoleAssignment,
)
from fellowship.nhsuk.stamped import to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User


def programme_of(user: User, pk: int) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(user), pk=pk)


def programme_to_change(request: SignedInRequest, pk: int) -> Programme:
    return get_object_or_404(to_change(Programme.objects.visible_to(request.user), request), pk=pk)


def cohort_of(user: User, pk: int) -> Cohort:
    cohorts = Cohort.objects.visible_to(user).select_related("programme", "template")
    return get_object_or_404(cohorts, pk=pk)


def cohort_to_change(request: SignedInRequest, pk: int) -> Cohort:
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "template")
    return get_object_or_404(to_change(cohorts, request), pk=pk)


def check_open(cohort: Cohort) -> None:
    """For pages that change something: an archive is told so before anybody fills in a form."""
    if cohort.closed_at:
        raise PermissionDenied(SENTENCE)


def template_of(user: User, pk: int) -> CohortTemplate:
    return get_object_or_404(CohortTemplate.objects.visible_to(user).select_related("programme"), pk=pk)


def run_of(user: User, pk: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(user).select_related("cohort__programme", "confirmed_by")
    return get_object_or_404(runs, pk=pk)


def place_of(user: User, pk: int) -> Place:
    places = Place.objects.run_by(user).select_related("person", "host", "cohort__programme")
    return get_object_or_404(places, pk=pk)


def place_to_change(request: SignedInRequest, pk: int) -> Place:
    places = Place.objects.run_by(request.user).select_related("person", "host", "cohort__programme")
    place = get_object_or_404(to_change(places, request), pk=pk)
    check_open(place.cohort)
    return place


def pairing_of(user: User, pk: int) -> Pairing:
    pairings = Pairing.objects.filter(place__in=Place.objects.run_by(user))
    return get_object_or_404(
        pairings.select_related("mentor", "place__person", "place__cohort__programme"), pk=pk
    )


def role_of(user: User, pk: int) -> RoleAssignment:
    roles = RoleAssignment.objects.filter(programme__in=Programme.objects.visible_to(user))
    return get_object_or_404(roles.select_related("person", "programme", "cohort"), pk=pk)


def bulk_act_of(user: User, pk: int) -> BulkAct:
    acts = BulkAct.objects.visible_to(user)
    about = acts.select_related("programme", "cohort__programme", "by", "undone_by")
    return get_object_or_404(about, pk=pk)


def proposal_of(user: User, pk: int) -> Proposal:
    proposals = Proposal.objects.visible_to(user)
    about = proposals.select_related("cohort__programme", "asked_by", "published_by")
    return get_object_or_404(about, pk=pk)


def proposed_pair_of(user: User, pk: int) -> ProposedPair:
    pairs = ProposedPair.objects.visible_to(user)
    about = pairs.select_related("proposal__cohort__programme", "place__person", "place__cohort", "mentor")
    return get_object_or_404(about, pk=pk)
