"""Who will see what is written on a challenge: the line printed next to every button that shares."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from challenges.models import Challenge
from fellowship.cohorts.models import Pairing
from fellowship.people.models import User


def mentors_told(challenge: Challenge) -> list[User]:
    """The mentors whose pairing is in force today: those who are asked to answer."""
    pairings = Pairing.objects.in_force().filter(place=challenge.place_id).select_related("mentor")
    return [pairing.mentor for pairing in pairings]


def readers_of(challenges: Iterable[Challenge]) -> dict[int, list[str]]:
    """Names of the mentors who will read what is shared now on each challenge, by its pk.

    Former mentors in their days of grace see nothing newer than their last day.
    """
    by_place = {challenge.place_id: challenge.pk for challenge in challenges}
    pairings = Pairing.objects.in_force().filter(place__in=by_place).select_related("mentor")
    names: dict[int, list[str]] = {pk: [] for pk in by_place.values()}
    for pairing in pairings:
        readers = names[by_place[pairing.place_id]]
        if pairing.mentor.full_name not in readers:
            readers.append(pairing.mentor.full_name)
    return names


def audience_line(challenge: Challenge, names: list[str] | None = None, *, later: bool = False) -> str:
    """“Dr H. Ashworth and the programme team will see this.”

    `names` spares a query where `readers_of` was asked already; `later` speaks of a draft.
    """
    known = readers_of([challenge])[challenge.pk] if names is None else names
    people = [*known, _("the programme team")]
    if challenge.open_to_cohort:
        people.append(_("your cohort"))
    listed = get_text_list(people, _("and"))
    if later:
        line = _("Only you can see this. Once you share it, %(people)s will see it.") % {"people": listed}
    else:
        line = _("%(people)s will see this.") % {"people": listed[:1].upper() + listed[1:]}
    if not known:
        line += " " + _("You have no mentor yet.")
    return line
