"""The PgCert of last year's cohort: three modules, nine taught days, and how each fellow came out of it."""

import datetime as dt

from fellowship.cohorts.models import Cohort, Place
from fellowship.home.demonstration import last_year_words as words
from fellowship.home.demonstration.coursework import another_attempt, furnish, judge, take_days
from fellowship.home.demonstration.dates import REQUESTS, RESULTS, STUDIES, dated, on
from fellowship.home.demonstration.places import Team
from fellowship.learning.models import Assignment, Module, Outcome, TaughtDay
from fellowship.learning.services.extensions import ask, decide
from fellowship.learning.services.results import share_marks
from fellowship.learning.services.timetable import change_assignment, change_module, change_taught_day

VENUES = ["Keel House, room 2.14 (invented)"]
LINK = "https://meet.example.org/harbour-pgcert-last-year"
AGAIN_AFTER = dt.timedelta(days=40)  # from the date of the first attempt
MORE_TIME = dt.timedelta(days=14)


def write_studies(cohort: Cohort, places: list[Place], team: Team) -> None:
    modules = list(cohort.modules.all())
    for number, module in enumerate(modules):
        module.provider = words.PROVIDERS[number % len(words.PROVIDERS)]
        change_module(module=module, by=team.administrator, changed=["provider"])
    for module in modules:
        _not_at_new_year(list(module.taught_days.all()), team)
    days = list(TaughtDay.objects.filter(module__cohort=cohort))
    furnish(days, VENUES, LINK, team.tutor)
    take_days(days, places, team.tutor, letters_kept=False)
    for number, module in enumerate(modules):
        _judged(number, module, places, team)
    with dated(on(cohort.starts_on + dt.timedelta(days=150)), STUDIES):
        share_marks(place=places[0], by=places[0].person, shared=True)


def _not_at_new_year(days: list[TaughtDay], team: Team) -> None:
    """A workshop that would fall into these days was held a fortnight later."""
    if not any(
        (one.day.month, one.day.day) >= (12, 22) or (one.day.month, one.day.day) <= (1, 2) for one in days
    ):
        return
    for one in days:
        one.day += dt.timedelta(weeks=2)
        change_taught_day(day=one, by=team.tutor, changed=["day"])


def _judged(number: int, module: Module, places: list[Place], team: Team) -> None:
    assignment = module.assignments.get()
    assignment.brief, assignment.second_marked = words.BRIEFS[number], True
    change_assignment(assignment=assignment, by=team.tutor, changed=["brief", "second_marked"])
    marks = {place: former.marks[number] for place, former in zip(places, words.FORMER, strict=True)}
    in_time = assignment.due_on - dt.timedelta(days=1)
    late = {places[2]: marks.pop(places[2])} if number == 1 else {}
    judge(team, assignment, marks, in_time, letters_kept=False)
    for place, given in late.items():
        _given_more_time(assignment, place, team)
        judge(team, assignment, {place: given}, in_time + MORE_TIME, letters_kept=False)
    again_on = assignment.due_on + AGAIN_AFTER
    for place, former in zip(places, words.FORMER, strict=True):
        if former.again and former.again[0] == number:
            with dated(on(in_time + dt.timedelta(days=20)), RESULTS, letters_kept=False):
                another_attempt(assignment, place, team.tutor, again_on)
            second = {place: former.again[1]}
            judge(team, assignment, second, again_on, below=Outcome.FAIL, letters_kept=False)


def _given_more_time(assignment: Assignment, place: Place, team: Team) -> None:
    reason, answer = words.EXTENSION
    until = assignment.due_on + MORE_TIME
    with dated(on(assignment.due_on - dt.timedelta(days=10)), REQUESTS, letters_kept=False):
        request = ask(
            assignment=assignment,
            place=place,
            by=place.person,
            kind="extension",
            asked_for=until,
            reason=reason,
        )
    with dated(on(assignment.due_on - dt.timedelta(days=8)), REQUESTS, letters_kept=False):
        decide(request=request, by=team.tutor, act="grant", granted_to=until, answer=answer)
