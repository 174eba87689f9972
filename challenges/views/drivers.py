"""The driver diagram: its outline written, drivers brought back, and linked to what shows and tests them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.drivers import LinksForm
from challenges.forms.outline import OutlineForm
from challenges.models import Driver, DriverDiagram, Piece
from challenges.models.drivers import DriverLevel
from challenges.outlines import press, read_lines, written
from challenges.permissions import check_can_write
from challenges.services.drivers import bring_back_driver, in_order, link_driver, save_outline
from challenges.views.desk import Desk
from challenges.views.draft_kinds import OUTLINE
from challenges.views.pieces import Rows, receive, show
from challenges.views.reaching import OF_THING, piece_to_write
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "POST"])
def outline(request: SignedInRequest, piece_id: int) -> HttpResponse:
    diagram = piece_to_write(request, piece_id)
    if not isinstance(diagram, DriverDiagram):
        raise Http404
    desk = Desk(OUTLINE, diagram.pk, diagram.challenge, request.user)
    if request.method == "POST":
        if "do" in request.POST:
            return _pressed(request, desk, diagram, request.POST["do"])
        return receive(request, desk, diagram, _kept, now=_drivers_in)
    return show(request, desk, diagram, desk.form(desk.newest(), initial=OutlineForm.words_of(diagram)))


def _pressed(request: SignedInRequest, desk: Desk, diagram: Piece, button: str) -> HttpResponse:
    """A button beside a line, without JavaScript: the draft is changed, and the page opens at that line."""
    came = desk.take_in(request)
    if came.form:
        return show(request, desk, diagram, came.form, versions=came.versions, status=409)
    lines, at = press(read_lines(came.typed), button)
    desk.save(written(lines))
    return redirect(f"{desk.url}#line-{at}")


def _kept(*, piece: DriverDiagram, words: dict[str, Any], **what: Any) -> DriverDiagram:
    return save_outline(diagram=piece, lines=words["lines"], **what)


def _drivers_in(diagram: DriverDiagram) -> Rows:
    rows = in_order(Driver.objects.filter(diagram=diagram, removed_at=None))
    return [(str(DriverLevel(row.level).label), row.words) for row in rows]


def driver_to_write(request: SignedInRequest, driver_id: int) -> Driver:
    pieces = Piece.objects.visible_to(request.user).select_related(*OF_THING)
    driver = get_object_or_404(Driver.objects.select_related("diagram"), pk=driver_id)
    row = get_object_or_404(pieces, pk=driver.diagram_id)
    check_can_write(request.user, row.challenge)
    driver.diagram.challenge = row.challenge
    return driver


@require_POST
def driver_back(request: SignedInRequest, driver_id: int) -> HttpResponse:
    driver = driver_to_write(request, driver_id)
    try:
        bring_back_driver(driver=driver, by=request.user)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is back in the diagram."))
    return redirect(driver.diagram)


@require_http_methods(["GET", "POST"])
def driver_links(request: SignedInRequest, driver_id: int) -> HttpResponse:
    """Measures that show whether a driver moves, and the ramps that test an idea."""
    driver = driver_to_write(request, driver_id)
    to_change(Piece.objects.all(), request).get(pk=driver.diagram_id)  # as its service does
    challenge, is_idea = driver.diagram.challenge, driver.level == DriverLevel.IDEA
    sent = request.POST if request.method == "POST" else None  # nothing ticked is an answer too
    initial = {"measures": driver.measures.all(), "ramps": driver.ramps.all()}
    form = LinksForm(sent, initial=initial, challenge=challenge, with_ramps=is_idea)
    if request.method == "POST" and form.is_valid() and not came_second(form):
        ramps = form.cleaned_data.get("ramps", ()) if is_idea else None
        try:
            link_driver(
                driver=driver, measures=form.cleaned_data.get("measures", ()), ramps=ramps, by=request.user
            )
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The links are saved."))
        return redirect(driver.diagram)
    context = {
        "driver": driver,
        "challenge": challenge,
        "form": form,
        "is_idea": is_idea,
        "audience": audience_line(challenge),
        "back_link": driver.diagram.get_absolute_url(),
    }
    status = 409 if came_second(form) else 200
    return render(request, "challenges/driver_links.jinja", context, status=status)
