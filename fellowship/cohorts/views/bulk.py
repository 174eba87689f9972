"""What was done to many at once: how far it is, what came of it, and taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellowship.cohorts.bulk import acts
from fellowship.cohorts.bulk.kinds import KINDS
from fellowship.cohorts.models import BulkAct
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.cohorts.views.found import bulk_act_of, cohort_of
from fellowship.people.access import SignedInRequest

ON_A_PAGE = 50


@require_safe
def bulk_acts(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(request.user, pk)
    done = Count("rows", filter=Q(rows__status=RowStatus.DONE))
    found = cohort.bulk_acts.select_related("by").annotate(number_done=done).order_by("-made_at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    for act in page.object_list:
        act.title, act.sentence = KINDS[act.kind].title, _sentence(act)
    return render(request, "cohorts/bulk_acts.jinja", {"cohort": cohort, "page": page})


@require_safe
def bulk_act(request: SignedInRequest, pk: int) -> HttpResponse:
    act = bulk_act_of(request.user, pk)
    kind = KINDS[act.kind]
    counts = {**dict.fromkeys(RowStatus.values, 0), **_counts(act)}
    shown = [status for status in RowStatus if counts[status]]
    asked = request.GET.get("show", "")
    show = asked if asked in shown else next(iter(shown), "")
    rows = act.rows.filter(status=show).select_related("place__person")
    may_undo = act.status not in (BulkStatus.UNDOING, BulkStatus.UNDONE) and kind.undo is not None
    is_archive = act.cohort is not None and act.cohort.closed_at is not None
    context = {
        "act": act,
        "cohort": act.cohort,
        "title": kind.title,
        "sentence": _sentence(act),
        "counts": counts,
        "tabs": [(status, status.label, f"?show={status.value}", counts[status]) for status in shown],
        "show": show,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "may_undo": may_undo and not is_archive and counts[RowStatus.DONE] + counts[RowStatus.WAITING] > 0,
        "undo_words": kind.undo_words,
    }
    return render(request, "cohorts/bulk_act.jinja", context)


def _sentence(act: BulkAct) -> str:
    words = KINDS[act.kind].in_words
    return words(act) if words else ""


def _counts(act: BulkAct) -> dict[str, int]:
    return dict(act.rows.values_list("status").annotate(Count("pk")).order_by())


@require_POST
def bulk_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    act = bulk_act_of(request.user, pk)
    try:
        acts.undo(by=request.user, act=act)
    except acts.CannotUndo as reason:
        messages.error(request, str(reason))
    return redirect("bulk_act", act.pk)


@require_POST
def bulk_again(request: SignedInRequest, pk: int) -> HttpResponse:
    act = acts.try_again(by=request.user, act=bulk_act_of(request.user, pk))
    if act.is_unfinished:
        messages.success(request, _("It goes on now."))
    return redirect("bulk_act", act.pk)
