"""Which dates clash: judged here, for a fellow's own calendar and for who gives many fellows a date."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowship.cohorts.models import Place
from fellowship.cohorts.services.pauses import Pause, pauses_now
from fellowship.learning.models import Assignment, TaughtDay
from fellowship.learning.taking import places_due, places_taking
from fellowship.people.services.availability import away_days

# Closer together than this, one of the two will suffer.
TOO_CLOSE = dt.timedelta(days=2)
NAMES_SHOWN = 10
# Milestones live in a room to the right: home puts here what reads, of places, the days between two (both
# included) on which open ones are due.
MILESTONES_DUE: list[Callable[[Collection[int], dt.date, dt.date], Iterable[tuple[int, dt.date]]]] = []


def too_close(assignment: dt.date, milestone: dt.date) -> bool:
    return abs(assignment - milestone) <= TOO_CLOSE


def why_away(
    day: dt.date,
    *,
    taught: bool,
    pauses: Iterable[Pause],
    leave: Container[dt.date],
    clinical: Container[dt.date],
) -> str:
    """Pause, leave or clinical, or empty. What is due on a clinical day can be done the evening before."""
    if any(one.starts_on <= day and (not one.back_on or day < one.back_on) for one in pauses):
        return "pause"
    if day in leave:
        return "leave"
    return "clinical" if taught and day in clinical else ""


@dataclass(frozen=True)
class Clashes:
    """Of one date: the fellows who are away, why is theirs to say, and those with a milestone close by."""

    away: list[Place]
    milestone: list[Place]
    overdue: int = 0  # fellows who have not handed in what is due already

    @property
    def in_words(self) -> list[str]:
        """A sentence each, with names."""
        away, milestone = len(self.away), len(self.milestone)
        sentences = []
        if away:
            words = ngettext(
                "%(num)s fellow is away on this day: %(names)s.",
                "%(num)s fellows are away on this day: %(names)s.",
                away,
            )
            sentences.append(words % {"num": away, "names": _names(self.away)})
        if milestone:
            words = ngettext(
                "%(num)s fellow has a milestone due within two days of it: %(names)s.",
                "%(num)s fellows have a milestone due within two days of it: %(names)s.",
                milestone,
            )
            sentences.append(words % {"num": milestone, "names": _names(self.milestone)})
        if self.overdue:
            words = ngettext(
                "This date has passed: %(num)s fellow is overdue.",
                "This date has passed: %(num)s fellows are overdue.",
                self.overdue,
            )
            sentences.append(words % {"num": self.overdue})
        return sentences


def clashes_of(thing: TaughtDay | Assignment) -> Clashes:
    """Of who takes its module, saved or not: a taught day with days away, an assignment with milestones.

    For who may see all of them. Were an assignment held against days away too, of which clinical ones do not
    count, comparing the two would tell leave from clinical work.
    """
    if isinstance(thing, TaughtDay):
        return Clashes(_away(thing), []) if thing.day >= timezone.localdate() else Clashes([], [])
    if thing.due_on < timezone.localdate():
        return Clashes([], [], overdue=places_due(thing).count())
    return Clashes([], _with_milestone(thing))


def _away(taught: TaughtDay) -> list[Place]:
    fellows = list(places_taking(taught.module).select_related("person"))
    people = [place.person_id for place in fellows]
    pauses = pauses_now([place.pk for place in fellows])
    away = away_days(people=people, since=taught.day, until=taught.day)
    return [
        place
        for place in fellows
        if why_away(
            taught.day,
            taught=True,
            pauses=[pauses[place.pk]] if place.pk in pauses else [],
            leave=away.get(place.person_id, ()),
            clinical=(),
        )
    ]


def _with_milestone(assignment: Assignment) -> list[Place]:
    fellows, day = list(places_due(assignment).select_related("person")), assignment.due_on
    due: dict[int, list[dt.date]] = defaultdict(list)
    for reader in MILESTONES_DUE:
        for place, milestone in reader([one.pk for one in fellows], day - TOO_CLOSE, day + TOO_CLOSE):
            due[place].append(milestone)
    return [place for place in fellows if any(too_close(day, milestone) for milestone in due[place.pk])]


def _names(places: list[Place]) -> str:
    names = ", ".join(place.person.full_name for place in places[:NAMES_SHOWN])
    more = len(places) - NAMES_SHOWN
    return _("%(names)s and %(more)s more") % {"names": names, "more": more} if more > 0 else names
