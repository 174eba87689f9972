"""Whether a change of a fellow's calendar makes sense, each refusal in a sentence."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place import ENDED, PlaceStatus
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.pauses import running_pause
from fellowship.lib.dates import in_words

CURRENT = frozenset({PlaceStatus.ACTIVE, PlaceStatus.PAUSED})
# From which status each is possible.
POSSIBLE = {
    ChangeKind.PAUSE: frozenset({PlaceStatus.ACTIVE}),
    ChangeKind.RESUME: frozenset({PlaceStatus.PAUSED}),
    ChangeKind.EXTEND: CURRENT,
    ChangeKind.HOURS: frozenset({PlaceStatus.ACTIVE}),
    ChangeKind.COMPLETE: CURRENT,
    ChangeKind.WITHDRAW: CURRENT,
    ChangeKind.REOPEN: ENDED,
}
LONGEST = dt.timedelta(days=5 * 366)


class CannotChange(ValueError):
    """Why the place cannot change so, in a sentence for the administrator."""


def check_possible(place: Place, wish: Wish) -> None:
    if place.status not in POSSIBLE[ChangeKind(wish.kind)]:
        raise CannotChange(_("The place is %(status)s now.") % {"status": place.get_status_display().lower()})
    check = {
        ChangeKind.PAUSE: _check_pause,
        ChangeKind.RESUME: _check_resume,
        ChangeKind.EXTEND: _check_extension,
        ChangeKind.HOURS: _check_hours,
        ChangeKind.COMPLETE: _check_completion,
        ChangeKind.WITHDRAW: _check_end,
    }.get(ChangeKind(wish.kind))
    if check:
        check(place, wish)


def _check_pause(place: Place, wish: Wish) -> None:
    if not place.starts_on <= wish.on <= place.ends_on:
        raise CannotChange(
            _("The pause must begin in the fellow’s year, from %(first)s to %(last)s.")
            % {"first": in_words(place.starts_on), "last": in_words(place.ends_on)}
        )
    if wish.until and wish.until <= wish.on:
        raise CannotChange(_("The first day back must be after the first day of the pause."))
    _check_length(wish.on, wish.until)
    for pause in place.changes.standing().filter(kind=ChangeKind.PAUSE):
        if pause.ended_on is None:
            raise CannotChange(
                _("A pause from %(day)s is planned already. Undo it first, to plan another.")
                % {"day": in_words(pause.starts_on)}
            )
        if wish.on < pause.ended_on:
            raise CannotChange(
                _("The fellow was paused until %(day)s. Choose that day or a later one.")
                % {"day": in_words(pause.ended_on)}
            )


def _check_resume(place: Place, wish: Wish) -> None:
    pause = running_pause(place)
    if wish.on > timezone.localdate():
        raise CannotChange(
            _("The first day back cannot be in the future. Plan the return, and come back on that day.")
        )
    if pause and wish.on < pause.starts_on:
        raise CannotChange(_("The pause began on %(day)s.") % {"day": in_words(pause.starts_on)})


def _check_extension(place: Place, wish: Wish) -> None:
    if wish.until is None or wish.until <= place.ends_on:
        raise CannotChange(
            _("The new last day must be after %(day)s, the last day now.") % {"day": in_words(place.ends_on)}
        )
    _check_length(place.ends_on, wish.until)


def _check_hours(place: Place, wish: Wish) -> None:
    if wish.percent == place.percent:
        raise CannotChange(_("The fellow works %(percent)s%% now.") % {"percent": place.percent})
    if not place.starts_on <= wish.on <= place.ends_on:
        raise CannotChange(
            _("The day must be in the fellow’s year, from %(first)s to %(last)s.")
            % {"first": in_words(place.starts_on), "last": in_words(place.ends_on)}
        )


def _check_end(place: Place, wish: Wish) -> None:
    if wish.on > timezone.localdate():
        raise CannotChange(_("The last day cannot be in the future. Come back on that day."))


def _check_completion(place: Place, wish: Wish) -> None:
    _check_end(place, wish)
    if wish.on < place.starts_on:
        raise CannotChange(
            _("The fellowship begins on %(day)s. Withdraw a fellow who leaves before that.")
            % {"day": in_words(place.starts_on)}
        )


def _check_length(first: dt.date, last: dt.date | None) -> None:
    if last and last - first > LONGEST:
        raise CannotChange(_("That is more than five years. Check the year."))
