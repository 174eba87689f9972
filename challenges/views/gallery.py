"""The pictures of the workspace beside the gallery of components; there only when DEBUG is on."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from challenges import gallery
from fellowship.nhsuk.gallery import NAVIGATION


@login_not_required
@require_GET
def pictures(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/pictures.jinja", {"sample_nav": NAVIGATION, **gallery.context()})
