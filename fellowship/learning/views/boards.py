"""Results in bulk: from a spreadsheet in, and to the exam board out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.models import Cohort
from fellowship.learning.forms.results import ResultsFileForm
from fellowship.learning.models import ResultImport
from fellowship.learning.services.board import exam_board
from fellowship.learning.services.intake import (
    confirm_results,
    lines_of,
    outcomes_in_words,
    read_results,
)
from fellowship.learning.views.results import taught_assignment
from fellowship.lib.archives import FileRefused
from fellowship.lib.tables import write_csv, write_xlsx
from fellowship.lib.uploads import BY_EXTENSION
from fellowship.people.access import SignedInRequest
from fellowship.people.services.audit import record

KINDS = ("new", "changed", "problem", "unchanged")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": BY_EXTENSION["xlsx"].content_type}


@require_http_methods(["GET", "HEAD", "POST"])
def results_import(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = taught_assignment(request.user, pk)
    form = ResultsFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = read_results(assignment=assignment, file=file, name=file.name or "", by=request.user)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("results_preview", run.pk)
    context = {"assignment": assignment, "form": form, "outcomes": outcomes_in_words()}
    return render(request, "learning/results_import.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def results_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every row before anything counts; after the confirmation, what came of it."""
    visible = ResultImport.objects.visible_to(request.user)
    run = get_object_or_404(visible.select_related("assignment__module__cohort", "confirmed_by"), pk=pk)
    if request.method == "POST":
        run = confirm_results(run=run, by=request.user)
        saved = sum(line.kind in ("new", "changed") for line in lines_of(run))
        words = ngettext("%(n)s result recorded.", "%(n)s results recorded.", saved) % {"n": saved}
        messages.success(request, words)
        return redirect("results_preview", pk)
    lines = lines_of(run)
    groups = {kind: [line for line in lines if line.kind == kind] for kind in KINDS}
    context = {"run": run, "groups": groups, "to_record": len(groups["new"]) + len(groups["changed"])}
    return render(request, "learning/results_preview.jinja", context)


@require_safe
def board(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """The exam board's list as a file."""
    cohort = get_object_or_404(Cohort.objects.taught_by(request.user), pk=pk)
    if ending not in TYPES:
        raise Http404
    titles, rows = exam_board(cohort)
    record("board_exported", cohort, by=request.user, fellows=len(rows))
    content = write_csv(titles, rows) if ending == "csv" else write_xlsx(str(_("Exam board")), titles, rows)
    response = HttpResponse(content, content_type=TYPES[ending])
    name = f"exam-board-{slugify(cohort.name) or cohort.pk}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
