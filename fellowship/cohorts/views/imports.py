"""Importing people: upload, progress, preview, confirmation, result."""

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.forms.imports import ImportForm
from fellowship.cohorts.models import ImportRun
from fellowship.cohorts.models.import_run import ImportStatus, RowOutcome
from fellowship.cohorts.services.intake.columns import COLUMNS, TITLE_OF
from fellowship.cohorts.services.intake.comparison import shown
from fellowship.cohorts.services.intake.example import EXAMPLE, example_file
from fellowship.cohorts.services.intake.runs import confirm_import, read_again, start_import
from fellowship.cohorts.tasks import read_import, write_import
from fellowship.cohorts.views.found import check_open, cohort_of, run_of
from fellowship.people.access import SignedInRequest

ON_A_PAGE = 50
RUNS_SHOWN = 10
IN_THE_BACKGROUND = [ImportStatus.WAITING, ImportStatus.READING, ImportStatus.ADDING]


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(request.user, pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        check_open(cohort)
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            run = start_import(by=request.user, cohort=cohort, file=form.cleaned_data["file"])
            transaction.on_commit(lambda: read_import.delay(run.pk))
            return redirect("import_run", run.pk)
    context = {
        "cohort": cohort,
        "form": form,
        "titles": [_(column.title) for column in COLUMNS],
        "example": EXAMPLE,
        "runs": cohort.imports.select_related("uploaded_by")[:RUNS_SHOWN],
    }
    return render(request, "cohorts/import_new.jinja", context)


@require_safe
def import_example(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """The empty list to fill in, with one invented row."""
    cohort_of(request.user, pk)
    if ending not in ("xlsx", "csv"):
        raise Http404
    content, content_type = example_file(ending)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="fellows.{ending}"'
    return response


@require_safe
def import_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """What this shows depends on how far the import has come."""
    run = run_of(request.user, pk)
    context: dict[str, object] = {"run": run, "cohort": run.cohort}
    if run.status in IN_THE_BACKGROUND:
        return render(request, "cohorts/import_progress.jinja", context)
    if run.status == ImportStatus.FAILED:
        return render(request, "cohorts/import_failed.jinja", context)
    counts, mentors = _counts(run)
    context |= {"counts": counts, "mentors": mentors}
    if run.status == ImportStatus.CONFIRMED:
        return render(request, "cohorts/import_result.jinja", context)
    return render(request, "cohorts/import_preview.jinja", context | _preview(request, run, counts))


def _counts(run: ImportRun) -> tuple[dict[str, int], int]:
    """Rows by outcome, and the mentors of the new fellows."""
    found = run.rows.aggregate(
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in RowOutcome},
        mentors=Count(
            "values__facts__sponsor_email",
            filter=Q(outcome=RowOutcome.NEW) & ~Q(values__facts__sponsor_email=""),
            distinct=True,
        ),
    )
    mentors = found.pop("mentors")
    return found, mentors


def _preview(request: SignedInRequest, run: ImportRun, counts: dict[str, int]) -> dict:
    filled = next((outcome for outcome in RowOutcome if counts[outcome]), RowOutcome.NEW)
    asked = request.GET.get("show", "")
    show = asked if asked in RowOutcome.values else filled
    page = Paginator(run.rows.filter(outcome=show), ON_A_PAGE).get_page(request.GET.get("page"))
    address = reverse("import_run", args=[run.pk])
    tabs = [
        (outcome.value, outcome.label if outcome != RowOutcome.PROBLEM else _("Problems"),
         f"{address}?show={outcome.value}", counts[outcome])
        for outcome in RowOutcome
    ]  # fmt: skip
    for row in page.object_list:
        row.shown_changes = [
            (_(TITLE_OF[name]), shown(name, before), shown(name, after))
            for name, before, after in row.changes
        ]
        row.shown_problems = [(_(TITLE_OF[name]), found, advice) for name, found, advice in row.problems]
        row.starts = shown("starts_on", row.values["facts"]["starts_on"])
    return {"show": show, "tabs": tabs, "page": page}


@require_POST
def import_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    run = confirm_import(by=request.user, run=run_of(request.user, pk))
    if run.status == ImportStatus.ADDING:
        transaction.on_commit(lambda: write_import.delay(run.pk))
    return redirect("import_run", run.pk)


@require_POST
def import_read_again(request: SignedInRequest, pk: int) -> HttpResponse:
    run = read_again(by=request.user, run=run_of(request.user, pk))
    transaction.on_commit(lambda: read_import.delay(run.pk))
    return redirect("import_run", run.pk)
