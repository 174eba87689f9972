import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.services.cohorts import CannotDo
from fellowship.cohorts.views.found import cohort_of
from fellowship.home.forms.template_changes import ApplyTemplateForm
from fellowship.home.services.template_changes import Comparison, apply_template
from fellowship.home.services.template_words import (
    REASONS,
    NewWords,
    between,
    new_words,
    what_happens_in_pgcert,
)
from fellowship.learning.services.template_judging import Judged
from fellowship.people.access import SignedInRequest

ON_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_template_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the template would change in a launched cohort, by item and by fellow; then the button."""
    found = cohort_of(request.user, pk)
    try:
        comparison = Comparison(found)
    except CannotDo as refusal:
        messages.info(request, str(refusal))
        return redirect("cohort_template", found.pk)
    form = ApplyTemplateForm(request.POST or None, initial={"form_id": uuid.uuid4()})
    if form.is_valid():
        try:
            act = apply_template(by=request.user, cohort=found, form_id=form.cleaned_data["form_id"])
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(act)
    shown = comparison.preview()
    paginator = Paginator(found.places.current().select_related("person"), ON_A_PAGE)
    paginator.count = shown.fellows  # known already
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "cohort": found,
        "form": form,
        "preview": shown,
        "words_of": comparison.words_of,
        "pgcert": shown.pgcert,
        "sentence_of": what_happens_in_pgcert,
        "words_in_pgcert": _words_in_pgcert,
        "between": between,
        "reasons": REASONS,
        "page": page,
        "fellows": comparison.for_fellows(list(page.object_list)),
    }
    return render(request, "home/template_changes.jinja", context)


def _words_in_pgcert(one: Judged) -> list[NewWords]:
    return new_words((word.name, word.now, word.wanted) for word in one.words)
