"""Matching a cohort: where it stands, asking for wishes, a proposal from the asking to the publishing."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.forms.matching import AskWishesForm, ProposalForm, PublishForm
from fellowship.cohorts.matching.pool import taken_places, without_mentor
from fellowship.cohorts.matching.proposals import ask_proposal, set_aside, solve_again
from fellowship.cohorts.matching.publishing import ask_publish
from fellowship.cohorts.matching.wishes import open_wishes
from fellowship.cohorts.matching.words import against, in_favour, said_all
from fellowship.cohorts.models import (
    Cohort,
    Conflict,
    FellowProfile,
    MentorProfile,
    Proposal,
    ProposedPair,
    WishRound,
)
from fellowship.cohorts.models.proposal import TO_SOLVE, ProposalStatus, ProposedPairQuerySet
from fellowship.cohorts.tasks import publish_proposal, solve_proposal
from fellowship.cohorts.views.found import cohort_of, proposal_of
from fellowship.people.access import SignedInRequest

ON_A_PAGE = 25
PROPOSALS_SHOWN = 10
SHOWN = {
    "all": Q(),
    "without": Q(mentor=None),
    "held": Q(held=True),
    "by_hand": Q(by_hand=True),
    "against": ~Q(overruled=""),
}


@require_http_methods(["GET", "HEAD", "POST"])
def matching(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where it stands; sending the form asks for a proposal."""
    cohort = cohort_of(request.user, pk)
    first_day = max(timezone.localdate(), cohort.starts_on)
    form = ProposalForm(request.POST or None, cohort=cohort, initial={"starts_on": first_day})
    if form.is_valid():
        made = ask_proposal(by=request.user, cohort=cohort, starts_on=form.cleaned_data["starts_on"])
        _solve_soon(made)
        return redirect(made)
    waiting = without_mentor(cohort, first_day)
    proposals = list(cohort.proposals.select_related("asked_by")[:PROPOSALS_SHOWN])
    mentors = list(MentorProfile.objects.in_pool(cohort.programme_id).values_list("person", "capacity"))
    taken = taken_places(cohort.programme_id, first_day)
    context = {
        "cohort": cohort,
        "form": form,
        "fellows": waiting.count(),
        "said": FellowProfile.objects.filter(place__in=waiting).count(),
        "mentors": len(mentors),
        "places": sum(max(0, capacity - taken.get(person, 0)) for person, capacity in mentors),
        "conflicts": Conflict.objects.filter(place__cohort=cohort).count(),
        "round": WishRound.objects.filter(cohort=cohort).first(),
        "proposals": proposals,
        "open": next((one for one in proposals if one.is_ready or one.is_unfinished), None),
    }
    return render(request, "cohorts/matching/matching.jinja", context)


def _solve_soon(proposal: Proposal) -> None:
    if proposal.status in TO_SOLVE:
        transaction.on_commit(lambda: solve_proposal.delay(proposal.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def wishes_asked(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(request.user, pk)
    today = timezone.localdate()
    there = WishRound.objects.filter(cohort=cohort).first()
    initial = {"until": there.until if there else None}
    form = AskWishesForm(request.POST or None, today=today, initial=initial)
    if form.is_valid():
        open_wishes(by=request.user, cohort=cohort, until=form.cleaned_data["until"])
        messages.success(request, _("Fellows and mentors are being asked."))
        return redirect("matching", cohort.pk)
    context = {"cohort": cohort, "form": form, "round": there}
    return render(request, "cohorts/matching/wishes_asked.jinja", context)


@require_safe
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its progress, then its pairs; never anything of it to anybody but the team."""
    found = proposal_of(request.user, pk)
    context: dict[str, Any] = {"proposal": found, "cohort": found.cohort}
    if found.is_unfinished:
        stages = [str(status) for status in TO_SOLVE]
        done = stages.index(found.status) if found.status in stages else 0
        context |= {"done": done, "stages": len(TO_SOLVE)}
        return render(request, "cohorts/matching/proposal_progress.jinja", context)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN or (asked == "changed" and found.previous_id) else "all"
    pairs = found.pairs.select_related("place__person", "place__host", "mentor")
    pairs = _changed(found, pairs) if show == "changed" else pairs.filter(SHOWN[show])
    page = Paginator(pairs, ON_A_PAGE).get_page(request.GET.get("page"))
    _explain(found, page)
    context |= {
        "page": page,
        "show": show,
        "refusals": said_all(found.refusals),
        "figures": Counter(found.figures),
        "ranks": [found.figures.get(f"wish_{rank}", 0) for rank in range(1, 6)],
    }
    return render(request, "cohorts/matching/proposal.jinja", context)


def _changed(proposal: Proposal, pairs: ProposedPairQuerySet) -> ProposedPairQuerySet:
    """Fellows who had another mentor, or none, in the proposal before."""
    before = ProposedPair.objects.filter(proposal=proposal.previous_id)
    same = before.filter(place=F("place")).values("place", "mentor")
    unchanged = {(row["place"], row["mentor"]) for row in same}
    there = pairs.values_list("pk", "place", "mentor")
    return pairs.filter(pk__in=[pk for pk, place, mentor in there if (place, mentor) not in unchanged])


def _explain(proposal: Proposal, page: Page) -> None:
    """Adds to each pair what is said about it, the mentor's places, and who it was before."""
    mentors = {pair.mentor_id for pair in page.object_list if pair.mentor_id}
    programme_id = proposal.cohort.programme_id
    profiles = MentorProfile.objects.filter(programme=programme_id, person__in=mentors)
    capacity = dict(profiles.values_list("person", "capacity"))
    taken = taken_places(programme_id, proposal.starts_on, mentors=mentors)
    others = proposal.pairs.filter(mentor__in=mentors).values_list("mentor", flat=True)
    proposed = Counter(others) if proposal.is_ready else Counter()
    earlier = ProposedPair.objects.filter(
        proposal=proposal.previous_id, place__in=[pair.place_id for pair in page.object_list]
    )
    before = {pair.place_id: pair for pair in earlier.select_related("mentor")}
    for pair in page.object_list:
        pair.in_favour, pair.against = in_favour(pair.reasons), against(pair.reasons)
        pair.capacity = capacity.get(pair.mentor_id, 0)
        pair.left = max(0, pair.capacity - taken.get(pair.mentor_id, 0) - proposed[pair.mentor_id])
        old = before.get(pair.place_id)
        pair.before = old if old and old.mentor_id != pair.mentor_id else None


@require_POST
def proposal_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Solved again for the pool as it is now; or, while one is stuck, handed to the worker again."""
    found = proposal_of(request.user, pk)
    made = found if found.is_unfinished else solve_again(by=request.user, proposal=found)
    _solve_soon(made)
    if made.status == ProposalStatus.PUBLISHING:
        transaction.on_commit(lambda: publish_proposal.delay(made.pk))
    return redirect(made)


@require_POST
def proposal_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    found = set_aside(by=request.user, proposal=proposal_of(request.user, pk))
    messages.success(request, _("The proposal is set aside. Nobody was told anything."))
    return redirect("matching", found.cohort_id)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    found = proposal_of(request.user, pk)
    if not found.is_ready:
        return redirect(found)
    cohort: Cohort = found.cohort
    form = PublishForm(request.POST or None, cohort=cohort, initial={"starts_on": found.starts_on})
    if form.is_valid():
        asked = ask_publish(by=request.user, proposal=found, starts_on=form.cleaned_data["starts_on"])
        if asked.status == ProposalStatus.PUBLISHING:
            transaction.on_commit(lambda: publish_proposal.delay(asked.pk))
        return redirect(asked)
    context = {"proposal": found, "cohort": cohort, "form": form, "figures": Counter(found.figures)}
    return render(request, "cohorts/matching/proposal_publish.jinja", context)
