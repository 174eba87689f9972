"""Private notes of fellows and mentors. Deliberately not audited: that somebody writes is private too."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.forms.note import NoteForm
from challenges.forms.typed import shown
from challenges.models import Challenge
from challenges.services.stale import Stale
from challenges.views.desk import as_uuid, shown_version
from challenges.views.drafts import refused
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.lib.text import first_words
from fellowship.nhsuk.stamped import to_change
from fellowship.nhsuk.words import clock
from fellowship.people.access import SignedInRequest
from fellowship.sealed.models import PrivateNote
from fellowship.sealed.services.notes import (
    NoteConflict,
    NoteOfSomebodyElse,
    delete_note,
    notes_of,
    save_note,
)

ON_A_PAGE = 25


@require_GET
def notes(request: SignedInRequest) -> HttpResponse:
    page = Paginator(notes_of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    titles = dict(
        Challenge.objects.visible_to(request.user)
        .filter(pk__in={note.about_challenge_id for note in page} - {None})
        .values_list("pk", "title")
    )
    lines = [
        {
            "note": note,
            "words": first_words(note.read()["text"], 30),
            "about": titles.get(note.about_challenge_id or 0, ""),
        }
        for note in page
    ]
    return render(request, "challenges/notes.jinja", {"page": page, "lines": lines})


@require_GET
def note_new(request: SignedInRequest) -> HttpResponse:
    """An empty form with an id of its own; nothing is written until something is typed."""
    about = _own_challenges(request)
    initial = {"written_on": timezone.localdate(), "about": about[0].pk if len(about) == 1 else None}
    form = NoteForm(initial=initial, challenges=about)
    return _page(request, uuid.uuid4(), 0, form, is_new=True)


@require_http_methods(["GET", "POST"])
def note(request: SignedInRequest, note_id: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        return _save(request, note_id)
    kept = notes_of(request.user).filter(pk=note_id).first()
    if kept is None:
        raise Http404
    form = NoteForm(initial=_words(kept), challenges=_own_challenges(request))
    return _page(request, note_id, kept.version, form, saved_at=clock(kept.updated_at))


def _save(request: SignedInRequest, note_id: uuid.UUID) -> HttpResponse:
    about = _own_challenges(request)
    form = NoteForm(request.POST, challenges=about)
    version = as_number(request.POST.get("version"))
    choice = request.POST.get("keep")
    if choice == "theirs":
        return redirect("note", note_id)
    if not form.is_valid():
        return _page(request, note_id, version, form)
    warnings = warnings_in(form.cleaned_data["text"])
    if warnings and not choice and request.POST.get("identifiers_checked") != "yes":
        return _page(request, note_id, version, form, warnings=warnings)
    if choice:
        version = as_number(request.POST.get("seen_version"))
        kept = notes_of(request.user).filter(pk=note_id).first()
        if kept and choice == "both":
            form.cleaned_data["text"] = f"{kept.read()['text']}\n\n{form.cleaned_data['text']}"
    try:
        _keep(request, note_id, form, version)
    except NoteConflict as conflict:
        return _page(request, note_id, version, form, status=409, versions=_versions(conflict, form, about))
    if choice:
        return redirect("note", note_id)
    messages.success(request, _("Your note is saved. Only you can read it."))
    return redirect("notes")


@require_POST
def note_save(request: SignedInRequest) -> JsonResponse:
    """Autosave; the note's id comes in the field `draft`."""
    note_id = as_uuid(request.POST.get("draft"))
    about = _own_challenges(request)
    form = NoteForm(request.POST, challenges=about)
    if note_id is None:
        return refused(_("open the page again."))
    if not form.is_valid():
        return refused(" ".join(str(message) for errors in form.errors.values() for message in errors))
    try:
        kept = _keep(request, note_id, form, as_number(request.POST.get("version")))
    except NoteOfSomebodyElse as refusal:
        return refused(str(refusal))
    except NoteConflict as conflict:
        versions = _versions(conflict, form, about)
        html = render(request, "challenges/two_versions.jinja", versions).content.decode()
        return JsonResponse({"version": conflict.note.version, "html": html}, status=409)
    return JsonResponse({"saved_at": clock(kept.updated_at), "version": kept.version})


@require_http_methods(["GET", "POST"])
def note_delete(request: SignedInRequest, note_id: uuid.UUID) -> HttpResponse:
    kept = to_change(notes_of(request.user), request).filter(pk=note_id).first()
    if kept is None:
        raise Http404
    if request.method == "POST":
        if shown_version(request) not in (None, kept.version):
            messages.error(request, str(Stale(kept)))
            return redirect("note", note_id)
        delete_note(by=request.user, note_id=note_id)
        messages.success(request, _("The note has been deleted."))
        return redirect("notes")
    return render(request, "challenges/note_delete.jinja", {"note": kept})


def _keep(request: SignedInRequest, note_id: uuid.UUID, form: NoteForm, version: int) -> PrivateNote:
    return save_note(
        by=request.user,
        note_id=note_id,
        text=form.cleaned_data["text"],
        written_on=form.cleaned_data["written_on"],
        about_challenge_id=form.cleaned_data.get("about"),
        version=version,
    )


def _own_challenges(request: SignedInRequest) -> list[Challenge]:
    """What a note can be about: challenges the person leads or mentors."""
    led = Challenge.objects.filter(place__person=request.user)
    return list((led | Challenge.objects.mentored_by(request.user)).order_by("title")[:100])


def _words(kept: PrivateNote) -> dict[str, object]:
    return {"text": kept.read()["text"], "written_on": kept.written_on, "about": kept.about_challenge_id}


def _versions(conflict: NoteConflict, form: NoteForm, about: list[Challenge]) -> dict[str, object]:
    return {
        "theirs": shown(NoteForm(initial=_words(conflict.note), challenges=about)),
        "yours": shown(form),
        "version": conflict.note.version,
        "saved_at": clock(conflict.note.updated_at),
    }


def _page(
    request: SignedInRequest,
    note_id: uuid.UUID,
    version: int,
    form: NoteForm,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    context |= {"note_id": note_id, "version": version, "form": form}
    return render(request, "challenges/note_form.jinja", context, status=status)
