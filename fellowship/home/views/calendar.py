import datetime as dt
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellowship.home.models import CalendarFeed
from fellowship.home.services.calendar import as_icalendar
from fellowship.home.services.calendar_feeds import end_feed, feed_for, make_feed
from fellowship.home.services.calendars import OWN, Which, calendars_of, entries_in
from fellowship.home.services.clashes import away_from, clashes_of
from fellowship.home.services.hours import is_readers_clock
from fellowship.people.access import SignedInRequest, public
from fellowship.people.languages import speaking_to
from fellowship.people.models import User

# Subscribed calendars also show the recent past.
FEED_REACHES_BACK = dt.timedelta(days=120)


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    calendars = calendars_of(request.user)
    which = _chosen(calendars, request.GET.get("which", OWN))
    entries = entries_in(request.user, which, since=timezone.localdate())
    months = [
        (first, list(rest)) for first, rest in groupby(entries, key=lambda entry: entry.day.replace(day=1))
    ]
    feed = CalendarFeed.objects.filter(person=request.user, which=which.key).first()
    context: dict[str, Any] = {"months": months, "feed": feed, "which": which, "calendars": calendars}
    if any(entry.starts_at and not is_readers_clock(entry.starts_at) for entry in entries):
        context["zone"] = request.user.time_zone.replace("_", " ")
    if which.key == OWN:
        context |= {"clashes": clashes_of(entries), "away": away_from(request.user, entries)}
    return render(request, "home/calendar.jinja", context)


def _asked_for(user: User, key: str) -> Which:
    return _chosen(calendars_of(user), key)


def _chosen(calendars: list[Which], key: str) -> Which:
    """404 for what does not exist, or is not the person's to see today."""
    for one in calendars:
        if one.key == key:
            return one
    raise Http404


def _file(user: User, which: Which) -> HttpResponse:
    entries = entries_in(user, which, since=timezone.localdate() - FEED_REACHES_BACK)
    name = user.full_name if which.key == OWN else which.name
    response = HttpResponse(as_icalendar(name, entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


@require_safe
def download(request: SignedInRequest) -> HttpResponse:
    """The calendar as a file, as it stands now."""
    which = _asked_for(request.user, request.GET.get("which", OWN))
    return _file(request.user, which)


@require_POST
def feed_new(request: SignedInRequest) -> HttpResponse:
    """Shows the new address once; only its digest is kept."""
    which = _asked_for(request.user, request.POST.get("which", OWN))
    secret = make_feed(by=request.user, which=which.key)
    address = settings.SITE_URL.rstrip("/") + reverse("calendar_feed", args=[secret])
    response = render(request, "home/calendar_address.jinja", {"address": address})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def feed_end(request: SignedInRequest) -> HttpResponse:
    end_feed(by=request.user, which=request.POST.get("which", OWN))
    messages.success(request, _("The calendar address no longer works."))
    return redirect("calendar")


@public
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The subscribed calendar: whoever holds the secret address, without signing in."""
    found = feed_for(secret)
    if found is None:
        raise Http404
    with speaking_to(found.person):
        response = _file(found.person, _asked_for(found.person, found.which))
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response
