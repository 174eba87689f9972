"""Choosing what stands on the one-page summary; the page itself is read in mentoring."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.forms.summary import SummaryForm
from challenges.forms.typed import Typed, as_data, shown, words_of
from challenges.models import ChallengeSummary
from challenges.services.stale import Stale
from challenges.services.summaries import save_summary
from challenges.views.desk import Desk
from challenges.views.draft_kinds import SUMMARY
from challenges.views.reaching import challenge_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import discard_draft


@require_http_methods(["GET", "POST"])
def summary_edit(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    summary = ChallengeSummary.objects.filter(challenge=challenge).first()
    desk = Desk(SUMMARY, challenge.pk, challenge, request.user)
    if request.method == "GET":
        form = desk.form(desk.newest(), initial=SummaryForm.words_of(summary))
        return _page(request, desk, summary, form)
    came = desk.take_in(request)
    if came.is_choice:
        return redirect(desk.url)
    if came.form:
        return _page(
            request, desk, summary, came.form, versions=came.versions, status=409 if came.versions else 200
        )
    if request.POST.get("act") == "draft":
        messages.success(request, _("Kept as a draft. Only you can see it until you save it."))
        return redirect("drafts")
    return _save(request, desk, summary, came.typed)


def _save(
    request: SignedInRequest, desk: Desk, summary: ChallengeSummary | None, typed: Typed
) -> HttpResponse:
    form = SummaryForm(as_data(typed), challenge=desk.challenge)
    if not form.is_valid():
        return _page(request, desk, summary, form)
    warnings = warnings_in(words_of(form)) if request.POST.get("identifiers_checked") != "yes" else []
    if warnings:
        return _page(request, desk, summary, form, warnings=warnings)
    chosen = {"measures": [], "cycles": [], **form.cleaned_data}
    try:
        save_summary(
            challenge=desk.challenge,
            by=request.user,
            version=as_number(request.POST.get("summary_version")),
            **chosen,
        )
    except Stale as stale:
        now = ChallengeSummary.objects.get(challenge=desk.challenge)
        desk.begun_on = None  # the page that comes now shows it as it is
        as_it_is = shown(desk.form(initial=SummaryForm.words_of(now)))
        return _page(request, desk, now, form, stale=stale, as_it_is=as_it_is, status=409)
    discard_draft(by=request.user, draft_id=desk.draft_id)
    messages.success(request, _("The summary is saved."))
    return redirect("challenge_summary", desk.challenge.pk)


def _page(
    request: SignedInRequest,
    desk: Desk,
    summary: ChallengeSummary | None,
    form: Form,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    context = {
        "desk": desk,
        "challenge": desk.challenge,
        "summary_version": desk.shown_with(summary.version if summary else 0),
        "form": form,
        "audience": audience_line(desk.challenge),
        **context,
    }
    return render(request, "challenges/summary_form.jinja", context, status=status)
