import json
import uuid

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from challenges.audience import audience_line, mentors_told
from challenges.forms.log import VANTAGE_HINTS, LogForm
from challenges.forms.typed import Typed, as_data, has_words, words_of
from challenges.models import Attachment, LogEntry
from challenges.services.attachments import files_of_draft
from challenges.services.drafts import keep_private
from challenges.services.log import EntryWords, share_entry
from challenges.views.desk import Desk, as_uuid
from challenges.views.draft_kinds import LOG
from challenges.views.files import complain_of_files, keep_files, remove_file_of_draft
from challenges.views.reaching import OF_THING, challenge_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import Conflict, count_drafts


@require_http_methods(["GET", "POST"])
def log_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    desk = Desk(LOG, challenge.pk, challenge, request.user)
    if request.method == "POST":
        return _sent(request, desk)
    asked_for = as_uuid(request.GET.get("draft"))
    typed = desk.stored(asked_for) if asked_for else None
    if asked_for and typed is None:
        return _draft_is_gone(request, desk, asked_for)
    form = desk.form(typed, initial={"happened_on": timezone.localdate()})
    if asked_for:
        return log_page(request, desk, form)
    others = count_drafts(request.user, form=LOG.code, subject_id=challenge.pk)
    return log_page(request, desk, form, files=[], other_drafts=others)  # a new draft holds no files


def _sent(request: SignedInRequest, desk: Desk) -> HttpResponse:
    desk.take(request)
    try:
        typed = desk.typed(request)
    except ValueError:  # too long even for a draft: the form says which field, and keeps it on the page
        return log_page(request, desk, LogForm(request.POST, challenge=desk.challenge))
    if entry := LogEntry.objects.filter(draft_id=desk.draft_id, author=request.user).first():
        return _shared_before(request, desk, entry, typed)
    try:
        if "keep" in request.POST:
            desk.choose(request, typed)
            return redirect(desk.url)
        if desk.version or request.FILES or has_words(LogForm, typed):
            desk.save(typed)
    except Conflict as conflict:
        keep_files(request, desk.challenge, draft_id=desk.draft_id)
        versions = desk.two_versions(conflict, typed)
        return log_page(request, desk, desk.form(typed), versions=versions, status=409)
    return _act(request, desk, typed)


def _act(request: SignedInRequest, desk: Desk, typed: Typed) -> HttpResponse:
    """What the pressed button says; what was typed is safe by now."""
    act = request.POST.get("act", "share")
    faults = keep_files(request, desk.challenge, draft_id=desk.draft_id)
    if act.startswith("remove-"):
        remove_file_of_draft(request, desk.draft_id, act)
        return redirect(f"{desk.url}#more")
    if act in ("upload", "draft", "private") and faults:
        return log_page(request, desk, desk.form(typed), faults=faults)
    if act == "upload":
        return redirect(f"{desk.url}#more")
    if act in ("draft", "private") and not has_words(LogForm, typed) and not desk.version:
        messages.info(request, _("There is nothing to keep yet: write a few words first."))
        return log_page(request, desk, desk.form(typed))
    if act == "draft":
        messages.success(request, _("Your draft is kept. Only you can see it until you share it."))
        return redirect("drafts")
    if act == "private":
        return _keep_private(request, desk, typed)
    return _share(request, desk, typed, faults)


def _share(request: SignedInRequest, desk: Desk, typed: Typed, faults: list[str]) -> HttpResponse:
    form = LogForm(as_data(typed), challenge=desk.challenge)
    if not form.is_valid() or faults:
        return log_page(request, desk, form, faults=faults)
    warnings = warnings_in(words_of(form)) if request.POST.get("identifiers_checked") != "yes" else []
    if warnings:
        return log_page(request, desk, form, warnings=warnings)
    entry, is_new = share_entry(
        challenge=desk.challenge,
        draft_id=desk.draft_id,
        words=form.entry_words,
        milestones=form.touched,
        by=request.user,
    )
    if not is_new:
        return _shared_before(request, desk, entry, typed)
    return redirect("log_shared", entry_id=entry.pk)


def _shared_before(request: SignedInRequest, desk: Desk, entry: LogEntry, typed: Typed) -> HttpResponse:
    """Double click or back button. Words that differ from the shared ones become a draft of their own."""
    form = LogForm(as_data(typed), challenge=desk.challenge)
    if not form.is_valid() or form.entry_words != EntryWords.of(entry):
        content = json.dumps(typed, sort_keys=True)
        desk.draft_id, desk.version = uuid.uuid5(desk.draft_id, content), 0
        desk.save(typed)
        messages.info(
            request,
            _(
                "You had already shared this entry. What you have typed since is kept here as a new draft: "
                "share it as a further entry, or discard it."
            ),
        )
        return redirect(desk.url)
    messages.info(request, _("You had already shared this entry. It was not shared twice."))
    return redirect("log_shared", entry_id=entry.pk)


def _draft_is_gone(request: SignedInRequest, desk: Desk, draft_id: uuid.UUID) -> HttpResponse:
    if entry := LogEntry.objects.filter(draft_id=draft_id, author=request.user).first():
        messages.info(request, _("You have shared this draft."))
        return redirect("log_entry", entry.pk)
    messages.info(request, _("This draft is no longer there. Here is an empty form."))
    return redirect("log_new", desk.challenge.pk)


def _keep_private(request: SignedInRequest, desk: Desk, typed: Typed) -> HttpResponse:
    form = LogForm(as_data(typed), challenge=desk.challenge)
    form.is_valid()
    written = [(bound.label, value) for bound in form if (value := _text(typed, bound.name))]
    try:
        note = keep_private(
            draft_id=desk.draft_id,
            text="\n\n".join(f"{label}\n{value}" for label, value in written),
            written_on=form.cleaned_data.get("happened_on") or timezone.localdate(),
            challenge_id=desk.challenge.pk,
            by=request.user,
        )
    except NotPossible as refusal:
        return log_page(request, desk, desk.form(typed), faults=[str(refusal)])
    messages.success(request, _("This is now a private note. It was never shared."))
    return redirect("note", note_id=note.pk)


def _text(typed: Typed, name: str) -> str:
    return typed[name][0].strip() if name in {"what_happened", "so_what", "now_what"} & typed.keys() else ""


def log_page(
    request: SignedInRequest,
    desk: Desk,
    form: Form,
    *,
    faults: list[str] | None = None,
    files: list[Attachment] | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """The form; `faults` are about files, and `files` those of the draft where they are known.

    Also the page on which a shared entry is changed (log_edit).
    """
    if files is None:
        files = list(files_of_draft(desk.draft_id, request.user))
    complain_of_files(form, faults or [])
    wants_more = bool(files or {"happened_on", "milestones", "files"} & form.errors.keys())
    context = {
        "desk": desk,
        "challenge": desk.challenge,
        "form": form,
        "files": files,
        "more_open": wants_more or bool(form["milestones"].value()),
        "vantage_hints": VANTAGE_HINTS,
        "audience": audience_line(desk.challenge),
        **context,
    }
    return render(request, "challenges/log_form.jinja", context, status=status)


@require_GET
def log_shared(request: SignedInRequest, entry_id: int) -> HttpResponse:
    """It worked: what happens next, and when the mentor usually answers."""
    own = LogEntry.objects.visible_to(request.user).filter(author=request.user).select_related(*OF_THING)
    entry = get_object_or_404(own, pk=entry_id)
    context = {
        "entry": entry,
        "challenge": entry.challenge,
        "mentor_names": get_text_list(
            [mentor.full_name for mentor in mentors_told(entry.challenge)], _("and")
        ),
        "answer_days": entry.challenge.place.cohort.programme.answer_days,
    }
    return render(request, "challenges/log_shared.jinja", context)
