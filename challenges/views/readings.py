"""Readings of a measure, one by one; tables of them are in readings_table.py."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.entries import Entry, entry_words
from challenges.forms.piece import bound_to
from challenges.forms.readings import READING_FORMS
from challenges.measuring import next_due
from challenges.models import Measure, Reading
from challenges.services.readings import add_reading, change_reading, remove_reading
from challenges.views.desk import Desk
from challenges.views.draft_kinds import CHANGED_READINGS, READINGS
from challenges.views.pieces import receive, show
from challenges.views.reaching import measure_to_write, reading_to_write
from challenges.views.sending import send
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User


@require_http_methods(["GET", "POST"])
def reading_new(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """Sent twice, it meets the reading that is there. “Save and add another” comes back here."""
    measure = measure_to_write(request, piece_id)
    kind = replace(
        READINGS[measure.made_of], form_class=bound_to(READING_FORMS[measure.made_of], measure=measure)
    )
    desk = Desk(kind, measure.pk, measure.challenge, request.user)
    if request.method == "GET":
        return show(request, desk, measure, desk.form(desk.newest(), initial={"day": _likely_day(measure)}))
    done = _("The reading is on the chart.")
    if request.POST.get("act") == "another":
        return receive(
            request, desk, measure, _add, lambda piece: redirect("reading_new", piece.pk), done=done
        )
    return receive(request, desk, measure, _add, done=done)


def _add(*, piece: Measure, words: dict[str, Any], by: User, version: int) -> Measure:
    add_reading(measure=piece, entry=words["entry"], by=by)
    return piece


def _likely_day(measure: Measure) -> dt.date:
    """The day the next reading is due, or today if that is still to come."""
    today = timezone.localdate()
    last = measure.readings.order_by("day").values_list("day", flat=True).last()
    due = next_due(measure.frequency, last) if last else None
    return min(due, today) if due else today


@require_http_methods(["GET", "POST"])
def reading_edit(request: SignedInRequest, reading_id: int) -> HttpResponse:
    reading = reading_to_write(request, reading_id)
    measure = reading.measure
    facts = {"measure": measure, "template": "challenges/reading_edit.jinja"}
    form_class = bound_to(READING_FORMS[measure.made_of], **facts)
    kind = replace(CHANGED_READINGS[measure.made_of], form_class=form_class)
    desk = Desk(kind, reading.pk, measure.challenge, request.user)
    page = partial(_edit_page, request, desk, reading)
    if request.method == "GET":
        return page(desk.form(desk.newest(), initial=form_class.words_of_reading(reading)))

    def change(words: dict[str, Any]) -> Reading:
        version = as_number(request.POST.get("piece_version"))
        return change_reading(reading=reading, entry=words["entry"], by=request.user, version=version)

    def go_on(changed: Reading) -> HttpResponse:
        messages.success(request, _("The reading is changed. Its history keeps what it said before."))
        return redirect(measure)

    return send(request, desk, show=page, do=change, then=go_on)


def _edit_page(
    request: SignedInRequest,
    desk: Desk,
    reading: Reading,
    form: Form,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    if context.get("refusal"):
        reading = reading_to_write(request, reading.pk)
    measure = reading.measure
    context |= {
        "reading": reading,
        "reading_now": entry_words(Entry.of(reading), measure),
        "step": measure.step_changes.filter(day=reading.day).first(),
        "is_first": not measure.readings.filter(day__lt=reading.day).exists(),
    }
    return show(request, desk, measure, form, status=status, **context)


@require_http_methods(["GET", "POST"])
def reading_remove(request: SignedInRequest, reading_id: int) -> HttpResponse:
    """Asks first. Sent twice, the second time finds nothing."""
    reading = reading_to_write(request, reading_id)
    measure = reading.measure
    if request.method == "GET":
        words = entry_words(Entry.of(reading), measure)
        context = {"reading": reading, "measure": measure, "words": words}
        return render(request, "challenges/reading_remove.jinja", context)
    try:
        remove_reading(reading=reading, by=request.user, version=as_number(request.POST.get("version")))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The reading was removed. Its history keeps what it said."))
    return redirect(measure)
