"""The stakeholders of a challenge as one person may see them: as they were known on a day, and in words."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.drawings.people import Person, Seen, Stand, numbered
from challenges.models import Challenge, Position, Stakeholder
from challenges.models.stakeholder import Tie
from fellowship.lib.dates import in_words
from mentoring.permissions import Standing
from mentoring.statements import ROW, Statement, as_seen, statement_of

SUPPORT_WORDS = {
    -2: gettext_lazy("against"),
    -1: gettext_lazy("doubtful"),
    0: gettext_lazy("neutral"),
    1: gettext_lazy("helpful"),
    2: gettext_lazy("making it happen"),
}


Told = tuple[tuple, ...]  # stakeholders as they were fetched: what is drawn of them is kept by this


def told_of(challenge: Challenge, standing: Standing) -> Told:
    return tuple((*row[:-1], tuple(row[-1])) for row in standing.fetch(_told, row=challenge.pk))


@cache
def _told(former: bool) -> Statement:
    """Each with all positions, oldest first, as texts: a fraction of as many rows."""
    text: TextField = TextField()
    numbers = [Cast(name, text) for name in ("day", "power", "interest", "support", "needed")]
    parts = [part for number in numbers for part in (Value(" "), number)][1:]
    positions = Position.objects.filter(stakeholder=OuterRef("pk")).order_by("day")
    stands = ArraySubquery(positions.values(told=Concat(*parts, output_field=text)))
    rows = as_seen(Stakeholder.objects.filter(challenge=ROW).current(), former).annotate(stands=stands)
    return statement_of(
        rows.values_list("pk", "name", "tie", "category", "introduced_by", "made_at", "stands")
    )


def people_of(told: Told) -> list[Person]:
    """In the order in which they became known."""
    people = []
    for pk, name, tie, category, introduced_by, made_at, texts in told:
        stands = tuple(map(_stand, texts))
        since = stands[0].day if stands else timezone.localdate(made_at)
        people.append(Person(pk, 0, name, tie, introduced_by, since, stands, category))
    return numbered(people)


def _stand(told: str) -> Stand:
    day, *numbers = told.split(" ")
    return Stand(dt.date.fromisoformat(day), *map(int, numbers))


def grid_in_words(seen: Sequence[Seen], day: dt.date) -> str:
    """“On 3 September 2026: 5 to manage closely, 3 to keep satisfied, …”"""
    if not seen:
        return _("Nobody was known on %(day)s yet.") % {"day": in_words(day)}
    fields = Counter(one.stand.field for one in seen if one.stand)
    more = sum(one.stand is not None and one.stand.needed > one.stand.support for one in seen)
    said = _(
        "On %(day)s: %(closely)s to manage closely, %(satisfied)s to keep satisfied, %(informed)s to keep "
        "informed, %(monitor)s to monitor."
    ) % {
        "day": in_words(day),
        "closely": fields["manage_closely"],
        "satisfied": fields["keep_satisfied"],
        "informed": fields["keep_informed"],
        "monitor": fields["monitor"],
    }
    if not more:
        return said + " " + _("All support it as much as is needed.")
    return f"{said} " + ngettext(
        "%(count)d does not yet support it as much as is needed.",
        "%(count)d do not yet support it as much as is needed.",
        more,
    ) % {"count": more}


def network_in_words(seen: Sequence[Seen], day: dt.date, who: str) -> str:
    """`who` is “you” or the fellow’s name."""
    if not seen:
        return _("Nobody was known on %(day)s yet.") % {"day": in_words(day)}
    ties = Counter(one.person.tie for one in seen)
    there = {one.person.pk: one.person for one in seen}
    through = Counter(one.person.introduced_by for one in seen if one.person.introduced_by in there)
    said = _(
        "On %(day)s %(who)s knew %(count)s: %(vertical)s up or down the line, %(horizontal)s at the same "
        "level, %(across)s across organisations."
    ) % {
        "day": in_words(day),
        "who": who,
        "count": len(seen),
        "vertical": ties[Tie.VERTICAL],
        "horizontal": ties[Tie.HORIZONTAL],
        "across": ties[Tie.ACROSS],
    }
    if not through:
        return said
    most, times = min(through.items(), key=lambda found: (-found[1], there[found[0]].number))
    return f"{said} " + ngettext(
        "%(count)d came through somebody else; %(name)s introduced most (%(times)s).",
        "%(count)d came through somebody else; %(name)s introduced most (%(times)s).",
        sum(through.values()),
    ) % {"count": sum(through.values()), "name": there[most].name, "times": times}


def growth_in_words(
    before: Sequence[Seen], after: Sequence[Seen], days: tuple[dt.date, dt.date], who: str
) -> str:
    """“On 1 October 2026 you knew 4, today 17; 6 across organisations, where there were 2. Support moved from
    doubtful to helpful for 3.”"""
    today = timezone.localdate()
    first, last = (_("today") if day == today else _("on %(day)s") % {"day": in_words(day)} for day in days)
    across_before, across = (sum(one.person.tie == Tie.ACROSS for one in seen) for seen in (before, after))
    known = _("%(First)s %(who)s knew %(before)s, %(last)s %(after)s; %(across)s across organisations") % {
        "First": first[:1].upper() + first[1:],
        "who": who,
        "before": len(before),
        "last": last,
        "after": len(after),
        "across": across,
    }
    if across != across_before:
        known += _(", where there were %(count)s") % {"count": across_before}
    return f"{known}. {_moves_in_words(before, after)}"


def _moves_in_words(before: Sequence[Seen], after: Sequence[Seen]) -> str:
    stood = {one.person.pk: one.support for one in before}
    moves = Counter(
        (stood[one.person.pk], one.support)
        for one in after
        if stood.get(one.person.pk) is not None and stood[one.person.pk] != one.support
    )
    if not moves:
        return _("Nobody’s support has moved.")
    listed = [
        _("from %(old)s to %(new)s for %(count)s")
        % {"old": SUPPORT_WORDS[old], "new": SUPPORT_WORDS[new], "count": count}
        for (old, new), count in sorted(moves.items(), key=lambda move: (-move[1], move[0]))
        if old is not None and new is not None
    ]
    return _("Support moved %(moves)s.") % {"moves": get_text_list(listed, _("and"))}
