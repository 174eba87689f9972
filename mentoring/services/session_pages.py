"""What stands on the page of a challenge's sessions, by what the reader is to the challenge."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Pairing
from fellowship.cohorts.models.place import PlaceQuerySet
from fellowship.nhsuk.words import weekday
from fellowship.people.models import User
from fellowship.people.services.availability import away_days
from mentoring.models import Action, PartingWord, Session
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.handover import awaiting_handover
from mentoring.times import in_words
from mentoring.workflow import OPEN, SessionStatus

MOST_PAST = 60
MOST_ACTIONS = 60


@dataclass(frozen=True)
class Line:
    session: Session
    when: str  # empty while nothing is agreed


@dataclass
class SessionsPage:
    meets: bool = False  # may propose a session now
    coming: list[Line] = field(default_factory=list)
    past: list[Line] = field(default_factory=list)
    opened: list[Line] = field(default_factory=list)  # to a later mentor, by the fellow
    actions: list[Action] = field(default_factory=list)
    settled: list[Action] = field(default_factory=list)
    handovers: list[Pairing] = field(default_factory=list)  # the fellow has not decided yet
    successors: list[Pairing] = field(default_factory=list)
    words: list[PartingWord] = field(default_factory=list)
    packs: list[Pairing] = field(default_factory=list)  # of this mentor, to whom the fellow handed over
    leaves_word: Pairing | None = None
    told: list[tuple[dt.date, str]] = field(default_factory=list)  # for the programme team: date, status
    is_told: bool = False


def sessions_page(challenge: ChallengeSeen, standing: Standing, user: User) -> SessionsPage:
    """A peer gets an empty page: sessions are between a fellow and the mentor."""
    if not (standing.is_fellow or standing.is_mentor):
        return _for_the_team(challenge) if standing.is_team else SessionsPage()
    place = challenge.place_id
    own = [
        pairing
        for pairing in Pairing.objects.filter(place=place).select_related("mentor", "handover")
        if standing.is_fellow or pairing.mentor_id == user.pk
    ]
    now = {pairing.pk for pairing in Pairing.objects.in_force().filter(place=place)}
    page = SessionsPage(meets=standing.fellow_writes and any(pairing.pk in now for pairing in own))
    visible = Session.objects.visible_to(user).filter(pairing__place=place)
    found = visible.select_related("pairing__mentor", "pairing__place__person").order_by("-starts_at", "-pk")
    own_ids = {pairing.pk for pairing in own}
    for session in found[:MOST_PAST]:
        _place_line(page, session, own_ids)
    page.coming.sort(
        key=lambda line: (line.session.starts_at is not None, line.session.starts_at or line.session.made_at)
    )
    actions = Action.objects.visible_to(user).filter(
        Q(session__pairing__place=place) | Q(meeting__isnull=False, owner=challenge.place.person_id)
    )
    for action in actions.select_related("owner")[:MOST_ACTIONS]:
        (page.actions if action.status == "open" else page.settled).append(action)
    words = PartingWord.objects.filter(pairing__place=place).select_related("author")
    page.words = list(words if standing.is_fellow else words.filter(author=user))
    if standing.is_fellow:
        page.handovers = awaiting_handover(place)
        page.successors = [pairing for pairing in own if hasattr(pairing, "handover")]
        return page
    page.packs = [pairing for pairing in own if pairing.pk in now and hasattr(pairing, "handover")]
    if standing.sees_until or any(pairing.ends_on for pairing in own):
        page.leaves_word = max(own, key=lambda pairing: pairing.starts_on)
    return page


def _place_line(page: SessionsPage, session: Session, own: Collection[int]) -> None:
    when = in_words(session.starts_at, session.minutes, session.zone) if session.starts_at else ""
    line = Line(session, when)
    if session.pairing_id not in own:
        page.opened.append(line)
    elif session.status in OPEN:
        page.coming.append(line)
    else:
        page.past.append(line)


def _for_the_team(challenge: ChallengeSeen) -> SessionsPage:
    sessions = Session.objects.told_to_programme().filter(pairing__place=challenge.place_id)
    rows = sessions.order_by("-starts_at").only("starts_at", "zone", "status")[:MOST_PAST]
    told = [(row.day, row.status) for row in rows if row.day]
    return SessionsPage(told=told, is_told=True)


def with_sessions_told(places: PlaceQuerySet) -> PlaceQuerySet:
    """With `sessions_held` and `last_session`, which is what the programme team is told."""
    held = Session.objects.filter(pairing__place=OuterRef("pk"), status=SessionStatus.HELD)
    of_place = held.order_by().values("pairing__place")
    return places.annotate(
        sessions_held=Subquery(of_place.annotate(count=Count("pk")).values("count")),
        last_session=Subquery(of_place.annotate(last=Max("starts_at")).values("last")),
    )


def as_it_is(session: Session) -> list[tuple[str, str]]:
    """(label, words) of what the forms of a session can change."""
    agreed = in_words(session.starts_at, session.minutes, session.zone) if session.starts_at else ""
    times = [in_words(time.starts_at, time.lasts, session.zone) for time in session.times.all()]
    rows = [
        (_("Status"), str(SessionStatus(session.status).label)),
        (_("When"), agreed),
        (_("Times proposed"), "\n".join(times)),
    ]
    return [*[(label, words) for label, words in rows if words], (_("Where"), session.place)]


def away_words(pairing: Pairing, times: Collection[dt.datetime]) -> list[str]:
    """On which of the days one of the two is away, each by their own clock."""
    people = {person.pk: person for person in (pairing.mentor, pairing.place.person)}
    days = {pk: {time.astimezone(person.zone).date() for time in times} for pk, person in people.items()}
    every = set().union(*days.values())
    away = away_days(people=people, since=min(every), until=max(every))
    return [
        _("%(name)s is away on %(day)s.") % {"name": people[pk].full_name, "day": weekday(day)}
        for pk, gone in away.items()
        for day in sorted(gone & days[pk])
    ]
