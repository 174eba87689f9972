import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from fellowship.home.models import CalendarFeed
from fellowship.home.services.calendars import OWN
from fellowship.people.models import User
from fellowship.people.services.audit import record

NOTED_EVERY = dt.timedelta(hours=1)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_feed(*, by: User, which: str = OWN) -> str:
    """A new secret for the person's calendar address; the old address ends. Shown once, never kept."""
    secret = secrets.token_urlsafe(32)
    feed, _is_new = CalendarFeed.objects.update_or_create(
        person=by, which=which, defaults={"secret_digest": digest_of(secret), "fetched_at": None}
    )
    record("calendar_address_made", feed, by=by)
    return secret


@transaction.atomic
def end_feed(*, by: User, which: str = OWN) -> None:
    for feed in CalendarFeed.objects.filter(person=by, which=which):
        record("calendar_address_ended", feed, by=by)
        feed.delete()


def feed_for(secret: str) -> CalendarFeed | None:
    """The feed behind an address, unless it was ended or its person may no longer sign in."""
    feed = (
        CalendarFeed.objects.select_related("person")
        .filter(secret_digest=digest_of(secret), person__is_active=True)
        .first()
    )
    if feed and (feed.fetched_at is None or feed.fetched_at < timezone.now() - NOTED_EVERY):
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=timezone.now())
    return feed
