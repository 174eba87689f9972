"""What is written about a session: its agenda, the shared notes, and each one's private note."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges.forms.note import NoteForm
from challenges.services.stale import Stale
from challenges.views.desk import as_uuid
from challenges.views.drafts import refused
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.nhsuk.words import clock
from fellowship.people.access import SignedInRequest
from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import Conflict, draft_of, save_draft
from fellowship.sealed.services.notes import notes_of
from mentoring.forms.session import AgendaForm, NotesForm
from mentoring.models import AgendaPoint, Session, SessionNotes
from mentoring.services.agenda import add_points, move_point, remove_point, waiting_between
from mentoring.services.session_notes import DRAFT, draft_of_notes, private_note_id, save_notes
from mentoring.session_starters import SESSION_STARTERS
from mentoring.taking_part import check_can_meet, check_takes_part, part_in
from mentoring.views.sessions import changing, fetch_session

MOST_VERSIONS = 20


@changing
def session_agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    session = fetch_session(request, pk)
    check_can_meet(session.pairing, request.user)
    on_it = set(session.agenda.values_list("thing", flat=True))
    waiting = waiting_between(session, but=on_it)
    offered = [(one.key, one.name) for one in waiting]
    sent = request.POST if request.method == "POST" else None
    form = AgendaForm(sent, offered=offered, on_it=on_it)
    warnings = []
    if form.is_valid():
        if request.POST.get("identifiers_checked") != "yes":
            warnings = warnings_in(form.cleaned_data["own"])
        if not warnings:
            try:
                add_points(
                    session=session,
                    things=form.cleaned_data.get("things", []),
                    own=form.cleaned_data["own"],
                    starter=form.cleaned_data["starter"],
                    by=request.user,
                )
            except PermissionDenied as refusal:
                form.add_error("own", str(refusal))
            else:
                return redirect(f"{session.get_absolute_url()}#agenda")
    context = {
        "session": session,
        "form": form,
        "warnings": warnings,
        "starters": SESSION_STARTERS,
        "other": session.other_than(request.user.pk),
    }
    return render(request, "mentoring/sessions/session_agenda.jinja", context)


@require_POST
def agenda_point(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """up, down, remove. What is gone already is no error."""
    visible = Session.objects.of(request.user)
    point = AgendaPoint.objects.filter(session__in=visible.values("pk"), pk=pk)
    found = get_object_or_404(point.select_related("session__pairing__place"))
    if act == "remove":
        remove_point(point=found, by=request.user)
    elif act in ("up", "down"):
        move_point(point=found, up=act == "up", by=request.user)
    else:
        raise Http404
    return redirect(f"{found.session.get_absolute_url()}#agenda")


@changing
def session_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Written by both. What is typed is the typist's sealed draft until it is saved, and stays theirs to read
    when the session is open to them no more.
    """
    draft = draft_of_notes(request.user, pk)
    if request.method != "POST" and draft and not _can_write(request, pk):
        return render(request, "mentoring/sessions/session_notes_unsaved.jinja", {"draft": draft})
    session = fetch_session(request, pk)
    check_can_meet(session.pairing, request.user)
    notes = SessionNotes.objects.filter(session=session).select_related("by").first()
    if request.method == "POST":
        return _save_notes(request, session, notes)
    words = notes.words if notes else ""
    seen = notes.version if notes else 0
    if draft:
        kept = draft.read()
        words, seen = kept["words"], kept["seen"]
    form = NotesForm(initial={"words": words})
    return _notes_page(request, session, form, seen=seen, draft=draft)


def _can_write(request: SignedInRequest, pk: int) -> bool:
    session = Session.objects.of(request.user).filter(pk=pk).select_related("pairing__place").first()
    return session is not None and part_in(session, request.user).writes


def _save_notes(request: SignedInRequest, session: Session, notes: SessionNotes | None) -> HttpResponse:
    form = NotesForm(request.POST)
    seen = as_number(request.POST.get("seen"))
    keep = request.POST.get("keep")
    draft_id = as_uuid(request.POST.get("draft"))
    if not form.is_valid():
        return _notes_page(request, session, form, seen=seen)
    words = form.cleaned_data["words"]
    if keep:  # after two versions were shown
        seen = as_number(request.POST.get("seen_version"))
        there = notes.words if notes else ""
        words = {"theirs": there, "both": f"{there}\n\n{words}"}.get(keep, words)
    elif request.POST.get("identifiers_checked") != "yes" and (warnings := warnings_in(words)):
        return _notes_page(request, session, form, seen=seen, warnings=warnings)
    try:
        save_notes(session=session, words=words, version=seen, by=request.user, draft_id=draft_id)
    except Stale as stale:
        return _notes_page(request, session, form, seen=seen, current=stale.current, status=409)
    messages.success(request, _("The notes are saved. Both of you see them."))
    return redirect(f"{session.get_absolute_url()}#notes")


def _notes_page(
    request: SignedInRequest,
    session: Session,
    form: NotesForm,
    *,
    seen: int,
    draft: Draft | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else {}
    context = {
        "session": session,
        "form": form,
        "seen": seen,
        "draft_id": draft.pk if draft else as_uuid(sent.get("draft")) or uuid.uuid4(),
        "version": draft.version if draft else as_number(sent.get("version")),
        "saved_at": clock(draft.updated_at) if draft else "",
        "other": session.other_than(request.user.pk),
        **more,
    }
    return render(request, "mentoring/sessions/session_notes.jinja", context, status=status)


@require_POST
def session_notes_draft(request: SignedInRequest, pk: int) -> JsonResponse:
    """What static/js/autosave.js sends while somebody types."""
    session = fetch_session(request, pk)
    check_can_meet(session.pairing, request.user)
    draft_id, form = as_uuid(request.POST.get("draft")), NotesForm(request.POST)
    if draft_id is None:
        return refused(_("open the page again."))
    if not form.is_valid():
        return refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    typed = {"words": form.cleaned_data["words"], "seen": as_number(request.POST.get("seen"))}
    try:
        draft = save_draft(
            by=request.user,
            draft_id=draft_id,
            form=DRAFT,
            subject_id=session.pk,
            fields=typed,
            version=as_number(request.POST.get("version")),
        )
    except Conflict as conflict:
        stored = draft_of(request.user, draft_id) or conflict.draft
        versions = {
            "theirs": [(_("Notes"), stored.read()["words"])],
            "yours": [(_("Notes"), typed["words"])],
            "version": stored.version,
            "saved_at": clock(stored.updated_at),
        }
        html = render_to_string("challenges/two_versions.jinja", versions, request=request)
        return JsonResponse({"version": stored.version, "html": html}, status=409)
    return JsonResponse({"saved_at": clock(draft.updated_at), "version": draft.version})


@require_safe
def session_notes_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Earlier notes, for the two."""
    session = fetch_session(request, pk)
    check_takes_part(part_in(session, request.user))
    notes = get_object_or_404(SessionNotes.objects.select_related("by"), session=session)
    context = {
        "session": session,
        "notes": notes,
        "versions": notes.versions.select_related("by")[:MOST_VERSIONS],
    }
    return render(request, "mentoring/sessions/session_notes_history.jinja", context)


@require_http_methods(["GET", "HEAD"])
def session_private(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reader's own private note about this session: opened, or begun. It is kept with all others."""
    session = fetch_session(request, pk)
    check_takes_part(part_in(session, request.user))
    note_id = private_note_id(session, request.user)
    if notes_of(request.user).filter(pk=note_id).exists():
        return redirect("note", note_id)
    challenge = session.pairing.place.challenge
    today = timezone.localdate()
    initial = {"written_on": min(session.day or today, today), "about": challenge.pk}
    context = {
        "note_id": note_id,
        "version": 0,
        "form": NoteForm(initial=initial, challenges=[challenge]),
        "is_new": True,
        "back_link": reverse("session", args=[session.pk]),
    }
    return render(request, "challenges/note_form.jinja", context)
