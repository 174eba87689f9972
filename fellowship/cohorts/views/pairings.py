from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.pairings import EndPairingForm, MentorForm
from fellowship.cohorts.models import Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.services.pairings import CannotPair, change_mentor, end_pairing, pair
from fellowship.cohorts.services.persons import mentor_at
from fellowship.cohorts.views.found import check_open, cohort_of, pairing_of, place_of
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User

ON_A_PAGE = 25
TITLES = {
    PairingKind.LEAD: gettext_lazy("Choose the mentor"),
    PairingKind.SECOND: gettext_lazy("Add a second mentor"),
    PairingKind.COVER: gettext_lazy("Arrange cover while the mentor is away"),
}


@require_safe
def pairings(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(request.user, pk)
    open_pairings = Pairing.objects.in_force_or_later().select_related("mentor")
    places = cohort.places.current().select_related("person", "host")
    without = bool(request.GET.get("without"))
    if without:
        lead = Pairing.objects.filter(place=OuterRef("pk"), kind=PairingKind.LEAD).in_force_or_later()
        places = places.filter(~Exists(lead))
    places = places.prefetch_related(Prefetch("pairings", open_pairings, to_attr="open_pairings"))
    page = Paginator(places, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"cohort": cohort, "page": page, "without": without, "today": timezone.localdate()}
    return render(request, "cohorts/pairings.jinja", context)


@require_safe
def place_pairings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody who is, was or will be paired with one fellow."""
    place = place_of(request.user, pk)
    found = list(place.pairings.select_related("mentor").order_by("-starts_on", "-pk"))
    today = timezone.localdate()
    context = {
        "place": place,
        "pairings": found,
        "today": today,
        "has_lead": any(
            one.kind == PairingKind.LEAD and (one.ends_on is None or one.ends_on >= today) for one in found
        ),
    }
    return render(request, "cohorts/place_pairings.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pairing_new(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    place = place_of(request.user, pk)
    if kind not in PairingKind.values:
        raise Http404
    check_open(place.cohort)
    lead = place.pairings.filter(kind=PairingKind.LEAD).in_force_or_later().select_related("mentor").first()
    replaces = kind == PairingKind.LEAD and lead is not None
    initial = {"starts_on": max(timezone.localdate(), place.starts_on)}
    form = MentorForm(request.POST or None, initial=initial, place=place, kind=kind, replaces=replaces)
    if form.is_valid():
        try:
            pairing = _pair(request.user, place, kind, form.cleaned_data, replaces=replaces)
        except CannotPair as refusal:
            form.add_error(None, str(refusal))
        else:
            said = {"mentor": pairing.mentor.full_name, "fellow": place.person.full_name}
            messages.success(request, _("%(mentor)s is paired with %(fellow)s.") % said)
            return redirect("place_pairings", place.pk)
    title = _("Change the mentor") if replaces else TITLES[PairingKind(kind)]
    context = {"place": place, "form": form, "title": title, "lead": lead if replaces else None}
    return render(request, "cohorts/pairing_new.jinja", context)


@transaction.atomic
def _pair(by: User, place: Place, kind: str, data: dict, *, replaces: bool) -> Pairing:
    """All or nothing: a refusal leaves no new person behind."""
    names = {name: data[name] for name in ("email", "title", "given_name", "family_name")}
    mentor = data["mentor"] or mentor_at(by=by, place=place, **names)
    if replaces:
        return change_mentor(by=by, place=place, mentor=mentor, on=data["starts_on"], reason=data["reason"])
    return pair(
        by=by,
        place=place,
        mentor=mentor,
        kind=PairingKind(kind),
        starts_on=data["starts_on"],
        ends_on=data.get("ends_on"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pairing_end(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pairing_of(request.user, pk)
    check_open(pairing.place.cohort)
    form = EndPairingForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            end_pairing(by=request.user, pairing=pairing, **form.cleaned_data)
        except CannotPair as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The pairing is ended."))
            return redirect("place_pairings", pairing.place_id)
    return render(request, "cohorts/pairing_end.jinja", {"pairing": pairing, "form": form})
