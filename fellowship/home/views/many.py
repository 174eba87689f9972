"""One thing done to the fellows chosen on the overview: choices, preview with the count, confirmation."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.models import BulkAct, Cohort
from fellowship.home.forms.many import FORMS, ManyForm
from fellowship.home.forms.overview import OverviewForm
from fellowship.home.services import many as service
from fellowship.home.services.overview import Row, chosen_rows
from fellowship.lib.identifiers import Warning, warnings_in
from fellowship.people.access import SignedInRequest

SHOWN = 200  # of each list of a preview; the result list has them all


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was chosen comes with each request, as the overview and this page's own form send it."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme__call_rules")
    cohort = get_object_or_404(cohorts, pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    kind = sent.get("kind") or next(iter(service.CHOICES))
    if kind not in service.CHOICES:
        raise Http404
    form_id = _form_id(sent.get("form_id", ""))
    if act := BulkAct.objects.visible_to(request.user).filter(form_id=form_id).first():
        return redirect("bulk_act", act.pk)  # pressed twice
    overview = OverviewForm(sent, cohort=cohort)
    rows = _chosen(cohort, overview, request)
    form = FORMS[kind](request.POST if request.method == "POST" else None, cohort=cohort)
    context = {
        "cohort": cohort,
        "kind": kind,
        "title": service.CHOICES[kind],
        "form": form,
        "form_id": form_id,
        "rows": rows,
        "selection": _selection(request, overview),
    }
    plan = _plan(cohort, kind, rows, form) if rows else None
    if plan is None:
        return render(request, "home/many.jinja", context)
    is_checked = _is_checked(request, plan)
    warnings = [] if is_checked else _warnings(form)
    confirmed = request.method == "POST" and sent.get("act") == "confirm" and not warnings
    if confirmed and plan.to_do and sent.get("stamp") == plan.stamp:
        act = service.begin(by=request.user, cohort=cohort, kind=kind, plan=plan, form_id=form_id)
        return redirect("bulk_act", act.pk)
    context |= {"warnings": warnings, "is_checked": is_checked, "changed": confirmed}
    return render(request, "home/many.jinja", context | _preview(kind, plan, rows))


def _preview(kind: str, plan: service.Plan, rows: list[Row]) -> dict[str, Any]:
    fellows: dict[int | None, Row] = {row.place_id: row for row in rows}
    return {
        "plan": plan,
        "to_do": [(fellows[row.place_id], row.words) for row in plan.to_do[:SHOWN]],
        "left_out": [(fellows[row.place_id], row.words) for row in plan.left_out[:SHOWN]],
        "button": service.button_words(kind, plan),
    }


def _form_id(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def _chosen(cohort: Cohort, overview: OverviewForm, request: SignedInRequest) -> list[Row]:
    """All that match the filter, or those that were ticked; ids of other cohorts find nobody."""
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("all"):
        return chosen_rows(cohort, overview.wanted(), None)
    ticked = {int(one) for one in sent.getlist("place") if one.isascii() and one.isdigit() and len(one) < 19}
    return chosen_rows(cohort, overview.wanted(), ticked) if ticked else []


def _plan(cohort: Cohort, kind: str, rows: list[Row], form: ManyForm) -> service.Plan | None:
    """As soon as there is nothing left to choose."""
    if not form.fields:
        return service.PLANS[kind](cohort, rows, {})
    return service.PLANS[kind](cohort, rows, form.cleaned_data) if form.is_valid() else None


def _is_checked(request: SignedInRequest, plan: service.Plan) -> bool:
    """Somebody has looked at the warnings and said that these very words are about nobody."""
    return request.POST.get("identifiers_checked") == "yes" or request.POST.get("checked_stamp") == plan.stamp


def _warnings(form: ManyForm) -> list[Warning]:
    if not (form.is_bound and form.fields):
        return []
    words = [value for name in ("subject", "text", "reason", "new") if (value := form.cleaned_data.get(name))]
    return warnings_in("\n".join(words))


def _selection(request: SignedInRequest, overview: OverviewForm) -> list[tuple[str, str]]:
    """What says who was chosen, for the hidden fields of the page."""
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("all"):
        filters = [(name, sent[name]) for name in overview.fields if sent.get(name)]
        return [("all", "1"), *filters]
    return [("place", one) for one in sent.getlist("place")]
