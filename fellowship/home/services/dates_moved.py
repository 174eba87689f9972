"""The letters to fellows whose dates somebody else moved: titles and dates as the act stored them.

Nothing else of an act is read here. The reason of a change of somebody's calendar is the programme team's.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.models import Milestone
from fellowship.cohorts.models import BulkAct, BulkRow, Place, PlaceChange
from fellowship.cohorts.models.bulk import UNFINISHED, BulkStatus, RowStatus
from fellowship.cohorts.services.calendars.telling import About
from fellowship.home.services.cohort_dates import MovedDate, dates_of_fellows, moved_in
from fellowship.learning.models import Assignment, Result
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message

MOST_NAMED = 6
TAKEN_BACK = (BulkStatus.UNDOING, BulkStatus.UNDONE)
Days = tuple[dt.date, dt.date]


def change_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Of changes of a fellow's own calendar. Not needed: undone meanwhile, or the fellowship has ended."""
    abouts = {message.pk: About.read(message.object_id) for message in messages}
    places = _places_of(messages, {about.first for about in abouts.values()})
    changes = _changes(places)
    wanted = {
        pk: change
        for pk, about in abouts.items()
        if (change := changes.get((about.first, about.second))) and about.first in places[pk]
    }
    dates = _dates_of_changes({change for change in wanted.values() if not change.undone_at})
    letters = {}
    for pk, change in wanted.items():
        if abouts[pk].is_undone:
            letters[pk] = _as_before()
        elif moved := dates.get(change.pk):
            letters[pk] = _moved(moved, _days(change.facts.get("ends_on")))
    return letters


def act_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Of bulk acts. Not needed: undone meanwhile, or the fellowship has ended."""
    abouts = {message.pk: About.read(message.object_id) for message in messages}
    places = _places_of(messages, {about.second for about in abouts.values()})
    abouts = {pk: about for pk, about in abouts.items() if about.second in places[pk]}
    letters = {pk: _as_before() for pk, about in abouts.items() if about.is_undone}
    by_act: dict[int, set[int]] = defaultdict(set)
    for about in abouts.values():
        by_act[about.first].add(about.second)
    acts = BulkAct.objects.exclude(status__in=TAKEN_BACK).in_bulk(by_act)
    dates = {pk: _dates_of_act(act, by_act[pk]) for pk, act in acts.items()}
    for pk, about in abouts.items():
        moved = dates.get(about.first, {}).get(about.second)
        if moved and not about.is_undone:
            letters[pk] = _moved(moved)
    return letters


def deadline_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Of assignments given another date. Not needed: the date is as before, or no longer the fellow's."""
    groups: dict[tuple[int, str], dict[int, Message]] = defaultdict(dict)
    for message in messages:
        key = int(message.object_id.split(".")[0]), message.facts["before"]
        groups[key][message.person_id] = message
    assignments = Assignment.objects.select_related("module").in_bulk({pk for pk, _before in groups})
    letters = {}
    for (pk, before), by_person in groups.items():
        assignment = assignments.get(pk)
        if assignment is None or assignment.due_on.isoformat() == before:
            continue
        current = Place.objects.current().filter(person__in=by_person, cohort=assignment.module.cohort_id)
        people = dict(current.values_list("pk", "person"))
        moved = [["assignment", pk, before, None, assignment.due_on.isoformat()]]
        for place, dates in dates_of_fellows(moved, people).items():
            letters[by_person[people[place]].pk] = _moved(dates)
    return letters


def _places_of(messages: Iterable[Message], pks: set[int]) -> dict[int, set[int]]:
    """By message: the current places among `pks` that are its person's."""
    found: dict[int, set[int]] = defaultdict(set)
    for pk, person in Place.objects.current().filter(pk__in=pks).values_list("pk", "person"):
        found[person].add(pk)
    return {message.pk: found[message.person_id] for message in messages}


def _changes(places: Mapping[int, set[int]]) -> dict[tuple[int, int], PlaceChange]:
    """By place, and which of its changes it is."""
    found: dict[tuple[int, int], PlaceChange] = {}
    number: dict[int, int] = defaultdict(int)
    for change in PlaceChange.objects.filter(place__in=set().union(*places.values())).order_by("pk"):
        number[change.place_id] += 1
        found[change.place_id, number[change.place_id]] = change
    return found


def _dates_of_changes(changes: Iterable[PlaceChange]) -> dict[int, list[MovedDate]]:
    rows = [(change.pk, row) for change in changes for row in change.facts.get("moved", [])]
    titles = _titles([row["pk"] for _pk, row in rows if row["kind"] == "milestone"])
    deadlines = _deadlines([row["pk"] for _pk, row in rows if row["kind"] == "assignment"])
    found: dict[int, list[MovedDate]] = defaultdict(list)
    for change, row in rows:
        if row["kind"] == "milestone":
            title, own = titles.get(row["pk"]), None
        else:
            title, own = deadlines.get(row["pk"], (None, None))
        before, after = (_day(row[name]) or own for name in ("before", "after"))
        if title and before and after:
            found[change].append(MovedDate(row["kind"], title, before, after))
    return found


def _dates_of_act(act: BulkAct, places: set[int]) -> dict[int, list[MovedDate]]:
    moved = MOVED_BY[act.kind](act, places) if act.kind in MOVED_BY else []
    titles = {
        kind: titles_of({pk for one, _place, pk, _before, _after in moved if one == kind})
        for kind, titles_of in TITLES.items()
    }
    found: dict[int, list[MovedDate]] = defaultdict(list)
    for kind, place, pk, before, after in moved:
        if title := titles[kind].get(pk):
            days = dt.date.fromisoformat(before), dt.date.fromisoformat(after)
            found[place].append(MovedDate(kind, title, *days))
    for place, dates in dates_of_fellows(moved_in(act), places).items():
        found[place] += dates
    return found


Rows = list[tuple[str, int, int, str, str]]  # kind as in TITLES, place, pk, and its two dates


def _by_hand(act: BulkAct, places: set[int]) -> Rows:
    """Also what an interrupted act has still to move: the fellow is told once."""
    counts = Q(status=RowStatus.DONE) | Q(status=RowStatus.WAITING, act__status__in=UNFINISHED)
    rows = act.rows.filter(counts, place__in=places)
    return [
        (about.split(".")[1], place, int(pk), before["due_on"], after["due_on"])
        for about, place, pk, before, after in rows.values_list(
            "object_kind", "place", "object_id", "before", "after"
        )
    ]


def _with_template(act: BulkAct, places: set[int]) -> Rows:
    rows = BulkRow.objects.filter(act=act, place__in=places, status=RowStatus.DONE)
    return [
        ("milestone", place, pk, before, after)
        for place, moved in rows.values_list("place", "after__moved")
        for pk, before, after, *_laid_out in moved or []
    ]


MOVED_BY: dict[str, Callable[[BulkAct, set[int]], Rows]] = {"move": _by_hand, "template": _with_template}


def _titles(milestones: Collection[int]) -> dict[int, str]:
    return dict(Milestone.objects.filter(pk__in=milestones).values_list("pk", "title"))


def _titles_with_module(assignments: Collection[int]) -> dict[int, str]:
    rows = Assignment.objects.filter(pk__in=assignments).select_related("module")
    return {one.pk: f"{one.module.title}: {one.title}" for one in rows}


TITLES: dict[str, Callable[[Collection[int]], dict[int, str]]] = {
    "milestone": _titles,
    "assignment": _titles_with_module,
}


def _deadlines(results: list[int]) -> dict[int, tuple[str, dt.date]]:
    """Title, and the cohort's date: that of who has no own one."""
    rows = Result.objects.filter(pk__in=results).select_related("assignment__module")
    return {
        row.pk: (f"{row.assignment.module.title}: {row.assignment.title}", row.assignment.due_on)
        for row in rows
    }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _days(texts: list[str] | None) -> Days | None:
    return (dt.date.fromisoformat(texts[0]), dt.date.fromisoformat(texts[1])) if texts else None


def _moved(dates: list[MovedDate], last_day: Days | None = None) -> Letter:
    context = moved_context(dates, last_day)
    return Letter("emails/home/dates_moved", context, line=context["line"], url=context["path"])


def moved_context(dates: list[MovedDate], last_day: Days | None = None) -> dict[str, Any]:
    """`last_day`: of the fellowship, before and after."""
    ordered = sorted(dates, key=lambda one: (one.after, one.title))
    number = len(ordered)
    line = ngettext("%(n)d of your dates has moved", "%(n)d of your dates have moved", number)
    return {
        "line": line % {"n": number},
        "in_all": number,
        "counts": _counts(ordered),
        "dates": ordered[:MOST_NAMED],
        "more": max(number - MOST_NAMED, 0),
        "last_day": last_day,
        "path": reverse("calendar"),
    }


def _counts(dates: Sequence[MovedDate]) -> list[str]:
    """“3 milestones”, “1 assignment”."""
    number = {
        kind: sum(one.kind == kind for one in dates) for kind in ("milestone", "assignment", "taughtday")
    }
    words = {
        "milestone": ngettext("%(n)d milestone", "%(n)d milestones", number["milestone"]),
        "assignment": ngettext("%(n)d assignment", "%(n)d assignments", number["assignment"]),
        "taughtday": ngettext("%(n)d taught day", "%(n)d taught days", number["taughtday"]),
    }
    return [words[kind] % {"n": n} for kind, n in number.items() if n]


def _as_before() -> Letter:
    path = reverse("calendar")
    return Letter("emails/home/dates_as_before", {"path": path}, line=_("Your dates are as before"), url=path)
