"""One fellow's line of a proposal by hand, and one fellow matched again after the publishing."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fellowship.cohorts.forms.matching import ChooseForm, MatchAgainForm
from fellowship.cohorts.matching.candidates import candidates, match_again
from fellowship.cohorts.matching.pool import read_pool
from fellowship.cohorts.matching.proposals import CannotChoose, choose, hold
from fellowship.cohorts.models import MentorProfile, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.services.pairings import CannotPair
from fellowship.cohorts.views.found import place_of, proposed_pair_of
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User

ON_A_PAGE = 25
NOBODY = 0


def _mentor_in(form: ChooseForm | MatchAgainForm, place: Place) -> User | None:
    """Whoever was chosen, if it is a mentor of the programme; adds an error where it is not."""
    chosen = form.cleaned_data.get("mentor")
    pool = MentorProfile.objects.in_pool(place.cohort.programme_id).select_related("person")
    profile = pool.filter(person=chosen).first() if chosen and chosen < 2**31 else None
    if profile is None and (chosen is None or chosen != NOBODY):
        form.add_error(None, _("Choose a mentor from the list"))
    return profile.person if profile else None


@require_http_methods(["GET", "HEAD", "POST"])
def proposed_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every mentor of the programme for this fellow, best first."""
    pair = proposed_pair_of(request.user, pk)
    proposal, place = pair.proposal, pair.place
    if not proposal.is_ready:
        return redirect(proposal)
    form = ChooseForm(request.POST or None)
    if form.is_valid():
        mentor = _mentor_in(form, place)
        if form.is_valid():
            try:
                choose(by=request.user, pair=pair, mentor=mentor, overruled=form.cleaned_data["overruled"])
            except CannotChoose as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Changed and held. The other pairs are as they were."))
                return redirect(proposal)
    pool = read_pool(proposal.cohort, proposal.starts_on, only=place)
    others = proposal.pairs.exclude(pk=pair.pk).exclude(mentor=None)
    listed = candidates(pool, Counter(others.values_list("mentor", flat=True)))
    context = {
        "pair": pair,
        "proposal": proposal,
        "place": place,
        "cohort": proposal.cohort,
        "form": form,
        "page": Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page")),
        "chosen": form.cleaned_data.get("mentor") if form.is_bound else pair.mentor_id,
    }
    return render(request, "cohorts/matching/proposed_pair.jinja", context)


@require_POST
def proposed_pair_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    pair = proposed_pair_of(request.user, pk)
    try:
        hold(by=request.user, pair=pair, held=request.POST.get("held") == "yes")
    except CannotChoose as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('proposal', args=[pair.proposal_id])}#pair-{pair.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def place_match(request: SignedInRequest, pk: int) -> HttpResponse:
    """One fellow matched (again); nobody else's mentor changes."""
    place = place_of(request.user, pk)
    leads = place.pairings.filter(kind=PairingKind.LEAD).in_force_or_later()
    lead = leads.select_related("mentor").first()
    first_day = max(timezone.localdate(), place.starts_on)
    form = MatchAgainForm(request.POST or None, cohort=place.cohort, initial={"starts_on": first_day})
    if lead is None:
        del form.fields["reason"]
    else:
        form.fields["reason"].required = True
    if form.is_valid():
        mentor = _mentor_in(form, place)
        if mentor is None:
            form.add_error(None, _("Choose a mentor from the list")) if not form.errors else None
        elif _matched(request, form, place, mentor):
            return redirect("place_pairings", place.pk)
    on = form.cleaned_data.get("starts_on") if form.is_bound and form.is_valid() else None
    pool = read_pool(place.cohort, on or first_day, only=place)
    context = {
        "place": place,
        "cohort": place.cohort,
        "form": form,
        "lead": lead,
        "page": Paginator(candidates(pool, {}), ON_A_PAGE).get_page(request.GET.get("page")),
        "chosen": form.cleaned_data.get("mentor") if form.is_bound else None,
    }
    return render(request, "cohorts/matching/place_match.jinja", context)


def _matched(request: SignedInRequest, form: MatchAgainForm, place: Place, mentor: User) -> bool:
    data = form.cleaned_data
    try:
        match_again(
            by=request.user,
            place=place,
            mentor=mentor,
            on=data["starts_on"],
            reason=data.get("reason", ""),
            overruled=data["overruled"],
        )
    except CannotPair as refusal:
        form.add_error(None, str(refusal))
        return False
    said = {"mentor": mentor.full_name, "fellow": place.person.full_name}
    messages.success(request, _("%(mentor)s is paired with %(fellow)s.") % said)
    return True
