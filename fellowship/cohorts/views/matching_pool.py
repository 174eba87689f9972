"""What matching goes by: mentors of a programme, its rules, conflicts; and what fellows wish for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.forms.matching import (
    ConflictForm,
    MentorProfileForm,
    NewMentorForm,
    RulesForm,
)
from fellowship.cohorts.forms.wishes import WishesForm
from fellowship.cohorts.matching.mentors import MentorThere, add_mentor, save_profile, save_rules
from fellowship.cohorts.matching.pool import taken_places
from fellowship.cohorts.matching.wishes import (
    Closed,
    declare_conflict,
    save_wishes,
    withdraw_conflict,
)
from fellowship.cohorts.models import (
    Conflict,
    FellowProfile,
    Interest,
    MatchingRules,
    MentorProfile,
    Place,
    Programme,
    WishRound,
)
from fellowship.cohorts.views.found import cohort_of, programme_of, programme_to_change
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User

ON_A_PAGE = 25


@require_safe
def mentor_pool(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_of(request.user, pk)
    profiles = programme.mentor_profiles.select_related("person", "organisation").prefetch_related(
        "interests"
    )
    page = Paginator(profiles, ON_A_PAGE).get_page(request.GET.get("page"))
    people = [profile.person_id for profile in page.object_list]
    taken = taken_places(programme.pk, timezone.localdate(), mentors=people)
    for profile in page.object_list:
        profile.taken = taken.get(profile.person_id, 0)
    return render(request, "cohorts/matching/mentor_pool.jinja", {"programme": programme, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def mentor_profile_new(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_of(request.user, pk)
    form = NewMentorForm(request.POST or None, programme=programme)
    if form.is_valid():
        data = form.cleaned_data
        names = {name: data[name] for name in ("email", "given_name", "family_name")}
        try:
            profile = add_mentor(by=request.user, programme=programme, person=data["mentor"], **names)
        except MentorThere as there:
            form.add_error(None, str(there))
        else:
            return redirect(profile)
    return render(
        request, "cohorts/matching/mentor_profile_new.jinja", {"programme": programme, "form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mentor_profile(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the team, and for the mentor."""
    visible = MentorProfile.objects.visible_to(request.user)
    about = visible.select_related("programme", "person", "organisation")
    profile = get_object_or_404(to_change(about, request), pk=pk)
    runs = Programme.objects.visible_to(request.user).filter(pk=profile.programme_id).exists()
    form = MentorProfileForm(request.POST or None, profile=profile)
    if form.is_valid() and not came_second(form):
        save_profile(by=request.user, profile=profile, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("mentor_pool", profile.programme_id) if runs else redirect(profile)
    context = {
        "profile": profile,
        "programme": profile.programme,
        "form": form,
        "runs": runs,
        "own": profile.person_id == request.user.pk,
    }
    status = 409 if came_second(form) else 200
    return render(request, "cohorts/matching/mentor_profile.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def matching_rules(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_to_change(request, pk)
    there = MatchingRules.objects.filter(programme=programme).first()
    names = Interest.objects.filter(programme=programme).values_list("name", flat=True)
    rules = there or MatchingRules(programme=programme)
    form = RulesForm(request.POST or None, instance=rules, initial={"interests": "\n".join(names)})
    if form.is_valid() and not came_second(form):
        save_rules(by=request.user, rules=form.save(commit=False), interests=form.cleaned_data["interests"])
        messages.success(request, _("Saved. A proposal that is open keeps the points it was made with."))
        return redirect("programme", programme.pk)
    context, status = {"programme": programme, "form": form}, 409 if came_second(form) else 200
    return render(request, "cohorts/matching/rules.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that was declared in a cohort, and declaring more, for the team."""
    cohort = cohort_of(request.user, pk)
    mentors = User.objects.filter(mentor_profiles__programme=cohort.programme_id)
    form = ConflictForm(request.POST or None, places=cohort.places.current(), mentors=mentors)
    if form.is_valid():
        declare_conflict(by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted. They will not be proposed for each other."))
        return redirect("conflicts", cohort.pk)
    found = Conflict.objects.visible_to(request.user).filter(place__cohort=cohort)
    found = found.select_related("place__person", "mentor", "declared_by")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"cohort": cohort, "form": form, "page": page}
    return render(request, "cohorts/matching/conflicts.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mentor_conflicts(request: SignedInRequest, pk: int) -> HttpResponse:
    """A mentor says whom they may not mentor, among the fellows of cohorts that are being asked."""
    own = MentorProfile.objects.filter(person=request.user).select_related("programme", "person")
    profile = get_object_or_404(own, pk=pk)
    rounds = WishRound.objects.filter(cohort__programme=profile.programme, until__gte=timezone.localdate())
    places = Place.objects.current().filter(cohort__in=rounds.values("cohort")).exclude(person=request.user)
    form = ConflictForm(request.POST or None, places=places, mentors=None)
    if form.is_valid():
        declare_conflict(by=request.user, mentor=request.user, **form.cleaned_data)
        messages.success(request, _("Noted. You will not be proposed for this fellow."))
        return redirect("mentor_conflicts", profile.pk)
    declared = Conflict.objects.filter(
        declared_by=request.user, mentor=request.user, place__cohort__programme=profile.programme
    )
    context = {
        "profile": profile,
        "programme": profile.programme,
        "form": form,
        "asked": rounds.exists(),
        "declared": declared.select_related("place__person"),
    }
    return render(request, "cohorts/matching/mentor_conflicts.jinja", context)


@require_POST
def conflict_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Conflict.objects.visible_to(request.user).select_related("place")
    conflict = get_object_or_404(visible, pk=pk)
    programme = Programme.objects.filter(cohorts=conflict.place.cohort_id)
    runs = programme.visible_to(request.user).exists()
    profile = MentorProfile.objects.filter(person=request.user, programme__in=programme).first()
    withdraw_conflict(by=request.user, conflict=conflict)
    messages.success(request, _("Taken back."))
    if runs:
        return redirect("conflicts", conflict.place.cohort_id)
    if profile and conflict.mentor_id == request.user.pk:
        return redirect("mentor_conflicts", profile.pk)
    return redirect("wishes", conflict.place_id)


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: SignedInRequest, pk: int) -> HttpResponse:
    """A fellow says whom they wish for; later it says what they said."""
    own = Place.objects.filter(person=request.user, cohort__wish_round__isnull=False)
    place = get_object_or_404(own.select_related("person", "cohort__programme", "cohort__wish_round"), pk=pk)
    asked = place.cohort.wish_round
    mentors = MentorProfile.objects.in_pool(place.cohort.programme_id).exclude(person=request.user)
    listed = list(mentors.select_related("person", "organisation").prefetch_related("interests"))
    said = FellowProfile.objects.filter(place=place).prefetch_related("interests").first()
    is_open = asked.is_open and not place.has_ended
    people = [profile.person for profile in listed]
    form = WishesForm(request.POST or None, place=place, mentors=people, said=said)
    if form.is_valid():
        try:
            save_wishes(by=request.user, place=place, **form.as_said())
        except Closed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. You can change it until the asking ends."))
            return redirect("wishes", place.pk)
    context = {"place": place, "asked": asked, "form": form, "mentors": listed, "said": said, "open": is_open}
    return render(request, "cohorts/matching/wishes.jinja", context)
