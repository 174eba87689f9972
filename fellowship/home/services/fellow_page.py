"""Everything on a fellow's front page, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, Min, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models import Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.home.services.needs import Need, needs_of
from fellowship.home.services.year_dates import Dated, dates_of, is_chased
from fellowship.nhsuk.year_strip import YearStrip, year_strip
from fellowship.people.models import User
from fellowship.sealed.models import Draft
from fellowship.sealed.services.author import unseal_for

NEXT_DATES = 3
CURRENT = (PlaceStatus.ACTIVE, PlaceStatus.PAUSED)


@dataclass(frozen=True)
class WithTheMentor:
    """What waits for the mentor's answer, and since when the oldest of it does."""

    what: str
    since: dt.datetime


@dataclass(frozen=True)
class FellowPage:
    place: Place
    challenge: Challenge | None
    brief: BriefVersion | None
    is_current: bool
    needs: list[Need]
    strip: YearStrip
    next_dates: list[Dated]
    pairings: list[Pairing]
    waiting: WithTheMentor | None


def place_of(user: User) -> Place | None:
    """The latest of the user's current places, else the latest one they had. With what their mentor has."""
    places = Place.objects.filter(person=user).select_related("cohort__programme", "host", "challenge")
    return (
        _with_waiting(places)
        .annotate(past=Case(When(status__in=CURRENT, then=Value(0)), default=Value(1)))
        .order_by("past", "-starts_on", "-pk")
        .first()
    )


def fellow_page(user: User, place: Place) -> FellowPage:
    """`place` as `place_of` gave it. Call inside a transaction: drafts are counted behind their seal."""
    today = timezone.localdate()
    challenge = getattr(place, "challenge", None)
    is_current = place.status in CURRENT
    chased = is_chased(place)
    dates = dates_of(place, today)
    brief = BriefVersion.objects.filter(challenge__place=place).order_by("-number").first()
    drafts = _drafts(user) if is_current else 0
    return FellowPage(
        place=place,
        challenge=challenge,
        brief=brief,
        is_current=is_current,
        needs=needs_of(challenge, brief, dates, drafts=drafts, chased=chased, today=today)
        if is_current
        else [],
        strip=year_strip(
            place.starts_on, place.ends_on, (dated.mark(today, chased=chased) for dated in dates), today
        ),
        next_dates=_next(dates, today) if is_current else [],
        pairings=_pairings(place, is_current),
        waiting=_waiting(place),
    )


def _drafts(user: User) -> int:
    unseal_for(user)
    return Draft.objects.visible_to(user).count()


def _next(dates: list[Dated], today: dt.date) -> list[Dated]:
    coming = [dated for dated in dates if dated.on >= today and not dated.done]
    return coming[:NEXT_DATES]


def _pairings(place: Place, is_current: bool) -> list[Pairing]:
    """Mentors of today and those to come; of a year that is over, who they were."""
    lead_first = Case(When(kind=PairingKind.LEAD, then=Value(0)), default=Value(1))
    pairings = Pairing.objects.filter(place=place).select_related("mentor")
    if is_current:
        pairings = pairings.in_force_or_later()
    return list(pairings.order_by("starts_on", lead_first, "pk"))


def _with_waiting(places: QuerySet[Place]) -> QuerySet[Place]:
    of_place = {"challenge__place": OuterRef("pk")}
    entries = LogEntry.objects.filter(**of_place, waiting_since__isnull=False)
    milestones = Milestone.objects.filter(**of_place, status=MilestoneStatus.SENT)
    briefs = BriefVersion.objects.filter(**of_place, status=BriefStatus.SENT)
    return places.annotate(
        entries_waiting=_of_each(entries, Count("pk")),
        entries_since=_of_each(entries, Min("waiting_since")),
        milestones_waiting=_of_each(milestones, Count("pk")),
        milestones_since=_of_each(milestones, Min("sent_at")),
        brief_since=Subquery(briefs.values("sent_at")[:1]),
    )


def _of_each(rows: QuerySet, aggregate) -> Subquery:
    return Subquery(rows.order_by().values("challenge__place").annotate(found=aggregate).values("found"))


def _waiting(place: Place) -> WithTheMentor | None:
    entries, milestones = place.entries_waiting or 0, place.milestones_waiting or 0
    parts = []
    if place.brief_since:
        parts.append(_("your brief"))
    if milestones:
        words = ngettext("%(count)d milestone", "%(count)d milestones", milestones)
        parts.append(words % {"count": milestones})
    if entries:
        words = ngettext("%(count)d log entry", "%(count)d log entries", entries)
        parts.append(words % {"count": entries})
    since = [at for at in (place.brief_since, place.milestones_since, place.entries_since) if at is not None]
    return WithTheMentor(get_text_list(parts, _("and")), min(since)) if since else None
