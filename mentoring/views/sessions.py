"""The sessions of a challenge; one session; proposing, accepting, moving and cancelling it."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges.views.desk import as_uuid
from fellowship.cohorts.models import Pairing
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from mentoring.forms.session import CancelForm, PlaceForm, SessionForm, TimesForm, as_it_stands
from mentoring.models import Session
from mentoring.services.agenda import shown
from mentoring.services.session_notes import draft_of_notes
from mentoring.services.session_pages import away_words, sessions_page
from mentoring.services.sessions import (
    OF_SESSION,
    accept_time,
    cancel_session,
    change_place,
    keep_time,
    propose_session,
    propose_times,
    settle_session,
)
from mentoring.taking_part import check_can_meet, check_takes_part, part_in
from mentoring.times import in_words
from mentoring.views.access import fetch_challenge
from mentoring.views.meanwhile import could, shown_again, shown_version
from mentoring.workflow import TO_ANSWER, SessionStatus, acts_of

MOST_CHANGES = 20
changing = require_http_methods(["GET", "HEAD", "POST"])


def fetch_session(request: SignedInRequest, pk: int, *also: str) -> Session:
    visible = Session.objects.visible_to(request.user).select_related(*OF_SESSION, *also)
    return get_object_or_404(visible, pk=pk)


@require_safe
def sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    context = {
        "challenge": challenge,
        "standing": standing,
        "page": sessions_page(challenge, standing, request.user),
        "today": timezone.localdate(),
    }
    return render(request, "mentoring/sessions/sessions.jinja", context)


@changing
def session_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """The times are by the clocks of who proposes them."""
    challenge, _standing = fetch_challenge(request, pk=pk)
    pairings = _own_pairings(request.user, challenge.place_id)
    if not pairings:
        raise PermissionDenied(_("Only the fellow and a mentor can propose a session."))
    check_can_meet(pairings[0], request.user)
    sent = request.POST if request.method == "POST" else None
    form = SessionForm(sent, user=request.user, now=timezone.now(), pairings=pairings)
    away: list[str] = []
    if form.is_valid():
        pairing = form.chosen
        away = _away(request, pairing, form.cleaned_data["times"])
        if not away:
            session = propose_session(
                pairing=pairing,
                times=form.cleaned_data["times"],
                minutes=form.cleaned_data["minutes"],
                place=form.cleaned_data["place"],
                form_id=as_uuid(request.POST.get("form_id")) or uuid.uuid4(),
                by=request.user,
            )
            other = session.other_than(request.user.pk).full_name
            messages.success(
                request, _("Proposed. %(name)s gets an email and accepts one.") % {"name": other}
            )
            return redirect(session)
    context = {
        "challenge": challenge,
        "form": form,
        "form_id": as_uuid(request.POST.get("form_id")) or uuid.uuid4(),
        "pairings": pairings,
        "away": away,
        "zone": request.user.time_zone.replace("_", " "),
    }
    return render(request, "mentoring/sessions/session_new.jinja", context)


@require_safe
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_session(request, pk, "notes__by")
    part = part_in(found, request.user)
    acts: list[str] = []
    if part.takes_part:
        acts = acts_of(
            found.status,
            proposed_it=found.proposed_by_id == request.user.pk,
            time_has_come=found.has_begun(),
        )
        if part.is_over:
            acts = [act for act in acts if act in ("held", "not_held", "cancel")]
    notes = getattr(found, "notes", None)
    actions = found.actions.visible_to(request.user).select_related("owner")
    times = found.times.all() if part.takes_part and found.status in TO_ANSWER else []
    now = timezone.now()
    context = {
        "session": found,
        "part": part,
        "acts": acts,
        "other": found.other_than(request.user.pk),
        "when": in_words(found.starts_at, found.minutes, found.zone) if found.starts_at else "",
        "times": [
            (time, in_words(time.starts_at, time.lasts, found.zone), time.starts_at <= now) for time in times
        ],
        "too_late": found.stands and found.has_begun(now),
        "agenda": shown(found.agenda.all()) if part.takes_part else [],
        "notes": notes,
        "draft": draft_of_notes(request.user, found.pk) if part.takes_part else None,
        "actions": list(actions),
        "changes": found.changes.select_related("by")[:MOST_CHANGES] if part.takes_part else [],
        "today": timezone.localdate(),
    }
    return render(request, "mentoring/sessions/session.jinja", context)


@changing
def session_times(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other times or another length: instead of what is proposed, or to move what is agreed."""
    found = fetch_session(request, pk)
    check_can_meet(found.pairing, request.user)
    sent, now = request.POST if request.method == "POST" else None, timezone.now()
    form = TimesForm(sent, user=request.user, now=now, initial=as_it_stands(found, request.user, now))
    away: list[str] = []
    if form.is_valid():
        times, minutes = form.cleaned_data["times"], form.cleaned_data["minutes"]
        away = _away(request, found.pairing, times)
        words = (
            _("Proposed. The agreed time stays until one is accepted.")
            if found.stands
            else _("Proposed instead of the times before.")
        )
        if not away and could(
            request,
            form,
            words,
            lambda: propose_times(
                session=found,
                times=times,
                minutes=minutes,
                version=shown_version(request, found),
                by=request.user,
            ),
        ):
            return redirect(found)
    context = {
        "session": found,
        "form": form,
        "away": away,
        **shown_again(request, form, found),
        "zone": request.user.time_zone.replace("_", " "),
        "other": found.other_than(request.user.pk),
        "when": in_words(found.starts_at, found.minutes, found.zone) if found.starts_at else "",
    }
    return render(request, "mentoring/sessions/session_times.jinja", context)


@require_POST
def session_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_session(request, pk)
    check_can_meet(found.pairing, request.user)
    starts_at = _moment(request.POST.get("starts_at", ""))
    if starts_at is None:
        raise Http404
    return _done(
        request,
        found,
        _("Agreed. Both of you get it for your calendars."),
        lambda: accept_time(
            session=found,
            starts_at=starts_at,
            version=as_number(request.POST.get("version")),
            by=request.user,
        ),
    )


SETTLED = {"held", "not-held"}


@require_POST
def session_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """keep: the agreed time stays. held, not-held: what became of it."""
    found = fetch_session(request, pk)
    check_takes_part(part_in(found, request.user))
    if act == "keep":
        version = as_number(request.POST.get("version"))
        words = _("The agreed time stays.")
        return _done(
            request, found, words, lambda: keep_time(session=found, version=version, by=request.user)
        )
    if act not in SETTLED:
        raise Http404
    status = act.replace("-", "_")
    words = _("Marked as held.") if act == "held" else _("Marked: it did not happen.")
    return _done(request, found, words, lambda: settle_session(session=found, act=status, by=request.user))


@changing
def session_place(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_session(request, pk)
    check_can_meet(found.pairing, request.user)
    sent = request.POST if request.method == "POST" else None
    form = PlaceForm(sent, initial={"place": found.place})
    if form.is_valid():
        place = form.cleaned_data["place"]
        if could(
            request,
            form,
            _("The place is saved."),
            lambda: change_place(
                session=found, place=place, version=shown_version(request, found), by=request.user
            ),
        ):
            return redirect(found)
    context = {"session": found, "form": form, **shown_again(request, form, found)}
    return render(request, "mentoring/sessions/session_place.jinja", context)


@changing
def session_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_session(request, pk)
    check_takes_part(part_in(found, request.user))
    if request.method != "POST" and found.status == SessionStatus.CANCELLED:
        messages.info(request, _("This session is cancelled already."))
        return redirect(found)
    form = CancelForm(request.POST if request.method == "POST" else None)
    warnings = []
    version = found.version if request.method != "POST" else as_number(request.POST.get("version"))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if request.POST.get("identifiers_checked") != "yes":
            warnings = warnings_in(reason)
        if not warnings:
            try:
                cancel_session(session=found, reason=reason, version=version, by=request.user)
            except PermissionDenied as refusal:  # the words stay, and the next press knows what was shown
                form.add_error(None, str(refusal))
                version = found.version
            else:
                messages.success(request, _("The session is cancelled."))
                return redirect(found)
    context = {
        "session": found,
        "version": version,
        "form": form,
        "warnings": warnings,
        "other": found.other_than(request.user.pk),
        "when": in_words(found.starts_at, found.minutes, found.zone) if found.starts_at else "",
    }
    return render(request, "mentoring/sessions/session_cancel.jinja", context)


def _done(request: SignedInRequest, session: Session, words: str, act: Any) -> HttpResponse:
    """Back to the session: done, or why it could not be done, with the session as it is now."""
    try:
        act()
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(session)


def _own_pairings(user: User, place_id: int) -> list[Pairing]:
    """With whom this person can meet about this challenge."""
    pairings = Pairing.objects.in_force().filter(place=place_id).select_related("mentor", "place__person")
    return [pairing for pairing in pairings if user.pk in (pairing.mentor_id, pairing.place.person_id)]


def _away(request: SignedInRequest, pairing: Pairing, times: Collection[dt.datetime]) -> list[str]:
    """On which of the days one of the two is away; nothing once the person has seen it and goes on."""
    return [] if request.POST.get("away_seen") == "yes" else away_words(pairing, times)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
