"""How an assignment goes in the demonstration: handed in, marked by two people, judged, each on its day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from fellowship.cohorts.models import Place
from fellowship.home.demonstration.dates import REGISTERS, RESULTS, dated, on
from fellowship.home.demonstration.places import Team
from fellowship.learning.models import Assignment, Outcome, Result, TaughtDay
from fellowship.learning.services.attendance import Mark, take_register
from fellowship.learning.services.handing_in import hand_in_at_provider
from fellowship.learning.services.results import allow_another_attempt, give_mark, record_result
from fellowship.learning.services.timetable import change_taught_day
from fellowship.people.models import User

Marks = tuple[int, int, int]  # of the first marker, of the second, as agreed
PASS_MARK = 50
MARKED_AFTER, MARKED_AGAIN_AFTER, JUDGED_AFTER = dt.timedelta(9), dt.timedelta(13), dt.timedelta(18)
# Attendance of the fellows in turn, day after day.
CAME = ["present", "present", "online", "present", "present", "excused", "present", "present", "absent"]


def stamp_of(assignment: Assignment, place: Place) -> str:
    """As the form of the result would have it now."""
    found = Result.objects.filter(assignment=assignment, place=place).first()
    return (found or Result()).stamp


def mark(assignment: Assignment, place: Place, by: User, number: int) -> None:
    give_mark(
        assignment=assignment,
        place=place,
        by=by,
        stamp=stamp_of(assignment, place),
        mark=Decimal(number),
    )


def judge(
    team: Team,
    assignment: Assignment,
    marks: Mapping[Place, Marks],
    handed_in: dt.date,
    *,
    below: Outcome = Outcome.REFER,
    letters_kept: bool = True,
) -> None:
    """Handed in on a day, and all that follows. `below`: the result of who does not reach the pass mark."""

    def step(day: dt.date):
        return dated(on(day), RESULTS, letters_kept=letters_kept)

    with step(handed_in):
        for place in marks:
            hand_in_at_provider(assignment=assignment, place=place, on=handed_in, by=place.person)
    for days, marker, number in ((MARKED_AFTER, team.tutor, 0), (MARKED_AGAIN_AFTER, team.second_marker, 1)):
        with step(handed_in + days):
            for place, given in marks.items():
                mark(assignment, place, marker, given[number])
    with step(handed_in + JUDGED_AFTER):
        for place, given in marks.items():
            agree(assignment, place, team.tutor, handed_in, given[2], below)


def agree(
    assignment: Assignment, place: Place, by: User, handed_in: dt.date, number: int, below: Outcome
) -> None:
    found = Result.objects.get(assignment=assignment, place=place)
    record_result(
        assignment=assignment,
        place=place,
        by=by,
        stamp=found.stamp,
        submitted_on=handed_in,
        extended_to=found.extended_to,
        mark=Decimal(number),
        outcome=Outcome.PASS if number >= PASS_MARK else below,
    )


def another_attempt(assignment: Assignment, place: Place, by: User, due_on: dt.date) -> None:
    allow_another_attempt(
        assignment=assignment, place=place, by=by, stamp=stamp_of(assignment, place), due_on=due_on
    )


def take_days(
    days: Sequence[TaughtDay],
    places: Sequence[Place],
    by: User,
    *,
    but: Sequence[Place] = (),
    letters_kept: bool = True,
) -> None:
    """The registers of these days; on the last one nothing is known yet of those in `but`."""
    for number, day in enumerate(days):
        known = [place for place in places if day != days[-1] or place not in but]
        marks = [
            Mark(place.pk, "", CAME[(line + 4 * number) % len(CAME)]) for line, place in enumerate(known)
        ]
        with dated(on(day.day), REGISTERS, letters_kept=letters_kept):
            take_register(day=day, marks=marks, by=by)


def furnish(days: Sequence[TaughtDay], venues: Sequence[str], link: str, by: User) -> None:
    """Venue, link and places in the room; three days a workshop."""
    for number, day in enumerate(days):
        day.venue, day.link, day.capacity = venues[number // 3 % len(venues)], link, 30
        change_taught_day(day=day, by=by, changed=["venue", "link", "capacity"])
