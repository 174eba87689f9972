import datetime as dt
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellowship.home.models import CalendarFeed
from fellowship.home.services.calendar import as_icalendar, entries_of
from fellowship.home.services.calendar_feeds import end_feed, feed_for, make_feed
from fellowship.home.services.clashes import away_from, clashes_of
from fellowship.people.access import SignedInRequest, public

# Subscribed calendars also show the recent past.
FEED_REACHES_BACK = dt.timedelta(days=120)


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    entries = entries_of(request.user, since=timezone.localdate())
    months = [
        (first, list(rest)) for first, rest in groupby(entries, key=lambda entry: entry.day.replace(day=1))
    ]
    feed = CalendarFeed.objects.filter(person=request.user).first()
    context = {
        "months": months,
        "feed": feed,
        "clashes": clashes_of(entries),
        "away": away_from(request.user, entries),
    }
    return render(request, "home/calendar.jinja", context)


@require_POST
def feed_new(request: SignedInRequest) -> HttpResponse:
    """Shows the new address once; only its digest is kept."""
    address = settings.SITE_URL.rstrip("/") + reverse("calendar_feed", args=[make_feed(by=request.user)])
    response = render(request, "home/calendar_address.jinja", {"address": address})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def feed_end(request: SignedInRequest) -> HttpResponse:
    end_feed(by=request.user)
    messages.success(request, _("The calendar address no longer works."))
    return redirect("calendar")


@public
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The subscribed calendar: whoever holds the secret address, without signing in."""
    found = feed_for(secret)
    if found is None:
        raise Http404
    entries = entries_of(found.person, since=timezone.localdate() - FEED_REACHES_BACK)
    response = HttpResponse(as_icalendar(found.person, entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response
