"""A proposal from the asking to its last change by hand. Nothing of it reaches anybody but the team."""

import datetime as dt
import logging
import subprocess
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.matching.pool import Pool, read_pool, taken_places
from fellowship.cohorts.matching.scoring import Reason, obstacles, reasons, score
from fellowship.cohorts.matching.solving import Solved, solve_pool
from fellowship.cohorts.models import Cohort, MentorProfile, Proposal, ProposedPair
from fellowship.cohorts.models.proposal import TO_SOLVE, UNFINISHED, ProposalStatus
from fellowship.people.models import User
from fellowship.people.services import audit

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
STOPPED_MOVING = dt.timedelta(minutes=2)


class CannotChoose(ValueError):
    """Why this cannot be changed, in a sentence for the administrator."""


@transaction.atomic
def ask_proposal(*, by: User, cohort: Cohort, starts_on: dt.date) -> Proposal:
    """A new proposal, or the one that is open: asking twice makes one. Solving it is a task."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if there := cohort.proposals.open().first():
        return there
    return _asked(by, cohort, starts_on, previous=cohort.proposals.first())


@transaction.atomic
def solve_again(*, by: User, proposal: Proposal) -> Proposal:
    """Another proposal for the pool as it is now; held pairs stay. The old one is kept to compare with."""
    cohort = Cohort.objects.select_for_update().get(pk=proposal.cohort_id)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not proposal.is_ready:
        return cohort.proposals.open().first() or proposal
    _to(proposal, ProposalStatus.REPLACED)
    return _asked(by, cohort, proposal.starts_on, previous=proposal)


def _asked(by: User, cohort: Cohort, starts_on: dt.date, previous: Proposal | None) -> Proposal:
    made = Proposal.objects.create(cohort=cohort, asked_by=by, starts_on=starts_on, previous=previous)
    audit.record("matching asked for", made, by=by, cohort=cohort.pk, starts_on=str(starts_on))
    return made


@transaction.atomic
def set_aside(*, by: User, proposal: Proposal) -> Proposal:
    """Nothing of it will be published; it can still be read."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.is_ready:
        _to(proposal, ProposalStatus.SET_ASIDE)
        audit.record("matching set aside", proposal, by=by)
    return proposal


def _to(proposal: Proposal, status: ProposalStatus) -> None:
    proposal.status, proposal.moved_at = status, timezone.now()
    proposal.save(update_fields=["status", "moved_at"])


# --- the worker's part ---


def solve(proposal_id: int) -> None:
    """May be called again at any time, also by two workers at once: only the first answer is written.

    The arithmetic runs between two transactions, so nothing is locked while it thinks.
    """
    proposal = _begun(proposal_id)
    if proposal is None:
        return
    pool = read_pool(proposal.cohort, proposal.starts_on)
    held = _held_in(proposal.previous)
    Proposal.objects.filter(pk=proposal.pk, status=ProposalStatus.READING).update(
        status=ProposalStatus.SOLVING, moved_at=timezone.now()
    )
    try:
        solved = solve_pool(pool, {place: pair.mentor_id for place, pair in held.items()})
    except (subprocess.SubprocessError, OSError, ValueError):
        log.exception("Proposal %s could not be solved.", proposal.pk)
        return
    _write(proposal, pool, solved, held)


@transaction.atomic
def _begun(proposal_id: int) -> Proposal | None:
    waiting = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id, status__in=TO_SOLVE)
    proposal = waiting.select_related("cohort", "previous").first()
    if proposal is None:
        return None
    if proposal.attempts >= MOST_ATTEMPTS:
        _to(proposal, ProposalStatus.FAILED)
        return None
    proposal.attempts += 1
    proposal.save(update_fields=["attempts"])
    _to(proposal, ProposalStatus.READING)
    return proposal


def _held_in(previous: Proposal | None) -> dict[int, ProposedPair]:
    """By place, what is held when it is solved again. A proposal that was published holds nothing."""
    if previous is None or previous.status != ProposalStatus.REPLACED:
        return {}
    return {pair.place_id: pair for pair in previous.pairs.filter(held=True)}


@transaction.atomic
def _write(proposal: Proposal, pool: Pool, solved: list[Solved], held: dict[int, ProposedPair]) -> None:
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.status not in TO_SOLVE:
        return
    pairs = [_line(proposal, one, held.get(one.place)) for one in solved]
    ProposedPair.objects.bulk_create(pairs)
    proposal.rules = {name: getattr(pool.rules, name) for name in pool.rules.__dataclass_fields__}
    proposal.figures = figures_of(pairs) | {"places": sum(mentor.left for mentor in pool.mentors)}
    proposal.save(update_fields=["rules", "figures"])
    _to(proposal, ProposalStatus.READY)


def _line(proposal: Proposal, one: Solved, before: ProposedPair | None) -> ProposedPair:
    line = ProposedPair(
        proposal=proposal, place_id=one.place, mentor_id=one.mentor, score=one.score, reasons=one.reasons
    )
    if before is not None and before.mentor_id == one.mentor:
        line.held, line.by_hand, line.overruled = True, before.by_hand, before.overruled
    return line


def stopped_moving() -> list[tuple[int, bool]]:
    """Ids of proposals nobody seems to be at, and whether they are being published (else solved)."""
    stopped = Proposal.objects.filter(status__in=UNFINISHED, moved_at__lt=timezone.now() - STOPPED_MOVING)
    return [(one.pk, one.status == ProposalStatus.PUBLISHING) for one in stopped]


def figures_of(pairs: Iterable[ProposedPair]) -> dict[str, int]:
    """In total: fellows, matched, each wish, none of them, would rather not, chosen by hand."""
    counted: Counter[str] = Counter()
    for pair in pairs:
        counted["fellows"] += 1
        counted["by_hand"] += pair.by_hand
        if pair.mentor_id is None:
            continue
        counted["matched"] += 1
        counted["score"] += pair.score
        for code, facts in pair.reasons:
            counted[f"wish_{facts['rank']}" if code == "wish" else code] += 1
    return dict(counted)


# --- by hand ---


@transaction.atomic
def choose(*, by: User, pair: ProposedPair, mentor: User | None, overruled: str = "") -> ProposedPair:
    """Another mentor for one fellow, or nobody. What is chosen by hand is held; all others stay.

    Where something speaks against the pair, `overruled` must say why it is right all the same.
    """
    proposal, pair = _locked(pair)
    if mentor is None:
        pair.mentor, pair.score, pair.reasons, pair.overruled = None, 0, [["left_by_hand", {}]], ""
    else:
        _check_place_left(proposal, pair, mentor)
        _explain(proposal, pair, mentor, overruled)
    pair.held = pair.by_hand = True
    pair.save()
    _count_again(proposal)
    audit.record(
        "match chosen",
        proposal,
        by=by,
        place=pair.place_id,
        mentor=mentor.pk if mentor else None,
        overruled=overruled,
    )
    return pair


@transaction.atomic
def hold(*, by: User, pair: ProposedPair, held: bool) -> ProposedPair:
    """A held pair is left as it is when the rest is solved again."""
    proposal, pair = _locked(pair)
    if pair.held != held:
        pair.held = held
        pair.save(update_fields=["held"])
        audit.record("match held" if held else "match let go", proposal, by=by, place=pair.place_id)
    return pair


def _locked(pair: ProposedPair) -> tuple[Proposal, ProposedPair]:
    """One change at a time to a proposal that can still be changed."""
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=pair.proposal_id)
    )
    if not proposal.is_ready:
        raise CannotChoose(_("This proposal can no longer be changed."))
    return proposal, ProposedPair.objects.select_related("place__person").get(pk=pair.pk)


def _check_place_left(proposal: Proposal, pair: ProposedPair, mentor: User) -> None:
    programme_id = proposal.cohort.programme_id
    profile = MentorProfile.objects.in_pool(programme_id).filter(person=mentor).first()
    if profile is None:
        raise CannotChoose(_("%(name)s takes nobody in this programme.") % {"name": mentor.full_name})
    taken = taken_places(programme_id, proposal.starts_on, mentors=[mentor.pk]).get(mentor.pk, 0)
    proposed = proposal.pairs.filter(mentor=mentor).exclude(pk=pair.pk).count()
    if taken + proposed >= profile.capacity:
        raise CannotChoose(
            _("%(name)s has no place left. Choose another mentor for one of their fellows first.")
            % {"name": mentor.full_name}
        )


def _explain(proposal: Proposal, pair: ProposedPair, mentor: User, overruled: str) -> None:
    pool = read_pool(proposal.cohort, proposal.starts_on, only=pair.place)
    fellow, known = pool.fellows[0], pool.mentor(mentor.pk)
    if known is None:  # left the pool between two statements
        raise CannotChoose(_("%(name)s takes nobody in this programme.") % {"name": mentor.full_name})
    against: list[Reason] = obstacles(fellow, known, pool.rules, pool.starts_on)
    if against and not overruled:
        raise CannotChoose(_("Something speaks against this pair. Say why it is right all the same."))
    pair.mentor, pair.score = mentor, score(fellow, known, pool.rules)
    pair.reasons = [*reasons(fellow, known, pool.interests), *against]
    pair.overruled = overruled if against else ""


def _count_again(proposal: Proposal) -> None:
    kept = {"places": proposal.figures.get("places", 0)}
    proposal.figures = figures_of(proposal.pairs.only("mentor_id", "score", "reasons", "by_hand")) | kept
    proposal.save(update_fields=["figures"])
