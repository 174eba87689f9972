"""Changing and removing one's own comment, and its earlier words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.lib.identifiers import warnings_in
from fellowship.people.access import SignedInRequest
from mentoring.forms.comment import CommentForm
from mentoring.forms.replies import moment_from
from mentoring.models import Comment
from mentoring.permissions import ChallengeSeen, check_can_comment, comment_readers
from mentoring.services.comments import StaleComment, check_is_author, delete_comment, edit_comment
from mentoring.services.then import as_then
from mentoring.things import address_of, name_of
from mentoring.views.access import fetch_challenge, note_team_read

changing = require_http_methods(["GET", "HEAD", "POST"])


def _fetch(request: SignedInRequest, pk: int) -> Comment:
    return get_object_or_404(Comment.objects.visible_to(request.user).with_things(), pk=pk)


def _context(comment: Comment) -> dict:
    row = comment.on
    return {"comment": comment, "thing": name_of(row), "back": address_of(row)}


def _own(request: SignedInRequest, pk: int) -> tuple[Comment, ChallengeSeen]:
    comment = _fetch(request, pk)
    check_is_author(comment, request.user)
    challenge, standing = fetch_challenge(request, pk=comment.challenge_id)
    check_can_comment(standing)
    as_then(standing, [comment.workstream, comment.ramp])
    return comment, challenge


@changing
def comment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    comment, challenge = _own(request, pk)
    context = {**_context(comment), "readers": comment_readers(challenge, request.user)}
    if comment.deleted_at:
        messages.info(request, _("You have removed this comment, so it can no longer be changed."))
        return redirect(context["back"])
    shown = comment.edited_at.isoformat() if comment.edited_at else ""
    form = CommentForm(request.POST or None, initial={"text": comment.text, "edited_at": shown})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        context["warnings"] = warnings_in(text) if request.POST.get("identifiers_checked") != "yes" else []
        if not context["warnings"]:
            try:
                edited_at = moment_from(form.cleaned_data["edited_at"])
                edit_comment(comment=comment, text=text, by=request.user, edited_at=edited_at)
            except StaleComment as stale:
                form.add_error("text", str(stale))
                form.data = {"text": text, "edited_at": shown}
                context["elsewhere"] = comment
            else:
                messages.success(request, _("Your comment was changed."))
                return redirect(context["back"])
    return render(request, "mentoring/comment_edit.jinja", {**context, "form": form})


@changing
def comment_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    comment, _challenge = _own(request, pk)
    context = _context(comment)
    if request.method == "POST":
        delete_comment(comment=comment, by=request.user)
        messages.success(request, _("Your comment was removed."))
        return redirect(context["back"])
    if comment.deleted_at:
        return redirect(context["back"])
    return render(request, "mentoring/comment_delete.jinja", context)


@require_safe
def comment_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """The earlier words of a comment: for its author and the programme team."""
    comment = _fetch(request, pk)
    _challenge, standing = fetch_challenge(request, pk=comment.challenge_id)
    if comment.author_id != request.user.pk and not standing.is_team:
        raise PermissionDenied(
            _("Earlier words of a comment are kept for its author and the programme team only.")
        )
    note_team_read(request, standing, comment)
    context = {**_context(comment), "versions": comment.versions.all()}
    return render(request, "mentoring/comment_history.jinja", context)
