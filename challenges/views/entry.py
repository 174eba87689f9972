"""Changing an entry after it was shared: the earlier words stay in its history."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.forms.log import LogForm
from challenges.forms.typed import Typed, as_data, shown, words_of
from challenges.models import LogEntry
from challenges.services.log import edit_entry, refuse_if_agreed
from challenges.services.stale import Stale
from challenges.views.desk import Desk
from challenges.views.draft_kinds import ENTRY
from challenges.views.files import keep_files, remove_file_of_draft
from challenges.views.log import log_page
from challenges.views.reaching import entry_to_write
from challenges.views.unsent import show_unsent
from challenges.workflow import EntryStatus
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import Conflict


@require_http_methods(["GET", "POST"])
def log_edit(request: SignedInRequest, entry_id: int) -> HttpResponse:
    entry = entry_to_write(request, entry_id)
    desk = Desk(ENTRY, entry.pk, entry.challenge, request.user)
    if request.method == "POST":
        return _sent(request, desk, entry)
    typed = desk.newest()
    try:
        refuse_if_agreed(entry)
    except NotPossible as locked:
        if typed is None:
            raise
        return _unsent(request, desk, entry, locked)
    return _page(request, desk, entry, desk.form(typed, initial=_as_it_is(entry)))


def _sent(request: SignedInRequest, desk: Desk, entry: LogEntry) -> HttpResponse:
    desk.take(request)
    try:
        typed = desk.typed(request)
    except ValueError:
        return _page(request, desk, entry, LogForm(request.POST, challenge=desk.challenge))
    try:
        if "keep" in request.POST:
            desk.choose(request, typed)
            return redirect(desk.url)
        desk.save(typed)
    except Conflict as conflict:
        versions = desk.two_versions(conflict, typed)
        return _page(request, desk, entry, desk.form(typed), versions=versions, status=409)
    faults = keep_files(request, desk.challenge, draft_id=desk.draft_id)
    act = request.POST.get("act", "")
    if act.startswith("remove-"):
        remove_file_of_draft(request, desk.draft_id, act)
        return redirect(desk.url)
    try:
        refuse_if_agreed(entry)
    except NotPossible as locked:
        return _unsent(request, desk, entry, locked)
    if act == "draft":
        messages.success(request, _("Your changes are kept as a draft. Only you can see them."))
        return redirect("drafts")
    if act == "upload":
        return _page(request, desk, entry, desk.form(typed), faults=faults, more_open=True)
    return _change(request, desk, entry, typed, faults)


def _change(
    request: SignedInRequest, desk: Desk, entry: LogEntry, typed: Typed, faults: list[str]
) -> HttpResponse:
    form = LogForm(as_data(typed), challenge=desk.challenge)
    if not form.is_valid() or faults:
        return _page(request, desk, entry, form, faults=faults)
    warnings = warnings_in(words_of(form)) if request.POST.get("identifiers_checked") != "yes" else []
    if warnings:
        return _page(request, desk, entry, form, warnings=warnings)
    again = entry.status == EntryStatus.CHANGES_ASKED
    try:
        edit_entry(
            entry=entry,
            words=form.entry_words,
            milestones=form.touched,
            by=request.user,
            version=as_number(request.POST.get("entry_version")),
            draft_id=desk.draft_id,
        )
    except Stale as stale:
        entry.refresh_from_db()
        desk.begun_on = None  # the page that comes now shows it as it is
        as_it_is = shown(desk.form(initial=_as_it_is(entry)))
        return _page(request, desk, entry, form, stale=stale, as_it_is=as_it_is, status=409)
    except NotPossible as locked:  # agreed in this very moment
        return _unsent(request, desk, entry, locked)
    messages.success(request, _("Changed and shared again.") if again else _("Your changes are saved."))
    return redirect("log_entry", entry.pk)


def _unsent(request: SignedInRequest, desk: Desk, entry: LogEntry, locked: NotPossible) -> HttpResponse:
    """The mentor agreed the entry while its fellow was changing it."""
    return show_unsent(request, desk, why=locked, back=reverse("log_entry", args=[entry.pk]))


def _page(request: SignedInRequest, desk: Desk, entry: LogEntry, form: Form, **context: Any) -> HttpResponse:
    return log_page(request, desk, form, entry=entry, entry_files=entry.attachments.all(), **context)


def _as_it_is(entry: LogEntry) -> dict[str, object]:
    return {
        "what_happened": entry.what_happened,
        "so_what": entry.so_what,
        "now_what": entry.now_what,
        "vantage": entry.vantage,
        "happened_on": entry.happened_on,
        "workstream": entry.workstream_id,
        "milestones": [milestone.pk for milestone in entry.milestones.all()],
    }
