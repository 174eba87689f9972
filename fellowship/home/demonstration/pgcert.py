"""The PgCert of the demonstration, twelve weeks in: a workshop behind it, an essay coming up."""

import datetime as dt
import io

from django.utils import timezone

from fellowship.cohorts.models import Cohort, Place
from fellowship.home.demonstration import pgcert_words as words
from fellowship.home.demonstration.coursework import (
    agree,
    another_attempt,
    furnish,
    mark,
    stamp_of,
    take_days,
)
from fellowship.home.demonstration.dates import (
    IMPORTS,
    REGISTERS,
    REQUESTS,
    RESULTS,
    STUDIES,
    dated,
    day,
    moment,
)
from fellowship.home.demonstration.places import Team
from fellowship.learning.models import Assignment, ExtensionRequest, Module, Outcome, TaughtDay
from fellowship.learning.services.attendance import Mark, say_was_there, take_register
from fellowship.learning.services.extensions import ask, decide
from fellowship.learning.services.handing_in import hand_in_at_provider
from fellowship.learning.services.intake import confirm_results, read_results
from fellowship.learning.services.materials import add_material
from fellowship.learning.services.own_modules import choose_modules
from fellowship.learning.services.results import record_result, share_marks
from fellowship.learning.services.timetable import add_module, add_to_module, change_assignment

PLAN_DUE, PLAN_MARKED = -24, 12  # days from today, days ago
# By their place among the fellows (people.py).
ASKS, GRANTED, EARLY, REFERRED, DEFERRED, REFUSED, ELSEWHERE = 0, 1, 2, 3, 4, 6, 10
SPREAD, LOWEST = 23, 52  # of marks


def write_pgcert(
    cohort: Cohort, fellows: list[Place], later: list[Place], left: Place, finished: Place, team: Team
) -> None:
    """`later`: who joins later, and has dates of their own for it. `left` and `finished`: whose year is over; the latter had passed elsewhere before it began."""
    modules = list(cohort.modules.filter(place=None))
    for module, brief in zip(modules, words.BRIEFS, strict=False):
        assignment = module.assignments.get()
        assignment.brief, assignment.second_marked = brief, True
        change_assignment(assignment=assignment, by=team.tutor, changed=["brief", "second_marked"])
    with dated(moment(60), STUDIES):
        for title, link in words.MATERIALS:
            add_material(module=modules[0], by=team.tutor, title=title, link=link)
    days = list(TaughtDay.objects.filter(module__cohort=cohort))
    furnish(days, words.VENUES, words.LINK, team.tutor)
    past = [one for one in days if one.day < timezone.localdate()]
    take_days(past, [*fellows, left], team.tutor, but=fellows[-2:])
    _own_word(past[-1], fellows[-1], fellows[-2], team)
    _takes_another_course(fellows[ELSEWHERE], modules[-1], team)
    _carries_over(finished, modules, team)
    essay = modules[0].assignments.get()
    plan = _plan(modules[0], fellows, team)
    for place in later:
        _own_date(plan, place, team)
    _essay(essay, fellows, team)
    with dated(moment(7), STUDIES):
        share_marks(place=fellows[REFUSED], by=fellows[REFUSED].person, shared=True)


def _own_word(last: TaughtDay, confirmed: Place, waiting: Place, team: Team) -> None:
    """Two say that they were there: one has been confirmed, one waits."""
    with dated(moment(4), REGISTERS):
        say_was_there(place=confirmed, day=last, how="online", by=confirmed.person)
        say_was_there(place=waiting, day=last, how="present", by=waiting.person)
    with dated(moment(3), REGISTERS):
        take_register(day=last, marks=[Mark(confirmed.pk, "", "online")], by=team.tutor)


def _takes_another_course(place: Place, instead_of: Module, team: Team) -> None:
    _leave_out(place, [instead_of], team)
    own = add_module(
        cohort=place.cohort,
        by=team.tutor,
        place=place,
        title=words.ELSEWHERE,
        provider="Northshore University (invented)",
        credits=instead_of.credits,
    )
    report = Assignment(title="Improvement project report", due_on=day(68), brief=words.ELSEWHERE_BRIEF)
    add_to_module(module=own, new=report, by=team.tutor)


def _carries_over(place: Place, modules: list[Module], team: Team) -> None:
    """Everything was passed in another year, at another provider."""
    _leave_out(place, modules, team)
    with dated(moment(70), RESULTS):
        own = add_module(
            cohort=place.cohort,
            by=team.tutor,
            place=place,
            title=words.CARRIED_OVER,
            provider="Harbour Business School (invented)",
            credits=sum(module.credits for module in modules),
        )
        portfolio = Assignment(title="Portfolio", due_on=day(-75))
        add_to_module(module=own, new=portfolio, by=team.tutor)
        hand_in_at_provider(assignment=portfolio, place=place, on=day(-75), by=place.person)
        agree(portfolio, place, team.tutor, day(-75), 67, Outcome.REFER)


def _leave_out(place: Place, modules: list[Module], team: Team) -> None:
    shown = list(place.cohort.modules.filter(place=None).values_list("pk", flat=True))
    out = {module.pk for module in modules}
    choose_modules(place=place, shown=shown, taken=[pk for pk in shown if pk not in out], by=team.tutor)


def _own_date(assignment: Assignment, place: Place, team: Team) -> None:
    with dated(moment(15), RESULTS):
        record_result(
            assignment=assignment,
            place=place,
            by=team.tutor,
            stamp=stamp_of(assignment, place),
            submitted_on=None,
            extended_to=place.starts_on + dt.timedelta(weeks=6),
            mark=None,
            outcome="",
        )


def _plan(module: Module, fellows: list[Place], team: Team) -> Assignment:
    """Marked by the provider, whose list was imported: one was referred, one is deferred."""
    plan = Assignment(title="Plan of your essay, two pages", due_on=day(PLAN_DUE), brief=words.PLAN)
    add_to_module(module=module, new=plan, by=team.tutor)
    reason, answer = words.MITIGATING
    with dated(moment(29), REQUESTS):
        request = _ask(plan, fellows[DEFERRED], "mitigating", None, reason)
    _decide(request, "grant", 28, None, answer, team)
    for early in range(4):
        handed_in = plan.due_on - dt.timedelta(days=early)
        with dated(moment(early - PLAN_DUE), RESULTS):
            for number, place in enumerate(fellows):
                if number % 4 == early and number != DEFERRED:
                    hand_in_at_provider(assignment=plan, place=place, on=handed_in, by=place.person)
    with dated(moment(PLAN_MARKED), IMPORTS):
        sheet = io.BytesIO(_sheet(fellows).encode())
        run = read_results(assignment=plan, file=sheet, name=words.SHEET_NAME, by=team.tutor)
        confirm_results(run=run, by=team.tutor)
    with dated(moment(PLAN_MARKED - 2), RESULTS):
        another_attempt(plan, fellows[REFERRED], team.tutor, day(11))
    return plan


def _sheet(fellows: list[Place]) -> str:
    marks = {
        place: f"Pass,{LOWEST + number * 7 % SPREAD}" if number != REFERRED else "Refer,44"
        for number, place in enumerate(fellows)
    }
    marks[fellows[DEFERRED]] = "Deferred,"
    lines = [f"{place.person.email},{result}" for place, result in marks.items()]
    return "\n".join([words.SHEET_TITLES, *lines, words.STRANGER])


def _essay(essay: Assignment, fellows: list[Place], team: Team) -> None:
    """Nothing is due yet: one asks for more time, one has it, one was refused, one's is half marked."""
    until = essay.due_on + dt.timedelta(days=14)
    with dated(moment(9), REQUESTS):
        granted = _ask(essay, fellows[GRANTED], "extension", until, words.GRANTED[0])
        refused = _ask(essay, fellows[REFUSED], "extension", until, words.REFUSED[0])
    _decide(granted, "grant", 8, until, words.GRANTED[1], team)
    _decide(refused, "refuse", 8, None, words.REFUSED[1], team)
    with dated(moment(3), RESULTS):
        early = fellows[EARLY]
        hand_in_at_provider(assignment=essay, place=early, on=day(-3), by=early.person)
    with dated(moment(2), REQUESTS):
        _ask(essay, fellows[ASKS], "extension", until, words.ASKED)
    with dated(moment(1), RESULTS):
        mark(essay, early, team.tutor, 66)


def _ask(
    assignment: Assignment, place: Place, kind: str, until: dt.date | None, reason: str
) -> ExtensionRequest:
    return ask(assignment=assignment, place=place, by=place.person, kind=kind, asked_for=until, reason=reason)


def _decide(
    request: ExtensionRequest, act: str, days_ago: int, until: dt.date | None, answer: str, team: Team
) -> None:
    with dated(moment(days_ago), REQUESTS):
        decide(request=request, by=team.tutor, act=act, granted_to=until, answer=answer)
