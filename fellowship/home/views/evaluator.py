from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from fellowship.home.services.figures import figures_of, programmes_with_figures
from fellowship.people.access import SignedInRequest


@require_safe
def evaluator_home(request: SignedInRequest) -> HttpResponse:
    """Figures of one programme at a time; ?programme= chooses among those one may see."""
    programmes = programmes_with_figures(request.user)
    asked_for = request.GET.get("programme", "")
    chosen = [one for one in programmes if str(one.pk) == asked_for] if asked_for else programmes[:1]
    if not chosen:
        raise Http404
    figures = figures_of(chosen[0])
    context = {
        "programmes": programmes,
        "programme": chosen[0],
        "figures": figures,
        "rows": [(date_format(one.month, "F Y"), one.fellows.words, one.entries) for one in figures.months],
    }
    return render(request, "home/figures.jinja", context)
