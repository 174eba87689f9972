import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.audience import audience_line, readers_of
from challenges.forms.typed import text_in
from challenges.models import Challenge, LogEntry
from challenges.services.drafts import SESSION_NOTES, discard
from challenges.services.stale import Stale
from challenges.views.desk import Desk, page_of_draft, shown_version
from challenges.views.draft_kinds import KINDS, LOG, DraftKind
from challenges.views.unsent import UnsentWords, begin_entry, is_open, keep_as_note
from fellowship.lib.text import first_words
from fellowship.nhsuk.stamped import to_change
from fellowship.nhsuk.words import clock
from fellowship.people.access import SignedInRequest
from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import Conflict, draft_of, drafts_of

BECOMES = {"private": keep_as_note, "entry": begin_entry}


@require_POST
def draft_save(request: SignedInRequest, kind: str, subject_id: int) -> JsonResponse:
    """What static/js/autosave.js sends while people type; its comment says what the answers mean."""
    if kind not in KINDS:
        raise Http404
    known = KINDS[kind]
    try:
        desk = Desk(known, subject_id, known.challenge_of(request, subject_id), request.user)
        desk.take(request)
        if known is LOG and LogEntry.objects.filter(draft_id=desk.draft_id).exists():
            return refused(_("this was shared in the meantime. Select Share, and it is kept as a new draft."))
        typed = desk.typed(request)
        desk.save(typed)
    except Conflict as conflict:
        html = render_to_string(
            "challenges/two_versions.jinja", desk.two_versions(conflict, typed), request=request
        )
        return JsonResponse({"version": conflict.draft.version, "html": html}, status=409)
    except (PermissionDenied, ValueError) as refusal:
        return refused(str(refusal))
    return JsonResponse({"saved_at": desk.saved_at, "version": desk.version})


def refused(message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=422)


@dataclass(frozen=True)
class DraftLine:
    """One line of “Your drafts”."""

    draft: Draft
    kind: DraftKind
    challenge: Challenge
    words: str
    audience: str

    @property
    def url(self) -> str:
        return page_of_draft(self.kind, self.draft.subject_id, self.draft.pk)


@require_GET
def drafts(request: SignedInRequest) -> HttpResponse:
    """All of them: those of places that have ended can be read in full, but no longer written on."""
    kept = drafts_of(request.user)
    found = [draft for draft in kept if draft.form in KINDS]
    notes = [(draft, first_words(draft.read()["words"], 25)) for draft in kept if draft.form == SESSION_NOTES]
    challenges = {challenge.pk: challenge for challenge in _own_challenges(request)}
    readers = readers_of(challenge for challenge in challenges.values() if is_open(challenge))
    subjects = _subjects(found)
    lines: list[DraftLine] = []
    unsent: list[UnsentWords] = []
    for draft in found:
        challenge = challenges.get(subjects.get((draft.form, draft.subject_id), 0))
        if challenge is None or not is_open(challenge):
            unsent.append(UnsentWords.of(draft, challenge))
            continue
        words = first_words("\n\n".join(text_in(KINDS[draft.form].form_class, draft.read())), 25)
        audience = audience_line(challenge, readers[challenge.pk], later=True)
        lines.append(DraftLine(draft, KINDS[draft.form], challenge, words, audience))
    context = {"lines": lines, "unsent": unsent, "notes": notes}
    return render(request, "challenges/drafts.jinja", context)


def _own_challenges(request: SignedInRequest) -> QuerySet[Challenge]:
    own = Challenge.objects.filter(place__person=request.user)
    return own.select_related("place__cohort__programme")


def _subjects(found: list[Draft]) -> dict[tuple[str, int], int]:
    """The challenge of each draft's subject: a query for each table that subjects are in."""
    challenges: dict[type, dict[int, int]] = {}
    for table, path in {(KINDS[draft.form].subject, KINDS[draft.form].path) for draft in found}:
        ids = [draft.subject_id for draft in found if KINDS[draft.form].subject is table]
        if not issubclass(table, Challenge):
            rows = table._default_manager.filter(pk__in=ids)
            challenges[table] = dict(rows.values_list("pk", path))
    return {
        (draft.form, draft.subject_id): draft.subject_id
        if KINDS[draft.form].subject is Challenge
        else challenges[KINDS[draft.form].subject].get(draft.subject_id, 0)
        for draft in found
    }


@require_http_methods(["GET", "POST"])
def draft_discard(request: SignedInRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Discards it, or does what the buttons of templates/challenges/unsent_words.jinja say instead."""
    draft = draft_of(request.user, draft_id)
    if draft is None:
        raise Http404
    act = request.POST.get("act")
    if act in BECOMES and draft.form in KINDS:
        subject = _subjects([draft])[draft.form, draft.subject_id]
        return BECOMES[act](request, draft, _own_challenges(request).filter(pk=subject).first())
    if request.method == "POST":
        draft = to_change(Draft.objects.visible_to(request.user), request).filter(pk=draft.pk).first()
        if draft is None:
            raise Http404
        if shown_version(request) not in (None, draft.version):
            messages.error(request, str(Stale(draft)))
            return redirect("drafts")
        discard(draft_id=draft.pk, by=request.user)
        messages.success(request, _("The draft has been discarded."))
        return redirect("drafts")
    return render(
        request, "challenges/draft_discard.jinja", {"draft": draft, "saved_at": clock(draft.updated_at)}
    )
