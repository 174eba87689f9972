"""Many readings at once: pasted or from a file, looked at row by row, then saved together."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.columns import TableRefused
from challenges.forms.readings import TableForm
from challenges.models import Measure
from challenges.pasting import TableRead, read_table, text_of
from challenges.services.readings import Saved, save_readings
from challenges.services.stale import Stale
from challenges.views.reaching import measure_to_write
from fellowship.lib.archives import FileRefused
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest

TEMPLATE = "challenges/readings_table.jinja"


@require_http_methods(["GET", "POST"])
def readings_paste(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """Nothing is saved until what was looked at is confirmed; the text comes back whatever happens."""
    measure = measure_to_write(request, piece_id)
    if request.method == "GET":
        return _page(request, measure, TableForm())
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, measure, form)
    try:
        text = _text_in(form)
        shares = request.POST.get("shares") == "yes"
        table = read_table(text, measure, shares_of_one=shares)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, measure, form)
    except TableRefused as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
        return _page(request, measure, form)
    seen = seal(text, shares=shares)
    if request.POST.get("act") != "save" or request.POST.get("seen") != seen:
        return _preview(request, measure, table, text, shares)
    warnings = warnings_in(table.notes)
    if warnings and request.POST.get("identifiers_checked") != "yes":
        return _preview(request, measure, table, text, shares, warnings=warnings)
    version = as_number(request.POST.get("piece_version"))
    try:
        saved = save_readings(measure=measure, entries=table.entries, by=request.user, version=version)
    except Stale as refusal:
        fresh = measure_to_write(request, piece_id)
        table = read_table(text, fresh, shares_of_one=shares)
        return _preview(request, fresh, table, text, shares, refusal=refusal, status=409)
    except PermissionDenied as refusal:
        return _preview(request, measure, table, text, shares, refusal=refusal, status=409)
    messages.success(request, _said(saved))
    return redirect(measure)


def _text_in(form: TableForm) -> str:
    file = form.cleaned_data["file"]
    return text_of(file, file.name) if file else form.cleaned_data["text"]


def seal(text: str, *, shares: bool) -> str:
    """What was looked at is what may be saved: a text changed since is looked at again."""
    return hashlib.sha256(f"{shares}{text}".encode()).hexdigest()


def _preview(
    request: SignedInRequest,
    measure: Measure,
    table: TableRead,
    text: str,
    shares: bool,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    context |= {"table": table, "seen": seal(text, shares=shares), "shares": shares}
    return _page(request, measure, TableForm(initial={"text": text}), status=status, **context)


def _page(
    request: SignedInRequest, measure: Measure, form: TableForm, *, status: int = 200, **context: object
) -> HttpResponse:
    context |= {"measure": measure, "form": form, "audience": audience_line(measure.challenge)}
    return render(request, TEMPLATE, context, status=status)


def _said(saved: Saved) -> str:
    added = ngettext("%(count)s reading was added", "%(count)s readings were added", saved.added)
    changed = ngettext("%(count)s reading was changed", "%(count)s readings were changed", saved.changed)
    parts = [words % {"count": n} for words, n in ((added, saved.added), (changed, saved.changed)) if n]
    return f"{', '.join(parts)}." if parts else _("These readings were there already. Nothing has changed.")
