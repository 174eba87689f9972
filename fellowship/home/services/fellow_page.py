"""Everything on a fellow's front page, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.db.models import Model
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.models import Challenge
from challenges.workflow import BriefStatus
from fellowship.cohorts.models import (
    Cohort,
    FellowProfile,
    HandoverOwner,
    Pairing,
    Place,
    Programme,
    WishRound,
)
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.pauses import Pause, pause_seen, with_pause
from fellowship.home.services.answers import Answers, Brief, answers_of
from fellowship.home.services.clashes import clashes_in
from fellowship.home.services.needs import Need, needs_of
from fellowship.home.services.wish_needs import wish_needs
from fellowship.home.services.year_dates import Dated, YearDates, dates_of, meeting_dated
from fellowship.lib.statements import Statement
from fellowship.nhsuk.year_strip import YearStrip, year_strip
from fellowship.people.models import Organisation, User
from fellowship.sealed.models import Draft
from fellowship.sealed.services.author import unseal_for
from mentoring.models import Action, Session
from mentoring.services.handover import with_handover_awaited
from mentoring.services.meeting_needs import MeetingNeeds, meeting_needs
from mentoring.statements import USER, columns, statement_of, take

NEXT_DATES = 3
ENDING = dt.timedelta(days=60)
# What the page shows of a place besides the place itself, by the way that leads to it.
PARTS: dict[str, type[Model]] = {
    "cohort": Cohort,
    "cohort__programme": Programme,
    "cohort__wish_round": WishRound,
    "host": Organisation,
    "challenge": Challenge,
    "handover_owner": HandoverOwner,
    "fellow_profile": FellowProfile,
}
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
    brief: Brief | None
    is_current: bool
    pause: Pause | None
    needs: list[Need]
    strip: YearStrip
    next_dates: list[Dated]
    clashes: int
    pairings: list[Pairing]
    waiting: WithTheMentor | None
    next_session: Session | None
    of_mentors: list[Action]  # what they agreed to do

    @property
    def is_ending(self) -> bool:
        """From two months before the last day on it is time to say who carries on."""
        return self.place.ends_on - timezone.localdate() <= ENDING

    @property
    def handover_owner(self) -> HandoverOwner | None:
        return getattr(self.place, "handover_owner", None)


def place_of(user: User) -> Place | None:
    """The latest of the user's current places, else the latest one they had, with what PARTS names."""
    latest_first = [_put_together(list(row)) for row in _places().fetch(user=user.pk)]
    return min(latest_first, key=lambda place: place.status not in CURRENT, default=None)


@cache
def _places() -> Statement:
    places = with_pause(Place.objects.filter(person=USER)).order_by("-starts_on", "-pk")
    wanted = [name for path, model in PARTS.items() for name in columns(model, path)]
    return statement_of(places.values_list(*columns(Place), *wanted, "paused_from", "back_on"))


def _put_together(row: list) -> Place:
    place = take(Place, row)
    for path, model in PARTS.items():
        *way, name = path.split("__")
        owner = getattr(place, way[0]) if way else place
        owner._state.fields_cache[name] = take(model, row)
    place.paused_from, place.back_on = row
    return place


def fellow_page(user: User, place: Place) -> FellowPage:
    """`place` as `place_of` gave it. Call inside a transaction: drafts are counted behind their seal."""
    today = timezone.localdate()
    challenge = getattr(place, "challenge", None)
    is_current = place.status in CURRENT
    chased = place.status == PlaceStatus.ACTIVE
    year = dates_of(place, challenge and challenge.pk, today)
    dates = year.dates
    answers = answers_of(challenge.pk) if challenge else Answers()
    drafts = _drafts(user) if is_current else 0
    meetings = meeting_needs(user) if is_current else MeetingNeeds()
    needs = needs_of(challenge, answers, dates, meetings=meetings, drafts=drafts, chased=chased, today=today)
    pairings = _pairings(place, is_current)
    marks = [dated.mark(today, chased=chased) for dated in dates]
    return FellowPage(
        place=place,
        challenge=challenge,
        brief=answers.brief,
        is_current=is_current,
        pause=pause_seen(place) if is_current else None,
        needs=[*wish_needs(place, pairings), *needs] if is_current else [],
        strip=year_strip(place.starts_on, place.ends_on, marks, today),
        next_dates=_next(year, meetings, today) if is_current else [],
        clashes=clashes_in(year, pause_seen(place), today) if is_current else 0,
        pairings=pairings,
        waiting=_waiting(answers, dates) if challenge else None,
        next_session=next(iter(meetings.coming), None),
        of_mentors=meetings.of_mentors,
    )


def _drafts(user: User) -> int:
    unseal_for(user)
    return Draft.objects.visible_to(user).count()


def _next(year: YearDates, meetings: MeetingNeeds, today: dt.date) -> list[Dated]:
    """Sessions and sets among them, until they end."""
    sessions = [
        meeting_dated(
            "session",
            _("Session with %(name)s") % {"name": session.pairing.mentor.full_name},
            session.get_absolute_url(),
            session.starts_at,
            session.minutes,
        )
        for session in meetings.coming
        if session.starts_at
    ]
    coming = [dated for dated in year.dates if dated.on >= today and not dated.done]
    coming = [*coming, *year.sets, *sessions]
    return sorted(coming, key=lambda dated: (dated.on, dated.begins))[:NEXT_DATES]


def _pairings(place: Place, is_current: bool) -> list[Pairing]:
    """Mentors of today and those to come; of a year that is over, who they were."""
    pairings = with_handover_awaited(Pairing.objects.filter(place=place).select_related("mentor"))
    if is_current:
        pairings = pairings.in_force_or_later()
    return sorted(
        pairings, key=lambda pairing: (pairing.starts_on, pairing.kind != PairingKind.LEAD, pairing.pk)
    )


def _waiting(answers: Answers, dates: list[Dated]) -> WithTheMentor | None:
    parts, since = [], []
    brief = answers.brief
    if brief and brief.status == BriefStatus.SENT and brief.sent_at:
        parts.append(_("your brief"))
        since.append(brief.sent_at)
    if sent := [dated.sent_at for dated in dates if dated.sent_at]:
        words = ngettext("%(count)d milestone", "%(count)d milestones", len(sent))
        parts.append(words % {"count": len(sent)})
        since += sent
    if answers.entries.since:
        number = answers.entries.number
        parts.append(ngettext("%(count)d log entry", "%(count)d log entries", number) % {"count": number})
        since.append(answers.entries.since)
    if answers.pieces.since:
        number = answers.pieces.number
        words = ngettext("%(count)d piece of your work", "%(count)d pieces of your work", number)
        parts.append(words % {"count": number})
        since.append(answers.pieces.since)
    return WithTheMentor(get_text_list(parts, _("and")), min(since)) if since else None
