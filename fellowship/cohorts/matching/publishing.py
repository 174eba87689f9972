"""From a proposal to pairings: all of it or nothing, once, and only while the world is as it was."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from fellowship.cohorts.matching.pool import mentors_of, read_pool
from fellowship.cohorts.matching.proposals import MOST_ATTEMPTS
from fellowship.cohorts.matching.scoring import Reason, obstacles
from fellowship.cohorts.models import MentorProfile, Pairing, Place, Proposal
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.models.proposal import ProposalStatus
from fellowship.cohorts.services.pairings import CannotPair, pair
from fellowship.people.models import User
from fellowship.people.services import audit


@dataclass(frozen=True)
class Line:
    """A pair that is to be made: a line of the proposal that has a mentor."""

    place: Place
    mentor: User
    codes: frozenset[str]  # of its reasons
    overruled: bool


class NotPublished(Exception):
    """Carries the reasons; raised so that nothing of it is kept."""

    def __init__(self, refusals: list[Reason]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


@transaction.atomic
def ask_publish(*, by: User, proposal: Proposal, starts_on: dt.date) -> Proposal:
    """The administrator's word; `publish` follows as a task. A second word changes nothing."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not proposal.is_ready:
        return proposal
    proposal.status, proposal.moved_at = ProposalStatus.PUBLISHING, timezone.now()
    proposal.published_by, proposal.starts_on = by, starts_on
    proposal.refusals, proposal.attempts = [], 0
    proposal.save(update_fields=["status", "moved_at", "published_by", "starts_on", "refusals", "attempts"])
    audit.record("matching to be published", proposal, by=by, starts_on=str(starts_on))
    return proposal


def publish(proposal_id: int) -> None:
    """Makes the pairings and tells both sides. Called again, also at once by two workers, it does nothing.

    What has changed since sends the proposal back to the team with all the reasons, and no pairing made.
    """
    try:
        if _is_tried_again(proposal_id):
            _publish(proposal_id)
    except NotPublished as stop:
        Proposal.objects.filter(pk=proposal_id, status=ProposalStatus.PUBLISHING).update(
            status=ProposalStatus.READY,
            moved_at=timezone.now(),
            refusals=stop.refusals,
            published_by=None,
        )


@transaction.atomic
def _is_tried_again(proposal_id: int) -> bool:
    """Counted before each try, so that a fault which comes every time gives the proposal back."""
    waiting = Proposal.objects.select_for_update().filter(status=ProposalStatus.PUBLISHING)
    proposal = waiting.filter(pk=proposal_id).first()
    if proposal is None:
        return False
    if proposal.attempts >= MOST_ATTEMPTS:
        raise NotPublished([["fault", {}]])
    proposal.attempts, proposal.moved_at = proposal.attempts + 1, timezone.now()
    proposal.save(update_fields=["attempts", "moved_at"])
    return True


@transaction.atomic
def _publish(proposal_id: int) -> None:
    waiting = Proposal.objects.select_for_update(of=("self",)).filter(status=ProposalStatus.PUBLISHING)
    found = waiting.select_related("cohort", "published_by").filter(pk=proposal_id).first()
    if found is None:
        return
    pairs = [
        Line(one.place, one.mentor, frozenset(code for code, _facts in one.reasons), bool(one.overruled))
        for one in found.pairs.select_related("place__person", "mentor").order_by("place_id")
        if one.mentor is not None
    ]
    _lock(found, pairs)
    if refusals := refusals_of(found, pairs):
        raise NotPublished(refusals)
    for line in pairs:
        try:
            pair(
                by=found.published_by,
                place=line.place,
                mentor=line.mentor,
                kind=PairingKind.LEAD,
                starts_on=max(found.starts_on, line.place.starts_on),
            )
        except CannotPair as refusal:
            fellow = line.place.person.full_name
            raise NotPublished([["said", {"words": f"{fellow}: {refusal}"}]]) from refusal
    found.status, found.published_at, found.moved_at = (
        ProposalStatus.PUBLISHED,
        timezone.now(),
        timezone.now(),
    )
    found.save(update_fields=["status", "published_at", "moved_at"])
    audit.record("matching published", found, by=found.published_by, pairs=len(pairs))


def _lock(proposal: Proposal, pairs: list[Line]) -> None:
    """Mentors before places, each in order: two cohorts that publish at once take turns on a mentor."""
    mentors = {line.mentor.pk for line in pairs}
    profiles = MentorProfile.objects.filter(programme=proposal.cohort.programme_id, person__in=mentors)
    list(profiles.select_for_update().order_by("pk"))
    places = Place.objects.filter(pk__in=[line.place.pk for line in pairs])
    list(places.select_for_update().order_by("pk"))


def refusals_of(proposal: Proposal, pairs: list[Line]) -> list[Reason]:
    """What has changed since the proposal was made and makes it impossible."""
    return [*_places_changed(proposal, pairs), *_mentors_changed(proposal, pairs), *_against(proposal, pairs)]


def _places_changed(proposal: Proposal, pairs: list[Line]) -> list[Reason]:
    leads = Pairing.objects.in_force_or_later().filter(
        place__in=[line.place.pk for line in pairs], kind=PairingKind.LEAD
    )
    paired = {
        pairing.place_id: pairing
        for pairing in leads.select_related("mentor")
        if pairing.ends_on is None or pairing.ends_on >= proposal.starts_on
    }
    current = set(Place.objects.current().filter(cohort=proposal.cohort_id).values_list("pk", flat=True))
    found: list[Reason] = []
    for line in pairs:
        fellow = line.place.person.full_name
        if line.place.pk not in current:
            found.append(["place_ended", {"fellow": fellow}])
        elif there := paired.get(line.place.pk):
            found.append(["has_mentor", {"fellow": fellow, "mentor": there.mentor.full_name}])
    return found


def _mentors_changed(proposal: Proposal, pairs: list[Line]) -> list[Reason]:
    known = {mentor.person: mentor for mentor in mentors_of(proposal.cohort.programme_id, proposal.starts_on)}
    wanted = Counter(line.mentor.pk for line in pairs)
    found: list[Reason] = []
    for line in {line.mentor.pk: line for line in pairs}.values():
        name, mentor = line.mentor.full_name, known.get(line.mentor.pk)
        if mentor is None:
            found.append(["left_pool", {"mentor": name}])
        elif wanted[line.mentor.pk] > mentor.left:
            facts = {"mentor": name, "left": mentor.left, "wanted": wanted[line.mentor.pk]}
            found.append(["too_many", facts])
    return found


def _against(proposal: Proposal, pairs: list[Line]) -> list[Reason]:
    """What speaks against a pair now and was not there when somebody said that it is right all the same."""
    pool = read_pool(proposal.cohort, proposal.starts_on)
    fellows = {fellow.place: fellow for fellow in pool.fellows}
    mentors = {mentor.person: mentor for mentor in pool.mentors}
    found: list[Reason] = []
    for line in pairs:
        fellow, mentor = fellows.get(line.place.pk), mentors.get(line.mentor.pk)
        if fellow is None or mentor is None:
            continue
        overruled = line.codes if line.overruled else frozenset()
        why = [
            reason
            for reason in obstacles(fellow, mentor, pool.rules, pool.starts_on)
            if reason[0] not in overruled
        ]
        if why:
            facts = {"fellow": fellow.name, "mentor": line.mentor.full_name, "why": why}
            found.append(["speaks_against", facts])
    return found
