"""Many readings at once: pasted or from a file, looked at row by row, then saved together."""

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.columns import TableRefused
from challenges.forms.readings import TableForm
from challenges.forms.typed import as_data
from challenges.models import Measure
from challenges.pasting import TableRead, read_table, text_of
from challenges.services.readings import Saved, save_readings
from challenges.services.stale import Stale
from challenges.views.desk import Desk
from challenges.views.draft_kinds import READINGS_TABLE
from challenges.views.reaching import measure_to_write
from fellowship.lib.archives import FileRefused
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import discard_draft


def seal(text: str, *, shares: bool) -> str:
    """What was looked at is what may be saved: a text changed since is looked at again."""
    return hashlib.sha256(f"{shares}{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Look:
    """The page on which every row is looked at before anything is saved."""

    request: SignedInRequest
    desk: Desk
    text: str
    shares: bool

    @property
    def seal(self) -> str:
        return seal(self.text, shares=self.shares)

    def page(
        self, measure: Measure, table: TableRead, *, status: int = 200, **context: object
    ) -> HttpResponse:
        context |= {"table": table, "seen": self.seal, "shares": self.shares}
        form = self.desk.form({"text": [self.text]})
        return _page(self.request, self.desk, measure, form, status=status, **context)


def _page(
    request: SignedInRequest,
    desk: Desk,
    measure: Measure,
    form: Form,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    context |= {"desk": desk, "measure": measure, "form": form, "audience": audience_line(measure.challenge)}
    return render(request, TableForm.template, context, status=status)


@require_http_methods(["GET", "POST"])
def readings_paste(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """Nothing is saved until what was looked at is confirmed; until then the text is a sealed draft."""
    measure = measure_to_write(request, piece_id)
    desk = Desk(READINGS_TABLE, measure.pk, measure.challenge, request.user)
    if request.method == "GET":
        return _page(request, desk, measure, desk.form(desk.newest()))
    came = desk.take_in(request)
    if came.is_choice:
        return redirect(desk.url)
    if came.form:
        return _page(
            request, desk, measure, came.form, versions=came.versions, status=409 if came.versions else 200
        )
    if request.POST.get("act") == "draft":
        messages.success(request, _("Kept as a draft. Only you can see it until you share it."))
        return redirect("drafts")
    form = TableForm(as_data(came.typed), request.FILES, challenge=measure.challenge)
    if not form.is_valid():
        return _page(request, desk, measure, form)
    try:
        text = _text_in(form)
        shares = request.POST.get("shares") == "yes"
        table = read_table(text, measure, shares_of_one=shares)
        if form.cleaned_data["file"]:
            desk.save({"text": [text]})
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, desk, measure, form)
    except TableRefused as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
        return _page(request, desk, measure, form)
    look = Look(request, desk, text, shares)
    if request.POST.get("act") != "save" or request.POST.get("seen") != look.seal:
        return look.page(measure, table)
    return _save(look, measure, table)


def _save(look: Look, measure: Measure, table: TableRead) -> HttpResponse:
    """What was looked at; shown once more where it may identify somebody or the measure has changed."""
    request = look.request
    warnings = warnings_in(table.notes)
    if warnings and request.POST.get("identifiers_checked") != "yes":
        return look.page(measure, table, warnings=warnings)
    version = as_number(request.POST.get("piece_version"))
    try:
        saved = save_readings(measure=measure, entries=table.entries, by=request.user, version=version)
    except Stale as refusal:
        fresh = measure_to_write(request, measure.pk)
        table = read_table(look.text, fresh, shares_of_one=look.shares)
        return look.page(fresh, table, refusal=refusal, status=409)
    except PermissionDenied as refusal:
        return look.page(measure, table, refusal=refusal, status=409)
    discard_draft(by=request.user, draft_id=look.desk.draft_id)
    messages.success(request, _said(saved))
    return redirect(measure)


def _text_in(form: TableForm) -> str:
    file = form.cleaned_data["file"]
    return text_of(file, file.name) if file else form.cleaned_data["text"]


def _said(saved: Saved) -> str:
    added = ngettext("%(count)s reading was added", "%(count)s readings were added", saved.added)
    changed = ngettext("%(count)s reading was changed", "%(count)s readings were changed", saved.changed)
    parts = [words % {"count": n} for words, n in ((added, saved.added), (changed, saved.changed)) if n]
    return f"{', '.join(parts)}." if parts else _("These readings were there already. Nothing has changed.")
