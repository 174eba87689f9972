from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.brief import BriefForm
from challenges.forms.typed import Typed, as_data, shown, words_of
from challenges.models import BriefVersion
from challenges.services.briefs import act_on_brief, latest_version, send_brief
from challenges.services.stale import Stale
from challenges.views.desk import Desk
from challenges.views.draft_kinds import BRIEF
from challenges.views.reaching import OF_THING, challenge_to_write
from challenges.workflow import BriefStatus
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import Conflict, discard_draft


@require_http_methods(["GET", "POST"])
def brief_edit(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    desk = Desk(BRIEF, challenge.pk, challenge, request.user)
    latest = latest_version(challenge)
    if request.method == "POST":
        return _sent(request, desk, latest)
    typed = desk.newest()
    if latest and latest.status == BriefStatus.SENT and typed is None:
        return render(
            request, "challenges/brief_with_mentor.jinja", {"challenge": challenge, "brief": latest}
        )
    form = desk.form(typed, initial=_words(latest) or {"title": challenge.title})
    return _page(request, desk, latest, form)


def _words(brief: BriefVersion | None) -> dict[str, str]:
    return {name: getattr(brief, name) for name in BriefVersion.TEXT_FIELDS} if brief else {}


def _sent(request: SignedInRequest, desk: Desk, latest: BriefVersion | None) -> HttpResponse:
    desk.take(request)
    try:
        typed = desk.typed(request)
    except ValueError:
        return _page(request, desk, latest, BriefForm(request.POST, challenge=desk.challenge))
    try:
        if "keep" in request.POST:
            desk.choose(request, typed)
            return redirect(desk.url)
        desk.save(typed)
    except Conflict as conflict:
        versions = desk.two_versions(conflict, typed)
        return _page(request, desk, latest, desk.form(typed), versions=versions, status=409)
    if request.POST.get("act") == "draft":
        messages.success(request, _("Your brief is kept as a draft. Only you can see it until you send it."))
        return redirect("brief", desk.challenge.pk)
    return _send(request, desk, latest, typed)


def _send(request: SignedInRequest, desk: Desk, latest: BriefVersion | None, typed: Typed) -> HttpResponse:
    form = BriefForm(as_data(typed), challenge=desk.challenge)
    if not form.is_valid():
        return _page(request, desk, latest, form)
    warnings = warnings_in(words_of(form)) if request.POST.get("identifiers_checked") != "yes" else []
    if warnings:
        return _page(request, desk, latest, form, warnings=warnings)
    try:
        send_brief(
            challenge=desk.challenge,
            words=form.words,
            by=request.user,
            version=as_number(request.POST.get("brief_version")),
        )
    except PermissionDenied as reason:
        refusal = _("%(reason)s What you typed is kept as a draft.") % {"reason": reason}
        now, as_it_is = latest_version(desk.challenge), []
        if isinstance(reason, Stale):
            desk.begun_on = None  # the page that comes now shows it as it is
            as_it_is = shown(desk.form(initial=_words(now)))
        return _page(request, desk, now, form, refusal=refusal, as_it_is=as_it_is, status=409)
    discard_draft(by=request.user, draft_id=desk.draft_id)
    days = desk.challenge.place.cohort.programme.answer_days
    messages.success(
        request,
        _("Your brief is with your mentor, who usually answers within %(days)s days.") % {"days": days},
    )
    return redirect("brief", desk.challenge.pk)


def _page(
    request: SignedInRequest,
    desk: Desk,
    latest: BriefVersion | None,
    form: Form,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    version = latest.version if latest and latest.status != BriefStatus.SENT else 0  # sent: not to be changed
    context = {
        "desk": desk,
        "challenge": desk.challenge,
        "form": form,
        "latest": latest,
        "next_number": latest.number + 1 if latest and latest.status == BriefStatus.AGREED else None,
        "brief_version": desk.shown_with(version),
        "audience": audience_line(desk.challenge),
        **context,
    }
    return render(request, "challenges/brief_form.jinja", context, status=status)


@require_POST
def brief_take_back(request: SignedInRequest, brief_id: int) -> HttpResponse:
    """The fellow takes a sent brief back."""
    visible = BriefVersion.objects.visible_to(request.user).select_related(*OF_THING)
    brief = get_object_or_404(visible, pk=brief_id)
    challenge = challenge_to_write(request, brief.challenge_id)
    try:
        act_on_brief(
            brief=brief, act="take_back", by=request.user, version=as_number(request.POST.get("version"))
        )
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
        return redirect("brief", challenge.pk)
    messages.success(request, _("You have taken the brief back and can change it."))
    return redirect("brief_edit", challenge.pk)
